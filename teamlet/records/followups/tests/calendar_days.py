"""Days for the tests of dates: federal holidays, every day of a span, what a proposal says."""

from __future__ import annotations

from datetime import date, timedelta

from teamlet.records.followups.rules import (
    ContactProposal,
)
from teamlet.records.followups.words import REASONS

WEEKDAYS = frozenset(range(5))


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _last(year: int, month: int, weekday: int) -> date:
    last = date(year, month + 1, 1) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - weekday) % 7)


def federal_holidays(year: int) -> set[date]:
    """The eleven days of 5 U.S.C. 6103, moved to Friday or Monday from a weekend."""
    fixed = [date(year, 1, 1), date(year, 6, 19), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    fixed.append(date(year + 1, 1, 1))
    observed = {day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0)) for day in fixed}
    floating = {
        _nth(year, 1, 0, 3),
        _nth(year, 2, 0, 3),
        _last(year, 5, 0),
        _nth(year, 9, 0, 1),
        _nth(year, 10, 0, 2),
        _nth(year, 11, 3, 4),
    }
    return observed | floating


HOLIDAYS = frozenset(day for year in range(2023, 2032) for day in federal_holidays(year))


def said(proposal: ContactProposal) -> list[str]:
    return [REASONS[reason.code].format(**reason.values) for reason in proposal.decision.reasons]


def every_day(first: date = date(2024, 1, 1), last: date = date(2030, 12, 31)) -> list[date]:
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]


def works(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS
