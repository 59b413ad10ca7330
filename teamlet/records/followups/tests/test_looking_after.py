"""Asking again on the day that was named, and what a death changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from teamlet import worker
from teamlet.ground.reasons import Refused
from teamlet.records.followups.actions import (
    ContactSaid,
    ContactTold,
    agree_support,
    ask_again,
    close_contact,
    report_contact,
    settle_deceased,
)
from teamlet.records.followups.models import Contact
from teamlet.records.followups.queries import has_deceased
from teamlet.records.followups.rules import ClosingFacts
from teamlet.records.followups.words import Channel, ClosingReason, ContactState
from teamlet.records.patients.actions import correct_patient
from teamlet.records.patients.models import Patient
from teamlet.records.plans.models import Goal
from teamlet.records.plans.words import FollowUpAnswer, GoalState, PlanOutcome
from teamlet.records.practice.actions.setup import add_holiday
from teamlet.records.tasks.actions import leave_practice
from teamlet.records.tasks.models import Task

from .test_actions import GOAL, MONDAY, plan

pytestmark = pytest.mark.django_db
AGAIN = date(2026, 12, 12)  # a Saturday


@pytest.fixture
def coach(staff):
    return staff("coach")


@pytest.fixture
def agreed(practice, patient, coach, at):
    said = ContactSaid(owner=coach.membership, channel=Channel.VIDEO, phone="(555) 010-2233")
    agree_support(
        patient=patient, goal_said=GOAL, plan_said=plan(), contact_said=said, at=at(MONDAY), by=coach.principal
    )
    return Contact.objects.get()


def close(contact, reason, at, by):
    facts = ClosingFacts(on=date(2026, 11, 23), last_status=PlanOutcome.PARTLY, ask_again_on=AGAIN, tries_made=True)
    close_contact(contact=contact, reason=reason, facts=facts, at=at(MONDAY), by=by)


def night(practice, system, at, on):
    return ask_again(practice=practice, on=on, at=at(f"{on}T00:01"), by=system)


@pytest.mark.parametrize("reason", [ClosingReason.UNABLE_TO_REACH, ClosingReason.NOT_READY])
def test_on_the_day_a_contact_opens_with_whoever_had_it_on_the_next_working_day(
    agreed, practice, system, coach, at, reason
):
    close(agreed, reason, at, coach.principal)
    assert night(practice, system, at, AGAIN - timedelta(days=1)) == 0
    assert night(practice, system, at, AGAIN) == 1
    fresh = Contact.objects.get(state=ContactState.OPEN)
    assert (fresh.due_on, fresh.channel, fresh.phone) == (date(2026, 12, 14), "video", "(555) 010-2233")
    assert fresh.task.owner == coach.membership
    assert night(practice, system, at, AGAIN + timedelta(days=1)) == 0


def test_a_holiday_is_passed_over(agreed, practice, system, coach, staff, at):
    add_holiday(practice=practice, day=date(2026, 12, 14), name="Founders", by=staff("manager").principal)
    close(agreed, ClosingReason.UNABLE_TO_REACH, at, coach.principal)
    night(practice, system, at, AGAIN)
    assert Contact.objects.get(state=ContactState.OPEN).due_on == date(2026, 12, 15)


def test_somebody_else_asks_when_whoever_had_it_left(agreed, practice, system, coach, staff, at):
    close(agreed, ClosingReason.UNABLE_TO_REACH, at, coach.principal)
    nurse = staff("nurse")
    leave_practice(membership=coach.membership, at=at(MONDAY), by=staff("manager").principal)
    assert night(practice, system, at, AGAIN) == 1
    assert Contact.objects.get(state=ContactState.OPEN).task.owner == nurse.membership


def test_whoever_wanted_no_contact_since_is_not_asked(agreed, practice, system, coach, patient, at):
    close(agreed, ClosingReason.UNABLE_TO_REACH, at, coach.principal)
    agree_support(
        patient=patient, goal=agreed.goal, goal_said=GOAL,
        plan_said=plan(amount_words="5 minutes", follow_up=FollowUpAnswer.DECLINED),
        at=at("2026-11-24T09:00"), by=coach.principal,
    )  # fmt: skip
    assert night(practice, system, at, AGAIN) == 0


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"next_contact": ContactSaid()}, GoalState.FOLLOWED),
        ({"closing": ClosingReason.GOAL_ACHIEVED, "ask_again_on": AGAIN + timedelta(days=60)}, GoalState.ACHIEVED),
        ({"closing": ClosingReason.NOT_READY, "ask_again_on": AGAIN + timedelta(days=60)}, GoalState.PAUSED),
        ({"closing": ClosingReason.MOVED, "ask_again_on": AGAIN + timedelta(days=60)}, GoalState.CLOSED),
    ],
    ids=["goes-on", "reached", "not-yet", "moved"],
)
def test_a_goal_that_rested_goes_on_from_what_is_told(agreed, practice, system, coach, at, told, state):
    close(agreed, ClosingReason.NOT_READY, at, coach.principal)
    night(practice, system, at, AGAIN)
    contact = Contact.objects.get(state=ContactState.OPEN)
    said = ContactTold(channel=Channel.CALL, outcome=PlanOutcome.PARTLY, **told)
    report_contact(contact=contact, told=said, at=at("2026-12-14T10:00"), by=coach.principal)
    assert Goal.objects.get().state == state


def test_a_death_withdraws_and_a_mistake_brings_back(agreed, practice, system, patient, staff, at):
    by, moment = staff("nurse").principal, at("2026-11-24T09:00")
    assert not has_deceased(practice)
    correct_patient(patient=patient, deceased_on=date(2026, 11, 24), by=by)
    assert has_deceased(practice)
    assert settle_deceased(practice=practice, at=moment, by=system) == (1, 0)
    assert not has_deceased(practice)
    assert (Contact.objects.get().state, Task.objects.get().state) == ("withdrawn", "withdrawn")
    assert Patient.objects.get(pk=patient.pk).next_due is None
    assert Goal.objects.get().state == GoalState.AGREED
    correct_patient(patient=Patient.objects.get(pk=patient.pk), deceased_on=None, by=by)
    assert settle_deceased(practice=practice, at=moment, by=system) == (0, 1)
    assert Contact.objects.get().state == ContactState.OPEN
    assert Patient.objects.get(pk=patient.pk).next_due == agreed.due_on


def test_whose_day_to_ask_again_passed_while_marked_as_dead_is_asked_at_once(
    agreed, practice, coach, patient, staff, at
):
    by = staff("nurse").principal
    close(agreed, ClosingReason.UNABLE_TO_REACH, at, coach.principal)
    correct_patient(patient=patient, deceased_on=date(2026, 12, 1), by=by)
    at("2026-12-16T10:00")
    worker.settle_deceased("cedar")
    assert not Contact.objects.filter(state=ContactState.OPEN).exists()
    correct_patient(patient=Patient.objects.get(pk=patient.pk), deceased_on=None, by=by)
    worker.settle_deceased("cedar")
    assert Contact.objects.get(state=ContactState.OPEN).due_on == date(2026, 12, 16)


def test_nothing_is_agreed_for_somebody_who_died(patient, coach, staff, at):
    moment = at(MONDAY)
    correct_patient(patient=patient, deceased_on=date(2026, 11, 20), by=staff("nurse").principal)
    with pytest.raises(Refused) as refused:
        agree_support(
            patient=Patient.objects.get(pk=patient.pk), goal_said=GOAL, plan_said=plan(), at=moment, by=coach.principal
        )
    assert refused.value.reason.code == "followups.without_deceased"


def test_the_neighbors_dead_stay_the_neighbors(agreed, neighbor, patient, staff, at):
    from teamlet.ground.access.principal import system as principal_of_system

    correct_patient(patient=patient, deceased_on=date(2026, 11, 24), by=staff("nurse").principal)
    by = principal_of_system(neighbor, "worker")
    assert settle_deceased(practice=neighbor, at=at(MONDAY), by=by) == (0, 0)
    assert Contact.objects.get().state == ContactState.OPEN
