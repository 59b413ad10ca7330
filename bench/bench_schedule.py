"""How long a schedule of 20,000 lines takes, what memory, and how soon the first problem shows.

    python bench/bench_schedule.py [--lines N] [--json]

Budget (performance row 16): 20,000 lines in 60 s or less, 200 MB or less at its peak, first problem within 5 s; for
CSV and for .xlsx, the same file again, and half as many lines (time grows with the lines).  Each take is a fresh
process of the real command on a demo practice.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
_PEOPLE = (
    "import teamlet, json, django; django.setup()\n"
    "from teamlet.records.patients.models import Patient\n"
    "rows = Patient.objects.filter(practice__key='cedar').exclude(record_number='')\n"
    "print(json.dumps(list(rows.values_list('record_number', 'given', 'family'))))"
)
_MEASURED = (
    "import resource, subprocess, sys\n"
    "done = subprocess.run(sys.argv[1:], capture_output=True, text=True)\n"
    "sys.stderr.write(done.stderr); sys.stdout.write(done.stdout)\n"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    "sys.exit(done.returncode)"
)


def table(people: list[list[str]], lines: int, seed: int) -> list[list[Any]]:
    """Return a schedule; every hundredth line cannot be placed, every 333rd not be read."""
    draw = random.Random(seed)
    first = datetime.now(UTC).date() + timedelta(days=2)
    rows: list[list[Any]] = [["Appt ID", "MRN", "First name", "Last name", "Date", "Time", "Minutes", "Type", "Status"]]
    for number in range(lines):
        mrn, given, family = draw.choice(people)
        day = (first + timedelta(days=number % 250)).isoformat() if number % 333 else "31/31/2026"
        mrn = mrn if number % 100 else f"X{number}"
        kind, status = (
            draw.choice(["Follow up", "Annual", "Nurse visit"]),
            draw.choice(["Booked", "Booked", "Cancelled"]),
        )
        rows.append([f"{seed}-{number}", mrn, given, family, day, f"{8 + number % 9}:{number % 6}0", 20, kind, status])
    return rows


def as_csv(rows: list[list[Any]], path: Path) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")


def as_workbook(rows: list[list[Any]], path: Path) -> None:
    from teamlet.bridges.spreadsheets.exporting import as_workbook as made

    path.write_bytes(made("Schedule", [str(cell) for cell in rows[0]], rows[1:]))


def take(path: Path, environment: dict[str, str]) -> dict[str, Any]:
    """Import one file in a fresh process and return its figures."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, sys.executable, "-m", "teamlet.cli", "import", "schedule", str(path),
         "--practice", "cedar", "--json"],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    report, peak = done.stdout.splitlines()[-2:]
    first = re.search(r"first problem after ([\d.]+) s", done.stderr)
    counts = json.loads(report)["files"][0]["counts"]
    return {
        "seconds": round(time.monotonic() - began, 1),
        "first_problem_seconds": float(first[1]) if first else None,
        "peak_megabytes": round(int(peak) / 1024, 1),
        **{name: counts[name] for name in ("read", "stored", "changed", "unchanged", "waiting", "refused")},
    }


def main() -> int:
    """Print a table, or JSON; the gates are the budget."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--lines", type=int, default=20_000)
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="teamlet-bench-") as scratch:
        home = Path(scratch)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TEAMLET_", "DJANGO_"))}
        environment = kept | {"TEAMLET_HOME": str(home / "home"), "DJANGO_SETTINGS_MODULE": "teamlet.settings"}
        url = os.environ.get("TEAMLET_BENCH_SCHEDULE_URL", "")
        if url:
            environment["TEAMLET_DATABASE_URL"] = url
        command = [sys.executable, "-m", "teamlet.cli", "demo", "--patients", "300"]
        subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True)
        answer = subprocess.run(
            [sys.executable, "-c", _PEOPLE], env=environment, cwd=ROOT, check=True, capture_output=True, text=True
        )
        people = json.loads(answer.stdout.splitlines()[-1])
        as_csv(table(people, given.lines, 1), home / "schedule.csv")
        as_workbook(table(people, given.lines, 2), home / "schedule.xlsx")
        as_csv(table(people, given.lines // 2, 3), home / "half.csv")
        found = {
            "CSV": take(home / "schedule.csv", environment),
            "the same CSV again": take(home / "schedule.csv", environment),
            "workbook": take(home / "schedule.xlsx", environment),
            "half the lines": take(home / "half.csv", environment),
        }
    if given.json:
        print(json.dumps(found))
    else:
        for name, figures in found.items():
            print(f"{name:<20}", "  ".join(f"{key} {value}" for key, value in figures.items()))
    scale = given.lines / 20_000
    again = found["the same CSV again"]
    return int(
        any(
            figures["seconds"] > 60 * max(scale, 0.5) or figures["peak_megabytes"] > 200
            or (figures["first_problem_seconds"] or 0) > 5
            for figures in found.values()
        )
        or again["stored"] + again["changed"] > 0
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
