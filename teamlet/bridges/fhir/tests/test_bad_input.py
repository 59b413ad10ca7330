"""Files as they should not be: each is named with a plain reason, and everything sound beside it is stored."""

from __future__ import annotations

import json
import random
import resource as process
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from teamlet.bridges.fhir.command import run
from teamlet.bridges.fhir.kinds import KINDS
from teamlet.bridges.fhir.load import NoSuchPractice, import_paths
from teamlet.bridges.fhir.scanning import LARGEST, scan
from teamlet.bridges.fhir.shapes import place_of
from teamlet.bridges.fhir.tests.made import a1c, bundle, condition, encounter, patient, pressure, write
from teamlet.bridges.fhir.words import REASONS
from teamlet.records.patients import models as rows
from teamlet.records.patients.queries import TrendKind, chart_facts, patient as find_patient, search, trend
from teamlet.records.patients.rules import visible

GOOD = json.dumps(bundle(patient("good", name=[{"family": "Good"}]), condition("cg", subject="Patient/good")))


def entry_bytes(*entries: bytes) -> bytes:
    """Return a bundle of raw entries after one sound patient."""
    sound = b'{"resource":' + json.dumps(patient()).encode() + b"}"
    held = b",".join([sound, *(b'{"resource":' + entry + b"}" for entry in entries)])
    return b'{"resourceType":"Bundle","type":"collection","entry":[' + held + b"]}"


NAN = json.dumps(a1c(float("nan"))).encode()
HUGE = json.dumps(a1c(1)).replace('"value": 1', '"value": 1e999').encode()
SURROGATE = json.dumps(condition("c1")).replace("Diabetes type 2", "\\ud800 alone").encode()
DEEP = b'{"resourceType":"Condition","id":"deep","x":' + b"[" * 200_000 + b"]" * 200_000 + b"}"
NOT_TEXT = json.dumps(condition("c1")).encode().replace(b"Diabetes", b"Diab\xff\xfetes")

#: name: (content, exit code, problems as (resource, reason code), people stored)
FILES: dict[str, tuple[bytes, int, list[tuple[str, str]], int]] = {
    "empty.json": (b"", 0, [("", "fhir.no_resource")], 0),
    "words.json": (b"hello", 2, [("", "fhir.not_json")], 0),
    "other.json": (b'{"anchor": 1, "items": [{"entry": 3}]}', 0, [("", "fhir.no_resource")], 0),
    "array.json": (b"[1, 2, 3]", 0, [("", "fhir.no_resource")], 0),
    "number.json": (b"17", 2, [("", "fhir.not_json")], 0),
    "nothing.json": (b'{"resourceType":"Bundle","type":"collection"}', 0, [("", "fhir.no_resource")], 0),
    "null.json": (b'{"resourceType":"Bundle","type":"collection","entry":null}', 0, [("", "fhir.no_resource")], 0),
    "cut.json": (entry_bytes(b'{"resourceType":"Condition","id":"c1"}')[:-30], 2, [("", "fhir.cut_off")], 1),
    "cut_in_text.json": (entry_bytes()[:-40], 2, [("", "fhir.cut_off")], 0),
    "utf16.json": (GOOD.encode("utf-16"), 2, [("", "fhir.not_utf8")], 0),
    "bom.json": (b"\xef\xbb\xbf" + GOOD.encode(), 0, [], 1),
    "zipped.json": (b"\x1f\x8b\x08\x00 no json", 2, [("", "fhir.not_json")], 0),
    "data.xml": (b"<Bundle/>", 2, [("", "fhir.not_json")], 0),
    "nan.json": (entry_bytes(NAN), 0, [("Observation/o1", "fhir.bad_json")], 1),
    "huge.json": (entry_bytes(HUGE), 0, [("Observation/o1", "fhir.bad_shape")], 1),
    "surrogate.json": (entry_bytes(SURROGATE), 0, [("Condition/c1", "fhir.bad_json")], 1),
    "bytes.json": (entry_bytes(NOT_TEXT), 0, [("Condition/c1", "fhir.bad_json")], 1),
    "deep.json": (entry_bytes(DEEP), 0, [("Condition/deep", "fhir.kind_or_depth")], 1),
    "shape.json": (
        entry_bytes(json.dumps(condition(code="text")).encode()), 0, [("Condition/c1", "fhir.bad_shape")], 1
    ),
    "wrong_kind.json": (entry_bytes(b'{"resourceType":"Unicorn","id":"u"}'), 0, [("Unicorn/u", "fhir.kind_not_understood")], 1),
    "kind_is_a_number.json": (entry_bytes(b'{"resourceType":7,"id":"u"}'), 0, [("", "fhir.no_kind")], 1),
    "no_kind.json": (entry_bytes(b'{"id":"u"}'), 0, [("", "fhir.no_kind")], 1),
    "delete.json": (
        b'{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"DELETE","url":"Patient/1"}}]}',
        0, [("Patient/1", "fhir.deletion")], 0,
    ),
    "twice.json": (GOOD.encode() + b"\n" + json.dumps(patient()).encode(), 0, [], 2),
    "closed_twice.json": (GOOD.encode() + b"}", 2, [("", "fhir.not_json")], 1),
    "lines.ndjson": (
        json.dumps(patient()).encode() + b'\n{"resourceType":"Condition","id":"c1"\n\n' + json.dumps(a1c(7)).encode(),
        0, [("Condition/c1", "fhir.bad_json")], 1,
    ),
    "lines_cut.ndjson": (
        json.dumps(patient()).encode() + b'\n{"resourceType":"Condition","id":"c1"', 2,
        [("", "fhir.cut_off"), ("Condition/c1", "fhir.bad_json")], 1,
    ),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("name", FILES)
def test_a_bad_file_is_named_and_the_others_are_stored(name: str, practice: Any, tmp_path: Path) -> None:
    content, code, problems, people = FILES[name]
    write(tmp_path, name, content)
    write(tmp_path, "zz_fine.json", bundle(patient("fine", name=[{"family": "Fine"}])))
    exit_code, report = run([tmp_path], "cedar")
    assert exit_code == code
    found: Any = report["problems"]
    assert [one["file"] for one in found] == [name] * len(problems)
    assert [one["resource"] for one in found] == [resource for resource, _ in problems]
    for one, (_, reason) in zip(found, problems, strict=True):
        wanted = ["fhir.too_deep", "fhir.bad_json"] if reason == "fhir.kind_or_depth" else [reason]
        assert any(one["reason"].startswith(REASONS[this].split("{")[0]) for this in wanted), one
    assert rows.Patient.objects.count() == people + 1
    resources: Any = report["resources"]
    for counts in resources.values():
        assert counts["read"] == counts["stored"] + counts["unchanged"] + counts["skipped"]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b'{"resourceType":"Observation","valueQuantity":{"value":"high"}}', "valueQuantity.value"),
        (b'{"resourceType":"Observation","code":{"coding":[{"system":3}]}}', "code.coding.system"),
        (b"[]", "Observation"),
    ],
)
def test_where_a_resource_is_wrong_is_said_without_words_for_programmers(content: bytes, place: str) -> None:
    with pytest.raises(msgspec.ValidationError) as problem:
        KINDS["Observation"].decoder.decode(content)
    assert place_of(problem.value, "Observation") == place


@pytest.mark.django_db
def test_reasons_hold_no_word_for_programmers(practice: Any, tmp_path: Path) -> None:
    for name, (content, *_) in FILES.items():
        write(tmp_path, name, content)
    _, report = run([tmp_path], "cedar")
    found: Any = report["problems"]
    said = " ".join(one["reason"] for one in found)
    assert "at “" in said
    for word in ("Expected", "`", "byte ", "null", "$", "got"):
        assert word not in said, word


@pytest.mark.django_db
def test_a_path_that_is_not_there_is_named(practice: Any, tmp_path: Path) -> None:
    write(tmp_path, "a.json", bundle(patient()))
    code, report = run([tmp_path / "nowhere", tmp_path], "cedar")
    assert code == 2
    assert report["problems"] == [{"file": "nowhere", "resource": "", "reason": REASONS["fhir.not_there"]}]
    assert rows.Patient.objects.count() == 1


@pytest.mark.django_db
def test_an_unknown_practice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPractice):
        import_paths([tmp_path], "nowhere")


@pytest.mark.django_db
def test_values_that_cannot_be_are_kept_and_never_used(practice: Any, tmp_path: Path) -> None:
    write(
        tmp_path,
        "a.json",
        bundle(
            patient(),
            a1c(540, "impossible"),
            a1c(7.1, "fine"),
            a1c(53, "other_unit", unit="mmol/mol", day="2026-07-01"),
            a1c(8, "no_unit", unit="bananas", day="2026-06-01"),
            a1c(6.9, "future", day="2999-01-01"),
            a1c(6.8, "never", day="2026-02-30"),
            a1c(6.8, "soon", day="soon"),
            a1c(6.8, "month", day="2026-03"),
            a1c(1e15, "large", day="2026-05-01"),
            pressure(1400, 90, "bp1"),
            pressure(132.4, 84.6, "bp2"),
        ),
    )
    report = import_paths([tmp_path], "cedar")
    assert report.resources["Observation"]["stored"] == 11
    assert {(one["resource"], one["reason"]) for one in report.problems} == {
        ("Observation/impossible", REASONS["fhir.value_impossible"]),
        ("Observation/future", REASONS["fhir.value_impossible"]),
        ("Observation/bp1", REASONS["fhir.value_impossible"]),
        ("Observation/never", REASONS["fhir.date_impossible"]),
        ("Observation/soon", REASONS["fhir.date_impossible"]),
        ("Observation/large", REASONS["fhir.number_too_large"]),
    }
    row = rows.Patient.objects.get()
    kept = rows.Reading.objects.get(source_id__endswith="/impossible")
    assert (kept.value, kept.plausibility) == (540, "impossible")
    sugar = trend(practice, row, TrendKind.HBA1C)
    assert [(str(point.day), point.value) for point in sugar.points] == [
        ("2026-07-01", Decimal("7.0")),
        ("2026-10-01", Decimal("7.1")),
    ]
    assert sugar.left_out == 3
    pressures = trend(practice, row, TrendKind.BLOOD_PRESSURE)
    assert [(point.value, point.second) for point in pressures.points] == [(132, 85)]


NAMES = {
    "digits": ("Kulas532", "Season349"),
    "digits only": ("12345", "678"),
    "accents": ("Treviño", "Ángela"),
    "emoji": ("Sun 🌞", "Joy 👩‍👩‍👧"),
    "right to left": ("الحسن", "فاطمة"),
    "other script": ("Nguyễn", "Thị Lan"),
    "nul": ("O\u0000Brien", "Pat"),
    "turned around": ("\u202eNiram\u2066", "\u200bPat"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", NAMES)
def test_names_are_kept_as_they_are_and_found(case: str, practice: Any, tmp_path: Path) -> None:
    family, given = NAMES[case]
    write(tmp_path, "a.json", patient(name=[{"family": family, "given": [given]}]))
    assert import_paths([tmp_path], "cedar").resources["Patient"]["stored"] == 1
    row = rows.Patient.objects.get()
    assert (row.family, row.given) == (visible(family.replace("\0", "")), visible(given))
    assert [found.oid for found in search(practice, f"{row.family} {row.given}")] == [row.oid]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "birth_date", "birth_text", "is_problem"),
    [
        ("1961-05-03", "1961-05-03", "", False),
        ("1961-05", None, "1961-05", False),
        ("1961", None, "1961", False),
        ("1961-02-30", None, "", True),
        ("0000-01-01", None, "", True),
        ("9999-01-01", None, "", True),
        ("1700-01-01", None, "", True),
        ("yesterday", None, "", True),
    ],
)
def test_a_birth_date_that_cannot_be_is_left_empty(
    written: str, birth_date: str | None, birth_text: str, is_problem: bool, practice: Any, tmp_path: Path
) -> None:
    write(tmp_path, "a.json", patient(birthDate=written))
    report = import_paths([tmp_path], "cedar")
    row = rows.Patient.objects.get()
    assert (str(row.birth_date) if row.birth_date else None, row.birth_text) == (birth_date, birth_text)
    assert report.problems_total == is_problem


@pytest.mark.django_db
def test_circular_references_end(practice: Any, tmp_path: Path) -> None:
    plan = {
        "resourceType": "CarePlan", "id": "x", "status": "active", "subject": {"reference": "CarePlan/x"},
        "activity": [{"reference": {"reference": "CarePlan/x", "display": "itself"}}],
    }  # fmt: skip
    write(tmp_path, "a.json", bundle(patient(), plan, encounter(subject="Encounter/e1")))
    report = import_paths([tmp_path], "cedar")
    assert {one["reason"] for one in report.problems} == {REASONS["fhir.subject_not_a_patient"]}


@pytest.mark.django_db
def test_a_bundle_of_fifty_megabytes_needs_little_memory(practice: Any, tmp_path: Path) -> None:
    note = "x" * 2_000
    path = tmp_path / "large.json"
    with path.open("w") as file:
        file.write('{"resourceType":"Bundle","type":"collection","entry":[')
        # The patient comes last, so that everything else has to wait.
        count = 24_000
        for number in range(count):
            file.write('{"resource":' + json.dumps(condition(f"c{number}") | {"note": [{"text": note}]}) + "},")
        file.write('{"resource":' + json.dumps(patient()) + "}]}")
    assert path.stat().st_size > 50_000_000
    before = process.getrusage(process.RUSAGE_SELF).ru_maxrss
    report = import_paths([path], "cedar")
    assert report.resources["Condition"] == {"read": count, "stored": count, "unchanged": 0, "skipped": 0}
    assert report.problems_total == 0
    grown = (process.getrusage(process.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < 80, f"{grown:.0f} MB more"


def test_the_scanner_finds_the_same_entries_however_the_bytes_are_cut() -> None:
    whole = json.dumps(bundle(patient(name=[{"text": 'a "quoted" \\ {[}] name'}]), condition(), a1c(7))).encode()
    data = whole + b"\n" + json.dumps({"resourceType": "List", "id": "l"}).encode() + b" " + whole
    wanted = list(scan(iter([data])))
    assert [what for what, _ in wanted] == ["entry"] * 3 + ["value"] + ["entry"] * 3
    chance = random.Random(7)
    for size in [*range(1, 40), 64, 100, 1_000]:
        parts, at = [], 0
        while at < len(data):
            step = chance.randint(1, size)
            parts.append(data[at : at + step])
            at += step
        assert list(scan(iter(parts))) == wanted


def test_the_scanner_passes_over_what_is_too_large() -> None:
    large = b'{"resource":{"resourceType":"Binary","id":"b","data":"' + b"x" * (LARGEST * 2) + b'\\""}}'
    small = b'{"resource":{"resourceType":"Patient","id":"p"}}'
    data = b'{"resourceType":"Bundle","entry":[' + small + b"," + large + b"," + small + b"]}"
    parts = [data[at : at + (1 << 20)] for at in range(0, len(data), 1 << 20)]
    found = list(scan(iter(parts)))
    assert [what for what, _ in found] == ["entry", "large", "entry"]
    assert found[2][1] == small


@pytest.mark.django_db
def test_the_chart_reads_what_was_imported(practice: Any, tmp_path: Path) -> None:
    write(tmp_path, "a.json", bundle(patient(), condition(), a1c(7.4), encounter()))
    import_paths([tmp_path], "cedar")
    row = find_patient(practice, rows.Patient.objects.get().oid)
    assert row is not None
    facts = chart_facts(practice, row, {"nurse"})
    assert [one.display for one in facts.conditions.rows] == ["Diabetes type 2"]
    assert [(one.display, one.value) for one in facts.readings.rows] == [("Hemoglobin A1c", Decimal("7.4"))]
