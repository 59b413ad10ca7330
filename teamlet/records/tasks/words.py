"""The words of tasks and support duties: names, legal moves, and reasons."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from teamlet.ground.reasons import N_


class TaskKind(StrEnum):
    """What a task asks somebody to do."""

    CONTACT = "contact"
    CAUTION = "caution"
    RED_FLAG = "red_flag"
    UPDATE_CONTACT_POINT = "update_contact_point"
    HANDOFF = "handoff"
    READING_REVIEW = "reading_review"
    SAFETY_ALERT = "safety_alert"
    ASK_IN_PERSON = "ask_in_person"
    RETURNED_FORM = "returned_form"
    LOCKED_LINK = "locked_link"
    VISIT_ITEM = "visit_item"
    OWN_PAGE = "own_page"
    BOOK_HELP = "book_help"
    REPLY = "reply"
    SPECIALIST_VISIT = "specialist_visit"
    BACK_ON_TRACK = "back_on_track"


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
    MAY_NOT_READ = "may_not_read"
    UNANSWERED = "unanswered"


class OwnerFrom(StrEnum):
    """Where the owner of a task was found."""

    MATRIX = "matrix"
    BACKUP = "backup"
    AUTHOR = "author"
    SAME_ROLE = "same_role"
    MANAGER = "manager"
    LAST_RESORT = "last_resort"


class MayTake(StrEnum):
    """Whether a person may take, finish or move a task."""

    YES = "yes"
    NO = "no"


#: Key in a task's detail: its owner is only to name somebody who may read what it is about.
MUST_NAME = "must_name"

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
    TaskKind.SAFETY_ALERT: N_("Safety alert"),
    TaskKind.ASK_IN_PERSON: N_("Ask the patient in person"),
    TaskKind.RETURNED_FORM: N_("Read a returned form"),
    TaskKind.LOCKED_LINK: N_("A form's link is locked"),
    TaskKind.VISIT_ITEM: N_("Not done on the day of the visit"),
    TaskKind.OWN_PAGE: N_("Answer what a patient wrote on their own page"),
    TaskKind.BOOK_HELP: N_("Book an interpreter or a relay operator"),
    TaskKind.REPLY: N_("Answer a patient’s reply"),
    TaskKind.SPECIALIST_VISIT: N_("Ask how care elsewhere went"),
    TaskKind.BACK_ON_TRACK: N_("Talk about getting back on track"),
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
    MoveReason.MAY_NOT_READ: N_("May not read this goal"),
    MoveReason.UNANSWERED: N_("Nobody answered"),
}

OWNER_FROM_LABELS: dict[OwnerFrom, str] = {
    OwnerFrom.MATRIX: N_("Named for this duty"),
    OwnerFrom.BACKUP: N_("Backup for this duty"),
    OwnerFrom.AUTHOR: N_("Made the plan"),
    OwnerFrom.SAME_ROLE: N_("Same role"),
    OwnerFrom.MANAGER: N_("Practice manager"),
    OwnerFrom.LAST_RESORT: N_("Nobody else is there"),
}

REASONS: dict[str, str] = {
    "tasks.owner_matrix": N_("Named for this duty in the role matrix."),
    "tasks.owner_backup": N_("The backup for this duty, as the person named for it cannot take it."),
    "tasks.owner_author": N_("The author of the plan, as nobody named for this duty can take it."),
    "tasks.owner_same_role": N_("A colleague with the same role, as nobody named for this duty can take it."),
    "tasks.owner_licensed": N_("A licensed colleague, as this task needs one."),
    "tasks.owner_manager": N_("The practice manager, as nobody else can take it; please hand it on."),
    "tasks.owner_anybody": N_("A colleague who is here, as nobody named for this duty can take it; please hand it on."),
    "tasks.owner_names_somebody": N_("Nobody who may read this is left; please name somebody who may."),
    "tasks.receiver_may_not_read": N_("{name} may not read what this is about. Choose somebody else."),
    "tasks.person_may_not_read": N_("The person named may not read what this is about."),
    "tasks.owner_all_absent": N_("Everybody who could take it is absent; it waits with the person named."),
    "tasks.owner_not_licensed": N_("No licensed colleague is there; please hand it to one."),
    "tasks.nobody_named": N_("Nobody is named for this duty."),
    "tasks.backup_is_holder": N_("{name} cannot be the backup for their own duty. Choose somebody else, or nobody."),
    "tasks.no_backup": N_("No backup is named for this duty."),
    "tasks.person_absent": N_("The person named is absent until {until}."),
    "tasks.person_not_active": N_("The person named does not work here at present."),
    "tasks.person_not_licensed": N_("The person named is not licensed for this task."),
    "tasks.pool_not_for_this": N_("This belongs to one person: a pool cannot have it."),
    "tasks.pool_not_yours": N_("This is not, or no longer, in a pool of yours."),
    "tasks.person_full": N_("The person named has no time for calls left that week."),
    "tasks.person_moving": N_("The person named is the one it moves away from."),
    "tasks.moved_absent": N_("Moved, as the owner is absent."),
    "tasks.moved_left": N_("Moved, as the owner left the practice."),
    "tasks.moved_role_change": N_("Moved, as the owner changed role."),
    "tasks.moved_by_hand": N_("Moved by hand."),
    "tasks.moved_unanswered": N_("Passed on, as nobody answered."),
    "tasks.moved_may_not_read": N_("Moved, as the owner may not read what it is about."),
    "tasks.moved_suspended": N_("Moved, as the owner's access is suspended."),
    "tasks.may_move": N_("The task may go from {from_state} to {to_state}."),
    "tasks.may_not_move": N_("A task that is {from_state} cannot become {to_state}."),
    "tasks.needs_licensed": N_("A nurse, clinician or behavioral health person finishes this task."),
    "tasks.may_finish": N_("This person may finish the task."),
    "tasks.owner_without_membership": N_("The owner must be somebody who works here at present."),
    "tasks.owner_may_take": N_("This person may take the task."),
    # time for calls
    "tasks.block_backwards": N_("The time for calls must end after it begins."),
    "tasks.block_overlaps": N_("This overlaps another time for calls: {other}."),
    "tasks.block_past": N_("{date} is in the past; choose a day from today on."),
    "tasks.block_not_yours": N_("Set your own time for calls; the practice manager sets that of others."),
    "tasks.block_one_day": N_("Choose a day of the week or one date, not both."),
    # load
    "tasks.load_least": N_("Has the least open: {open} contacts, {week} of them due by {until}."),
    "tasks.load_speaks": N_("Speaks the patient’s language."),
    "tasks.load_here": N_("Is here on the day."),
    "tasks.load_named": N_("Is named for following up."),
    "tasks.load_nobody": N_("Nobody who may take it is here on the day."),
}

#: What the events of this record say, one sentence for each name: whoever is named beside it did this.
EVENTS: dict[str, str] = {
    "tasks.leave_practice": N_("Let a person leave and moved their tasks."),
    "tasks.suspend_person": N_("Suspended a person and moved their tasks."),
    "tasks.change_roles": N_("Changed a person's roles and moved their tasks."),
    "tasks.set_absence_and_move": N_("Entered an absence and moved what is due then."),
    "tasks.set_duty_and_move": N_("Changed who holds a duty and moved its tasks."),
    "tasks.assign_duty": N_("Changed who holds a duty."),
    "tasks.open_task": N_("Opened a task."),
    "tasks.end_task": N_("Ended a task."),
    "tasks.reopen_task": N_("Opened a task again."),
    "tasks.move_task": N_("Gave a task to somebody else."),
    "tasks.take_task": N_("Took a task of a pool."),
    "tasks.set_pool_and_move": N_("Changed a pool and moved what it can no longer do."),
    "tasks.close_pool_and_move": N_("Closed a pool and moved its tasks."),
    "tasks.undo_move": N_("Gave a task back."),
    "tasks.move_tasks_of": N_("Moved what a person can no longer do."),
    "tasks.move_tasks_of_absent": N_("Moved what is due of people who are absent."),
    "tasks.offer_again": N_("Looked for somebody for tasks that wait for a name."),
    "tasks.set_call_block": N_("Set time aside for calls."),
    "tasks.clear_call_block": N_("Took back time set aside for calls."),
}

#: Which values of a reason are codes, and the words for them.
VALUES: dict[str, dict[str, Mapping[Any, str]]] = {
    "tasks.may_move": {"from_state": TASK_STATE_LABELS, "to_state": TASK_STATE_LABELS},
    "tasks.may_not_move": {"from_state": TASK_STATE_LABELS, "to_state": TASK_STATE_LABELS},
}
