"""What records say of a patient, put there without their importers, for tests of levels and slips."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

from teamlet.records.patients.models import Condition, Encounter, Medicine, PopulationMember, Reading

HBA1C, SYSTOLIC, DIASTOLIC, PHQ9 = "4548-4", "8480-6", "8462-4", "44261-6"
_UNITS = {HBA1C: "%", SYSTOLIC: "mm[Hg]", DIASTOLIC: "mm[Hg]", PHQ9: "{score}", "29463-7": "[lb_av]"}
_numbers = count(1)


def reading(patient, code, value, day: date, **fields):
    """Put a reading on record."""
    values = {
        "code_system": "http://loinc.org",
        "unit": _UNITS.get(code, ""),
        "at": datetime(day.year, day.month, day.day, 15, tzinfo=UTC),
        "status": "final",
        "source_id": f"reading-{next(_numbers)}",
        "display": code,
        "sensitivity": "mental_health" if code == PHQ9 else "none",
    }
    return Reading.objects.create(
        practice_id=patient.practice_id, patient=patient, code=code, value=Decimal(str(value)), day=day,
        **(values | fields),
    )  # fmt: skip


def condition(patient, code="E11.9", display="Type 2 diabetes", system="http://hl7.org/fhir/sid/icd-10-cm", **fields):
    """Put a condition on record."""
    return Condition.objects.create(
        practice_id=patient.practice_id, patient=patient, code_system=system, code=code, display=display,
        clinical_state="active", source_id=f"condition-{next(_numbers)}", **fields,
    )  # fmt: skip


def member(patient, population, since=date(2026, 1, 10)):
    """Put the patient into a population."""
    return PopulationMember.objects.create(
        practice_id=patient.practice_id, patient=patient, population=population, route="diagnosis",
        title={"en": population}, version="shipped:1", entry_version="shipped:1", evidence=[], entry_evidence=[],
        digest="x", entered_on=since,
    )  # fmt: skip


def encounter(patient, kind, day: date):
    """Put an encounter of a class ("IMP", "EMER", "AMB") on record."""
    return Encounter.objects.create(
        practice_id=patient.practice_id, patient=patient, encounter_class=kind, state="finished", day=day,
        source_id=f"encounter-{next(_numbers)}",
    )  # fmt: skip


def medicine(patient, display, day: date, **fields):
    """Put a medicine on record as written on a day."""
    values = {"state": "active", "source_id": f"medicine-{next(_numbers)}"}
    return Medicine.objects.create(
        practice_id=patient.practice_id, patient=patient, display=display, written_on=day, **(values | fields)
    )
