"""Sets the stage before Django's settings are read. Fixtures live beside the tests that use them.

``TEAMLET_TEST_DATABASE``      ``sqlite`` (default) or ``postgres``
``TEAMLET_TEST_POSTGRES_URL``  set by ``setup/postgres.sh``; asked for when the database is ``postgres``

Migrating takes longer than most test files: Django draws every model anew for every constraint.  So a migrated, empty
SQLite database is kept in ``build/test-database``: the next run begins with a copy in memory, migrates as ever and
finds nothing to do.  It is known by a digest of what makes it.  ``--create-db`` does without it, ``make test`` throws
it away first, and PostgreSQL always begins with nothing.
"""

from __future__ import annotations

import atexit
import hashlib
import ipaddress
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import django
import django.conf
import pytest
from hypothesis import settings as hypothesis_settings

DATABASE = os.environ.get("TEAMLET_TEST_DATABASE", "sqlite")


def _set_stage() -> None:
    os.environ["TEAMLET_TESTING"] = "1"
    # Here and not in pyproject.toml: pytest-django would read the settings before this file.
    os.environ["DJANGO_SETTINGS_MODULE"] = "teamlet.settings"
    for name in ("TEAMLET_NOW", "TEAMLET_ORIGIN", "TEAMLET_HOSTS", "TEAMLET_DEBUG", "TEAMLET_STATIC"):
        os.environ.pop(name, None)
    home = tempfile.mkdtemp(prefix="teamlet-test-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["TEAMLET_HOME"] = home
    if DATABASE == "sqlite":
        os.environ.pop("TEAMLET_DATABASE_URL", None)
    elif DATABASE == "postgres":
        url = os.environ.get("TEAMLET_TEST_POSTGRES_URL")
        if not url:
            raise pytest.UsageError("no PostgreSQL cluster is there: setup/postgres.sh COMMAND starts one")
        os.environ["TEAMLET_DATABASE_URL"] = url
    else:
        raise pytest.UsageError(f"TEAMLET_TEST_DATABASE is sqlite or postgres, not {DATABASE!r}")


_set_stage()
django.setup()
# A worker of pytest-xdist inherits the settings' name and reads them before this file: without this, all workers
# would share one home and find each other's audit anchors.
django.conf.settings.HOME = Path(os.environ["TEAMLET_HOME"])

# The same cases on every run: a red build can be repeated. Search wider with `--hypothesis-profile=search`.
hypothesis_settings.register_profile("house", deadline=None, derandomize=True, database=None, print_blob=True)
hypothesis_settings.register_profile("search", deadline=None, max_examples=2_000, print_blob=True)
hypothesis_settings.load_profile("house")


class OutsideError(AssertionError):
    """A test tried to reach something that is not this machine."""


def _is_here(host: object) -> bool:
    if host in {"localhost", "", None, b"localhost"}:
        return True
    try:
        return ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host)).is_loopback
    except ValueError:
        return False


def _close_the_outside() -> None:
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def check(this: socket.socket, address: Any) -> None:
        if this.family in {socket.AF_INET, socket.AF_INET6} and not _is_here(address[0]):
            raise OutsideError(f"tests reach loopback only, not {address[0]}")

    def connect_here(this: socket.socket, address: Any) -> None:
        check(this, address)
        return connect(this, address)

    def connect_ex_here(this: socket.socket, address: Any) -> int:
        check(this, address)
        return connect_ex(this, address)

    def look_up_here(host: Any, *args: Any, **kwargs: Any) -> Any:
        if not _is_here(host):
            raise OutsideError(f"tests look up loopback only, not {host!r}")
        return getaddrinfo(host, *args, **kwargs)

    socket.socket.connect = connect_here  # type: ignore[method-assign]
    socket.socket.connect_ex = connect_ex_here  # type: ignore[method-assign]
    socket.getaddrinfo = look_up_here


_close_the_outside()


def pytest_report_header() -> str:
    """Name the database in the run's header."""
    return f"teamlet: database {DATABASE}"


def _kept_database() -> Path:
    """Return where the database is kept that just these migrations, triggers and libraries make."""
    root = Path(__file__).parent
    makers = [
        *(root / "teamlet").glob("**/migrations/*.py"),
        root / "teamlet/ground/audit/triggers.py",
        *(root / "requirements").glob("*.txt"),
    ]
    digest = hashlib.sha256()
    for path in sorted(makers):
        digest.update(f"{path.relative_to(root)}\0{path.read_text()}\0".encode())
    return root / "build/test-database" / f"{digest.hexdigest()[:24]}.sqlite3"


def _memory() -> Any:
    """Return a connection of our own to the test database in memory, which lives as long as anybody is connected."""
    from django.db import connection

    return connection.Database.connect(connection.creation._get_test_db_name(), uri=True)  # noqa: SLF001  (Django has no other way to it)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool) -> bool:
    """Let Django migrate what is in memory; nothing of it stays after the run."""
    return django_db_keepdb or DATABASE == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, django_db_createdb: bool) -> Iterator[None]:
    """Begin with a copy of the kept database, where there is one."""
    kept = _kept_database()
    if DATABASE != "sqlite" or django_db_createdb or not kept.exists():
        yield
        return
    from django.db import connection

    with closing(_memory()) as memory:
        with closing(connection.Database.connect(kept)) as source:
            source.backup(memory)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Keep the database that was migrated, for the runs that follow."""
    kept = _kept_database()
    if DATABASE != "sqlite" or kept.exists():
        return
    from django.db import connection

    kept.parent.mkdir(parents=True, exist_ok=True)
    new = kept.with_suffix(f".{os.getpid()}")
    with closing(_memory()) as memory, closing(connection.Database.connect(new)) as target:
        memory.backup(target)
    for old in kept.parent.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    new.replace(kept)


@pytest.fixture(autouse=True)
def _language_ends_with_its_test() -> Iterator[None]:
    """Forget the language of a test's last page: the next test may look at one that no request asked for."""
    from django.utils import translation

    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _anchors_end_with_their_test() -> Iterator[None]:
    """Forget audit anchors that a test wrote: the events they name are rolled back with it."""
    from teamlet.ground.audit.anchors import anchor_file

    yield
    anchor_file().unlink(missing_ok=True)
