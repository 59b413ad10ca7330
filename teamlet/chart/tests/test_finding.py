"""Finding and registering: nothing of it in an address, look-alikes named before anything is saved."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamlet.conftest import make_patient
from teamlet.ground.access import stamps
from teamlet.ground.access.roles import FINDS_PATIENTS, Role
from teamlet.records.patients.actions import register_patient
from teamlet.records.patients.models import Patient

pytestmark = pytest.mark.django_db
SEARCH = "/practice/cedar/patients/"
NEW = "/practice/cedar/patients/new/"


@pytest.fixture
def registered(staff: Any) -> list[Patient]:
    by = staff("nurse").principal
    people = [("Rosa", "Marín", date(1961, 5, 3), "A-1"), ("Rosa", "Marin", date(1961, 3, 5), "A-2")]
    return [
        register_patient(given=given, family=family, birth_date=born, record_number=number, language="es", by=by)
        for given, family, born, number in people
    ]


def test_the_roles_that_find(client_of: Any) -> None:
    for role in Role:
        expected = 200 if role in FINDS_PATIENTS else 404
        assert client_of(role).get(SEARCH).status_code == expected, role
        assert client_of(role).get(NEW).status_code == expected, role


@pytest.mark.parametrize("text", ["marin", "MARÍN rosa", "Rosa Maren", "5/3/1961", "A-1", "marin 3 de mayo 1961"])
def test_finding(client_of: Any, registered: list[Patient], text: str) -> None:
    answer = client_of("front-desk").post(SEARCH, {"text": text})
    assert f"/practice/cedar/patients/{registered[0].oid}/" in answer.text
    assert "Spanish" in answer.text


def test_look_alikes_are_named(client_of: Any, registered: list[Patient]) -> None:
    text = client_of("nurse").post(SEARCH, {"text": "rosa marin"}).text
    assert "Two people with nearly the same name" in text
    assert text.count("look-alike") == 2


def test_nobody_found_and_nothing_written(client_of: Any, registered: list[Patient]) -> None:
    nurse = client_of("nurse")
    assert "Nobody found" in nurse.post(SEARCH, {"text": "Zzyzx"}).text
    assert "Nobody searched for yet" in nurse.post(SEARCH, {"text": "  "}).text


@pytest.mark.parametrize("text", ["💙💙💙", "\u202eنيرام", "%", "' OR 1=1 --", "0", "99/99/9999", "a" * 120])
def test_odd_words_find_nothing_and_break_nothing(client_of: Any, registered: list[Patient], text: str) -> None:
    answer = client_of("nurse").post(SEARCH, {"text": text})
    assert answer.status_code == 200
    assert registered[0].oid not in answer.text


def test_the_neighbor_is_never_found(client_of: Any, neighbor_patient: Patient) -> None:
    assert neighbor_patient.oid not in client_of("nurse").post(SEARCH, {"text": "Rosalía Marín"}).text


def test_the_same_number_of_statements_for_one_and_three(client_of: Any, registered: list[Patient], staff: Any) -> None:
    nurse = client_of("nurse")
    counts = []
    nurse.post(SEARCH, {"text": "Marin"})
    for _ in range(2):
        with CaptureQueriesContext(connection) as taken:
            nurse.post(SEARCH, {"text": "Marin"})
        counts.append(len(taken))
        by = staff("nurse").principal
        register_patient(given="Elena", family="Marin", birth_date=date(1970, 1, 1), by=by)
    assert counts == [8, 8]


def filled(**changes: str) -> dict[str, str]:
    values = {"given": "Ana", "family": "Ortiz", "birth_date_month": "2", "birth_date_day": "3", "stamp": stamps.make()}
    return values | {"birth_date_year": "1980", "language": "es", "phone": "555 010 2299"} | changes


def stamp_of(text: str) -> str:
    return text.split('name="stamp" value="', 1)[1].split('"', 1)[0]


def test_registering_leads_to_the_chart_and_twice_is_once(client_of: Any, practice: Any) -> None:
    nurse = client_of("nurse")
    values = filled(stamp=stamp_of(nurse.get(NEW).text))
    answers = [nurse.post(NEW, values) for _ in range(2)]
    patient = Patient.objects.get()
    assert {answer["Location"] for answer in answers} == {f"/practice/cedar/patients/{patient.oid}/"}
    assert (patient.given, patient.birth_date, patient.language) == ("Ana", date(1980, 2, 3), "es")
    assert patient.contact_points.get().value == "555 010 2299"


@pytest.mark.parametrize("stamp", ["", "nonsense"])
def test_a_form_without_our_stamp_registers_nobody(client_of: Any, practice: Any, stamp: str) -> None:
    answer = client_of("nurse").post(NEW, filled(stamp=stamp))
    assert answer.status_code == 409
    assert not Patient.objects.exists()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"given": "", "family": ""}, "Write a given name or a family name."),
        ({"birth_date_day": "31"}, "There is no such day."),
        ({"birth_date_year": "2090"}, "This date is too late."),
        ({"birth_date_month": "9" * 30}, "There is no such day."),
        ({"birth_date_day": "9" * 30}, "There is no such day."),
        ({"given": " ", "family": "\u200b\u202e"}, "Write a given name or a family name."),
        ({"given": "x" * 5000}, "This is too long: it has 5000 letters, and 120 fit here."),
        ({"sex": "plasma"}, "Please choose one of those on the page."),
        ({"language": "other"}, "Write the short code of the language."),
        ({"language": "other", "other_language": "zz-$$$"}, "A code has two or three letters"),
        ({"phone": "555 010 2299 " + "call me " * 9}, "This is too long"),
    ],
)
def test_what_is_wrong_stands_beside_the_field_and_the_rest_is_kept(
    client_of: Any, practice: Any, changes: dict[str, str], error: str
) -> None:
    answer = client_of("nurse").post(NEW, filled(**changes))
    assert answer.status_code == 422
    assert error in answer.text
    assert "555 010 2299" in answer.text
    assert not Patient.objects.exists()


def test_a_name_in_another_encoding_is_asked_for_again(client_of: Any, practice: Any) -> None:
    posted = urlencode(filled() | {"given": b"Jos\xe9"})
    answer = client_of("nurse").post(NEW, posted, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422
    assert "There is a sign in it that cannot be kept." in answer.text
    assert "555 010 2299" in answer.text
    assert not Patient.objects.exists()


@pytest.mark.parametrize("phone", ["abc", "📞📞📞", "12"])
def test_what_cannot_be_called_is_no_phone_number(client_of: Any, practice: Any, phone: str) -> None:
    answer = client_of("nurse").post(NEW, filled(phone=phone))
    assert answer.status_code == 422
    assert "Write the number with its digits" in answer.text
    assert phone in answer.text


@pytest.mark.parametrize(
    ("given", "family", "shown"),
    [
        ("12345", "67890", "12345 67890"),
        ("Zoë 🎉", "👩\u200d👧", "Zoë 🎉 👩\u200d👧"),
        ("\u202eليلى", "الحسن\u2066", "ليلى الحسن"),
        ("<script>alert(1)</script>", "{{7*7}}", "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}}"),
    ],
)
def test_an_odd_name_is_kept_and_turns_nothing_around(
    client_of: Any, practice: Any, given: str, family: str, shown: str
) -> None:
    nurse = client_of("nurse")
    answer = nurse.post(NEW, filled(given=given, family=family))
    assert answer.status_code == 302
    assert shown in nurse.get(answer["Location"]).text


def test_somebody_alike_is_shown_before_saving(client_of: Any, registered: list[Patient]) -> None:
    nurse = client_of("nurse")
    values = filled(given="Rosa", family="Marin", birth_date_month="5")
    answer = nurse.post(NEW, values | {"stamp": stamp_of(nurse.get(NEW).text)})
    assert answer.status_code == 422
    assert "Is it one of these people?" in answer.text
    assert Patient.objects.count() == 2
    again = nurse.post(NEW, values | {"stamp": stamp_of(answer.text), "seen_alike": "on"})
    assert again.status_code == 302
    assert Patient.objects.count() == 3


def test_a_record_number_that_is_taken_is_said(client_of: Any, registered: list[Patient]) -> None:
    answer = client_of("nurse").post(NEW, filled(record_number="A-1"))
    assert answer.status_code == 422
    assert "Another patient has record number A-1." in answer.text


def test_a_neighbor_of_the_same_name_does_not_stop_registering(client_of: Any, neighbor_patient: Patient) -> None:
    answer = client_of("nurse").post(NEW, filled(given="Rosalía", family="Marín"))
    assert answer.status_code == 302


def test_a_person_of_the_neighbor_does_not_find_here(
    client_of: Any, neighbor: Any, registered: Any, staff: Any
) -> None:
    stranger = staff("nurse", at=neighbor)
    assert client_of(stranger).get(SEARCH).status_code == 404
    make_patient(neighbor)


@pytest.mark.parametrize("many", [{"given": "x" * 5_000_000}, {f"field{number}": "x" for number in range(3000)}])
def test_a_form_that_is_too_large_is_answered_in_words(client_of: Any, practice: Any, many: dict[str, str]) -> None:
    body = "&".join(f"{name}={value}" for name, value in many.items())
    answer = client_of("nurse").post(NEW, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert "This is too much at once" in answer.text
    assert not Patient.objects.exists()
