"""What was handed to a person: patients who wait for them now, and calls that were promised in their name."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from teamlet.ground import clock
from teamlet.ground.access.principal import Principal
from teamlet.ground.ui.live import mark_of
from teamlet.records.patients.queries import patient_name
from teamlet.records.plans.queries import goal_words
from teamlet.records.tasks.words import MOVE_REASON_LABELS, MoveReason
from teamlet.records.visits.models import Handoff
from teamlet.records.visits.queries import handoffs_waiting_for
from teamlet.records.visits.rules import minutes_waiting
from teamlet.records.visits.words import (
    HANDOFF_FOR_LABELS,
    HANDOFF_NO_LABELS,
    HANDOFF_WAY_LABELS,
    HandoffFor,
    HandoffState,
    HandoffWay,
)


def context(by: Principal) -> dict[str, Any]:
    """Return what the panel shows, and its mark; one query, one more when a goal was being talked about."""
    lines = handed_lines(by)
    return {"handoffs": lines, "handoffs_mark": mark_of(lines), "why_not": why_not()}


def handed_lines(by: Principal) -> list[dict[str, Any]]:
    """Return a line for each handoff and booked call of a person, longest waiting first."""
    rows = handoffs_waiting_for(by.membership_id) if by.membership_id else []
    words = goal_words(by, {row.goal_oid for row in rows if row.goal_oid})
    return [handoff_line(row, words.get(row.goal_oid, "")) for row in rows]


def handoff_line(handoff: Handoff, goal: str) -> dict[str, Any]:
    """Return one line: who, from whom, what for, since when, and the goal where the reader may see it."""
    return {
        "oid": handoff.oid,
        "visit": handoff.visit.oid,
        "name": patient_name(handoff.visit.patient),
        "room": handoff.visit.room,
        "giver": handoff.giver.called,
        "reason": _(HANDOFF_FOR_LABELS[HandoffFor(handoff.reason)]),
        "way": _(HANDOFF_WAY_LABELS[HandoffWay(handoff.way)]),
        "goal": goal,
        "language": handoff.visit.patient.language,
        "moved_from": handoff.moved_from.called if handoff.moved_from else "",
        "moved_why": _(MOVE_REASON_LABELS[MoveReason(handoff.moved_reason)]) if handoff.moved_reason else "",
        "asked_at": handoff.asked_at,
        "minutes": minutes_waiting(handoff.asked_at, clock.now()),
        "due_on": handoff.due_on,  # type: ignore[attr-defined]
        "is_new": handoff.state == HandoffState.REQUESTED,
        "is_started": handoff.state == HandoffState.STARTED,
        "is_call": handoff.state == HandoffState.BOOKED,
    }


def why_not() -> list[tuple[str, str]]:
    """Return the reasons why somebody cannot take a patient now, as (code, words)."""
    return [(code.value, _(label)) for code, label in HANDOFF_NO_LABELS.items()]
