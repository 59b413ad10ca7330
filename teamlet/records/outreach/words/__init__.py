"""The words of outreach."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from teamlet.records.outreach.words import batches, letters, messages, receipts, replies
from teamlet.records.outreach.words.messages import (
    CHANNEL_LABELS,
    CONSENT_HOW_LABELS,
    CONSENT_STATE_LABELS,
    MESSAGE_STATE_LABELS,
    MESSAGE_TRANSITIONS,
    OPEN_STATES,
    OUTCOME_LABELS,
    PURPOSE_LABELS,
    STOP_SOURCE_LABELS,
    WENT_OUT,
    Channel,
    ConsentHow,
    ConsentState,
    MaySend,
    MessageState,
    Outcome,
    Purpose,
    StopSource,
)

REASONS: dict[str, str] = {
    **messages.REASONS,
    **batches.REASONS,
    **letters.REASONS,
    **receipts.REASONS,
    **replies.REASONS,
}
EVENTS: dict[str, str] = {**messages.EVENTS, **batches.EVENTS, **letters.EVENTS, **receipts.EVENTS, **replies.EVENTS}
VALUES: dict[str, dict[str, Mapping[Any, str]]] = {
    **messages.VALUES,
    **batches.VALUES,
    **letters.VALUES,
    **replies.VALUES,
}

__all__ = [
    "CHANNEL_LABELS",
    "CONSENT_HOW_LABELS",
    "CONSENT_STATE_LABELS",
    "EVENTS",
    "MESSAGE_STATE_LABELS",
    "MESSAGE_TRANSITIONS",
    "OPEN_STATES",
    "OUTCOME_LABELS",
    "PURPOSE_LABELS",
    "REASONS",
    "STOP_SOURCE_LABELS",
    "VALUES",
    "WENT_OUT",
    "Channel",
    "ConsentHow",
    "ConsentState",
    "MaySend",
    "MessageState",
    "Outcome",
    "Purpose",
    "StopSource",
]
