"""The words of batches of messages: where one stands, what became of each patient; reasons and events."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from teamlet.ground.reasons import N_


class BatchState(StrEnum):
    """Where a batch stands by what people did; whether it is done follows from its messages."""

    PREPARING = "preparing"
    READY = "ready"
    RELEASING = "releasing"
    RELEASED = "released"
    CANCELLED = "cancelled"


class MemberState(StrEnum):
    """What became of one patient of a batch."""

    WAITING = "waiting"
    DRAFTED = "drafted"
    LEFT_OUT = "left_out"
    RELEASED = "released"
    CANCELLED = "cancelled"


BATCH_TRANSITIONS: dict[BatchState, frozenset[BatchState]] = {
    BatchState.PREPARING: frozenset({BatchState.READY, BatchState.CANCELLED}),
    BatchState.READY: frozenset({BatchState.RELEASING, BatchState.CANCELLED}),
    BatchState.RELEASING: frozenset({BatchState.RELEASED}),
    BatchState.RELEASED: frozenset(),
    BatchState.CANCELLED: frozenset(),
}

BATCH_STATE_LABELS: dict[BatchState, str] = {
    BatchState.PREPARING: N_("Being prepared"),
    BatchState.READY: N_("Ready to look at"),
    BatchState.RELEASING: N_("Being released"),
    BatchState.RELEASED: N_("Released"),
    BatchState.CANCELLED: N_("Cancelled"),
}

REASONS: dict[str, str] = {
    "followups.batch": N_("Part of a batch of messages to a list of patients."),
    "followups.batch_empty": N_("Nobody fits this choice."),
    "followups.batch_too_large": N_("A batch takes {most} patients at most. Choose fewer."),
    "followups.batch_no_text": N_("Write the message in at least one language."),
    "followups.batch_may_not_move": N_("A batch that is {from_state} cannot become {to_state}."),
}

EVENTS: dict[str, str] = {
    "followups.begin_batch": N_("Began a batch of messages."),
    "followups.prepare_part": N_("Prepared a part of a batch of messages."),
    "followups.release_batch": N_("Released a batch of messages."),
    "followups.release_part": N_("Put a part of a batch of messages in the queue."),
    "followups.cancel_batch": N_("Cancelled a batch of messages."),
}

VALUES: dict[str, dict[str, Mapping[Any, str]]] = {
    "followups.batch_may_not_move": {"from_state": BATCH_STATE_LABELS, "to_state": BATCH_STATE_LABELS},
}
