"""Who must be on the line besides patient and caller."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from teamlet.ground.reasons import Reason
from teamlet.records.followups.words.bookings import BookingState, Help
from teamlet.records.followups.words.contacts import Channel

#: Ways of contact in which two people talk at the same time.
TALKS: frozenset[Channel] = frozenset({Channel.CALL, Channel.VIDEO, Channel.VISIT, Channel.IN_PERSON, Channel.RELAY})


def needed_help(*, interpreter: bool, language: str, spoken: Collection[str], channel: Channel) -> tuple[Help, ...]:
    """Return who must be on the line: an interpreter unless the caller speaks the language, an operator for a relay.

    ``language`` is the patient's (BCP 47, empty = not known), ``spoken`` the codes the caller talks in with patients.
    """
    if channel not in TALKS:
        return ()
    found = [Help.INTERPRETER] if interpreter and language.split("-", maxsplit=1)[0] not in spoken else []
    return (*found, Help.RELAY) if channel is Channel.RELAY else tuple(found)


def booking_look(
    state: BookingState, *, due_on: date, booked_on: date | None, was_on: date | None
) -> tuple[Reason, ...]:
    """Return what is worth a look about a booking that is not over: another day than the contact's, to book again."""
    if state is BookingState.BOOKED and booked_on is not None and booked_on != due_on:
        values = {"booked": booked_on.isoformat(), "due": due_on.isoformat()}
        return (Reason("followups.booking_other_day", values),)
    if state is BookingState.NEEDED and was_on is not None:
        return (Reason("followups.booking_again", {"booked": was_on.isoformat()}),)
    return ()
