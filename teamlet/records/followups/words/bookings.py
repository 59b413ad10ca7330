"""The words of an interpreter or a relay operator booked with a contact."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from teamlet.ground.reasons import N_


class Help(StrEnum):
    """Who must be on the line besides the two who talk."""

    INTERPRETER = "interpreter"
    RELAY = "relay"


class BookingState(StrEnum):
    """Where a booking stands."""

    NEEDED = "needed"
    BOOKED = "booked"
    NOT_AVAILABLE = "not_available"
    NOT_NEEDED = "not_needed"
    #: The contact was made, moved, closed or taken back.
    OVER = "over"


BOOKING_TRANSITIONS: dict[BookingState, frozenset[BookingState]] = {
    BookingState.NEEDED: frozenset(
        {BookingState.BOOKED, BookingState.NOT_AVAILABLE, BookingState.NOT_NEEDED, BookingState.OVER}
    ),
    BookingState.BOOKED: frozenset({BookingState.NEEDED, BookingState.NOT_AVAILABLE, BookingState.OVER}),
    BookingState.NOT_AVAILABLE: frozenset(
        {BookingState.NEEDED, BookingState.BOOKED, BookingState.NOT_NEEDED, BookingState.OVER}
    ),
    BookingState.NOT_NEEDED: frozenset({BookingState.NEEDED, BookingState.OVER}),
    # The contact is open again: undo.
    BookingState.OVER: frozenset({BookingState.NEEDED}),
}

#: States in which somebody still has to do something about it.
STILL_OPEN: frozenset[BookingState] = frozenset({BookingState.NEEDED, BookingState.NOT_AVAILABLE})

HELP_LABELS: dict[Help, str] = {
    Help.INTERPRETER: N_("Interpreter"),
    Help.RELAY: N_("Relay operator"),
}

BOOKING_STATE_LABELS: dict[BookingState, str] = {
    BookingState.NEEDED: N_("To book"),
    BookingState.BOOKED: N_("Booked"),
    BookingState.NOT_AVAILABLE: N_("Not available"),
    BookingState.NOT_NEEDED: N_("Not needed"),
    BookingState.OVER: N_("Over"),
}

REASONS: dict[str, str] = {
    "followups.booking_may_not_move": N_("A booking that stands at “{from_state}” cannot become “{to_state}”."),
    "followups.booking_needs_when": N_("Write for which day and time it is booked."),
    "followups.booking_other_day": N_("It is booked for {booked}, and the contact is on {due}."),
    "followups.booking_again": N_("It was booked for {booked}. The contact moved; book it again."),
}

EVENTS: dict[str, str] = {
    "followups.ask_for_booking": N_("Asked for an interpreter or a relay operator for a contact."),
    "followups.ask_for_missing": N_("Looked for contacts that need an interpreter."),
    "followups.settle_booking": N_("Noted whether an interpreter or a relay operator is booked for a contact."),
    "followups.undo_booking": N_("Took back an answer about an interpreter or a relay operator."),
}

VALUES: dict[str, dict[str, Mapping[Any, str]]] = {
    "followups.booking_may_not_move": {"from_state": BOOKING_STATE_LABELS, "to_state": BOOKING_STATE_LABELS},
}
