"""A record that is joined to another: nothing new begins there, what was promised goes on, and the other is named."""

from __future__ import annotations

from datetime import date

import pytest

from teamlet.conftest import make_patient
from teamlet.ground.audit.models import Event
from teamlet.ground.reasons import Refused
from teamlet.records.documents.actions import copy_for_ehr, enter_in_error, give_page, make_page, save_support
from teamlet.records.documents.words import CopyKind, GivenChannel
from teamlet.records.followups.actions import (
    ContactSaid,
    ContactTold,
    Worry,
    record_attempt,
    report_contact,
    reschedule_contact,
)
from teamlet.records.followups.models import Contact
from teamlet.records.followups.words import AttemptResult, Channel, UrgencyTier
from teamlet.records.patients.actions import (
    add_contact_point,
    correct_patient,
    mark_contact_point,
    merge_patients,
    set_helper,
    set_language,
    undo_merge,
)
from teamlet.records.patients.models import ContactPoint, Patient
from teamlet.records.plans.actions import GoalSaid, PlanSaid, agree_goal, agree_plan
from teamlet.records.plans.models import PlanVersion
from teamlet.records.plans.words import FollowUpAnswer, PlanOutcome
from teamlet.records.tasks.actions import leave_practice, move_task
from teamlet.records.visits.actions import TopicSaid, finish_visit, hand_over, plan_visit, save_agenda, start_visit
from teamlet.records.visits.models import Visit
from teamlet.records.visits.words import VisitKind

pytestmark = pytest.mark.django_db

GOAL = GoalSaid(words="Walk with my grandson")
STEP = PlanSaid(
    step_words="Walk",
    starts_on=date(2026, 11, 24),
    ends_on=date(2026, 12, 7),
    follow_up=FollowUpAnswer.AGREED,
)
SAID = ContactSaid(agreed_on=date(2026, 12, 11))
TOLD = ContactTold(channel=Channel.CALL, outcome=PlanOutcome.MOSTLY, next_contact=SAID)


@pytest.fixture
def nurse(staff):
    return staff("nurse").principal


@pytest.fixture
def kept(practice):
    return make_patient(practice, given="Rosalba", family="Marín", record_number="C100")


@pytest.fixture
def joined(patient, kept, nurse, at):
    """A patient with a visit, an agreement and a phone number, joined to ``kept`` afterwards."""
    moment = at("2026-11-23T09:20")
    visit = start_visit(patient=patient, at=moment, by=nurse)
    save_support(patient=patient, visit=visit, goal_said=GOAL, plan_said=STEP, at=moment, by=nurse)
    add_contact_point(patient=patient, kind="mobile", value="(555) 010-0001", by=nurse)
    merge_patients(patient=patient, into=kept, by=nurse)
    return Patient.objects.get(pk=patient.pk)


def version(joined):
    return PlanVersion.objects.get(plan__patient=joined)


BEGINS = {
    "visit": lambda who, at, by, staff: start_visit(patient=who, at=at, by=by),
    "planned visit": lambda who, at, by, staff: plan_visit(
        patient=who, kind=VisitKind.CHRONIC, day=date(2026, 12, 1), starts=None, clinician=None, at=at, by=by
    ),
    "agenda": lambda who, at, by, staff: save_agenda(
        visit=Visit.objects.get(), topics=[TopicSaid("knee")], seen=0, at=at, by=by
    ),
    "handoff": lambda who, at, by, staff: hand_over(
        visit=Visit.objects.get(), receiver=staff("coach").membership, at=at, by=by
    ),
    "goal": lambda who, at, by, staff: agree_goal(patient=who, said=GOAL, at=at, by=by),
    "plan": lambda who, at, by, staff: agree_plan(goal_version=version(who).goal_version, said=STEP, at=at, by=by),
    "path": lambda who, at, by, staff: save_support(
        patient=who, visit=None, goal_said=GOAL, plan_said=STEP, at=at, by=by
    ),
    "page": lambda who, at, by, staff: make_page(version=version(who), at=at, by=by),
    "given": lambda who, at, by, staff: give_page(
        version=version(who), page=None, channel=GivenChannel.PAPER, at=at, by=by
    ),
    "copy": lambda who, at, by, staff: copy_for_ehr(version=version(who), kind=CopyKind.PROGRESS_NOTE, at=at, by=by),
    "name": lambda who, at, by, staff: correct_patient(patient=who, given="Rosa", by=by),
    "language": lambda who, at, by, staff: set_language(patient=who, language="es", by=by),
    "number": lambda who, at, by, staff: add_contact_point(patient=who, kind="mobile", value="(555) 010-0002", by=by),
    "wrong number": lambda who, at, by, staff: mark_contact_point(
        contact_point=ContactPoint.objects.get(), works=False, by=by
    ),
    "helper": lambda who, at, by, staff: set_helper(patient=who, name="Mateo", by=by),
    "new step at a contact": lambda who, at, by, staff: report_contact(
        contact=Contact.objects.get(),
        told=ContactTold(
            channel=Channel.CALL, outcome=PlanOutcome.MOSTLY, next_step="new", new_plan=STEP, next_contact=SAID
        ),
        at=at,
        by=by,
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BEGINS)
def test_nothing_new_begins_and_the_record_that_is_kept_is_named(what, joined, nurse, staff, at):
    events = Event.objects.count()
    moment = at("2026-11-24T09:20")
    with pytest.raises(Refused) as refused:
        BEGINS[what](joined, moment, nurse, staff)
    reason = refused.value.reason
    assert reason.code == "patients.joined_elsewhere"
    assert dict(reason.values) == {"name": "Rosalba Marín", "record_number": "C100"}
    assert Event.objects.count() == events


GOES_ON = {
    "try": lambda at, by, staff: record_attempt(
        contact=Contact.objects.get(), channel=Channel.CALL, result=AttemptResult.NO_ANSWER, at=at, by=by
    ),
    "report": lambda at, by, staff: report_contact(contact=Contact.objects.get(), told=TOLD, at=at, by=by),
    "worry": lambda at, by, staff: report_contact(
        contact=Contact.objects.get(),
        told=ContactTold(
            channel=Channel.CALL,
            outcome=PlanOutcome.UNKNOWN,
            worry=Worry(UrgencyTier.NOW_911, ("chest_pain",)),
            next_contact=SAID,
        ),
        at=at,
        by=by,
    ),
    "another day": lambda at, by, staff: reschedule_contact(contact=Contact.objects.get(), said=SAID, at=at, by=by),
    "another owner": lambda at, by, staff: move_task(
        task=Contact.objects.get().task, to=staff("coach").membership, at=at, by=by
    ),
    "owner leaves": lambda at, by, staff: leave_practice(
        membership=Contact.objects.get().task.owner, at=at, by=staff("manager").principal
    ),
    "end of the visit": lambda at, by, staff: finish_visit(visit=Visit.objects.get(), at=at, by=by),
    "taking back": lambda at, by, staff: enter_in_error(
        goal=Contact.objects.get().goal, wrong_patient=False, at=at, by=by
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", GOES_ON)
def test_what_was_promised_goes_on(what, joined, nurse, staff, at):
    staff("coach")
    events = Event.objects.count()
    GOES_ON[what](at("2026-12-04T09:20"), nurse, staff)
    assert Event.objects.count() > events


def test_taken_apart_it_is_written_to_again(joined, nurse, at):
    undo_merge(patient=joined, by=nurse)
    set_helper(patient=joined, name="Mateo", by=nurse)
    assert joined.helpers.get().name == "Mateo"


# --- pages ------------------------------------------------------------------------------------------------------------


def address(who, page=""):
    return f"/practice/cedar/patients/{who.oid}/{page}"


@pytest.mark.parametrize("page", ["", "record/", "in-error/", "details/"])
def test_a_page_leads_to_the_record_that_is_kept(page, joined, kept, client_of):
    answer = client_of("coach").get(address(joined, page))
    assert (answer.status_code, answer["Location"]) == (302, address(kept, page))


def test_only_after_the_check_of_access(joined, client_of, neighbor, staff):
    stranger = client_of(staff("nurse", at=neighbor))
    assert stranger.get(address(joined)).status_code == 404
    assert client_of("front-desk").get(address(joined, "record/")).status_code == 404


def test_whoever_may_take_them_apart_still_sees_its_details(joined, client_of):
    assert "Take them apart" in client_of("nurse").get(address(joined, "details/")).text


@pytest.mark.parametrize(
    ("page", "values", "status"),
    [
        ("visits/", {}, 409),
        ("details/contact/", {"kind": "mobile", "value": "(555) 010-0003"}, 422),
        ("details/helper/", {"name": "Mateo"}, 422),
    ],
)
def test_what_is_sent_to_the_old_address_is_refused_in_words(page, values, status, joined, client_of):
    answer = client_of("nurse").post(address(joined, page), values)
    assert answer.status_code == status
    assert "joined to Rosalba Marín, number C100" in answer.text


def test_a_stamped_form_is_refused_in_words_too(joined, client_of):
    from teamlet.ground.access import stamps

    point = ContactPoint.objects.get()
    values = {"works": "no", "stamp": stamps.make(patient_oid=joined.oid)}
    answer = client_of("nurse").post(address(joined, f"details/contact/{point.pk}/"), values)
    assert answer.status_code == 409
    assert "joined to Rosalba Marín, number C100" in answer.text
    point.refresh_from_db()
    assert point.works
