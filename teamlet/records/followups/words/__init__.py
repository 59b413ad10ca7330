"""The words of follow-up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from teamlet.records.followups.words import (
    batches,
    bookings,
    contacts,
    hospital,
    load,
    needs,
    own_page,
    registry,
    replies,
    rhythm,
    slips,
    specialists,
    vanished,
)
from teamlet.records.followups.words.bookings import (
    BOOKING_STATE_LABELS,
    BOOKING_TRANSITIONS,
    HELP_LABELS,
    STILL_OPEN,
    BookingState,
    Help,
)
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

_MATTERS = (
    batches, bookings, contacts, hospital, load, needs, own_page, registry, replies, rhythm, slips, specialists,
    vanished,
)  # fmt: skip

REASONS: dict[str, str] = {code: words for matter in _MATTERS for code, words in matter.REASONS.items()}
EVENTS: dict[str, str] = {name: words for matter in _MATTERS for name, words in matter.EVENTS.items()}
VALUES: dict[str, dict[str, Mapping[Any, str]]] = {
    code: values for matter in _MATTERS for code, values in matter.VALUES.items()
}

__all__ = [
    "ATTEMPT_RESULT_LABELS",
    "BOOKING_STATE_LABELS",
    "BOOKING_TRANSITIONS",
    "CHANNEL_LABELS",
    "CLOSING_REASON_LABELS",
    "CLOSING_WITHOUT_ASK_AGAIN",
    "CONTACT_STATE_LABELS",
    "CONTACT_TRANSITIONS",
    "DUE_STATE_LABELS",
    "EVENTS",
    "HELP_LABELS",
    "REASONS",
    "STILL_OPEN",
    "URGENCY_TIER_LABELS",
    "VALUES",
    "AttemptResult",
    "BookingState",
    "Channel",
    "ClosingReason",
    "ContactDate",
    "ContactState",
    "DayPart",
    "DueState",
    "Help",
    "NextAttempt",
    "Permission",
    "Reached",
    "UrgencyTier",
]
