"""Pure rules of tasks: whose a task is, and how much time there is for calls."""

from __future__ import annotations

from teamlet.records.tasks.rules.calls import (
    CALL_MINUTES,
    Block,
    Load,
    PersonId,
    blocks_on,
    minutes_on,
    overlap,
    room_in_weeks,
    week_of,
)
from teamlet.records.tasks.rules.owners import (
    CARE_ROLES,
    LICENSED_KINDS,
    Absence,
    MatrixRow,
    Member,
    Move,
    OpenTask,
    OwnerChoice,
    choose_owner,
    may_finish,
    may_move,
    may_take,
    must_name,
    reroute,
    row_for,
)

__all__ = [
    "CALL_MINUTES",
    "CARE_ROLES",
    "LICENSED_KINDS",
    "Absence",
    "Block",
    "Load",
    "MatrixRow",
    "Member",
    "Move",
    "OpenTask",
    "OwnerChoice",
    "PersonId",
    "blocks_on",
    "choose_owner",
    "may_finish",
    "may_move",
    "may_take",
    "minutes_on",
    "must_name",
    "overlap",
    "reroute",
    "room_in_weeks",
    "row_for",
    "week_of",
]
