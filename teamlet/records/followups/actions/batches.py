"""Batches of messages: begun from a list, prepared and released in parts by the worker, decided by a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from teamlet.ground.access.principal import Principal, user_of
from teamlet.ground.audit.action import action, audit
from teamlet.ground.jobs import queue
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.followups.models import BatchMember, MessageBatch
from teamlet.records.followups.words.batches import BATCH_TRANSITIONS, BatchState, MemberState
from teamlet.records.outreach.actions.batches import Words, draft_many, take_back_drafts
from teamlet.records.outreach.actions.checking import problem_with
from teamlet.records.outreach.actions.drafts import release_messages
from teamlet.records.outreach.models import Message
from teamlet.records.outreach.words import Channel, MessageState, Purpose
from teamlet.records.patients.actions.tables import update_rows
from teamlet.records.patients.models import Patient
from teamlet.records.practice.queries import practice_of

#: What a batch takes at most, and how many patients one transaction prepares or releases.
MOST = 10_000
AT_ONCE = 100
#: The kind of the job that carries a batch on (``worker.KINDS``).
JOB = "followups.carry_batch"
ABOUT = "followups.batch"


@action
def begin_batch(
    *,
    purpose: Purpose,
    channel: Channel,
    words: Mapping[str, Words],
    patients: Sequence[int],
    query: str = "",
    at: datetime,
    by: Principal,
) -> MessageBatch:
    """Begin a batch for these patients (row numbers) of the practice; the worker prepares it.

    ``words``: by language, those without words left out by the caller.  Raises ``Refused`` for nobody, for too many,
    without words, and with the first thing that forbids the words.
    """
    if not words:
        raise Refused(Reason("followups.batch_no_text"))
    practice = practice_of(by)
    for told in words.values():
        sender = practice.name if channel is Channel.TEXT else ""
        wrong = problem_with(told.body, channel=channel, subject=told.subject, sender=sender)
        if wrong is not None:
            raise Refused(wrong)
    numbers = sorted(set(patients))
    if len(numbers) > MOST:
        raise Refused(Reason("followups.batch_too_large", {"most": MOST}))
    known = {
        pk
        for first in range(0, len(numbers), 1_000)
        for pk in Patient.objects.filter(pk__in=numbers[first : first + 1_000], practice_id=by.practice_id).values_list(
            "pk", flat=True
        )
    }
    if not known:
        raise Refused(Reason("followups.batch_empty"))
    batch = MessageBatch.objects.create(
        practice=practice,
        purpose=purpose,
        channel=channel,
        query=query[:400],
        subject={language: told.subject for language, told in words.items()},
        body={language: told.body for language, told in words.items()},
        size=len(known),
        created_at=at,
        created_by_id=user_of(by),
    )
    BatchMember.objects.bulk_create([BatchMember(batch=batch, patient_id=pk) for pk in sorted(known)], batch_size=500)
    _carry_on(batch, "prepare", at)
    audit(batch, size=batch.size, purpose=purpose, channel=channel, chosen=batch.query)
    return batch


@action
def prepare_part(*, batch: MessageBatch, at: datetime, by: Principal) -> int:
    """Draft the messages of the next patients of a batch; return how many were looked at, 0 when all were.

    Whoever was looked at is not looked at again: a part is one transaction, whenever it was cut off.
    """
    row = _locked(batch, by)
    members: list[BatchMember] = []
    if row.state == BatchState.PREPARING:
        waiting = BatchMember.objects.filter(batch=row, state=MemberState.WAITING).select_related("patient")
        members = list(waiting.order_by("id")[:AT_ONCE])
    if members:
        said = draft_many(
            patients=[member.patient for member in members],
            purpose=Purpose(row.purpose),
            channel=Channel(row.channel),
            words={language: Words(body, row.subject.get(language, "")) for language, body in row.body.items()},
            why=Reason("followups.batch"),
            occurrence=f"batch:{row.oid}",
            about=(ABOUT, row.oid),
            at=at,
            by=by,
        )
        for member in members:
            if member.patient_id in said.made:
                member.message, later = said.made[member.patient_id]
                member.state, member.reason = MemberState.DRAFTED, later.code if later else ""
            else:
                member.state, member.reason = MemberState.LEFT_OUT, said.left_out[member.patient_id].code
        _keep(members)
    if len(members) < AT_ONCE and row.state == BatchState.PREPARING:
        row.state = BatchState.READY
        row.save(update_fields=["state"])
    audit(row, looked_at=len(members))
    return len(members)


@action
def release_batch(*, batch: MessageBatch, at: datetime, by: Principal) -> MessageBatch:
    """Let the messages of a batch go out; the worker puts them in the queue part by part, asking again of each.

    Somebody else may release the rest when whoever released it is gone.  Raises ``Refused`` before it is ready.
    """
    row = _locked(batch, by)
    if row.state != BatchState.RELEASING:
        _move(row, BatchState.RELEASING)
    row.released_at, row.released_by_id = at, user_of(by)
    row.save(update_fields=["state", "released_at", "released_by"])
    _carry_on(row, f"release/{row.released_by_id}", at)
    audit(row, size=row.size)
    return row


@action
def release_part(*, batch: MessageBatch, at: datetime, by: Principal) -> int:
    """Put the next drafts of a released batch in the queue as the person ``by``; return how many, 0 when all are.

    What may not go out any more is taken back with its reason.
    """
    row = _locked(batch, by)
    members: list[BatchMember] = []
    if row.state == BatchState.RELEASING:
        drafted = BatchMember.objects.filter(batch=row, state=MemberState.DRAFTED).select_related("message")
        members = list(drafted.order_by("id")[:AT_ONCE])
    drafts = [each.message for each in members if each.message and each.message.state == MessageState.DRAFT]
    stayed: dict[str, Reason] = {}
    if drafts:
        stayed = dict(release_messages(messages=drafts, at=at, by=by).stayed)
    back: dict[str, list[Message]] = {}
    for member in members:
        message = member.message
        if message is not None and message.oid in stayed:
            reason = stayed[message.oid]
            member.state, member.reason = MemberState.LEFT_OUT, reason.code
            back.setdefault(reason.code, []).append(message)
        elif message is not None and message.state == MessageState.CANCELLED:
            member.state = MemberState.CANCELLED
        else:
            member.state = MemberState.RELEASED
    for messages in back.values():
        reason = stayed[messages[0].oid]
        take_back_drafts(numbers=[message.pk for message in messages], reason=reason, at=at, by=by)
    _keep(members)
    if len(members) < AT_ONCE and row.state == BatchState.RELEASING:
        _move(row, BatchState.RELEASED)
        row.save(update_fields=["state"])
    audit(row, looked_at=len(members), stayed=len(stayed))
    return len(members)


@action
def cancel_batch(*, batch: MessageBatch, at: datetime, by: Principal) -> MessageBatch:
    """Cancel a batch that was not released, with its drafts.  Raises ``Refused`` when it was."""
    row = _locked(batch, by)
    _move(row, BatchState.CANCELLED)
    row.cancelled_at, row.cancelled_by_id = at, user_of(by)
    row.save(update_fields=["state", "cancelled_at", "cancelled_by"])
    members = BatchMember.objects.filter(batch=row, state__in=(MemberState.WAITING, MemberState.DRAFTED))
    numbers = list(members.filter(message__isnull=False).values_list("message_id", flat=True))
    taken = take_back_drafts(numbers=numbers, reason=Reason("outreach.cancelled_by_hand"), at=at, by=by)
    members.update(state=MemberState.CANCELLED)
    audit(row, drafts=taken)
    return row


def _keep(members: Sequence[BatchMember]) -> None:
    """Write what became of these patients: plain statements, which cost a tenth of one built for all of them."""
    update_rows(
        "UPDATE followups_batchmember SET state = %s, reason = %s, message_id = %s WHERE id = %s",
        [(str(each.state), each.reason, each.message_id, each.pk) for each in members],
    )


def _locked(batch: MessageBatch, by: Principal) -> MessageBatch:
    return MessageBatch.objects.select_for_update().get(pk=batch.pk, practice_id=by.practice_id)


def _move(row: MessageBatch, to: BatchState) -> None:
    stands = BatchState(row.state)
    if to not in BATCH_TRANSITIONS[stands]:
        values = {"from_state": stands.value, "to_state": to.value}
        raise Refused(Reason("followups.batch_may_not_move", values))
    row.state = to


def _carry_on(batch: MessageBatch, step: str, at: datetime) -> None:
    queue.add(
        JOB,
        occurrence=f"batch/{batch.oid}/{step}",
        now=at,
        arguments={"practice": batch.practice.key, "batch": batch.oid},
    )
