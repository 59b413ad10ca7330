"""Care elsewhere in the chart and on the list: specialists, hospitals; prompts to family."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamlet.conftest import make_patient
from teamlet.ground.access import stamps
from teamlet.records.followups.actions import note_hospital_visit, note_specialist_visit
from teamlet.records.followups.models import HospitalVisit, SpecialistVisit
from teamlet.records.followups.words.hospital import HospitalPlace
from teamlet.records.outreach.models import HelperConsent
from teamlet.records.patients.models import Helper

pytestmark = pytest.mark.django_db
MONDAY = "2026-11-23T09:20"


@pytest.fixture(autouse=True)
def monday(at):
    return at(MONDAY)


def where(patient):
    return f"/practice/cedar/patients/{patient.oid}/specialists/"


def said(patient, day="10", **more):
    boxes = {"on_month": "12", "on_day": day, "on_year": "2026"}
    return boxes | {"whom": "eye doctor", "stamp": stamps.make(patient_oid=patient.oid)} | more


def test_a_visit_is_noted_and_settled(client_of, patient):
    nurse = client_of("nurse")
    assert "None is known." in nurse.get(where(patient)).content.decode()
    assert nurse.post(where(patient), said(patient)).status_code == 302
    visit = SpecialistVisit.objects.get()
    assert (visit.on, visit.whom, visit.told_by) == (date(2026, 12, 10), "eye doctor", "staff")
    assert "eye doctor" in nurse.get(where(patient)).content.decode()
    settle = f"/practice/cedar/specialists/{visit.oid}/"
    assert nurse.post(settle, {"state": "talked", "stamp": stamps.make(patient_oid=patient.oid)}).status_code == 302
    visit.refresh_from_db()
    assert visit.state == "talked"
    answer = nurse.post(settle, {"state": "talked", "stamp": stamps.make()}, follow=True)
    assert "Somebody has settled this visit already." in answer.content.decode()
    assert nurse.post(settle, {"state": "open", "stamp": stamps.make()}).status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"on_day": "32"}, "There is no such day"),
        ({"on_year": "2031"}, "Choose a day from"),
        ({"on_month": "", "on_day": "", "on_year": ""}, "Day of the visit"),
        ({"whom": "x" * 81}, "80"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_keeps_what_was_typed(client_of, patient, changes, words):
    answer = client_of("nurse").post(where(patient), said(patient, **changes))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert changes.get("whom", "eye doctor") in text
    assert not SpecialistVisit.objects.exists()


@pytest.mark.parametrize("role", ["front-desk", "manager"])
def test_only_the_care_team_sees_it(client_of, patient, role):
    for address in (where(patient), "/practice/cedar/specialists/"):
        assert client_of(role).get(address).status_code == 404


def test_another_practice_and_what_is_absent(client_of, neighbor_patient, neighbor, staff):
    nurse = client_of("nurse")
    assert nurse.get(where(neighbor_patient)).status_code == 404
    theirs = note_specialist_visit(
        patient=neighbor_patient, on=date(2026, 11, 20), at=neighbor.created_at.replace(year=2026, month=11, day=23),
        by=staff("nurse", at=neighbor).principal,
    )  # fmt: skip
    for oid in (theirs.oid, "nothing"):
        answer = nurse.post(f"/practice/cedar/specialists/{oid}/", {"state": "talked", "stamp": stamps.make()})
        assert answer.status_code == 404
    theirs.refresh_from_db()
    assert theirs.state == "open"


def test_the_list_and_the_bar_name_what_is_due_with_the_same_statements(client_of, practice, staff, monday):
    nurse = client_of("nurse")
    by = staff("nurse").principal
    nurse.get("/practice/cedar/specialists/")
    counts = []
    for many in (1, 3):
        for number in range(many):
            patient = make_patient(practice, given=f"Ana {many} {number}")
            note_specialist_visit(patient=patient, on=date(2026, 11, 18), whom="kidney doctor", at=monday, by=by)
        with CaptureQueriesContext(connection) as asked:
            text = nurse.get("/practice/cedar/specialists/").content.decode()
        counts.append(len(asked))
    assert text.count("kidney doctor") == 4
    assert counts[0] == counts[1]
    assert "to ask about care elsewhere." in text
    later = make_patient(practice, given="Later")
    note_specialist_visit(patient=later, on=date(2026, 12, 18), whom="ear doctor", at=monday, by=by)
    assert "4 patients to ask" in nurse.get("/practice/cedar/specialists/").content.decode()


def test_prompts_to_family_need_the_word_of_both(client_of, patient):
    nurse = client_of("nurse")
    luis = Helper.objects.create(patient=patient, name="Luis", phone="(555) 010-4001", may_join=True)
    address = f"/practice/cedar/patients/{patient.oid}/details/helper/{luis.oid}/prompts/"
    details = f"/practice/cedar/patients/{patient.oid}/details/"
    assert "Both agree: prompts to this person" in nurse.get(details).content.decode()
    nurse.post(address, {"act": "give", "stamp": stamps.make(patient_oid=patient.oid)})
    assert "gets prompts" in nurse.get(details).content.decode()
    nurse.post(address, {"act": "end", "stamp": stamps.make(patient_oid=patient.oid)})
    assert list(HelperConsent.objects.order_by("id").values_list("state", flat=True)) == ["given", "withdrawn"]
    assert "gets prompts" not in nurse.get(details).content.decode()


def test_a_number_that_gets_no_texts_is_refused(client_of, patient, neighbor_patient):
    nurse = client_of("nurse")
    luis = Helper.objects.create(patient=patient, name="Luis", phone="+52 55 1234 5678")
    address = f"/practice/cedar/patients/{patient.oid}/details/helper/{luis.oid}/prompts/"
    answer = nurse.post(address, {"act": "give", "stamp": stamps.make()}, follow=True)
    assert "outside the United States" in answer.content.decode()
    theirs = Helper.objects.create(patient=neighbor_patient, name="Nora", phone="(555) 010-4002")
    other = f"/practice/cedar/patients/{patient.oid}/details/helper/{theirs.oid}/prompts/"
    assert nurse.post(other, {"act": "give", "stamp": stamps.make()}).status_code == 404
    assert not HelperConsent.objects.exists()


# --- hospital and emergency room ---------------------------------------------------------------------


def stay(patient, day="20", **more):
    boxes = {"stay-on_month": "11", "stay-on_day": day, "stay-on_year": "2026", "stay-place": "hospital"}
    return boxes | {"stamp": stamps.make(patient_oid=patient.oid)} | more


def hospital_of(patient):
    return f"/practice/cedar/patients/{patient.oid}/hospital/"


def test_a_stay_is_noted_once_and_settled(client_of, patient):
    nurse = client_of("nurse")
    answer = nurse.post(hospital_of(patient), stay(patient), follow=True)
    text = answer.content.decode()
    assert "talks with the patient by Tuesday, November 24" in text
    assert nurse.post(hospital_of(patient), stay(patient)).status_code == 302
    visit = HospitalVisit.objects.get()
    assert (visit.on, visit.place, visit.told_by, visit.contact) == (date(2026, 11, 20), "hospital", "staff", None)
    assert visit.task.due_on == date(2026, 11, 24)
    settle = f"/practice/cedar/hospital/{visit.oid}/"
    assert nurse.post(settle, {"state": "open", "stamp": stamps.make()}).status_code == 404
    assert nurse.post(settle, {"state": "talked", "stamp": stamps.make()}).status_code == 302
    visit.refresh_from_db()
    visit.task.refresh_from_db()
    assert (visit.state, visit.task.state) == ("talked", "done")
    again = nurse.post(settle, {"state": "talked", "stamp": stamps.make()}, follow=True)
    assert "Somebody has settled this already." in again.content.decode()


def test_the_list_names_a_stay_that_no_contact_answers(client_of, patient, at):
    nurse = client_of("nurse")
    nurse.post(hospital_of(patient), stay(patient))
    listed = "/practice/cedar/specialists/"
    assert "Hospital stay" not in nurse.get(listed).content.decode()
    at("2026-11-24T09:00")
    assert "Hospital stay" in nurse.get(listed).content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"stay-on_day": "32"}, "There is no such day"),
        ({"stay-on_day": "25"}, "Choose a day from"),
        ({"stay-on_month": "9"}, "Choose a day from"),
        ({"stay-place": ""}, "Where"),
        ({"stay-place": "moon"}, "Where"),
    ],
)
def test_what_is_wrong_about_a_stay_stands_beside_its_field(client_of, patient, changes, words):
    answer = client_of("nurse").post(hospital_of(patient), stay(patient, **changes))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert f'value="{changes.get("stay-on_day", "20")}"' in text
    assert not HospitalVisit.objects.exists()


def test_stays_of_others_are_not_there(client_of, neighbor_patient, neighbor, staff, monday):
    nurse = client_of("nurse")
    assert nurse.post(hospital_of(neighbor_patient), stay(neighbor_patient)).status_code == 404
    theirs = note_hospital_visit(
        patient=neighbor_patient, on=date(2026, 11, 20), place=HospitalPlace.EMERGENCY, at=monday,
        by=staff("nurse", at=neighbor).principal,
    )  # fmt: skip
    for oid in (theirs.oid, "nothing"):
        answer = nurse.post(f"/practice/cedar/hospital/{oid}/", {"state": "talked", "stamp": stamps.make()})
        assert answer.status_code == 404
    theirs.refresh_from_db()
    assert theirs.state == "open"
    assert client_of("front-desk").post(hospital_of(neighbor_patient), stay(neighbor_patient)).status_code == 404
