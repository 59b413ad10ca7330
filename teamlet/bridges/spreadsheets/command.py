"""What ``teamlet import schedule`` runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from teamlet.bridges.spreadsheets import actions, queries
from teamlet.bridges.spreadsheets.load import carry_out, lacking, look_through, stage
from teamlet.bridges.spreadsheets.models import ScheduleImport
from teamlet.bridges.spreadsheets.reading import Unreadable
from teamlet.bridges.spreadsheets.rows import Problem
from teamlet.bridges.spreadsheets.words import REASONS, TARGET_LABELS, ImportState
from teamlet.ground import clock
from teamlet.ground.access.principal import Principal, system
from teamlet.ground.reasons import Reason
from teamlet.records.practice.models import Practice

Tell = Callable[[str], None]


def run(paths: Sequence[Path], practice: Practice, tell: Tell) -> tuple[int, dict[str, Any]]:
    """Import each file into the practice; return the exit code and the report.

    0 = every file was read (whatever waits or was refused in it), 2 = one could not be.
    """
    by = system(practice, "import")
    began = time.monotonic()
    files = [_one(path, by, tell) for path in paths]
    return (
        0 if all(file["ok"] for file in files) else 2,
        {"ok": all(file["ok"] for file in files), "files": files, "seconds": round(time.monotonic() - began, 2)},
    )


def _one(path: Path, by: Principal, tell: Tell) -> dict[str, Any]:
    began = time.monotonic()
    try:
        staged = stage(path, path.name, by=by)
    except Unreadable as refused:
        return {"ok": False, "file": path.name, "reason": sentence(refused.reason), "counts": {}, "problems": []}
    missing = lacking(staged)
    if missing:
        reason = Reason("spreadsheets.column_missing", {"what": TARGET_LABELS[missing[0]]})
        return {"ok": False, "file": path.name, "reason": sentence(reason), "counts": {}, "problems": []}
    tell(f"{path.name}: {staged.lines} lines read")
    if staged.state in {ImportState.STAGED, ImportState.CHECKED}:
        if staged.state == ImportState.STAGED:
            actions.choose_columns(
                run=staged, columns=staged.columns, date_order=staged.date_order, at=clock.now(), by=by
            )
        staged = look_through(staged, by=by, found=_FirstProblem(path.name, began, tell))
        staged = actions.begin_import(run=staged, by=by)
    done = carry_out(staged, by=by, progress=lambda at, lines: tell(f"{path.name}: {at} of {lines} lines"))
    return _report(done, path)


class _FirstProblem:
    """Tells the first problem of a file as soon as it is seen."""

    def __init__(self, name: str, began: float, tell: Tell) -> None:
        self.name, self.began, self.tell = name, began, tell
        self.is_told = False

    def __call__(self, problem: Problem) -> None:
        if not self.is_told:
            self.is_told = True
            seconds = time.monotonic() - self.began
            said = sentence(problem.reason)
            self.tell(f"{self.name}: first problem after {seconds:.1f} s: line {problem.line}: {said}")


def _report(done: ScheduleImport, path: Path) -> dict[str, Any]:
    problems = queries.problems_of(done, 200)
    return {
        "ok": done.state == ImportState.DONE,
        "file": path.name,
        "reason": "",
        "notes": [sentence(Reason(code, values)) for code, values in done.notes],
        "counts": done.counts,
        "problems": [
            {"line": row.line, "weight": row.weight, "reason": sentence(Reason(row.code, row.values))}
            for row in problems
        ],
    }


def sentence(reason: Reason) -> str:
    """Return a reason of this room in English, for a command."""
    text = REASONS.get(reason.code, reason.code)
    values = {name: str(value) for name, value in reason.values.items()}
    return text.format(**values)
