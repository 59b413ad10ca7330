"""What a returned form tells of other doctors and hospitals: noted once, asked about, told on the list of contacts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from teamlet.content.schema import Author
from teamlet.records.followups.actions import (
    note_specialist_visit,
    settle_hospital_visit,
    settle_specialist_visit,
)
from teamlet.records.followups.actions.support import refresh_support, refresh_support_marked
from teamlet.records.followups.models import Contact, HospitalVisit, NeedLevel, SpecialistVisit
from teamlet.records.followups.queries import counts_with_visits, waiting
from teamlet.records.followups.tests.people import member
from teamlet.records.followups.tests.test_keeping_company import agreed
from teamlet.records.followups.words.hospital import HospitalState
from teamlet.records.followups.words.specialists import SpecialistState
from teamlet.records.instruments.actions import enter_form_in_error, submit_form
from teamlet.records.instruments.tests.conftest import NOON, Scene, make_scene
from teamlet.records.instruments.words import InErrorWhy
from teamlet.records.outreach.models import Message

pytestmark = pytest.mark.django_db
PART = "visit_preparation@1"
TODAY = date(2026, 11, 23)


@pytest.fixture
def scene(practice, staff, patient, at) -> Scene:
    at(NOON)
    return make_scene(practice, staff, patient)


@pytest.fixture
def sent(scene):
    """Return ``sent(answer, …)``: a preparation form with this answer about care elsewhere, sent back at noon."""

    def form(value, **more):
        given = scene.form("visit_preparation", purpose="visit_preparation")
        if value is not None:
            scene.say(given, "seen_elsewhere", value, part=PART, **more)
        return submit_form(form=given, mode="staff", at=NOON, by=scene.assistant.principal)

    return form


@pytest.fixture
def look(practice, system):
    """Return ``look(days)``: what the worker does about what changed, so many days after noon."""

    def carry_out(days=0):
        refresh_support_marked(practice=practice, at=NOON + timedelta(days=days), by=system)

    return carry_out


@pytest.mark.parametrize(
    ("answer", "noted"),
    [
        (["another_doctor"], 1),
        (["another_doctor", "hospital"], 1),
        (["hospital"], 0),
        (["none"], 0),
        ([], 0),
        (None, 0),
    ],
)
def test_a_yes_is_noted_for_a_named_person_and_nothing_else_is(sent, look, patient, answer, noted):
    form = sent(answer)
    look()
    visits = list(SpecialistVisit.objects.filter(patient=patient))
    assert len(visits) == noted
    for visit in visits:
        assert (visit.told_by, visit.on, visit.source_key) == ("form", TODAY, f"form:{form.oid}")
        assert (visit.task.state, visit.task.due_on) == ("open", TODAY)
        assert visit.rhythm_after is None


def test_a_form_is_noted_once_however_often_somebody_looks(sent, look, practice, system, patient):
    sent(["another_doctor"])
    look()
    visit = SpecialistVisit.objects.get()
    for days in (0, 1, 40):
        look(days)
        refresh_support(practice=practice, at=NOON + timedelta(days=days), by=system)
    assert SpecialistVisit.objects.get() == visit
    settle_specialist_visit(visit=visit, state=SpecialistState.ENTERED_IN_ERROR, at=NOON, by=system)
    refresh_support(practice=practice, at=NOON, by=system)
    assert SpecialistVisit.objects.get() == visit
    assert not Message.objects.filter(about="followups.specialist_visit").exists()


def test_two_forms_of_a_day_and_a_visit_noted_by_staff_are_one(sent, look, patient, staff):
    noted = note_specialist_visit(
        patient=patient, on=TODAY, whom="eye doctor", at=NOON, by=staff("care-manager").principal
    )
    sent(["another_doctor"])
    sent(["another_doctor"])
    look()
    assert SpecialistVisit.objects.get() == noted


def test_what_was_changed_before_sending_does_not_count(sent, scene, look):
    form = scene.form("visit_preparation", purpose="visit_preparation")
    scene.say(form, "seen_elsewhere", ["another_doctor"], part=PART, sequence=1)
    scene.say(form, "seen_elsewhere", ["none"], part=PART, sequence=2)
    submit_form(form=form, mode="staff", at=NOON, by=scene.assistant.principal)
    look()
    assert not SpecialistVisit.objects.exists()


def test_the_patients_own_answer_counts_before_that_of_family(scene, look):
    form = scene.form("visit_preparation", purpose="visit_preparation")
    scene.say(form, "seen_elsewhere", ["none"], part=PART)
    family = {"author": Author.CAREGIVER, "author_name": "Luis", "relation": "son"}
    scene.say(form, "seen_elsewhere", ["another_doctor"], part=PART, **family)
    submit_form(form=form, mode="staff", at=NOON, by=scene.assistant.principal)
    look()
    assert not SpecialistVisit.objects.exists()


@pytest.mark.parametrize(("is_asked", "state"), [(False, "entered_in_error"), (True, "talked")])
def test_a_form_entered_in_error_takes_back_what_nobody_asked_about(sent, look, scene, system, is_asked, state):
    form = sent(["another_doctor", "emergency"])
    look()
    visit, stay = SpecialistVisit.objects.get(), HospitalVisit.objects.get()
    if is_asked:
        settle_specialist_visit(visit=visit, state=SpecialistState.TALKED, at=NOON, by=system)
        settle_hospital_visit(visit=stay, state=HospitalState.TALKED, at=NOON, by=system)
    enter_form_in_error(form=form, why=InErrorWhy.WRONG_PATIENT, at=NOON, by=scene.clinician.principal)
    for _again in range(2):
        look()
    for row in (visit, stay):
        row.refresh_from_db()
        row.task.refresh_from_db()
        assert (row.state, row.task.state) == (state, "done" if is_asked else "withdrawn")


@pytest.mark.parametrize(
    ("answer", "place", "doctors"),
    [
        (["emergency"], "emergency", 0),
        (["hospital"], "hospital", 0),
        (["emergency", "hospital"], "hospital", 0),
        (["another_doctor", "emergency", "hospital"], "hospital", 1),
    ],
)
def test_a_hospital_told_on_a_form_is_one_note_within_two_working_days(
    sent, look, practice, system, patient, answer, place, doctors
):
    member(patient, "diabetes")
    form = sent(answer)
    for _again in range(3):
        look()
        refresh_support(practice=practice, at=NOON, by=system)
    stay = HospitalVisit.objects.get(patient=patient)
    assert (stay.place, stay.told_by, stay.on, stay.source_key) == (place, "form", TODAY, f"form:{form.oid}")
    assert (stay.contact, stay.task.due_on) == (None, date(2026, 11, 25))
    assert SpecialistVisit.objects.count() == doctors
    assert NeedLevel.objects.get(patient=patient, is_current=True).level == 4


def test_the_list_of_contacts_tells_the_owner(sent, look, patient, staff, at, practice):
    agreed(patient, staff, at)
    owner = Contact.objects.get().task.owner_id
    assert counts_with_visits(practice, on=TODAY, owner_ids=[owner])[1] == 0
    sent(["another_doctor"])
    look()
    assert SpecialistVisit.objects.get().task.owner_id == owner
    assert counts_with_visits(practice, on=TODAY, owner_ids=[owner])[1] == 1
    assert counts_with_visits(practice, on=TODAY - timedelta(days=1), owner_ids=[owner])[1] == 0
    assert [row.elsewhere_on for row in waiting(practice, on=TODAY)] == [TODAY]
    assert [row.elsewhere_on for row in waiting(practice, on=TODAY - timedelta(days=1))] == [None]


def test_another_practice_is_not_looked_at(sent, look, neighbor, system):
    sent(["another_doctor"])
    refresh_support(practice=neighbor, at=NOON, by=system)
    assert not SpecialistVisit.objects.exists()
