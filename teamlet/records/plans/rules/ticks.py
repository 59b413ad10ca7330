"""The days of a step that a patient may mark: one week at a time, never a day to come."""

from __future__ import annotations

from datetime import date, timedelta

WEEK = 7


def week_of(starts_on: date, ends_on: date, today: date) -> tuple[date, ...]:
    """Return the seven days to mark: the week of the step in which today is, else the first or the last one.

    Weeks begin on the weekday on which the step began.
    """
    last_week = max((ends_on - timedelta(days=1) - starts_on).days, 0) // WEEK
    week = min(max((today - starts_on).days // WEEK, 0), last_week)
    first = starts_on + timedelta(days=week * WEEK)
    return tuple(first + timedelta(days=day) for day in range(WEEK))


def may_mark(day: date, starts_on: date, ends_on: date, today: date) -> bool:
    """Whether a day may be marked or taken back: one of the week that is shown, up to today."""
    return day <= today and day in week_of(starts_on, ends_on, today)
