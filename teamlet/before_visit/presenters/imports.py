"""Imports of schedules in rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from django.utils.translation import gettext as _

from teamlet.bridges.spreadsheets import queries
from teamlet.bridges.spreadsheets.models import LineProblem, ScheduleImport, UnplacedAppointment
from teamlet.bridges.spreadsheets.words import IMPORT_STATE_LABELS, TARGET_LABELS, ImportState, Weight
from teamlet.ground.access.principal import Principal
from teamlet.ground.reasons import N_, Reason
from teamlet.ground.ui.reason_words import say
from teamlet.records.patients.queries import Found, search
from teamlet.records.visits.words import VISIT_KIND_LABELS, VisitKind

#: Problems that one page lists; all of them are in the file.
LISTED = 200

COUNT_LABELS = {
    "stored": N_("new"),
    "changed": N_("changed"),
    "unchanged": N_("as they were"),
    "kept": N_("opened already, left alone"),
    "waiting": N_("wait for somebody to say whose they are"),
    "refused": N_("cannot be read"),
    "passed_over": N_("passed over"),
    "left_out": N_("left out by decision"),
}
WEIGHT_LABELS = {
    Weight.STOPS: N_("not imported"),
    Weight.WAITS: N_("waits"),
    Weight.NOTE: N_("imported"),
}


def import_row(run: ScheduleImport) -> dict[str, Any]:
    """Return one import for a list."""
    return {
        "oid": run.oid,
        "file": run.file_name,
        "state": run.state,
        "label": _(IMPORT_STATE_LABELS[ImportState(run.state)]),
        "at": run.began_at,
        "by": run.by,
        "lines": run.lines,
    }


def counts(found: Mapping[str, int]) -> list[tuple[str, int, str]]:
    """Return (name, number, words) of what happened or would happen, those that occur."""
    return [(name, found[name], _(label)) for name, label in COUNT_LABELS.items() if found.get(name)]


def one(run: ScheduleImport) -> dict[str, Any]:
    """Return everything the page of one import shows."""
    is_before = run.state in {ImportState.STAGED, ImportState.CHECKED}
    found = run.foreseen if is_before else run.counts
    problems = queries.problems_of(run, LISTED)
    problem_count = queries.problem_count(run)
    return {
        "run": import_row(run),
        "notes": [say(Reason(code, values)) for code, values in run.notes],
        "counts": counts(found),
        "problems": [problem_row(row) for row in problems],
        "problem_count": problem_count,
        "more": max(0, problem_count - len(problems)),
        "mark": run.mark,
        "lines": run.lines,
        "share": run.mark * 100 // run.lines if run.lines else 0,
        "columns": column_lines(run),
    }


def problem_row(row: LineProblem) -> dict[str, Any]:
    """Return one problem with its sentence."""
    return {
        "line": row.line,
        "weight": row.weight,
        "label": _(WEIGHT_LABELS[Weight(row.weight)]),
        "words": say(Reason(row.code, row.values)),
    }


def column_lines(run: ScheduleImport) -> list[tuple[str, str]]:
    """Return (column name, meaning) of what is read."""
    return [
        (run.names[number] if number < len(run.names) else "", _(TARGET_LABELS[target]))
        for target in TARGET_LABELS
        if (number := run.columns.get(target.value)) is not None and run.format != "fhir"
    ]


def problem_table(rows: Iterable[LineProblem]) -> list[list[str]]:
    """Return all problems as rows of texts, for a file."""
    return [[str(row["line"]), row["label"], row["words"]] for row in map(problem_row, rows)]


# --- whose --------------------------------------------------------------------------------------------------------


def waiting_row(row: UnplacedAppointment) -> dict[str, Any]:
    """Return one appointment that waits: what its line says, and why it waits."""
    said = row.said
    kind = said.get("kind", "other")
    return {
        "oid": row.oid,
        "name": " ".join(part for part in (said.get("given"), said.get("family")) if part) or _("no name"),
        "birth_date": date.fromisoformat(said["birth_date"]) if said.get("birth_date") else None,
        "number": said.get("record_number", ""),
        "day": row.day,
        "time": time.fromisoformat(said["starts"]) if said.get("starts") else None,
        "kind": _(VISIT_KIND_LABELS[VisitKind(kind)]) if kind in list(VisitKind) else "",
        "clinician": said.get("clinician", ""),
        "file": row.file_name,
        "line": row.line,
        "why": say(Reason(row.code, row.values)),
        "state": row.state,
    }


def candidates(by: Principal, row: UnplacedAppointment, asked: str) -> tuple[Found, ...]:
    """Return who it could be: found by what was typed, else by number, name or birth date of the line."""
    if asked.strip():
        return search(by, asked.strip(), limit=10)
    said = row.said
    tries = [said.get("record_number", ""), f"{said.get('given', '')} {said.get('family', '')}".strip()]
    tries.append((said.get("record_number") or "").lstrip("0"))
    if said.get("birth_date"):
        tries.append(said["birth_date"])
    found: dict[str, Found] = {}
    for text in tries:
        if text:
            # Whoever looks like another is marked by the search that finds both.
            found.update({one.oid: one for one in search(by, text, limit=5) if one.alike or one.oid not in found})
    return tuple(found.values())[:10]
