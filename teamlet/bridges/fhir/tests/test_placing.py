"""Whose a resource is: every case in which nobody can say for certain goes aside, and nothing is merged by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from teamlet.bridges.fhir import queries
from teamlet.bridges.fhir.load import import_paths
from teamlet.bridges.fhir.models import LookAlikePair, Quarantined
from teamlet.bridges.fhir.tests.made import a1c, bundle, condition, encounter, mrn, patient, pressure, write
from teamlet.ground.audit.models import Event
from teamlet.records.patients import models as rows

pytestmark = pytest.mark.django_db

OTHER = patient("p2", name=[{"family": "Oakes", "given": ["Dale"]}], birthDate="1950-01-01")
CASES: dict[str, tuple[dict[str, Any], str]] = {
    "no subject": (condition(subject=None), "fhir.subject_missing"),
    "a subject with words only": (condition(subject={"display": "Rosa"}), "fhir.subject_missing"),
    "nobody we know": (condition(subject="Patient/nobody"), "fhir.subject_not_found"),
    "another system's patient": (condition(subject="https://elsewhere.example/fhir/Patient/p1"), "fhir.subject_not_found"),
    "a group": (condition(subject="Group/g1"), "fhir.subject_not_a_patient"),
    "a professional": (condition(subject="Practitioner/d1"), "fhir.subject_not_a_patient"),
    "a contained patient": (condition(subject="#p"), "fhir.subject_ambiguous"),
    "an identifier of nobody": (condition(subject="Patient?identifier=urn:x|9"), "fhir.subject_not_found"),
    "an identifier of two": (condition(subject="Patient?identifier=77"), "fhir.subject_ambiguous"),
    "the encounter says otherwise": (
        condition(encounter={"reference": "Encounter/e2"}),
        "fhir.subject_differs",
    ),
}  # fmt: skip


def subject_of(resource: dict[str, Any]) -> dict[str, Any]:
    if isinstance(resource.get("subject", {}).get("reference"), dict):
        return resource | {"subject": resource["subject"]["reference"]}
    return resource


@pytest.mark.parametrize("case", CASES)
def test_what_belongs_to_nobody_for_certain_waits_as_it_came(case: str, practice: Any, tmp_path: Path) -> None:
    resource, reason = CASES[case]
    resource = subject_of(resource)
    seventy_seven = [{"system": "urn:a", "value": "77"}]
    write(
        tmp_path,
        "one.json",
        bundle(
            patient(identifier=seventy_seven),
            OTHER | {"identifier": [{"system": "urn:b", "value": "77"}]},
            encounter("e2", "Patient/p2"),
            resource,
            condition("fine"),
        ),
    )
    report = import_paths([tmp_path], "cedar")
    assert report.resources["Condition"] == {"read": 2, "stored": 1, "unchanged": 0, "skipped": 1}
    assert [(one["file"], one["resource"]) for one in report.problems] == [("one.json", "Condition/c1")]
    kept = Quarantined.objects.get()
    assert (kept.reason, kept.remote_id, json.loads(kept.raw)) == (reason, "c1", resource)
    assert rows.Condition.objects.count() == 1

    again = import_paths([tmp_path], "cedar")
    assert again.resources["Condition"] == {"read": 2, "stored": 0, "unchanged": 1, "skipped": 1}
    assert Quarantined.objects.count() == 1
    assert queries.quarantined(practice)[0].pk == kept.pk


def test_a_resource_is_placed_when_its_patient_comes_later(practice: Any, tmp_path: Path) -> None:
    write(tmp_path, "a.json", condition())
    assert import_paths([tmp_path / "a.json"], "cedar").resources["Condition"]["skipped"] == 1
    write(tmp_path, "b.json", patient())
    report = import_paths([tmp_path], "cedar")
    assert report.resources["Condition"]["stored"] == 1
    assert report.problems_total == 0
    assert queries.quarantined(practice) == []


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
def test_lines_come_in_any_order(order: tuple[int, ...], practice: Any, tmp_path: Path) -> None:
    lines = [patient(), encounter(), condition(encounter={"reference": "Encounter/e1"}), a1c(7.2)]
    write(tmp_path, "all.ndjson", [lines[number] for number in order])
    report = import_paths([tmp_path], "cedar")
    assert report.problems_total == 0
    assert {kind: counts["stored"] for kind, counts in report.resources.items()} == {
        "Patient": 1, "Encounter": 1, "Condition": 1, "Observation": 1,
    }  # fmt: skip
    assert rows.Condition.objects.get().encounter_source_id == rows.Encounter.objects.get().source_id
    again = import_paths([tmp_path], "cedar")
    assert {kind: counts["unchanged"] for kind, counts in again.resources.items()} == dict.fromkeys(again.resources, 1)


def test_two_people_with_the_same_name_and_birth_date_stay_two(practice: Any, tmp_path: Path) -> None:
    write(tmp_path, "one.json", bundle(patient("p1", identifier=mrn("1")), patient("p2", identifier=mrn("2"))))
    report = import_paths([tmp_path], "cedar")
    assert rows.Patient.objects.count() == 2
    assert report.look_alikes == LookAlikePair.objects.count() == 1
    assert import_paths([tmp_path], "cedar").look_alikes == 0


def test_the_same_record_number_is_the_same_person(practice: Any, tmp_path: Path) -> None:
    write(tmp_path, "one.json", bundle(patient("p1", identifier=mrn("1"))))
    write(tmp_path, "two.json", bundle(patient("x9", identifier=mrn("1")), condition(subject="Patient/x9")))
    import_paths([tmp_path / "one.json"], "cedar")
    import_paths([tmp_path / "two.json"], "cedar")
    assert rows.Condition.objects.get().patient == rows.Patient.objects.get()


def test_a_record_number_of_somebody_else_is_not_believed(practice: Any, tmp_path: Path) -> None:
    write(tmp_path, "one.json", bundle(patient("p1", identifier=mrn("1"))))
    write(tmp_path, "two.json", bundle(OTHER | {"identifier": mrn("1")}, condition(subject="Patient/p2")))
    import_paths([tmp_path / "one.json"], "cedar")
    report = import_paths([tmp_path / "two.json"], "cedar")
    assert rows.Patient.objects.count() == 1
    assert rows.Condition.objects.count() == 0
    assert {one.reason for one in queries.quarantined(practice)} == {"fhir.number_of_another", "fhir.subject_ambiguous"}
    assert report.resources["Patient"]["skipped"] == 1


def test_an_id_that_is_somebody_else_in_the_next_file_takes_nothing_along(practice: Any, tmp_path: Path) -> None:
    write(tmp_path, "a.json", bundle(patient(), condition("c1")))
    write(tmp_path, "b.json", bundle(OTHER | {"id": "p1"}, condition("c2")))
    import_paths([tmp_path], "cedar")
    assert rows.Patient.objects.get().family == "Marín"
    assert [row.source_id.split("/")[1] for row in rows.Condition.objects.all()] == ["c1"]


def test_two_entries_that_share_an_address_are_nobody(practice: Any, tmp_path: Path) -> None:
    entries = [
        {"fullUrl": "urn:uuid:x", "resource": patient()},
        {"fullUrl": "urn:uuid:x", "resource": OTHER},
        {"resource": condition(subject="urn:uuid:x")},
    ]
    write(tmp_path, "a.json", {"resourceType": "Bundle", "type": "collection", "entry": entries})
    import_paths([tmp_path], "cedar")
    assert rows.Condition.objects.count() == 0
    assert Quarantined.objects.get().reason == "fhir.subject_ambiguous"


def test_addresses_hold_inside_their_file_only(practice: Any, tmp_path: Path) -> None:
    for name, who in (("a", patient("pa")), ("b", OTHER)):
        entries = [
            {"fullUrl": "urn:uuid:the-patient", "resource": who},
            {"resource": condition(f"c-{name}", subject="urn:uuid:the-patient")},
        ]
        write(tmp_path, f"{name}.json", {"resourceType": "Bundle", "type": "transaction", "entry": entries})
    import_paths([tmp_path], "cedar")
    owners = {row.source_id.split("/")[1]: row.patient.family for row in rows.Condition.objects.all()}
    assert owners == {"c-a": "Marín", "c-b": "Oakes"}


def test_a_professional_who_shares_an_id_with_another_stays_apart(practice: Any, tmp_path: Path) -> None:
    for name, number, who in (("a", "111", patient("pa")), ("b", "222", OTHER)):
        doctor = {
            "resourceType": "Practitioner",
            "id": "d1",
            "identifier": [{"system": "http://hl7.org/fhir/sid/us-npi", "value": number}],
            "name": [{"family": f"Doctor {name}"}],
        }
        met = encounter(f"e-{name}", f"Patient/{who['id']}", participant=[{"individual": {"reference": "urn:uuid:d1"}}])
        entries = [{"fullUrl": "urn:uuid:d1", "resource": doctor}, {"resource": who}, {"resource": met}]
        write(tmp_path, f"{name}.json", {"resourceType": "Bundle", "type": "transaction", "entry": entries})
    first = import_paths([tmp_path], "cedar")
    assert first.resources["Practitioner"]["stored"] == 2
    seen = {
        row.source_id.split("/")[1]: row.practitioner.name for row in rows.Encounter.objects.all() if row.practitioner
    }
    assert seen == {"e-a": "Doctor a", "e-b": "Doctor b"}
    assert import_paths([tmp_path], "cedar").resources["Practitioner"]["unchanged"] == 2


def test_references_by_identifier_are_followed(practice: Any, tmp_path: Path) -> None:
    npi = "http://hl7.org/fhir/sid/us-npi"
    doctor = {
        "resourceType": "Practitioner", "id": "d1", "identifier": [{"system": npi, "value": "7"}],
        "name": [{"text": "Dr. Cole"}],
    }  # fmt: skip
    met = encounter(participant=[{"individual": {"reference": f"Practitioner?identifier={npi}|7"}}])
    met["subject"] = {"reference": "Patient?identifier=urn:clinic:numbers|55"}
    write(tmp_path, "a.ndjson", [met, doctor, patient(identifier=mrn("55"))])
    report = import_paths([tmp_path], "cedar")
    assert report.problems_total == 0
    row = rows.Encounter.objects.get()
    assert row.practitioner is not None
    assert row.practitioner.name == "Dr. Cole"
    assert row.patient.record_number == "55"


def test_a_changed_resource_is_brought_up_to_date(practice: Any, tmp_path: Path) -> None:
    write(tmp_path, "a.json", bundle(patient(), pressure(150, 95), condition()))
    import_paths([tmp_path], "cedar")
    before = Event.objects.count()
    changed = pressure(140, 85)
    changed["component"].pop()
    write(tmp_path, "a.json", bundle(patient(), changed, condition()))
    report = import_paths([tmp_path], "cedar")
    assert report.resources["Observation"] == {"read": 1, "stored": 1, "unchanged": 0, "skipped": 0}
    assert report.resources["Condition"]["unchanged"] == 1
    values = {row.code: (int(row.value or 0), row.entered_in_error) for row in rows.Reading.objects.all()}
    assert values == {"8480-6": (140, False), "8462-4": (95, True)}
    assert Event.objects.count() == before + 2


def test_what_staff_wrote_outlives_an_import(practice: Any, tmp_path: Path) -> None:
    english = [{"language": {"coding": [{"code": "en-US"}]}}]
    write(tmp_path, "a.json", patient(communication=english, telecom=[{"system": "phone", "value": "555-0100"}]))
    import_paths([tmp_path], "cedar")
    row = rows.Patient.objects.get()
    assert row.language == "en"
    rows.Patient.objects.update(language="es", called="Rosie")
    row.contact_points.update(works=False)
    write(
        tmp_path,
        "a.json",
        patient(communication=english, gender="female", telecom=[{"system": "phone", "value": "555-0100"}]),
    )
    assert import_paths([tmp_path], "cedar").resources["Patient"]["stored"] == 1
    row.refresh_from_db()
    assert (row.language, row.called, row.sex) == ("es", "Rosie", "female")
    assert [(point.value, point.works) for point in row.contact_points.all()] == [("555-0100", False)]


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", 8), ("2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z", 7)],
)
def test_the_newer_version_wins_whatever_the_order(
    first: str, second: str, kept: int, practice: Any, tmp_path: Path
) -> None:
    versions = [a1c(7, meta={"lastUpdated": first}), a1c(8, meta={"lastUpdated": second})]
    write(tmp_path, "a.ndjson", [patient(), *versions])
    import_paths([tmp_path], "cedar")
    assert rows.Reading.objects.get().value == kept
    again = import_paths([tmp_path], "cedar")
    assert again.resources["Observation"] == {"read": 2, "stored": 0, "unchanged": 1, "skipped": 1}


def test_imports_see_only_their_own_practice(practice: Any, neighbor: Any, tmp_path: Path) -> None:
    write(tmp_path, "a.json", bundle(patient(identifier=mrn("1"))))
    write(tmp_path, "b.json", bundle(condition(subject="Patient/p1")))
    import_paths([tmp_path / "a.json"], "cedar")
    report = import_paths([tmp_path / "b.json"], "juniper")
    assert report.resources["Condition"]["skipped"] == 1
    assert queries.quarantined(practice) == []
    assert len(queries.quarantined(neighbor)) == 1
    assert [run.practice_id for run in queries.import_runs(neighbor)] == [neighbor.pk]
