"""The same words to many patients: drafted set-wise for those to whom they may go, taken back set-wise."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit
from teamlet.ground.oids import new_oid
from teamlet.ground.reasons import Reason
from teamlet.records.outreach.actions.checking import problem_with
from teamlet.records.outreach.actions.messages import USEFUL_FOR, put_addresses
from teamlet.records.outreach.models import Message, Reach
from teamlet.records.outreach.queries.eligibility import Judge
from teamlet.records.outreach.rules.words import Moment
from teamlet.records.outreach.words import Channel, MaySend, MessageState, Purpose
from teamlet.records.patients.models import Patient
from teamlet.records.practice.queries import practice_of


@dataclass(frozen=True, slots=True)
class Words:
    """What is said in one language."""

    body: str
    subject: str = ""


@dataclass(slots=True)
class Drafted:
    """What came of it, by patient: the drafts with the reason why one has to wait, and why others were left out."""

    made: dict[int, tuple[Message, Reason | None]] = field(default_factory=dict)
    left_out: dict[int, Reason] = field(default_factory=dict)


@action
def draft_many(
    *,
    patients: Sequence[Patient],
    purpose: Purpose,
    channel: Channel,
    words: Mapping[str, Words],
    why: Reason,
    occurrence: str,
    about: tuple[str, str],
    at: datetime,
    by: Principal,
) -> Drafted:
    """Draft the words for each of these patients to whom they may go, in the patient's language; one event.

    A fixed number of statements.  ``occurrence`` is the beginning of each message's own, the patient's oid its end: a
    second draft for the same patient is refused by the database.  Whoever may not be written to, or not before a
    person's hand, gets no draft and is told with the reason; consents, stops, shared numbers, quiet hours and limits
    are asked as for any message, and again when it is released and sent.
    """
    practice = practice_of(by)
    people = {row.pk: row for row in patients if row.practice_id == by.practice_id}
    said, rows = Drafted(), []
    hidden = set(
        Reach.objects.filter(patient_id__in=people, channel=channel, hides_sender=True).values_list(
            "patient_id", flat=True
        )
    )
    for pk, patient in people.items():
        told = words.get(patient.language[:2])
        if told is None:
            code = "outreach.not_in_language" if patient.language else "outreach.no_language"
            said.left_out[pk] = Reason(code, {"language": patient.language} if patient.language else {})
        elif pk in hidden:
            said.left_out[pk] = Reason("outreach.sender_hidden")
        elif (wrong := _names_them(patient, told, channel)) is not None:
            said.left_out[pk] = wrong
        else:
            rows.append(_draft(patient, told, purpose, channel, why, occurrence, about, at, by))
    put_addresses(rows, by)
    judge = Judge(practice, rows, at=at)
    waiting = _waiting(rows)
    kept: list[tuple[Message, Reason | None]] = []
    for row in rows:
        eligible = judge.ask(row, Moment.QUEUED, planned=waiting.get(row.patient_id, ()))
        if eligible.may_send:
            kept.append((row, None))
        elif eligible.decision.status is MaySend.LATER:
            kept.append((row, eligible.decision.reason))
        else:
            said.left_out[row.patient_id] = eligible.decision.reason
    Message.objects.bulk_create([row for row, _ in kept])
    said.made = {row.patient_id: (row, why_later) for row, why_later in kept}
    audit(("outreach.batch", about[1]), drafted=len(said.made), left_out=len(said.left_out), purpose=purpose)
    return said


@action
def take_back_drafts(*, numbers: Collection[int], reason: Reason, at: datetime, by: Principal) -> int:
    """Cancel those of these messages (row numbers) that are drafts still; return how many.  One event."""
    wanted, taken = list(numbers), 0
    for first in range(0, len(wanted), 500):
        rows = Message.objects.filter(
            pk__in=wanted[first : first + 500], practice_id=by.practice_id, state=MessageState.DRAFT
        )
        taken += rows.update(state=MessageState.CANCELLED, state_reason=reason.as_dict(), ended_at=at)
    audit(("outreach.batch", reason.code), cancelled=taken)
    return taken


def _names_them(patient: Patient, told: Words, channel: Channel) -> Reason | None:
    """Return what forbids words that hold the patient's family name, or None."""
    if len(patient.family) < 2 or patient.family.casefold() not in f"{told.subject} {told.body}".casefold():
        return None
    return problem_with(told.body, channel=channel, subject=told.subject, never=(patient.family,))


def _draft(
    patient: Patient,
    told: Words,
    purpose: Purpose,
    channel: Channel,
    why: Reason,
    occurrence: str,
    about: tuple[str, str],
    at: datetime,
    by: Principal,
) -> Message:
    oid = new_oid()
    return Message(
        practice_id=by.practice_id,
        patient=patient,
        oid=oid,
        reference=oid,
        occurrence=f"{occurrence}:{patient.oid}",
        purpose=purpose,
        channel=channel,
        language=patient.language,
        subject=told.subject[:200],
        body=told.body,
        why=why.as_dict(),
        about=about[0],
        about_oid=about[1],
        state=MessageState.DRAFT,
        send_after=at,
        expires_at=at + USEFUL_FOR,
        created_at=at,
        created_by_id=by.user_id,
    )


def _waiting(rows: Sequence[Message]) -> dict[int, tuple[datetime, ...]]:
    """Return by patient when other messages are due that wait already; one statement."""
    found: dict[int, tuple[datetime, ...]] = {}
    waiting = Message.objects.filter(
        patient_id__in={row.patient_id for row in rows}, state=MessageState.QUEUED, fixed_answer="", to_helper=None
    ).exclude(channel=Channel.LETTER)
    for patient, after in waiting.values_list("patient_id", "send_after"):
        found[patient] = (*found.get(patient, ()), after)
    return found
