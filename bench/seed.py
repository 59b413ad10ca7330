"""Practices of a thousand and more patients for benches, on SQLite and PostgreSQL.

    python bench/seed.py SIZE [SIZE...]

SQLite files are kept in ``build/bench`` and made again when the demo or a migration changes; PostgreSQL databases
live as long as their cluster.  All of them stand on the same day, ``NOW``.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "build" / "bench"
NOW = "2026-11-24T09:30"
DAY = NOW[:10]


def sizes() -> list[int]:
    """Return the sizes asked for by ``TEAMLET_BENCH_SIZES``, else 1,000, 10,000 and 100,000."""
    return [int(size) for size in os.environ.get("TEAMLET_BENCH_SIZES", "1000,10000,100000").split(",")]


def environment(home: Path, url: str = "") -> dict[str, str]:
    """Return the environment of a process that works on the installation in ``home`` (and ``url``)."""
    values = os.environ | {
        "TEAMLET_HOME": str(home),
        "TEAMLET_NOW": NOW,
        "DJANGO_SETTINGS_MODULE": "teamlet.settings",
        "PYTHONPATH": str(ROOT),
    }
    values.pop("TEAMLET_DATABASE_URL", None)
    return values | ({"TEAMLET_DATABASE_URL": url} if url else {})


def sqlite_home(size: int, say=print) -> Path:
    """Return the home of a demo of ``size`` patients on SQLite, made when it is not there."""
    home = KEPT / f"{_made_of()}-{size}"
    if not (home / "done").exists():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        _build(environment(home), size, "SQLite", say)
        (home / "done").touch()
    return home


def postgres_home(size: int, home: Path, say=print) -> str:
    """Build a demo of ``size`` patients in a database of its own beside the test cluster's; return its address.

    ``home`` takes the keys.  Raises ``KeyError`` without ``TEAMLET_TEST_POSTGRES_URL``.
    """
    import psycopg

    parts = urlsplit(os.environ["TEAMLET_TEST_POSTGRES_URL"])
    name = f"bench_{size}"
    with psycopg.connect(os.environ["TEAMLET_TEST_POSTGRES_URL"], autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name}")
    url = urlunsplit(parts._replace(path=f"/{name}"))
    _build(environment(home, url), size, "PostgreSQL", say)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return url


def _build(values: dict[str, str], size: int, database: str, say) -> None:
    begin = time.perf_counter()
    command = [sys.executable, "-m", "teamlet.cli", "demo", "--patients", str(size), "--as-of", DAY]
    done = subprocess.run(command, check=False, env=values, capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:] or done.stdout[-2000:])
    say(f"{database}: {size:,} patients built in {time.perf_counter() - begin:.0f} s")


def _made_of() -> str:
    total = hashlib.sha256()
    for path in sorted([*ROOT.glob("teamlet/**/migrations/*.py"), *ROOT.glob("teamlet/demo/**/*.py")]):
        total.update(path.read_bytes())
    return total.hexdigest()[:10]


if __name__ == "__main__":
    for asked in [int(word) for word in sys.argv[1:]] or sizes():
        sqlite_home(asked)
