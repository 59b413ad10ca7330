"""Resources made for tests: as small as FHIR R4 allows, fictional."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def patient(id_: str = "p1", **more: Any) -> dict[str, Any]:
    made = {
        "resourceType": "Patient",
        "id": id_,
        "name": [{"family": "Marín", "given": ["Rosa"]}],
        "birthDate": "1961-05-03",
    }
    return made | more


def mrn(value: str, system: str = "urn:clinic:numbers") -> list[dict[str, Any]]:
    kind = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}
    return [{"type": kind, "system": system, "value": value}]


def condition(id_: str = "c1", subject: str | None = "Patient/p1", **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "resourceType": "Condition",
        "id": id_,
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "44054006", "display": "Diabetes type 2"}]},
        "clinicalStatus": {"coding": [{"code": "active"}]},
    }
    if subject is not None:
        made["subject"] = {"reference": subject}
    return made | more


def encounter(id_: str = "e1", subject: str = "Patient/p1", **more: Any) -> dict[str, Any]:
    made = {
        "resourceType": "Encounter",
        "id": id_,
        "status": "finished",
        "class": {"code": "AMB"},
        "subject": {"reference": subject},
        "period": {"start": "2026-10-01T14:00:00-04:00", "end": "2026-10-01T14:20:00-04:00"},
    }
    return made | more


def a1c(value: Any, id_: str = "o1", unit: str = "%", day: str = "2026-10-01", **more: Any) -> dict[str, Any]:
    made = {
        "resourceType": "Observation",
        "id": id_,
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "4548-4", "display": "Hemoglobin A1c"}]},
        "subject": {"reference": "Patient/p1"},
        "effectiveDateTime": day,
        "valueQuantity": {"value": value, "unit": unit, "code": unit},
    }
    return made | more


def pressure(systolic: float, diastolic: float, id_: str = "bp1", day: str = "2026-10-01") -> dict[str, Any]:
    def part(code: str, value: float) -> dict[str, Any]:
        return {
            "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
            "valueQuantity": {"value": value, "unit": "mm[Hg]", "code": "mm[Hg]"},
        }

    return {
        "resourceType": "Observation",
        "id": id_,
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "85354-9", "display": "Blood pressure panel"}]},
        "subject": {"reference": "Patient/p1"},
        "effectiveDateTime": day,
        "component": [part("8480-6", systolic), part("8462-4", diastolic)],
    }


def bundle(*resources: Any, kind: str = "collection", urls: bool = False) -> dict[str, Any]:
    entries = []
    for resource in resources:
        entry: dict[str, Any] = {"resource": resource}
        if urls:
            entry["fullUrl"] = f"urn:uuid:{resource['id']}"
        entries.append(entry)
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


def write(folder: Path, name: str, content: Any) -> Path:
    """Write JSON (dict), NDJSON (list) or bytes."""
    path = folder / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif isinstance(content, list):
        path.write_text("".join(json.dumps(line) + "\n" for line in content))
    else:
        path.write_text(json.dumps(content))
    return path
