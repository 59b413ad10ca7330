"""What is written about a reply itself; what follows from it for contacts is a record above."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from teamlet.ground.access.principal import Principal, user_of
from teamlet.ground.audit.action import action, audit, goes_on
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.outreach.actions.messages import draft_message, release_message
from teamlet.records.outreach.models import Message, Reach, Reply, ReplyStep
from teamlet.records.outreach.queries.eligibility import Judge
from teamlet.records.outreach.queries.replies import answered_lately, points_with
from teamlet.records.outreach.queries.wording import Said, Wording
from teamlet.records.outreach.rules.addresses import address_key
from teamlet.records.outreach.rules.answering import language_of, may_answer
from teamlet.records.outreach.rules.eligibility import Limits
from teamlet.records.outreach.rules.lengths import measure
from teamlet.records.outreach.rules.replies import ANSWER_TEXTS, ReplyReading
from teamlet.records.outreach.rules.words import FixedAnswer, Moment, ReplyKind, Usable
from teamlet.records.outreach.words import Channel, MaySend
from teamlet.records.outreach.words.replies import RANKS, ReplyStepKind, WhyWaits
from teamlet.records.patients.actions.people import mark_contact_point
from teamlet.records.patients.models import Patient
from teamlet.records.practice.models import Practice
from teamlet.records.tasks.actions import open_task
from teamlet.records.tasks.queries import owner_for
from teamlet.records.tasks.words import Duty, TaskKind

#: For how long a fixed answer is of use.
_USEFUL = timedelta(days=1)
_LONGEST_REFERENCE = 120
_NUL = "\N{SYMBOL FOR NULL}"
_HALF = re.compile("[\ud800-\udfff]")


def storable(words: str) -> str:
    """Return the words as every database keeps them: a NUL is shown as ␀, half a sign as �; all else is untouched."""
    shown = words.replace("\0", _NUL)
    return shown.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if _HALF.search(shown) else shown


def reference_of(provider_reference: str, *, address: str, words: str, at: datetime) -> str:
    """Return the number by which a reply is known again; made of the reply itself where the provider gave none."""
    known = storable(provider_reference).strip()
    if not known:
        known = f"{address}\n{words}\n{at.isoformat()}"
    elif len(known) <= _LONGEST_REFERENCE:
        return known
    return "sha256:" + hashlib.sha256(known.encode("utf-8", "replace")).hexdigest()


@action
@goes_on
def store_reply(
    *,
    practice: Practice,
    channel: Channel,
    provider: str,
    provider_reference: str,
    address: str,
    words: str,
    patient: Patient | None,
    answers: Message | None,
    reading: ReplyReading,
    kind: ReplyKind,
    reasons: tuple[Reason, ...],
    waits: WhyWaits | None,
    by_machine: bool,
    at: datetime,
    by: Principal,
) -> Reply:
    """Keep a reply as it came, with what it was taken for; one that nobody has to look at is looked after at once."""
    spoken = _spoken(patient, answers)
    row = Reply.objects.create(
        practice=practice,
        channel=channel,
        provider=provider,
        provider_reference=provider_reference,
        address=storable(address)[:240],
        address_key=address_key(channel, storable(address))[:240],
        words=words,
        patient=patient,
        answers=answers,
        classified_as=kind,
        reasons=[reason.as_dict() for reason in reasons],
        tier=reading.tier,
        language=language_of(words, otherwise=spoken),
        rank=RANKS[waits] if waits is not None else 0,
        by_machine=by_machine,
        at=at,
        handled_at=None if waits is not None else at,
    )
    audit(row, patient=patient, kind=kind, channel=channel, waits=waits, signs=len(words))
    return row


def _spoken(patient: Patient | None, answers: Message | None) -> str:
    """The language in which somebody is answered whose words do not tell."""
    for language in (patient.language if patient is not None else "", answers.language if answers is not None else ""):
        if language[:2] in {"en", "es"}:
            return language[:2]
    return "en"


@action
@goes_on
def answer_reply(
    *, reply: Reply, answer: FixedAnswer | None, to: Patient, at: datetime, by: Principal
) -> Message | None:
    """Draft and release the fixed answer to a reply, in its language, to the address it came from.

    None, and nothing is drafted, when a limit of that address or the rules of sending are against it.  ``to`` is whose
    message it is; the address is the one that wrote.  It needs no consent and knows no quiet hours.
    """
    channel = Channel(reply.channel)
    lately = answered_lately(reply.practice_id, channel, reply.address_key, at=at)
    decision = may_answer(answer, lately, at=at, by_machine=reply.by_machine)
    message = None
    if decision.status is Usable.YES and answer is not None:
        message = _send(reply, answer, to, at, by)
    audit(reply, patient=to, answer=answer, why=decision.reason.code, sent=message is not None)
    return message


def _send(reply: Reply, answer: FixedAnswer, to: Patient, at: datetime, by: Principal) -> Message | None:
    practice = Practice.objects.get(pk=reply.practice_id)
    channel = Channel(reply.channel)
    hides = Reach.objects.filter(patient=to, channel=channel, hides_sender=True).exists()
    language, said = _fixed_words(practice, answer, reply.language, channel, hides_sender=hides)
    trial = Message(
        practice=practice,
        patient=to,
        fixed_answer=answer,
        channel=channel,
        language=language,
        body=said.body,
        address=reply.address,
        address_key=reply.address_key,
        send_after=at,
        expires_at=at + _USEFUL,
    )
    if Judge(practice, [trial], at=at).ask(trial, Moment.QUEUED).decision.status not in {MaySend.YES, MaySend.LATER}:
        return None
    draft = draft_message(
        patient=to,
        purpose=None,
        channel=channel,
        language=language,
        subject=said.subject,
        body=said.body,
        why=Reason("outreach.answer_to_reply"),
        occurrence=f"answer/{reply.oid}",
        send_after=at,
        expires_at=at + _USEFUL,
        answer=answer,
        answer_to=reply.address,
        at=at,
        by=by,
    )
    return release_message(message=draft, at=at, by=by)


def _fixed_words(
    practice: Practice, answer: FixedAnswer, language: str, channel: Channel, *, hides_sender: bool
) -> tuple[str, Said]:
    """Return the language and the words of a fixed answer: the practice's, or those shipped where they cannot go out.

    A reply is never lost because somebody left a blank in the text that answers it.
    """
    words = Wording(practice)
    written_in = language if words.speaks(language) else "en"
    try:
        said = words.render(ANSWER_TEXTS[answer], language=written_in, channel=channel, hides_sender=hides_sender)
    except Refused:
        said = None
    if said is None or (channel is Channel.TEXT and measure(said.body).units > Limits().characters):
        words = Wording(practice, as_shipped=True)
        written_in = language if words.speaks(language) else "en"
        said = words.render(ANSWER_TEXTS[answer], language=written_in, channel=channel, hides_sender=hides_sender)
    return written_in, said


@action
@goes_on
def name_sender(*, reply: Reply, patient: Patient, at: datetime, by: Principal) -> Reply:
    """Write down whose a reply is.  Raises ``Patient.DoesNotExist`` for somebody of another practice."""
    row = _locked(reply, by)
    found = Patient.objects.select_related("merged_into").get(pk=patient.pk, practice_id=by.practice_id)
    whose = found.merged_into or found
    step(row, ReplyStepKind.WHOSE, at, by, was=row.patient.oid if row.patient is not None else "", now=whose.oid)
    row.patient = whose
    row.save(update_fields=["patient"])
    audit(row, patient=whose)
    return row


@action
@goes_on
def mark_handled(*, reply: Reply, note: str = "", at: datetime, by: Principal) -> Reply:
    """Write down that a person looked after a reply.  Raises ``Refused`` when somebody did before."""
    row = _locked(reply, by)
    if row.handled_at is not None:
        raise Refused(Reason("outreach.reply_handled"))
    row.handled_at, row.handled_by_id, row.note = at, user_of(by), storable(note).strip()
    row.save(update_fields=["handled_at", "handled_by", "note"])
    step(row, ReplyStepKind.HANDLED, at, by)
    audit(row, patient=row.patient)
    return row


@action
@goes_on
def switch_off_address(*, reply: Reply, patient: Patient, at: datetime, by: Principal) -> int:
    """Mark the address that wrote as wrong for this patient and ask somebody to correct it; return how many points."""
    points = [
        point
        for point in points_with(reply.practice_id, Channel(reply.channel), reply.address_key)
        if point.patient_id == patient.pk and point.works
    ]
    for point in points:
        mark_contact_point(contact_point=point, works=False, by=by)
    if points:
        _ask_for_address(reply, patient, at, by)
    audit(reply, patient=patient, points=len(points))
    return len(points)


def _ask_for_address(reply: Reply, patient: Patient, at: datetime, by: Principal) -> None:
    today = at.astimezone(ZoneInfo(by.time_zone)).date()
    kind = TaskKind.UPDATE_CONTACT_POINT
    try:
        choice = owner_for(reply.practice_id, Duty.GATHER_DATA, kind=kind, author=None, on=today, patient=patient)
    except LookupError:
        # A practice without people: the contact point itself says that it does not work.
        return
    open_task(
        patient=patient,
        kind=kind,
        about_oid=reply.oid,
        owner=choice.owner,
        backup=choice.backup,
        owner_from=choice.owner_from,
        due_on=today,
        detail={"channel": reply.channel, "code": "reply"},
        at=at,
        by=by,
    )


def step(reply: Reply, kind: ReplyStepKind, at: datetime, by: Principal, *, was: str = "", now: str = "") -> ReplyStep:
    """Write the row of one thing that was done with a reply."""
    return ReplyStep.objects.create(reply=reply, kind=kind, was=was, now=now, at=at, by_id=by.user_id)


def _locked(reply: Reply, by: Principal) -> Reply:
    rows = Reply.objects.select_for_update(of=("self",)).select_related("patient", "answers")
    return rows.get(pk=reply.pk, practice_id=by.practice_id)
