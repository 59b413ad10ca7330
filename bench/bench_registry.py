"""How long a page of the registry takes at 1,000 to 1,000,000 patients, and how fast a batch of messages is prepared.

    python bench/bench_registry.py [--rounds N] [--json]      (TEAMLET_BENCH_SIZES=1000,10000 for smaller practices)

Product and twin (the same rows in plain SQL, made into a bare table) take turns in one process per database and size.
The product's time is from request to the last byte of the response, through every layer but the socket; CPU is this
process's.  The rows are put into the tables that the page reads by plain SQL: this bench is about reading them.
Statements per page must be the same at every size; times are shown, never a gate.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import seed  # noqa: E402  (sys.path first)
from bench.registry_rows import BATCH, fill  # noqa: E402

WARM_UP = 5
#: How many pages into the list the deep page is.
DEEP = 200
TEXT = "Cedar Family Practice: we are thinking of you. Call us any time. Reply STOP to end."


def sizes() -> list[int]:
    """Return the sizes asked for by ``TEAMLET_BENCH_SIZES``, else a thousand to a million."""
    return [int(size) for size in os.environ.get("TEAMLET_BENCH_SIZES", "1000,10000,100000,1000000").split(",")]


_TWIN = """
SELECT p.oid, p.given, p.family, p.birth_date, r.language, r.standing, c.oid, v.words, m.called, t.name, r.level,
       r.due_on, r.ends_on, r.last_on, r.sure_first, r.sure_last, r.populations
FROM followups_registryrow r JOIN patients_patient p ON p.id = r.patient_id
LEFT JOIN followups_contact c ON c.id = r.contact_id
LEFT JOIN plans_goal g ON g.id = r.goal_id
LEFT JOIN plans_goalversion v ON v.goal_id = r.goal_id AND v.number = g.number
LEFT JOIN practice_membership m ON m.id = r.owner_id LEFT JOIN practice_team t ON t.id = r.team_id
WHERE r.practice_id = %s ORDER BY r.place, r.patient_id LIMIT 50
"""


def twin(practice: int) -> str:
    """Return the first fifty lines as a bare table."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_TWIN, [practice])
        cells = ("".join(f"<td>{escape(str(cell))}</td>" for cell in row) for row in cursor.fetchall())
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


# --- measuring --------------------------------------------------------------------------------------------------------


def inside(size: int, rounds: int) -> list[dict[str, Any]]:
    """Fill this process's installation and measure it; return one row per page and one for the batch."""
    import django

    django.setup()
    import logging

    from django.conf import settings
    from django.db import connection

    settings.ALLOWED_HOSTS = ["*"]
    logging.disable(logging.CRITICAL)
    from teamlet.conftest import make_person, make_practice, sign_in
    from teamlet.ground.operations.sizes import learn_sizes
    from teamlet.records.practice.models import Team

    practice = make_practice("cedar", "Cedar Family Practice")
    people = [make_person(practice, "coach", name=f"Coach {number}") for number in range(9)]
    people.append(make_person(practice, "nurse", name="Nora Hill"))
    teams = [Team.objects.create(practice=practice, name=f"Team {number}") for number in range(3)]
    began = time.perf_counter()
    fill(size, practice.pk, [person.membership.pk for person in people], [team.pk for team in teams])
    learn_sizes()
    filled = time.perf_counter() - began
    client = sign_in(people[-1].user)
    here = "/practice/cedar/panel/"
    owner = people[1].oid
    pages = {
        "first page": "",
        f"page {DEEP}": _deep(people[-1].principal, size),
        "one owner": f"?owner={owner}",
        "owner, unsure, Spanish": f"?owner={owner}&look=unsure&language=es",
        "overdue": "?due=overdue",
        "population": "?population=diabetes",
        "by name": "?order=name",
    }
    found = []
    for name, query in pages.items():
        address = here + query

        def product(address: str = address) -> None:
            response = client.get(address)
            if response.status_code != 200 or b"<tbody>" not in response.content:
                raise RuntimeError(f"{response.status_code} at {address}")

        found.append(_measure(name, rounds, product, lambda: twin(practice.pk), connection))
    for row in found:
        row["filled_s"] = round(filled, 1)
    if size >= BATCH:
        found.append(_batch(practice, people[-1].principal))
    return found


def _deep(by: Any, size: int) -> str:
    """Return the query of the page so many pages into the list (its last one in a small practice)."""
    from django.db import connection

    from teamlet.panel.presenters.choice import write_cursor

    skip = min(DEEP - 1, size // 50 - 1) * 50 - 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT place, patient_id FROM followups_registryrow WHERE practice_id = %s ORDER BY place, patient_id"
            " LIMIT 1 OFFSET %s",
            [by.practice_id, skip],
        )
        return f"?after={write_cursor(cursor.fetchone())}"


def _batch(practice: Any, by: Any) -> dict[str, Any]:
    """Prepare a batch of ten thousand; return the rate, and what the bare inserts of as many messages take."""
    from teamlet.ground import clock
    from teamlet.ground.access.principal import system
    from teamlet.records.followups.actions.batches import begin_batch, prepare_part
    from teamlet.records.followups.queries.batches import progress_of
    from teamlet.records.outreach.actions.batches import Words
    from teamlet.records.outreach.models import Message
    from teamlet.records.outreach.words import Channel, Purpose
    from teamlet.records.patients.models import Patient

    patients = list(Patient.objects.filter(practice=practice).order_by("pk").values_list("pk", flat=True)[:BATCH])
    begin, cpu = time.perf_counter(), time.process_time()
    batch = begin_batch(
        purpose=Purpose.REMINDER, channel=Channel.TEXT, words={"en": Words(TEXT), "es": Words(TEXT)},
        patients=patients, at=clock.now(), by=by,
    )  # fmt: skip
    begun = time.perf_counter() - begin
    parts = 0
    while prepare_part(batch=batch, at=clock.now(), by=system(practice, "worker")):
        parts += 1
    took, cpu = time.perf_counter() - begin, time.process_time() - cpu
    progress = progress_of([batch])[batch.pk]
    made = Message.objects.count()
    messages = list(Message.objects.order_by("pk"))
    again = time.perf_counter()
    for first in range(0, made, 100):
        rows = messages[first : first + 100]
        for row in rows:
            row.pk, row.oid = None, f"t{row.oid}"[:16]
            row.reference, row.occurrence = f"twin:{row.reference}"[:24], f"twin:{row.occurrence}"
        Message.objects.bulk_create(rows)
    bare = time.perf_counter() - again
    return {
        "page": f"batch of {BATCH:,} prepared",
        "begun_s": round(begun, 2),
        "took_s": round(took, 2),
        "cpu_s": round(cpu, 2),
        "messages": made,
        "looked_at": progress.looked_at,
        "per_second": round(progress.looked_at / took),
        "bare_per_second": round(made / bare),
        "parts": parts,
    }


def _timed(function: Callable[[], object]) -> tuple[float, float]:
    begin, cpu = time.perf_counter(), time.process_time()
    function()
    return (time.perf_counter() - begin) * 1000, (time.process_time() - cpu) * 1000


def _measure(name: str, rounds: int, product: Any, plain: Any, connection: Any) -> dict[str, Any]:
    from django.test.utils import CaptureQueriesContext

    takes: dict[str, list[tuple[float, float]]] = {"product": [], "twin": []}
    for number in range(rounds + WARM_UP):
        pair = _timed(product), _timed(plain)
        if number >= WARM_UP:
            takes["product"].append(pair[0])
            takes["twin"].append(pair[1])
    with CaptureQueriesContext(connection) as caught:
        product()
    wall = {who: [take[0] for take in held] for who, held in takes.items()}
    cpu = {who: statistics.median(take[1] for take in held) for who, held in takes.items()}
    return {
        "page": name,
        "median_ms": round(statistics.median(wall["product"]), 1),
        "p95_ms": round(sorted(wall["product"])[max(0, round(0.95 * len(wall["product"])) - 1)], 1),
        "cpu_ms": round(cpu["product"], 1),
        "plain_median_ms": round(statistics.median(wall["twin"]), 2),
        "plain_cpu_ms": round(cpu["twin"], 2),
        "times_plain": round(statistics.median(p / t for p, t in zip(wall["product"], wall["twin"], strict=True)), 1),
        "statements": len(caught),
    }


def measured(size: int, rounds: int, scratch: Path, base: Path | None) -> list[dict[str, Any]]:
    """Measure one size in a process of its own: on SQLite with a copy of ``base``, on PostgreSQL without."""
    home = scratch / f"{'sqlite' if base else 'postgres'}-{size}"
    url = ""
    if base:
        shutil.copytree(base, home)
    else:
        home.mkdir()
        url = _postgres(size)
    command = [sys.executable, __file__, "--inside", str(size), "--rounds", str(rounds)]
    done = subprocess.run(command, check=False, env=seed.environment(home, url), capture_output=True, text=True)
    shutil.rmtree(home)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    rows = json.loads(done.stdout.strip().splitlines()[-1])
    print(f"{home.name} measured", rows, file=sys.stderr, flush=True)
    return [{"database": "SQLite" if base else "PostgreSQL", "patients": size, **row} for row in rows]


def _postgres(size: int) -> str:
    import psycopg

    address = os.environ["TEAMLET_TEST_POSTGRES_URL"]
    name = f"bench_registry_{size}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name}")
    url = urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
    with tempfile.TemporaryDirectory(prefix="teamlet-bench-") as home:
        _migrate(Path(home), url)
    return url


def _empty_home() -> Path:
    """Return a home with an empty database, kept until a migration changes."""
    total = hashlib.sha256()
    for path in sorted(ROOT.glob("teamlet/**/migrations/*.py")):
        total.update(path.read_bytes())
    home = seed.KEPT / f"empty-{total.hexdigest()[:10]}"
    if not (home / "done").exists():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        _migrate(home)
        (home / "done").touch()
    return home


def _migrate(home: Path, url: str = "") -> None:
    command = [sys.executable, "-m", "teamlet.cli", "migrate"]
    done = subprocess.run(
        command, check=False, env=seed.environment(home, url), capture_output=True, text=True, cwd=ROOT
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:] or done.stdout[-2000:])


def main() -> int:
    """Print the tables; fail when a page takes more statements in a larger practice."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=40)
    options.add_argument("--json", action="store_true")
    options.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    options.add_argument("--inside", type=int, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.inside:
        print(json.dumps(inside(given.inside, given.rounds)))
        return 0
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="teamlet-bench-") as place:
        scratch = Path(place)
        base = _empty_home() if given.database != "postgres" else None
        for size in sizes():
            if base is not None:
                rows += measured(size, given.rounds, scratch, base)
            if given.database != "sqlite" and os.environ.get("TEAMLET_TEST_POSTGRES_URL"):
                rows += measured(size, given.rounds, scratch, None)
    seen: dict[tuple[str, str], set[int]] = {}
    for row in rows:
        if "statements" in row:
            seen.setdefault((row["database"], row["page"]), set()).add(row["statements"])
    grown = [f"{page} on {database}" for (database, page), counts in seen.items() if len(counts) > 1]
    if given.json:
        print(json.dumps({"rows": rows, "statements_that_change_with_size": grown}))
    else:
        print(table(rows))
        print(f"Statements per page: {'the same at every size' if not grown else 'NOT the same: ' + ', '.join(grown)}.")
    return 1 if grown else 0


COLUMNS = {
    "page": "page",
    "database": "database",
    "patients": "patients",
    "median_ms": "median ms",
    "p95_ms": "p95 ms",
    "cpu_ms": "CPU ms",
    "plain_median_ms": "plain SQL ms",
    "plain_cpu_ms": "its CPU",
    "times_plain": "times",
    "statements": "statements",
}
BATCH_COLUMNS = {
    "database": "database",
    "patients": "patients",
    "looked_at": "looked at",
    "messages": "messages",
    "took_s": "seconds",
    "cpu_s": "CPU s",
    "per_second": "per second",
    "bare_per_second": "bare inserts per second",
}


def table(rows: list[dict[str, Any]]) -> str:
    """Return the rows as Markdown tables with the machine they were measured on."""
    head = f"{os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}\n\n"
    pages = sorted(
        (row for row in rows if "statements" in row), key=lambda row: (row["page"], row["database"], row["patients"])
    )
    batches = [row for row in rows if "per_second" in row]
    return head + _markdown(COLUMNS, pages) + ("\n\n" + _markdown(BATCH_COLUMNS, batches) if batches else "")


def _markdown(columns: dict[str, str], rows: list[dict[str, Any]]) -> str:
    lines = [list(columns.values()), ["---", "---", *["--:"] * (len(columns) - 2)]]
    lines += [[re.sub(r"\|", "", str(row[name])) for name in columns] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
