"""What staff read for a token."""

from __future__ import annotations

from teamlet.ground.reasons import N_
from teamlet.records.plans.words.names import (
    Barrier,
    CautionDecision,
    CompletenessBand,
    FiveA,
    FollowUpAnswer,
    GateChange,
    GoalAcceptance,
    GoalAudience,
    GoalSource,
    GoalState,
    KeepReason,
    NotTodayReason,
    OpenPart,
    PlanOutcome,
    PlanState,
    ProblemResult,
    ProblemState,
    ProblemStep,
    Rater,
    RulerKind,
    RulerPhase,
    TeachBack,
)

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

PROBLEM_STEP_LABELS: dict[ProblemStep, str] = {
    ProblemStep.NAME: N_("Name the real problem"),
    ProblemStep.IDEAS: N_("List ideas"),
    ProblemStep.PICK: N_("Pick one to try"),
    ProblemStep.RESULT: N_("Look at how it went"),
    ProblemStep.SWAP: N_("Try another idea"),
    ProblemStep.OTHERS: N_("Ask other people"),
    ProblemStep.SET_ASIDE: N_("Set it aside for now"),
}

PROBLEM_RESULT_LABELS: dict[ProblemResult, str] = {
    ProblemResult.SOLVED: N_("Solved"),
    ProblemResult.BETTER: N_("Better"),
    ProblemResult.SAME: N_("The same"),
    ProblemResult.WORSE: N_("Worse"),
}

PROBLEM_STATE_LABELS: dict[ProblemState, str] = {
    ProblemState.OPEN: N_("Being worked on"),
    ProblemState.SOLVED: N_("Solved"),
    ProblemState.PARKED: N_("Set aside for now"),
}

RATER_LABELS: dict[Rater, str] = {
    Rater.PATIENT: N_("the patient"),
    Rater.PRACTITIONER: N_("the team"),
    Rater.CAREGIVER: N_("family"),
}

FIVE_AS_LABELS: dict[FiveA, str] = {
    FiveA.ASSESS: N_("asked: how it is going, what they want to talk about"),
    FiveA.ADVISE: N_("explained: something that helps them decide"),
    FiveA.AGREE: N_("agreed: a goal in their words"),
    FiveA.ASSIST: N_("helped: a small step, a skill"),
    FiveA.ARRANGE: N_("arranged: who talks with them next"),
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
