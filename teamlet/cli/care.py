"""`teamlet import fhir`, `import schedule`, `import specialists` and `followups due`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from teamlet.cli.console import Console
from teamlet.cli.setting_up import practice_named
from teamlet.cli.start import open_database
from teamlet.ground.operations.halt import Halt


def import_fhir(arguments: argparse.Namespace, console: Console) -> int:
    """Read FHIR files into a practice; 0 when every file was read to its end, 2 when one could not be."""
    for path in arguments.paths:
        if not path.exists():
            raise Halt(f"There is nothing at {path}.", code=2)
    open_database(console, migrate_first=True)
    practice = practice_named(arguments.practice)
    from teamlet.bridges.fhir.command import run
    from teamlet.ground.operations.sizes import learn_sizes

    def progress(done: int, files: int, resources: int) -> None:
        console.progress(f"{done} of {files} files, {resources} resources …")

    code, report = cast(
        "tuple[int, dict[str, Any]]",
        run(arguments.paths, practice.key, json=arguments.json, progress=progress),
    )
    learn_sizes()
    for kind, counts in report["resources"].items():
        console.say(
            f"{kind:<22} read {counts['read']:>7}  stored {counts['stored']:>7}"
            f"  unchanged {counts['unchanged']:>7}  skipped {counts['skipped']:>7}"
        )
    for problem in report["problems"][:20]:
        console.say(f"  {problem['file']}  {problem['resource']}  {problem['reason']}")
    if report["problems_total"] > 20:
        console.say(f"  … and {report['problems_total'] - 20} more problems (all of them with --json)")
    console.say(f"{report['problems_total']} problems, {report['seconds']:.1f} s")
    console.result(report)
    return code


_COUNTED = ("stored", "changed", "unchanged", "kept", "waiting", "refused", "passed_over", "left_out")


def import_schedule(arguments: argparse.Namespace, console: Console) -> int:
    """Read schedules into a practice; 0 when every file was read, 2 when one could not be.

    Stopped at any point, the same command goes on where it was; the same file again changes nothing.
    """
    open_database(console, migrate_first=True)
    practice = practice_named(arguments.practice)
    from teamlet.bridges.spreadsheets.command import run

    code, report = run(arguments.paths, practice, console.progress)
    for file in report["files"]:
        if not file["ok"]:
            console.say(f"{file['file']}: {file['reason']}")
            continue
        counts = file["counts"]
        said = "  ".join(f"{name.replace('_', ' ')} {counts[name]}" for name in _COUNTED if counts.get(name))
        console.say(f"{file['file']}: read {counts.get('read', 0)}  {said}")
        for note in file["notes"]:
            console.say(f"  {note}")
        for problem in file["problems"][:20]:
            console.say(f"  line {problem['line']}: {problem['reason']}")
        if len(file["problems"]) > 20:
            console.say("  … more on the page of the import, and with --json")
    console.say(f"{report['seconds']:.1f} s")
    console.result(report)
    return code


def import_specialists(arguments: argparse.Namespace, console: Console) -> int:
    """Note visits to specialists; 0 when every file was read, 2 when one could not be.  Again it changes nothing."""
    open_database(console, migrate_first=True)
    practice = practice_named(arguments.practice)
    from teamlet.bridges.spreadsheets.specialists import run

    code, report = run(arguments.paths, practice)
    for file in report["files"]:
        if not file["ok"]:
            console.say(f"{file['file']}: {file['reason']}")
            continue
        counts = file["counts"]
        said = "  ".join(f"{name} {counts[name]}" for name in ("stored", "unchanged", "refused") if counts.get(name))
        console.say(f"{file['file']}: {said or 'no line'}")
        for problem in file["problems"][:20]:
            console.say(f"  line {problem['line']}: {problem['reason']}")
    console.result(report)
    return code


def followups_due(arguments: argparse.Namespace, console: Console) -> int:
    """List the contacts of a day with their owners."""
    open_database(console)
    practice = practice_named(arguments.practice)
    from teamlet.records.followups.queries import due_list

    rows = [_row(row) for row in due_list(practice, on=arguments.on)]
    for row in rows:
        console.say(f"{row['state']:<9} {row['due']}  until {row['window_end']}  {row['owner']:<28} {row['patient']}")
    console.say(f"{len(rows)} contacts on {arguments.on}")
    console.result({"on": arguments.on.isoformat(), "due": rows})
    return 0


def followups_vanished(arguments: argparse.Namespace, console: Console) -> int:
    """Look for whoever fell through: 0 = nobody, 1 = somebody, named by the oids of goal and patient."""
    open_database(console)
    practice = practice_named(arguments.practice)
    from teamlet.ground import clock
    from teamlet.records.followups.queries import vanished
    from teamlet.records.followups.words.vanished import ASTRAY_LABELS

    rows = vanished(practice, clock.today(practice.time_zone))
    for row in rows:
        console.say(f"{row.goal:<16} {row.patient:<16} {ASTRAY_LABELS[row.what]}")
    console.say(f"{len(rows)} open goals without a next contact and without a reason" if rows else "Nobody vanished.")
    found = [{"goal": row.goal, "patient": row.patient, "what": row.what.value} for row in rows]
    console.result({"vanished": found})
    return 1 if rows else 0


def rebuild_registry(arguments: argparse.Namespace, console: Console) -> int:
    """Make every line of the registry anew; what the worker had not come to yet counts as different."""
    open_database(console)
    practice = practice_named(arguments.practice)
    from teamlet.ground.access.principal import system
    from teamlet.records.followups.actions.registry import rebuild_registry as rebuild

    kept = rebuild(practice=practice, by=system(practice, "command"))
    console.say(f"{kept.looked_at} lines, {kept.changed} were different, {kept.gone} are gone")
    console.result({"lines": kept.looked_at, "changed": kept.changed, "gone": kept.gone})
    return 0


_FIELDS = ("id", "patient", "owner", "due", "window_end", "state")


def _row(row: Any) -> dict[str, Any]:
    """Return one contact with exactly the promised keys; dates as ISO texts."""
    values = {name: row[name] if isinstance(row, Mapping) else getattr(row, name) for name in _FIELDS}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
