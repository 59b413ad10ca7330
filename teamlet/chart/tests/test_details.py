"""Who somebody is and how to reach them: each part saved on its own, what was typed is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from teamlet.conftest import make_patient
from teamlet.records.patients.actions import add_contact_point, set_helper
from teamlet.records.patients.models import ContactPoint, Helper, Patient

pytestmark = pytest.mark.django_db


def address(patient: Any, page: str = "") -> str:
    return f"/practice/cedar/patients/{patient.oid}/details/{page}"


NAME = {"given": "Rosa", "family": "Marín", "birth_date_month": "5", "birth_date_day": "3", "birth_date_year": "1961"}


def test_correcting_the_name(client_of: Any, patient: Patient) -> None:
    answer = client_of("front-desk").post(address(patient, "name/"), NAME | {"given": "Rosalba", "called": "Rosi"})
    assert answer["Location"] == address(patient)
    patient.refresh_from_db()
    assert (patient.given, patient.called, patient.birth_date) == ("Rosalba", "Rosi", date(1961, 5, 3))


@pytest.mark.parametrize(
    ("page", "values", "kept", "error"),
    [
        ("name/", NAME | {"given": "Rosalba", "birth_date_day": "40"}, "Rosalba", "There is no such day."),
        ("language/", {"language": "other"}, "", "Write the short code of the language."),
        ("contact/", {"kind": "mobile", "value": ""}, "", "Please fill this in."),
        ("contact/", {"kind": "mobile", "value": "ask her son"}, "ask her son", "Write the number with its digits"),
        ("contact/", {"kind": "email", "value": "rosa.example"}, "rosa.example", "An e-mail address has an @ in it."),
        ("contact/", {"kind": "pigeon", "value": "x"}, "x", "Please choose one of those on the page."),
        ("helper/", {"name": "", "relation": "daughter"}, "daughter", "Please fill this in."),
    ],
)
def test_errors_stand_beside_the_field(
    client_of: Any, patient: Patient, page: str, values: dict[str, str], kept: str, error: str
) -> None:
    answer = client_of("nurse").post(address(patient, page), values)
    assert answer.status_code == 422
    assert error in answer.text
    assert kept in answer.text


def test_language_and_print(client_of: Any, patient: Patient) -> None:
    values = {"language": "other", "other_language": "HT", "interpreter": "on", "large_print": "on"}
    assert client_of("nurse").post(address(patient, "language/"), values).status_code == 302
    patient.refresh_from_db()
    assert (patient.language, patient.interpreter, patient.large_print) == ("ht", True, True)


def test_what_matters_is_kept_as_it_was_said(client_of: Any, patient: Patient) -> None:
    words = "  Dancing at my granddaughter’s 💃\nquinceañera  " + "and more " * 1200
    assert client_of("coach").post(address(patient, "matters/"), {"words": words}).status_code == 302
    patient.refresh_from_db()
    assert patient.matters == words.replace("\n", "\r\n") or patient.matters == words


def test_the_front_desk_neither_sees_nor_writes_what_matters(client_of: Any, patient: Patient) -> None:
    Patient.objects.update(matters="Dancing")
    desk = client_of("front-desk")
    assert "Dancing" not in desk.get(address(patient)).text
    assert desk.post(address(patient, "matters/"), {"words": "x"}).status_code == 404


def test_a_wrong_number_and_right_after_all(client_of: Any, patient: Patient) -> None:
    desk = client_of("front-desk")
    assert desk.post(address(patient, "contact/"), {"kind": "home", "value": "555 010 2277"}).status_code == 302
    point = ContactPoint.objects.get()
    for works in (False, True):
        answer = desk.post(address(patient, f"contact/{point.pk}/"), {"works": "yes" if works else "no"})
        assert answer.status_code == 302
        point.refresh_from_db()
        assert point.works is works


def test_another_patients_contact_point_and_helper_are_not_found(
    client_of: Any, patient: Patient, practice: Any, staff: Any
) -> None:
    other = make_patient(practice, given="Ana")
    by = staff("nurse").principal
    point = add_contact_point(patient=other, kind="home", value="1", by=by)
    helper = set_helper(patient=other, name="Luz", by=by)
    nurse = client_of("nurse")
    assert nurse.post(address(patient, f"contact/{point.pk}/"), {"works": "no"}).status_code == 404
    assert nurse.post(address(patient, f"helper/{helper.oid}/")).status_code == 404


def test_helpers_come_and_go(client_of: Any, patient: Patient) -> None:
    nurse = client_of("nurse")
    values = {"name": "Lucía", "relation": "daughter", "may_join": "on"}
    assert nurse.post(address(patient, "helper/"), values).status_code == 302
    helper = Helper.objects.get()
    assert "Lucía" in nurse.get(address(patient)).text
    assert nurse.post(address(patient, f"helper/{helper.oid}/")).status_code == 302
    assert not Helper.objects.exists()


def test_joining_two_records_and_taking_them_apart(client_of: Any, patient: Patient, practice: Any) -> None:
    other = make_patient(practice, given="Rosa", family="Marin")
    nurse = client_of("nurse")
    assert "One person, two records" in nurse.get(address(patient)).text
    assert nurse.post(address(patient, "same-person/"), {"into": "nobody"}).status_code == 422
    assert nurse.post(address(patient, "same-person/"), {"into": other.oid}).status_code == 302
    patient.refresh_from_db()
    assert patient.merged_into_id == other.pk
    assert nurse.post(address(patient, "two-people/")).status_code == 302
    patient.refresh_from_db()
    assert patient.merged_into_id is None
    assert client_of("coach").post(address(patient, "same-person/"), {"into": other.oid}).status_code == 404


@pytest.mark.parametrize("page", ["", "name/", "language/", "matters/", "contact/", "helper/", "same-person/"])
def test_the_neighbors_patient_is_not_found(client_of: Any, neighbor_patient: Patient, page: str) -> None:
    nurse = client_of("nurse")
    answer = nurse.post(address(neighbor_patient, page), {}) if page else nurse.get(address(neighbor_patient))
    assert answer.status_code == 404
