"""How many messages a second one worker sends with everything that makes each of them go out once.

    python bench/bench_outreach.py [--messages N] [--json]

The provider takes everything at once, in the same process: what is measured is ours.  Per message that is: eligibility
asked again, a claim with lease and fence, one more look at the row before it goes, its outcome, a line of its history,
and the audit events of the batch.  Beside it, in the same run and on the same database, a bare loop inserts one row
and updates another per message in plain SQL: one commit each, and a hundred in one commit.

What is checked is exact: each message handed over once, marked once, with one line of history.  Rates are shown, never
a gate.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.installations import Installation, closing_installation  # noqa: E402  (sys.path first)

#: Noon in the practice: nobody's quiet hours.
NOON = "2026-11-23T12:00"


class Sink:
    """A provider that takes everything at once and counts."""

    name = "sink"
    can_ask = True
    longest_call = 1.0
    quiet = 1.0
    is_for_demos = False

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()

    def send(self, outgoing: Any, reference: str) -> Any:
        """Take it."""
        from teamlet.bridges.channels import Accepted, NotBegun

        if not outgoing.still_ours():
            return NotBegun()
        self.taken[reference] += 1
        return Accepted(f"SM{reference}")

    def ask(self, question: Any) -> Any:
        """Never asked."""
        raise AssertionError("nothing is unknown here")


def inside(many: int) -> dict[str, Any]:
    """Measure, beside the installation's database."""
    import django

    django.setup()
    from django.db import connection

    from teamlet.bridges.channels import Way
    from teamlet.bridges.channels.drain import Drain
    from teamlet.records.outreach.models import Delivery, Message
    from tests.faults.texting import seed

    seed(many)
    sink = Sink()
    drain = Drain("bench", providers={Way.TEXT: sink})
    begin = time.perf_counter()
    while drain.turn():
        pass
    seconds = time.perf_counter() - begin
    wrong = []
    if set(sink.taken.values()) != {1} or len(sink.taken) != many:
        wrong.append(f"{len(sink.taken)} of {many} messages handed over, {sum(sink.taken.values())} times")
    if Message.objects.filter(state="sent").count() != many or Delivery.objects.count() != many:
        wrong.append("not every message is marked once")
    rates = {"messages": many, "per_second": round(many / seconds, 1)}
    with connection.cursor() as cursor:
        for name, at_once in (("plain_one_commit_each", 1), ("plain_hundred_a_commit", 100)):
            rates[name] = round(plain(cursor, many, at_once), 1)
    return rates | {"wrong": wrong}


def plain(cursor: Any, many: int, at_once: int) -> float:
    """Insert one row and update another per message, so many in one commit; return the messages a second."""
    from django.db import transaction

    cursor.execute("DROP TABLE IF EXISTS plain_line")
    cursor.execute("CREATE TABLE plain_line (id integer PRIMARY KEY, message integer, outcome varchar(16))")
    cursor.execute("SELECT id FROM outreach_message ORDER BY id")
    numbers = [row[0] for row in cursor.fetchall()][:many]
    begin = time.perf_counter()
    for first in range(0, len(numbers), at_once):
        with transaction.atomic():
            for number in numbers[first : first + at_once]:
                cursor.execute("INSERT INTO plain_line VALUES (%s, %s, 'accepted')", [number, number])
                cursor.execute("UPDATE outreach_message SET state = 'sent' WHERE id = %s", [number])
    return len(numbers) / (time.perf_counter() - begin)


def bench(many: int, *, postgres: bool) -> dict[str, Any]:
    """Measure one database."""
    with tempfile.TemporaryDirectory(prefix="teamlet-bench-") as scratch:
        name = ""
        if postgres:
            import uuid

            import psycopg

            name = f"t_{uuid.uuid4().hex[:12]}"
            with psycopg.connect(os.environ["TEAMLET_TEST_POSTGRES_URL"], autocommit=True) as made:
                made.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
        with closing_installation(Installation(Path(scratch) / "home", name)) as here:
            here.json("migrate")
            here.json("practice", "create", "cedar", "--name", "Cedar")
            environment = here.environment | {
                "DJANGO_SETTINGS_MODULE": "teamlet.settings",
                "PYTHONPATH": str(ROOT),
                "TEAMLET_NOW": NOON,
            }
            command = [
                sys.executable,
                "-c",
                f"import teamlet, json; from bench.bench_outreach import inside; print(json.dumps(inside({many})))",
            ]
            done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
            if done.returncode:
                raise SystemExit(done.stderr)
    return {"database": "PostgreSQL" if postgres else "SQLite", **json.loads(done.stdout.splitlines()[-1])}


COLUMNS = {
    "database": "database",
    "messages": "messages",
    "per_second": "sent once/s",
    "plain_one_commit_each": "plain SQL, one commit each/s",
    "plain_hundred_a_commit": "plain SQL, a hundred a commit/s",
}


def main() -> int:
    """Print the table; fail when a message did not go out exactly once."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--messages", type=int, default=5_000)
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    both = [False, True] if os.environ.get("TEAMLET_TEST_POSTGRES_URL") else [False]
    rows = [bench(given.messages, postgres=postgres) for postgres in both]
    wrong = [f"{row['database']}: {each}" for row in rows for each in row.pop("wrong")]
    if given.json:
        print(json.dumps({"rows": rows, "wrong": wrong}))
    else:
        head = f"{os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}\n"
        print(head)
        lines = [list(COLUMNS.values()), ["---", *["--:"] * (len(COLUMNS) - 1)]]
        lines += [[str(row[name]) for name in COLUMNS] for row in rows]
        print("\n".join(f"| {' | '.join(line)} |" for line in lines))
        for each in wrong:
            print(f"✗ {each}")
        if not wrong:
            print("Every message was handed over once and marked once.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
