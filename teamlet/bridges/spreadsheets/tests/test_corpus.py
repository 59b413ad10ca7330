"""Every file of the corpus: the whole file refused in plain words, or every bad line named and all others read."""

from __future__ import annotations

import json
import os
from datetime import date

import pytest

from teamlet.bridges.spreadsheets import columns
from teamlet.bridges.spreadsheets.load import understand
from teamlet.bridges.spreadsheets.reading import Line, Table, Unreadable
from teamlet.bridges.spreadsheets.reading.child import answers
from teamlet.bridges.spreadsheets.rows import Pattern, Reader, Seen
from teamlet.bridges.spreadsheets.tests.corpus import TEXTS, Case
from teamlet.bridges.spreadsheets.tests.workbooks import BOOKS, built
from teamlet.bridges.spreadsheets.words import REASONS, DateOrder, Target
from teamlet.ground.reasons import Reason

CASES = [*TEXTS, *BOOKS]
TODAY = date(2026, 11, 23)
PROOF = os.environ.get("TEAMLET_PROOF") == "1"


def test_there_are_cases_enough():
    """safety.md section 5 asks for 80 files of text and 60 workbooks made by hand."""
    assert len(TEXTS) >= 80
    assert len(BOOKS) >= 60
    assert len({str(case) for case in CASES}) == len(CASES)


def sound(said):
    """Yield what the reading process answers up to its end; raises ``Unreadable`` as the parent does."""
    for each in said:
        if isinstance(each, dict) and "refused" in each:
            raise Unreadable(Reason(each["refused"], each["values"]))
        if not (isinstance(each, dict) and "end" in each):
            yield each


def read(path, suffix: str) -> tuple[list[str], dict[int, list[str]], int]:
    """Return codes of the notes, codes by line, and how many lines say an appointment; as the import does it."""
    said = sound(answers(path, suffix))
    head = next(said)
    table = Table(head["format"], [Reason(*note) for note in head["notes"]])
    table.lines = (Line(number, tuple(cells), Reason(*trouble) if trouble else None) for number, cells, trouble in said)
    facts, lines = understand(table, {})
    pattern = Pattern({Target(name): at for name, at in facts["columns"].items()}, DateOrder(facts["date_order"]))
    reader, seen = Reader(pattern, facts["names"], today=TODAY, zone="America/New_York"), Seen()
    found: dict[int, list[str]] = {}
    good = 0
    for number, cells, trouble in lines:
        appointment, problems = reader.read(
            number, json.loads(cells), Reason(*json.loads(trouble)) if trouble else None
        )
        again = seen.again(number, appointment) if appointment is not None else None
        problems = [*problems, again] if again is not None else problems
        good += appointment is not None and again is None
        for problem in problems:
            REASONS[problem.reason.code].format(**problem.reason.values)  # a plain sentence, with all it needs
            found.setdefault(number, []).append(problem.reason.code.removeprefix("spreadsheets."))
    return [note[0].removeprefix("spreadsheets.") for note in facts["notes"]], found, good


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_becomes_of_a_file(case: Case, tmp_path):
    path = tmp_path / f"schedule{case.suffix}"
    path.write_bytes(built(case))
    try:
        notes, found, good = read(path, case.suffix)
    except Unreadable as refused:
        reason = refused.reason
        assert reason.code.removeprefix("spreadsheets.") == case.refused, reason
        assert REASONS[reason.code].format(**reason.values)
        return
    assert case.refused == ""
    assert found == {line: list(codes) for line, codes in case.lines.items()}
    assert good == case.good
    assert notes == list(case.notes)


def test_a_header_without_anything_we_need_names_what_is_missing():
    assert columns.missing(columns.guess(["MRN", "Time"], {})) == (Target.DAY,)
    assert columns.missing(columns.guess(["Date", "Time"], {})) == (Target.RECORD_NUMBER,)


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES if PROOF else CASES[::9], ids=str)
def test_the_page_takes_every_file_without_breaking(case: Case, client_of, patient, at):
    """From the form to the list of problems, with the real process that reads: plain words, never an error page."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.urls import reverse

    from teamlet.records.visits.models import Visit

    at("2026-11-23T08:00")
    desk = client_of("front-desk")
    where = reverse("before_visit:imports", kwargs={"practice": "cedar"})
    answer = desk.post(where, {"file": SimpleUploadedFile(f"schedule{case.suffix}", built(case))}, follow=True)
    assert answer.status_code == (422 if case.refused else 200)
    assert "Traceback" not in answer.content.decode()
    assert not Visit.objects.exists()
