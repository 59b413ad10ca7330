"""What ``teamlet import specialists`` runs: visits to specialists from a file, one line each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from teamlet.bridges.spreadsheets.cells import day_of, order_of
from teamlet.bridges.spreadsheets.columns import guess, header_row
from teamlet.bridges.spreadsheets.command import sentence
from teamlet.bridges.spreadsheets.matching import Candidate, whose
from teamlet.bridges.spreadsheets.queries import candidates_by_number, patient_with
from teamlet.bridges.spreadsheets.reading import Line, Unreadable, open_table
from teamlet.bridges.spreadsheets.rows import Said
from teamlet.bridges.spreadsheets.words import TARGET_LABELS, DateOrder, Target
from teamlet.ground import clock
from teamlet.ground.access.principal import Principal, system
from teamlet.ground.reasons import Reason, Refused
from teamlet.ground.ui.reason_words import say
from teamlet.records.followups.actions import note_specialist_visit
from teamlet.records.followups.queries.specialists import specialist_days
from teamlet.records.followups.words.specialists import ToldBy
from teamlet.records.practice.models import Practice

#: What a line must say; whom they see (``CLINICIAN``) may be there too.
_NEEDED = (Target.RECORD_NUMBER, Target.DAY)
#: Names of columns that a schedule does not have.
_NAMES = dict.fromkeys(
    ("specialist", "specialty", "whom", "with whom", "seen by", "especialista", "especialidad"), Target.CLINICIAN.value
)


def run(paths: Sequence[Path], practice: Practice) -> tuple[int, dict[str, Any]]:
    """Note the visits of each file; return the exit code and the report.

    0 = every file was read (whatever was refused in it), 2 = one could not be.  A line notes a day of a patient, found
    by the record number alone; the same file again notes nothing twice.
    """
    by = system(practice, "import")
    files = [_one(path, practice, by) for path in paths]
    return 0 if all(file["ok"] for file in files) else 2, {"ok": all(file["ok"] for file in files), "files": files}


def _one(path: Path, practice: Practice, by: Principal) -> dict[str, Any]:
    counts: Counter[str] = Counter()
    problems: list[dict[str, Any]] = []
    try:
        with open_table(path, path.name) as table:
            lines = list(table.lines)
        head = header_row([line.cells for line in lines])
        if head is None:
            raise Unreadable(Reason("spreadsheets.no_header"))
        columns = guess(lines[head].cells, _NAMES)
        lacking = [target for target in _NEEDED if target not in columns]
        if lacking:
            raise Unreadable(Reason("spreadsheets.column_missing", {"what": TARGET_LABELS[lacking[0]]}))
    except Unreadable as refused:
        return {"ok": False, "file": path.name, "reason": sentence(refused.reason), "counts": {}, "problems": []}
    rows = lines[head + 1 :]
    order, _example = order_of(_cell(line, columns, Target.DAY) for line in rows)
    numbers = {_cell(line, columns, Target.RECORD_NUMBER) for line in rows} - {""}
    people = candidates_by_number(practice.pk, sorted(numbers))
    for line in rows:
        wrong = _note(line, columns, order, people, practice, by, counts)
        if wrong:
            counts["refused"] += 1
            problems.append({"line": line.number, "reason": wrong})
    return {"ok": True, "file": path.name, "reason": "", "counts": dict(counts), "problems": problems}


def _cell(line: Line, columns: dict[Target, int], target: Target) -> str:
    place = columns.get(target, -1)
    return line.cells[place].strip() if 0 <= place < len(line.cells) else ""


def _note(
    line: Line,
    columns: dict[Target, int],
    order: DateOrder,
    people: dict[str, list[Candidate]],
    practice: Practice,
    by: Principal,
    counts: Counter[str],
) -> str:
    """Note the visit of one line; return why not, "" when it is noted or was before."""
    if line.trouble is not None:
        return sentence(line.trouble)
    at = clock.now()
    text = _cell(line, columns, Target.DAY)
    day = day_of(text, order, clock.today(practice.time_zone).year + 2) if text else None
    if day is None:
        code = "spreadsheets.date_unreadable" if text else "spreadsheets.date_missing"
        return sentence(Reason(code, {"said": text[:40]}))
    number = _cell(line, columns, Target.RECORD_NUMBER)
    found = whose(_said(line, columns, day, number, order), people.get(number, []))
    if isinstance(found, Reason):
        return sentence(found)
    if day in specialist_days(practice, found.id):
        counts["unchanged"] += 1
        return ""
    patient = patient_with(practice, found.id)
    if patient is None:
        return sentence(Reason("spreadsheets.number_unknown", {"said": number[:40]}))
    try:
        note_specialist_visit(
            patient=patient, on=day, whom=_cell(line, columns, Target.CLINICIAN), told_by=ToldBy.FILE,
            source_key=f"file:{number}:{day.isoformat()}", at=at, by=by,
        )  # fmt: skip
    except Refused as refused:
        return say(refused)
    counts["stored"] += 1
    return ""


def _said(line: Line, columns: dict[Target, int], day: date, number: str, order: DateOrder) -> Said:
    born = _cell(line, columns, Target.BIRTH_DATE)
    return Said(
        day=day,
        starts=None,
        record_number=number,
        given=_cell(line, columns, Target.GIVEN),
        family=_cell(line, columns, Target.FAMILY),
        birth_date=day_of(born, order, day.year) if born else None,
    )
