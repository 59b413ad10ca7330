"""“My people”: the person to call now, with every number that works, and no words kept to a few."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from teamlet.ground import clock
from teamlet.records.followups.actions import agree_support
from teamlet.records.patients.models import ContactPoint
from teamlet.records.plans.actions import GoalSaid, PlanSaid
from teamlet.records.plans.words import FollowUpAnswer, GoalAudience

pytestmark = pytest.mark.django_db
GOAL = GoalSaid(words="Walk with my grandson")


def first_screen(patient, staff, client_of, at, goal_said):
    coach = staff("coach")
    plan = PlanSaid(
        step_words="Walk", starts_on=date(2026, 11, 24), ends_on=date(2026, 12, 7), follow_up=FollowUpAnswer.AGREED
    )
    at("2026-11-23T09:20")
    agree_support(patient=patient, goal_said=goal_said, plan_said=plan, at=clock.now(), by=coach.principal)
    at("2026-12-04T10:00")
    return client_of(coach).get("/practice/cedar/?as=people").content.decode()


def test_whoever_is_to_be_called_has_a_number(patient, staff, client_of, at):
    for kind, value, works in (
        ("mobile", "555-0101", True),
        ("home", "555-0102", False),
        ("email", "r@x.example", True),
    ):
        ContactPoint.objects.create(patient=patient, kind=kind, value=value, works=works)
    page = first_screen(patient, staff, client_of, at, GOAL)
    assert [number in page for number in ("555-0101", "555-0102", "r@x.example")] == [True, False, False]


def test_a_goal_kept_to_a_few_is_not_opened_on_a_list(patient, staff, client_of, at):
    page = first_screen(patient, staff, client_of, at, replace(GOAL, audience=GoalAudience.MY_TEAM))
    assert GOAL.words not in page
