"""Which changes of state a goal, a plan and a caution may take, and who may decide."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from teamlet.ground.access.roles import LICENSED
from teamlet.ground.reasons import Decision, Reason
from teamlet.records.plans.words import (
    CAUTION_TRANSITIONS,
    GOAL_TRANSITIONS,
    PLAN_TRANSITIONS,
    CautionDecision,
    Fit,
    GoalAcceptance,
    GoalSource,
    GoalState,
    MoveStatus,
    PlanState,
)


def may_move(
    state: GoalState,
    to: GoalState,
    *,
    source: GoalSource | None = None,
    acceptance: GoalAcceptance | None = None,
) -> Decision[MoveStatus]:
    """Decide whether a goal may go from ``state`` to ``to``.

    A goal that the team suggested becomes agreed only when the patient agreed to it: give
    ``source`` and ``acceptance`` to have that looked at.
    """
    values = {"from_state": state.value, "to_state": to.value}
    if state is to:
        return Decision(MoveStatus.MAY_NOT_MOVE, (Reason("plans.goal_already", {"state": state.value}),))
    if to not in GOAL_TRANSITIONS[state]:
        return Decision(MoveStatus.MAY_NOT_MOVE, (Reason("plans.goal_may_not_move", values),))
    suggested = source is GoalSource.SUGGESTED and acceptance is not GoalAcceptance.AGREE
    if to is GoalState.AGREED and suggested:
        return Decision(MoveStatus.MAY_NOT_MOVE, (Reason("plans.suggestion_not_accepted"),))
    return Decision(MoveStatus.MAY_MOVE, (Reason("plans.goal_may_move", values),))


def may_move_plan(state: PlanState, to: PlanState) -> Decision[MoveStatus]:
    """Decide whether a plan version may go from ``state`` to ``to``."""
    values = {"from_state": state.value, "to_state": to.value}
    if state is to:
        return Decision(MoveStatus.MAY_NOT_MOVE, (Reason("plans.plan_already", {"state": state.value}),))
    if to not in PLAN_TRANSITIONS[state]:
        return Decision(MoveStatus.MAY_NOT_MOVE, (Reason("plans.plan_may_not_move", values),))
    return Decision(MoveStatus.MAY_MOVE, (Reason("plans.plan_may_move", values),))


def may_pause(resume_on: date | None, *, on: date) -> Decision[MoveStatus]:
    """Decide whether a goal may rest: it needs a later day on which somebody asks again."""
    if resume_on is None:
        return Decision(MoveStatus.MAY_NOT_MOVE, (Reason("plans.resume_date_needed"),))
    values = {"date": resume_on.isoformat()}
    if resume_on <= on:
        return Decision(MoveStatus.MAY_NOT_MOVE, (Reason("plans.resume_date_past", values),))
    return Decision(MoveStatus.MAY_MOVE, (Reason("plans.may_pause", values),))


def may_decide_caution(roles: Collection[str], state: CautionDecision, to: CautionDecision) -> Decision[MoveStatus]:
    """Decide whether somebody with ``roles`` may settle a caution.

    Only a licensed role decides; *talk to your nurse before you start* is printed until then.
    """
    if not LICENSED & set(roles):
        return Decision(MoveStatus.MAY_NOT_MOVE, (Reason("plans.caution_needs_licensed"),))
    if to not in CAUTION_TRANSITIONS[state]:
        values = {"from_state": state.value, "to_state": to.value}
        return Decision(MoveStatus.MAY_NOT_MOVE, (Reason("plans.caution_may_not_change", values),))
    return Decision(MoveStatus.MAY_MOVE, (Reason("plans.caution_may_decide"),))


def active_count(goals: int, plans: int, *, most_goals: int = 3, most_plans: int = 2) -> Decision[Fit]:
    """Say whether the patient carries more than is easy to keep in mind; a hint, never a limit."""
    reasons = []
    if goals > most_goals:
        reasons.append(Reason("plans.too_many_goals", {"count": goals, "most": most_goals}))
    if plans > most_plans:
        reasons.append(Reason("plans.too_many_plans", {"count": plans, "most": most_plans}))
    if reasons:
        return Decision(Fit.UNUSUAL, tuple(reasons))
    return Decision(Fit.USUAL, (Reason("plans.number_of_active", {"count": goals}),))
