"""Pure decisions about visits."""

from __future__ import annotations

from teamlet.records.visits.rules.handoffs import CALL_WORKING_DAYS, call_days, minutes_waiting, next_way
from teamlet.records.visits.rules.schedule import clock_time, next_state, working_day_after
from teamlet.records.visits.rules.sharing import CareState, care_state, time_for_plan

__all__ = [
    "CALL_WORKING_DAYS",
    "CareState",
    "call_days",
    "care_state",
    "clock_time",
    "minutes_waiting",
    "next_state",
    "next_way",
    "time_for_plan",
    "working_day_after",
]
