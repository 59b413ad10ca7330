"""Two people change somebody's details at once: the second sees what stands beside what was typed."""

from __future__ import annotations

import re
from typing import Any

import pytest

from teamlet.chart.tests.test_details import NAME, address
from teamlet.records.patients.actions import add_contact_point, correct_patient, mark_contact_point, set_language
from teamlet.records.patients.models import ContactPoint, Patient

pytestmark = pytest.mark.django_db


def stamp_in(answer: Any) -> str:
    return re.findall(r'name="stamp" value="([^"]+)"', answer.text)[-1]


PARTS = {
    "name/": (
        NAME | {"given": "Rosalba"},
        lambda who, by: correct_patient(patient=who, family="Marin", by=by),
        "Marin",
    ),
    "language/": ({"language": "es"}, lambda who, by: set_language(patient=who, language="vi", by=by), "vi"),
    "matters/": (
        {"words": "Dancing"},
        lambda who, by: correct_patient(patient=who, matters="My garden", by=by),
        "My garden",
    ),
    "contact/": (
        {"kind": "mobile", "value": "(555) 010-0001"},
        lambda who, by: add_contact_point(patient=who, kind="mobile", value="(555) 010-0009", by=by),
        "(555) 010-0009",
    ),
}


@pytest.mark.parametrize("part", PARTS)
def test_the_second_sees_both_and_overwrites_nothing(part: str, client_of: Any, staff: Any, patient: Patient) -> None:
    typed, other, now = PARTS[part]
    coach = client_of("coach")
    stamp = stamp_in(coach.get(address(patient)))
    other(patient, staff("nurse").principal)
    before = Patient.objects.values().get(pk=patient.pk)
    answer = coach.post(address(patient, part), typed | {"stamp": stamp})
    assert answer.status_code == 409
    assert "Somebody else changed these details meanwhile" in answer.text
    assert now in answer.text
    assert list(typed.values())[-1 if part == "contact/" else 0] in answer.text
    assert Patient.objects.values().get(pk=patient.pk) == before
    again = coach.post(address(patient, part), typed | {"stamp": stamp_in(answer)})
    assert again.status_code == 302, "having seen it, one's own may be saved"


def test_a_form_given_back_still_knows_what_it_showed(client_of: Any, staff: Any, patient: Patient) -> None:
    coach = client_of("coach")
    stamp = stamp_in(coach.get(address(patient)))
    correct_patient(patient=patient, family="Marin", by=staff("nurse").principal)
    given_back = coach.post(address(patient, "name/"), NAME | {"birth_date_day": "40", "stamp": stamp})
    assert given_back.status_code == 422
    assert coach.post(address(patient, "name/"), NAME | {"stamp": stamp_in(given_back)}).status_code == 409


def test_another_part_may_change_meanwhile(client_of: Any, staff: Any, patient: Patient) -> None:
    coach = client_of("coach")
    stamp = stamp_in(coach.get(address(patient)))
    correct_patient(patient=patient, matters="My garden", by=staff("nurse").principal)
    answer = coach.post(address(patient, "name/"), NAME | {"given": "Rosalba", "stamp": stamp})
    assert answer.status_code == 302
    patient.refresh_from_db()
    assert (patient.given, patient.matters) == ("Rosalba", "My garden")


def test_a_number_marked_meanwhile_is_looked_at_again(client_of: Any, staff: Any, patient: Patient) -> None:
    nurse = staff("nurse").principal
    point = add_contact_point(patient=patient, kind="mobile", value="(555) 010-0001", by=nurse)
    coach = client_of("coach")
    stamp = stamp_in(coach.get(address(patient)))
    mark_contact_point(contact_point=point, works=False, by=nurse)
    values = {"works": "yes", "stamp": stamp}
    answer = coach.post(address(patient, f"contact/{point.pk}/"), values, follow=True)
    assert "Look at them again" in answer.text
    assert not ContactPoint.objects.get().works
