from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from teamlet.ground.audit.models import Event
from teamlet.ground.reasons import ChangedMeanwhile, Refused
from teamlet.records.followups import queries, rules
from teamlet.records.followups.actions import (
    ContactSaid,
    ContactTold,
    Worry,
    agree_support,
    close_contact,
    close_red_flag,
    record_attempt,
    report_contact,
    undo_contact,
)
from teamlet.records.followups.models import Contact, RedFlag
from teamlet.records.followups.words import (
    AttemptResult,
    Channel,
    ClosingReason,
    ContactState,
    DueState,
    UrgencyTier,
)
from teamlet.records.patients.models import Patient, Reading
from teamlet.records.plans.actions import GoalSaid, PlanSaid
from teamlet.records.plans.models import Goal, PlanVersion
from teamlet.records.plans.words import FollowUpAnswer, GoalState, PlanOutcome, PlanState
from teamlet.records.practice.actions.saves import undo_save
from teamlet.records.practice.models import Save
from teamlet.records.tasks.actions import assign_duty, move_tasks_of
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.words import Duty, MoveReason, TaskKind, TaskState

pytestmark = pytest.mark.django_db

MONDAY = "2026-11-23T09:20"
GOAL = GoalSaid(words="Walk with my grandson without stopping", importance=9)


def plan(**changes):
    values = {
        "step_words": "Walk",
        "amount_words": "10 minutes",
        "when_words": "after dinner",
        "days_words": "any 3 days",
        "starts_on": date(2026, 11, 24),
        "ends_on": date(2026, 12, 7),
        "confidence_asked": True,
        "confidence_first": 8,
        "confidence": 8,
        "follow_up": FollowUpAnswer.AGREED,
    }
    return PlanSaid(**(values | changes))


@pytest.fixture
def nurse(staff):
    return staff("nurse")


@pytest.fixture
def coach(staff):
    return staff("coach")


@pytest.fixture
def agreed(practice, patient, staff, at):
    moment = at(MONDAY)
    ma = staff("medical-assistant")
    return agree_support(patient=patient, goal_said=GOAL, plan_said=plan(), at=moment, by=ma.principal)


def later(at, days: int):
    return at((date(2026, 11, 23) + timedelta(days=days)).isoformat() + "T10:00")


def test_an_agreed_contact_is_the_authors_when_the_matrix_is_empty(agreed, staff, patient):
    contact = Contact.objects.get()
    assert contact.task.owner == staff("medical-assistant").membership
    assert contact.due_on == date(2026, 12, 4)  # day 12 is a Saturday: the Friday before is as near and earlier
    assert (contact.window_first, contact.window_last) == (date(2026, 12, 3), date(2026, 12, 7))
    assert Patient.objects.get(pk=patient.pk).next_due == contact.due_on


def test_an_agreed_contact_goes_to_whoever_holds_the_duty(practice, patient, staff, coach, at):
    moment = at(MONDAY)
    ma = staff("medical-assistant")
    assign_duty(
        practice=practice,
        duty=Duty.FOLLOW_UP,
        person=coach.membership,
        backup=ma.membership,
        at=moment,
        by=staff("manager").principal,
    )
    agree_support(patient=patient, goal_said=GOAL, plan_said=plan(), at=moment, by=ma.principal)
    task = Task.objects.get()
    assert task.owner == coach.membership
    assert task.backup == ma.membership


def test_each_action_writes_one_event_of_its_own(agreed):
    verbs = list(Event.objects.order_by("number").values_list("verb", flat=True))
    assert verbs == [
        "plans.agree_goal",
        "plans.agree_plan",
        "tasks.open_task",
        "followups.agree_contact",
        "followups.agree_support",
    ]


def test_scores_are_stored_as_readings_too(agreed, patient):
    assert list(Reading.objects.filter(patient=patient).order_by("id").values_list("code", "value")) == [
        ("importance", 9),
        ("confidence", 8),
    ]


def test_a_second_save_replaces_the_contact_and_undo_brings_the_first_back(agreed, patient, staff, at):
    ma = staff("medical-assistant").principal
    moment = at("2026-11-23T09:25")
    second = agree_support(
        patient=patient,
        goal=agreed.plan.goal,
        goal_said=GOAL,
        plan_said=plan(amount_words="5 minutes"),
        contact_said=ContactSaid(agreed_on=date(2026, 12, 3)),
        at=moment,
        by=ma,
    )
    assert second.number == 2
    assert [c.state for c in Contact.objects.order_by("id")] == [ContactState.WITHDRAWN, ContactState.OPEN]
    undo_save(save=Save.objects.order_by("-id").first(), at=at("2026-11-23T09:30"), by=ma)
    assert [c.state for c in Contact.objects.order_by("id")] == [ContactState.OPEN, ContactState.WITHDRAWN]
    newest = PlanVersion.objects.order_by("-id").first()
    assert (newest.number, newest.amount_words, newest.restores) == (3, "10 minutes", 1)


def test_undo_of_the_first_save_withdraws_everything(agreed, staff, at):
    ma = staff("medical-assistant").principal
    undo_save(save=Save.objects.order_by("-id").first(), at=at("2026-11-23T09:29"), by=ma)
    assert agreed.plan.__class__.objects.get().state == PlanState.WITHDRAWN
    assert Contact.objects.get().state == ContactState.WITHDRAWN
    assert Task.objects.get().state == TaskState.WITHDRAWN


@pytest.mark.parametrize("who", ["other", "late"])
def test_undo_is_refused_to_others_and_after_ten_minutes(agreed, staff, at, who):
    by = staff("nurse").principal if who == "other" else staff("medical-assistant").principal
    moment = at("2026-11-23T09:25" if who == "other" else "2026-11-23T09:31")
    with pytest.raises(Refused, match=r"practice\.save_not_undoable"):
        undo_save(save=Save.objects.order_by("-id").first(), at=moment, by=by)


def test_two_people_at_once_the_second_is_told(agreed, patient, nurse, at):
    with pytest.raises(ChangedMeanwhile):
        agree_support(
            patient=patient,
            goal_said=GOAL,
            plan_said=plan(),
            goal_seen=0,
            plan_seen=0,
            at=at(MONDAY),
            by=nurse.principal,
        )
    assert PlanVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("day", "code"), [(date(2026, 11, 20), "followups.date_past"), (date(2027, 12, 28), "followups.date_too_far")]
)
def test_an_impossible_day_saves_nothing(practice, patient, nurse, at, day, code):
    with pytest.raises(Refused, match=re.escape(code)):
        agree_support(
            patient=patient,
            goal_said=GOAL,
            plan_said=plan(),
            contact_said=ContactSaid(agreed_on=day),
            at=at(MONDAY),
            by=nurse.principal,
        )
    assert not Goal.objects.exists()


def test_a_step_that_met_a_caution_waits_for_a_licensed_person(practice, patient, staff, nurse, at):
    agree_support(
        patient=patient,
        goal_said=GOAL,
        plan_said=plan(cautions=("fasting",)),
        at=at(MONDAY),
        by=staff("medical-assistant").principal,
    )
    task = Task.objects.get(kind=TaskKind.CAUTION)
    assert task.owner == nurse.membership
    assert task.risk > 0


def test_the_contact_is_reported_and_the_next_one_stands(agreed, coach, at):
    contact = Contact.objects.get()
    moment = later(at, 11)
    told = ContactTold(
        channel=Channel.CALL,
        outcome=PlanOutcome.MOSTLY,
        times_done=5,
        times_planned=6,
        confidence=9,
        next_contact=ContactSaid(agreed_on=date(2026, 12, 18)),
    )
    report_contact(contact=contact, told=told, at=moment, by=coach.principal)
    assert [c.state for c in Contact.objects.order_by("id")] == [ContactState.REACHED, ContactState.OPEN]
    assert Goal.objects.get().state == GoalState.FOLLOWED
    assert Contact.objects.last().follows == contact
    undo_save(save=Save.objects.order_by("-id").first(), at=moment + timedelta(minutes=2), by=coach.principal)
    assert [c.state for c in Contact.objects.order_by("id")] == [ContactState.OPEN, ContactState.WITHDRAWN]
    assert Task.objects.get(about_oid=contact.oid).state == TaskState.OPEN


def test_a_new_step_at_the_contact_and_its_undo(agreed, coach, at):
    contact = Contact.objects.get()
    moment = later(at, 11)
    told = ContactTold(
        channel=Channel.CALL,
        outcome=PlanOutcome.PARTLY,
        next_step="new",
        new_plan=plan(step_words="Stretch", starts_on=date(2026, 12, 5), ends_on=date(2026, 12, 18)),
        next_contact=ContactSaid(),
    )
    report_contact(contact=contact, told=told, at=moment, by=coach.principal)
    assert [p.state for p in agreed.plan.__class__.objects.order_by("id")] == [PlanState.FINISHED, PlanState.ACTIVE]
    undo_save(save=Save.objects.order_by("-id").first(), at=moment + timedelta(minutes=2), by=coach.principal)
    assert [p.state for p in agreed.plan.__class__.objects.order_by("id")] == [PlanState.ACTIVE, PlanState.WITHDRAWN]


def test_a_worry_goes_to_a_licensed_person_and_only_one_closes_it(agreed, coach, nurse, at):
    moment = later(at, 11)
    told = ContactTold(
        channel=Channel.CALL,
        outcome=PlanOutcome.NOT_STARTED,
        worry=Worry(UrgencyTier.WITHIN_HOUR, ("low_sugar",), "felt shaky twice"),
        next_contact=ContactSaid(),
    )
    report_contact(contact=Contact.objects.get(), told=told, at=moment, by=coach.principal)
    flag = RedFlag.objects.get()
    assert flag.task.owner == nurse.membership
    with pytest.raises(Refused, match=r"followups\.red_flag_needs_licensed"):
        close_red_flag(flag=flag, what_was_done="Called her", at=moment, by=coach.principal)
    close_red_flag(flag=flag, what_was_done="Called her, dose checked", at=moment, by=nurse.principal)
    assert queries.open_red_flags(coach.principal) == []


def test_a_worry_stays_when_the_report_is_undone(agreed, coach, nurse, at):
    moment = later(at, 11)
    told = ContactTold(
        channel=Channel.CALL,
        outcome=PlanOutcome.UNKNOWN,
        worry=Worry(UrgencyTier.NOW_911, ("chest_pain",)),
        next_contact=ContactSaid(),
    )
    report = report_contact(contact=Contact.objects.get(), told=told, at=moment, by=coach.principal)
    undo_contact(about_oid=report.oid, at=moment, by=coach.principal)
    assert len(queries.open_red_flags(coach.principal)) == 1


def test_a_wrong_number_asks_the_front_desk_once(agreed, coach, staff, at):
    desk = staff("front-desk")
    assign_duty(
        practice=coach.membership.practice,
        duty=Duty.GATHER_DATA,
        person=desk.membership,
        backup=None,
        at=later(at, 0),
        by=staff("manager").principal,
    )
    for day in (11, 12):
        record_attempt(
            contact=Contact.objects.get(),
            channel=Channel.CALL,
            result=AttemptResult.WRONG_NUMBER,
            at=later(at, day),
            by=coach.principal,
        )
    assert list(Task.objects.filter(kind=TaskKind.UPDATE_CONTACT_POINT).values_list("owner", flat=True)) == [
        desk.membership.pk
    ]


def test_closing_needs_what_the_rule_asks(agreed, coach, at):
    moment = later(at, 12)
    contact = Contact.objects.get()
    with pytest.raises(Refused):
        close_contact(
            contact=contact,
            reason=ClosingReason.MOVED,
            facts=rules.ClosingFacts(on=moment.date()),
            at=moment,
            by=coach.principal,
        )
    close_contact(
        contact=contact,
        reason=ClosingReason.DECEASED,
        facts=rules.ClosingFacts(on=moment.date()),
        at=moment,
        by=coach.principal,
    )
    assert Goal.objects.get().state == GoalState.CLOSED
    assert queries.due_list(coach.principal, moment.date()) == []


def test_the_due_list_says_where_each_contact_stands(agreed, practice):
    states = [
        queries.due_list(practice, day)[0].state
        for day in (date(2026, 12, 3), date(2026, 12, 4), date(2026, 12, 7), date(2026, 12, 8))
    ]
    assert states == [DueState.UPCOMING, DueState.DUE, DueState.DUE, DueState.OVERDUE]


def test_nobody_owns_a_task_after_leaving(agreed, staff, coach, at):
    ma = staff("medical-assistant").membership
    type(ma).objects.filter(pk=ma.pk).update(state="removed")
    moved = move_tasks_of(
        membership=ma, reason=MoveReason.LEFT, on=date(2026, 11, 24), at=later(at, 1), by=staff("manager").principal
    )
    assert moved == 1
    assert Task.objects.get().owner != ma


def test_the_worklist_reads_the_same_number_of_queries_at_one_and_three(practice, coach, at, django_assert_num_queries):
    from teamlet.conftest import make_patient

    for count in (1, 3):
        while Contact.objects.count() < count:
            agree_support(
                patient=make_patient(practice), goal_said=GOAL, plan_said=plan(), at=at(MONDAY), by=coach.principal
            )
        with django_assert_num_queries(1):
            rows = queries.worklist(practice, on=date(2026, 12, 4), owner_ids=[coach.membership.pk])
            assert [(row.patient.family, row.task.owner.user.name, row.goal.state) for row in rows] == [
                ("Marín", coach.user.name, "agreed")
            ] * count
