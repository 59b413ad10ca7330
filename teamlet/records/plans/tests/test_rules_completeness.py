"""What a plan is made of: completeness, what is still open, hints."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, strategies as st

from teamlet.records.plans.rules import (
    PlanFacts,
    completeness,
    is_about_medicine,
    is_limit,
    next_hint,
    step_hint,
    still_open,
)
from teamlet.records.plans.words import (
    OPEN_PART_LABELS,
    REASONS,
    CompletenessBand,
    FollowUpAnswer,
    GoalSource,
    OpenPart,
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


def test_an_odd_amount_is_worth_a_look() -> None:
    hint = next_hint(replace(FULL, amount_is_odd=True))
    assert hint is not None
    assert hint.code == "plans.hint_odd_amount"
