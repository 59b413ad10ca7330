"""Memberships in the tables: who leaves and why, merges, marks, and what each reader may know."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from teamlet.conftest import make_patient
from teamlet.ground.audit.models import Event
from teamlet.records.patients.actions import correct_patient, merge_patients, populations, undo_merge
from teamlet.records.patients.actions.populations import Refreshed, record_wish, refresh_marked, refresh_populations
from teamlet.records.patients.actions.tables import mark_for_populations
from teamlet.records.patients.models import Condition, Encounter, Patient, PopulationMember, Reading
from teamlet.records.patients.queries.populations import (
    memberships_of,
    practices_with_checks,
    stretches,
    waiting_checks,
)
from teamlet.records.patients.words import View

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 24)
LOINC, SNOMED = "http://loinc.org", "http://snomed.info/sct"


@pytest.fixture(autouse=True)
def morning(at: Any) -> None:
    at("2026-11-24T09:00")


def ill(patient: Any, code: str = "44054006", display: str = "Type 2 diabetes", label: str = "none") -> None:
    Condition.objects.create(
        practice_id=patient.practice_id, patient=patient, code_system=SNOMED, code=code, display=display,
        clinical_state="active", began_on=date(2020, 1, 1), sensitivity=label,
    )  # fmt: skip


def read(patient: Any, code: str, value: str, unit: str, day: date = date(2026, 10, 1), **more: Any) -> Any:
    return Reading.objects.create(
        practice_id=patient.practice_id, patient=patient, code_system=LOINC, code=code, value=value, unit=unit,
        day=day, status="final", **more,
    )  # fmt: skip


def now_in(patient: Any) -> set[str]:
    rows = PopulationMember.objects.filter(patient=patient, left_on=None)
    return set(rows.values_list("population", flat=True))


def test_a_membership_keeps_rule_version_and_evidence_and_its_history(practice: Any, patient: Any, system: Any) -> None:
    ill(patient)
    reading = read(patient, "4548-4", "9.6", "%")
    refresh_populations(practice=practice, on=ON, by=system)
    row = PopulationMember.objects.get(population="diabetes_high")
    assert (row.version, row.entered_on, row.labels) == ("shipped:1", ON, "")
    assert row.evidence[0] == {
        "what": "reading", "ref": f"reading:{reading.pk}", "reading": "hba1c", "value": "9.6", "unit": "%",
        "day": "2026-10-01", "label": "none",
    }  # fmt: skip
    read(patient, "4548-4", "11", "%", date(2026, 11, 20))
    assert refresh_populations(practice=practice, on=ON, by=system).changed == 1
    row.refresh_from_db()
    assert (row.evidence[0]["value"], row.entry_evidence[0]["value"]) == ("11", "9.6")
    read(patient, "4548-4", "7", "%", date(2026, 11, 23))
    refresh_populations(practice=practice, on=ON, by=system)
    row.refresh_from_db()
    assert (row.left_on, row.left_reason) == (ON, "data")
    read(patient, "4548-4", "10", "%", date(2026, 11, 24))
    refresh_populations(practice=practice, on=ON, by=system)
    assert PopulationMember.objects.filter(population="diabetes_high").count() == 2, "a second time is a second row"
    event = Event.objects.filter(verb="patients.store_memberships").last()
    assert event is not None
    assert event.patient_oid == ""


def test_a_practice_without_patients_has_nothing_to_do(practice: Any, system: Any) -> None:
    assert refresh_populations(practice=practice, on=ON, by=system) == Refreshed(0, 0, 0, 0)
    assert not Event.objects.filter(verb="patients.store_memberships").exists()


def test_the_stretches_of_a_large_practice_find_everybody_once(
    practice: Any, neighbor: Any, system: Any, monkeypatch: Any
) -> None:
    for number in range(7):
        ill(make_patient(practice, given=f"Person{number}", record_number=f"p{number}"))
        ill(make_patient(neighbor, given=f"Other{number}", record_number=f"o{number}"))
    monkeypatch.setattr(populations, "STRETCH", 3)
    assert [len(range(part.start, part.stop)) > 0 for part in stretches(practice, 3)] == [True] * 3
    assert refresh_populations(practice=practice, on=ON, by=system).members == 21
    assert PopulationMember.objects.filter(population="diabetes").count() == 7
    assert Event.objects.filter(verb="patients.store_memberships").count() == 3


@pytest.mark.parametrize(
    "changes", [{"deceased_on": date(2026, 11, 1)}, {"is_active": False}], ids=["deceased", "moved"]
)
def test_the_dead_and_the_moved_leave(
    practice: Any, patient: Any, system: Any, staff: Any, changes: dict[str, Any]
) -> None:
    ill(patient)
    refresh_populations(practice=practice, on=ON, by=system)
    assert "diabetes" in now_in(patient)
    correct_patient(patient=patient, by=staff("nurse").principal, **changes)
    assert practices_with_checks() == [practice.pk]
    refresh_marked(practice=practice, on=ON, by=system)
    assert now_in(patient) == set()
    assert PopulationMember.objects.get(population="diabetes").left_reason == "excluded"


def test_what_belongs_to_a_merged_record_counts_for_the_one_that_is_kept(
    practice: Any, patient: Any, system: Any, staff: Any
) -> None:
    nurse = staff("nurse").principal
    twin = make_patient(practice, given="Rosa M.")
    ill(patient)
    read(twin, "4548-4", "10", "%")
    refresh_populations(practice=practice, on=ON, by=system)
    assert "diabetes_no_hba1c" in now_in(patient)
    merge_patients(patient=twin, into=patient, by=nurse)
    refresh_marked(practice=practice, on=ON, by=system)
    assert {"diabetes", "diabetes_high"} <= now_in(patient)
    assert now_in(twin) == set()
    undo_merge(patient=Patient.objects.get(pk=twin.pk), by=nurse)
    refresh_marked(practice=practice, on=ON, by=system)
    assert "diabetes_no_hba1c" in now_in(patient)


def test_pressures_of_the_emergency_room_do_not_count(practice: Any, patient: Any, system: Any) -> None:
    ill(patient, "59621000", "Essential hypertension")
    day = date(2026, 11, 10)
    moment = "2026-11-10T15:00:00Z"
    Encounter.objects.create(
        practice=practice, patient=patient, encounter_class="EMER", state="finished", day=day,
        began_at="2026-11-10T14:00:00Z", ended_at="2026-11-10T18:00:00Z",
    )  # fmt: skip
    read(patient, "8480-6", "190", "mm[Hg]", day, at=moment)
    for value in ("150", "138"):
        read(patient, "8480-6", value, "mm[Hg]", date(2026, 10, 5), at="2026-10-05T15:00:00Z")
    refresh_populations(practice=practice, on=ON, by=system)
    assert now_in(patient) == {"hypertension"}, "the lowest of the latest outpatient day is 138"


def test_wrong_values_do_not_count(practice: Any, patient: Any, system: Any) -> None:
    ill(patient)
    read(patient, "4548-4", "55", "%", plausibility="impossible")
    read(patient, "4548-4", "12", "apples")
    read(patient, "4548-4", "12", "%", entered_in_error=True)
    read(patient, "4548-4", "12", "%", date(2027, 1, 1))
    refresh_populations(practice=practice, on=ON, by=system)
    assert now_in(patient) == {"diabetes", "diabetes_no_hba1c", "kidney_tests_due"}
    read(patient, "59261-8", "86", "mmol/mol")  # 10.0 %
    refresh_populations(practice=practice, on=ON, by=system)
    assert "diabetes_high" in now_in(patient)


def test_a_change_that_comes_meanwhile_keeps_its_mark(practice: Any, patient: Any, system: Any) -> None:
    ill(patient)
    mark_for_populations(practice.pk, [patient.pk])
    seen = waiting_checks(practice)
    mark_for_populations(practice.pk, [patient.pk])
    assert waiting_checks(practice).keys() == seen.keys()
    assert waiting_checks(practice) != seen
    from teamlet.records.patients.actions.populations import Changes, store_memberships

    store_memberships(changes=Changes([], [], [], seen, ON), by=system)
    assert waiting_checks(practice), "the newer mark stays"
    refresh_marked(practice=practice, on=ON, by=system)
    assert not waiting_checks(practice)
    assert refresh_marked(practice=practice, on=ON, by=system) is None


def test_each_reader_is_told_what_the_role_may_know(
    practice: Any, patient: Any, system: Any, staff: Any, django_assert_num_queries: Any
) -> None:
    ill(patient)
    ill(patient, "370143000", "Major depressive disorder", "mental_health")
    refresh_populations(practice=practice, on=ON, by=system)

    def told(role: str, view: View = View.LIST) -> list[str]:
        who = staff(role).principal
        with django_assert_num_queries(1):
            rows = memberships_of(who, [patient.pk], view=view)[patient.pk]
        return [row.population for row in rows]

    plain = ["diabetes", "diabetes_no_hba1c", "kidney_tests_due"]
    assert told("nurse", View.CHART) == ["depression", *plain]
    assert sorted(told("nurse")) == ["", *plain], "in a list: see chart"
    assert told("behavioral-health") == ["depression", *plain]
    assert told("educator") == plain
    assert told("nurse", View.TURNED_SCREEN) == plain
    assert [row.population for row in memberships_of(practice, [patient.pk])[patient.pk]] == plain
    desk = staff("front-desk").principal
    assert memberships_of(desk, [patient.pk]) == {patient.pk: []}


def test_nobody_reads_the_neighbors_memberships(
    practice: Any, neighbor: Any, neighbor_patient: Any, system: Any, staff: Any
) -> None:
    ill(neighbor_patient)
    refresh_populations(practice=neighbor, on=ON, by=system)
    nurse = staff("nurse").principal
    assert memberships_of(nurse, [neighbor_patient.pk]) == {neighbor_patient.pk: []}
    with pytest.raises(Patient.DoesNotExist):
        record_wish(
            patient=neighbor_patient, topic="pain", wants=True, said_on=ON,
            at=neighbor_patient.created_at.replace(year=2027), by=nurse,
        )  # fmt: skip


def test_race_and_payer_order_nothing(practice: Any) -> None:
    """No table that populations read has either of them."""
    columns = {
        field.name for model in (Patient, PopulationMember, Condition, Encounter) for field in model._meta.get_fields()
    }
    assert not columns & {"race", "ethnicity", "payer", "insurance", "coverage"}
