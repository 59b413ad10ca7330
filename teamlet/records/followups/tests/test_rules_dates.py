"""When a promised contact is due: experience.md section 5.10, walked day by day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from teamlet.records.followups.rules import (
    ContactProposal,
    contact_date,
    due_state,
    nearest_working_day,
    next_after_contact,
    window_instants,
)
from teamlet.records.followups.words import REASONS, ContactDate, DueState
from teamlet.records.plans.words import PlanOutcome

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


def works(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


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


@pytest.mark.parametrize(
    ("on", "state"),
    [
        ("2026-12-02", DueState.UPCOMING),
        ("2026-12-03", DueState.DUE),
        ("2026-12-05", DueState.DUE),
        ("2026-12-06", DueState.OVERDUE),
    ],
)
def test_due_state(on: str, state: DueState) -> None:
    decision = due_state(date.fromisoformat(on), date(2026, 12, 3), date(2026, 12, 5))
    assert decision.status is state
    assert "{" not in REASONS[decision.reason.code].format(**decision.reason.values)


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(-20, 20), st.integers(-20, 20))
def test_due_state_moves_one_way(due: date, window: int, away: int) -> None:
    order = [DueState.UPCOMING, DueState.DUE, DueState.OVERDUE]
    on = due + timedelta(days=away)
    end = due + timedelta(days=window)
    today, tomorrow = due_state(on, due, end).status, due_state(on + timedelta(days=1), due, end).status
    assert order.index(today) <= order.index(tomorrow)
    assert (due_state(due, due, end).status) is DueState.DUE


ZONES = (
    "America/New_York",
    "America/Los_Angeles",
    "America/Phoenix",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "America/Santiago",
)


@pytest.mark.parametrize("name", ZONES)
def test_windows_on_every_day_hold_their_length_or_a_clock_change(name: str) -> None:
    """Windows by day and by night on each day of two years, with the nights when clocks change."""
    zone = ZoneInfo(name)
    odd = 0
    for day in every_day(date(2026, 1, 1), date(2027, 12, 31)):
        begin, end = window_instants(day, time(9), time(12), zone)
        assert begin.astimezone(zone) == datetime.combine(day, time(9), tzinfo=zone)
        assert end - begin == timedelta(hours=3)
        begin, end = window_instants(day, time(0, 0), time(3, 30), zone)
        assert begin.astimezone(zone).date() == day
        assert begin < end
        odd += end - begin != timedelta(hours=3, minutes=30)
        for hour in range(4):
            begin, end = window_instants(day, time(hour, 10), time(hour, 50), zone)
            assert begin < end
            assert begin.tzinfo is UTC
            assert begin.astimezone(zone).date() == day
    # Santiago repeats the hour before midnight, outside these windows.
    assert odd == {"America/Phoenix": 0, "America/Santiago": 2}.get(name, 4)


def test_a_time_that_the_clock_skips_begins_after_the_gap() -> None:
    zone = ZoneInfo("America/New_York")
    assert window_instants(date(2026, 3, 8), time(2, 30), time(5), zone) == (
        datetime(2026, 3, 8, 7, 0, tzinfo=UTC),
        datetime(2026, 3, 8, 9, 0, tzinfo=UTC),
    )
    inside_the_gap = window_instants(date(2026, 3, 8), time(2, 10), time(2, 50), zone)
    assert inside_the_gap == (datetime(2026, 3, 8, 7, 0, tzinfo=UTC), datetime(2026, 3, 8, 7, 40, tzinfo=UTC))


def test_a_time_that_occurs_twice_is_held_twice() -> None:
    zone = ZoneInfo("America/New_York")
    begin, end = window_instants(date(2026, 11, 1), time(1, 15), time(1, 45), zone)
    assert (begin, end) == (datetime(2026, 11, 1, 5, 15, tzinfo=UTC), datetime(2026, 11, 1, 6, 45, tzinfo=UTC))


def test_a_gap_of_half_an_hour_and_one_at_midnight() -> None:
    lord_howe = ZoneInfo("Australia/Lord_Howe")  # 2:00 becomes 2:30 on October 4, 2026
    begin, _ = window_instants(date(2026, 10, 4), time(2, 15), time(4), lord_howe)
    assert begin == datetime(2026, 10, 3, 15, 30, tzinfo=UTC)
    santiago = ZoneInfo("America/Santiago")  # midnight becomes 1:00 on September 6, 2026
    begin, _ = window_instants(date(2026, 9, 6), time(0), time(4), santiago)
    assert begin == datetime(2026, 9, 6, 4, 0, tzinfo=UTC)


def test_a_window_ends_after_it_begins() -> None:
    with pytest.raises(ValueError, match="after it begins"):
        window_instants(date(2026, 11, 1), time(9), time(9), ZoneInfo("America/New_York"))


@pytest.mark.parametrize(
    ("outcome", "options", "days", "code"),
    [
        (PlanOutcome.DONE_AS_PLANNED, {"new_step": True}, 12, "next_new_step"),
        (PlanOutcome.PARTLY, {"new_step": True, "level": 3}, 7, "next_weekly"),
        (PlanOutcome.DONE_AS_PLANNED, {"level": 1}, 90, "next_light"),
        (PlanOutcome.DONE_AS_PLANNED, {"level": 2, "successes_in_a_row": 1}, 28, "next_guided"),
        (PlanOutcome.MOSTLY, {"level": 2, "successes_in_a_row": 2}, 90, "next_light"),
        (PlanOutcome.MOSTLY, {"level": 2, "successes_in_a_row": 2, "confidence": 5}, 14, "next_soon"),
        (PlanOutcome.MOSTLY, {"level": 2, "successes_in_a_row": 2, "confidence": 7}, 90, "next_light"),
        (PlanOutcome.NOT_STARTED, {"level": 1}, 14, "next_soon"),
        (PlanOutcome.PARTLY, {"level": 2}, 14, "next_soon"),
        (PlanOutcome.UNKNOWN, {"level": 2}, 14, "next_guided"),
        (PlanOutcome.DONE_AS_PLANNED, {"level": 3, "contacts_so_far": 3}, 7, "next_weekly"),
        (PlanOutcome.DONE_AS_PLANNED, {"level": 3, "contacts_so_far": 4}, 14, "next_weekly"),
        (PlanOutcome.DONE_AS_PLANNED, {"level": 4, "contacts_so_far": 9}, 7, "next_weekly"),
        (PlanOutcome.DONE_AS_PLANNED, {"level": 1, "depression_treatment_is_new": True}, 7, "next_depression"),
    ],
)
def test_there_is_always_a_next_contact(outcome: PlanOutcome, options: dict[str, object], days: int, code: str) -> None:
    every = frozenset(range(7))
    proposal = next_after_contact(outcome, contact_on=date(2026, 12, 3), working_days=every, **options)  # type: ignore[arg-type]
    assert proposal.on == date(2026, 12, 3) + timedelta(days=days)
    assert proposal.decision.reason.code == f"followups.{code}"
    assert all("{" not in sentence for sentence in said(proposal))


def test_the_window_of_a_next_contact_is_the_last_third() -> None:
    every = frozenset(range(7))
    light = next_after_contact(PlanOutcome.MOSTLY, contact_on=date(2026, 12, 3), level=1, working_days=every)
    assert (light.window_start, light.window_end) == (date(2027, 2, 1), date(2027, 3, 3))
    weekly = next_after_contact(PlanOutcome.MOSTLY, contact_on=date(2026, 12, 3), level=4, working_days=every)
    assert (weekly.window_start, weekly.window_end) == (date(2026, 12, 8), date(2026, 12, 10))
    for level in (0, 5):
        with pytest.raises(ValueError, match="1 to 4"):
            next_after_contact(PlanOutcome.MOSTLY, contact_on=date(2026, 12, 3), level=level)


@given(
    outcome=st.sampled_from(PlanOutcome),
    on=st.dates(date(2024, 1, 1), date(2030, 1, 1)),
    level=st.integers(1, 4),
    sure=st.none() | st.integers(0, 10),
    row=st.integers(0, 5),
    contacts=st.integers(1, 9),
    new=st.booleans(),
    depression=st.booleans(),
)
def test_next_contact_is_later_and_on_a_working_day(
    outcome: PlanOutcome, on: date, level: int, sure: int | None, row: int, contacts: int, new: bool, depression: bool
) -> None:
    proposal = next_after_contact(
        outcome,
        contact_on=on,
        level=level,
        confidence=sure,
        successes_in_a_row=row,
        contacts_so_far=contacts,
        new_step=new,
        depression_treatment_is_new=depression,
        holidays=HOLIDAYS,
    )
    assert proposal.on is not None
    assert proposal.window_start is not None
    assert proposal.window_end is not None
    assert on < proposal.on <= on + timedelta(days=90)
    assert works(proposal.on)
    assert on < proposal.window_start <= proposal.on <= proposal.window_end
    if depression or level >= 3:
        assert proposal.on <= on + timedelta(days=7 if depression or level == 4 else 14)
