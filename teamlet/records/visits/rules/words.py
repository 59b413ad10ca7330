"""The words of preparing visits: standing orders, what is to be done for a visit and by whom, tools handed over."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from teamlet.content.schema.standing_orders import Act
from teamlet.ground.reasons import N_


class Due(StrEnum):
    """Whether something is due for a patient under a standing order."""

    DUE = "due"
    NOT_DUE = "not_due"
    NOT_MEANT = "not_meant"


class MayUse(StrEnum):
    """Whether a person may act under a standing order, or approve it."""

    YES = "yes"
    NO = "no"


class OrderState(StrEnum):
    """Where a version of a standing order stands."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    REPLACED = "replaced"
    ENDED = "ended"


class ItemWhat(StrEnum):
    """What is to be got or done for a visit."""

    ORDER = "order"
    FORM = "form"
    LANGUAGE = "language"
    INTERPRETER = "interpreter"
    CONTACT_POINT = "contact_point"
    LAST_STEP = "last_step"
    HOW_SURE = "how_sure"
    AGENDA = "agenda"
    HANDOFF = "handoff"
    ASK = "ask"
    OTHER = "other"
    #: Of the whole team on a day, not of one visit.
    TESTING = "testing"
    THANKS = "thanks"


#: What somebody may write down at the huddle; the others are found by the program or belong to the team.
CHOSEN_AT_HUDDLE = (ItemWhat.HANDOFF, ItemWhat.ASK, ItemWhat.LAST_STEP, ItemWhat.AGENDA, ItemWhat.OTHER)
OF_THE_TEAM = frozenset({ItemWhat.TESTING, ItemWhat.THANKS})


class ItemState(StrEnum):
    """Where one thing to do for a visit stands."""

    OPEN = "open"
    DONE = "done"
    #: Ordered, given or taught under a standing order; in the EHR, not here.
    ORDERED = "ordered"
    LEFT = "left"
    #: Not done by the end of the day: a task of its owner from then on.
    TASK = "task"


class LeftWhy(StrEnum):
    """Why something is left for now."""

    PATIENT_DID_NOT_WANT = "patient_did_not_want"
    DONE_ELSEWHERE = "done_elsewhere"
    NOT_MEANT = "not_meant"
    LATER = "later"
    CLINICIAN_DECIDES = "clinician_decides"


class ToolState(StrEnum):
    """Where a tool placed on a visit stands."""

    PLACED = "placed"
    GIVEN = "given"
    DONE = "done"
    SKIPPED = "skipped"


class Tool(StrEnum):
    """A tool that can be placed on a visit; the names say nothing about anybody's health."""

    VISIT_PREPARATION = "visit_preparation"
    BUBBLE_SHEET = "bubble_sheet"
    PLATE_MENU = "plate_menu"
    BODY_OUTLINE = "body_outline"
    THREE_QUESTIONS = "three_questions"
    TWO_WEEKS = "two_weeks"
    TWELVE_AREAS = "twelve_areas"
    HELP_WANTED = "help_wanted"
    STRESS = "stress"
    PAIN_FATIGUE = "pain_fatigue"
    CAREGIVERS = "caregivers"


#: Tools that are handed over to keep, not to fill.
HAND_OUTS = frozenset({Tool.STRESS, Tool.PAIN_FATIGUE, Tool.CAREGIVERS})
#: The questionnaire behind a tool, where there is one (ids of ``content.instruments``).
TOOL_INSTRUMENTS: dict[Tool, str] = {
    Tool.VISIT_PREPARATION: "visit_preparation",
    Tool.BUBBLE_SHEET: "goal_menu",
    Tool.BODY_OUTLINE: "body_outline",
    Tool.TWO_WEEKS: "phq_2",
    Tool.TWELVE_AREAS: "twelve_areas",
    Tool.HELP_WANTED: "help_wanted",
}


class ToolPart(StrEnum):
    """The part of the visit that a tool serves."""

    AGENDA = "agenda"
    PLAN = "plan"


#: The others serve the agenda: what the patient said before comes first.
TOOL_PARTS: dict[Tool, ToolPart] = dict.fromkeys(
    (Tool.PLATE_MENU, Tool.THREE_QUESTIONS, *sorted(HAND_OUTS)), ToolPart.PLAN
)


class SkipWhy(StrEnum):
    """Why a tool was not used."""

    DID_NOT_WANT = "did_not_want"
    NO_TIME = "no_time"
    PRINTER = "printer"
    LATER = "later"
    NOT_FITTING = "not_fitting"


class VisitStep(StrEnum):
    """One step of a planned visit (domain report, section 2.2)."""

    GATHER = "gather"
    FORM = "form"
    HUDDLE = "huddle"
    ROOMING = "rooming"
    AGENDA = "agenda"
    PLAN = "plan"
    CHECK_OUT = "check_out"


class HomeKind(StrEnum):
    """What patients measure at home."""

    BLOOD_PRESSURE = "blood_pressure"
    GLUCOSE = "glucose"
    WEIGHT = "weight"
    PEAK_FLOW = "peak_flow"


class HomeState(StrEnum):
    """Where a reading from home stands."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    ASKED_AGAIN = "asked_again"
    ENTERED_IN_ERROR = "entered_in_error"


class Plausibility(StrEnum):
    """Whether a reading from home can be."""

    USUAL = "usual"
    UNLIKELY = "unlikely"
    IMPOSSIBLE = "impossible"


ACT_LABELS: dict[Act, str] = {
    Act.ORDER: N_("Order"),
    Act.VACCINATE: N_("Vaccinate"),
    Act.SCREEN: N_("Screen"),
    Act.TEACH: N_("Teach"),
}

ORDER_STATE_LABELS: dict[OrderState, str] = {
    OrderState.DRAFT: N_("Draft, not approved"),
    OrderState.IN_FORCE: N_("In force"),
    OrderState.EXPIRED: N_("Expired"),
    OrderState.REPLACED: N_("Replaced"),
    OrderState.ENDED: N_("Ended"),
}

ITEM_WHAT_LABELS: dict[ItemWhat, str] = {
    ItemWhat.ORDER: N_("Due under a standing order"),
    ItemWhat.FORM: N_("The form is not back"),
    ItemWhat.LANGUAGE: N_("The language is not known"),
    ItemWhat.INTERPRETER: N_("Book the interpreter"),
    ItemWhat.CONTACT_POINT: N_("No number that works"),
    ItemWhat.LAST_STEP: N_("Ask how the step went"),
    ItemWhat.HOW_SURE: N_("Ask how sure"),
    ItemWhat.AGENDA: N_("Ask what they want to talk about"),
    ItemWhat.HANDOFF: N_("Warm handoff"),
    ItemWhat.ASK: N_("Ask in person"),
    ItemWhat.OTHER: N_("Something else"),
    ItemWhat.TESTING: N_("What we are testing this week"),
    ItemWhat.THANKS: N_("One thank-you"),
}

ITEM_STATE_LABELS: dict[ItemState, str] = {
    ItemState.OPEN: N_("open"),
    ItemState.DONE: N_("done"),
    ItemState.ORDERED: N_("ordered in the EHR"),
    ItemState.LEFT: N_("left for now"),
    ItemState.TASK: N_("on the list of its owner"),
}

LEFT_WHY_LABELS: dict[LeftWhy, str] = {
    LeftWhy.PATIENT_DID_NOT_WANT: N_("Patient did not want it"),
    LeftWhy.DONE_ELSEWHERE: N_("Done elsewhere"),
    LeftWhy.NOT_MEANT: N_("Does not fit this patient"),
    LeftWhy.LATER: N_("At a later visit"),
    LeftWhy.CLINICIAN_DECIDES: N_("The clinician decides"),
}

TOOL_STATE_LABELS: dict[ToolState, str] = {
    ToolState.PLACED: N_("to hand over"),
    ToolState.GIVEN: N_("given"),
    ToolState.DONE: N_("done"),
    ToolState.SKIPPED: N_("not used"),
}

TOOL_LABELS: dict[Tool, str] = {
    Tool.VISIT_PREPARATION: N_("Preparation form"),
    Tool.BUBBLE_SHEET: N_("Bubble sheet"),
    Tool.PLATE_MENU: N_("Plate menu"),
    Tool.BODY_OUTLINE: N_("Body outline"),
    Tool.THREE_QUESTIONS: N_("Three-questions card"),
    Tool.TWO_WEEKS: N_("Short form A"),
    Tool.TWELVE_AREAS: N_("Form B, twelve areas"),
    Tool.HELP_WANTED: N_("Form C, one question"),
    Tool.STRESS: N_("Hand-out 1"),
    Tool.PAIN_FATIGUE: N_("Hand-out 2"),
    Tool.CAREGIVERS: N_("Hand-out 3"),
}

#: For the team, who may know what a hand-out or form is about.
TOOL_FULL_LABELS: dict[Tool, str] = TOOL_LABELS | {
    Tool.TWO_WEEKS: N_("Short form A (PHQ-2)"),
    Tool.STRESS: N_("Hand-out 1: stress"),
    Tool.PAIN_FATIGUE: N_("Hand-out 2: pain and tiredness"),
    Tool.CAREGIVERS: N_("Hand-out 3: for caregivers"),
}

SKIP_WHY_LABELS: dict[SkipWhy, str] = {
    SkipWhy.DID_NOT_WANT: N_("Did not want it"),
    SkipWhy.NO_TIME: N_("No time"),
    SkipWhy.PRINTER: N_("Printer"),
    SkipWhy.LATER: N_("Later"),
    SkipWhy.NOT_FITTING: N_("Does not fit"),
}

VISIT_STEP_LABELS: dict[VisitStep, str] = {
    VisitStep.GATHER: N_("Get what is missing"),
    VisitStep.FORM: N_("Hand over the form and take it back"),
    VisitStep.HUDDLE: N_("Lead the huddle"),
    VisitStep.ROOMING: N_("Rooming: how did the step go, what to talk about"),
    VisitStep.AGENDA: N_("Agree on the agenda and the goal"),
    VisitStep.PLAN: N_("Make the plan, agree on the next contact"),
    VisitStep.CHECK_OUT: N_("Book the next visit or group"),
}

HOME_KIND_LABELS: dict[HomeKind, str] = {
    HomeKind.BLOOD_PRESSURE: N_("Blood pressure"),
    HomeKind.GLUCOSE: N_("Blood sugar"),
    HomeKind.WEIGHT: N_("Weight"),
    HomeKind.PEAK_FLOW: N_("Peak flow"),
}

HOME_STATE_LABELS: dict[HomeState, str] = {
    HomeState.WAITING: N_("Waits to be looked at"),
    HomeState.ACCEPTED: N_("Accepted"),
    HomeState.ASKED_AGAIN: N_("Asked to measure again"),
    HomeState.ENTERED_IN_ERROR: N_("Entered in error"),
}

PLAUSIBILITY_LABELS: dict[Plausibility, str] = {
    Plausibility.USUAL: N_("in the usual range"),
    Plausibility.UNLIKELY: N_("unusual: ask how it was measured"),
    Plausibility.IMPOSSIBLE: N_("cannot be: ask for the number and unit again"),
}

REASONS: dict[str, str] = {
    "visits.order_never_done": N_("Nothing on record."),
    "visits.order_due_since": N_("Last {last}, due again after {days} days."),
    "visits.order_due_sooner": N_("Last {last} was {value}, above {above}: due again after {days} days."),
    "visits.order_not_due": N_("Last {last}, due again on {due}."),
    "visits.order_other_population": N_("Not for this patient's populations."),
    "visits.order_other_age": N_("Not for this age."),
    "visits.order_age_unknown": N_("The birth date is not known, and this is for certain ages."),
    "visits.order_may_use": N_("{name} may do this under the standing order until {until}."),
    "visits.order_expired": N_(
        "The standing order “{name}” expired on {until}. Nothing can be ordered under it until a licensed person "
        "approves it again."
    ),
    "visits.order_ended": N_("The standing order “{name}” was ended. Nothing can be ordered under it."),
    "visits.order_not_approved": N_("No licensed person has approved the standing order “{name}” yet."),
    "visits.order_other_role": N_("Your role does not act under the standing order “{name}”."),
    "visits.order_needs_licensed": N_("A nurse, clinician or behavioral health person approves standing orders."),
    "visits.order_expiry_past": N_("The last day must lie after today."),
    "visits.order_expiry_far": N_("An approval holds {months} months at most: until {until} or earlier."),
    "visits.order_may_approve": N_("May be approved until {until}."),
    "visits.order_changed_meanwhile": N_("Somebody saved another version meanwhile. Compare it before you save yours."),
    "visits.order_not_valid": N_("This has {count} problems. They stand beside the fields."),
    "visits.order_unknown": N_("There is no such standing order."),
    "visits.order_may_not_write": N_("Your role does not change standing orders."),
    "visits.item_ended": N_("Somebody ended this already: {state}."),
    "visits.item_changed": N_("Somebody changed this a moment ago. Look at it as it stands now."),
    "visits.item_needs_words": N_("Please say in a few words what is to be done."),
    "visits.item_of_the_team": N_("This belongs to the whole team and has no owner."),
    "visits.tool_ended": N_("Somebody ended this tool already: {state}."),
    "visits.tool_there": N_("This tool lies on the visit already."),
    "visits.home_ended": N_("Somebody looked at this reading already: {state}."),
    "visits.home_not_a_number": N_("Please write the number as the device shows it."),
    "visits.home_two_numbers": N_("Blood pressure has two numbers, such as 132/84."),
    "visits.home_one_number": N_("One number is enough here."),
    "visits.home_day_ahead": N_("The day of the reading lies ahead."),
    "visits.home_usual": N_("In the usual range."),
    "visits.home_unlikely": N_("Outside {low} to {high} {unit}: ask how it was measured."),
    "visits.home_impossible": N_("Outside {low} to {high} {unit}: no device shows this. Ask for number and unit."),
    "visits.home_upside_down": N_("The second number is not below the first: ask again."),
    "visits.home_may_not_accept": N_("A value that cannot be is not accepted: ask again, or mark it as an error."),
    "visits.step_owner": N_("Usually does this."),
    "visits.step_backup": N_("Steps in, as nobody of the usual role is here."),
    "visits.step_nobody": N_("Nobody who does this is here: agree at the huddle."),
}

#: What the events of preparing visits say, one sentence for each name: whoever is named beside it did this.
EVENTS: dict[str, str] = {
    "visits.read_preparation": N_("Opened the preparation of a visit."),
    "visits.save_order_draft": N_("Saved a draft of a standing order."),
    "visits.approve_order": N_("Approved a standing order."),
    "visits.end_order": N_("Ended a standing order."),
    "visits.add_item": N_("Wrote down something to do for a visit."),
    "visits.give_item": N_("Said who does something for a visit."),
    "visits.end_item": N_("Ended something to do for a visit."),
    "visits.undo_item": N_("Opened something to do for a visit again."),
    "visits.answer_due": N_("Answered what is due under a standing order."),
    "visits.say_to_team": N_("Wrote a line for the team's huddle."),
    "visits.close_days": N_("Gave what was not done that day to its owners."),
    "visits.place_tool": N_("Placed a tool on a visit."),
    "visits.move_tool": N_("Answered for a tool of a visit."),
    "visits.take_home_reading": N_("Took in a reading from home."),
    "visits.review_home_reading": N_("Looked at a reading from home."),
}

#: Which values of a reason are codes, and the words for them.
VALUES: dict[str, dict[str, Mapping[Any, str]]] = {
    "visits.item_ended": {"state": ITEM_STATE_LABELS},
    "visits.tool_ended": {"state": TOOL_STATE_LABELS},
    "visits.home_ended": {"state": HOME_STATE_LABELS},
}
