"""Pure decisions about visits."""

from __future__ import annotations

from teamlet.records.visits.rules.schedule import clock_time, next_state, working_day_after

__all__ = ["clock_time", "next_state", "working_day_after"]
