"""What undo leaves behind: nothing half, nobody forgotten, nothing of others overwritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from teamlet.ground.reasons import ChangedMeanwhile, Refused
from teamlet.records.followups.actions import (
    ContactSaid,
    ContactTold,
    agree_support,
    record_attempt,
    report_contact,
    reschedule_contact,
    undo_attempt,
    undo_contact,
    undo_plan,
    undo_reschedule,
)
from teamlet.records.followups.models import Contact, ContactReport
from teamlet.records.followups.words import AttemptResult, Channel, ContactState
from teamlet.records.patients.models import Patient
from teamlet.records.plans.actions import decide_caution
from teamlet.records.plans.models import ActionPlan, PlanChange
from teamlet.records.plans.queries import current_goal
from teamlet.records.plans.words import CautionDecision, FollowUpAnswer, GoalAudience, PlanOutcome, PlanState
from teamlet.records.practice.models import Membership
from teamlet.records.tasks.actions import assign_duty
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.words import Duty, TaskKind, TaskState

from .test_actions import GOAL, MONDAY, plan

pytestmark = pytest.mark.django_db
FIVE_PAST = "2026-11-23T09:25"
HALF_PAST = "2026-11-23T09:30"


@pytest.fixture
def ma(staff):
    return staff("medical-assistant").principal


@pytest.fixture
def coach(staff):
    return staff("coach").principal


@pytest.fixture
def nurse(staff):
    return staff("nurse").principal


@pytest.fixture
def agree(patient, ma, at):
    def save(when, *, goal=None, fresh=False, contact_said=None, **changes):
        return agree_support(
            patient=patient, goal=goal, goal_said=GOAL, plan_said=plan(**changes), fresh=fresh,
            contact_said=contact_said, at=at(when), by=ma,
        )  # fmt: skip

    return save


def open_cautions():
    return list(Task.objects.filter(kind=TaskKind.CAUTION, state=TaskState.OPEN).values_list("about_oid", flat=True))


def test_a_contact_promised_before_survives_the_undo_of_a_save_that_did_not_ask(agree, ma, patient, at):
    first = agree(MONDAY)
    second = agree(FIVE_PAST, goal=first.plan.goal, amount_words="5 min", follow_up=FollowUpAnswer.NOT_ASKED)
    undo_plan(about_oid=second.oid, at=at(HALF_PAST), by=ma)
    contact = Contact.objects.get()
    standing = current_goal(ma, patient.pk).plan_version
    assert (contact.state, contact.plan_version) == (ContactState.OPEN, standing)
    assert standing.amount_words == "10 minutes"
    assert Patient.objects.get(pk=patient.pk).next_due == contact.due_on


def test_a_contact_that_comes_back_is_about_what_stands_and_carries_no_reason_for_an_end(agree, ma, patient, at):
    first = agree(MONDAY)
    second = agree(FIVE_PAST, goal=first.plan.goal, amount_words="5 min")
    undo_plan(about_oid=second.oid, at=at(HALF_PAST), by=ma)
    back = Contact.objects.get(state=ContactState.OPEN)
    assert back.plan_version == current_goal(ma, patient.pk).plan_version
    assert back.closing_reason == ""


@pytest.mark.parametrize("since", ["tried", "moved", "made"])
def test_a_plan_whose_contact_went_on_is_not_undone(agree, ma, coach, at, since):
    version = agree(MONDAY)
    contact, moment = Contact.objects.get(), at(FIVE_PAST)
    if since == "tried":
        record_attempt(contact=contact, channel=Channel.CALL, result=AttemptResult.NO_ANSWER, at=moment, by=coach)
    elif since == "moved":
        reschedule_contact(contact=contact, said=ContactSaid(agreed_on=date(2026, 12, 3)), at=moment, by=coach)
    else:
        told = ContactTold(channel=Channel.CALL, outcome=PlanOutcome.MOSTLY, next_contact=ContactSaid())
        report_contact(contact=contact, told=told, at=moment, by=coach)
    with pytest.raises(ChangedMeanwhile):
        undo_plan(about_oid=version.oid, at=at(HALF_PAST), by=ma)
    assert ActionPlan.objects.get().state == PlanState.ACTIVE


def test_undo_of_a_fresh_plan_lets_the_one_before_go_on(agree, ma, patient, at):
    first = agree(MONDAY)
    second = agree(FIVE_PAST, goal=first.plan.goal, fresh=True, step_words="Stretch")
    undo_plan(about_oid=second.oid, at=at(HALF_PAST), by=ma)
    assert current_goal(ma, patient.pk).plan_version == first
    changes = PlanChange.objects.filter(plan=first.plan).order_by("id")
    assert list(changes.values_list("from_state", "to_state", "reason")) == [
        ("", "active", ""),
        ("active", "finished", ""),
        ("finished", "active", "undo"),
    ]


def test_a_new_version_of_a_step_takes_the_place_of_the_caution_task(agree):
    first = agree(MONDAY, cautions=("fasting",))
    assert open_cautions() == [first.oid]
    second = agree(FIVE_PAST, goal=first.plan.goal, amount_words="5 min", cautions=("fasting",))
    assert open_cautions() == [second.oid]
    agree(HALF_PAST, goal=first.plan.goal, step_words="Walk slowly")
    assert open_cautions() == []


def test_a_caution_that_undo_brings_back_waits_for_a_licensed_person_again(agree, ma, patient, at):
    first = agree(MONDAY, cautions=("fasting",))
    second = agree(FIVE_PAST, goal=first.plan.goal, step_words="Walk slowly")
    undo_plan(about_oid=second.oid, at=at(HALF_PAST), by=ma)
    standing = current_goal(ma, patient.pk)
    assert standing.must_wait
    assert open_cautions() == [standing.plan_version.oid]


def test_what_was_decided_about_a_step_is_decided_when_undo_brings_it_back(agree, ma, nurse, patient, at):
    first = agree(MONDAY, cautions=("fasting",))
    decide_caution(version=first, decision=CautionDecision.MAY_START, at=at(MONDAY), by=nurse)
    second = agree(FIVE_PAST, goal=first.plan.goal, step_words="Walk slowly")
    undo_plan(about_oid=second.oid, at=at(HALF_PAST), by=ma)
    standing = current_goal(ma, patient.pk)
    assert standing.caution is CautionDecision.MAY_START
    assert standing.plan_version.caution_reviews.get().by_id == nurse.user_id
    assert open_cautions() == []


def test_a_caution_comes_back_when_the_contact_that_finished_its_plan_is_undone(agree, coach, at):
    first = agree(MONDAY, cautions=("fasting",))
    told = ContactTold(
        channel=Channel.CALL, outcome=PlanOutcome.PARTLY, next_step="new", new_plan=plan(), next_contact=ContactSaid()
    )
    report = report_contact(contact=Contact.objects.get(), told=told, at=at(FIVE_PAST), by=coach)
    assert open_cautions() == []
    undo_contact(about_oid=report.oid, at=at(HALF_PAST), by=coach)
    assert open_cautions() == [first.oid]
    assert PlanChange.objects.filter(plan=first.plan, from_state="finished", to_state="active").exists()


def test_a_report_whose_next_contact_was_moved_by_somebody_is_not_undone(agree, coach, nurse, at):
    agree(MONDAY)
    told = ContactTold(channel=Channel.CALL, outcome=PlanOutcome.MOSTLY, next_contact=ContactSaid())
    report = report_contact(contact=Contact.objects.get(), told=told, at=at(FIVE_PAST), by=coach)
    following = Contact.objects.get(state=ContactState.OPEN)
    reschedule_contact(contact=following, said=ContactSaid(agreed_on=date(2026, 12, 9)), at=at(HALF_PAST), by=nurse)
    with pytest.raises(ChangedMeanwhile):
        undo_contact(about_oid=report.oid, at=at(HALF_PAST), by=coach)
    assert ContactReport.objects.get().undone_at is None


def test_a_report_is_not_undone_into_a_second_open_contact(agree, coach, at):
    first = agree(MONDAY)
    told = ContactTold(channel=Channel.CALL, outcome=PlanOutcome.MOSTLY, next_contact=ContactSaid())
    report = report_contact(contact=Contact.objects.get(), told=told, at=at(FIVE_PAST), by=coach)
    agree(HALF_PAST, goal=first.plan.goal)
    with pytest.raises(Refused):
        undo_contact(about_oid=report.oid, at=at(HALF_PAST), by=coach)
    assert Contact.objects.filter(state=ContactState.OPEN).count() == 1


def test_undo_of_another_day_keeps_what_was_agreed_since(agree, coach, ma, patient, at):
    first = agree(MONDAY)
    fresh = reschedule_contact(
        contact=Contact.objects.get(), said=ContactSaid(agreed_on=date(2026, 12, 3)), at=at(FIVE_PAST), by=coach
    )
    newer = agree(FIVE_PAST, goal=first.plan.goal, amount_words="5 min", follow_up=FollowUpAnswer.NOT_ASKED)
    undo_reschedule(about_oid=fresh.oid, at=at(HALF_PAST), by=coach)
    assert Contact.objects.get(state=ContactState.OPEN).plan_version == newer


def test_undo_of_a_second_wrong_number_leaves_the_task_of_the_first(agree, coach, at):
    agree(MONDAY)
    wrong = {"channel": Channel.CALL, "result": AttemptResult.WRONG_NUMBER, "by": coach}
    tries = [record_attempt(contact=Contact.objects.get(), at=at(when), **wrong) for when in (FIVE_PAST, HALF_PAST)]
    task = Task.objects.get(kind=TaskKind.UPDATE_CONTACT_POINT)
    states = []
    for attempt in reversed(tries):
        undo_attempt(about_oid=attempt.oid, at=at(HALF_PAST), by=coach)
        task.refresh_from_db()
        states.append(task.state)
    assert states == [TaskState.OPEN, TaskState.WITHDRAWN]


def test_a_try_is_not_undone_after_the_contact_was_made(agree, coach, at):
    agree(MONDAY)
    contact, moment = Contact.objects.get(), at(FIVE_PAST)
    attempt = record_attempt(contact=contact, channel=Channel.CALL, result=AttemptResult.NO_ANSWER, at=moment, by=coach)
    told = ContactTold(channel=Channel.CALL, outcome=PlanOutcome.MOSTLY, next_contact=ContactSaid())
    report_contact(contact=contact, told=told, at=moment + timedelta(minutes=1), by=coach)
    with pytest.raises(ChangedMeanwhile):
        undo_attempt(about_oid=attempt.oid, at=at(HALF_PAST), by=coach)


def test_a_task_never_comes_back_to_somebody_who_left_meanwhile(agree, ma, coach, at):
    agree(MONDAY)
    told = ContactTold(channel=Channel.CALL, outcome=PlanOutcome.MOSTLY, next_contact=ContactSaid())
    report = report_contact(contact=Contact.objects.get(), told=told, at=at(FIVE_PAST), by=coach)
    Membership.objects.filter(pk=ma.membership_id).update(state="removed")
    undo_contact(about_oid=report.oid, at=at(HALF_PAST), by=coach)
    task = Task.objects.get(state=TaskState.OPEN)
    assert task.owner_id == coach.membership_id
    assert task.moves.get().from_owner_id == ma.membership_id


@pytest.mark.parametrize("named", [True, False])
def test_a_contact_about_a_goal_kept_to_a_few_goes_to_somebody_who_may_read_it(practice, patient, staff, ma, at, named):
    coach, manager = staff("coach").membership, staff("manager").principal
    if not named:
        assign_duty(practice=practice, duty=Duty.FOLLOW_UP, person=coach, backup=None, at=at(MONDAY), by=manager)
    agree_support(
        patient=patient,
        goal_said=replace(GOAL, audience=GoalAudience.MY_TEAM),
        plan_said=plan(),
        contact_said=ContactSaid(owner=coach if named else None),
        at=at(MONDAY),
        by=ma,
    )
    assert Task.objects.get().owner_id == ma.membership_id
