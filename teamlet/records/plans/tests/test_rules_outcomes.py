"""How long a plan runs, how often it was planned, how it went."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from teamlet.records.plans.rules import (
    is_success,
    plan_length,
    plan_start,
    plan_success,
    planned_times,
)
from teamlet.records.plans.words import (
    REASONS,
    Fit,
    PlanOutcome,
)


@pytest.mark.parametrize(
    ("days", "fit"),
    [(0, Fit.NOT_POSSIBLE), (-1, Fit.NOT_POSSIBLE), (1, Fit.UNUSUAL), (6, Fit.UNUSUAL), (7, Fit.USUAL), (14, Fit.USUAL),
     (15, Fit.UNUSUAL), (28, Fit.UNUSUAL), (29, Fit.NOT_POSSIBLE)],
)  # fmt: skip
def test_plan_length(days: int, fit: Fit) -> None:
    decision = plan_length(days)
    assert decision.status is fit
    assert "{" not in REASONS[decision.reason.code].format(**decision.reason.values)


@pytest.mark.parametrize(
    ("away", "fit"),
    [(0, Fit.USUAL), (1, Fit.USUAL), (7, Fit.USUAL), (8, Fit.UNUSUAL), (-1, Fit.UNUSUAL), (365, Fit.UNUSUAL),
     (366, Fit.NOT_POSSIBLE), (-366, Fit.NOT_POSSIBLE)],
)  # fmt: skip
def test_plan_start(away: int, fit: Fit) -> None:
    on = date(2026, 11, 21)
    decision = plan_start(on + timedelta(days=away), on=on)
    assert decision.status is fit
    assert "{" not in REASONS[decision.reason.code].format(**decision.reason.values)


@pytest.mark.parametrize(
    ("done", "planned", "outcome"),
    [
        (6, 6, PlanOutcome.DONE_AS_PLANNED),
        (9, 6, PlanOutcome.DONE_AS_PLANNED),
        (7, 10, PlanOutcome.MOSTLY),
        (9, 10, PlanOutcome.MOSTLY),
        (69, 100, PlanOutcome.PARTLY),
        (70, 100, PlanOutcome.MOSTLY),
        (2, 3, PlanOutcome.PARTLY),
        (5, 7, PlanOutcome.MOSTLY),
        (1, 100, PlanOutcome.PARTLY),
        (0, 6, PlanOutcome.NOT_STARTED),
        (None, 6, PlanOutcome.UNKNOWN),
        (3, None, PlanOutcome.UNKNOWN),
        (3, 0, PlanOutcome.UNKNOWN),
    ],
)
def test_outcome_by_count(done: int | None, planned: int | None, outcome: PlanOutcome) -> None:
    decision = plan_success(done, planned)
    assert decision.status is outcome
    assert is_success(outcome) is (outcome in (PlanOutcome.DONE_AS_PLANNED, PlanOutcome.MOSTLY))


@pytest.mark.parametrize(("done", "planned"), [(-1, 6), (1, -6)])
def test_times_below_zero_are_a_mistake(done: int, planned: int) -> None:
    with pytest.raises(ValueError, match="below zero"):
        plan_success(done, planned)


@pytest.mark.parametrize(
    ("length", "week", "named", "times"),
    [(14, 3, (), 6), (7, 7, (), 7), (10, 3, (), 4), (8, 3, (), 3), (8, 4, (), 5), (1, 3, (), 1), (3, 1, (), 1), (28, 5, (), 20), (14, None, (0, 2, 4), 6),
     (10, None, (5,), 1), (1, None, (0,), 0)],
)  # fmt: skip
def test_planned_times(length: int, week: int | None, named: tuple[int, ...], times: int) -> None:
    sunday = date(2026, 11, 22)
    assert planned_times(sunday, length, days_per_week=week, weekdays=named) == times


@given(st.integers(1, 28), st.integers(1, 7))
def test_planned_times_fit_into_the_plan(length: int, week: int) -> None:
    times = planned_times(date(2026, 11, 22), length, days_per_week=week)
    assert 1 <= times <= length
    assert abs(times - length * week / 7) <= 1


@pytest.mark.parametrize(
    ("length", "week", "named"), [(0, 3, ()), (7, 0, ()), (7, 8, ()), (7, None, ()), (7, None, (7,)), (7, None, (-1,))]
)
def test_planned_times_needs_sense(length: int, week: int | None, named: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"from|at least"):
        planned_times(date(2026, 11, 22), length, days_per_week=week, weekdays=named)
