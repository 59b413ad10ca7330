"""What to try next, what counts as reached, when it ends, in which order people wait."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from teamlet.records.followups.rules import (
    Attempt,
    AttemptPlan,
    ClosingFacts,
    ListRow,
    day_part,
    is_reached,
    list_order,
    may_close,
    may_close_red_flag,
    may_move,
    next_attempt,
    risk_rank,
)
from teamlet.records.followups.words import (
    CLOSING_WITHOUT_ASK_AGAIN,
    CONTACT_TRANSITIONS,
    REASONS,
    AttemptResult,
    Channel,
    ClosingReason,
    ContactState,
    DayPart,
    NextAttempt,
    Permission,
    Reached,
    UrgencyTier,
)
from teamlet.records.plans.words import PlanOutcome

DUE = date(2026, 12, 3)
R, C, P = AttemptResult, Channel, DayPart


def day(n: int) -> date:
    return DUE + timedelta(days=n)


def tried(n: int, part: DayPart = P.MORNING, channel: Channel = C.CALL, result: AttemptResult = R.NO_ANSWER) -> Attempt:
    return Attempt(day(n), part, channel, result)


def letter(n: int) -> Attempt:
    return Attempt(day(n), P.MORNING, C.LETTER, R.DELIVERED)


ENOUGH = [tried(0), tried(2, P.EVENING), tried(5, P.MORNING, C.TEXT, R.DELIVERED)]


def codes(plan: AttemptPlan) -> list[str]:
    for reason in plan.decision.reasons:
        assert "{" not in REASONS[reason.code].format(**reason.values)
    return [reason.code.removeprefix("followups.") for reason in plan.decision.reasons]


@pytest.mark.parametrize(
    ("attempts", "on", "status", "reasons"),
    [
        ([], 0, NextAttempt.ATTEMPT, ["first_try"]),
        ([], 40, NextAttempt.ATTEMPT, ["first_try"]),
        ([tried(0)], 0, NextAttempt.WAIT, ["try_other_day", "tries_left", "try_other_time", "try_other_channel"]),
        ([tried(0)], 1, NextAttempt.ATTEMPT, ["tries_left", "try_other_time", "try_other_channel"]),
        ([tried(0), tried(1)], 2, NextAttempt.ATTEMPT, ["tries_left", "try_other_time", "try_other_channel"]),
        ([tried(0), tried(1, P.EVENING)], 2, NextAttempt.ATTEMPT, ["tries_left", "try_other_channel"]),
        ([tried(0), tried(1, P.EVENING), tried(2)], 3, NextAttempt.ATTEMPT, ["try_other_channel"]),
        (
            [tried(0), tried(1), tried(2, P.MORNING, C.TEXT, R.DELIVERED)],
            3,
            NextAttempt.ATTEMPT,
            ["try_other_time"],
        ),
        (
            [tried(0), tried(0, P.EVENING), tried(0, P.MORNING, C.TEXT, R.READ)],
            1,
            NextAttempt.ATTEMPT,
            ["tries_left"],
        ),
        ([tried(0), tried(1)], 20, NextAttempt.ATTEMPT,
         ["tries_left", "try_other_time", "try_other_channel", "tries_late"]),
        (ENOUGH, 6, NextAttempt.LETTER, ["send_letter"]),
        ([*ENOUGH, letter(6)], 6, NextAttempt.WAIT, ["letter_sent"]),
        ([*ENOUGH, letter(6)], 12, NextAttempt.WAIT, ["letter_sent"]),
        ([*ENOUGH, letter(6)], 13, NextAttempt.UNABLE_TO_REACH, ["unable_to_reach", "rest_until"]),
        ([*ENOUGH, Attempt(day(6), P.MORNING, C.CALL, R.REACHED)], 7, NextAttempt.NONE, ["nothing_to_try"]),
        ([Attempt(day(0), P.MORNING, C.TEXT, R.REPLIED, answers_question=True)], 1, NextAttempt.NONE, ["nothing_to_try"]),
        ([Attempt(day(0), P.MORNING, C.TEXT, R.REPLIED, answers_question=False)], 1, NextAttempt.ATTEMPT,
         ["tries_left", "try_other_time", "try_other_channel"]),
        ([tried(0, result=R.DECLINED)], 1, NextAttempt.NONE, ["talk_declined"]),
        ([tried(0, result=R.WRONG_NUMBER)], 0, NextAttempt.ATTEMPT, ["first_try", "wrong_number_seen"]),
    ],
)  # fmt: skip
def test_attempts_policy(attempts: list[Attempt], on: int, status: NextAttempt, reasons: list[str]) -> None:
    plan = next_attempt(attempts, due_on=DUE, on=day(on))
    assert plan.decision.status is status
    assert codes(plan) == reasons


def test_a_first_try_waits_for_the_due_date() -> None:
    plan = next_attempt([], due_on=DUE, on=day(-4))
    assert plan.on == DUE
    assert plan.decision.reason.values["channel"] == "call"
    assert plan.channels == (C.CALL, C.TEXT, C.EMAIL)


def test_another_channel_and_another_time_are_proposed() -> None:
    plan = next_attempt([tried(0)], due_on=DUE, on=day(1))
    assert plan.channels == (C.TEXT, C.EMAIL, C.CALL)
    assert plan.other_than == {P.MORNING}


def test_one_channel_only_needs_no_second_one() -> None:
    attempts = [tried(0), tried(1, P.EVENING), tried(2)]
    assert next_attempt(attempts, due_on=DUE, on=day(3), channels=(C.RELAY,)).decision.status is NextAttempt.ATTEMPT
    relay = [Attempt(one.on, one.part, C.RELAY, one.result) for one in attempts]
    assert next_attempt(relay, due_on=DUE, on=day(3), channels=(C.RELAY,)).decision.status is NextAttempt.LETTER


def test_wrong_numbers_ask_for_a_correction() -> None:
    plan = next_attempt([tried(0, result=R.WRONG_NUMBER)], due_on=DUE, on=day(1), channels=(C.CALL,))
    assert plan.decision.status is NextAttempt.CORRECT_CONTACT_POINT
    assert plan.correct_contact_point
    assert plan.flag_for_visit
    assert plan.channels == (C.LETTER,)
    two = [tried(0, result=R.WRONG_NUMBER), Attempt(day(1), P.MORNING, C.LETTER, R.WRONG_NUMBER)]
    assert next_attempt(two, due_on=DUE, on=day(2), channels=(C.CALL,)).channels == ()


def test_rest_lasts_ninety_days_and_the_next_visit_asks() -> None:
    plan = next_attempt([*ENOUGH, letter(6)], due_on=DUE, on=day(13))
    assert plan.rest_until == day(13 + 90)
    assert plan.flag_for_visit


@pytest.mark.parametrize(
    ("options", "code"),
    [({"close_support": True}, "no_rest_need"), ({"safety_item_open": True}, "no_rest_safety")],
)
def test_nobody_at_risk_is_left_to_rest(options: dict[str, bool], code: str) -> None:
    plan = next_attempt([*ENOUGH, letter(6)], due_on=DUE, on=day(13), **options)
    assert plan.decision.status is NextAttempt.ATTEMPT
    assert plan.rest_until is None
    assert plan.flag_for_visit
    assert C.CALL not in plan.channels
    assert codes(plan) == [code, "unable_to_reach"]


def test_close_support_is_weekly_and_safety_daily() -> None:
    history = [*ENOUGH, letter(6), tried(13, P.MORNING, C.IN_PERSON)]
    close = next_attempt(history, due_on=DUE, on=day(14), close_support=True)
    assert (close.decision.status, close.on) == (NextAttempt.WAIT, day(20))
    assert next_attempt(history, due_on=DUE, on=day(20), close_support=True).decision.status is NextAttempt.ATTEMPT
    safety = next_attempt(history, due_on=DUE, on=day(14), close_support=True, safety_item_open=True)
    assert (safety.decision.status, safety.on) == (NextAttempt.ATTEMPT, day(14))
    same_day = next_attempt(history, due_on=DUE, on=day(13), safety_item_open=True)
    assert (same_day.decision.status, same_day.on) == (NextAttempt.WAIT, day(14))


_attempts = st.lists(
    st.builds(
        Attempt,
        on=st.integers(0, 30).map(day),
        part=st.sampled_from(DayPart),
        channel=st.sampled_from(Channel),
        result=st.sampled_from(AttemptResult),
        answers_question=st.none() | st.booleans(),
    ),
    max_size=8,
)


@given(_attempts, st.integers(0, 60), st.booleans(), st.booleans())
def test_any_history_has_a_next_move(attempts: list[Attempt], on: int, close: bool, safety: bool) -> None:
    plan = next_attempt(attempts, due_on=DUE, on=day(on), close_support=close, safety_item_open=safety)
    codes(plan)
    reached = any(is_reached(one.result, one.answers_question).status is Reached.YES for one in attempts)
    if plan.decision.status is NextAttempt.UNABLE_TO_REACH:
        assert not reached
        assert not close
        assert not safety
        assert len({one.on for one in attempts}) >= 1
    if close or safety:
        assert plan.rest_until is None
    if plan.decision.status is NextAttempt.ATTEMPT:
        assert plan.channels
        assert plan.on is not None
        assert plan.on >= day(on)
    again = next_attempt(list(reversed(attempts)), due_on=DUE, on=day(on), close_support=close, safety_item_open=safety)
    assert again.decision.status is plan.decision.status or len({one.on for one in attempts}) < len(attempts)


@given(st.integers(0, 20))
def test_following_the_advice_comes_to_an_end(start: int) -> None:
    """Somebody who never answers: the policy leads through tries and letter to the next visit."""
    attempts: list[Attempt] = []
    on = day(start)
    for _ in range(30):
        plan = next_attempt(attempts, due_on=DUE, on=on)
        if plan.decision.status is NextAttempt.UNABLE_TO_REACH:
            break
        assert plan.on is not None
        on = max(on, plan.on)
        if plan.decision.status in (NextAttempt.ATTEMPT, NextAttempt.LETTER):
            part = next(part for part in DayPart if part not in plan.other_than)
            attempts.append(Attempt(on, part, plan.channels[0], R.NO_ANSWER))
    tries = [one for one in attempts if one.channel is not C.LETTER]
    assert plan.decision.status is NextAttempt.UNABLE_TO_REACH
    assert len({one.on for one in tries}) >= 3
    assert len({one.part for one in tries}) >= 2
    assert len({one.channel for one in tries}) >= 2
    assert sum(one.channel is C.LETTER for one in attempts) == 1


@pytest.mark.parametrize(
    ("result", "answers", "reached"),
    [
        (R.REACHED, None, True),
        (R.REACHED, True, True),
        (R.REACHED, False, False),
        (R.REPLIED, True, True),
        (R.REPLIED, False, False),
        (R.REPLIED, None, False),
        *((result, answers, False)
          for result in (R.LEFT_MESSAGE, R.NO_ANSWER, R.BUSY, R.WRONG_NUMBER, R.DECLINED, R.DELIVERED, R.READ)
          for answers in (None, True, False)),
    ],
)  # fmt: skip
def test_reached_is_a_two_way_exchange(result: AttemptResult, answers: bool | None, reached: bool) -> None:
    assert is_reached(result, answers).status is (Reached.YES if reached else Reached.NO)


@pytest.mark.parametrize(
    ("clock", "part"),
    [("00:00", P.MORNING), ("11:59", P.MORNING), ("12:00", P.AFTERNOON), ("16:59", P.AFTERNOON), ("17:00", P.EVENING)],
)
def test_day_parts(clock: str, part: DayPart) -> None:
    assert day_part(time.fromisoformat(clock)) is part


FULL = ClosingFacts(
    on=DUE,
    last_status=PlanOutcome.MOSTLY,
    ask_again_on=day(30),
    program="Chair dancing",
    sustained_days=90,
    tries_made=True,
)


@pytest.mark.parametrize("reason", ClosingReason)
def test_each_reason_closes_when_everything_is_said(reason: ClosingReason) -> None:
    assert may_close(reason, FULL).status is Permission.YES


@pytest.mark.parametrize("reason", ClosingReason)
def test_what_is_missing_is_named(reason: ClosingReason) -> None:
    decision = may_close(reason, ClosingFacts(on=DUE))
    missing = [] if reason in CLOSING_WITHOUT_ASK_AGAIN else ["close_needs_status", "close_needs_ask_again"]
    missing += {
        ClosingReason.TRANSFERRED_TO_PROGRAM: ["close_needs_program"],
        ClosingReason.GOAL_SUSTAINED: ["close_sustained_too_short"],
        ClosingReason.UNABLE_TO_REACH: ["close_tries_open"],
    }.get(reason, [])
    assert [one.code.removeprefix("followups.") for one in decision.reasons] == (missing or ["may_close"])
    assert decision.status is (Permission.NO if missing else Permission.YES)


@pytest.mark.parametrize("reason", ClosingReason)
def test_an_open_red_flag_holds_closing_back(reason: ClosingReason) -> None:
    facts = ClosingFacts(DUE, PlanOutcome.MOSTLY, day(30), "Chair dancing", 90, tries_made=True, red_flag_open=True)
    may = reason in (ClosingReason.DECEASED, ClosingReason.ENTERED_IN_ERROR)
    assert may_close(reason, facts).status is (Permission.YES if may else Permission.NO)


def test_asking_again_lies_in_the_future() -> None:
    facts = ClosingFacts(DUE, PlanOutcome.MOSTLY, ask_again_on=DUE)
    assert may_close(ClosingReason.NOT_READY, facts).reason.code == "followups.close_ask_again_past"


@pytest.mark.parametrize(("days", "may"), [(None, False), (0, False), (89, False), (90, True), (200, True)])
def test_kept_up_means_ninety_days(days: int | None, may: bool) -> None:
    facts = ClosingFacts(DUE, PlanOutcome.MOSTLY, day(30), sustained_days=days)
    assert may_close(ClosingReason.GOAL_SUSTAINED, facts).status is (Permission.YES if may else Permission.NO)
    assert may_close(ClosingReason.GOAL_ACHIEVED, facts).status is Permission.YES


@pytest.mark.parametrize(("program", "may"), [("", False), ("   ", False), ("Chair dancing", True)])
def test_a_program_has_a_name(program: str, may: bool) -> None:
    facts = ClosingFacts(DUE, PlanOutcome.MOSTLY, day(30), program)
    decision = may_close(ClosingReason.TRANSFERRED_TO_PROGRAM, facts)
    assert decision.status is (Permission.YES if may else Permission.NO)
    assert may_close(ClosingReason.MOVED, facts).status is Permission.YES


def test_exactly_three_reasons_need_no_date_to_ask_again() -> None:
    assert list(ClosingReason)[-3:] == [one for one in ClosingReason if one in CLOSING_WITHOUT_ASK_AGAIN]


LICENSED = {"nurse", "clinician", "behavioral-health"}
OTHERS = {
    "front-desk", "medical-assistant", "coach", "care-manager", "lead-coach",
    "manager", "educator", "administrator", "peer", "advisor",
}  # fmt: skip


@pytest.mark.parametrize("role", sorted(LICENSED | OTHERS))
def test_only_a_licensed_role_closes_a_red_flag(role: str) -> None:
    assert may_close_red_flag([role]).status is (Permission.YES if role in LICENSED else Permission.NO)


def test_no_role_closes_nothing_and_one_licensed_role_is_enough() -> None:
    assert may_close_red_flag([]).status is Permission.NO
    assert may_close_red_flag(["coach", "nurse"]).status is Permission.YES


def test_contact_moves_are_those_of_the_dictionary() -> None:
    for state in ContactState:
        for to in ContactState:
            expected = Permission.YES if to in CONTACT_TRANSITIONS[state] else Permission.NO
            assert may_move(state, to).status is expected
    assert CONTACT_TRANSITIONS[ContactState.ENTERED_IN_ERROR] == frozenset()


def row(identity: int, risk: int = 1, end: int = 14, waiting: int = 0) -> ListRow:
    return ListRow(identity, risk, day(end), day(waiting))


def test_list_order_table() -> None:
    rows = [
        row(1, risk=1, end=2),
        row(2, risk=300, end=20),
        row(3, risk=1, end=2, waiting=-5),
        row(4, risk=4, end=9),
        row(5, risk=4, end=8),
        row(6, risk=1, end=1, waiting=9),
        row(7, risk=1, end=2),
    ]
    assert [one.id for one in list_order(rows)] == [2, 5, 4, 6, 3, 1, 7]


@given(
    st.lists(
        st.builds(row, st.integers(1, 10**9), st.integers(0, 4), st.integers(0, 3), st.integers(0, 3)),
        unique_by=lambda one: one.id,
    ),
    st.randoms(use_true_random=False),
)
def test_list_order_is_total(rows: list[ListRow], shuffler: object) -> None:
    shuffled = list(rows)
    shuffler.shuffle(shuffled)  # type: ignore[attr-defined]
    ordered = list_order(shuffled)
    assert ordered == list_order(rows)
    for first, second in pairwise(ordered):
        assert (-first.risk, first.window_end, first.waiting_since, first.id) < (
            -second.risk,
            second.window_end,
            second.waiting_since,
            second.id,
        )


def test_risk_ranks() -> None:
    """Red flags by urgency, then cautions, then levels of need; nothing lower ever adds up to more."""
    assert risk_rank(urgency=UrgencyTier.SAME_DAY) > risk_rank(caution_open=True, level=4)
    assert risk_rank(caution_open=True) > risk_rank(level=4)
    assert risk_rank(level=4) > risk_rank(level=3) > risk_rank()
    tiers = [risk_rank(urgency=tier) for tier in (UrgencyTier.NONE, UrgencyTier.SAME_DAY, UrgencyTier.WITHIN_HOUR)]
    assert [*tiers, risk_rank(urgency=UrgencyTier.NOW_911)] == sorted({*tiers, risk_rank(urgency=UrgencyTier.NOW_911)})
    with pytest.raises(ValueError, match="1 to 4"):
        risk_rank(level=5)
