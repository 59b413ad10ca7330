"""Pure decisions about visits."""

from __future__ import annotations

from teamlet.records.visits.rules.handoffs import CALL_WORKING_DAYS, call_days, minutes_waiting, next_way
from teamlet.records.visits.rules.schedule import clock_time, next_state, working_day_after

__all__ = [
    "CALL_WORKING_DAYS",
    "call_days",
    "clock_time",
    "minutes_waiting",
    "next_state",
    "next_way",
    "working_day_after",
]
