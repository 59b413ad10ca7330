"""How fast FHIR comes in, beside the plain loader on the same files, and what memory it takes.

    python bench/bench_import.py [--rounds N] [--data FOLDER] [--json]

Product and twin (``plain_import.py``: the same decoding, bare tables, no upsert, no checks, no audit) take turns in
one process; each product round is a practice of its own, imported twice.  Ratios are of CPU seconds where the
database lives in the process (SQLite) and of wall seconds on PostgreSQL.  Peak memory is a fresh process's.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
DATA = ROOT.parent / "shared" / "data" / "synthea"


def prepare(home: Path, url: str) -> None:
    """Set Django up on an empty database in ``home``, or at ``url``."""
    os.environ["TEAMLET_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "teamlet.settings"
    os.environ.pop("TEAMLET_DATABASE_URL", None)
    if url:
        os.environ["TEAMLET_DATABASE_URL"] = url
    import django

    import teamlet  # noqa: F401

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def timed(function: Any, *arguments: Any) -> tuple[float, float]:
    """Return wall and CPU seconds of one call."""
    wall, cpu = time.perf_counter(), time.process_time()
    function(*arguments)
    return time.perf_counter() - wall, time.process_time() - cpu


def measure(data: Path, rounds: int, url: str) -> dict[str, Any]:
    """Return medians over ``rounds`` interleaved rounds."""
    with tempfile.TemporaryDirectory(prefix="teamlet-bench-") as scratch:
        home = Path(scratch)
        prepare(home, url)
        from bench import plain_import
        from teamlet.bridges.fhir.load import import_paths
        from teamlet.ground import clock
        from teamlet.records.practice.models import Practice

        files = sorted(path for path in data.rglob("*.json") if path.name != "INDEX.json")
        takes: dict[str, list[tuple[float, float]]] = {"product": [], "again": [], "twin": []}
        for number in range(rounds + 1):
            key = f"bench-{number}"
            Practice.objects.create(key=key, name=key, created_at=clock.now())
            twin = (
                timed(plain_import.load_postgres, files, url)
                if url
                else timed(plain_import.load_sqlite, files, home / f"twin-{number}.sqlite3")
            )
            first = timed(import_paths, [data], key)
            again = timed(import_paths, [data], key)
            if number:  # the first round warms up
                takes["twin"].append(twin)
                takes["product"].append(first)
                takes["again"].append(again)
        from django.db import connection

        connection.close()
    size = sum(path.stat().st_size for path in files)
    which = 0 if url else 1
    median = {name: statistics.median(take[which] for take in held) for name, held in takes.items()}
    wall = {name: statistics.median(take[0] for take in held) for name, held in takes.items()}
    return {
        "database": "postgres" if url else "sqlite",
        "patients": len(files),
        "megabytes": round(size / 1e6, 1),
        "patients_per_second": round(len(files) / wall["product"], 1),
        "patients_per_cpu_second": round(len(files) / statistics.median(t[1] for t in takes["product"]), 1),
        "megabytes_per_cpu_second": round(size / 1e6 / statistics.median(t[1] for t in takes["product"]), 1),
        "times_plain_loader": round(
            statistics.median(p[which] / t[which] for p, t in zip(takes["product"], takes["twin"], strict=True)), 2
        ),
        "second_import_times_faster": round(median["product"] / median["again"], 2),
        "seconds": {name: round(value, 3) for name, value in wall.items()},
    }


def peak_memory(data: Path) -> float:
    """Return the peak memory in MB of a fresh process that imports ``data`` into SQLite."""
    answer = subprocess.run(
        [sys.executable, __file__, "--data", str(data), "--memory-only"], check=True, capture_output=True, text=True
    )
    return float(answer.stdout.strip().splitlines()[-1])


def main() -> int:
    """Print a table, or JSON; the gates are the ratios, at twice the goal."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--data", type=Path, default=DATA)
    options.add_argument("--json", action="store_true")
    options.add_argument("--memory-only", action="store_true")
    given = options.parse_args()
    if not given.data.is_dir():
        print(f"no FHIR files at {given.data.name}: nothing measured")
        return 0
    if given.memory_only:
        with tempfile.TemporaryDirectory(prefix="teamlet-bench-") as scratch:
            prepare(Path(scratch), "")
            from teamlet.bridges.fhir.load import import_paths
            from teamlet.ground import clock
            from teamlet.records.practice.models import Practice

            Practice.objects.create(key="bench", name="bench", created_at=clock.now())
            import_paths([given.data], "bench")
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return 0
    url = os.environ.get("TEAMLET_BENCH_IMPORT_URL", "")
    found = [measure(given.data, given.rounds, url)]
    found[0]["peak_megabytes"] = round(peak_memory(given.data), 1) if not url else None
    elsewhere = os.environ.get("TEAMLET_TEST_POSTGRES_URL", "")
    if not url and elsewhere:
        # A process has one database: PostgreSQL's turn is a process of its own.
        answer = subprocess.run(
            [sys.executable, __file__, "--rounds", str(given.rounds), "--data", str(given.data), "--json"],
            check=True, capture_output=True, text=True, env=os.environ | {"TEAMLET_BENCH_IMPORT_URL": elsewhere},
        )  # fmt: skip
        found += json.loads(answer.stdout.strip().splitlines()[-1])
    if given.json:
        print(json.dumps(found))
    else:
        for row in found:
            print("\n".join(f"{name:>28}  {value}" for name, value in row.items()), end="\n\n")
    return (
        0 if all(row["times_plain_loader"] <= 4.4 and row["second_import_times_faster"] >= 1.2 for row in found) else 1
    )


if __name__ == "__main__":
    sys.exit(main())
