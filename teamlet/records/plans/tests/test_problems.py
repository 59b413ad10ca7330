"""Seven steps of solving a problem, the scales of goals, and the five A's."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from teamlet.ground.reasons import ChangedMeanwhile, Refused
from teamlet.records.plans import queries
from teamlet.records.plans.actions import (
    GoalSaid,
    ScaleSaid,
    agree_goal,
    move_problem,
    name_problem,
    rate_scale,
    set_scale,
    tell_result,
    try_idea,
)
from teamlet.records.plans.rules import FiveAs, Problem, Tried, five_as, may_try, next_step, still_to_do, untried
from teamlet.records.plans.words import ProblemResult, ProblemState, Rater

R = ProblemResult
ONE, TWO = date(2026, 11, 23), date(2026, 11, 30)


def tried(*pairs):
    return tuple(Tried(idea, ONE, TWO, result) for idea, result in pairs)


@pytest.mark.parametrize(
    ("problem", "step"),
    [
        (Problem(""), "name"),
        (Problem("  "), "name"),
        (Problem("evenings"), "ideas"),
        (Problem("evenings", ("a", "b")), "pick"),
        (Problem("evenings", ("a", "b"), tried(("a", None))), "result"),
        (Problem("evenings", ("a", "b"), tried(("a", R.SOLVED))), "result"),
        (Problem("evenings", ("a", "b"), tried(("a", R.BETTER))), "result"),
        (Problem("evenings", ("a", "b"), tried(("a", R.SAME))), "swap"),
        (Problem("evenings", ("a", "b"), tried(("a", R.WORSE), ("b", None))), "result"),
        (Problem("evenings", ("a", "b"), tried(("a", R.WORSE), ("b", R.SAME))), "others"),
        (Problem("evenings", ("a",), tried(("a", R.SAME)), "my sister"), "set_aside"),
        (Problem("evenings", ("a",), tried(("a", R.SAME)), "", ProblemState.PARKED), "result"),
    ],
)
def test_which_step_is_next(problem, step):
    assert next_step(problem) == step


@pytest.mark.parametrize(
    ("problem", "idea", "first", "last", "reason"),
    [
        (Problem("x", ("a",)), "a", ONE, TWO, "plans.problem_may_try"),
        (Problem("x", ("a",)), "b", ONE, TWO, "plans.problem_no_such_idea"),
        (Problem("x", ("a",)), "a", TWO, ONE, "plans.problem_days"),
        (Problem("x", ("a",)), "a", date(2026, 11, 22), TWO, "plans.problem_days"),
        (Problem("x", ("a", "b"), tried(("a", None))), "b", ONE, TWO, "plans.problem_result_first"),
        (Problem("x", ("a",), (), "", ProblemState.PARKED), "a", ONE, TWO, "plans.problem_is_over"),
    ],
)
def test_what_can_be_tried(problem, idea, first, last, reason):
    assert may_try(problem, idea, first, last, ONE).reason.code == reason


def test_ideas_not_tried_yet_keep_their_order():
    assert untried(Problem("x", ("c", "a", "b"), tried(("a", R.SAME)))) == ("c", "b")


@pytest.mark.parametrize(
    ("facts", "open_"),
    [
        (FiveAs(), ["assess", "advise", "agree", "assist", "arrange"]),
        (FiveAs(has_topics=True, explained=True, has_goal=True, has_plan=True, contact_answered=True), []),
        (FiveAs(not_today=True), ["assess", "advise"]),
        (FiveAs(asked_feelings=True, shown_skill=True), ["advise", "agree", "arrange"]),
        (FiveAs(has_report=True, has_handoff=True), ["advise", "agree", "assist"]),
        (FiveAs(asked_importance=True), ["advise", "agree", "assist", "arrange"]),
    ],
)
def test_the_five_in_words(facts, open_):
    assert [one.value for one in still_to_do(facts)] == open_
    assert len(five_as(facts)) == 5


@pytest.fixture
def by(staff):
    return staff("coach").principal


@pytest.mark.django_db
class TestAProblem:
    def test_goes_through_its_steps(self, patient, by, at):
        now = at("2026-11-23T09:00")
        sheet = name_problem(
            patient=patient,
            words="Evenings are hard",
            ideas=["walk at noon", "", "walk at noon", "call Otto"],
            at=now,
            by=by,
        )
        assert sheet.ideas == ["walk at noon", "call Otto"]
        try_idea(problem=sheet, idea="walk at noon", from_on=ONE, to_on=TWO, at=now, by=by)
        with pytest.raises(Refused, match=r"plans\.problem_result_first"):
            try_idea(problem=sheet, idea="call Otto", from_on=ONE, to_on=TWO, at=now, by=by)
        tell_result(problem=sheet, result=R.SAME, at=now, by=by)
        try_idea(problem=sheet, idea="call Otto", from_on=ONE, to_on=TWO, at=now, by=by)
        sheet = tell_result(problem=sheet, result=R.SOLVED, at=now, by=by)
        assert sheet.state == ProblemState.SOLVED

    def test_ideas_that_were_tried_stay_and_two_people_do_not_overwrite_each_other(self, patient, by, at):
        now = at("2026-11-23T09:00")
        sheet = name_problem(patient=patient, words="Evenings", ideas=["a", "b"], at=now, by=by)
        try_idea(problem=sheet, idea="a", from_on=ONE, to_on=TWO, at=now, by=by)
        again = name_problem(patient=patient, words="Evenings", ideas=["c"], problem=sheet, seen=1, at=now, by=by)
        assert again.ideas == ["a", "c"]
        with pytest.raises(ChangedMeanwhile):
            name_problem(patient=patient, words="Nights", ideas=[], problem=sheet, seen=1, at=now, by=by)

    def test_without_words_nothing_is_written(self, patient, by, at):
        with pytest.raises(Refused, match=r"plans\.problem_unnamed"):
            name_problem(patient=patient, words=" ", ideas=[], at=at("2026-11-23T09:00"), by=by)

    def test_set_aside_with_a_day_and_taken_up_again(self, patient, by, at):
        now = at("2026-11-23T09:00")
        sheet = name_problem(patient=patient, words="Evenings", ideas=["a"], at=now, by=by)
        parked = move_problem(problem=sheet, to=ProblemState.PARKED, return_on=TWO, at=now, by=by)
        assert (parked.state, parked.return_on) == ("parked", TWO)
        again = move_problem(problem=sheet, to=ProblemState.OPEN, at=now, by=by)
        assert (again.state, again.return_on) == ("open", None)

    def test_the_neighbor_sees_none(self, patient, by, at, neighbor, staff):
        sheet = name_problem(patient=patient, words="Evenings", ideas=[], at=at("2026-11-23T09:00"), by=by)
        stranger = staff("coach", at=neighbor).principal
        assert queries.problem(stranger, sheet.oid) is None
        assert queries.problems_of(stranger, patient.pk) == []


LEVELS = {-2: "no walk", -1: "one walk a week", 0: "three walks", 1: "five walks", 2: "a walk each day"}


@pytest.mark.django_db
class TestAScale:
    @pytest.fixture
    def goal(self, patient, by, at):
        return agree_goal(patient=patient, said=GoalSaid("walk more"), at=at("2026-11-23T09:00"), by=by).goal

    def test_is_rated_by_each_for_themselves(self, goal, patient, by, at):
        now = at("2026-11-23T09:00")
        scale = set_scale(goal=goal, said=ScaleSaid(LEVELS, -1, date(2027, 2, 1), 3, 2), at=now, by=by)
        rate_scale(scale=scale, rater=Rater.PATIENT, level=0, at=now, by=by)
        rate_scale(scale=scale, rater=Rater.PATIENT, level=1, at=now, by=by)
        rate_scale(scale=scale, rater=Rater.PRACTITIONER, level=0, at=now, by=by)
        scores = queries.t_scores(queries.scales_of(by, patient.pk))
        assert {rater: one.score for rater, one in scores.items()} == {
            Rater.PATIENT: Decimal("60.00"),
            Rater.PRACTITIONER: Decimal("50.00"),
        }
        assert queries.start_score(queries.scales_of(by, patient.pk)).score == Decimal("40.00")

    def test_levels_stay_once_somebody_rated(self, goal, by, at):
        now = at("2026-11-23T09:00")
        said = ScaleSaid(LEVELS, -1, date(2027, 2, 1))
        scale = set_scale(goal=goal, said=said, at=now, by=by)
        assert set_scale(goal=goal, said=said, at=now, by=by).number == 2
        with pytest.raises(Refused, match=r"plans\.scale_start_kept"):
            rate_scale(scale=scale, rater=Rater.PATIENT, level=1, at=now, by=by)
        rate_scale(scale=queries.scale_of(goal), rater=Rater.PATIENT, level=1, at=now, by=by)
        with pytest.raises(Refused, match=r"plans\.scale_start_kept"):
            set_scale(goal=goal, said=said, at=now, by=by)

    @pytest.mark.parametrize(
        ("said", "code"),
        [
            (ScaleSaid({**LEVELS, 2: ""}, -1, date(2027, 2, 1)), "plans.scale_level_open"),
            (ScaleSaid({**LEVELS, 2: "No  walk"}, -1, date(2027, 2, 1)), "plans.scale_levels_alike"),
            (ScaleSaid(LEVELS, None, date(2027, 2, 1)), "plans.scale_start_open"),
            (ScaleSaid(LEVELS, -1, None), "plans.scale_day_open"),
            (ScaleSaid(LEVELS, -1, date(2026, 11, 23)), "plans.scale_day_past"),
        ],
    )
    def test_a_scale_with_a_gap_is_not_set(self, goal, by, at, said, code):
        with pytest.raises(Refused) as refused:
            set_scale(goal=goal, said=said, at=at("2026-11-23T09:00"), by=by)
        assert refused.value.reason.code == code
