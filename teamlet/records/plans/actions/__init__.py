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

__all__ = [
    "BarrierSaid",
    "GoalSaid",
    "PlanSaid",
    "agree_goal",
    "agree_plan",
    "bring_back_plan",
    "decide_caution",
    "end_plan",
    "move_goal",
    "say_not_today",
    "take_back_move",
    "undo_decline",
    "undo_goal",
]
