"""Pure decisions about handoffs: the next way to try, and the days of a booked call."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from teamlet.records.visits.rules.schedule import working_day_after
from teamlet.records.visits.words import NEXT_WAY, HandoffWay

#: A booked call comes within so many working days (domain report section 2.6).
CALL_WORKING_DAYS = 2


def next_way(way: HandoffWay) -> HandoffWay | None:
    """Return the way that is tried after ``way``: in person, video, phone in the room, booked call; then None."""
    return NEXT_WAY.get(way)


def call_days(on: date, working_days: Collection[int], holidays: Collection[date]) -> tuple[date, date]:
    """Return the first and the last day of a call promised on ``on``: the next two days on which the practice works."""
    first = last = working_day_after(on, working_days, holidays)
    for _day in range(CALL_WORKING_DAYS - 1):
        last = working_day_after(last, working_days, holidays)
    return first, last


def minutes_waiting(asked_at: datetime, at: datetime) -> int:
    """Return the whole minutes since somebody was asked; 0 when the clock was set back."""
    return max(0, int((at - asked_at).total_seconds() // 60))
