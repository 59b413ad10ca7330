"""The words for codes in reasons about goals and plans."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from teamlet.records.plans.words.labels import CAUTION_DECISION_LABELS, GOAL_STATE_LABELS, PLAN_STATE_LABELS

#: Which values of a reason are codes, and the words for them.
VALUES: dict[str, dict[str, Mapping[Any, str]]] = {
    "plans.caution_may_not_change": {"from_state": CAUTION_DECISION_LABELS, "to_state": CAUTION_DECISION_LABELS},
    "plans.goal_already": {"state": GOAL_STATE_LABELS},
    "plans.goal_may_move": {"from_state": GOAL_STATE_LABELS, "to_state": GOAL_STATE_LABELS},
    "plans.goal_may_not_move": {"from_state": GOAL_STATE_LABELS, "to_state": GOAL_STATE_LABELS},
    "plans.plan_already": {"state": PLAN_STATE_LABELS},
    "plans.plan_may_move": {"from_state": PLAN_STATE_LABELS, "to_state": PLAN_STATE_LABELS},
    "plans.plan_may_not_move": {"from_state": PLAN_STATE_LABELS, "to_state": PLAN_STATE_LABELS},
}
