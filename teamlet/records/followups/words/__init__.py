"""The words of follow-up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from teamlet.records.followups.words import contacts
from teamlet.records.followups.words.contacts import (
    ATTEMPT_RESULT_LABELS,
    CHANNEL_LABELS,
    CLOSING_REASON_LABELS,
    CLOSING_WITHOUT_ASK_AGAIN,
    CONTACT_STATE_LABELS,
    CONTACT_TRANSITIONS,
    DUE_STATE_LABELS,
    URGENCY_TIER_LABELS,
    AttemptResult,
    Channel,
    ClosingReason,
    ContactDate,
    ContactState,
    DayPart,
    DueState,
    NextAttempt,
    Permission,
    Reached,
    UrgencyTier,
)

REASONS: dict[str, str] = {**contacts.REASONS}
EVENTS: dict[str, str] = {**contacts.EVENTS}
VALUES: dict[str, dict[str, Mapping[Any, str]]] = {**contacts.VALUES}

__all__ = [
    "ATTEMPT_RESULT_LABELS",
    "CHANNEL_LABELS",
    "CLOSING_REASON_LABELS",
    "CLOSING_WITHOUT_ASK_AGAIN",
    "CONTACT_STATE_LABELS",
    "CONTACT_TRANSITIONS",
    "DUE_STATE_LABELS",
    "EVENTS",
    "REASONS",
    "URGENCY_TIER_LABELS",
    "VALUES",
    "AttemptResult",
    "Channel",
    "ClosingReason",
    "ContactDate",
    "ContactState",
    "DayPart",
    "DueState",
    "NextAttempt",
    "Permission",
    "Reached",
    "UrgencyTier",
]
