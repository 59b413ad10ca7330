"""How long the worklist, a chart and the save of a plan take at 1,000, 10,000 and 100,000 patients.

    python bench/bench_pages.py [--rounds N] [--json]      (TEAMLET_BENCH_SIZES=1000,10000 for smaller practices)

Product and twin (``plain_pages.py``: the same rows in plain SQL, made into a bare table) take turns in one process per
database and size.  The product's time is from request to the last byte of the response, through every layer of the
product but the socket; CPU is this process's, all of it on SQLite.  Statements per page must be the same at every
size; times are shown, never a gate.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import seed  # noqa: E402  (sys.path first)

PATH = {
    "goal": "Keep up with the dog",
    "step": "walk",
    "amount": "10 min",
    "when": "3",
    "days": "3",
    "confidence": "8",
    "follow_up": "agreed",
}
WARM_UP = 5


def inside(rounds: int) -> list[dict[str, Any]]:
    """Measure this process's installation; return one row per page."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    settings.LOGGING_CONFIG = None
    settings.ALLOWED_HOSTS = ["*"]
    import logging

    logging.disable(logging.CRITICAL)
    from bench import plain_pages
    from teamlet.conftest import sign_in
    from teamlet.ground import clock
    from teamlet.ground.access.models import User
    from teamlet.records.patients.models import Patient
    from teamlet.records.practice.models import Membership, Practice
    from teamlet.records.practice.queries import principal_of
    from teamlet.records.visits.actions import start_visit

    practice = Practice.objects.get(key="cedar")
    patients = list(
        Patient.objects.filter(practice=practice, is_active=True, next_due__isnull=False, language="en")
        .order_by("id")[:4000]
        .values_list("pk", "oid")
    )
    picked = patients[:: max(1, len(patients) // 400)][:400]
    maya = Membership.objects.get(user__email="maya@cedar.example", practice=practice)
    coach, assistant = sign_in(User.objects.get(email="ana@cedar.example")), sign_in(maya.user)
    by = principal_of(maya)
    here = "/practice/cedar"

    def worklist(_: int) -> None:
        _ok(coach.get(f"{here}/contacts/"))

    def chart(number: int) -> None:
        _ok(assistant.get(f"{here}/patients/{picked[number % len(picked)][1]}/"))

    def begun(number: int) -> tuple[str, dict[str, str]]:
        import re

        patient = Patient.objects.get(pk=picked[number % len(picked)][0])
        visit = start_visit(patient=patient, at=clock.now(), by=by)
        address = f"{here}/visits/{visit.oid}/"
        stamp = re.findall(r'name="stamp" value="([^"]+)"', assistant.get(address).content.decode())[-1]
        return address, PATH | {"stamp": stamp, "goal": f"{PATH['goal']} {number}"}

    found = []

    def chart_twin(number: int) -> str:
        return plain_pages.chart(picked[number % len(picked)][0])

    def list_twin(_: int) -> str:
        return plain_pages.worklist(practice.pk)

    for name, product, twin in (("worklist", worklist, list_twin), ("chart", chart, chart_twin)):
        found.append(_measure(name, rounds, product, twin, connection))

    def save(number: int) -> Callable[[], None]:
        address, fields = begun(number)
        return lambda: _ok(assistant.post(address, fields), 302)

    found.append(_measure_saves(rounds, save, plain_pages.saver, connection))
    return found


def _ok(response: Any, status: int = 200) -> None:
    if response.status_code != status:
        raise RuntimeError(f"{response.status_code} instead of {status}")


def _timed(function: Callable[[], object]) -> tuple[float, float]:
    """Return wall and CPU milliseconds of one call."""
    begin, cpu = time.perf_counter(), time.process_time()
    function()
    return (time.perf_counter() - begin) * 1000, (time.process_time() - cpu) * 1000


def _count(connection: Any, function: Callable[[], object]) -> int:
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as caught:
        function()
    return len(caught)


def _measure(name: str, rounds: int, product: Any, twin: Any, connection: Any) -> dict[str, Any]:
    takes: dict[str, list[tuple[float, float]]] = {"product": [], "twin": []}
    for number in range(rounds + WARM_UP):
        pair = _timed(lambda n=number: product(n)), _timed(lambda n=number: twin(n))
        if number >= WARM_UP:
            takes["product"].append(pair[0])
            takes["twin"].append(pair[1])
    return _row(name, takes, _count(connection, lambda: product(0)))


def _measure_saves(rounds: int, begin: Any, saver: Any, connection: Any) -> dict[str, Any]:
    takes: dict[str, list[tuple[float, float]]] = {"product": [], "twin": []}
    twin = None
    for number in range(rounds + WARM_UP):
        save = begin(number)
        took = _timed(save)
        twin = twin or saver()
        pair = took, _timed(twin)
        if number >= WARM_UP:
            takes["product"].append(pair[0])
            takes["twin"].append(pair[1])
    return _row("save of a plan", takes, _count(connection, begin(rounds + WARM_UP)))


def _row(name: str, takes: dict[str, list[tuple[float, float]]], statements: int) -> dict[str, Any]:
    wall = {who: [take[0] for take in held] for who, held in takes.items()}
    cpu = {who: statistics.median(take[1] for take in held) for who, held in takes.items()}
    return {
        "page": name,
        "median_ms": round(statistics.median(wall["product"]), 1),
        "p95_ms": round(_p95(wall["product"]), 1),
        "cpu_ms": round(cpu["product"], 1),
        "plain_median_ms": round(statistics.median(wall["twin"]), 2),
        "plain_p95_ms": round(_p95(wall["twin"]), 2),
        "plain_cpu_ms": round(cpu["twin"], 2),
        "times_plain": round(statistics.median(p / t for p, t in zip(wall["product"], wall["twin"], strict=True)), 1),
        "statements": statements,
    }


def _p95(takes: list[float]) -> float:
    return sorted(takes)[max(0, round(0.95 * len(takes)) - 1)]


def measured(
    size: int, rounds: int, scratch: Path, *, postgres: bool, say: Callable[[str], None]
) -> list[dict[str, Any]]:
    """Measure one database and size in a process of its own."""
    home = scratch / f"{'postgres' if postgres else 'sqlite'}-{size}"
    url = ""
    if postgres:
        home.mkdir()
        url = seed.postgres_home(size, home, say)
    else:
        shutil.copytree(seed.sqlite_home(size, say), home)
    command = [sys.executable, __file__, "--inside", "--rounds", str(rounds)]
    done = subprocess.run(command, check=False, env=seed.environment(home, url), capture_output=True, text=True)
    shutil.rmtree(home)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    rows = json.loads(done.stdout.strip().splitlines()[-1])
    return [{"database": "PostgreSQL" if postgres else "SQLite", "patients": size, **row} for row in rows]


def main() -> int:
    """Print the table; fail when a page takes more statements in a larger practice."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=60)
    options.add_argument("--json", action="store_true")
    options.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.inside:
        print(json.dumps(inside(given.rounds)))
        return 0
    say = (lambda words: None) if given.json else (lambda words: print(words, file=sys.stderr, flush=True))
    rows: list[dict[str, Any]] = []
    databases = [False, True] if os.environ.get("TEAMLET_TEST_POSTGRES_URL") else [False]
    with tempfile.TemporaryDirectory(prefix="teamlet-bench-") as scratch:
        for size in seed.sizes():
            for postgres in databases:
                rows += measured(size, given.rounds, Path(scratch), postgres=postgres, say=say)
    grown = changed_statements(rows)
    if given.json:
        print(json.dumps({"rows": rows, "statements_that_change_with_size": grown}))
    else:
        print(table(rows))
        print(f"Statements per page: {'the same at every size' if not grown else 'NOT the same: ' + ', '.join(grown)}.")
    return 1 if grown else 0


def changed_statements(rows: list[dict[str, Any]]) -> list[str]:
    """Return the pages whose number of statements is not the same at every size."""
    seen: dict[tuple[str, str], set[int]] = {}
    for row in rows:
        seen.setdefault((row["database"], row["page"]), set()).add(row["statements"])
    return [f"{page} on {database}" for (database, page), counts in seen.items() if len(counts) > 1]


COLUMNS = {
    "page": "page",
    "database": "database",
    "patients": "patients",
    "median_ms": "median ms",
    "p95_ms": "p95 ms",
    "cpu_ms": "CPU ms",
    "plain_median_ms": "plain SQL ms",
    "plain_p95_ms": "its p95",
    "plain_cpu_ms": "its CPU",
    "times_plain": "times",
    "statements": "statements",
}


def table(rows: list[dict[str, Any]]) -> str:
    """Return the rows as a Markdown table with the machine they were measured on."""
    head = f"{os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}\n\n"
    ordered = sorted(rows, key=lambda row: (row["page"], row["database"], row["patients"]))
    lines = [list(COLUMNS.values()), ["---", "---", *["--:"] * (len(COLUMNS) - 2)]]
    lines += [[str(row[name]) for name in COLUMNS] for row in ordered]
    return head + "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
