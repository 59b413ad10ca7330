"""Back on track: which values put somebody on the list, who takes it up, and how a line leaves it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamlet.conftest import make_patient
from teamlet.ground.audit.models import Event
from teamlet.ground.reasons import ChangedMeanwhile, Refused
from teamlet.records.followups.actions import agree_support
from teamlet.records.followups.actions.slips import answer_slip, find_slips, start_slip, undo_slip
from teamlet.records.followups.actions.support import refresh_support
from teamlet.records.followups.models import Contact, Slip
from teamlet.records.followups.queries.slips import open_slip_count, open_slips, slip, slips_of
from teamlet.records.followups.tests.people import DIASTOLIC, HBA1C, PHQ9, SYSTOLIC, reading
from teamlet.records.followups.tests.test_actions import GOAL, plan
from teamlet.records.followups.words.slips import SlipResult, SlipState, WhatChanged
from teamlet.records.patients.actions.targets import set_target
from teamlet.records.patients.models import Reading
from teamlet.records.patients.words import TargetMeasure, WhyOwnTarget
from teamlet.records.plans.words import FollowUpAnswer
from teamlet.records.practice.actions.saves import undo_save
from teamlet.records.practice.models import Save
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.words import TaskKind, TaskState

pytestmark = pytest.mark.django_db

MONDAY = "2026-11-23T09:20"
TODAY = date(2026, 11, 23)


def course(patient, code, *values, every=90, last=10):
    """Put values on record, oldest first, ``every`` days apart, the newest ``last`` days ago."""
    for place, value in enumerate(reversed(values)):
        reading(patient, code, value, TODAY - timedelta(days=last + every * place))


@pytest.mark.parametrize(
    ("code", "values", "found"),
    [
        (HBA1C, (7.0, 8.0), {"slip_rise"}),
        (HBA1C, (7.0, 7.9), set()),
        (HBA1C, (7.1, 7.2, 8.0), {"slip_lost_range"}),
        (HBA1C, (7.1, 7.0, 8.4), {"slip_rise", "slip_lost_range"}),
        (HBA1C, (8.1, 7.2, 8.0), set()),
        (HBA1C, (9.0, 10.0), {"slip_rise"}),
        (HBA1C, (8.4,), set()),
        (SYSTOLIC, (120, 140), {"slip_rise"}),
        (SYSTOLIC, (119, 139), set()),
        (SYSTOLIC, (121, 140), set()),
        (SYSTOLIC, (130, 138, 141), {"slip_lost_range"}),
        (SYSTOLIC, (150, 138, 141), set()),
        (DIASTOLIC, (80, 82, 90), {"slip_lost_range"}),
        (DIASTOLIC, (70, 89), set()),
        (PHQ9, (3, 8), {"slip_rise"}),
        (PHQ9, (4, 8), set()),
        (PHQ9, (9, 9, 10), {"slip_lost_range"}),
    ],
)
def test_which_values_put_somebody_on_the_list(practice, patient, system, at, code, values, found):
    moment = at(MONDAY)
    course(patient, code, *values)
    refresh_support(practice=practice, at=moment, by=system)
    reasons = {reason["code"] for row in Slip.objects.all() for reason in row.reasons}
    assert reasons == {f"followups.{each}" for each in found}


def test_the_patients_own_target_is_what_counts(practice, patient, staff, system, at):
    moment = at(MONDAY)
    clinician = staff("clinician").principal
    course(patient, HBA1C, 6.0, 7.2)
    set_target(
        patient=patient, measure=TargetMeasure.HBA1C, value=Decimal("8.5"), why=WhyOwnTarget.FRAILTY, at=moment,
        by=clinician,
    )  # fmt: skip
    refresh_support(practice=practice, at=moment, by=system)
    assert not Slip.objects.exists()  # up toward a target that is there because low values are a danger
    set_target(
        patient=patient, measure=TargetMeasure.HBA1C, value=Decimal(7), why=WhyOwnTarget.NEWLY_FOUND, at=moment,
        by=clinician,
    )  # fmt: skip
    refresh_support(practice=practice, at=moment, by=system)
    assert [row.measure for row in Slip.objects.all()] == ["hba1c"]


def test_of_both_blood_pressures_there_is_one_line(practice, patient, system, at):
    course(patient, SYSTOLIC, 120, 122, 150)
    course(patient, DIASTOLIC, 80, 82, 95)
    refresh_support(practice=practice, at=at(MONDAY), by=system)
    assert [row.measure for row in Slip.objects.all()] == ["systolic"]


@pytest.mark.parametrize(
    "fields",
    [
        {"deceased_on": date(2026, 11, 1)},
        {"is_active": False},
        {"lists_declined_on": date(2026, 11, 1)},
    ],
)
def test_who_is_on_no_list(practice, system, at, fields):
    someone = make_patient(practice, **fields)
    course(someone, HBA1C, 7.0, 8.5)
    refresh_support(practice=practice, at=at(MONDAY), by=system)
    assert not Slip.objects.exists()


def test_old_values_put_nobody_on_the_list(practice, patient, system, at):
    course(patient, HBA1C, 7.0, 8.5, last=400)
    refresh_support(practice=practice, at=at(MONDAY), by=system)
    assert not Slip.objects.exists()


def test_a_look_again_changes_nothing_and_many_cost_as_much_as_one(practice, system, at):
    moment = at(MONDAY)
    people = [make_patient(practice, given=f"P{number}") for number in range(9)]
    counts = []
    for some in (people[:1], people):
        for person in some:
            if not Reading.objects.filter(patient=person).exists():
                course(person, HBA1C, 7.0, 8.5)
        with CaptureQueriesContext(connection) as queries:
            find_slips(practice=practice, patients=[each.pk for each in some], at=moment)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8
    refresh_support(practice=practice, at=moment, by=system)
    assert open_slip_count(practice) == 9
    events = Event.objects.count()
    refresh_support(practice=practice, at=moment + timedelta(hours=3), by=system)
    assert (open_slip_count(practice), Event.objects.count()) == (9, events)


# --- how a line leaves the list ----------------------------------------------------------------------


@pytest.fixture
def slipped(practice, patient, system, at):
    moment = at(MONDAY)
    course(patient, HBA1C, 7.0, 8.5)
    refresh_support(practice=practice, at=moment, by=system)
    return Slip.objects.get()


def test_a_newer_value_in_range_takes_the_line_off(practice, patient, system, at, slipped):
    reading(patient, HBA1C, 7.4, date(2026, 11, 28))
    refresh_support(practice=practice, at=at("2026-11-29T09:00"), by=system)
    slipped.refresh_from_db()
    assert (slipped.state, slipped.result) == (SlipState.OVER, SlipResult.IN_RANGE_AGAIN)


def test_a_newer_value_out_of_range_leaves_the_line(practice, patient, system, at, slipped):
    reading(patient, HBA1C, 8.7, date(2026, 11, 28))
    refresh_support(practice=practice, at=at("2026-11-29T09:00"), by=system)
    slipped.refresh_from_db()
    assert slipped.state == SlipState.OPEN


def test_a_value_entered_in_error_takes_the_line_off(practice, patient, staff, system, at, slipped):
    start_slip(slip=slipped, owner=staff("coach").membership, at=at(MONDAY), by=staff("coach").principal)
    Reading.objects.filter(value=Decimal("8.5")).update(entered_in_error=True)
    refresh_support(practice=practice, at=at("2026-11-24T09:00"), by=system)
    slipped.refresh_from_db()
    assert (slipped.state, slipped.result) == (SlipState.OVER, SlipResult.RECORD_CHANGED)
    assert Task.objects.get().state == TaskState.WITHDRAWN


def test_an_answered_line_comes_back_with_another_value_only(practice, patient, staff, system, at, slipped):
    coach = staff("coach").principal
    answer_slip(
        slip=slipped, result=SlipResult.KNOWN_CAUSE, what_changed=(WhatChanged.MONEY, WhatChanged.FOOD),
        words="Lost hours at work", at=at(MONDAY), by=coach,
    )  # fmt: skip
    slipped.refresh_from_db()
    assert (slipped.state, slipped.what_changed) == (SlipState.ANSWERED, ["money", "food"])
    refresh_support(practice=practice, at=at("2026-11-24T09:00"), by=system)
    assert open_slip_count(practice) == 0
    reading(patient, HBA1C, 9.6, date(2026, 11, 28))
    refresh_support(practice=practice, at=at("2026-11-29T09:00"), by=system)
    assert open_slip_count(practice) == 1


def test_measured_again_first_comes_back_on_its_day(practice, patient, staff, system, at, slipped):
    coach = staff("coach").principal
    with pytest.raises(Refused) as refused:
        answer_slip(slip=slipped, result=SlipResult.MEASURE_AGAIN, at=at(MONDAY), by=coach)
    assert refused.value.reason.code == "followups.slip_day_missing"
    answer_slip(slip=slipped, result=SlipResult.MEASURE_AGAIN, look_again_on=date(2026, 12, 7), at=at(MONDAY), by=coach)
    for day, many in (("2026-12-06", 0), ("2026-12-07", 1), ("2026-12-08", 1)):
        refresh_support(practice=practice, at=at(f"{day}T09:00"), by=system)
        assert open_slip_count(practice) == many


def test_an_answer_is_undone_with_its_task(practice, patient, staff, at, slipped):
    moment = at(MONDAY)
    coach = staff("coach")
    start_slip(slip=slipped, owner=coach.membership, at=moment, by=coach.principal)
    answer_slip(slip=slipped, result=SlipResult.NOT_NOW, at=moment, by=coach.principal)
    assert Task.objects.get().state == TaskState.DONE
    undo_save(save=Save.objects.get(kind="followups.slip"), at=moment, by=coach.principal)
    slipped.refresh_from_db()
    assert (slipped.state, slipped.result) == (SlipState.OPEN, "")
    assert Task.objects.get().state == TaskState.OPEN
    with pytest.raises(ChangedMeanwhile):
        undo_slip(about_oid=slipped.oid, at=moment, by=coach.principal)


@pytest.mark.parametrize("result", [SlipResult.IN_RANGE_AGAIN, SlipResult.RECORD_CHANGED])
def test_what_only_the_record_says_is_no_answer_of_a_person(staff, at, slipped, result):
    with pytest.raises(Refused):
        answer_slip(slip=slipped, result=result, at=at(MONDAY), by=staff("coach").principal)


# --- whose it is -------------------------------------------------------------------------------------


def test_without_a_plan_a_task_asks_for_the_talk(patient, staff, at, slipped):
    moment = at(MONDAY)
    coach = staff("coach")
    row = start_slip(slip=slipped, owner=coach.membership, on=date(2026, 11, 25), at=moment, by=coach.principal)
    task = Task.objects.get()
    assert (task.kind, task.owner, task.due_on) == (TaskKind.BACK_ON_TRACK, coach.membership, date(2026, 11, 25))
    assert (row.task, row.contact) == (task, None)
    with pytest.raises(Refused) as refused:
        start_slip(slip=slipped, owner=coach.membership, at=moment, by=coach.principal)
    assert refused.value.reason.code == "followups.slip_started"


def test_with_a_plan_a_contact_is_agreed(patient, staff, at, slipped):
    moment = at(MONDAY)
    ma, coach = staff("medical-assistant").principal, staff("coach")
    said = plan(follow_up=FollowUpAnswer.DECLINED)
    version = agree_support(patient=patient, goal_said=GOAL, plan_said=said, at=moment, by=ma)
    row = start_slip(slip=slipped, owner=coach.membership, version=version, at=moment, by=coach.principal)
    contact = Contact.objects.get()
    assert row.contact == contact
    assert contact.task.owner == coach.membership
    assert contact.due_on == date(2026, 11, 30)


def test_an_open_contact_takes_it_up(patient, staff, at, slipped):
    moment = at(MONDAY)
    ma, coach = staff("medical-assistant"), staff("coach")
    version = agree_support(patient=patient, goal_said=GOAL, plan_said=plan(), at=moment, by=ma.principal)
    row = start_slip(slip=slipped, owner=coach.membership, version=version, at=moment, by=coach.principal)
    assert Contact.objects.count() == 1
    assert row.task.owner == ma.membership
    answer_slip(slip=slipped, result=SlipResult.NEW_STEP, at=moment, by=coach.principal)
    assert Task.objects.get().state == TaskState.OPEN  # the promised contact stays promised


# --- who may read it ---------------------------------------------------------------------------------


def test_the_list_says_why_to_whom_it_may(practice, patient, neighbor, staff, system, at):
    moment = at(MONDAY)
    other = make_patient(practice, given="Ivo", family="Katz")
    course(patient, HBA1C, 7.0, 8.5)
    course(other, PHQ9, 4, 12)
    refresh_support(practice=practice, at=moment, by=system)
    mood = Slip.objects.get(measure="phq9")
    assert mood.labels == "mental_health"
    clinician, ma = staff("clinician").principal, staff("medical-assistant").principal
    assert [bool(line.reasons) for line in open_slips(clinician)] == [True, False]
    assert slip(clinician, mood.oid) == mood
    assert len(slips_of(clinician, other.pk)) == 1
    assert all(not line.reasons for line in open_slips(ma) if line.patient_id == other.pk)
    assert open_slips(staff("clinician", at=neighbor).principal) == []
    assert slip(staff("clinician", at=neighbor).principal, mood.oid) is None


def test_the_list_is_one_query_and_walks_its_index(practice, staff, system, at, django_assert_num_queries):
    moment = at(MONDAY)
    for number in range(4):
        course(make_patient(practice, given=f"P{number}"), HBA1C, 7.0, 8.5)
    refresh_support(practice=practice, at=moment, by=system)
    coach = staff("coach")
    with django_assert_num_queries(1):
        first = open_slips(coach.principal, limit=3)
    rest = open_slips(coach.principal, after=first[-1].cursor)
    assert len({line.id for line in (*first, *rest)}) == 4
    start_slip(slip=Slip.objects.get(pk=rest[0].id), owner=coach.membership, at=moment, by=coach.principal)
    assert [line.id for line in open_slips(coach.principal, owners=[coach.membership.pk])] == [rest[0].id]
    assert len(open_slips(coach.principal, ownerless=True)) == 3
    rows = Slip.objects.filter(practice=practice, state="open").order_by("noticed_on", "id")[:50]
    assert "slips_open" in rows.explain()
