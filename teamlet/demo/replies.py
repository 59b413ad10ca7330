"""Replies of the demo: an answer beside a contact, a question for a person, and a number that nobody has."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from teamlet.ground.access.principal import Principal
from teamlet.ground.reasons import Reason
from teamlet.records.followups.actions import take_reply
from teamlet.records.followups.models import Contact
from teamlet.records.followups.words import ContactState
from teamlet.records.followups.words.rhythm import ABOUT_CONTACT
from teamlet.records.outreach import actions
from teamlet.records.outreach.actions import Said
from teamlet.records.outreach.actions.consents import record_consents
from teamlet.records.outreach.models import Message
from teamlet.records.outreach.queries.wording import Wording
from teamlet.records.outreach.rules.outcomes import Accepted
from teamlet.records.outreach.words import Channel, ConsentHow, ConsentState, MessageState, Purpose
from teamlet.records.practice.models import Membership, Practice

_STRANGER = "+15550109988"
_QUESTION = {"en": "Can I swim instead of walking?", "es": "¿Puedo nadar en vez de caminar?"}
_ANSWER = {"en": "2 part of it", "es": "Una parte"}


def write_replies(practice: Practice, *, at: datetime, coach: Membership, by: Principal, worker: Principal) -> None:
    """Let a few phones write back, one of them about a contact of ``coach``; ``at`` is the demo's now."""
    # By day, whatever the clock says now: nothing goes out in quiet hours.
    zone = ZoneInfo(practice.time_zone)
    noon = datetime.combine(at.astimezone(zone).date() - timedelta(days=1), time(12), tzinfo=zone)
    asked = _ask(practice, coach, at=noon, by=by, worker=worker)
    others = Message.objects.filter(practice=practice, state=MessageState.SENT, channel=Channel.TEXT, fixed_answer="")
    if asked is not None:
        others = others.exclude(patient=asked.patient)
        _write(practice, asked.address, _ANSWER[asked.language], "demo-1", noon + timedelta(hours=5), worker)
    other = others.order_by("pk").first()
    if other is not None:
        _write(practice, other.address, _QUESTION[other.language], "demo-2", at - timedelta(hours=3), worker)
    _write(practice, _STRANGER, "See you at the game on Sunday!", "demo-3", at - timedelta(hours=2), worker)


def _ask(practice: Practice, coach: Membership, *, at: datetime, by: Principal, worker: Principal) -> Message | None:
    """Let one check-in about an open contact go out by text: the next contact of somebody with a mobile number."""
    rows = Contact.objects.filter(
        practice=practice,
        state=ContactState.OPEN,
        task__owner=coach,
        patient__language__in=_ANSWER,
        patient__contact_points__kind="mobile",
        patient__contact_points__works=True,
        patient__birth_date__lt=at.date() - timedelta(days=19 * 365),
        patient__deceased_on=None,
        created_at__lt=at,
        due_on__gt=at.date() + timedelta(days=1),
    )
    contact = rows.select_related("patient").order_by("due_on", "pk").first()
    if contact is None:
        return None
    patient = contact.patient
    record_consents(
        patient=patient, purposes=[Purpose.CHECK_IN], channels=[Channel.TEXT], state=ConsentState.GIVEN,
        how=ConsentHow.IN_PERSON, at=at - timedelta(days=12), by=by,
    )  # fmt: skip
    body = Wording(practice).render("check_in", language=patient.language, channel=Channel.TEXT).body
    draft = actions.draft_message(
        patient=patient, purpose=Purpose.CHECK_IN, channel=Channel.TEXT, language=patient.language, body=body,
        why=Reason("outreach.written_by_hand"), occurrence=f"demo/asked/{contact.oid}", send_after=at, is_ours=True,
        about=(ABOUT_CONTACT, contact.oid), at=at, by=worker,
    )  # fmt: skip
    actions.release_message(message=draft, at=at, by=by)
    claimed = actions.claim_messages(
        practice=practice, channel=Channel.TEXT, worker="demo", limit=1, lease=timedelta(minutes=2), at=at, by=worker
    )
    said = [Said(each.pk, each.fence, Accepted()) for each in claimed]
    actions.record_outcomes(practice=practice, provider="outbox", said=said, can_ask=False, quiet=0.0, at=at, by=worker)
    return Message.objects.filter(pk=draft.pk, state=MessageState.SENT).first()


def _write(practice: Practice, address: str, words: str, reference: str, at: datetime, by: Principal) -> None:
    take_reply(
        practice=practice, channel=Channel.TEXT, provider="outbox", provider_reference=reference, address=address,
        words=words, at=at, by=by,
    )  # fmt: skip
