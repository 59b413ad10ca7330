"""Every write about goals and action plans."""

from __future__ import annotations

from teamlet.records.plans.actions.goals import (
    GoalSaid,
    agree_goal,
    move_goal,
    say_not_today,
    take_back_move,
    undo_decline,
    undo_goal,
)
from teamlet.records.plans.actions.plans import (
    BarrierSaid,
    PlanSaid,
    agree_plan,
    bring_back_plan,
    decide_caution,
    end_plan,
)
from teamlet.records.plans.actions.problems import (
    ScaleSaid,
    move_problem,
    name_problem,
    rate_scale,
    set_scale,
    tell_result,
    try_idea,
)
from teamlet.records.plans.actions.ticks import mark_day

__all__ = [
    "BarrierSaid",
    "GoalSaid",
    "PlanSaid",
    "ScaleSaid",
    "agree_goal",
    "agree_plan",
    "bring_back_plan",
    "decide_caution",
    "end_plan",
    "mark_day",
    "move_goal",
    "move_problem",
    "name_problem",
    "rate_scale",
    "say_not_today",
    "set_scale",
    "take_back_move",
    "tell_result",
    "try_idea",
    "undo_decline",
    "undo_goal",
]
