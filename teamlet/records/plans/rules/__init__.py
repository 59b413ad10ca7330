"""Pure rules of goals, steps and rulers: facts in, a decision with its reasons out.

No clock and no tables here.  Texts are judged for hints only: the patient's words are never
turned away.
"""

from __future__ import annotations

from teamlet.records.plans.rules.attainment import (
    LEVELS,
    MOST_GOALS,
    Rated,
    Scale,
    TScore,
    change_of,
    scale_ready,
    t_score,
    weight_of,
)
from teamlet.records.plans.rules.completeness import (
    Completeness,
    PlanFacts,
    completeness,
    next_hint,
    still_open,
)
from teamlet.records.plans.rules.five_as import FiveAs, five_as, still_to_do
from teamlet.records.plans.rules.gate import (
    confidence_gate,
    importance_step,
    rate_again,
    score_band,
)
from teamlet.records.plans.rules.goals import (
    active_count,
    may_decide_caution,
    may_move,
    may_move_plan,
    may_pause,
)
from teamlet.records.plans.rules.outcome import (
    is_success,
    plan_length,
    plan_start,
    plan_success,
    planned_times,
)
from teamlet.records.plans.rules.parts import parts_as_columns, parts_from_columns
from teamlet.records.plans.rules.problems import Problem, Tried, loops, may_try, next_step, untried
from teamlet.records.plans.rules.steps import (
    Proposal,
    Step,
    is_about_medicine,
    is_limit,
    shrink,
    step_hint,
)

__all__ = [
    "LEVELS",
    "MOST_GOALS",
    "Completeness",
    "FiveAs",
    "PlanFacts",
    "Problem",
    "Proposal",
    "Rated",
    "Scale",
    "Step",
    "TScore",
    "Tried",
    "active_count",
    "change_of",
    "completeness",
    "confidence_gate",
    "five_as",
    "importance_step",
    "is_about_medicine",
    "is_limit",
    "is_success",
    "loops",
    "may_decide_caution",
    "may_move",
    "may_move_plan",
    "may_pause",
    "may_try",
    "next_hint",
    "next_step",
    "parts_as_columns",
    "parts_from_columns",
    "plan_length",
    "plan_start",
    "plan_success",
    "planned_times",
    "rate_again",
    "scale_ready",
    "score_band",
    "shrink",
    "step_hint",
    "still_open",
    "still_to_do",
    "t_score",
    "untried",
    "weight_of",
]
