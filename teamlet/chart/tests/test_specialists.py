"""Visits to specialists in the chart and on the list; prompts to family."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamlet.conftest import make_patient
from teamlet.ground.access import stamps
from teamlet.records.followups.actions import note_specialist_visit
from teamlet.records.followups.models import SpecialistVisit
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
    assert "to ask about a specialist visit." in text
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
