"""The words of tasks and support duties: names, legal moves, and reasons."""

from __future__ import annotations

from enum import StrEnum

from teamlet.ground.reasons import N_


class TaskKind(StrEnum):
    """What a task asks somebody to do."""

    CONTACT = "contact"
    CAUTION = "caution"
    RED_FLAG = "red_flag"
    UPDATE_CONTACT_POINT = "update_contact_point"
    HANDOFF = "handoff"
    READING_REVIEW = "reading_review"


class TaskState(StrEnum):
    """Where a task stands."""

    OPEN = "open"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class Duty(StrEnum):
    """The seven support duties that a practice shares out over its team."""

    GATHER_DATA = "gather_data"
    INTRODUCE_SUPPORT = "introduce_support"
    SET_AGENDA = "set_agenda"
    SET_GOALS = "set_goals"
    MAKE_PLAN = "make_plan"
    GIVE_INFORMATION = "give_information"
    FOLLOW_UP = "follow_up"


class MoveReason(StrEnum):
    """Why a task went from one person to another."""

    ABSENT = "absent"
    LEFT = "left"
    ROLE_CHANGE = "role_change"
    BY_HAND = "by_hand"
    SUSPENDED = "suspended"


class OwnerFrom(StrEnum):
    """Where the owner of a task was found."""

    MATRIX = "matrix"
    BACKUP = "backup"
    AUTHOR = "author"
    SAME_ROLE = "same_role"
    MANAGER = "manager"
    LAST_RESORT = "last_resort"


TASK_TRANSITIONS: dict[TaskState, frozenset[TaskState]] = {
    TaskState.OPEN: frozenset({TaskState.DONE, TaskState.WITHDRAWN}),
    # Back to open is undo: within its minutes, while nothing else was done to the task.
    TaskState.DONE: frozenset({TaskState.OPEN}),
    TaskState.WITHDRAWN: frozenset({TaskState.OPEN}),
}

TASK_KIND_LABELS: dict[TaskKind, str] = {
    TaskKind.CONTACT: N_("Contact the patient"),
    TaskKind.CAUTION: N_("Look at a step before it starts"),
    TaskKind.RED_FLAG: N_("Something new or worrying"),
    TaskKind.UPDATE_CONTACT_POINT: N_("Correct a phone number or address"),
    TaskKind.HANDOFF: N_("Handoff"),
    TaskKind.READING_REVIEW: N_("Look at a reading"),
}

TASK_STATE_LABELS: dict[TaskState, str] = {
    TaskState.OPEN: N_("Open"),
    TaskState.DONE: N_("Done"),
    TaskState.WITHDRAWN: N_("Withdrawn"),
}

DUTY_LABELS: dict[Duty, str] = {
    Duty.GATHER_DATA: N_("Gather information before the visit"),
    Duty.INTRODUCE_SUPPORT: N_("Introduce the support and the patient's part"),
    Duty.SET_AGENDA: N_("Set the agenda"),
    Duty.SET_GOALS: N_("Set goals together"),
    Duty.MAKE_PLAN: N_("Make the action plan"),
    Duty.GIVE_INFORMATION: N_("Give information, training and community resources"),
    Duty.FOLLOW_UP: N_("Follow up"),
}

MOVE_REASON_LABELS: dict[MoveReason, str] = {
    MoveReason.ABSENT: N_("Absent"),
    MoveReason.LEFT: N_("Left the practice"),
    MoveReason.ROLE_CHANGE: N_("Changed role"),
    MoveReason.BY_HAND: N_("Moved by hand"),
    MoveReason.SUSPENDED: N_("Access suspended"),
}

REASONS: dict[str, str] = {}
