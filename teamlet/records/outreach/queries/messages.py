"""Every read of messages: one of them, those that wait for somebody, those that are due, who said stop."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from teamlet.ground.jobs.hold import installation
from teamlet.records.outreach.models import Delivery, Hold, Message, OptOut, StandingApproval
from teamlet.records.outreach.suppression import stopped_by_file
from teamlet.records.outreach.words import Channel, MessageState, Purpose
from teamlet.records.practice.models import Practice
from teamlet.records.practice.queries import Scope, practice_id_of


def message(scope: Scope, oid: str) -> Message | None:
    """Return the practice's message with this oid, or None."""
    rows = Message.objects.filter(practice_id=practice_id_of(scope), oid=oid)
    return rows.select_related("patient__merged_into", "point").first()


def deliveries_of(message: Message) -> list[Delivery]:
    """Return every try, question and decision about the message, oldest first."""
    return list(message.deliveries.select_related("by").order_by("id"))


def unknown_messages(scope: Scope) -> QuerySet[Message]:
    """Return every message that may have gone out or not, longest waiting first; none of them is ever left out."""
    return _in_state(scope, MessageState.UNKNOWN)


def held_messages(scope: Scope) -> QuerySet[Message]:
    """Return every message that waits for a person, longest waiting first."""
    return _in_state(scope, MessageState.HELD)


def drafts_that_wait(scope: Scope) -> QuerySet[Message]:
    """Return drafts that nobody released yet, oldest first."""
    return _in_state(scope, MessageState.DRAFT)


def drafts_for_approval(scope: Scope) -> QuerySet[Message]:
    """Return the drafts that a standing approval may release; what goes to many at once a person looks at."""
    drafts = Message.objects.filter(practice_id=practice_id_of(scope), state=MessageState.DRAFT)
    return drafts.exclude(occurrence__startswith="batch:")


def _in_state(scope: Scope, state: MessageState) -> QuerySet[Message]:
    rows = Message.objects.filter(practice_id=practice_id_of(scope), state=state)
    return rows.select_related("patient").order_by("id")


def count_by_state(
    scope: Scope, states: Iterable[MessageState] = (MessageState.HELD, MessageState.UNKNOWN)
) -> dict[MessageState, int]:
    """Return how many messages stand in each of these states: one small statement for each."""
    mine = Message.objects.filter(practice_id=practice_id_of(scope))
    return {state: mine.filter(state=state).count() for state in states}


def forgets_stops(practice: Practice) -> bool:
    """Whether the list beside the database stops an address that this database, restored from a backup, does not."""
    said = stopped_by_file(practice.key)
    if not said:
        return False
    return bool(said - set(stops_in_force(practice).values_list("channel", "address_key")))


# --- what the worker looks for ----------------------------------------------------------------------------------------


def practices_with_messages() -> list[Practice]:
    """Return the practices in which messages wait to be sent, are on their way or may have gone out: for the worker."""
    mine = Message.objects.filter(practice_id=OuterRef("pk"))
    to_send, on_their_way, in_doubt = (
        Exists(mine.filter(state=state)) for state in (MessageState.QUEUED, MessageState.SENDING, MessageState.UNKNOWN)
    )
    waiting = Q(to_send) | Q(on_their_way) | Q(in_doubt)
    return list(Practice.objects.filter(waiting).order_by("key"))


def has_due(scope: Scope, channel: Channel, *, at: datetime) -> bool:
    """Whether a message of this installation's epoch waits that may be claimed now.

    While the practice holds, only fixed answers to somebody who writes to it may.
    """
    rows = Message.objects.filter(
        practice_id=practice_id_of(scope),
        channel=channel,
        state=MessageState.QUEUED,
        send_after__lte=at,
        epoch=installation().epoch,
    )
    if not rows.exists():
        return False
    return not is_held_by_practice(scope) or rows.exclude(fixed_answer="").exists()


def has_restored(scope: Scope) -> bool:
    """Whether messages wait that a restored backup brought back."""
    rows = Message.objects.filter(practice_id=practice_id_of(scope), state=MessageState.QUEUED)
    return rows.filter(epoch__lt=installation().epoch).exists()


def is_held_by_practice(scope: Scope) -> bool:
    """Whether a person holds everything of the practice."""
    return Hold.objects.filter(practice_id=practice_id_of(scope), released_at=None).exists()


@dataclass(frozen=True, slots=True)
class CutOff:
    """A message on its way whose lease is over by the clock: its worker may be gone."""

    pk: int
    fence: int
    channel: Channel


def cut_off(scope: Scope, *, at: datetime) -> list[CutOff]:
    """Return messages on their way whose lease was over at ``at``, oldest first."""
    rows = Message.objects.filter(state=MessageState.SENDING, practice_id=practice_id_of(scope), lease_until__lt=at)
    return [
        CutOff(pk, fence, Channel(channel))
        for pk, fence, channel in rows.order_by("id").values_list("pk", "fence", "channel")
    ]


def to_ask(scope: Scope, channel: Channel, *, at: datetime, limit: int = 50) -> list[Message]:
    """Return messages that may have gone out and about which the provider may be asked now, oldest first."""
    rows = Message.objects.filter(
        practice_id=practice_id_of(scope), state=MessageState.UNKNOWN, channel=channel, ask_after__lte=at
    )
    return list(rows.order_by("ask_after", "id")[:limit])


def may_still_go(scope: Scope, claimed: Mapping[int, int]) -> dict[int, str | None]:
    """Ask again shortly before sending, of messages by row number with the fence they were claimed with.

    None = it is ours and may go, "lost" = it is no longer ours, else the day of a stop.  One statement outside of any
    transaction.
    """
    stop = OptOut.objects.filter(
        practice_id=OuterRef("practice_id"),
        channel=OuterRef("channel"),
        address_key=OuterRef("address_key"),
        ended_at=None,
    ).values("began_at")[:1]
    # By row number alone: with the practice beside it SQLite would look at all messages of the practice.
    rows = Message.objects.filter(pk__in=list(claimed)).annotate(stopped_at=Subquery(stop))
    found: dict[int, str | None] = dict.fromkeys(claimed, "lost")
    for pk, *stands, fixed_answer, stopped_at in rows.values_list(
        "pk", "practice_id", "state", "fence", "fixed_answer", "stopped_at"
    ):
        if stands == [practice_id_of(scope), MessageState.SENDING, claimed[pk]]:
            found[pk] = None if fixed_answer or stopped_at is None else f"{stopped_at:%Y-%m-%d}"
    return found


# --- who said stop, who approved --------------------------------------------------------------------------------------


def is_stopped(scope: Scope, channel: Channel, address_key: str) -> bool:
    """Whether this address gets nothing from the practice by this way."""
    return OptOut.objects.filter(
        practice_id=practice_id_of(scope), channel=channel, address_key=address_key, ended_at=None
    ).exists()


def stops_in_force(scope: Scope) -> QuerySet[OptOut]:
    """Return the addresses that get nothing, newest first."""
    return OptOut.objects.filter(practice_id=practice_id_of(scope), ended_at=None).order_by("-id")


def approval_for(scope: Scope, purpose: Purpose, channel: Channel) -> StandingApproval | None:
    """Return the standing approval in force for messages of this kind, or None."""
    return StandingApproval.objects.filter(
        practice_id=practice_id_of(scope), purpose=purpose, channel=channel, ended_at=None
    ).first()
