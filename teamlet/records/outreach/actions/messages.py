"""Messages before they are sent: drafted, released by a person or a standing approval, cancelled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from teamlet.ground.access.principal import Principal, user_of
from teamlet.ground.audit.action import action, audit
from teamlet.ground.jobs.hold import installation
from teamlet.ground.oids import new_oid
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.outreach.actions.checking import check_words, hides_sender, problem_of, problem_with
from teamlet.records.outreach.models import Message, StandingApproval
from teamlet.records.outreach.queries.eligibility import Judge, addresses_of, is_for_helper, others_have
from teamlet.records.outreach.queries.messages import approval_for, drafts_for_approval
from teamlet.records.outreach.rules.addresses import address_key
from teamlet.records.outreach.rules.words import FixedAnswer, Moment
from teamlet.records.outreach.words import MESSAGE_TRANSITIONS, Channel, MaySend, MessageState, Purpose
from teamlet.records.patients.models import Helper, Patient
from teamlet.records.practice.models import Practice
from teamlet.records.practice.queries import practice_of

#: For how long a message is of use when nobody says otherwise.
USEFUL_FOR = timedelta(days=7)
#: So many drafts a standing approval releases in one transaction.
AT_ONCE = 100


def check_move(message: Message, to: MessageState) -> None:
    """Raise ``Refused`` when a message that stands where this one does may not become ``to``."""
    stands = MessageState(message.state)
    if to not in MESSAGE_TRANSITIONS[stands]:
        raise Refused(Reason("outreach.may_not_move", {"from_state": stands.value, "to_state": to.value}))


def locked(message: Message, by: Principal) -> Message:
    """Return the row, locked until the transaction ends.  Raises ``Message.DoesNotExist`` in another practice."""
    rows = Message.objects.select_for_update(of=("self",)).select_related(
        "patient__merged_into", "to_helper", "practice"
    )
    return rows.get(pk=message.pk, practice_id=by.practice_id)


@action
def draft_message(
    *,
    patient: Patient,
    purpose: Purpose | None,
    channel: Channel,
    language: str,
    body: str,
    subject: str = "",
    why: Reason,
    occurrence: str,
    send_after: datetime,
    expires_at: datetime | None = None,
    answer: FixedAnswer | None = None,
    answer_to: str = "",
    about: tuple[str, str] = ("", ""),
    to_helper: Helper | None = None,
    held: Reason | None = None,
    is_ours: bool = False,
    at: datetime,
    by: Principal,
) -> Message:
    """Write a message as it is to go out; it waits for a person or a standing approval.

    ``occurrence`` names what it is for, once in the practice: a second draft for the same occurrence returns the first
    one unchanged, whatever became of it.  ``purpose`` None is for fixed answers only, which go to
    the address that asked (``answer_to``).  ``about`` is a kind and an oid in
    a record above (``settings.MESSAGES_WANTED``).  ``to_helper``: it goes to somebody of the family.  ``held``: why it
    waits for a person from the first, whatever its words.  ``is_ours``: the words come from the practice's content, so
    that the patient's family name in them is chance.  Raises ``Refused`` for an empty message, for words that may not
    go out (``rules.linter``), and for a patient whose record is joined to another.
    """
    rows = Patient.objects.select_related("merged_into", "practice")
    row = rows.get(pk=patient.pk, practice_id=by.practice_id)
    if not body.strip():
        raise Refused(Reason("outreach.empty"))
    found = Message.objects.filter(practice_id=by.practice_id, occurrence=occurrence).first()
    if found is None:
        if held is None and answer is None:
            ours = row.practice.name
            # What comes from the content says from whom it is, or was made not to.
            says_it = channel is Channel.TEXT and not is_ours and not hides_sender(row.pk, channel)
            never = () if is_ours or len(row.family) < 2 else (row.family,)
            wrong = problem_with(
                body, channel=channel, subject=subject, sender=ours if says_it else "", never=never, names=(ours,)
            )
            if wrong is not None:
                raise Refused(wrong)
        oid = new_oid()
        message = Message(
            practice_id=by.practice_id,
            patient=row,
            oid=oid,
            reference=oid,
            occurrence=occurrence,
            purpose=purpose or "",
            fixed_answer=answer or "",
            address=answer_to[:240],
            address_key=address_key(channel, answer_to),
            channel=channel,
            language=language[:20],
            subject=subject[:200],
            body=body,
            why=why.as_dict(),
            about=about[0],
            about_oid=about[1],
            to_helper=to_helper,
            state=MessageState.DRAFT if held is None else MessageState.HELD,
            state_reason={} if held is None else held.as_dict(),
            send_after=send_after,
            expires_at=expires_at or send_after + USEFUL_FOR,
            created_at=at,
            created_by_id=by.user_id,
        )
        try:
            with transaction.atomic():
                message.save(force_insert=True)
            found = message
        except IntegrityError:
            found = Message.objects.get(practice_id=by.practice_id, occurrence=occurrence)
    audit(found, patient=row, purpose=found.purpose, channel=found.channel, occurrence=occurrence)
    return found


@action
def release_message(*, message: Message, at: datetime, by: Principal) -> Message:
    """Let a draft go out when it is due; its address is the one of now.

    Eligibility is asked here and again when it is claimed.  Raises ``Refused`` with the first reason when it may not go
    out at all, or needs a person's hand first; a message that has to wait is queued for later.
    """
    row = locked(message, by)
    check_move(row, MessageState.QUEUED)
    check_words(row)
    practice = practice_of(by)
    put_addresses([row], by)
    eligible = Judge(practice, [row], at=at).ask(row, Moment.QUEUED, planned=planned([row])[row.pk])
    if eligible.decision.status in {MaySend.NO, MaySend.HOLD}:
        raise Refused(eligible.decision.reason)
    _queue(row, Reason("outreach.released"), eligible.not_before, at, by)
    row.save()
    audit(row, patient=row.patient, channel=row.channel, later=eligible.not_before is not None)
    return row


@action
def release_approved(*, purpose: Purpose, channel: Channel, at: datetime, by: Principal) -> int:
    """Release the drafts that the standing approval for this kind covers; return how many are queued now.

    At most ``AT_ONCE`` in one go.  What needs a person's hand is held, what is of no use any more is cancelled, each
    with its reason.  Raises ``Refused`` when no approval is in force.
    """
    approval = approval_for(by, purpose, channel)
    if approval is None:
        raise Refused(Reason("outreach.not_approved"))
    rows = list(
        drafts_for_approval(by)
        .filter(purpose=purpose, channel=channel)
        .select_for_update(of=("self",))
        .select_related("patient__merged_into", "to_helper", "practice")
        .order_by("id")[:AT_ONCE]
    )
    put_addresses(rows, by)
    judge = Judge(practice_of(by), rows, at=at)
    waiting = planned(rows)
    released: dict[int, list[datetime]] = {}
    queued = 0
    for row in rows:
        eligible = judge.ask(row, Moment.QUEUED, planned=(*waiting[row.pk], *released.get(row.patient_id, [])))
        wrong = problem_of(row)
        _queue(row, Reason("outreach.approved"), eligible.not_before, at, by)
        row.approval = approval
        if wrong is not None:
            row.state, row.state_reason = MessageState.HELD, wrong.as_dict()
        elif eligible.decision.status is MaySend.HOLD:
            row.state, row.state_reason = MessageState.HELD, eligible.decision.reason.as_dict()
        elif eligible.decision.status is MaySend.NO:
            row.state, row.state_reason, row.ended_at = MessageState.CANCELLED, eligible.decision.reason.as_dict(), at
        if row.state == MessageState.QUEUED:
            queued += 1
            if not is_for_helper(row) and row.channel != Channel.LETTER:
                released.setdefault(row.patient_id, []).append(row.send_after)
        row.save()
    audit(approval, released=queued, looked_at=len(rows))
    return queued


def planned(rows: Iterable[Message]) -> dict[int, tuple[datetime, ...]]:
    """Return by message when other messages to the same patient are due that wait already; one statement."""
    rows = list(rows)
    waiting = Message.objects.filter(
        patient_id__in={row.patient_id for row in rows}, state=MessageState.QUEUED, fixed_answer="", to_helper=None
    ).exclude(channel=Channel.LETTER)
    found = list(waiting.values_list("patient_id", "pk", "send_after"))
    return {
        row.pk: tuple(after for patient, pk, after in found if patient == row.patient_id and pk != row.pk)
        for row in rows
    }


def put_addresses(rows: Iterable[Message], by: Principal) -> None:
    """Put the address of now on each message; without any it stays empty, and the rule says so."""
    rows = [row for row in rows if not row.fixed_answer]
    points = addresses_of(by, {(row.patient_id, Channel(row.channel)) for row in rows if not is_for_helper(row)})
    for row in rows:
        point = None if is_for_helper(row) else points.get((row.patient_id, Channel(row.channel)))
        row.point, row.address = point, point.value if point is not None else ""
        if row.to_helper is not None:
            row.address = row.to_helper.phone
        row.address_key = address_key(Channel(row.channel), row.address) if row.address else ""
    shared = others_have(by, [point for point in points.values() if point is not None])
    for row in rows:
        row.is_shared = row.point_id in shared


def _queue(row: Message, reason: Reason, not_before: datetime | None, at: datetime, by: Principal) -> None:
    row.state, row.state_reason = MessageState.QUEUED, reason.as_dict()
    row.released_at, row.released_by_id = at, by.user_id
    row.epoch = installation().epoch
    row.send_after = max(row.send_after, not_before) if not_before is not None else row.send_after


@action
def cancel_message(*, message: Message, at: datetime, by: Principal) -> Message:
    """Cancel a message that did not go out.  Raises ``Refused`` when it may have gone out, or is over."""
    row = locked(message, by)
    check_move(row, MessageState.CANCELLED)
    if row.state in {MessageState.SENDING, MessageState.UNKNOWN}:
        values = {"from_state": row.state, "to_state": MessageState.CANCELLED.value}
        raise Refused(Reason("outreach.may_not_move", values))
    row.state, row.ended_at = MessageState.CANCELLED, at
    row.state_reason = Reason("outreach.cancelled_by_hand").as_dict()
    row.save(update_fields=["state", "ended_at", "state_reason"])
    audit(row, patient=row.patient, channel=row.channel)
    return row


@action
def approve_purpose(
    *, practice: Practice, purpose: Purpose, channel: Channel, at: datetime, by: Principal
) -> StandingApproval:
    """Let drafts of this kind go out without being looked at, until the approval ends.  Only a person may."""
    row, _ = StandingApproval.objects.get_or_create(
        practice=practice,
        purpose=purpose,
        channel=channel,
        ended_at=None,
        defaults={"approved_at": at, "approved_by_id": user_of(by)},
    )
    audit(row, purpose=purpose, channel=channel)
    return row


@action
def end_approval(*, approval: StandingApproval, at: datetime, by: Principal) -> None:
    """End a standing approval: from now on drafts of this kind wait for a person."""
    row = StandingApproval.objects.select_for_update().get(pk=approval.pk, practice_id=by.practice_id)
    if row.ended_at is None:
        row.ended_at, row.ended_by_id = at, by.user_id
        row.save(update_fields=["ended_at", "ended_by"])
    audit(row, purpose=row.purpose, channel=row.channel)
