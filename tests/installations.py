"""A whole installation as an operator has it: a home folder, a database of its own, and the real `teamlet` command.

Used by the tests of commands, faults and journeys.  On PostgreSQL (``TEAMLET_TEST_DATABASE=postgres``) each
installation gets a database of its own in the cluster that ``setup/postgres.sh`` started.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[1]
POSTGRES = os.environ.get("TEAMLET_TEST_DATABASE") == "postgres"


def free_port() -> int:
    """Return a port on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _postgres(sql: str) -> None:
    import psycopg

    with psycopg.connect(os.environ["TEAMLET_TEST_POSTGRES_URL"], autocommit=True) as connection:
        connection.execute(sql)


class Installation:
    """One installation; ``run`` calls the command, ``start`` leaves a process running until ``close``."""

    def __init__(self, home: Path, database: str = "") -> None:
        self.home = home
        self.database = database
        self.processes: list[subprocess.Popen[bytes]] = []

    @property
    def environment(self) -> dict[str, str]:
        """The environment of an operator's shell: nothing of the tests' in it."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("TEAMLET_", "DJANGO_", "PYTEST_", "COVERAGE_"))
        }
        kept |= {"TEAMLET_HOME": str(self.home), "PYTHONDONTWRITEBYTECODE": "1"}
        if self.database:
            parts = urlsplit(os.environ["TEAMLET_TEST_POSTGRES_URL"])
            kept["TEAMLET_DATABASE_URL"] = urlunsplit(parts._replace(path=f"/{self.database}"))
        return kept

    def command(self, *arguments: object) -> list[str]:
        """Return the command line of ``teamlet`` with these arguments."""
        return [sys.executable, "-m", "teamlet.cli", *map(str, arguments)]

    def run(
        self, *arguments: object, typed: str = "", cwd: Path = ROOT, timeout: float = 180, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end and return what it said."""
        return subprocess.run(
            self.command(*arguments),
            input=typed,
            capture_output=True,
            text=True,
            env=self.environment | environment,
            cwd=cwd,
            timeout=timeout,
            check=False,
        )

    def json(self, *arguments: object, typed: str = "", **environment: str) -> dict[str, Any]:
        """Run a command with ``--json``, which must succeed, and return its last line."""
        done = self.run(*arguments, "--json", typed=typed, **environment)
        assert done.returncode == 0, f"{arguments}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return found

    def start(self, *arguments: object, log: Path | None = None, **environment: str) -> subprocess.Popen[bytes]:
        """Start a command that runs on; its output goes to ``log`` (default: ``HOME/../<command>.log``)."""
        log = log or self.home.with_name(f"{self.home.name}.{arguments[0]}.log")
        with log.open("ab") as file:
            process = subprocess.Popen(
                self.command(*arguments),
                env=self.environment | environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def serve(self, port: int, *options: object, **environment: str) -> subprocess.Popen[bytes]:
        """Start the web server and return when it is ready."""
        process = self.start("serve", "--port", port, *options, **environment)
        wait_until_ready(port, process)
        return process

    def copy(self, home: Path) -> Installation:
        """Return a second installation with the same contents."""
        shutil.copytree(self.home, home)
        if not self.database:
            return Installation(home)
        name = f"t_{uuid.uuid4().hex[:12]}"
        _postgres(f'CREATE DATABASE "{name}" TEMPLATE "{self.database}"')
        return Installation(home, name)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Run one statement past the product; return its rows."""
        if self.database:
            import psycopg

            with psycopg.connect(self.environment["TEAMLET_DATABASE_URL"], autocommit=True) as connection:
                cursor = connection.execute(sql)  # type: ignore[arg-type]
                return cursor.fetchall() if cursor.description else []
        import sqlite3

        connection = sqlite3.connect(self.home / "teamlet.sqlite3", timeout=20, isolation_level=None)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def close(self) -> None:
        """End what still runs, and drop the database."""
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self.database:
            _postgres(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')


def empty_installation(home: Path) -> Installation:
    """Return an installation that was never migrated."""
    if not POSTGRES:
        return Installation(home)
    name = f"t_{uuid.uuid4().hex[:12]}"
    _postgres(f'CREATE DATABASE "{name}"')
    return Installation(home, name)


@contextmanager
def closing_installation(installation: Installation) -> Iterator[Installation]:
    """Close the installation at the end, whatever happened."""
    try:
        yield installation
    finally:
        installation.close()


def get(address: str, timeout: float = 5) -> tuple[int, str]:
    """Return status and body of a GET; status 0 when nobody answers."""
    try:
        with urllib.request.urlopen(address, timeout=timeout) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()
    except (OSError, http.client.HTTPException):
        return 0, ""


def wait_until_ready(port: int, process: subprocess.Popen[bytes] | None = None, seconds: float = 30) -> None:
    """Wait until ``/health/ready`` says 200.  Raises ``AssertionError`` when it does not in time."""
    deadline = time.monotonic() + seconds
    status = 0
    while time.monotonic() < deadline:
        if process is not None and process.poll() is not None:
            raise AssertionError(f"the server ended with {process.returncode}")
        status, _ = get(f"http://127.0.0.1:{port}/health/ready")
        if status == 200:
            return
        time.sleep(0.05)
    raise AssertionError(f"not ready after {seconds} s (status {status})")


def listeners(port: int) -> set[int]:
    """Return the ids of the processes that listen on ``port``."""
    import psutil

    found = set()
    for process in psutil.process_iter(["pid"]):
        try:
            for connection in process.net_connections("tcp"):
                if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port:
                    found.add(process.pid)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found
