from __future__ import annotations

from datetime import date, timedelta

import pytest

from teamlet.content.parsing import parse_amount, parse_days, parse_step, parse_when
from teamlet.content.sentences import StepParts
from teamlet.records.documents import queries
from teamlet.records.documents.actions import copy_for_ehr, enter_in_error, save_support
from teamlet.records.documents.models import TakeHomePage
from teamlet.records.documents.words import CopyKind, CopyState
from teamlet.records.followups.actions import ContactSaid, ContactTold, Worry, record_attempt, report_contact
from teamlet.records.followups.models import Contact
from teamlet.records.followups.words import AttemptResult, Channel, UrgencyTier
from teamlet.records.patients.models import Patient, Reading
from teamlet.records.plans.actions import BarrierSaid, GoalSaid, PlanSaid
from teamlet.records.plans.models import Goal
from teamlet.records.plans.rules import parts_as_columns
from teamlet.records.plans.words import FollowUpAnswer, GoalState, PlanOutcome
from teamlet.records.practice.actions.saves import undo_save
from teamlet.records.practice.models import Save
from teamlet.records.tasks.models import Task

pytestmark = pytest.mark.django_db
GOAL = GoalSaid(words="Walk with my grandson", importance=9)


def plan(**changes):
    parts = StepParts(parse_step("walk"), parse_amount("10 min"), parse_when("3"), parse_days("3"))
    values = {
        "step_words": "walk",
        "amount_words": "10 min",
        "when_words": "3",
        "days_words": "3",
        "parts": parts_as_columns(parts),
        "starts_on": date(2026, 11, 24),
        "ends_on": date(2026, 12, 7),
        "confidence_asked": True,
        "confidence_first": 8,
        "confidence": 8,
        "follow_up": FollowUpAnswer.AGREED,
    }
    return PlanSaid(**(values | changes))


@pytest.fixture
def ma(staff):
    return staff("medical-assistant", name="Ana Flores", called="Ana").principal


@pytest.fixture
def saved(patient, ma, at):
    return save_support(patient=patient, visit=None, goal_said=GOAL, plan_said=plan(), at=at("2026-11-23T09:20"), by=ma)


def test_the_path_saves_plan_contact_and_page_as_one_act(saved):
    facts = queries.facts_of_page(saved.page)
    assert facts.goal.text == "Walk with my grandson"
    assert facts.step.sentence == "Walk 10 minutes after dinner, 3 days a week"
    assert facts.contact.caller == "Ana"
    assert facts == queries.gather_facts(
        saved.plan_version, language="en", variant="standard", printed_on=date(2026, 11, 23)
    )


def test_the_step_is_composed_in_the_language_of_the_page(saved):
    facts = queries.gather_facts(saved.plan_version, language="es", variant="standard", printed_on=date(2026, 11, 23))
    assert facts.step.sentence == "Caminar 10 minutos después de la cena, 3 días a la semana"


def test_a_language_we_lack_saves_the_plan_without_a_page(patient, ma, at):
    patient.language = "vi"
    patient.save()
    saved = save_support(
        patient=patient, visit=None, goal_said=GOAL, plan_said=plan(), at=at("2026-11-23T09:20"), by=ma
    )
    assert saved.page is None
    assert Contact.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({}, CopyState.CURRENT),
        ({"plan_said": plan(amount_words="5 min")}, CopyState.OLD),
        ({"plan_said": plan(barriers=(BarrierSaid("time", "no time", "walk at lunch"),))}, CopyState.OLD),
        ({"contact_said": ContactSaid(agreed_on=date(2026, 12, 3))}, CopyState.OLD),
    ],
)
def test_what_makes_the_copy_old(saved, patient, ma, at, change, state):
    version = saved.plan_version
    assert queries.copy_light(version).status is CopyState.NEVER_COPIED
    copy_for_ehr(version=version, kind=CopyKind.PROGRESS_NOTE, at=at("2026-11-23T09:21"), by=ma)
    assert queries.copy_light(version).status is CopyState.CURRENT
    if change:
        values = {"goal_said": GOAL, "plan_said": plan(), "contact_said": None} | change
        save_support(patient=patient, visit=None, goal=version.plan.goal, at=at("2026-11-23T09:22"), by=ma, **values)
    assert queries.copy_light(version).status is state


def test_undo_makes_the_copy_current_again(saved, patient, ma, at):
    version = saved.plan_version
    copy_for_ehr(version=version, kind=CopyKind.CARE_PLAN, at=at("2026-11-23T09:21"), by=ma)
    save_support(
        patient=patient,
        visit=None,
        goal=version.plan.goal,
        goal_said=GOAL,
        plan_said=plan(amount_words="5 min"),
        at=at("2026-11-23T09:22"),
        by=ma,
    )
    assert queries.copy_light(version).status is CopyState.OLD
    undo_save(save=Save.objects.filter(kind="plans.plan").latest("id"), at=at("2026-11-23T09:23"), by=ma)
    assert queries.copy_light(version).status is CopyState.CURRENT


def test_entered_in_error_withdraws_task_contact_and_page_as_one_act(saved, ma, at):
    enter_in_error(
        goal=saved.plan_version.plan.goal, wrong_patient=True, at=at("2026-11-23T09:20") + timedelta(days=3), by=ma
    )
    assert Goal.objects.get().state == GoalState.ENTERED_IN_ERROR
    assert not Task.objects.filter(state="open").exists()
    assert Contact.objects.get().state == "entered_in_error"
    assert TakeHomePage.objects.get().withdrawn_at is not None


def test_the_wrong_patient_keeps_nothing_that_was_told_at_a_contact_either(saved, ma, at):
    contact, later = Contact.objects.get(), at("2026-12-04T10:00")
    wrong = {"channel": Channel.CALL, "result": AttemptResult.WRONG_NUMBER}
    record_attempt(contact=contact, at=later, by=ma, **wrong)
    told = ContactTold(channel=Channel.CALL, outcome=PlanOutcome.MOSTLY, confidence=9, next_contact=ContactSaid())
    report_contact(contact=contact, told=told, at=later, by=ma)
    enter_in_error(goal=saved.plan_version.plan.goal, wrong_patient=True, at=later, by=ma)
    assert set(Contact.objects.values_list("state", flat=True)) == {"entered_in_error"}
    assert list(Reading.objects.order_by("code").values_list("code", "entered_in_error")) == [
        ("confidence", True),
        ("confidence", True),
        ("importance", True),
    ]
    assert not Task.objects.filter(state="open").exists()
    assert Patient.objects.get(pk=contact.patient_id).next_due is None


def test_something_worrying_told_about_the_wrong_patient_still_waits_for_a_licensed_person(saved, ma, at):
    later = at("2026-12-04T10:00")
    told = ContactTold(
        channel=Channel.CALL,
        outcome=PlanOutcome.UNKNOWN,
        worry=Worry(UrgencyTier.NOW_911, ("chest_pain",)),
        next_contact=ContactSaid(),
    )
    report_contact(contact=Contact.objects.get(), told=told, at=later, by=ma)
    enter_in_error(goal=saved.plan_version.plan.goal, wrong_patient=True, at=later, by=ma)
    assert list(Task.objects.filter(state="open").values_list("kind", flat=True)) == ["red_flag"]
