"""A step made smaller, and what is never made smaller."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from teamlet.records.plans.rules import (
    Step,
    shrink,
)
from teamlet.records.plans.words import (
    REASONS,
    Asks,
    GateChange,
)


def smaller(amount: str, text: str = "Walk", unit: str = "minutes") -> Decimal | None:
    return shrink(Step(text, Decimal(amount), unit, 3), GateChange.SMALLER).step.amount


@pytest.mark.parametrize(
    ("amount", "less"),
    [
        ("30", "15"), ("15", "10"), ("10", "5"), ("5", "3"), ("3", "2"), ("2", "1"), ("60", "30"), ("45", "20"),
        ("20", "10"), ("90", "45"), ("120", "60"), ("25", "15"), ("8", "4"), ("7", "4"), ("4", "2"), ("1.5", "1"),
        ("10000", "5000"), ("8000", "4000"), ("3000", "1500"), ("200", "100"), ("1000", "500"),
    ],
)  # fmt: skip
def test_less_is_half_in_friendly_numbers(amount: str, less: str) -> None:
    assert smaller(amount) == Decimal(less)
    assert "." not in str(smaller(amount))
    reason = shrink(Step("Walk", Decimal(amount), "minutes", 3), GateChange.SMALLER).reason
    assert REASONS[reason.code].format(**reason.values) == f"Less: {amount} becomes {less}."


@given(st.decimals("0.01", "100000", allow_nan=False, allow_infinity=False, places=2))
def test_less_is_less_and_never_nothing(amount: Decimal) -> None:
    proposal = shrink(Step("Walk", amount, "steps", 3), GateChange.SMALLER)
    assert proposal.step.amount is not None
    if proposal.changed:
        assert 0 < proposal.step.amount < amount
    else:
        assert proposal.step.amount == amount
        assert amount <= 1
    steps = 0
    while proposal.changed:
        proposal = shrink(proposal.step, GateChange.SMALLER)
        steps += 1
    assert steps < 40


@pytest.mark.parametrize("amount", [None, Decimal(0), Decimal(-3), Decimal("NaN"), Decimal("Infinity")])
def test_without_a_real_amount_the_patient_is_asked(amount: Decimal | None) -> None:
    proposal = shrink(Step("Walk", amount), GateChange.SMALLER)
    assert proposal.asks is Asks.AMOUNT
    assert not proposal.changed


@pytest.mark.parametrize(("days", "fewer"), [(7, 5), (6, 5), (5, 3), (4, 3), (3, 2), (2, 1), (None, 5)])
def test_fewer_days(days: int | None, fewer: int) -> None:
    proposal = shrink(Step("Walk", Decimal(10), "minutes", days), GateChange.FEWER_DAYS)
    assert proposal.step.days_per_week == fewer
    assert proposal.step.amount == 10


def test_one_day_stays() -> None:
    proposal = shrink(Step("Walk", Decimal(10), "minutes", 1), GateChange.FEWER_DAYS)
    assert not proposal.changed
    assert proposal.step.days_per_week == 1


@pytest.mark.parametrize(
    ("named", "kept"),
    [
        ((0, 2, 4), (0, 4)),
        ((0, 1, 2, 3, 4), (0, 2, 4)),
        ((5, 6), (5,)),
        ((0, 1, 5, 6), (0, 1, 5)),
        ((0, 1, 2, 3, 4, 5, 6), ()),
    ],
)
def test_named_days_stay_apart(named: tuple[int, ...], kept: tuple[int, ...]) -> None:
    step = shrink(Step("Walk", None, "", len(named), named), GateChange.FEWER_DAYS).step
    assert step.weekdays == kept
    assert step.days_per_week == (len(kept) or 5)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Take my pills", ""), ("Take metformin", "tablets"), ("tomar mis pastillas", ""), ("insulina", "unidades"),
        ("use my inhaler", "puffs"), ("Take it", "mg"),
    ],
)  # fmt: skip
def test_a_medicine_is_never_made_less(text: str, unit: str) -> None:
    step = Step(text, Decimal(2), unit, 7)
    for change in (GateChange.SMALLER, GateChange.FEWER_DAYS):
        proposal = shrink(step, change)
        assert proposal.step == step
        assert proposal.asks is Asks.WHEN
        assert proposal.reason.code == "plans.step_medicine_stays"


def test_walking_to_the_pharmacy_is_no_medicine() -> None:
    assert smaller("10", "Walk to get my pills") == 5


@pytest.mark.parametrize(
    "text", ["At most two sodas", "Smoke 10 cigarettes", "no más de 2 cervezas", "Only one dessert"]
)
def test_a_limit_is_not_made_harder(text: str) -> None:
    proposal = shrink(Step(text, Decimal(10), "", 7), GateChange.SMALLER)
    assert proposal.step.amount == 10
    assert proposal.reason.code == "plans.step_limit_amount"


@pytest.mark.parametrize(
    ("change", "asks"),
    [
        (GateChange.HELPER, Asks.HELPER),
        (GateChange.OTHER_TIME, Asks.WHEN),
        (GateChange.STRATEGY, Asks.STRATEGY),
        (GateChange.OTHER_GOAL, Asks.GOAL),
        (GateChange.KEEP, Asks.KEEP_REASON),
    ],
)
def test_other_changes_ask_the_patient(change: GateChange, asks: Asks) -> None:
    step = Step("Walk", Decimal(10), "minutes", 3)
    proposal = shrink(step, change)
    assert (proposal.step, proposal.asks) == (step, asks)
    assert "{" not in REASONS[proposal.reason.code].format(**proposal.reason.values)
