"""When a promised contact is due: experience.md section 5.10, walked day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from teamlet.records.followups.rules import (
    contact_date,
    nearest_working_day,
)
from teamlet.records.followups.tests.calendar_days import HOLIDAYS, WEEKDAYS, every_day, said, works
from teamlet.records.followups.words import ContactDate


def test_known_holidays_are_generated() -> None:
    assert sorted(day for day in HOLIDAYS if day.year == 2026) == [
        date(2026, 1, 1),
        date(2026, 1, 19),
        date(2026, 2, 16),
        date(2026, 5, 25),
        date(2026, 6, 19),
        date(2026, 7, 3),
        date(2026, 9, 7),
        date(2026, 10, 12),
        date(2026, 11, 11),
        date(2026, 11, 26),
        date(2026, 12, 25),
    ]


def test_default_on_every_day_of_seven_years() -> None:
    """The same answer as a list of wishes written out by hand: day 12, 11, 13, 10, 14."""
    for made in every_day():
        proposal = contact_date(made, working_days=WEEKDAYS, holidays=HOLIDAYS)
        wished = next(made + timedelta(days=day) for day in (12, 11, 13, 10, 14) if works(made + timedelta(days=day)))
        assert proposal.on == wished, made
        assert proposal.decision.status is ContactDate.DEFAULT
        assert (proposal.window_start, proposal.window_end) == (made + timedelta(days=10), made + timedelta(days=14))


def test_later_start_on_every_day_of_seven_years() -> None:
    """Start + 7, not before day 10 nor after day 14, then the nearest working day, earlier first."""
    for made in every_day():
        for start in (2, 3, 4, 5, 6, 7, 9, 20):
            proposal = contact_date(
                made, start_on=made + timedelta(days=start), working_days=WEEKDAYS, holidays=HOLIDAYS
            )
            aim = min(14, max(10, start + 7))
            days = [day for day in range(10, 15) if works(made + timedelta(days=day))]
            wished = min(days, key=lambda day: (abs(day - aim), day))
            assert proposal.on == made + timedelta(days=wished), (made, start)


@pytest.mark.parametrize(
    ("made", "start", "expected", "why"),
    [
        ("2026-11-21", None, "2026-12-03", "day 12 is a Thursday"),
        ("2026-11-16", None, "2026-11-27", "day 12 is a Saturday: day 11, the day after Thanksgiving"),
        ("2026-11-14", None, "2026-11-25", "day 12 is Thanksgiving: day 11"),
        ("2026-11-13", None, "2026-11-25", "day 12"),
        ("2026-11-17", None, "2026-11-30", "day 12 is a Sunday, day 11 a Saturday: day 13"),
        ("2026-12-12", None, "2026-12-24", "day 12 is Christmas Eve"),
        ("2026-12-13", None, "2026-12-24", "day 12 is Christmas Day: day 11"),
        ("2026-12-20", None, "2026-12-31", "day 12 is New Year's Day: day 11"),
        ("2026-06-22", None, "2026-07-02", "day 12 a Saturday, day 11 the observed Fourth, day 13 a Sunday: day 10"),
        ("2028-02-17", None, "2028-02-29", "leap day"),
        ("2027-02-17", None, "2027-03-01", "month end without leap day"),
        ("2027-01-20", None, "2027-02-01", "month end"),
        ("2026-11-21", "2026-11-22", "2026-12-03", "a start tomorrow is the usual one"),
        ("2026-11-21", "2026-11-21", "2026-12-03", "a start today too"),
        ("2026-11-21", "2026-11-23", "2026-12-01", "start + 7 is day 9: day 10"),
        ("2026-11-21", "2026-11-26", "2026-12-03", "start + 7 is day 12"),
        ("2026-11-21", "2026-11-28", "2026-12-04", "start + 7 is day 14, a Saturday: day 13"),
        ("2026-11-21", "2027-01-15", "2026-12-04", "never after day 14"),
    ],
)
def test_calendar_cases(made: str, start: str | None, expected: str, why: str) -> None:
    proposal = contact_date(
        date.fromisoformat(made),
        start_on=date.fromisoformat(start) if start else None,
        working_days=WEEKDAYS,
        holidays=HOLIDAYS,
    )
    assert proposal.on == date.fromisoformat(expected), why
    assert str(proposal.on) in said(proposal)[0]


def test_no_working_day_inside_the_window() -> None:
    """A practice that rests between the years: the last working day before day 10."""
    made = date(2026, 12, 14)
    closed = frozenset(made + timedelta(days=day) for day in range(10, 15))
    proposal = contact_date(made, holidays=closed)
    assert proposal.on == date(2026, 12, 23)
    assert proposal.decision.status is ContactDate.BEFORE_WINDOW
    assert (proposal.window_start, proposal.window_end) == (date(2026, 12, 23), date(2026, 12, 28))
    longer = closed | {date(2026, 12, 23), date(2026, 12, 22)}
    assert contact_date(made, holidays=longer).on == date(2026, 12, 21)


def test_one_working_day_a_week_walks_the_calendar() -> None:
    """A coach who is there on one weekday only: inside 10-14, else the last one before day 10."""
    for made in every_day(date(2026, 1, 1), date(2026, 12, 31)):
        for weekday in range(7):
            proposal = contact_date(made, working_days={weekday})
            days = [day for day in range(1, 15) if (made + timedelta(days=day)).weekday() == weekday]
            inside = [day for day in days if day >= 10]
            assert proposal.on == made + timedelta(days=inside[0] if inside else max(days))


def test_never_the_day_of_the_plan_and_never_no_date() -> None:
    made = date(2026, 3, 2)
    shut = frozenset(made + timedelta(days=day) for day in range(1, 15))
    assert contact_date(made, holidays=shut).on == made + timedelta(days=15)
    nowhere = contact_date(made, working_days=frozenset())
    assert nowhere.on == made + timedelta(days=12)
    assert nowhere.decision.reason.code == "followups.date_no_working_day"


@pytest.mark.parametrize(
    ("agreed", "status", "codes"),
    [
        ("2026-12-03", ContactDate.AGREED, ["date_agreed"]),
        ("2026-11-27", ContactDate.AGREED, ["date_agreed", "date_early"]),
        ("2026-11-21", ContactDate.AGREED_WARNED, ["date_not_working", "date_same_day", "date_agreed"]),
        ("2026-11-26", ContactDate.AGREED_WARNED, ["date_holiday", "date_early", "date_agreed"]),
        ("2026-12-05", ContactDate.AGREED_WARNED, ["date_not_working", "date_agreed"]),
        ("2026-12-07", ContactDate.AGREED_WARNED, ["date_late", "date_agreed"]),
        ("2026-12-25", ContactDate.AGREED_WARNED, ["date_holiday", "date_late", "date_agreed"]),
        ("2027-11-21", ContactDate.AGREED_WARNED, ["date_not_working", "date_late", "date_agreed"]),
        ("2027-11-22", ContactDate.NOT_POSSIBLE, ["date_too_far"]),
        ("2027-12-26", ContactDate.NOT_POSSIBLE, ["date_too_far"]),
        ("2026-11-20", ContactDate.NOT_POSSIBLE, ["date_past"]),
        ("9999-12-31", ContactDate.NOT_POSSIBLE, ["date_too_far"]),
        ("0001-01-01", ContactDate.NOT_POSSIBLE, ["date_past"]),
    ],
)
def test_agreed_dates(agreed: str, status: ContactDate, codes: list[str]) -> None:
    day = date.fromisoformat(agreed)
    proposal = contact_date(date(2026, 11, 21), agreed_on=day, holidays=HOLIDAYS)
    assert proposal.decision.status is status
    assert [reason.code.removeprefix("followups.") for reason in proposal.decision.reasons] == codes
    assert proposal.on == (None if status is ContactDate.NOT_POSSIBLE else day)
    assert all("{" not in sentence for sentence in said(proposal))


def test_agreed_date_is_judged_from_today_when_the_plan_is_older() -> None:
    made = date(2026, 11, 21)
    assert contact_date(made, agreed_on=date(2026, 11, 24), on=date(2026, 11, 25)).on is None
    assert contact_date(made, agreed_on=date(2026, 12, 3), on=date(2026, 11, 25)).on == date(2026, 12, 3)


def test_window_of_an_agreed_date() -> None:
    made = date(2026, 11, 21)
    for agreed in (date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 5)):
        inside = contact_date(made, agreed_on=agreed)
        assert (inside.window_start, inside.window_end) == (date(2026, 12, 1), date(2026, 12, 5))
    for agreed in (date(2026, 11, 27), date(2026, 11, 30), date(2026, 12, 6), date(2026, 12, 15)):
        outside = contact_date(made, agreed_on=agreed)
        assert (outside.window_start, outside.window_end) == (agreed, agreed)


def test_within_days_takes_the_last_working_day() -> None:
    assert contact_date(date(2026, 11, 20), within_days=7).on == date(2026, 11, 27)
    assert contact_date(date(2026, 11, 21), within_days=7).on == date(2026, 11, 27)
    assert contact_date(date(2026, 11, 19), within_days=7, holidays=HOLIDAYS).on == date(2026, 11, 25)


def test_within_days_needs_a_day_and_gets_one() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        contact_date(date(2026, 11, 20), within_days=0)
    tomorrow = contact_date(date(2026, 11, 19), within_days=1)
    assert (tomorrow.on, tomorrow.window_start) == (date(2026, 11, 20), date(2026, 11, 20))
    no_working_day = contact_date(date(2026, 11, 20), within_days=2)
    assert no_working_day.on == date(2026, 11, 22)


def test_settings_move_the_window() -> None:
    proposal = contact_date(date(2026, 11, 2), first_day=5, due_day=7, last_day=9)
    assert proposal.on == date(2026, 11, 9)
    assert proposal.window_end == date(2026, 11, 11)
    with pytest.raises(ValueError, match="inside the window"):
        contact_date(date(2026, 11, 2), first_day=10, due_day=9, last_day=14)


@given(
    made=st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    start=st.none() | st.integers(-3, 40),
    working=st.sets(st.integers(0, 6), min_size=1),
    closed=st.sets(st.integers(1, 14), max_size=14),
)
def test_any_practice_gets_a_working_day(made: date, start: int | None, working: set[int], closed: set[int]) -> None:
    holidays = frozenset(made + timedelta(days=day) for day in closed)
    proposal = contact_date(
        made,
        start_on=None if start is None else made + timedelta(days=start),
        working_days=working,
        holidays=holidays,
    )
    assert proposal.on is not None
    assert proposal.on > made
    assert proposal.on.weekday() in working
    assert proposal.on not in holidays
    possible = [made + timedelta(days=day) for day in range(10, 15)]
    if any(day.weekday() in working and day not in holidays for day in possible):
        assert proposal.on in possible


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(0, 30), st.integers(0, 30), st.sets(st.integers(0, 6)))
def test_nearest_working_day_is_nearest(aim: date, before: int, after: int, working: set[int]) -> None:
    first, last = aim - timedelta(days=before), aim + timedelta(days=after)
    days = [first + timedelta(days=i) for i in range(before + after + 1)]
    possible = [day for day in days if day.weekday() in working]
    expected = min(possible, key=lambda day: (abs((day - aim).days), day), default=None)
    assert nearest_working_day(aim, first=first, last=last, working_days=working) == expected
