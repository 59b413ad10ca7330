"""A patient's populations on the chart: why, since when, who may know, what was asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamlet.ground.access import stamps
from teamlet.ground.audit.models import Event
from teamlet.records.patients.actions.populations import refresh_marked, refresh_populations
from teamlet.records.patients.models import Condition, HelpWish, PopulationMember, Reading

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 24)


def address(patient: Any, part: str = "populations/") -> str:
    return f"/practice/{patient.practice.key}/patients/{patient.oid}/{part}"


@pytest.fixture
def listed(practice: Any, patient: Any, system: Any, at: Any) -> Any:
    """Rosa: diabetes with an HbA1c of 9.6, depression, a PHQ-9 of 14."""
    at("2026-11-24T09:00")
    for code, display, label in (
        ("44054006", "Type 2 diabetes", "none"),
        ("370143000", "Major depressive disorder", "mental_health"),
    ):
        Condition.objects.create(
            practice=practice, patient=patient, code_system="http://snomed.info/sct", code=code, display=display,
            clinical_state="active", began_on=date(2019, 4, 2), sensitivity=label,
        )  # fmt: skip
    for code, value, unit, label in (("4548-4", "9.6", "%", "none"), ("44261-6", "14", "{score}", "mental_health")):
        Reading.objects.create(
            practice=practice, patient=patient, code_system="http://loinc.org", code=code, value=value, unit=unit,
            day=date(2026, 11, 3), status="final", sensitivity=label,
        )  # fmt: skip
    refresh_populations(practice=practice, on=ON, by=system)
    return patient


def test_the_page_says_why_with_value_and_date(client_of: Any, listed: Any) -> None:
    text = client_of("nurse").get(address(listed)).text
    assert "Diabetes, HbA1c above 9" in text
    assert "HbA1c 9.6 % on Nov 3, 2026." in text
    assert "On record: Type 2 diabetes, since Apr 2, 2019." in text
    assert "PHQ-9 score 14" in text
    assert Event.objects.filter(verb="patients.read_record", patient_oid=listed.oid).count() == 1


@pytest.mark.parametrize(
    ("role", "diabetes", "depression"),
    [("nurse", True, True), ("coach", True, True), ("educator", True, False), ("behavioral-health", True, True)],
)
def test_labelled_ones_are_for_roles_that_may_read_them(
    client_of: Any, listed: Any, role: str, diabetes: bool, depression: bool
) -> None:
    for part in ("", "populations/"):
        text = client_of(role).get(address(listed, part)).text
        assert ("HbA1c above 9" in text) is diabetes
        assert ("Depression" in text) is depression
        assert ("PHQ-9" in text) is depression


@pytest.mark.parametrize("role", ["front-desk", "manager", "peer"])
def test_the_front_desk_sees_none(client_of: Any, listed: Any, role: str) -> None:
    assert client_of(role).get(address(listed)).status_code == 404
    answer = client_of(role).get(address(listed, ""))
    assert answer.status_code in (200, 404)
    assert "HbA1c" not in answer.text


def test_neighbors_and_absent_patients_are_not_there(client_of: Any, listed: Any, neighbor_patient: Any) -> None:
    nurse = client_of("nurse")
    assert nurse.get(f"/practice/cedar/patients/{neighbor_patient.oid}/populations/").status_code == 404
    assert nurse.get("/practice/cedar/patients/nosuchpatient/populations/").status_code == 404


def test_a_wish_is_kept_and_brings_into_its_population(client_of: Any, listed: Any, practice: Any, system: Any) -> None:
    nurse = client_of("nurse")
    stamp = stamps.make(patient_oid=listed.oid)
    answer = nurse.post(address(listed), {"topic": "weight", "wants": "yes", "stamp": stamp})
    assert answer.status_code == 302
    assert nurse.post(address(listed), {"topic": "weight", "wants": "yes", "stamp": stamp}).status_code == 302
    assert HelpWish.objects.count() == 1
    refresh_marked(practice=practice, on=ON, by=system)
    assert "Asked for help with weight and eating on Nov 24, 2026." in nurse.get(address(listed)).text
    nurse.post(address(listed), {"topic": "weight", "wants": "no", "stamp": stamps.make(patient_oid=listed.oid)})
    refresh_marked(practice=practice, on=ON, by=system)
    text = nurse.get(address(listed)).text
    assert "the record says otherwise now" in text
    assert PopulationMember.objects.get(population="asked_for_help").left_on == ON


def test_what_is_wrong_with_a_wish_stands_beside_its_field(client_of: Any, listed: Any) -> None:
    answer = client_of("nurse").post(
        address(listed),
        {"topic": "weight", "said_on_month": "12", "said_on_day": "24", "said_on_year": "2026"},
    )
    assert answer.status_code == 422
    assert "Please choose one." in answer.text
    assert not HelpWish.objects.exists()


def test_who_wants_to_be_on_no_list_leaves_all_and_may_come_back(
    client_of: Any, listed: Any, practice: Any, system: Any
) -> None:
    nurse = client_of("nurse")
    nurse.post(address(listed, "populations/lists/"), {"lists": "no", "stamp": stamps.make(patient_oid=listed.oid)})
    refresh_marked(practice=practice, on=ON, by=system)
    assert not PopulationMember.objects.filter(left_on=None).exists()
    assert set(PopulationMember.objects.values_list("left_reason", flat=True)) == {"excluded"}
    text = nurse.get(address(listed)).text
    assert "Wants to be on no list of ours, since Nov 24, 2026." in text
    assert "no longer on our lists" in text
    nurse.post(address(listed, "populations/lists/"), {"lists": "yes", "stamp": stamps.make(patient_oid=listed.oid)})
    refresh_marked(practice=practice, on=ON, by=system)
    assert PopulationMember.objects.filter(left_on=None, population="diabetes_high").count() == 1


def test_one_and_three_memberships_take_the_same_statements(client_of: Any, listed: Any) -> None:
    nurse = client_of("nurse")
    nurse.get(address(listed))
    counts = []
    for keep in (1, 3):
        kept = PopulationMember.objects.order_by("id").values_list("id", flat=True)[:keep]
        PopulationMember.objects.exclude(id__in=list(kept)).update(left_on=ON)
        PopulationMember.objects.filter(id__in=list(kept)).update(left_on=None)
        with CaptureQueriesContext(connection) as taken:
            assert nurse.get(address(listed)).status_code == 200
        counts.append(len(taken))
    assert counts[0] == counts[1] == 13
