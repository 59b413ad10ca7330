"""A contact's day and hours as instants, also where clocks change; due and overdue."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from teamlet.records.followups.rules import (
    due_state,
    window_instants,
)
from teamlet.records.followups.tests.calendar_days import every_day
from teamlet.records.followups.words import REASONS, DueState


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
