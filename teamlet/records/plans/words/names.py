"""The tokens of goals, action plans, rulers and teach-back, their legal moves and their keys."""

from __future__ import annotations

from enum import StrEnum


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


class ProblemStep(StrEnum):
    """One of the seven steps of solving a problem (Lorig)."""

    NAME = "name"
    IDEAS = "ideas"
    PICK = "pick"
    RESULT = "result"
    SWAP = "swap"
    OTHERS = "others"
    SET_ASIDE = "set_aside"


class ProblemResult(StrEnum):
    """How an idea went."""

    SOLVED = "solved"
    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


class ProblemState(StrEnum):
    """Where a problem stands."""

    OPEN = "open"
    SOLVED = "solved"
    PARKED = "parked"


class FiveA(StrEnum):
    """One of the five A's of support (Glasgow 2003), in their order."""

    ASSESS = "assess"
    ADVISE = "advise"
    AGREE = "agree"
    ASSIST = "assist"
    ARRANGE = "arrange"


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


class Attainment(StrEnum):
    """How far goals with a scale were reached, all in all."""

    NOT_RATED = "not_rated"
    LESS_THAN_EXPECTED = "less_than_expected"
    AS_EXPECTED = "as_expected"
    MORE_THAN_EXPECTED = "more_than_expected"


class ScaleState(StrEnum):
    """Whether the scale of a goal can be used."""

    OPEN = "open"
    READY = "ready"


class Rater(StrEnum):
    """Who says which level was reached; their ratings are never mixed."""

    PATIENT = "patient"
    PRACTITIONER = "practitioner"
    CAREGIVER = "caregiver"


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
