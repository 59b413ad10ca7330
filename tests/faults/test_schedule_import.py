"""kill -9 at any point of a schedule's import: run again, it ends as if nothing had happened.

Three points here, twenty with ``TEAMLET_PROOF=1``.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.installations import ROOT, Installation, closing_installation

pytestmark = pytest.mark.fault
PROOF = os.environ.get("TEAMLET_PROOF") == "1"
POINTS = 20 if PROOF else 3
LINES = 6_000 if PROOF else 1_500
_STATE = """
import hashlib, json, django
django.setup()
from django.db.models import Count
from teamlet.bridges.spreadsheets.models import LineProblem, ScheduleImport, StagedLine, UnplacedAppointment
from teamlet.records.visits.models import Visit, VisitChange
ours = Visit.objects.exclude(source_key="").filter(practice__key="cedar")
rows = sorted(map(str, ours.values_list("source_key", "patient__oid", "day", "starts", "state", "kind", "minutes", "source_hash")))
waiting = sorted(map(str, UnplacedAppointment.objects.values_list("key", "line", "code", "state")))
problems = sorted(set(map(str, LineProblem.objects.values_list("line", "code"))))
print(json.dumps({
    "visits": len(rows), "rows": hashlib.sha256("".join(rows).encode()).hexdigest(),
    "waiting": hashlib.sha256("".join(waiting).encode()).hexdigest(),
    "problems": hashlib.sha256("".join(problems).encode()).hexdigest(),
    "changes": VisitChange.objects.filter(visit__in=ours).count(),
    "left": StagedLine.objects.count(),
    "runs": list(ScheduleImport.objects.values_list("state", "counts", "lines", "mark")),
}))
"""


def inside(here: Installation, code: str) -> dict[str, object]:
    """Run ``code`` beside the installation's database and return the JSON it prints."""
    done = subprocess.run(
        [sys.executable, "-c", f"import teamlet\n{code}"],
        env=here.environment | {"DJANGO_SETTINGS_MODULE": "teamlet.settings"},
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def schedule(demonstrated: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A schedule of the demo's patients with lines that wait, that come twice and that cannot be read."""
    people = inside(
        demonstrated,
        "import json, django\ndjango.setup()\nfrom teamlet.records.patients.models import Patient\n"
        "rows = Patient.objects.filter(practice__key='cedar').exclude(record_number='').values_list('record_number', 'given', 'family')\n"
        "print(json.dumps({'rows': list(rows)}))",
    )["rows"]
    draw = random.Random(1)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Appt ID", "MRN", "First name", "Last name", "Date", "Time", "Minutes", "Type", "Status"])
    first = datetime.now(UTC).date() + timedelta(days=3)
    for number in range(LINES):
        mrn, given, family = draw.choice(people)  # type: ignore[arg-type]
        day = (first + timedelta(days=number % 200)).isoformat() if number % 97 else "soon"
        mrn = mrn if number % 41 else f"unknown-{number}"
        said = [f"A{number - (number % 53 == 0)}", mrn, given, family, day, f"{8 + number % 9}:{number % 6}0", 20]
        writer.writerow([*said, draw.choice(["Follow up", "Annual", "Nurse"]), draw.choice(["Booked", "Cancelled"])])
    path = tmp_path_factory.mktemp("schedule") / "schedule.csv"
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def undisturbed(
    demonstrated: Installation, schedule: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, object]:
    """What stands in the database after an import that nobody disturbed."""
    with closing_installation(demonstrated.copy(tmp_path_factory.mktemp("whole") / "home")) as here:
        report = here.json("import", "schedule", schedule, "--practice", "cedar")
        counts = report["files"][0]["counts"]
        assert counts["read"] == LINES == sum(number for name, number in counts.items() if name != "read")
        return {"state": inside(here, _STATE)}


#: What the command says on its way, in this order; the last batch is not waited for.
STAGES = ["", "lines read", "first problem", *(f": {done} of " for done in range(500, LINES, 500))]


def killed(here: Installation, schedule: Path, log: Path, point: int) -> bool:
    """Begin the import, kill it a moment after it said that it came so far; return whether it was still at work."""
    process = here.start("import", "schedule", schedule, "--practice", "cedar", log=log)
    stage = STAGES[point * len(STAGES) // POINTS]
    deadline = time.monotonic() + 120
    while stage not in log.read_text() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    # Into reading, judging, storing or between two of them, as it comes.
    time.sleep(random.Random(point).uniform(0.0, 0.2))
    was_at_work = process.poll() is None
    process.kill()
    process.wait()
    return was_at_work


def test_killed_at_any_point_and_run_again_it_is_as_if_nothing_had_happened(
    demonstrated: Installation, schedule: Path, undisturbed: dict[str, object], tmp_path: Path
) -> None:
    hits = 0
    for point in range(POINTS):
        with closing_installation(demonstrated.copy(tmp_path / f"home{point}")) as here:
            hits += killed(here, schedule, tmp_path / f"{point}.log", point)
            here.json("import", "schedule", schedule, "--practice", "cedar")
            found = inside(here, _STATE)
            whole = dict(undisturbed["state"])  # type: ignore[call-overload]
            runs, _ = found.pop("runs"), whole.pop("runs")
            assert found == whole, f"point {point}"
            assert {state for state, *_ in runs} == {"done"}  # type: ignore[union-attr]
            assert here.json("audit", "verify")["ok"]
    print(f"{hits} of {POINTS} kills hit an import at work")
    assert hits >= POINTS * 2 // 3


def test_a_mark_that_moves_before_its_lines_would_be_noticed(
    demonstrated: Installation, schedule: Path, undisturbed: dict[str, object], tmp_path: Path
) -> None:
    """The negative control: with the mark in a commit of its own, a kill between the two loses lines."""
    with closing_installation(demonstrated.copy(tmp_path / "home")) as here:
        log = tmp_path / "control.log"
        process = here.start(
            "import", "schedule", schedule, "--practice", "cedar", log=log,
            DJANGO_SETTINGS_MODULE="tests.faults.settings_mark_first",
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while not re.search(r": 1000 of \d+ lines", log.read_text()) and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.3)  # between the third mark and its lines
        process.kill()
        process.wait()
        here.json("import", "schedule", schedule, "--practice", "cedar")
        found = inside(here, _STATE)
    assert int(found["visits"]) < int(undisturbed["state"]["visits"])  # type: ignore[call-overload, index]
    assert found["rows"] != undisturbed["state"]["rows"]  # type: ignore[index]
