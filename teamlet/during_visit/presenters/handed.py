"""What became of a visit's handoffs, and what can be done about each."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from teamlet.ground import clock
from teamlet.ground.access.principal import Principal
from teamlet.records.visits.models import Handoff, Visit
from teamlet.records.visits.queries import handoffs_of
from teamlet.records.visits.rules import minutes_waiting, next_way
from teamlet.records.visits.words import (
    HANDOFF_FOR_LABELS,
    HANDOFF_STATE_LABELS,
    HANDOFF_WAITING,
    HANDOFF_WAY_LABELS,
    HandoffFor,
    HandoffState,
    HandoffWay,
)

#: More than these the strip does not show.
SHOWN = 3


def handed_context(visit: Visit, by: Principal, stamp: str) -> dict[str, Any]:
    """Return what the part needs besides its lines."""
    return {"visit": visit, "me": by, "stamp": stamp}


def handed_lines(visit: Visit, by: Principal, rows: list[Handoff] | None = None) -> list[dict[str, Any]]:
    """Return a line for each of the visit's newest handoffs; one query, none when ``rows`` are given."""
    return [_line(row, by) for row in (rows if rows is not None else handoffs_of(visit))[:SHOWN]]


def _line(handoff: Handoff, by: Principal) -> dict[str, Any]:
    state = HandoffState(handoff.state)
    way = next_way(HandoffWay(handoff.way))
    waits = state in HANDOFF_WAITING
    open_still = state in {HandoffState.REQUESTED, HandoffState.ACCEPTED, HandoffState.DECLINED}
    return {
        "oid": handoff.oid,
        "giver": handoff.giver.called,
        "receiver": handoff.receiver.called,
        "moved_from": handoff.moved_from.called if handoff.moved_from else "",
        "state": state.value,
        "state_words": _(HANDOFF_STATE_LABELS[state]),
        "reason": _(HANDOFF_FOR_LABELS[HandoffFor(handoff.reason)]),
        "way": _(HANDOFF_WAY_LABELS[HandoffWay(handoff.way)]),
        "minutes": minutes_waiting(handoff.asked_at, clock.now()) if state is HandoffState.REQUESTED else None,
        "next_way": _(HANDOFF_WAY_LABELS[way]) if open_still and way and way is not HandoffWay.BOOKED_CALL else "",
        "may_book": open_still,
        "is_mine": handoff.receiver_id == by.membership_id,
        "may_end": state in {HandoffState.STARTED, HandoffState.BOOKED},
        "may_be_declined": waits or open_still,
    }
