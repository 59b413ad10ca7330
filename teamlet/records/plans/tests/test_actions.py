"""Goals and plans written by the right person, about the right patient, and taken back as they were."""

from __future__ import annotations

from datetime import date

import pytest

from teamlet.ground.reasons import ChangedMeanwhile, Refused
from teamlet.records.patients.models import Patient, Reading
from teamlet.records.plans.actions import (
    GoalSaid,
    PlanSaid,
    agree_goal,
    agree_plan,
    bring_back_plan,
    end_plan,
    move_goal,
    say_not_today,
    undo_goal,
)
from teamlet.records.plans.models import ActionPlan, Goal, GoalVersion
from teamlet.records.plans.queries import readers_of, unfinished_of
from teamlet.records.plans.words import GoalAcceptance, GoalAudience, GoalSource, GoalState, NotTodayReason, PlanState
from teamlet.records.practice.actions.setup import create_team
from teamlet.records.visits.actions import start_visit

pytestmark = pytest.mark.django_db
GOAL = GoalSaid(words="Walk with my grandson", importance=9)
PLAN = PlanSaid(step_words="Walk", starts_on=date(2026, 11, 24), ends_on=date(2026, 12, 7), confidence=8)
MORNING = "2026-11-23T09:20"
LATER = "2026-11-23T09:25"


@pytest.fixture
def ma(staff):
    return staff("medical-assistant").principal


@pytest.fixture
def other(practice):
    from teamlet.conftest import make_patient

    return make_patient(practice, given="Rosa", family="Marin")


def test_a_goal_of_another_patient_is_not_written_to(patient, other, ma, at):
    hers = agree_goal(patient=other, said=GOAL, at=at(MORNING), by=ma).goal
    with pytest.raises(Goal.DoesNotExist):
        agree_goal(patient=patient, goal=hers, said=GoalSaid(words="Sleep"), at=at(LATER), by=ma)
    assert [version.words for version in GoalVersion.objects.all()] == ["Walk with my grandson"]


@pytest.mark.parametrize("what", ["goal", "plan"])
def test_nothing_is_written_in_the_visit_of_another_patient(patient, other, ma, at, what):
    moment = at(MORNING)
    visit = start_visit(patient=other, at=moment, by=ma)
    version = agree_goal(patient=patient, said=GOAL, at=moment, by=ma)
    where = {"visit": visit, "at": moment, "by": ma}
    with pytest.raises(Refused, match=r"visits\.other_patient"):
        agree_goal(patient=patient, said=GOAL, **where) if what == "goal" else agree_plan(
            goal_version=version, said=PLAN, **where
        )
    assert not ActionPlan.objects.exists()


def test_a_visit_entered_in_error_meanwhile_takes_nothing_more(patient, ma, at):
    moment = at(MORNING)
    visit = start_visit(patient=patient, at=moment, by=ma)
    type(visit).objects.update(state="entered_in_error")  # by somebody else, after the form was opened
    with pytest.raises(Refused, match=r"visits\.entered_in_error"):
        say_not_today(visit=visit, reason=NotTodayReason.ACUTE, at=moment, by=ma)


def test_a_goal_read_before_somebody_elses_save_gets_the_next_number(patient, ma, at):
    stale = agree_goal(patient=patient, said=GOAL, at=at(MORNING), by=ma).goal
    agree_goal(patient=patient, goal=Goal.objects.get(), said=GoalSaid(words="Walk"), at=at(LATER), by=ma)
    third = agree_goal(patient=patient, goal=stale, said=GoalSaid(words="Walk far"), at=at(LATER), by=ma)
    assert third.number == 3


def test_undo_of_a_goal_brings_back_who_may_read_it(patient, ma, at):
    kept = GoalSaid(words="Drink less", audience=GoalAudience.BEHAVIORAL_HEALTH)
    goal = agree_goal(patient=patient, said=kept, at=at(MORNING), by=ma).goal
    opened = agree_goal(patient=patient, goal=goal, said=GoalSaid(words="Drink less"), at=at(LATER), by=ma)
    undo_goal(about_oid=opened.oid, at=at(LATER), by=ma)
    assert Goal.objects.get().audience == GoalAudience.BEHAVIORAL_HEALTH


@pytest.mark.parametrize("before", [GoalState.PAUSED, GoalState.DRAFT])
def test_undo_of_a_goal_brings_back_where_it_stood(patient, ma, at, before):
    pending = GoalSaid(words="Walk", source=GoalSource.SUGGESTED, acceptance=GoalAcceptance.PENDING)
    goal = agree_goal(patient=patient, said=pending if before is GoalState.DRAFT else GOAL, at=at(MORNING), by=ma).goal
    if before is GoalState.PAUSED:
        move_goal(goal=goal, to=GoalState.PAUSED, at=at(MORNING), by=ma)
    agreed = agree_goal(patient=patient, goal=goal, said=GoalSaid(words="Walk far"), at=at(LATER), by=ma)
    assert Goal.objects.get().state == GoalState.AGREED
    undo_goal(about_oid=agreed.oid, at=at(LATER), by=ma)
    assert Goal.objects.get().state == before


def test_undo_of_plan_then_goal_brings_both_back(patient, ma, at):
    first = agree_goal(patient=patient, said=GOAL, at=at(MORNING), by=ma)
    agree_plan(goal_version=first, said=PLAN, at=at(MORNING), by=ma)
    second = agree_goal(patient=patient, goal=first.goal, said=GoalSaid(words="Walk far"), at=at(LATER), by=ma)
    plan = agree_plan(goal_version=second, said=PLAN, at=at(LATER), by=ma)
    with pytest.raises(ChangedMeanwhile):
        undo_goal(about_oid=second.oid, at=at(LATER), by=ma)
    bring_back_plan(version=plan, at=at(LATER), by=ma)
    undo_goal(about_oid=second.oid, at=at(LATER), by=ma)
    assert GoalVersion.objects.get(number=3).words == GOAL.words


@pytest.mark.parametrize(("zone", "day"), [("", date(2026, 11, 23)), ("Pacific/Auckland", date(2026, 11, 24))])
def test_a_score_told_in_the_evening_belongs_to_that_day(patient, ma, at, zone, day):
    Patient.objects.update(time_zone=zone)
    version = agree_goal(patient=patient, said=GOAL, at=at("2026-11-23T20:30"), by=ma)
    agree_plan(goal_version=version, said=PLAN, at=at("2026-11-23T20:30"), by=ma)
    assert set(Reading.objects.values_list("code", "day")) == {("importance", day), ("confidence", day)}


def test_the_importance_of_a_goal_that_was_undone_is_no_reading(patient, ma, at):
    version = agree_goal(patient=patient, said=GOAL, at=at(MORNING), by=ma)
    undo_goal(about_oid=version.oid, at=at(LATER), by=ma)
    assert Reading.objects.get().entered_in_error


def test_a_plan_of_a_goal_that_is_closed_is_nothing_to_finish(patient, ma, at):
    version = agree_goal(patient=patient, said=GOAL, at=at(MORNING), by=ma)
    agree_plan(goal_version=version, said=PLAN, at=at(MORNING), by=ma)
    assert len(unfinished_of(ma, at(MORNING))) == 1
    move_goal(goal=version.goal, to=GoalState.CLOSED, at=at(LATER), by=ma)
    assert unfinished_of(ma, at(MORNING)) == []


def test_the_end_of_a_plan_is_a_row(patient, ma, at):
    version = agree_goal(patient=patient, said=GOAL, at=at(MORNING), by=ma)
    plan = agree_plan(goal_version=version, said=PLAN, at=at(MORNING), by=ma).plan
    end_plan(plan=plan, to=PlanState.FINISHED, at=at(LATER), by=ma)
    assert list(plan.changes.order_by("id").values_list("to_state", flat=True)) == ["active", "finished"]


def test_who_may_read_a_goal_is_the_same_asked_of_one_and_of_all(practice, patient, staff, system, at):
    from teamlet.records.plans.permissions import can_read_goal
    from teamlet.records.plans.queries import teammates_of

    people = [
        staff(role) for role in ("medical-assistant", "nurse", "coach", "behavioral-health", "front-desk", "manager")
    ]
    create_team(practice=practice, name="Red", members=[one.membership for one in people[:2]], by=system)
    for audience in (GoalAudience.MY_TEAM, GoalAudience.BEHAVIORAL_HEALTH):
        goal = agree_goal(
            patient=patient, said=GoalSaid(words="Walk", audience=audience), at=at(MORNING), by=people[0].principal
        ).goal
        one_by_one = {
            person.membership.pk
            for person in people
            if can_read_goal(
                goal.audience, goal.created_by_id, by=person.principal, teammates=teammates_of(person.principal)
            )
        }
        assert readers_of(goal) == one_by_one
