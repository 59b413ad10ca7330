"""The words of follow-up contacts and attempts: names, legal moves, and reasons."""

from __future__ import annotations

from enum import StrEnum

from teamlet.ground.reasons import N_


class ContactState(StrEnum):
    """Where one promised contact stands."""

    OPEN = "open"
    REACHED = "reached"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    ENTERED_IN_ERROR = "entered_in_error"


class Channel(StrEnum):
    """How a patient is contacted."""

    CALL = "call"
    TEXT = "text"
    EMAIL = "email"
    LETTER = "letter"
    VISIT = "visit"
    VIDEO = "video"
    RELAY = "relay"
    IN_PERSON = "in_person"


class AttemptResult(StrEnum):
    """What came of one try."""

    REACHED = "reached"
    LEFT_MESSAGE = "left_message"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    WRONG_NUMBER = "wrong_number"
    DECLINED = "declined"
    DELIVERED = "delivered"
    READ = "read"
    REPLIED = "replied"


class ClosingReason(StrEnum):
    """Why follow-up of a goal ends; exactly one applies."""

    GOAL_ACHIEVED = "goal_achieved"
    GOAL_SUSTAINED = "goal_sustained"
    NEW_GOAL = "new_goal"
    DECLINED_FOLLOW_UP = "declined_follow_up"
    NOT_READY = "not_ready"
    UNABLE_TO_REACH = "unable_to_reach"
    MOVED = "moved"
    TRANSFERRED_TO_PROGRAM = "transferred_to_program"
    CLINICAL_CHANGE = "clinical_change"
    PALLIATIVE_FOCUS = "palliative_focus"
    DECEASED = "deceased"
    ENTERED_IN_ERROR = "entered_in_error"


class DueState(StrEnum):
    """Where a promised contact stands against the calendar."""

    OVERDUE = "overdue"
    DUE = "due"
    UPCOMING = "upcoming"


class UrgencyTier(StrEnum):
    """How fast something new or worrying needs a licensed person."""

    NONE = "none"
    SAME_DAY = "same_day"
    WITHIN_HOUR = "within_hour"
    NOW_911 = "now_911"


class ContactDate(StrEnum):
    """How the date of a contact came about."""

    DEFAULT = "default"
    BEFORE_WINDOW = "before_window"
    AGREED = "agreed"
    AGREED_WARNED = "agreed_warned"
    NOT_POSSIBLE = "not_possible"


class NextAttempt(StrEnum):
    """What to try next while a patient is not reached yet."""

    ATTEMPT = "attempt"
    LETTER = "letter"
    UNABLE_TO_REACH = "unable_to_reach"
    WAIT = "wait"
    CORRECT_CONTACT_POINT = "correct_contact_point"
    NONE = "none"


class Reached(StrEnum):
    """Whether a try was a two-way exchange."""

    YES = "yes"
    NO = "no"


class Permission(StrEnum):
    """Whether a step may be taken."""

    YES = "yes"
    NO = "no"


class DayPart(StrEnum):
    """The part of a day a try fell into, in the patient's zone."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


CONTACT_TRANSITIONS: dict[ContactState, frozenset[ContactState]] = {
    ContactState.OPEN: frozenset(
        {ContactState.REACHED, ContactState.CLOSED, ContactState.WITHDRAWN, ContactState.ENTERED_IN_ERROR}
    ),
    ContactState.REACHED: frozenset({ContactState.ENTERED_IN_ERROR}),
    ContactState.CLOSED: frozenset({ContactState.ENTERED_IN_ERROR}),
    ContactState.WITHDRAWN: frozenset({ContactState.ENTERED_IN_ERROR}),
    ContactState.ENTERED_IN_ERROR: frozenset(),
}

#: Closing for one of these needs neither a last status nor a date to ask again.
CLOSING_WITHOUT_ASK_AGAIN: frozenset[ClosingReason] = frozenset(
    {ClosingReason.PALLIATIVE_FOCUS, ClosingReason.DECEASED, ClosingReason.ENTERED_IN_ERROR}
)

CONTACT_STATE_LABELS: dict[ContactState, str] = {
    ContactState.OPEN: N_("Not reached yet"),
    ContactState.REACHED: N_("Reached"),
    ContactState.CLOSED: N_("Closed"),
    ContactState.WITHDRAWN: N_("Withdrawn"),
    ContactState.ENTERED_IN_ERROR: N_("Entered in error"),
}

CHANNEL_LABELS: dict[Channel, str] = {
    Channel.CALL: N_("Call"),
    Channel.TEXT: N_("Text message"),
    Channel.EMAIL: N_("Email"),
    Channel.LETTER: N_("Letter"),
    Channel.VISIT: N_("At a visit"),
    Channel.VIDEO: N_("Video"),
    Channel.RELAY: N_("Relay call"),
    Channel.IN_PERSON: N_("In person"),
}

ATTEMPT_RESULT_LABELS: dict[AttemptResult, str] = {
    AttemptResult.REACHED: N_("Reached"),
    AttemptResult.LEFT_MESSAGE: N_("Left a message"),
    AttemptResult.NO_ANSWER: N_("No answer"),
    AttemptResult.BUSY: N_("Busy"),
    AttemptResult.WRONG_NUMBER: N_("Wrong number or address"),
    AttemptResult.DECLINED: N_("Did not want to talk"),
    AttemptResult.DELIVERED: N_("Delivered"),
    AttemptResult.READ: N_("Read"),
    AttemptResult.REPLIED: N_("Replied"),
}

CLOSING_REASON_LABELS: dict[ClosingReason, str] = {
    ClosingReason.GOAL_ACHIEVED: N_("Goal reached"),
    ClosingReason.GOAL_SUSTAINED: N_("Goal kept up for 90 days or more"),
    ClosingReason.NEW_GOAL: N_("Patient chose a new goal"),
    ClosingReason.DECLINED_FOLLOW_UP: N_("Patient declined follow-up"),
    ClosingReason.NOT_READY: N_("Not ready, ask again later"),
    ClosingReason.UNABLE_TO_REACH: N_("Unable to reach"),
    ClosingReason.MOVED: N_("Moved or changed practice"),
    ClosingReason.TRANSFERRED_TO_PROGRAM: N_("Now with a program"),
    ClosingReason.CLINICAL_CHANGE: N_("A change in health makes the goal unsuitable"),
    ClosingReason.PALLIATIVE_FOCUS: N_("Hospice or palliative focus"),
    ClosingReason.DECEASED: N_("Deceased"),
    ClosingReason.ENTERED_IN_ERROR: N_("Entered in error"),
}

DUE_STATE_LABELS: dict[DueState, str] = {
    DueState.OVERDUE: N_("Overdue"),
    DueState.DUE: N_("Due"),
    DueState.UPCOMING: N_("Coming up"),
}

URGENCY_TIER_LABELS: dict[UrgencyTier, str] = {
    UrgencyTier.NONE: N_("Nothing new or worrying"),
    UrgencyTier.SAME_DAY: N_("A licensed person today"),
    UrgencyTier.WITHIN_HOUR: N_("A licensed person within the hour"),
    UrgencyTier.NOW_911: N_("911 now, stay on the line"),
}

REASONS: dict[str, str] = {}
