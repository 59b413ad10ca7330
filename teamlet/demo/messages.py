"""Messages of the demo: what people agreed to, drafts to release, some that went out or did not, letters to print."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef

from teamlet.ground.access.principal import Principal
from teamlet.ground.reasons import Reason
from teamlet.records.outreach import actions
from teamlet.records.outreach.actions import Said
from teamlet.records.outreach.actions.consents import record_consents
from teamlet.records.outreach.models import Message
from teamlet.records.outreach.queries.wording import Wording
from teamlet.records.outreach.rules.outcomes import Accepted, Answer, Rejected, Unknown
from teamlet.records.outreach.words import Channel, ConsentHow, ConsentState, Purpose
from teamlet.records.patients.models import ContactPoint, Patient
from teamlet.records.practice.models import Practice

#: So many patients behind those with stories have had messages.
_BEHIND, _MANY = 16, 14
#: What the provider said about the first ones: two arrived, one number is wrong, of one nobody knows.
_ANSWERS: tuple[Answer, ...] = (Accepted(), Accepted(), Rejected("30005", is_permanent=True), Unknown("timeout"))
_LETTER = {
    "en": (
        "We are here for you",
        "Hello,\n\nWe would like to hear how you are and how your plan is going.\n\nYour team",
    ),
    "es": ("Aquí estamos para usted", "Hola:\n\nNos gustaría saber cómo está y cómo va con su plan.\n\nSu equipo"),
}


def write_messages(practice: Practice, *, at: datetime, by: Principal, worker: Principal) -> None:
    """Let a few people agree to messages and some of these go out; ``at`` is the demo's now."""
    reached = ContactPoint.objects.filter(patient=OuterRef("pk"), works=True)
    broken = ContactPoint.objects.filter(patient=OuterRef("pk"), works=False)
    rows = Patient.objects.filter(
        Exists(reached.filter(kind="mobile")),
        Exists(reached.filter(kind="postal")),
        ~Exists(broken),
        practice=practice,
        is_active=True,
        deceased_on=None,
        merged_into=None,
        language__in=_LETTER,
        birth_date__lt=at.date() - timedelta(days=19 * 365),
    ).order_by("pk")
    people = list(rows[_BEHIND : _BEHIND + _MANY])
    _agree(people, at=at - timedelta(days=20), by=by)
    zone = ZoneInfo(practice.time_zone)
    # Not in anybody's quiet hours, whenever the demo is built.
    before = datetime.combine(at.astimezone(zone).date() - timedelta(days=2), time(11), tzinfo=zone)
    words = Wording(practice)
    for person in people[:4]:
        actions.release_message(message=_check_in(person, words, at=before, by=worker), at=before, by=by)
    claimed = actions.claim_messages(
        practice=practice, channel=Channel.TEXT, worker="demo", limit=len(_ANSWERS), lease=timedelta(minutes=2),
        at=before, by=worker,
    )  # fmt: skip
    said = [Said(each.pk, each.fence, answer) for each, answer in zip(claimed, _ANSWERS, strict=False)]
    actions.record_outcomes(
        practice=practice, provider="outbox", said=said, can_ask=False, quiet=0.0, at=before, by=worker
    )
    for person in people[4:9]:
        _check_in(person, words, at=at, by=worker)
    for person in people[9:10]:
        _check_in(person, words, at=at, by=worker, held=Reason("outreach.shared_address"))
    for person in people[10:]:
        actions.release_message(message=_letter(person, at=at, by=worker), at=at, by=by)


def _agree(people: list[Patient], *, at: datetime, by: Principal) -> None:
    """Everybody but the last of those with drafts said yes to texts; one said yes to emails too."""
    for place, person in enumerate(people):
        if place == 8:
            continue
        ways = [Channel.TEXT, Channel.EMAIL] if place == 0 else [Channel.TEXT]
        record_consents(
            patient=person,
            purposes=[Purpose.CHECK_IN, Purpose.PLAN_COPY],
            channels=ways,
            state=ConsentState.GIVEN,
            how=ConsentHow.IN_PERSON,
            at=at,
            by=by,
        )


def _check_in(person: Patient, words: Wording, *, at: datetime, by: Principal, held: Reason | None = None) -> Message:
    said = words.render("check_in", language=person.language, channel=Channel.TEXT)
    return actions.draft_message(
        patient=person, purpose=Purpose.CHECK_IN, channel=Channel.TEXT, language=person.language, body=said.body,
        why=Reason("outreach.written_by_hand"), occurrence=f"demo/check-in/{person.oid}", send_after=at, held=held,
        is_ours=True, at=at, by=by,
    )  # fmt: skip


def _letter(person: Patient, *, at: datetime, by: Principal) -> Message:
    subject, body = _LETTER[person.language]
    return actions.draft_message(
        patient=person, purpose=Purpose.CONTACT_LETTER, channel=Channel.LETTER, language=person.language,
        subject=subject, body=body, why=Reason("outreach.contact_letter"), occurrence=f"demo/letter/{person.oid}",
        send_after=at, expires_at=at + timedelta(days=60), is_ours=True, at=at, by=by,
    )  # fmt: skip
