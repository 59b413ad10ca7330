"""Every write of visits."""

from __future__ import annotations

from teamlet.records.visits.actions.arriving import mark_arrived, undo_arrived
from teamlet.records.visits.actions.card import CardSaid, answer_card
from teamlet.records.visits.actions.handoffs import (
    HandoffSaid,
    book_handoff_call,
    hand_over,
    move_handoff,
    move_handoffs_of,
    try_next_way,
)
from teamlet.records.visits.actions.schedule import (
    Appointment,
    AppointmentOutcome,
    Stored,
    mark_ready,
    set_support_minimum,
    store_appointments,
)
from teamlet.records.visits.actions.shared import (
    let_join,
    record_feelings,
    record_shared,
    undo_feelings,
    undo_guest,
    undo_shared,
)
from teamlet.records.visits.actions.visits import (
    TopicSaid,
    check_writable,
    finish_visit,
    join,
    move_visit,
    open_visit,
    plan_visit,
    record_timing,
    save_agenda,
    start_visit,
    undo_agenda,
)

__all__ = [
    "Appointment",
    "AppointmentOutcome",
    "CardSaid",
    "HandoffSaid",
    "Stored",
    "TopicSaid",
    "answer_card",
    "book_handoff_call",
    "check_writable",
    "finish_visit",
    "hand_over",
    "join",
    "let_join",
    "mark_arrived",
    "mark_ready",
    "move_handoff",
    "move_handoffs_of",
    "move_visit",
    "open_visit",
    "plan_visit",
    "record_feelings",
    "record_shared",
    "record_timing",
    "save_agenda",
    "set_support_minimum",
    "start_visit",
    "store_appointments",
    "try_next_way",
    "undo_agenda",
    "undo_arrived",
    "undo_feelings",
    "undo_guest",
    "undo_shared",
]
