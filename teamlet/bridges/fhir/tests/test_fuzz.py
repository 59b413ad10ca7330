"""Whatever stands in a file, an import ends with a report whose counts add up; a second one stores nothing."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings, strategies as st

from teamlet.bridges.fhir.load import import_paths
from teamlet.bridges.fhir.scanning import scan
from teamlet.bridges.fhir.tests.made import a1c, bundle, condition, encounter, mrn, patient, pressure

GOAL = {
    "resourceType": "Goal", "id": "g1", "subject": {"reference": "Patient/p1"}, "description": {"text": "Less salt"},
    "lifecycleStatus": "active", "target": [{"detailQuantity": {"value": 7, "unit": "%"}, "dueDate": "2026-12-01"}],
}  # fmt: skip
TEAM = {
    "resourceType": "CareTeam", "id": "t1", "status": "active", "subject": {"reference": "Patient/p1"},
    "participant": [{"member": {"reference": "Practitioner/d1", "display": "Dr. Cole"}, "role": [{"text": "Doctor"}]}],
}  # fmt: skip
MEDICINE = {
    "resourceType": "MedicationRequest", "id": "m1", "status": "active", "subject": {"reference": "Patient/p1"},
    "medicationReference": {"reference": "#m"}, "contained": [{"id": "m", "code": {"text": "Metformin"}}],
    "authoredOn": "2026-01-01", "dosageInstruction": [{"text": "twice a day"}],
}  # fmt: skip
PLAN = {
    "resourceType": "CarePlan", "id": "k1", "status": "active", "subject": {"reference": "Patient/p1"},
    "activity": [{"detail": {"code": {"text": "Walk"}, "status": "in-progress"}}], "period": {"start": "2026-01-01"},
}  # fmt: skip
SOUND = bundle(
    patient(identifier=mrn("1"), telecom=[{"system": "phone", "value": "555-0100"}], address=[{"line": ["1 Elm"]}]),
    {"resourceType": "Practitioner", "id": "d1", "name": [{"family": "Cole"}]},
    encounter(participant=[{"individual": {"reference": "Practitioner/d1"}}]),
    condition(encounter={"reference": "Encounter/e1"}, onsetDateTime="2020-01-01"),
    a1c(7.2), pressure(130, 80), GOAL, TEAM, MEDICINE, PLAN,
    urls=True,
)  # fmt: skip

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20),
    st.sampled_from(["Patient/p1", "Encounter/e1", "urn:uuid:p1", "#x", "Patient?identifier=a|b", "0000-00-00",
                     "2026-02-30", "9999-12-31T23:59:60Z", "Patient", "\u202e", "\x00", "http://a.example/Patient/p1"]),
)  # fmt: skip
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def paths_in(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [at] if at else []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += paths_in(inner, (*at, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            found += paths_in(inner, (*at, number))
    return found


PATHS = paths_in(SOUND)


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """A sound bundle with up to five places changed, removed or doubled."""
    content = json.loads(json.dumps(SOUND))
    for _ in range(draw(st.integers(1, 5))):
        path = draw(st.sampled_from(PATHS))
        holder: Any = content
        try:
            for step in path[:-1]:
                holder = holder[step]
            holder[path[-1]]
        except (KeyError, IndexError, TypeError):
            continue
        how = draw(st.sampled_from(["replace", "remove", "double", "move"]))
        if how == "replace":
            holder[path[-1]] = draw(JSON)
        elif how == "remove":
            del holder[path[-1]]
        elif isinstance(holder, list):
            if how == "double":
                holder.append(json.loads(json.dumps(holder[path[-1]])))
            else:
                holder.insert(0, holder.pop(path[-1]))
    return content


EXAMPLES = {"suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]}


def check(data: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        Path(folder, name).write_bytes(data)
        for number in (1, 2):
            report = import_paths([folder], "cedar")
            for kind, counts in report.resources.items():
                assert counts["read"] == counts["stored"] + counts["unchanged"] + counts["skipped"], kind
                assert number == 1 or counts["stored"] == 0, (kind, counts)
            assert report.problems_total == len(report.problems)
            json.dumps(report.as_dict())
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(max_examples=120, **EXAMPLES)
@given(mutated())
def test_mutated_bundles(practice: Any, content: Any) -> None:
    check(json.dumps(content).encode(), "a.json")


@pytest.mark.django_db
@settings(max_examples=60, **EXAMPLES)
@given(mutated(), st.randoms(use_true_random=False))
def test_mutated_lines_in_any_order(practice: Any, content: Any, chance: Any) -> None:
    entries = content.get("entry") if isinstance(content, dict) else None
    lines = [
        entry["resource"] if isinstance(entry, dict) and "resource" in entry else entry
        for entry in (entries if isinstance(entries, list) else [])
    ]
    chance.shuffle(lines)
    check("\n".join(json.dumps(line) for line in lines).encode(), "a.ndjson")


@pytest.mark.django_db
@settings(max_examples=80, **EXAMPLES)
@given(st.data())
def test_damaged_bytes(practice: Any, data: Any) -> None:
    whole = bytearray(json.dumps(SOUND).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        match data.draw(st.sampled_from(["flip", "cut", "drop", "insert"])):
            case "flip":
                whole[at] = data.draw(st.integers(0, 255))
            case "cut":
                del whole[at + 1 :]
            case "drop" if len(whole) > 1:
                del whole[at]
            case _:
                whole[at:at] = data.draw(st.binary(max_size=4))
    check(bytes(whole), data.draw(st.sampled_from(["a.json", "a.ndjson"])))


@settings(max_examples=300)
@given(st.binary(max_size=300), st.integers(1, 50))
def test_the_scanner_never_raises(data: bytes, step: int) -> None:
    parts = [data[at : at + step] for at in range(0, len(data), step)]
    for what, found in scan(iter(parts)):
        assert what in {"entry", "value", "large", "cut", "bad"}
        assert found in data


def test_the_sound_bundle_is_sound() -> None:
    assert len(PATHS) > 100
    assert pytest.approx(7.2) == SOUND["entry"][4]["resource"]["valueQuantity"]["value"]
