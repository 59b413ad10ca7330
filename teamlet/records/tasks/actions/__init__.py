"""Every write about duties and tasks, and about people whose tasks go to others in the same act."""

from __future__ import annotations

from teamlet.records.tasks.actions.call_blocks import clear_call_block, set_call_block
from teamlet.records.tasks.actions.people import (
    change_roles,
    close_pool_and_move,
    leave_practice,
    set_absence_and_move,
    set_duty_and_move,
    set_pool_and_move,
    suspend_person,
)
from teamlet.records.tasks.actions.tasks import (
    assign_duty,
    end_task,
    keep_next_due,
    move_task,
    move_tasks_of,
    move_tasks_of_absent,
    offer_again,
    open_task,
    reopen_task,
    take_task,
    undo_move,
)
from teamlet.records.tasks.rules import duty_of

__all__ = [
    "assign_duty",
    "change_roles",
    "clear_call_block",
    "close_pool_and_move",
    "duty_of",
    "end_task",
    "keep_next_due",
    "leave_practice",
    "move_task",
    "move_tasks_of",
    "move_tasks_of_absent",
    "offer_again",
    "open_task",
    "reopen_task",
    "set_absence_and_move",
    "set_call_block",
    "set_duty_and_move",
    "set_pool_and_move",
    "suspend_person",
    "take_task",
    "undo_move",
]
