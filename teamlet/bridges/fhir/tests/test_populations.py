"""Populations of the shared Synthea records equal a count by plain Python over the files (issue 3, Must show 8)."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamlet.bridges.fhir.command import run
from teamlet.bridges.fhir.tests.counted_by_hand import DEFINITIONS, counted
from teamlet.content import library
from teamlet.records.patients.actions.populations import refresh_marked, refresh_populations
from teamlet.records.patients.models import PopulationMember
from teamlet.records.patients.queries.populations import waiting_checks

DATA = Path(__file__).resolve().parents[4].parent / "shared" / "data" / "synthea"
ON = date(2026, 11, 22)
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA.is_dir(), reason="the shared Synthea records are not beside the repository"),
]


def ours() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {name: set() for name in library.ids("populations")}
    for row in PopulationMember.objects.filter(left_on=None).select_related("patient"):
        patient = row.patient
        found[row.population].add(f"{patient.given} {patient.family}|{patient.birth_date}")
    return found


def test_every_shipped_population_equals_the_count_by_hand(practice: Any, system: Any) -> None:
    assert run([DATA], "cedar")[0] == 0
    assert len(waiting_checks(practice)) == 47, "an import marks everybody it touched"
    refresh_marked(practice=practice, on=ON, by=system)
    theirs = counted(DATA, ON)
    assert set(theirs) == set(DEFINITIONS) == set(library.ids("populations"))
    assert ours() == theirs
    assert sum(bool(members) for members in theirs.values()) >= 12, "the comparison would be empty otherwise"
    assert not waiting_checks(practice)


def test_they_equal_it_on_earlier_days_too(practice: Any, system: Any) -> None:
    run([DATA], "cedar")
    met: set[str] = set()
    for on in (date(2026, 3, 1), date(2024, 2, 29), date(2021, 6, 30), date(2018, 12, 31)):
        refresh_populations(practice=practice, on=on, by=system)
        theirs = counted(DATA, on)
        assert ours() == theirs, on
        met |= {name for name, members in theirs.items() if members}
    assert len(met) >= 16, sorted(met)


def test_they_equal_it_for_made_people_with_every_kind_of_fact(practice: Any, system: Any, tmp_path: Path) -> None:
    """The shared records hold no PHQ-9, no kidney disease on a list, no hypertension of one visit: these do."""
    write_people(tmp_path, 300, random.Random(20261122))
    assert run([tmp_path], "cedar")[0] == 0
    refresh_populations(practice=practice, on=ON, by=system)
    theirs = counted(tmp_path, ON)
    assert ours() == theirs
    empty = {name for name, members in theirs.items() if not members}
    assert empty == {"asked_for_help", "weight_wants_help"}, "no form was answered, everything else has somebody"


CODES = (
    "E11.9 E10.65 O24.011 O24.410 E08.9 R73.03 I10 I11.0 R03.0 J45.40 J45.1 J44.9 J43.9 I50.22 F32.1 F32.89 F33.1 F34.1"
    " N18.31 N18.6 N18.9 G89.29 M54.50 M25.561 M79.7 E66.01 E66.3 Z68.35 Z68.30 I25.10 I21.9 F17.210 Z72.0 Z34.90"
).split()
VALUES: tuple[tuple[str, str, str, tuple[float, ...]], ...] = (
    ("4548-4", "HbA1c", "%", (6.4, 7.9, 8.0, 8.5, 9.0, 9.1, 11.2)),
    ("59261-8", "HbA1c", "mmol/mol", (48, 64, 74, 75, 76, 90)),
    ("39156-5", "BMI", "kg/m2", (22.5, 29.9, 30.0, 41.3)),
    ("98979-8", "eGFR", "mL/min/{1.73_m2}", (25, 59, 60, 88)),
    ("9318-7", "Albumin ratio", "mg/g", (5, 29.9, 30, 310)),
    ("44261-6", "PHQ-9", "{score}", (2, 9, 10, 17)),
    ("44260-8", "Item 9", "{score}", (0, 1)),
    ("55758-7", "PHQ-2", "{score}", (1, 2, 3, 6)),
    ("70274-6", "GAD-7", "{score}", (4, 9, 10, 15)),
    ("75626-2", "AUDIT-C", "{score}", (2, 3, 4, 8)),
)


def write_people(folder: Path, many: int, chance: random.Random) -> None:
    """Write one bundle a person: diagnoses on lists and at visits, readings at visits, at home and in hospital."""
    for number in range(many):
        who = f"urn:uuid:person-{number}"
        subject = {"reference": who}
        patient: dict[str, Any] = {
            "resourceType": "Patient", "id": f"person-{number}", "gender": chance.choice(["female", "male"]),
            "name": [{"use": "official", "given": [f"Made{number}"], "family": "Person"}],
            "birthDate": f"{chance.randrange(1940, 2012)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}",
        }  # fmt: skip
        if chance.random() < 0.06:
            patient["deceasedDateTime"] = "2026-10-01"
        resources = [(who, patient)]
        visits = []
        for turn in range(chance.randrange(1, 8)):
            day = ON - timedelta(days=chance.randrange(1, 1100))
            where = chance.choices(["AMB", "EMER", "IMP"], [7, 2, 1])[0]
            at = f"urn:uuid:visit-{number}-{turn}"
            hour = f"{7 + turn:02}"
            visits.append((at, day, hour, where))
            resources.append((at, {
                "resourceType": "Encounter", "id": f"visit-{number}-{turn}", "status": "finished",
                "class": {"code": where}, "subject": subject,
                "period": {"start": f"{day}T{hour}:00:00-05:00", "end": f"{day}T{hour}:40:00-05:00"},
            }))  # fmt: skip
        for turn in range(chance.randrange(1, 9)):
            code = chance.choice(CODES)
            for again in range(chance.choice([1, 1, 2])):
                at, _, _, _ = chance.choice(visits)
                kind = chance.choice(["problem-list-item", "encounter-diagnosis", "encounter-diagnosis", ""])
                name = f"problem-{number}-{turn}-{again}"
                resources.append((f"urn:uuid:{name}", {
                    "resourceType": "Condition", "id": name, "subject": subject, "encounter": {"reference": at},
                    "clinicalStatus": {"coding": [{"code": chance.choice(["active", "active", "relapse", "resolved"])}]},
                    "verificationStatus": {"coding": [{"code": chance.choice(["confirmed"] * 5 + ["refuted"])}]},
                    "category": [{"coding": [{"code": kind}]}] if kind else [],
                    "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": code, "display": code}]},
                    "onsetDateTime": "2022-03-01",
                }))  # fmt: skip
        for turn in range(chance.randrange(0, 12)):
            at, day, hour, _ = chance.choice(visits)
            minute = f"{chance.randrange(1, 39):02}"
            name = f"value-{number}-{turn}"
            seen: dict[str, Any] = {
                "resourceType": "Observation", "id": name, "status": chance.choice(["final"] * 9 + ["entered-in-error"]),
                "subject": subject, "effectiveDateTime": f"{day}T{hour}:{minute}:{turn:02}-05:00",
                "encounter": {"reference": at},
            }  # fmt: skip
            if chance.random() < 0.35:
                seen["code"] = loinc("85354-9", "Blood pressure")
                seen["component"] = [
                    {
                        "code": loinc("8480-6", "Systolic"),
                        "valueQuantity": measured(chance.randrange(118, 162), "mm[Hg]"),
                    },
                    {
                        "code": loinc("8462-4", "Diastolic"),
                        "valueQuantity": measured(chance.randrange(70, 99), "mm[Hg]"),
                    },
                ]
            else:
                code, display, unit, values = chance.choice(VALUES)
                seen["code"] = loinc(code, display)
                seen["valueQuantity"] = measured(chance.choice(values), unit)
            resources.append((f"urn:uuid:{name}", seen))
        bundle = {
            "resourceType": "Bundle", "type": "transaction",
            "entry": [{"fullUrl": url, "resource": resource} for url, resource in resources],
        }  # fmt: skip
        (folder / f"{number:04}.json").write_text(json.dumps(bundle), encoding="utf-8")


def loinc(code: str, display: str) -> dict[str, Any]:
    return {"coding": [{"system": "http://loinc.org", "code": code, "display": display}]}


def measured(value: float, unit: str) -> dict[str, Any]:
    return {"value": value, "unit": unit, "code": unit, "system": "http://unitsofmeasure.org"}


def test_the_same_data_gives_the_same_list_and_no_row_is_written_again(practice: Any, system: Any) -> None:
    run([DATA], "cedar")
    first = refresh_populations(practice=practice, on=ON, by=system)
    assert (first.left, first.changed) == (0, 0)
    assert first.entered == first.members > 100
    again = refresh_populations(practice=practice, on=ON, by=system)
    assert (again.entered, again.left, again.changed) == (0, 0, 0)
    assert again.members == first.members


def test_a_look_takes_the_same_number_of_statements_for_one_patient_and_for_all(practice: Any, system: Any) -> None:
    run([DATA], "cedar")
    refresh_populations(practice=practice, on=ON, by=system)
    one = PopulationMember.objects.first()
    assert one is not None
    with CaptureQueriesContext(
        connection,
    ) as alone:
        refresh_populations(practice=practice, on=ON, by=system, patients=[one.patient_id])
    with CaptureQueriesContext(connection) as everybody:
        refresh_populations(practice=practice, on=ON, by=system)
    # Either asks one thing first: who was merged into whom, or where the stretches begin.
    assert len(alone) == len(everybody) <= 26
