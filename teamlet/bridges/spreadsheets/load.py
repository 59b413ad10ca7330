"""The import of a schedule: staged, looked through, then carried out in batches with a mark in the same commit.

It may stop anywhere.  Carried on, it goes on at the mark; the same file again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from teamlet.bridges.spreadsheets import actions, columns as columns_of, queries
from teamlet.bridges.spreadsheets.actions import LostTurn, add_up, as_staged
from teamlet.bridges.spreadsheets.cells import clean, day_of, is_number, kind_of, order_of, split_moment, time_of
from teamlet.bridges.spreadsheets.judging import Judge, Judged
from teamlet.bridges.spreadsheets.models import ScheduleImport
from teamlet.bridges.spreadsheets.reading import Line, Table, Unreadable, open_table
from teamlet.bridges.spreadsheets.rows import Problem, now_in
from teamlet.bridges.spreadsheets.words import DateOrder, ImportState, Target
from teamlet.ground import clock
from teamlet.ground.access.principal import Principal, system
from teamlet.ground.reasons import Reason
from teamlet.records.practice.models import Practice
from teamlet.records.practice.queries import practice_of
from teamlet.records.visits.actions import Appointment, AppointmentOutcome, Stored
from teamlet.records.visits.queries import visits_by_source
from teamlet.records.visits.words import VisitState

#: Lines of one commit.
BATCH = 500
Progress = Callable[[int, int], None]


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def stage(path: Path, name: str, *, by: Principal) -> ScheduleImport:
    """Read the file at ``path``, called ``name``, and keep its lines; the same file in work is not read again.

    Raises ``Unreadable`` with the reason, in a form the edge can render.
    """
    if not path.is_file():
        raise Unreadable(Reason("spreadsheets.not_there"))
    digest = digest_of(path)
    known = queries.unfinished(by, digest)
    if known is not None:
        return known
    remembered = queries.pattern_of(by)
    with open_table(path, name) as table:
        facts, lines = understand(
            table,
            remembered.names if remembered is not None else {},
            remembered.date_order if remembered is not None else "",
        )
    facts["file_name"] = Path(name).name.encode("utf-8", "replace").decode()[-200:]
    return actions.stage_schedule(facts=facts, lines=lines, digest=digest, at=clock.now(), by=by)


def understand(
    table: Table, names_known: dict[str, str], order_known: str = ""
) -> tuple[dict[str, Any], list[tuple[int, str, str]]]:
    """Return what an opened file is, as ``ScheduleImport`` keeps it, and its lines below the header.

    ``names_known`` and ``order_known`` are what the practice said about earlier files.  Raises ``Unreadable``.
    """
    top: list[Line] = []
    for line in table.lines:
        top.append(line)
        if len(top) >= columns_of.LOOKED_AT:
            break
    at = _header(top, names_known)
    if at is None:
        raise Unreadable(Reason("spreadsheets.no_header"))
    header = [cell.strip()[:120] for cell in top[at].cells]
    notes = [[note.code, dict(note.values)] for note in table.notes]
    if at:
        notes.append(["spreadsheets.header_below", {"header": top[at].number}])
    notes += [["spreadsheets.column_twice", {"name": name[:60]}] for name in columns_of.twice(header)]
    guessed = columns_of.guess(header, names_known)
    if table.format == "fhir":
        guessed = {target: number for number, target in enumerate(Target)}
    dates = [number for target in (Target.DAY, Target.STARTS_AT) if (number := guessed.get(target)) is not None]
    written: list[str] = []
    lines = []

    def take(line: Line) -> None:
        lines.append(as_staged(line.number, line.cells, line.trouble))
        if len(written) < 5_000:
            written.extend(line.cells[number] for number in dates if number < len(line.cells))

    for line in top[at + 1 :]:
        take(line)
    for line in table.lines:
        take(line)
    if not lines:
        raise Unreadable(Reason("spreadsheets.no_rows"))
    order, _example = order_of(written)
    if not _example and order_known:
        order = DateOrder(order_known)
    return {
        "format": table.format,
        "names": header,
        "header_line": top[at].number,
        "columns": {target.value: number for target, number in guessed.items()},
        "date_order": order,
        "notes": notes,
    }, lines


def _header(top: list[Line], remembered: dict[str, str]) -> int | None:
    """Return which of the first lines names the columns."""
    at = columns_of.header_row([line.cells for line in top])
    if at is None and remembered:
        known = [sum(columns_of.plain(cell) in remembered for cell in line.cells) for line in top]
        if known and max(known) > 1:
            at = known.index(max(known))
    if at is None:
        # Names that say nothing to us are names all the same: somebody is asked what they mean.
        at = next((number for number, line in enumerate(top) if _is_all_names(line)), None)
    return at


def _is_all_names(line: Line) -> bool:
    """Whether every cell of a line is a word of its own: no date, no time, no number."""
    cells = [clean(cell) for cell in line.cells]
    return (
        len(cells) > 1
        and all(cells)
        and len(set(cells)) == len(cells)
        and not any(is_number(cell) or time_of(cell) or _is_date(cell) for cell in cells)
    )


def _is_date(cell: str) -> bool:
    written = split_moment(cell)[0]
    return any(day_of(written, order, 2100) is not None for order in DateOrder)


# --- looked through ---------------------------------------------------------------------------------------------------


def look_through(
    run: ScheduleImport, *, by: Principal, found: Callable[[Problem], None] | None = None
) -> ScheduleImport:
    """Judge every line without writing a visit, and keep what the import would do; ``found`` hears each problem."""
    practice = practice_of(by)
    judge = _judge(run, practice)
    counts: dict[str, int] = {}
    problems: list[Problem] = []
    for lines in queries.all_staged(run, run.lines, BATCH):
        judged = judge.judge(lines)
        stored = foresee(judged, practice)
        counts = add_up(counts, judged, stored)
        problems += judged.problems
        if found is not None:
            for problem in judged.problems:
                found(problem)
    return actions.note_what_is_foreseen(run=run, foreseen=counts, problems=problems, by=by)


def foresee(judged: Judged, practice: Practice) -> Stored:
    """Return what storing a batch would do; one statement.  A visit made by hand counts as new here."""
    known = visits_by_source(practice, [row.source_key for row in judged.appointments.values()])
    return Stored({row.source_key: _foreseen(row, known) for row in judged.appointments.values()})


def _foreseen(row: Appointment, known: dict[str, tuple[object, ...]]) -> AppointmentOutcome:
    if row.source_key not in known:
        return AppointmentOutcome.STORED
    _pk, patient, said, state = known[row.source_key]
    if patient != row.patient_id:
        return AppointmentOutcome.OTHER_PATIENT
    if said == row.source_hash:
        return AppointmentOutcome.UNCHANGED
    is_open = state in {VisitState.OPEN, VisitState.FINISHED}
    return AppointmentOutcome.KEPT if is_open else AppointmentOutcome.CHANGED


def lacking(run: ScheduleImport) -> tuple[Target, ...]:
    """Return what no column says and no schedule can do without."""
    if run.format == "fhir":
        return ()
    return columns_of.missing({Target(target): number for target, number in run.columns.items()})


def _judge(run: ScheduleImport, practice: Practice) -> Judge:
    # The day of the file, not of the batch: an import that goes on after midnight judges as it began.
    return Judge(run, practice, today=_today(run, practice))


def _today(run: ScheduleImport, practice: Practice) -> date:
    return now_in(practice.time_zone, run.began_at)


# --- carried out ------------------------------------------------------------------------------------------------------


def carry_out(run: ScheduleImport, *, by: Principal | None = None, progress: Progress | None = None) -> ScheduleImport:
    """Import what is left of a running import, batch by batch; ``progress(done, lines)`` after each commit.

    Two at once do no harm: whoever finds the mark moved stops.  Without ``by`` the system acts.
    """
    practice = practice_of(run.practice_id)
    by = by or system(practice, "import")
    run.refresh_from_db()
    if run.state != ImportState.RUNNING:
        return run
    judge = _judge(run, practice)
    for lines in queries.all_staged(run, run.mark, BATCH):
        judge.remember(lines)
    while run.mark < run.lines:
        to = min(run.lines, run.mark + BATCH)
        judged = judge.judge(queries.staged(run, run.mark, to))
        try:
            run.counts = actions.store_lines(run=run, judged=judged, to=to, counts=run.counts, at=clock.now(), by=by)
        except LostTurn:
            run.refresh_from_db()
            return run
        run.mark = to
        if progress is not None:
            progress(run.mark, run.lines)
    return actions.finish_import(run=run, at=clock.now(), by=by)


def carry_out_by_name(oid: str, practice: str) -> None:
    """Carry out the import that a job names; the worker's way in."""
    from teamlet.records.practice.queries import practice_by_key

    found = practice_by_key(practice)
    run = queries.schedule_import(found, oid) if found is not None else None
    if run is not None:
        carry_out(run)


def samples_of(run: ScheduleImport, count: int = 3) -> list[list[str]]:
    """Return the first texts of each column, for the page that asks what they mean."""
    rows = [line.cells for line in queries.staged(run, 0, count)]
    return [[row[number] for row in rows if number < len(row) and row[number]] for number in range(len(run.names))]


def unknown_kinds(run: ScheduleImport, most: int = 12) -> list[str]:
    """Return the words a file uses for kinds of visit that nobody explained yet, the first so many."""
    at = run.columns.get(Target.KIND.value)
    if at is None or run.format == "fhir":
        return []
    remembered = queries.pattern_of(run.practice_id)
    known = remembered.kinds if remembered is not None else {}
    words: dict[str, str] = {}
    for lines in queries.all_staged(run, run.lines, 5_000):
        for line in lines:
            said = clean(line.cells[at]) if at < len(line.cells) else ""
            key = columns_of.plain(said)
            if key and key not in known and key not in words and kind_of(said) is None:
                words[key] = said[:60]
                if len(words) == most:
                    return list(words.values())
    return list(words.values())


__all__ = [
    "BATCH",
    "carry_out",
    "carry_out_by_name",
    "digest_of",
    "lacking",
    "look_through",
    "samples_of",
    "stage",
    "unknown_kinds",
]
