"""Civil days and times: working days, and what a wall-clock window is in instants.

Pure: no clock, no tables.  The zone and the working days are the caller's.
"""

from __future__ import annotations

from collections.abc import Container
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MONDAY_TO_FRIDAY: frozenset[int] = frozenset(range(5))


def works(day: date, working_days: Container[int], holidays: Container[date]) -> bool:
    """Say whether ``day`` is a working day: one of the weekdays 0 (Monday) to 6, and no holiday."""
    return day.weekday() in working_days and day not in holidays


def nearest_working_day(
    aim: date,
    *,
    first: date,
    last: date,
    working_days: Container[int] = MONDAY_TO_FRIDAY,
    holidays: Container[date] = frozenset(),
) -> date | None:
    """Return the working day nearest to ``aim`` from ``first`` to ``last``, the earlier of two.

    ``None`` when there is none between them.
    """
    span = max(abs((aim - first).days), abs((last - aim).days))
    for away in range(span + 1):
        for day in (aim - timedelta(days=away), aim + timedelta(days=away)):
            if first <= day <= last and works(day, working_days, holidays):
                return day
    return None


def _instant(day: date, clock: time, zone: ZoneInfo, *, fold: int) -> datetime:
    local = datetime.combine(day, clock.replace(tzinfo=None, fold=0), tzinfo=zone)
    before, after = local.utcoffset(), local.replace(fold=1).utcoffset()
    if before is None or after is None:  # pragma: no cover - ZoneInfo always knows its offset
        raise ValueError("a time zone without offset")
    if before >= after:
        return local.replace(fold=fold).astimezone(UTC)
    # The clock skips this time: the first moment after the gap is where both offsets meet.
    low, high = (local.replace(tzinfo=UTC) - after), (local.replace(tzinfo=UTC) - before)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high


def window_instants(day: date, from_time: time, to_time: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Turn a civil time window into two instants in UTC.

    A time that occurs twice (clocks go back) takes its first occurrence as beginning and its
    second as end, so that the window holds both.  A time that does not occur (clocks go forward)
    becomes the first moment after the gap; a window that lies in the gap altogether keeps its
    length from there.  Raises ``ValueError`` when ``to_time`` is not after ``from_time``.
    """
    if to_time <= from_time:
        raise ValueError("a time window ends after it begins")
    begin = _instant(day, from_time, zone, fold=0)
    end = _instant(day, to_time, zone, fold=1)
    if end <= begin:
        end = begin + (datetime.combine(day, to_time) - datetime.combine(day, from_time))
    return begin, end
