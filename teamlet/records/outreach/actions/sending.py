"""What the worker writes around sending: claims, outcomes, what was cut off, what the provider said when asked.

No network here: each action is one short transaction.  Every one of them compares the fence before it writes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit, goes_on
from teamlet.ground.jobs.hold import installation
from teamlet.ground.reasons import Reason
from teamlet.records.outreach.actions.stops import stop_address
from teamlet.records.outreach.models import Delivery, Message
from teamlet.records.outreach.queries.eligibility import Judge
from teamlet.records.outreach.queries.messages import CutOff, is_held_by_practice
from teamlet.records.outreach.rules.outcomes import (
    Accepted,
    Answer,
    Following,
    OptedOut,
    Rejected,
    Unfit,
    Unknown,
    ask_again_after,
    what_follows,
)
from teamlet.records.outreach.rules.words import Moment
from teamlet.records.outreach.words import Channel, MaySend, MessageState, Outcome, StopSource
from teamlet.records.patients.actions.people import mark_contact_point
from teamlet.records.practice.models import Practice
from teamlet.records.tasks.actions import open_task
from teamlet.records.tasks.queries import owner_for
from teamlet.records.tasks.words import Duty, TaskKind


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is ours until the lease ends: all that sending needs."""

    pk: int
    oid: str
    fence: int
    reference: str
    address: str
    subject: str
    body: str
    language: str
    fixed_answer: str


@dataclass(frozen=True, slots=True)
class Said:
    """What the provider said about a message that was claimed with this fence."""

    pk: int
    fence: int
    answer: Answer


@dataclass(slots=True)
class Recorded:
    """How many messages went to which state, and which came too late to be written (by row number)."""

    states: Counter[MessageState] = field(default_factory=Counter)
    late: list[int] = field(default_factory=list)


@action
def claim_messages(
    *,
    practice: Practice,
    channel: Channel,
    worker: str,
    limit: int,
    lease: timedelta,
    at: datetime,
    by: Principal,
) -> list[Claimed]:
    """Take up to ``limit`` messages that are due; they are this worker's for ``lease``.

    Whether each may go is asked again here, in the transaction that takes it: what has to wait is put off, what needs a
    person is held, what may not go any more is cancelled.  So whatever was committed before (a stop, a withdrawn
    consent, a hold) is in force.  Nothing is claimed while the installation is held, nor what a backup of an earlier
    epoch brought back; while the practice is held, nothing but fixed answers to somebody who writes to it now.
    """
    here = installation()
    counts: Counter[str] = Counter()
    claimed: list[Claimed] = []
    if here.held_since is None:
        due = Message.objects.select_for_update(of=("self",)).filter(
            practice=practice,
            channel=channel,
            state=MessageState.QUEUED,
            send_after__lte=at,
            epoch=here.epoch,
        )
        if is_held_by_practice(practice):
            due = due.exclude(fixed_answer="")
        rows = list(due.order_by("send_after", "id")[:limit])
        claimed = _judged(practice, rows, counts, at)
    fences = {row.fence - 1 for row in claimed}
    for fence in fences:
        taken = [row.pk for row in claimed if row.fence - 1 == fence]
        won = Message.objects.filter(pk__in=taken, state=MessageState.QUEUED, fence=fence).update(
            state=MessageState.SENDING,
            fence=F("fence") + 1,
            tries=F("tries") + 1,
            lease_until=at + lease,
            worker=worker,
            went_out=at,
        )
        if won != len(taken):
            raise RuntimeError("messages moved although they were locked")
    audit(practice, channel=channel, claimed=len(claimed), **counts)
    return claimed


def _judged(practice: Practice, rows: list[Message], counts: Counter[str], at: datetime) -> list[Claimed]:
    """Return what may go now; everything else is moved to where it belongs."""
    judge = Judge(practice, rows, at=at)
    claimed, moved = [], []
    for row in rows:
        eligible = judge.ask(row, Moment.SENDING)
        status = eligible.decision.status
        if status is MaySend.YES:
            claimed.append(
                Claimed(
                    row.pk,
                    row.oid,
                    row.fence + 1,
                    row.reference,
                    row.address,
                    row.subject,
                    row.body,
                    row.language,
                    row.fixed_answer,
                )
            )
            continue
        counts[status.value] += 1
        row.state_reason = eligible.decision.reason.as_dict()
        if status is MaySend.LATER and eligible.not_before is not None:
            row.send_after = eligible.not_before
        elif status is MaySend.HOLD:
            row.state = MessageState.HELD
        else:
            row.state, row.ended_at = MessageState.CANCELLED, at
        moved.append(row)
    Message.objects.bulk_update(moved, ["state", "state_reason", "send_after", "ended_at"])
    return claimed


@action
@goes_on
def record_outcomes(
    *,
    practice: Practice,
    provider: str,
    said: Sequence[Said],
    can_ask: bool,
    quiet: float,
    at: datetime,
    by: Principal,
) -> Recorded:
    """Write down what the provider said; what was claimed with another fence since is not touched.

    ``can_ask``: whether this provider can be asked later about what is not clear, ``quiet`` seconds from now at the
    earliest.  Every answer leaves a line in the message's history, a late one too.  A permanent refusal switches the
    contact point off and opens a task; an address that told the provider to stop is stopped here too.
    """
    recorded = Recorded()
    rows = {
        row.pk: row
        for row in Message.objects.select_for_update(of=("self",))
        .select_related("patient__merged_into", "point")
        .filter(pk__in=[each.pk for each in said])
        if row.practice_id == practice.pk
    }
    sent: list[int] = []
    deliveries, moved, told_to_stop = [], [], []
    for each in said:
        row = rows[each.pk]
        # The provider may have said more by itself while this worker still had the message in its hands.
        is_known = row.state in {MessageState.SENT, MessageState.REJECTED} and isinstance(each.answer, Accepted)
        is_late = row.fence != each.fence or not (row.state == MessageState.SENDING or is_known)
        following = what_follows(each.answer, tries=row.tries, can_ask=can_ask, quiet=quiet)
        if following.outcome is not None:
            deliveries.append(_line(row, each.answer, following.outcome, provider, each.fence, at, is_late=is_late))
        if isinstance(each.answer, OptedOut):
            told_to_stop.append(row)
        if is_late:
            recorded.late.append(row.pk)
            continue
        recorded.states[following.state] += 1
        if is_known:
            continue
        if following.state is MessageState.SENT:
            sent.append(row.pk)
            continue
        _move(row, following, at)
        moved.append(row)
    reason = Reason("outreach.accepted").as_dict()
    Message.objects.filter(pk__in=sent, state=MessageState.SENDING).update(
        state=MessageState.SENT, state_reason=reason, ended_at=at, lease_until=None, worker="", ask_after=None
    )
    Message.objects.bulk_update(moved, _MOVED)
    Delivery.objects.bulk_create(deliveries)
    for row in moved:
        if row.state == MessageState.REJECTED:
            switch_off(row, at, by)
    for row in told_to_stop:
        _stop_too(row, practice, at, by)
    audit(practice, provider=provider, late=len(recorded.late), **_counted(recorded.states))
    return recorded


def _counted(states: Counter[MessageState]) -> dict[str, int]:
    return {state.value: many for state, many in states.items()}


_MOVED = ["state", "state_reason", "send_after", "ended_at", "lease_until", "worker", "ask_after", "went_out", "tries"]


def _move(row: Message, following: Following, at: datetime) -> None:
    """Put the message where it stands now; the caller saves it."""
    row.state, row.state_reason = following.state, following.decision.reason.as_dict()
    row.lease_until, row.worker, row.ask_after = None, "", None
    if following.state is MessageState.QUEUED:
        row.went_out = None
        row.send_after = (
            max(row.send_after, at + timedelta(seconds=following.wait)) if following.wait else row.send_after
        )
        if following.outcome is None:
            row.tries -= 1
    elif following.state is MessageState.UNKNOWN:
        row.ask_after = at + timedelta(seconds=following.wait) if following.asks else None
    elif following.state in {MessageState.REJECTED, MessageState.CANCELLED, MessageState.SENT}:
        row.ended_at = at
        if following.state is not MessageState.SENT:
            row.went_out = None
    elif following.state is MessageState.HELD:
        row.went_out = None


def _line(
    row: Message,
    answer: Answer | None,
    outcome: Outcome,
    provider: str,
    fence: int,
    at: datetime,
    *,
    is_late: bool = False,
    by: Principal | None = None,
) -> Delivery:
    return Delivery(
        practice_id=row.practice_id,
        message_id=row.pk,
        attempt=row.tries,
        fence=fence,
        provider=provider,
        reference=row.reference,
        provider_reference=answer.provider_reference[:120] if isinstance(answer, Accepted) else "",
        outcome=outcome,
        code=answer.code[:80] if isinstance(answer, Rejected | Unfit | OptedOut | Unknown) else "",
        was_late=is_late,
        at=at,
        by_id=by.user_id if by is not None else None,
    )


def _stop_too(row: Message, practice: Practice, at: datetime, by: Principal) -> None:
    """Stop an address that told the provider to stop."""
    stop_address(
        practice=practice, channel=Channel(row.channel), address=row.address, source=StopSource.REPLY, at=at, by=by
    )


def switch_off(row: Message, at: datetime, by: Principal) -> None:
    """Mark the address as wrong and ask somebody to correct it; once for each contact point."""
    point = row.point
    if point is None or not point.works:
        return
    patient = row.patient.merged_into or row.patient
    if row.patient.merged_into is None:
        mark_contact_point(contact_point=point, works=False, by=by)
        point.works = False
    today = at.astimezone(ZoneInfo(by.time_zone)).date()
    try:
        choice = owner_for(
            row.practice_id,
            Duty.GATHER_DATA,
            kind=TaskKind.UPDATE_CONTACT_POINT,
            author=None,
            on=today,
            patient=patient,
        )
    except LookupError:
        # A practice without people: the rejected message itself is on the list.
        return
    open_task(
        patient=patient,
        kind=TaskKind.UPDATE_CONTACT_POINT,
        about_oid=row.oid,
        owner=choice.owner,
        backup=choice.backup,
        owner_from=choice.owner_from,
        due_on=today,
        detail={"channel": row.channel, "code": str(row.state_reason.get("values", {}).get("code", ""))[:80]},
        at=at,
        by=by,
    )


@action
def find_cut_off(
    *, practice: Practice, found: Sequence[CutOff], quiet: Mapping[Channel, float | None], at: datetime, by: Principal
) -> int:
    """Say of messages whose worker's lease is over that they may have gone out or not; return how many.

    ``quiet``: by channel the seconds until its provider may be asked, None when it cannot be.  Their fence grows: the
    worker, should it come back, changes nothing any more.
    """
    moved = 0
    reason = Reason("outreach.worker_gone").as_dict()
    for each in found:
        wait = quiet.get(each.channel)
        moved += Message.objects.filter(
            pk=each.pk, practice=practice, fence=each.fence, state=MessageState.SENDING, lease_until__lt=at
        ).update(
            state=MessageState.UNKNOWN,
            state_reason=reason,
            fence=F("fence") + 1,
            lease_until=None,
            worker="",
            ask_after=at + timedelta(seconds=wait) if wait is not None else None,
            asks=0,
        )
    audit(practice, found=moved)
    return moved


@action
@goes_on
def settle_unknown(
    *, message: Message, provider: str, answer: Answer, at: datetime, by: Principal
) -> MessageState | None:
    """Write down what the provider said when asked about ``message`` (as it was read then); None when it moved since.

    Accepted: it counts as sent.  Not there: it is queued again, or held when a restored backup brought it back.  No
    clear answer: it is asked again later.  Cannot be asked: a person decides.
    """
    row = (
        Message.objects.select_for_update(of=("self",))
        .select_related("patient__merged_into", "point")
        .get(pk=message.pk, practice_id=by.practice_id)
    )
    if row.state != MessageState.UNKNOWN or row.fence != message.fence or row.reference != message.reference:
        audit(row, patient=row.patient, changed_meanwhile=True)
        return None
    following = what_follows(answer, tries=row.tries, can_ask=True)
    row.asks += 1
    if isinstance(answer, Unknown):
        wait = max(following.wait, ask_again_after(row.asks))
        following = Following(following.decision, None, wait, asks=True)
    elif isinstance(answer, Rejected) and not answer.is_permanent:
        following = Following(what_follows(Unknown(answer.code), tries=row.tries, can_ask=True).decision, None)
        following = Following(
            following.decision, None, max(answer.retry_after or 0, ask_again_after(row.asks)), asks=True
        )
    if following.outcome is not None:
        Delivery.objects.bulk_create([_line(row, answer, following.outcome, provider, row.fence, at)])
    _move(row, following, at)
    if row.state == MessageState.QUEUED and row.epoch != installation().epoch:
        row.state, row.state_reason = MessageState.HELD, Reason("outreach.restored").as_dict()
    row.save(update_fields=[*_MOVED, "asks"])
    if row.state == MessageState.REJECTED:
        switch_off(row, at, by)
    if isinstance(answer, OptedOut):
        _stop_too(row, row.practice, at, by)
    audit(row, patient=row.patient, to=row.state)
    return MessageState(row.state)
