"""What visits of the demo shared: explained, shown, given, feelings asked about, a problem, a goal on a scale."""

from __future__ import annotations

from datetime import datetime, timedelta

from teamlet.demo.stage import Set
from teamlet.ground.access.principal import Principal
from teamlet.records.patients.models import Patient
from teamlet.records.plans.actions import ScaleSaid, name_problem, rate_scale, set_scale, tell_result, try_idea
from teamlet.records.plans.models import Goal
from teamlet.records.plans.words import GoalState, ProblemResult, Rater
from teamlet.records.visits.actions import record_feelings, record_shared
from teamlet.records.visits.models import Visit
from teamlet.records.visits.words import FeelingsRoute, SaidBack, SharedKind, VisitState

_LINES = (
    (SharedKind.INTRODUCTION, "introduction", None),
    (SharedKind.TOPIC, "topic_numbers", SaidBack.CLEAR),
    (SharedKind.TOPIC, "topic_food", SaidBack.AGAIN),
    (SharedKind.SKILL, "skill_pressure_cuff", SaidBack.AGAIN),
    (SharedKind.AID, "aid_trend", None),
    (SharedKind.CARE, "care_diabetes", None),
)
_NURSES = {"cedar": "nora", "juniper": "nick"}


def share_in_visits(here: Set, *, at: datetime) -> None:
    """Let the last finished visits have had something explained; one person solves a problem, one goal has a scale."""
    by, then = here.by(_NURSES[here.stage.key]), at - timedelta(days=1)
    visits = Visit.objects.filter(practice=here.practice, state=VisitState.FINISHED, patient__merged_into__isnull=True)
    for place, visit in enumerate(visits.select_related("patient").order_by("-day", "-id")[:6]):
        for kind, code, result in _LINES[: place + 1]:
            record_shared(visit=visit, kind=kind, code=code, result=result, at=then, by=by)
        route = tuple(FeelingsRoute)[place % 3] if place % 2 else None
        record_feelings(visit=visit, weighs=route is not None, route=route, at=then, by=by)
    goal = (
        Goal.objects.filter(practice=here.practice, state=GoalState.FOLLOWED, patient__merged_into__isnull=True)
        .select_related("patient")
        .order_by("id")
        .first()
    )
    if goal is not None:
        _solve(goal.patient, then, by)
        _scale(goal, then, by)


def _solve(patient: Patient, at: datetime, by: Principal) -> None:
    sheet = name_problem(
        patient=patient,
        words="By the evening I am too tired to cook",
        ideas=["Cook on Sunday for three days", "Ask my sister to cook with me", "Eat the big meal at noon"],
        others="my sister",
        at=at,
        by=by,
    )
    day = at.date()
    idea = "Cook on Sunday for three days"
    try_idea(problem=sheet, idea=idea, from_on=day, to_on=day + timedelta(days=7), at=at, by=by)
    tell_result(problem=sheet, result=ProblemResult.SAME, at=at, by=by)


def _scale(goal: Goal, at: datetime, by: Principal) -> None:
    levels = {
        -2: "No walk at all",
        -1: "One walk a week, as now",
        0: "Three walks a week",
        1: "Five walks a week",
        2: "A walk on every day",
    }
    said = ScaleSaid(levels, baseline=-1, look_on=(at + timedelta(days=60)).date(), importance=3, difficulty=2)
    scale = set_scale(goal=goal, said=said, at=at, by=by)
    rate_scale(scale=scale, rater=Rater.PATIENT, level=0, at=at, by=by)
