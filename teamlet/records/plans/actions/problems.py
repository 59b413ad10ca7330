"""Writes about problems solved in seven steps, and about the scales of goals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import ChangedMeanwhile, Reason, Refused
from teamlet.records.patients.models import Patient
from teamlet.records.plans import rules
from teamlet.records.plans.models import Goal, GoalScale, Problem, ProblemTry, ScaleRating
from teamlet.records.plans.queries import problem_facts
from teamlet.records.plans.words import ProblemResult, ProblemState, Rater, ScaleState

#: How an idea that went well or badly moves the problem.
_AFTER = {ProblemResult.SOLVED: ProblemState.SOLVED}


@action
def name_problem(
    *,
    patient: Patient,
    words: str,
    ideas: Sequence[str],
    others: str = "",
    problem: Problem | None = None,
    seen: int | None = None,
    goal: Goal | None = None,
    at: datetime,
    by: Principal,
) -> Problem:
    """Write down a problem with its ideas, or change one; ideas that were tried stay.

    Raises ``Refused`` without words, ``ChangedMeanwhile`` when another version than ``seen`` stands.
    """
    words = words.strip()
    if not words:
        raise Refused(Reason("plans.problem_unnamed"))
    if problem is None:
        problem = Problem(practice_id=patient.practice_id, patient=patient, goal=goal, number=0)
    else:
        problem = Problem.objects.select_for_update().get(pk=problem.pk, patient=patient)
        if seen is not None and seen != problem.number:
            raise ChangedMeanwhile("problem")
    tried = [] if problem.pk is None else list(problem.tries.values_list("idea", flat=True))
    said = [idea.strip() for idea in ideas if idea.strip()]
    problem.words, problem.others = words, others.strip()
    problem.ideas = list(dict.fromkeys([*(idea for idea in tried if idea not in said), *said]))
    problem.number, problem.by_id, problem.at = problem.number + 1, by.user_id, at
    problem.save()
    audit(problem, patient=patient, number=problem.number, ideas=len(problem.ideas))
    return problem


@action
def try_idea(*, problem: Problem, idea: str, from_on: date, to_on: date, at: datetime, by: Principal) -> ProblemTry:
    """Agree on an idea to try on these days.  Raises ``Refused`` where the rules do (``rules.may_try``)."""
    problem = Problem.objects.select_for_update().select_related("patient").get(pk=problem.pk)
    on = at.astimezone(ZoneInfo(by.time_zone)).date()
    decision = rules.may_try(problem_facts(problem), idea, from_on, to_on, on)
    if decision.reason.code != "plans.problem_may_try":
        raise Refused(decision.reason)
    row = ProblemTry.objects.create(problem=problem, idea=idea, from_on=from_on, to_on=to_on, by_id=by.user_id, at=at)
    audit(problem, patient=problem.patient, tries=problem.tries.count())
    return row


@action
def tell_result(*, problem: Problem, result: ProblemResult, at: datetime, by: Principal) -> Problem:
    """Record how the idea went that is being tried; *solved* ends the problem.  Raises ``Refused`` without one."""
    problem = Problem.objects.select_for_update().select_related("patient").get(pk=problem.pk)
    last = problem.tries.filter(result="").last()
    if last is None:
        raise Refused(Reason("plans.problem_no_such_idea"))
    last.result = result
    last.save(update_fields=["result"])
    problem.state = _AFTER.get(result, ProblemState(problem.state))
    problem.save(update_fields=["state"])
    audit(problem, patient=problem.patient, result=result)
    return problem


@action
def move_problem(
    *, problem: Problem, to: ProblemState, return_on: date | None = None, at: datetime, by: Principal
) -> Problem:
    """Set a problem aside (with a day to come back to it), call it solved, or open it again."""
    problem = Problem.objects.select_for_update().select_related("patient").get(pk=problem.pk)
    problem.state, problem.return_on = to, return_on if to is ProblemState.PARKED else None
    problem.by_id, problem.at = by.user_id, at
    problem.save()
    audit(problem, patient=problem.patient, to=to)
    return problem


@dataclass(frozen=True, slots=True)
class ScaleSaid:
    """A scale as agreed on: words by level, where the patient starts, when it is looked at, and its weight."""

    levels: Mapping[int, str]
    baseline: int | None = None
    look_on: date | None = None
    importance: int | None = None
    difficulty: int | None = None


@action
def set_scale(*, goal: Goal, said: ScaleSaid, at: datetime, by: Principal) -> GoalScale:
    """Set the five levels of a goal, before the start.

    Raises ``Refused`` with the first gap while the scale cannot be used (``rules.scale_ready``), and once somebody
    rated it: the levels were agreed on before.
    """
    goal = Goal.objects.select_for_update().select_related("patient").get(pk=goal.pk)
    on = at.astimezone(ZoneInfo(by.time_zone)).date()
    ready = rules.scale_ready(rules.Scale(said.levels, said.baseline, said.look_on), on=on)
    if ready.status is not ScaleState.READY:
        raise Refused(ready.reason)
    before = goal.scales.order_by("-number").first()
    if before is not None and before.ratings.exists():
        raise Refused(Reason("plans.scale_start_kept"))
    rules.weight_of(said.importance, said.difficulty)
    scale = GoalScale.objects.create(
        goal=goal,
        number=(before.number if before else 0) + 1,
        levels={str(level): " ".join(words.split()) for level, words in said.levels.items()},
        baseline=said.baseline,
        look_on=said.look_on,
        importance=said.importance,
        difficulty=said.difficulty,
        by_id=by.user_id,
        at=at,
    )
    audit(scale, patient=goal.patient, number=scale.number, baseline=said.baseline)
    return scale


@action
def rate_scale(*, scale: GoalScale, rater: Rater, level: int, at: datetime, by: Principal) -> ScaleRating:
    """Record the level reached as one person sees it; raters stay apart.

    Raises ``Refused`` for a scale that was replaced since.
    """
    scale = GoalScale.objects.select_related("goal__patient").get(pk=scale.pk)
    if scale.goal.scales.filter(number__gt=scale.number).exists():
        raise Refused(Reason("plans.scale_start_kept"))
    row = ScaleRating.objects.create(scale=scale, rater=rater, level=level, by_id=by.user_id, at=at)
    audit(scale, patient=scale.goal.patient, rater=rater, level=level)
    return row
