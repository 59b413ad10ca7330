"""The confidence gate, both rulers together, and the changes of state."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, strategies as st

from teamlet.ground.reasons import Decision
from teamlet.records.plans.rules import (
    active_count,
    confidence_gate,
    importance_step,
    may_decide_caution,
    may_move,
    may_move_plan,
    may_pause,
    rate_again,
    score_band,
)
from teamlet.records.plans.words import (
    CAUTION_TRANSITIONS,
    GATE_KEYS,
    GOAL_TRANSITIONS,
    OUTCOME_KEYS,
    PLAN_TRANSITIONS,
    REASONS,
    CautionDecision,
    Fit,
    GateChange,
    GateStatus,
    GoalAcceptance,
    GoalSource,
    GoalState,
    KeepReason,
    MoveStatus,
    PlanOutcome,
    PlanState,
    ScoreBand,
    TalkNext,
)

G, K = GateChange, KeepReason
#: Words that staff and patients never read in a sentence of ours (experience.md section 3).
NEVER = ("motivation", "fail", "refus", "complian", "frustrated", "skeptical", "cynical")


def said(decision: Decision) -> list[str]:
    sentences = [REASONS[reason.code].format(**reason.values) for reason in decision.reasons]
    assert not [word for word in NEVER for sentence in sentences if word in sentence.casefold()]
    return sentences


def test_no_sentence_blames() -> None:
    assert not [(code, word) for code, text in REASONS.items() for word in NEVER if word in text.casefold()]


@pytest.mark.parametrize(
    ("score", "status", "code"),
    [
        (None, GateStatus.NOT_ASKED, "how_sure_not_asked"),
        *((score, GateStatus.OFFER_CHANGE, "how_sure_low") for score in (0, 1, 2, 3)),
        *((score, GateStatus.OFFER_CHANGE, "how_sure_below") for score in (4, 5, 6)),
        *((score, GateStatus.PROCEED, "how_sure_enough") for score in (7, 8, 9, 10)),
    ],
)
def test_gate_over_the_whole_ruler(score: int | None, status: GateStatus, code: str) -> None:
    decision = confidence_gate(score)
    assert decision.status is status
    assert decision.reason.code == f"plans.{code}"
    said(decision)


@given(st.integers(0, 10), st.integers(1, 10))
def test_gate_stands_at_the_threshold(score: int, threshold: int) -> None:
    passes = confidence_gate(score, threshold=threshold).status is GateStatus.PROCEED
    assert passes == (score >= threshold)


@pytest.mark.parametrize("score", [-1, 11, True, False, 7.0, "7"])
def test_a_ruler_takes_whole_numbers_from_0_to_10(score: object) -> None:
    for ask in (confidence_gate, score_band):
        with pytest.raises(ValueError, match="0 to 10"):
            ask(score)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("first", "change", "final", "keep", "status", "code"),
    [
        (None, None, None, None, GateStatus.NOT_ASKED, "how_sure_not_asked"),
        (8, None, None, None, GateStatus.PROCEED, "how_sure_enough"),
        (8, G.SMALLER, 5, None, GateStatus.PROCEED, "how_sure_enough"),
        (5, None, None, None, GateStatus.OFFER_CHANGE, "how_sure_below"),
        (2, None, None, None, GateStatus.OFFER_CHANGE, "how_sure_low"),
        (5, G.SMALLER, None, None, GateStatus.RATE_AGAIN, "rate_again"),
        (5, G.SMALLER, 8, None, GateStatus.PROCEED, "how_sure_rose"),
        (5, G.FEWER_DAYS, 7, None, GateStatus.PROCEED, "how_sure_rose"),
        (5, G.HELPER, 6, None, GateStatus.OFFER_CHANGE, "how_sure_still_below"),
        (5, G.OTHER_TIME, 4, None, GateStatus.OFFER_CHANGE, "how_sure_still_below"),
        (5, G.STRATEGY, 6, K.HELP_IN_PLACE, GateStatus.KEPT, "kept"),
        (5, G.KEEP, None, None, GateStatus.KEEP_REASON_NEEDED, "keep_reason_needed"),
        (5, G.KEEP, 6, None, GateStatus.KEEP_REASON_NEEDED, "keep_reason_needed"),
        (0, G.KEEP, None, K.WANTS_TO_TRY, GateStatus.KEPT, "kept"),
        (5, G.KEEP, 7, None, GateStatus.PROCEED, "how_sure_rose"),
        (5, G.OTHER_GOAL, None, None, GateStatus.OTHER_GOAL, "other_goal_chosen"),
        (5, G.OTHER_GOAL, 9, None, GateStatus.OTHER_GOAL, "other_goal_chosen"),
    ],
)
def test_rating_again(
    first: int | None, change: G | None, final: int | None, keep: K | None, status: GateStatus, code: str
) -> None:
    decision = rate_again(first, change, final, keep)
    assert decision.status is status
    assert decision.reason.code == f"plans.{code}"
    said(decision)


_score = st.none() | st.integers(0, 10)


@given(
    _score, st.none() | st.sampled_from(GateChange), _score, st.none() | st.sampled_from(KeepReason), st.integers(1, 10)
)
def test_the_gate_never_closes(
    first: int | None, change: G | None, final: int | None, keep: K | None, limit: int
) -> None:
    """Whatever was answered, one chip or one answer leads on."""
    decision = rate_again(first, change, final, keep, limit)
    said(decision)
    if first is not None and change is not None and change is not G.OTHER_GOAL:
        kept = rate_again(first, change, final, K.WANTS_TO_TRY, limit)
        assert kept.status in (GateStatus.KEPT, GateStatus.PROCEED)
    if decision.status is GateStatus.KEPT:
        assert max(score for score in (final if final is not None else first, -1) if score is not None) < limit


@pytest.mark.parametrize(
    ("importance", "confidence", "status"),
    [
        (None, 8, TalkNext.ASK_IMPORTANCE),
        (8, None, TalkNext.ASK_HOW_SURE),
        (None, None, TalkNext.ASK_IMPORTANCE),
        (7, 7, TalkNext.GO_ON),
        (7, 6, TalkNext.WHAT_GETS_IN_THE_WAY),
        (10, 0, TalkNext.WHAT_GETS_IN_THE_WAY),
        (6, 7, TalkNext.WHAT_MATTERS),
        (0, 10, TalkNext.WHAT_MATTERS),
        (6, 6, TalkNext.OTHER_GOAL_OR_LATER),
        (0, 0, TalkNext.OTHER_GOAL_OR_LATER),
    ],
)
def test_both_rulers(importance: int | None, confidence: int | None, status: TalkNext) -> None:
    decision = importance_step(importance, confidence)
    assert decision.status is status
    said(decision)


def test_importance_may_have_its_own_threshold() -> None:
    assert importance_step(5, 7, importance_threshold=5).status is TalkNext.GO_ON


def test_bands_of_the_ruler() -> None:
    bands = [score_band(score) for score in range(11)]
    assert bands == [ScoreBand.LOW] * 4 + [ScoreBand.MIDDLE] * 3 + [ScoreBand.HIGH] * 2 + [ScoreBand.TOP] * 2


def test_keys_of_the_two_minute_path() -> None:
    assert [GATE_KEYS[key] for key in "123456"] == [
        G.SMALLER, G.FEWER_DAYS, G.HELPER, G.OTHER_TIME, G.OTHER_GOAL, G.KEEP,
    ]  # fmt: skip
    assert set(GATE_KEYS.values()) == set(GateChange)
    assert [OUTCOME_KEYS[key] for key in "12345"] == [
        PlanOutcome.DONE_AS_PLANNED,
        PlanOutcome.MOSTLY,
        PlanOutcome.PARTLY,
        PlanOutcome.TRIED_CHANGED,
        PlanOutcome.NOT_STARTED,
    ]


def test_goal_moves_are_those_of_the_dictionary() -> None:
    for state in GoalState:
        for to in GoalState:
            decision = may_move(state, to)
            assert decision.status is (
                MoveStatus.MAY_MOVE if to in GOAL_TRANSITIONS[state] else MoveStatus.MAY_NOT_MOVE
            )
            said(decision)


@pytest.mark.parametrize(
    ("state", "to", "may"),
    [
        ("draft", "agreed", True),
        ("draft", "declined", True),
        ("draft", "followed", False),
        ("agreed", "followed", True),
        ("followed", "agreed", True),
        ("followed", "achieved", True),
        ("achieved", "sustaining", True),
        ("sustaining", "closed", True),
        ("followed", "not_achieved", True),
        ("not_achieved", "agreed", True),
        ("agreed", "paused", True),
        ("paused", "agreed", True),
        ("paused", "closed", True),
        ("closed", "agreed", False),
        ("declined", "agreed", False),
        ("entered_in_error", "agreed", False),
        ("agreed", "draft", False),
        ("agreed", "agreed", False),
    ],
)
def test_the_life_of_a_goal(state: str, to: str, may: bool) -> None:
    assert (may_move(GoalState(state), GoalState(to)).status is MoveStatus.MAY_MOVE) is may


def test_every_state_but_the_last_can_be_entered_in_error() -> None:
    for state in GoalState:
        expected = state is not GoalState.ENTERED_IN_ERROR
        assert (GoalState.ENTERED_IN_ERROR in GOAL_TRANSITIONS[state]) is expected
    for plan_state in PlanState:
        assert (PlanState.ENTERED_IN_ERROR in PLAN_TRANSITIONS[plan_state]) is (
            plan_state is not PlanState.ENTERED_IN_ERROR
        )


@pytest.mark.parametrize("acceptance", [None, *GoalAcceptance])
@pytest.mark.parametrize("source", [None, *GoalSource])
def test_a_suggestion_needs_the_patients_yes(source: GoalSource | None, acceptance: GoalAcceptance | None) -> None:
    decision = may_move(GoalState.DRAFT, GoalState.AGREED, source=source, acceptance=acceptance)
    held = source is GoalSource.SUGGESTED and acceptance is not GoalAcceptance.AGREE
    assert decision.status is (MoveStatus.MAY_NOT_MOVE if held else MoveStatus.MAY_MOVE)
    declined = may_move(GoalState.DRAFT, GoalState.DECLINED, source=source, acceptance=acceptance)
    assert declined.status is MoveStatus.MAY_MOVE


def test_plan_moves_are_those_of_the_dictionary() -> None:
    for state in PlanState:
        for to in PlanState:
            decision = may_move_plan(state, to)
            assert decision.status is (
                MoveStatus.MAY_MOVE if to in PLAN_TRANSITIONS[state] else MoveStatus.MAY_NOT_MOVE
            )
            said(decision)


@pytest.mark.parametrize(
    ("resume_on", "may"), [(None, False), ("2026-11-20", False), ("2026-11-21", False), ("2026-11-22", True)]
)
def test_a_pause_has_an_end(resume_on: str | None, may: bool) -> None:
    decision = may_pause(date.fromisoformat(resume_on) if resume_on else None, on=date(2026, 11, 21))
    assert decision.status is (MoveStatus.MAY_MOVE if may else MoveStatus.MAY_NOT_MOVE)
    said(decision)


@pytest.mark.parametrize(
    ("roles", "may"),
    [
        ((), False),
        (("medical-assistant", "coach", "care-manager", "manager", "administrator"), False),
        (("nurse",), True),
        (("clinician",), True),
        (("behavioral-health",), True),
        (("coach", "nurse"), True),
    ],
)
def test_a_licensed_person_decides_about_a_caution(roles: tuple[str, ...], may: bool) -> None:
    for to in (CautionDecision.MAY_START, CautionDecision.CHANGED, CautionDecision.DO_NOT_START):
        decision = may_decide_caution(roles, CautionDecision.OPEN, to)
        assert decision.status is (MoveStatus.MAY_MOVE if may else MoveStatus.MAY_NOT_MOVE)
        said(decision)
    assert (
        may_decide_caution(["nurse"], CautionDecision.MAY_START, CautionDecision.OPEN).status is MoveStatus.MAY_NOT_MOVE
    )
    assert set(CAUTION_TRANSITIONS) == set(CautionDecision)


@pytest.mark.parametrize(
    ("goals", "plans", "codes"),
    [
        (3, 2, ["number_of_active"]),
        (4, 2, ["too_many_goals"]),
        (3, 3, ["too_many_plans"]),
        (4, 3, ["too_many_goals", "too_many_plans"]),
    ],
)
def test_more_than_easy_to_keep_in_mind(goals: int, plans: int, codes: list[str]) -> None:
    decision = active_count(goals, plans)
    assert [reason.code.removeprefix("plans.") for reason in decision.reasons] == codes
    assert decision.status is (Fit.USUAL if codes == ["number_of_active"] else Fit.UNUSUAL)
    said(decision)
