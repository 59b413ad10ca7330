"""The words of goals, action plans, rulers and teach-back: names, legal moves, and reasons.

Tokens are stored; labels and sentences are shown to staff through translation.  Patient-facing
text never comes from here.
"""

from __future__ import annotations

from enum import StrEnum

from teamlet.ground.reasons import N_


class GoalState(StrEnum):
    """Where one goal stands."""

    DRAFT = "draft"
    AGREED = "agreed"
    FOLLOWED = "followed"
    ACHIEVED = "achieved"
    SUSTAINING = "sustaining"
    NOT_ACHIEVED = "not_achieved"
    PAUSED = "paused"
    DECLINED = "declined"
    CLOSED = "closed"
    ENTERED_IN_ERROR = "entered_in_error"


class GoalSource(StrEnum):
    """Who the goal comes from."""

    PATIENT = "patient"
    JOINT = "joint"
    SUGGESTED = "suggested"


class GoalAcceptance(StrEnum):
    """What the patient says to a goal that somebody else suggested."""

    AGREE = "agree"
    DISAGREE = "disagree"
    PENDING = "pending"


class GoalAudience(StrEnum):
    """Who in the practice may read the goal."""

    EVERYONE = "everyone"
    MY_TEAM = "my_team"
    BEHAVIORAL_HEALTH = "behavioral_health"


class NotTodayReason(StrEnum):
    """Why no goal was talked about in this visit."""

    ACUTE = "acute"
    NOT_READY = "not_ready"
    NO_TIME = "no_time"
    HAS_A_PLAN = "has_a_plan"


class PlanState(StrEnum):
    """Where one version of an action plan stands."""

    ACTIVE = "active"
    REPLACED = "replaced"
    FINISHED = "finished"
    WITHDRAWN = "withdrawn"
    ENTERED_IN_ERROR = "entered_in_error"


class GateChange(StrEnum):
    """What was changed about a step when the patient was less sure than the practice's threshold."""

    SMALLER = "smaller"
    FEWER_DAYS = "fewer_days"
    HELPER = "helper"
    OTHER_TIME = "other_time"
    STRATEGY = "strategy"
    OTHER_GOAL = "other_goal"
    KEEP = "keep"


class KeepReason(StrEnum):
    """The chip that goes with keeping a step as it is."""

    WANTS_TO_TRY = "wants_to_try"
    DONE_BEFORE = "done_before"
    HELP_IN_PLACE = "help_in_place"
    MATTERS_MOST = "matters_most"
    CHANGES_LATER = "changes_later"
    OTHER = "other"


class FollowUpAnswer(StrEnum):
    """What the patient said when a follow-up contact was offered."""

    AGREED = "agreed"
    DECLINED = "declined"
    NOT_ASKED = "not_asked"


class CautionDecision(StrEnum):
    """What a licensed person decided about a step that needs a look before it starts."""

    OPEN = "open"
    MAY_START = "may_start"
    CHANGED = "changed"
    DO_NOT_START = "do_not_start"


class PlanOutcome(StrEnum):
    """How a step went, as told at a contact or a visit; exactly one applies."""

    DONE_AS_PLANNED = "done_as_planned"
    MOSTLY = "mostly"
    PARTLY = "partly"
    TRIED_CHANGED = "tried_changed"
    NOT_STARTED = "not_started"
    NOT_ASKED = "not_asked"
    UNKNOWN = "unknown"


class RulerKind(StrEnum):
    """What a 0-10 ruler asks: importance of a goal, or how sure of a step."""

    IMPORTANCE = "importance"
    CONFIDENCE = "confidence"


class RulerPhase(StrEnum):
    """When a ruler was asked."""

    FIRST = "first"
    AFTER_CHANGE = "after_change"
    AT_CONTACT = "at_contact"


class TeachBack(StrEnum):
    """How saying it back in the patient's own words went."""

    CLEAR = "clear"
    AGAIN = "again"
    NOT_CHECKED = "not_checked"


class Barrier(StrEnum):
    """What may get in the way (pick list; the patient's words are kept beside it)."""

    TIME = "time"
    COST = "cost"
    PAIN = "pain"
    TIRED = "tired"
    MOOD = "mood"
    FORGETTING = "forgetting"
    KNOWING_HOW = "knowing_how"
    FAMILY_OR_WORK = "family_or_work"
    NO_RIDE = "no_ride"
    NO_SAFE_PLACE = "no_safe_place"
    FOOD_ACCESS = "food_access"
    HEALTH_SYSTEM = "health_system"
    SIDE_EFFECTS = "side_effects"
    FEAR = "fear"
    WEATHER = "weather"
    GETTING_GOING = "getting_going"
    OTHER = "other"
    NONE_EXPECTED = "none_expected"


class CompletenessBand(StrEnum):
    """How much of a plan has been talked about; a product default, not a validated score."""

    COMPLETE = "complete"
    USABLE = "usable"
    OPEN = "open"


class GateStatus(StrEnum):
    """What comes next after the question how sure the patient is of a step."""

    NOT_ASKED = "not_asked"
    PROCEED = "proceed"
    OFFER_CHANGE = "offer_change"
    RATE_AGAIN = "rate_again"
    KEEP_REASON_NEEDED = "keep_reason_needed"
    KEPT = "kept"
    OTHER_GOAL = "other_goal"


class TalkNext(StrEnum):
    """What helps most to talk about next, from importance and how sure together."""

    ASK_IMPORTANCE = "ask_importance"
    ASK_HOW_SURE = "ask_how_sure"
    GO_ON = "go_on"
    WHAT_GETS_IN_THE_WAY = "what_gets_in_the_way"
    WHAT_MATTERS = "what_matters"
    OTHER_GOAL_OR_LATER = "other_goal_or_later"


class ScoreBand(StrEnum):
    """The part of a 0-10 ruler that chooses a prompt: 0-3, 4-6, 7-8, 9-10."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"
    TOP = "top"


class MoveStatus(StrEnum):
    """Whether a change of state is a legal one."""

    MAY_MOVE = "may_move"
    MAY_NOT_MOVE = "may_not_move"


class Fit(StrEnum):
    """Whether a date or a length is as usual, worth a word, or cannot be."""

    USUAL = "usual"
    UNUSUAL = "unusual"
    NOT_POSSIBLE = "not_possible"


class OpenPart(StrEnum):
    """A part of a plan that somebody can still add, in the order in which it is asked."""

    STEP = "step"
    AMOUNT = "amount"
    WHEN = "when"
    DAYS = "days"
    HOW_SURE = "how_sure"
    CONTACT = "contact"
    IMPORTANCE = "importance"
    BARRIERS = "barriers"
    SAID_BACK = "said_back"
    WHERE_OR_WHO = "where_or_who"
    TIME_FRAME = "time_frame"
    PATIENTS_CHOICE = "patients_choice"
    COPY_GIVEN = "copy_given"


class Asks(StrEnum):
    """The field that gets the focus after a change of step was chosen."""

    NOTHING = "nothing"
    AMOUNT = "amount"
    HELPER = "helper"
    WHEN = "when"
    STRATEGY = "strategy"
    GOAL = "goal"
    KEEP_REASON = "keep_reason"


GOAL_TRANSITIONS: dict[GoalState, frozenset[GoalState]] = {
    GoalState.DRAFT: frozenset({GoalState.AGREED, GoalState.DECLINED, GoalState.ENTERED_IN_ERROR}),
    GoalState.AGREED: frozenset(
        {
            GoalState.FOLLOWED,
            GoalState.ACHIEVED,
            GoalState.NOT_ACHIEVED,
            GoalState.PAUSED,
            GoalState.CLOSED,
            GoalState.ENTERED_IN_ERROR,
        }
    ),
    GoalState.FOLLOWED: frozenset(
        {
            GoalState.AGREED,
            GoalState.ACHIEVED,
            GoalState.NOT_ACHIEVED,
            GoalState.PAUSED,
            GoalState.CLOSED,
            GoalState.ENTERED_IN_ERROR,
        }
    ),
    GoalState.ACHIEVED: frozenset(
        {
            GoalState.SUSTAINING,
            GoalState.AGREED,
            GoalState.PAUSED,
            GoalState.CLOSED,
            GoalState.ENTERED_IN_ERROR,
        }
    ),
    GoalState.SUSTAINING: frozenset({GoalState.AGREED, GoalState.PAUSED, GoalState.CLOSED, GoalState.ENTERED_IN_ERROR}),
    GoalState.NOT_ACHIEVED: frozenset(
        {GoalState.AGREED, GoalState.PAUSED, GoalState.CLOSED, GoalState.ENTERED_IN_ERROR}
    ),
    GoalState.PAUSED: frozenset({GoalState.AGREED, GoalState.CLOSED, GoalState.ENTERED_IN_ERROR}),
    GoalState.DECLINED: frozenset({GoalState.ENTERED_IN_ERROR}),
    GoalState.CLOSED: frozenset({GoalState.ENTERED_IN_ERROR}),
    GoalState.ENTERED_IN_ERROR: frozenset(),
}

PLAN_TRANSITIONS: dict[PlanState, frozenset[PlanState]] = {
    PlanState.ACTIVE: frozenset(
        {PlanState.REPLACED, PlanState.FINISHED, PlanState.WITHDRAWN, PlanState.ENTERED_IN_ERROR}
    ),
    PlanState.REPLACED: frozenset({PlanState.ENTERED_IN_ERROR}),
    # Back to active is undo of the contact that finished it.
    PlanState.FINISHED: frozenset({PlanState.ACTIVE, PlanState.ENTERED_IN_ERROR}),
    PlanState.WITHDRAWN: frozenset({PlanState.ENTERED_IN_ERROR}),
    PlanState.ENTERED_IN_ERROR: frozenset(),
}

CAUTION_TRANSITIONS: dict[CautionDecision, frozenset[CautionDecision]] = {
    CautionDecision.OPEN: frozenset({CautionDecision.MAY_START, CautionDecision.CHANGED, CautionDecision.DO_NOT_START}),
    CautionDecision.MAY_START: frozenset({CautionDecision.DO_NOT_START}),
    CautionDecision.CHANGED: frozenset({CautionDecision.DO_NOT_START}),
    CautionDecision.DO_NOT_START: frozenset({CautionDecision.MAY_START, CautionDecision.CHANGED}),
}

#: The key that chooses a change while the focus is in the line that opens below the threshold.
GATE_KEYS: dict[str, GateChange] = {
    "1": GateChange.SMALLER,
    "2": GateChange.FEWER_DAYS,
    "3": GateChange.HELPER,
    "4": GateChange.OTHER_TIME,
    "5": GateChange.OTHER_GOAL,
    "6": GateChange.KEEP,
    "7": GateChange.STRATEGY,
}

#: The key that records how a step went in the contact form.
OUTCOME_KEYS: dict[str, PlanOutcome] = {
    "1": PlanOutcome.DONE_AS_PLANNED,
    "2": PlanOutcome.MOSTLY,
    "3": PlanOutcome.PARTLY,
    "4": PlanOutcome.TRIED_CHANGED,
    "5": PlanOutcome.NOT_STARTED,
}

GOAL_STATE_LABELS: dict[GoalState, str] = {
    GoalState.DRAFT: N_("Being talked about"),
    GoalState.AGREED: N_("Agreed"),
    GoalState.FOLLOWED: N_("Being followed"),
    GoalState.ACHIEVED: N_("Reached"),
    GoalState.SUSTAINING: N_("Keeping it up"),
    GoalState.NOT_ACHIEVED: N_("Not reached"),
    GoalState.PAUSED: N_("Paused"),
    GoalState.DECLINED: N_("Declined for now"),
    GoalState.CLOSED: N_("Closed"),
    GoalState.ENTERED_IN_ERROR: N_("Entered in error"),
}

GOAL_SOURCE_LABELS: dict[GoalSource, str] = {
    GoalSource.PATIENT: N_("The patient's own"),
    GoalSource.JOINT: N_("Found together"),
    GoalSource.SUGGESTED: N_("Suggested by the team"),
}

GOAL_ACCEPTANCE_LABELS: dict[GoalAcceptance, str] = {
    GoalAcceptance.AGREE: N_("The patient agrees"),
    GoalAcceptance.DISAGREE: N_("The patient does not want it"),
    GoalAcceptance.PENDING: N_("Not answered yet"),
}

GOAL_AUDIENCE_LABELS: dict[GoalAudience, str] = {
    GoalAudience.EVERYONE: N_("Everyone on the care team"),
    GoalAudience.MY_TEAM: N_("Only my team"),
    GoalAudience.BEHAVIORAL_HEALTH: N_("Only behavioral health"),
}

NOT_TODAY_REASON_LABELS: dict[NotTodayReason, str] = {
    NotTodayReason.ACUTE: N_("Came for something acute"),
    NotTodayReason.NOT_READY: N_("Not ready today"),
    NotTodayReason.NO_TIME: N_("No time today"),
    NotTodayReason.HAS_A_PLAN: N_("Has a plan already"),
}

PLAN_STATE_LABELS: dict[PlanState, str] = {
    PlanState.ACTIVE: N_("Current"),
    PlanState.REPLACED: N_("Replaced by a newer one"),
    PlanState.FINISHED: N_("Finished"),
    PlanState.WITHDRAWN: N_("Withdrawn"),
    PlanState.ENTERED_IN_ERROR: N_("Entered in error"),
}

GATE_CHANGE_LABELS: dict[GateChange, str] = {
    GateChange.SMALLER: N_("Less"),
    GateChange.FEWER_DAYS: N_("Fewer days"),
    GateChange.HELPER: N_("A helper"),
    GateChange.OTHER_TIME: N_("Another time"),
    GateChange.STRATEGY: N_("An answer to what gets in the way"),
    GateChange.OTHER_GOAL: N_("Another goal"),
    GateChange.KEEP: N_("Keep as it is"),
}

KEEP_REASON_LABELS: dict[KeepReason, str] = {
    KeepReason.WANTS_TO_TRY: N_("Wants to try it"),
    KeepReason.DONE_BEFORE: N_("Has done it before"),
    KeepReason.HELP_IN_PLACE: N_("Help is in place"),
    KeepReason.MATTERS_MOST: N_("Matters most right now"),
    KeepReason.CHANGES_LATER: N_("Will change it later"),
    KeepReason.OTHER: N_("Another reason"),
}

FOLLOW_UP_ANSWER_LABELS: dict[FollowUpAnswer, str] = {
    FollowUpAnswer.AGREED: N_("Contact agreed"),
    FollowUpAnswer.DECLINED: N_("No contact wanted"),
    FollowUpAnswer.NOT_ASKED: N_("Not asked yet"),
}

CAUTION_DECISION_LABELS: dict[CautionDecision, str] = {
    CautionDecision.OPEN: N_("Waiting for a licensed person"),
    CautionDecision.MAY_START: N_("May start"),
    CautionDecision.CHANGED: N_("Changed, may start"),
    CautionDecision.DO_NOT_START: N_("Do not start"),
}

PLAN_OUTCOME_LABELS: dict[PlanOutcome, str] = {
    PlanOutcome.DONE_AS_PLANNED: N_("Done as planned"),
    PlanOutcome.MOSTLY: N_("Most of it"),
    PlanOutcome.PARTLY: N_("Part of it"),
    PlanOutcome.TRIED_CHANGED: N_("Did something different"),
    PlanOutcome.NOT_STARTED: N_("Not yet"),
    PlanOutcome.NOT_ASKED: N_("Not asked"),
    PlanOutcome.UNKNOWN: N_("Not known"),
}

RULER_KIND_LABELS: dict[RulerKind, str] = {
    RulerKind.IMPORTANCE: N_("Importance"),
    RulerKind.CONFIDENCE: N_("How sure"),
}

RULER_PHASE_LABELS: dict[RulerPhase, str] = {
    RulerPhase.FIRST: N_("First answer"),
    RulerPhase.AFTER_CHANGE: N_("After a change"),
    RulerPhase.AT_CONTACT: N_("At a contact"),
}

TEACH_BACK_LABELS: dict[TeachBack, str] = {
    TeachBack.CLEAR: N_("Said back, clear"),
    TeachBack.AGAIN: N_("Explain again"),
    TeachBack.NOT_CHECKED: N_("Not checked"),
}

BARRIER_LABELS: dict[Barrier, str] = {
    Barrier.TIME: N_("Time"),
    Barrier.COST: N_("Money, cost"),
    Barrier.PAIN: N_("Pain or symptoms"),
    Barrier.TIRED: N_("Tired, low energy"),
    Barrier.MOOD: N_("Mood, stress, worry"),
    Barrier.FORGETTING: N_("Forgetting"),
    Barrier.KNOWING_HOW: N_("Not knowing how"),
    Barrier.FAMILY_OR_WORK: N_("Family or work"),
    Barrier.NO_RIDE: N_("No ride"),
    Barrier.NO_SAFE_PLACE: N_("No safe place"),
    Barrier.FOOD_ACCESS: N_("Getting the right food"),
    Barrier.HEALTH_SYSTEM: N_("A problem with health care"),
    Barrier.SIDE_EFFECTS: N_("Side effects"),
    Barrier.FEAR: N_("Fear of a low sugar, a fall or harm"),
    Barrier.WEATHER: N_("Weather"),
    Barrier.GETTING_GOING: N_("Hard to get going"),
    Barrier.OTHER: N_("Something else"),
    Barrier.NONE_EXPECTED: N_("Nothing expected"),
}

COMPLETENESS_BAND_LABELS: dict[CompletenessBand, str] = {
    CompletenessBand.COMPLETE: N_("Everything talked about"),
    CompletenessBand.USABLE: N_("Ready to use"),
    CompletenessBand.OPEN: N_("Still open"),
}

OPEN_PART_LABELS: dict[OpenPart, str] = {
    OpenPart.STEP: N_("the step"),
    OpenPart.AMOUNT: N_("how much"),
    OpenPart.WHEN: N_("when"),
    OpenPart.DAYS: N_("how many days"),
    OpenPart.HOW_SURE: N_("how sure"),
    OpenPart.CONTACT: N_("when we talk next"),
    OpenPart.IMPORTANCE: N_("importance"),
    OpenPart.BARRIERS: N_("what may get in the way"),
    OpenPart.SAID_BACK: N_("said it back"),
    OpenPart.WHERE_OR_WHO: N_("where or with whom"),
    OpenPart.TIME_FRAME: N_("start and length"),
    OpenPart.PATIENTS_CHOICE: N_("the patient's own choice"),
    OpenPart.COPY_GIVEN: N_("copy for the patient"),
}

REASONS: dict[str, str] = {
    # how sure, importance
    "plans.how_sure_not_asked": N_("How sure the patient is has not been asked yet."),
    "plans.how_sure_enough": N_("The patient is {score} of 10 sure; {threshold} or more is enough to start."),
    "plans.how_sure_below": N_("The patient is {score} of 10 sure. What would make it {threshold}?"),
    "plans.how_sure_low": N_("The patient is {score} of 10 sure. What smaller step feels possible?"),
    "plans.rate_again": N_("The step was changed. How sure is the patient now?"),
    "plans.how_sure_rose": N_("How sure went from {first} to {final} after the change."),
    "plans.how_sure_still_below": N_("How sure is now {final}. Another change, or keep it with a reason?"),
    "plans.keep_reason_needed": N_("Choose one word on why the patient keeps this step."),
    "plans.kept": N_("The patient keeps this step at {score} of 10; both answers are saved."),
    "plans.other_goal_chosen": N_("The patient would rather work on another goal."),
    "plans.importance_not_asked": N_("Importance has not been asked yet."),
    "plans.go_on": N_("It matters ({importance}) and the patient is sure ({confidence}): go on."),
    "plans.talk_barriers": N_(
        "It matters ({importance}), how sure is {confidence}: talk about what may get in the way."
    ),
    "plans.talk_values": N_(
        "The patient is sure ({confidence}), importance is {importance}: talk about what matters to the patient."
    ),
    "plans.talk_other_goal": N_(
        "Importance {importance}, how sure {confidence}: another goal may fit better, or ask again later."
    ),
    # open parts
    "plans.open_step": N_("The step is not written yet."),
    "plans.open_amount": N_("How much is still open."),
    "plans.open_when": N_("When in the day is still open."),
    "plans.open_days": N_("How many days a week is still open."),
    "plans.open_how_sure": N_("How sure the patient is can still be asked."),
    "plans.open_contact": N_("When we talk next is neither agreed nor declined yet."),
    "plans.open_importance": N_("How important the goal is can still be asked."),
    "plans.open_barriers": N_("What may get in the way is still open."),
    "plans.open_said_back": N_("The patient has not said the plan back yet."),
    "plans.open_where_or_who": N_("Where or with whom is still open."),
    "plans.open_time_frame": N_("A start day and at most {days} days are still open."),
    "plans.open_patients_choice": N_("The goal came from the team; is it the patient's own choice?"),
    "plans.open_copy_given": N_("The patient does not have a copy yet."),
    # hints
    "plans.hint_what_will_you_do": N_("What will you do?"),
    "plans.hint_fewer_days": N_("Fewer days leave room for a day off: 3 to 5 days often work better."),
    # moves
    "plans.goal_may_move": N_("The goal may go from {from_state} to {to_state}."),
    "plans.goal_may_not_move": N_("A goal that is {from_state} cannot become {to_state}."),
    "plans.goal_already": N_("The goal is {state} already."),
    "plans.plan_may_move": N_("The plan may go from {from_state} to {to_state}."),
    "plans.plan_may_not_move": N_("A plan that is {from_state} cannot become {to_state}."),
    "plans.plan_already": N_("The plan is {state} already."),
    "plans.suggestion_not_accepted": N_("The team suggested this goal; the patient has not agreed to it."),
    "plans.resume_date_needed": N_("Say on which day to ask again about a paused goal."),
    "plans.resume_date_past": N_("The day to ask again, {date}, is not after today."),
    "plans.may_pause": N_("The goal rests until {date}."),
    "plans.caution_needs_licensed": N_("A nurse, clinician or behavioral health person decides on this step."),
    "plans.caution_may_decide": N_("A licensed person may decide on this step."),
    "plans.caution_may_not_change": N_("A decision that is {from_state} cannot become {to_state}."),
    # changes of a step
    "plans.step_smaller": N_("Less: {before} becomes {after}."),
    "plans.step_fewer_days": N_("Fewer days: {before} become {after}."),
    "plans.step_smallest": N_("The step is as small as it gets; try another time or a helper."),
    "plans.step_one_day": N_("It is one day already; try less, another time or a helper."),
    "plans.step_no_amount": N_("No amount is written yet; how much feels possible?"),
    "plans.step_limit_amount": N_("This step is a limit, so less would make it harder. How much feels possible?"),
    "plans.step_medicine_stays": N_(
        "How much and how often a medicine is taken stays as prescribed; try another time or a helper."
    ),
    "plans.step_helper": N_("Who can help?"),
    "plans.step_other_time": N_("Which time of day fits better?"),
    "plans.step_strategy": N_("What may get in the way, and what will the patient do then?"),
    "plans.step_other_goal": N_("What would the patient rather work on?"),
    "plans.step_keep": N_("The step stays as it is."),
    # length, start, outcome
    "plans.length_usual": N_("{days} days is a usual length."),
    "plans.length_short": N_("{days} days is short; 7 to 14 days is usual."),
    "plans.length_long": N_("{days} days is long; 7 to 14 days is usual."),
    "plans.length_too_long": N_("A step lasts at most {longest} days; make a new one after that."),
    "plans.length_none": N_("A step lasts at least one day."),
    "plans.start_usual": N_("The step starts on {date}."),
    "plans.start_late": N_("The step starts on {date}, more than {days} days from now."),
    "plans.start_past": N_("The step started on {date}, before today."),
    "plans.start_too_far": N_("{date} is too far away to start a step."),
    "plans.times_done": N_("Done {done} of {planned} times."),
    "plans.times_not_known": N_("How many times it was planned is not known."),
    "plans.too_many_goals": N_("The patient has {count} active goals; more than {most} are hard to keep in mind."),
    "plans.too_many_plans": N_("The patient has {count} active steps; more than {most} are hard to keep in mind."),
    "plans.number_of_active": N_("The patient has {count} active."),
}
