"""Pure rules of follow-up: when, in which order, what to try next, when it ends."""

from __future__ import annotations

from teamlet.ground.days import nearest_working_day, window_instants
from teamlet.records.followups.rules.attempts import (
    Attempt,
    AttemptPlan,
    day_part,
    is_reached,
    next_attempt,
)
from teamlet.records.followups.rules.cadence import CADENCES, DEPRESSION_DAYS, MAINTENANCE_DAYS, Cadence
from teamlet.records.followups.rules.closing import (
    ClosingFacts,
    may_close,
    may_close_red_flag,
    may_move,
)
from teamlet.records.followups.rules.dates import (
    ContactProposal,
    contact_date,
    due_state,
    first_contact_days,
    next_after_contact,
    odd_day,
)
from teamlet.records.followups.rules.order import ListRow, list_order, order_key, risk_rank

__all__ = [
    "CADENCES",
    "DEPRESSION_DAYS",
    "MAINTENANCE_DAYS",
    "Attempt",
    "AttemptPlan",
    "Cadence",
    "ClosingFacts",
    "ContactProposal",
    "ListRow",
    "contact_date",
    "day_part",
    "due_state",
    "first_contact_days",
    "is_reached",
    "list_order",
    "may_close",
    "may_close_red_flag",
    "may_move",
    "nearest_working_day",
    "next_after_contact",
    "next_attempt",
    "odd_day",
    "order_key",
    "risk_rank",
    "window_instants",
]
