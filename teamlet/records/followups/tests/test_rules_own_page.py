"""The rules of a patient's own page: its week, who answers when, to which days a call may move, when to ask."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from teamlet.ground.days import MONDAY_TO_FRIDAY
from teamlet.records.followups.rules.own_page import OwnPageFacts, answer_day, asks_pulse, may_open, offered_days
from teamlet.records.followups.words.own_page import OwnAccess
from teamlet.records.plans.rules.ticks import may_mark, week_of

NEW_YORK = ZoneInfo("America/New_York")
TUESDAY = date(2026, 11, 24)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (OwnPageFacts(is_adult=True), "followups.own_page_open"),
        (OwnPageFacts(is_adult=False), "followups.own_page_staff_only"),
        (OwnPageFacts(is_adult=None), "followups.own_page_no_birth_date"),
        (OwnPageFacts(is_adult=True, is_merged=True), "followups.own_page_gone"),
        (OwnPageFacts(is_adult=True, is_deceased=True), "followups.own_page_gone"),
        (OwnPageFacts(is_adult=True, is_active=False), "followups.own_page_gone"),
        (OwnPageFacts(is_adult=True, helper_agreed=True), "followups.own_page_open"),
        (OwnPageFacts(is_adult=True, helper_agreed=False), "followups.own_page_no_helper"),
        (OwnPageFacts(is_adult=False, helper_agreed=True), "followups.own_page_staff_only"),
    ],
)
def test_who_has_a_page(facts, code):
    decision = may_open(facts)
    assert decision.reason.code == code
    assert (decision.status is OwnAccess.YES) is (code == "followups.own_page_open")


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (TUESDAY - timedelta(days=3), TUESDAY),  # before it begins
        (TUESDAY, TUESDAY),
        (TUESDAY + timedelta(days=6), TUESDAY),
        (TUESDAY + timedelta(days=7), TUESDAY + timedelta(days=7)),
        (TUESDAY + timedelta(days=13), TUESDAY + timedelta(days=7)),
        (TUESDAY + timedelta(days=90), TUESDAY + timedelta(days=7)),  # long over: its last week
    ],
)
def test_the_week_that_is_shown(today, first):
    days = week_of(TUESDAY, TUESDAY + timedelta(days=13), today)
    assert days == tuple(first + timedelta(days=more) for more in range(7))


@given(starts=DAYS, length=st.integers(0, 60), today=DAYS, day=DAYS)
def test_no_day_to_come_and_none_outside_of_the_week_is_marked(starts, length, today, day):
    ends = starts + timedelta(days=length)
    shown = week_of(starts, ends, today)
    assert len(shown) == 7
    assert may_mark(day, starts, ends, today) is (day in shown and day <= today)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 11, 24, 8, tzinfo=NEW_YORK), date(2026, 11, 24)),
        (datetime(2026, 11, 24, 15, 59, tzinfo=NEW_YORK), date(2026, 11, 24)),
        (datetime(2026, 11, 24, 16, tzinfo=NEW_YORK), date(2026, 11, 25)),
        (datetime(2026, 11, 25, 18, tzinfo=NEW_YORK), date(2026, 11, 27)),  # Thanksgiving between
        (datetime(2026, 11, 27, 17, tzinfo=NEW_YORK), date(2026, 11, 30)),
        (datetime(2026, 11, 28, 9, tzinfo=NEW_YORK), date(2026, 11, 30)),
    ],
)
def test_somebody_answers_the_same_working_day(at, day):
    assert answer_day(at, MONDAY_TO_FRIDAY, frozenset({date(2026, 11, 26)})) == day


def test_a_practice_that_never_works_still_names_a_day():
    assert answer_day(datetime(2026, 11, 24, 8, tzinfo=NEW_YORK), frozenset(), frozenset()) == date(2026, 11, 24)


@given(first=DAYS, length=st.integers(0, 20), today=DAYS)
def test_a_call_moves_to_working_days_from_tomorrow_on(first, length, today):
    found = offered_days(first, first + timedelta(days=length), today, MONDAY_TO_FRIDAY, frozenset())
    assert len(found) >= 2
    assert all(day > today and day.weekday() < 5 for day in found)
    assert list(found) == sorted(set(found))


NOW = datetime(2026, 11, 24, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("reached", "asked", "asks"),
    [
        (None, None, False),
        (timedelta(days=1), None, True),
        (timedelta(days=30), None, True),
        (timedelta(days=30, minutes=1), None, False),
        (timedelta(days=1), timedelta(days=89), False),
        (timedelta(days=1), timedelta(days=90), True),
        (timedelta(days=-1), None, False),
    ],
)
def test_when_the_two_questions_are_asked(reached, asked, asks):
    before = {name: NOW - gap if gap is not None else None for name, gap in (("reached", reached), ("asked", asked))}
    assert asks_pulse(before["reached"], before["asked"], NOW) is asks
