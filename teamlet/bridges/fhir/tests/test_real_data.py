"""The shared Synthea records, counted here by reading the files with nothing of ours (Must show 2)."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db.models import F

from teamlet.bridges.fhir.command import run
from teamlet.bridges.fhir.load import import_paths
from teamlet.ground.audit.models import Event
from teamlet.records.patients import models as rows
from teamlet.records.patients.queries import TrendKind, search, trend

DATA = Path(__file__).resolve().parents[4].parent / "shared" / "data" / "synthea"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA.is_dir(), reason="the shared Synthea records are not beside the repository"),
]
STORED = {
    "Patient", "Condition", "Observation", "Encounter", "MedicationRequest", "Goal", "CarePlan", "CareTeam",
    "Practitioner", "Organization",
}  # fmt: skip


def resources() -> list[dict[str, Any]]:
    found = []
    for path in sorted(DATA.rglob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        if content.get("resourceType") == "Bundle":
            found += [entry["resource"] for entry in content["entry"]]
    return found


def test_everything_is_counted_stored_and_the_second_time_unchanged(practice: Any) -> None:
    theirs = resources()
    counted = Counter(resource["resourceType"] for resource in theirs)
    code, report = run([DATA], "cedar")
    assert code == 0
    ours: Any = report["resources"]
    assert {kind: counts["read"] for kind, counts in ours.items()} == counted
    assert counted["Patient"] == 47
    for kind, counts in ours.items():
        assert counts["read"] == counts["stored"] + counts["unchanged"] + counts["skipped"]
        assert counts["skipped"] == (0 if kind in STORED else counted[kind]), kind

    in_database = {
        "Patient": rows.Patient.objects.count(),
        "Condition": rows.Condition.objects.count(),
        "Encounter": rows.Encounter.objects.count(),
        "MedicationRequest": rows.Medicine.objects.count(),
        "Goal": rows.RecordTarget.objects.count(),
        "CarePlan": rows.RecordPlan.objects.count(),
        # A panel is several rows that share one id.
        "Observation": rows.Reading.objects.filter(panel="").count()
        + rows.Reading.objects.exclude(panel="").values("panel").distinct().count(),
    }
    assert in_database == {kind: counted[kind] for kind in in_database}
    components = sum(len(resource.get("component", ())) for resource in theirs)
    assert rows.Reading.objects.exclude(panel="").exclude(source_id=F("panel")).count() == components

    problems: Any = report["problems"]
    assert (
        report["problems_total"]
        == len(problems)
        == sum(count for kind, count in counted.items() if kind not in STORED) + 1
    )
    assert [one["file"] for one in problems if not one["resource"]] == ["INDEX.json"]

    events = Event.objects.filter(practice_id=practice.pk).count()
    code, again = run([DATA], "cedar")
    second: Any = again["resources"]
    assert code == 0
    assert sum(counts["stored"] for counts in second.values()) == 0
    assert {kind: counts["read"] for kind, counts in second.items()} == counted
    assert again["problems"] == problems
    last = Event.objects.filter(practice_id=practice.pk).order_by("number").last()
    assert Event.objects.filter(practice_id=practice.pk).count() == events + 1
    assert last is not None
    assert last.verb == "fhir.finish_import"


def test_names_identifiers_and_trends_are_as_the_files_have_them(practice: Any) -> None:
    import_paths([DATA], "cedar")
    for resource in resources():
        if resource["resourceType"] != "Patient":
            continue
        name = next((one for one in resource["name"] if one.get("use") == "official"), resource["name"][0])
        numbers = [
            one["value"]
            for one in resource["identifier"]
            if one.get("type", {}).get("coding", [{}])[0].get("code") == "MR"
        ]
        row = rows.Patient.objects.get(record_number=numbers[0])
        assert (row.given, row.family) == (" ".join(name["given"]), name["family"])
        assert str(row.birth_date) == resource["birthDate"]
        assert row.identifiers.count() == len({(one.get("system"), one["value"]) for one in resource["identifier"]})
        assert row.oid in {found.oid for found in search(practice, f"{row.family} {row.given}")}
        readings = trend(practice, row, TrendKind.HBA1C)
        assert all(2 <= point.value <= 25 for point in readings.points)
    assert rows.Patient.objects.exclude(deceased_on=None).count() == 0
    assert sum(1 for row in rows.Patient.objects.all() if trend(practice, row, TrendKind.BLOOD_PRESSURE).points) >= 40


def test_goals_of_the_record_are_never_the_patients_words(practice: Any) -> None:
    import_paths([DATA], "cedar")
    expressed = sum(
        1
        for one in resources()
        if one["resourceType"] == "Goal" and one.get("expressedBy", {}).get("reference") == one["subject"]["reference"]
    )
    assert rows.RecordTarget.objects.filter(expressed_by="patient").count() == expressed
