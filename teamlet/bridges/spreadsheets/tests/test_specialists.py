"""Visits to specialists from a file: found by record number alone, each day once."""

from __future__ import annotations

from datetime import date

import pytest

from teamlet.bridges.spreadsheets.specialists import run
from teamlet.conftest import make_patient
from teamlet.records.followups.models import SpecialistVisit

pytestmark = pytest.mark.django_db
FILE = """MRN,Date,Specialist,Birth date
A-1,12/10/2026,Eye doctor,05/03/1961
A-2,2026-12-11,,
A-9,2026-12-11,,
A-1,someday,,
A-1,,,
A-2,2029-12-11,,
A-1,2026-12-12,,05/04/1961
"""


@pytest.fixture(autouse=True)
def monday(at):
    return at("2026-11-23T09:20")


@pytest.fixture
def people(practice, neighbor, staff):
    staff("nurse")
    make_patient(neighbor, record_number="A-9")
    return [make_patient(practice, record_number=number) for number in ("A-1", "A-2")]


def test_each_line_is_noted_or_says_why_not(tmp_path, practice, people):
    path = tmp_path / "visits.csv"
    path.write_text(FILE)
    code, report = run([path], practice)
    [file] = report["files"]
    assert (code, file["counts"]) == (0, {"stored": 2, "refused": 5})
    assert [problem["line"] for problem in file["problems"]] == [4, 5, 6, 7, 8]
    assert all(problem["reason"] for problem in file["problems"])
    rows = SpecialistVisit.objects.order_by("on").values_list("patient__record_number", "on", "whom", "told_by")
    assert list(rows) == [
        ("A-1", date(2026, 12, 10), "Eye doctor", "file"),
        ("A-2", date(2026, 12, 11), "", "file"),
    ]
    _code, again = run([path], practice)
    assert again["files"][0]["counts"] == {"unchanged": 2, "refused": 5}
    assert SpecialistVisit.objects.count() == 2


@pytest.mark.parametrize(
    ("words", "reason"),
    [("", "empty"), ("MRN,Room\nA-1,3\n", "No column says"), ("a,b\n1,2\n", "name the columns"), ("MRN\0", "no")],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path, practice, people, words, reason):
    path = tmp_path / "visits.csv"
    path.write_text(words)
    code, report = run([path], practice)
    assert code == 2
    assert reason in report["files"][0]["reason"]
    assert not SpecialistVisit.objects.exists()


def test_no_file(tmp_path, practice):
    code, report = run([tmp_path / "none.csv"], practice)
    assert (code, report["ok"]) == (2, False)
