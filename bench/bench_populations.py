"""Populations of a whole practice, one patient's, and the live count of one rule, on SQLite and PostgreSQL.

    python bench/bench_populations.py            sizes from TEAMLET_BENCH_SIZES

Each size runs in a process of its own on the practice that ``seed.py`` keeps; memory is that process's peak.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from seed import DAY, environment, postgres_home, sizes, sqlite_home

_ONE = """
import json, resource, time
import django
django.setup()
from datetime import date
from django.db import connection
from django.test.utils import CaptureQueriesContext
from teamlet.ground.access.principal import system
from teamlet.records.patients.actions.populations import refresh_populations
from teamlet.records.patients.models import Patient, PopulationMember
from teamlet.records.patients.queries.populations import decide, in_force
from teamlet.records.practice.queries import practice_by_key

on = date.fromisoformat({day!r})
practice = practice_by_key("cedar")
by = system(practice, "bench")

def timed(work):
    began, cpu = time.perf_counter(), time.process_time()
    work()
    return round(time.perf_counter() - began, 2), round(time.process_time() - cpu, 2)

figures = {{"refresh": timed(lambda: refresh_populations(practice=practice, on=on, by=by))}}
figures["again"] = timed(lambda: refresh_populations(practice=practice, on=on, by=by))
one = Patient.objects.filter(practice=practice).order_by("pk").first().pk
figures["one patient"] = timed(lambda: refresh_populations(practice=practice, on=on, by=by, patients=[one]))
known = in_force(practice)
for name in ("diabetes", "diabetes_high", "hypertension_high", "several_conditions"):
    figures["count " + name] = timed(lambda: decide(practice, [known[name].population], known, on=on))
connection.force_debug_cursor = True
with CaptureQueriesContext(connection) as asked:
    decide(practice, [each.population for each in known.values()], known, on=on)
figures["statements"] = len(asked)
figures["members"] = PopulationMember.objects.filter(practice=practice, left_on=None).count()
figures["MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps(figures))
"""


def measure(values: dict[str, str]) -> dict[str, object]:
    """Return the figures of one installation."""
    done = subprocess.run(
        [sys.executable, "-c", _ONE.format(day=DAY)], env=values, check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Print one line per size and database: seconds by the wall and of the processor."""
    for size in sizes():
        home = sqlite_home(size)
        print(f"{size:>9,} SQLite     {measure(environment(home))}", flush=True)
        if "TEAMLET_TEST_POSTGRES_URL" in os.environ:
            url = postgres_home(size, home)
            print(f"{size:>9,} PostgreSQL {measure(environment(home, url))}", flush=True)


if __name__ == "__main__":
    main()
