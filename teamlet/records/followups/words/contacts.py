"""The words of follow-up contacts and attempts: names, legal moves, and reasons."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from teamlet.ground.reasons import N_
from teamlet.records.tasks.words import MOVE_REASON_LABELS


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
    # Back to open is undo: within its minutes, while nothing else was done to the contact.
    ContactState.REACHED: frozenset({ContactState.OPEN, ContactState.ENTERED_IN_ERROR}),
    ContactState.CLOSED: frozenset({ContactState.OPEN, ContactState.ENTERED_IN_ERROR}),
    ContactState.WITHDRAWN: frozenset({ContactState.OPEN, ContactState.ENTERED_IN_ERROR}),
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

REASONS: dict[str, str] = {
    # dates
    "followups.date_default": N_(
        "{date} is day {day}, the working day nearest to day {aim} inside days {first} to {last}."
    ),
    "followups.date_before_window": N_(
        "No working day lies inside days {first} to {last}; {date} is the last one before them."
    ),
    "followups.date_after_window": N_("No working day lies up to day {last}; {date} is the next one."),
    "followups.date_no_working_day": N_("The practice has no working day set near day {aim}; {date} is kept."),
    "followups.date_within": N_("{date} is inside the {days} days in which this patient needs a contact."),
    "followups.date_agreed": N_("{date} was agreed with the patient."),
    "followups.date_same_day": N_("{date} is today."),
    "followups.date_early": N_("{date} is day {day}, before days {first} to {last}."),
    "followups.date_late": N_("{date} is day {day}, after day {last}."),
    "followups.date_holiday": N_("{date} is a holiday of the practice."),
    "followups.date_not_working": N_("The practice does not work on {date}."),
    "followups.date_past": N_("{date} is in the past; choose a day from today on."),
    "followups.date_too_far": N_("{date} is {days} days away; choose a day inside {most} days."),
    # what is said after a save
    "followups.contact_on_holiday": N_(
        "The next contact is on {date}, a holiday of the practice. It stays on that day."
    ),
    "followups.contact_on_day_off": N_(
        "The next contact is on {date}, when the practice does not work. It stays on that day."
    ),
    "followups.contact_moved": N_("{name} has the next contact. It moved from {before}: {why}."),
    # due
    "followups.overdue": N_("The window ended on {window_end}, {days} days ago."),
    "followups.due": N_("Due since {due}; the window ends on {window_end}."),
    "followups.upcoming": N_("Due on {due}, in {days} days."),
    # reached
    "followups.reached_live": N_("Spoke with the patient."),
    "followups.reached_reply": N_("The patient's reply answers the question."),
    "followups.reply_without_answer": N_("The patient replied, but not to the question how it went."),
    "followups.spoke_of_something_else": N_("Spoke with the patient, but not about the goal."),
    "followups.one_way": N_("A message, letter or unanswered call is a try, not yet a talk."),
    "followups.declined_to_talk": N_("The patient did not want to talk."),
    # attempts
    "followups.first_try": N_("Not tried yet. First way: {channel}."),
    "followups.try_other_day": N_("Tried today already; try again on {date}."),
    "followups.tries_left": N_("{tries} of {least} days tried; try again."),
    "followups.try_other_time": N_("Try another time of day."),
    "followups.try_other_channel": N_("Try another way: {channel}."),
    "followups.tries_late": N_("Day {days} after the due date has passed; the tries still to make are made now."),
    "followups.correct_contact_point": N_("No working number or address is left; ask the front desk to correct it."),
    "followups.wrong_number_seen": N_("A number or address was wrong; the front desk corrects it."),
    "followups.send_letter": N_("{tries} tries made; send the letter that says we are here."),
    "followups.letter_sent": N_("The letter went out on {date}; wait until {until} for an answer."),
    "followups.unable_to_reach": N_("Not reached after {tries} tries and a letter; ask at the next visit."),
    "followups.rest_until": N_("No outreach before {date}."),
    "followups.no_rest_need": N_("This patient has close support, so outreach goes on in another way."),
    "followups.no_rest_safety": N_("A safety item is open, so outreach goes on in another way."),
    "followups.nothing_to_try": N_("The patient was reached; no try is needed."),
    "followups.talk_declined": N_("The patient did not want to talk; ask when it suits, or close with that reason."),
    # closing
    "followups.next_or_reason": N_("Agree on the next contact, or choose why follow-up ends."),
    "followups.may_close": N_("This follow-up may be closed."),
    "followups.close_needs_status": N_("Say how the step last went before closing."),
    "followups.close_needs_ask_again": N_("Say on which day to ask again."),
    "followups.close_ask_again_past": N_("The day to ask again, {date}, is not after today."),
    "followups.close_needs_program": N_("Name the program that goes on with the patient."),
    "followups.close_sustained_too_short": N_("The goal has been kept up for {days} days; {least} are needed."),
    "followups.close_tries_open": N_("The tries are not all made yet."),
    "followups.close_red_flag_open": N_("Something new or worrying is still open; a licensed person closes it first."),
    "followups.red_flag_may_close": N_("A licensed person may close this."),
    "followups.red_flag_needs_licensed": N_("A nurse, clinician or behavioral health person closes this."),
    # next contact
    "followups.next_new_step": N_("A new step was agreed, so the next contact is {date}."),
    "followups.next_weekly": N_("Close support: the next contact is {date}."),
    "followups.next_soon": N_("The step needs company; the next contact is {date}."),
    "followups.next_guided": N_("The next contact is {date}."),
    "followups.next_light": N_("Going well; a light contact on {date} keeps it up."),
    "followups.next_depression": N_("A new treatment for depression: the next contact is {date}, inside {days} days."),
    # moves
    "followups.may_move": N_("The contact may go from {from_state} to {to_state}."),
    "followups.may_not_move": N_("A contact that is {from_state} cannot become {to_state}."),
}

#: What the events of this record say, one sentence for each name: whoever is named beside it did this.
EVENTS: dict[str, str] = {
    "followups.read_contact": N_("Opened a contact."),
    "followups.read_letter": N_("Opened the letter “we are here”."),
    "followups.queue_letter": N_("Put the letter “we are here” with those to print."),
    "followups.read_red_flag": N_("Opened something new or worrying."),
    "followups.agree_support": N_("Agreed on goal, plan and contact."),
    "followups.agree_contact": N_("Agreed on a contact."),
    "followups.withdraw_contact": N_("Withdrew a contact."),
    "followups.bring_back_contact": N_("Opened a contact again."),
    "followups.enter_contact_in_error": N_("Marked a contact as entered in error."),
    "followups.undo_plan": N_("Undid a plan with its contact."),
    "followups.record_attempt": N_("Recorded a try to reach the patient."),
    "followups.undo_attempt": N_("Undid a try to reach the patient."),
    "followups.report_contact": N_("Saved how a contact went."),
    "followups.undo_contact": N_("Undid the report of a contact."),
    "followups.close_contact": N_("Ended follow-up with a reason."),
    "followups.undo_close": N_("Opened follow-up again."),
    "followups.reschedule_contact": N_("Agreed on another day for a contact."),
    "followups.undo_reschedule": N_("Brought back the earlier day of a contact."),
    "followups.raise_red_flag": N_("Passed on something new or worrying."),
    "followups.close_red_flag": N_("Closed something new or worrying."),
}

#: Which values of a reason are codes, and the words for them.
VALUES: dict[str, dict[str, Mapping[Any, str]]] = {
    "followups.contact_moved": {"why": MOVE_REASON_LABELS},
    "followups.first_try": {"channel": CHANNEL_LABELS},
    "followups.try_other_channel": {"channel": CHANNEL_LABELS},
    "followups.may_move": {"from_state": CONTACT_STATE_LABELS, "to_state": CONTACT_STATE_LABELS},
    "followups.may_not_move": {"from_state": CONTACT_STATE_LABELS, "to_state": CONTACT_STATE_LABELS},
}
