"""How long patients wait while 200 of them answer at once, and whether every answer that was acknowledged is there.

    python bench/bench_answers.py [--patients N] [--answers N] [--pause SECONDS] [--json]

Each patient has a link of their own and goes the real way in: the address, the button, the birth date, who is
answering.  Then each answers one question after the other, as a browser without scripts does (the answer is sent, the
page that follows is fetched), against the real ``serve`` with two workers.  Twice: without any pause, which no patient
can do, and with so many seconds of reading before each answer.  The clients share the machine with the server.

What is checked is exact: rows in the database = answers acknowledged, and the same answer sent again gets the same
reply and adds no row.  Times are shown, never a gate.  Beside them stands the twin: the rows of one such answer in
plain SQL, in one transaction each, by one process.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import seed  # noqa: E402  (sys.path first)
from tests.faults.answering import Patient, Sent, hand_out  # noqa: E402  (sys.path first)
from tests.installations import Installation, closing_installation, free_port  # noqa: E402  (sys.path first)

#: People in the practice; those with a link are among them.
SIZE = 400
_SEQUENCE = re.compile(rb'name="s(\d+)" value="(\d+)"')


class OnPostgres(Installation):
    """An installation whose database somebody else made and drops."""

    def __init__(self, home: Path, url: str) -> None:
        super().__init__(home, url)

    @property
    def environment(self) -> dict[str, str]:
        """As an operator's, with the address of the database."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TEAMLET_", "DJANGO_"))}
        return kept | {"TEAMLET_HOME": str(self.home), "TEAMLET_DATABASE_URL": self.database, "TEAMLET_NOW": seed.NOW}

    def close(self) -> None:
        """End what still runs; the database stays."""
        self.database, kept = "", self.database
        super().close()
        self.database = kept


class OnSqlite(Installation):
    """An installation that stands on the day of the seed."""

    @property
    def environment(self) -> dict[str, str]:
        """As an operator's, on the day of the seed."""
        return super().environment | {"TEAMLET_NOW": seed.NOW}


@dataclass
class AtPhone(Patient):
    """A patient whose browser keeps its connection, and measures what it waits for."""

    line: http.client.HTTPConnection | None = None
    saves: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    token: str = ""

    def connect(self) -> http.client.HTTPConnection:
        """Return the connection that is kept."""
        if self.line is None:
            self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        return self.line

    def hang_up(self, connection: http.client.HTTPConnection) -> None:
        """Keep the connection unless it broke."""
        if sys.exc_info()[0] is not None:
            connection.close()
            self.line = None

    def begins(self) -> None:
        """Open the first question; its token serves for all."""
        self.token = self.opens(1)["csrfmiddlewaretoken"]

    def answers(self, many: int, pause: float, lap: int) -> None:
        """Answer so many questions, from the first again when the last was reached."""
        texts = [number for number, each in enumerate(self.given_out["questions"], 1) if each["always"]]
        texts = [number for number in texts if self.given_out["questions"][number - 1]["kind"] == "text"]
        page = self.ask(f"/form/questions/{texts[0]}/")[2]
        for turn in range(many):
            if pause:
                time.sleep(pause)
            number = texts[turn % len(texts)]
            sent = self._written(number, page, f"I worry about the stairs, {lap} {turn}")
            self.sent.append(sent)
            begin = time.perf_counter()
            self.sends(sent)
            done = time.perf_counter()
            self.saves.append(done - begin)
            page = self.ask(f"/form/questions/{texts[(turn + 1) % len(texts)]}/")[2]
            self.pages.append(time.perf_counter() - done)

    def _written(self, number: int, page: bytes, words: str) -> Sent:
        sequences = {int(place): int(count) for place, count in _SEQUENCE.findall(page)}
        body = {"csrfmiddlewaretoken": self.token, f"s{number}": sequences[number], f"a{number}": words}
        item = self.given_out["questions"][number - 1]["item"]
        form = self.given_out["form"]
        return Sent(form, number, item, words, sequences[number], is_risk=False, body=urlencode(body))


def at_once(patients: list[AtPhone], do: Callable[[AtPhone], None]) -> tuple[float, list[str]]:
    """Let all patients do something at the same moment; return the seconds it took and what went wrong."""
    start = threading.Barrier(len(patients) + 1)
    wrong: list[str] = []

    def begin(patient: AtPhone) -> None:
        start.wait()
        try:
            do(patient)
        except (OSError, http.client.HTTPException, AssertionError, LookupError) as error:
            wrong.append(f"{type(error).__name__}: {error}"[:300])

    threads = [threading.Thread(target=begin, args=[patient]) for patient in patients]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began, wrong


def measured(here: Installation, many: int, answers: int, pause: float) -> tuple[list[dict[str, Any]], list[str]]:
    """Return one row per pace, and everything that is not as it was promised."""
    port = free_port()
    web = psutil.Process(here.serve(port).pid)
    patients = [AtPhone(port, given_out=each) for each in hand_out(here, "link", many)]
    entered, wrong = at_once(patients, lambda patient: (patient.goes_in(), patient.begins()))
    rows = []
    for lap, rest in enumerate((0.0, pause)):
        for patient in patients:
            patient.saves, patient.pages = [], []
        before = _cpu(web)
        seconds, failed = at_once(patients, lambda patient, rest=rest, lap=lap: patient.answers(answers, rest, lap))
        wrong += failed
        saves = sorted(each for patient in patients for each in patient.saves)
        pages = sorted(each for patient in patients for each in patient.pages)
        rows.append(
            {
                "pause_seconds": rest,
                "answers": len(saves),
                "per_second": round(len(saves) / seconds, 1),
                **{f"p{share}_ms": round(_share(saves, share) * 1000) for share in (50, 95, 99)},
                "cpu_ms": round((_cpu(web) - before) * 1000 / max(len(saves), 1), 1),
                "page_p95_ms": round(_share(pages, 95) * 1000),
                "way_in_per_second": round(len(patients) / entered, 1),
            }
        )
    wrong += [words for patient in patients for words in patient.wrong]
    wrong += _not_there(here, patients)
    again = [patient.sent[-1] for patient in patients if patient.sent]
    _, failed = at_once(patients, lambda patient: patient.sends(patient.sent[-1]))
    wrong += failed + [words for patient in patients for words in patient.wrong] + _not_there(here, patients)
    rows[-1]["sent_again"] = len(again)
    return rows, wrong


def _cpu(web: psutil.Process) -> float:
    """Return the CPU seconds of the web processes so far."""
    times = [process.cpu_times() for process in (web, *web.children(recursive=True))]
    return sum(each.user + each.system for each in times)


def _not_there(here: Installation, patients: list[AtPhone]) -> list[str]:
    """Compare the rows with the answers that were acknowledged."""
    forms = ", ".join(f"'{patient.given_out['form']}'" for patient in patients)
    there = here.query(
        "SELECT f.oid, a.item, a.sequence FROM instruments_answer a JOIN instruments_form f ON f.id = a.form_id"
        f" WHERE f.oid IN ({forms})"
    )
    promised = [(sent.form, sent.item, sent.sequence) for patient in patients for sent in patient.promised]
    return [] if sorted(there) == sorted(promised) else [f"{len(there)} rows for {len(promised)} acknowledged answers"]


def _share(sorted_takes: list[float], share: int) -> float:
    return sorted_takes[max(0, round(share / 100 * len(sorted_takes)) - 1)] if sorted_takes else 0.0


def twin() -> dict[str, float]:
    """Save the newest answer once more, again and again, with its event, in plain SQL."""
    import django

    django.setup()
    from django.db import connection, transaction

    from bench.plain_pages import copied
    from teamlet.ground.audit.models import Event, Head
    from teamlet.ground.oids import new_oid
    from teamlet.records.instruments.models import Answer

    answer = Answer.objects.latest("id")
    practice = answer.form.practice_id
    event = Event.objects.filter(practice_id=practice).latest("number")
    takes = []
    for number in range(300):
        begin = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            copied(cursor, Answer, answer.pk, oid=new_oid(), sequence=answer.sequence + number + 1)
            copied(cursor, Event, event.pk, number=event.number + number + 1, about_oid=new_oid())
            cursor.execute(
                f"UPDATE {Head._meta.db_table} SET count = count + 1, hash = %s WHERE practice_id = %s",
                [new_oid(), practice],
            )
        takes.append(time.perf_counter() - begin)
    takes.sort()
    return {
        "plain_per_second": round(len(takes) / sum(takes), 1),
        "plain_median_ms": round(statistics.median(takes) * 1000, 2),
    }


def bench(given: argparse.Namespace, *, postgres: bool, say: Callable[[str], None]) -> tuple[list[Any], list[str]]:
    """Measure one database."""
    with tempfile.TemporaryDirectory(prefix="teamlet-bench-") as scratch:
        home = Path(scratch) / "home"
        if postgres:
            home.mkdir()
            url = seed.postgres_home(SIZE, home, say)
            here: Installation = OnPostgres(home, url)
        else:
            shutil.copytree(seed.sqlite_home(SIZE, say), home)
            here = OnSqlite(home)
        with closing_installation(here):
            rows, wrong = measured(here, given.patients, given.answers, given.pause)
        done = subprocess.run(
            [sys.executable, __file__, "--twin"],
            env=here.environment | {"DJANGO_SETTINGS_MODULE": "teamlet.settings", "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        )
        plain = json.loads(done.stdout.splitlines()[-1])
    name = "PostgreSQL" if postgres else "SQLite"
    return [{"database": name, **row, **plain} for row in rows], [f"{name}: {each}" for each in wrong]


COLUMNS = {
    "database": "database",
    "pause_seconds": "pause s",
    "answers": "answers",
    "per_second": "answers/s",
    "p50_ms": "p50 ms",
    "p95_ms": "p95 ms",
    "p99_ms": "p99 ms",
    "page_p95_ms": "page p95 ms",
    "cpu_ms": "CPU ms of answer and page",
    "way_in_per_second": "ways in/s",
    "plain_per_second": "plain SQL/s",
    "plain_median_ms": "its ms",
}


def main() -> int:
    """Print the table; fail when an acknowledged answer is not there exactly once."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--patients", type=int, default=200)
    options.add_argument("--answers", type=int, default=10, help="by each patient, at each pace")
    options.add_argument("--pause", type=float, default=10.0, help="seconds of reading before each answer")
    options.add_argument("--json", action="store_true")
    options.add_argument("--twin", action="store_true", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.twin:
        print(json.dumps(twin()))
        return 0
    say = (lambda words: None) if given.json else (lambda words: print(words, file=sys.stderr, flush=True))
    rows: list[Any] = []
    wrong: list[str] = []
    for postgres in [False, True] if os.environ.get("TEAMLET_TEST_POSTGRES_URL") else [False]:
        found, failed = bench(given, postgres=postgres, say=say)
        rows += found
        wrong += failed
    if given.json:
        print(json.dumps({"rows": rows, "wrong": wrong}))
    else:
        print(table(rows, given.patients))
        for each in wrong[:20]:
            print(f"✗ {each}")
        if not wrong:
            print("Every acknowledged answer is there, once; sent again, it got the same reply and added no row.")
    return 1 if wrong else 0


def table(rows: list[dict[str, Any]], patients: int) -> str:
    """Return the rows as a Markdown table with the machine they were measured on."""
    head = f"{patients} patients, {os.cpu_count()} cores, Python {platform.python_version()}"
    head += f", load {os.getloadavg()[0]:.1f}\n\n"
    lines = [list(COLUMNS.values()), ["---", *["--:"] * (len(COLUMNS) - 1)]]
    lines += [[str(row[name]) for name in COLUMNS] for row in rows]
    return head + "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
