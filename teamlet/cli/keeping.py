"""`teamlet audit verify`, `backup`, `restore`, `check` and `docs generate`."""

from __future__ import annotations

import argparse

from teamlet.cli.console import Console
from teamlet.cli.start import guard_clock, set_up
from teamlet.ground.operations.halt import Halt


def check(arguments: argparse.Namespace, console: Console) -> int:
    """Look at the engine, the home folder, the database, its schema and its triggers; 1 when something is wrong."""
    set_up()
    from teamlet.ground.operations.check import Finding, findings

    found = findings()
    try:
        guard_clock(schema_is_there=not any(finding.name == "schema" and finding.trouble for finding in found))
    except Halt as halt:
        found.append(Finding("clock", "", halt.message))
    wrong = [finding for finding in found if finding.trouble]
    for finding in found:
        console.say(f"  {'✗' if finding.trouble else '✓'} {finding.name:<10} {finding.trouble or finding.said}")
    for finding in wrong:
        console.progress(f"teamlet: {finding.trouble}")
    console.result(
        {
            "ok": not wrong,
            "checks": [
                {"name": item.name, "ok": not item.trouble, "said": item.trouble or item.said} for item in found
            ],
        }
    )
    return 1 if wrong else 0
