"""Completeness, hints, smaller steps, lengths and outcomes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from teamlet.records.plans.rules import (
    PlanFacts,
    Step,
    completeness,
    is_about_medicine,
    is_limit,
    is_success,
    next_hint,
    plan_length,
    plan_start,
    plan_success,
    planned_times,
    shrink,
    step_hint,
    still_open,
)
from teamlet.records.plans.words import (
    OPEN_PART_LABELS,
    REASONS,
    Asks,
    CompletenessBand,
    Fit,
    FollowUpAnswer,
    GateChange,
    GoalSource,
    OpenPart,
    PlanOutcome,
    TeachBack,
)

FULL = PlanFacts(
    step="Walk after dinner",
    goal_source=GoalSource.PATIENT,
    has_amount=True,
    has_when=True,
    days_per_week=3,
    has_where=False,
    has_helper=True,
    start_on=date(2026, 11, 22),
    length_days=14,
    barriers=1,
    barriers_answered=1,
    confidence=8,
    follow_up=FollowUpAnswer.AGREED,
    importance=8,
    said_back=TeachBack.CLEAR,
    copy_answered=True,
)


def parts(reasons: tuple) -> list[str]:
    for reason in reasons:
        assert "{" not in REASONS[reason.code].format(**reason.values)
    return [str(reason.values["part"]) for reason in reasons]


def test_a_full_plan_has_ten_points() -> None:
    result = completeness(FULL)
    assert (result.points, result.of, result.missing, result.band, result.specific) == (
        10, 10, (), CompletenessBand.COMPLETE, True,
    )  # fmt: skip
    assert still_open(FULL) == ()
    assert next_hint(FULL) is None


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"step": ""}, OpenPart.STEP),
        ({"step": "   "}, OpenPart.STEP),
        ({"step": "lose weight"}, OpenPart.STEP),
        ({"has_amount": False}, OpenPart.AMOUNT),
        ({"has_when": False}, OpenPart.WHEN),
        ({"days_per_week": None}, OpenPart.DAYS),
        ({"days_per_week": 0}, OpenPart.DAYS),
        ({"has_helper": False}, OpenPart.WHERE_OR_WHO),
        ({"start_on": None}, OpenPart.TIME_FRAME),
        ({"length_days": None}, OpenPart.TIME_FRAME),
        ({"length_days": 15}, OpenPart.TIME_FRAME),
        ({"barriers_answered": 0}, OpenPart.BARRIERS),
        ({"confidence": None}, OpenPart.HOW_SURE),
        ({"follow_up": FollowUpAnswer.NOT_ASKED}, OpenPart.CONTACT),
        ({"goal_source": GoalSource.SUGGESTED}, OpenPart.PATIENTS_CHOICE),
        ({"goal_source": None}, OpenPart.PATIENTS_CHOICE),
    ],
)
def test_each_part_is_worth_one_point_and_is_named(change: dict[str, object], part: OpenPart) -> None:
    result = completeness(replace(FULL, **change))  # type: ignore[arg-type]
    assert result.points == 9
    assert parts(result.missing) == [part.value]
    assert result.specific is (part not in (OpenPart.STEP, OpenPart.AMOUNT, OpenPart.WHEN, OpenPart.DAYS))


@pytest.mark.parametrize(
    "change",
    [
        {"has_helper": False, "has_where": True},
        {"barriers": 0, "barriers_answered": 0, "no_barrier_expected": True},
        {"barriers": 3, "barriers_answered": 1},
        {"goal_source": GoalSource.JOINT},
        {"length_days": 1},
        {"days_per_week": 7},
    ],
)
def test_other_ways_to_the_same_point(change: dict[str, object]) -> None:
    assert completeness(replace(FULL, **change)).points == 10  # type: ignore[arg-type]


@given(st.integers(0, 10), st.sampled_from([FollowUpAnswer.AGREED, FollowUpAnswer.DECLINED]))
def test_only_asking_counts_never_the_answer(score: int, answer: FollowUpAnswer) -> None:
    """A number that rewards gaming is none: how sure 0 and a declined contact count in full."""
    assert completeness(replace(FULL, confidence=score, follow_up=answer)).points == 10


@given(
    st.builds(
        PlanFacts,
        step=st.sampled_from(["", "Walk", "lose weight"]),
        goal_source=st.none() | st.sampled_from(GoalSource),
        has_amount=st.booleans(),
        has_when=st.booleans(),
        days_per_week=st.none() | st.integers(0, 7),
        has_where=st.booleans(),
        has_helper=st.booleans(),
        start_on=st.none() | st.just(date(2026, 11, 22)),
        length_days=st.none() | st.integers(1, 30),
        barriers_answered=st.integers(0, 2),
        no_barrier_expected=st.booleans(),
        confidence=st.none() | st.integers(0, 10),
        follow_up=st.sampled_from(FollowUpAnswer),
        importance=st.none() | st.integers(0, 10),
        said_back=st.sampled_from(TeachBack),
        copy_answered=st.booleans(),
    )
)
def test_points_and_missing_parts_add_up(facts: PlanFacts) -> None:
    result = completeness(facts)
    assert result.points + len(result.missing) == 10
    named = parts(still_open(facts))
    assert [OpenPart(part) for part in named] == sorted((OpenPart(part) for part in named), key=list(OpenPart).index)
    assert set(parts(result.missing)) <= set(named)
    assert {OpenPart(part) for part in named} <= set(OPEN_PART_LABELS)
    band = {True: CompletenessBand.USABLE, False: CompletenessBand.OPEN}[result.points >= 7]
    assert result.band is (CompletenessBand.COMPLETE if result.points >= 9 else band)
    hint = next_hint(facts)
    assert hint is None or hint.code in REASONS


def test_settings_move_the_bands() -> None:
    facts = replace(FULL, has_amount=False)
    assert completeness(facts, complete_from=10).band is CompletenessBand.USABLE
    assert completeness(facts, complete_from=10, usable_from=10).band is CompletenessBand.OPEN


def test_the_line_of_what_is_still_open() -> None:
    facts = replace(FULL, importance=None, barriers_answered=0, said_back=TeachBack.AGAIN)
    labels = [OPEN_PART_LABELS[OpenPart(part)] for part in parts(still_open(facts))]
    assert labels == ["importance", "what may get in the way", "said it back"]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (PlanFacts(), None),
        (PlanFacts(goal_source=GoalSource.PATIENT), None),
        (replace(FULL, step="Get healthy", has_amount=False), "hint_what_will_you_do"),
        (replace(FULL, days_per_week=7, confidence=7), "hint_fewer_days"),
        (replace(FULL, days_per_week=7, confidence=8), None),
        (replace(FULL, days_per_week=7, confidence=None), "open_how_sure"),
        (replace(FULL, step="Take my pills", days_per_week=7, confidence=5), None),
        (replace(FULL, step=""), "open_step"),
        (replace(FULL, has_when=False, days_per_week=None), "open_when"),
        (replace(FULL, importance=None), "open_importance"),
        (replace(FULL, copy_answered=False), "open_copy_given"),
    ],
)
def test_one_hint_at_a_time(facts: PlanFacts, code: str | None) -> None:
    hint = next_hint(facts)
    assert (hint.code if hint else None) == (f"plans.{code}" if code else None)


@pytest.mark.parametrize(
    "text",
    [
        "lose weight", "Lose 10 pounds", "LOWER MY A1C", "get my sugar down", "keep my blood pressure under 130",
        "control my diabetes", "get healthy", "feel better", "be less stressed", "bring my A1c down",
        "improve my cholesterol", "weigh less", "a1c under 7", "get in shape", "have more energy",
        "Bajar de peso", "bajar el azúcar", "Mejorar mi salud", "perder 5 kilos", "sentirme mejor",
        "controlar mi presión", "adelgazar", "tener más energía",
    ],
)  # fmt: skip
def test_results_get_the_hint(text: str) -> None:
    hint = step_hint(text)
    assert hint is not None
    assert REASONS[hint.code] == "What will you do?"


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "Walk 10 minutes", "lose weight by walking", "Check my blood sugar", "take my blood pressure pill",
        "weigh myself each morning", "use less sugar in my coffee", "reduce sugar in coffee", "one less sweet drink a day",
        "eat less salt", "call my sister when I feel stressed", "measure my blood pressure", "go to bed by ten",
        "quit smoking", "caminar para bajar de peso", "medir mi presión", "subir las escaleras", "comer menos azúcar",
        "tomar un vaso de agua", "走路", "🚶", "bubble", "1234",
    ],
)  # fmt: skip
def test_things_to_do_get_none(text: str) -> None:
    assert step_hint(text) is None


@given(st.text(max_size=400))
def test_no_text_is_ever_turned_away(text: str) -> None:
    hint = step_hint(text)
    assert hint is None or hint.code == "plans.hint_what_will_you_do"
    is_about_medicine(text, text)
    is_limit(text)


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
