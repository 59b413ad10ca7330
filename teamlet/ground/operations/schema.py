"""The database's state against the code's: what is to be applied, and a newer schema, which old code refuses."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from pkgutil import iter_modules

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from teamlet.ground.operations.halt import Halt

_ADVISORY_LOCK = 7_316_120_042
#: Apps that an earlier version had and this one has not: their migrations are no sign of a newer one.
RETIRED_APPS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Schema:
    """Migrations as ``app.name``: ``applied`` in the database, ``missing`` there, ``unknown`` to this code."""

    applied: tuple[str, ...]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def is_current(self) -> bool:
        """Whether code and database agree."""
        return not self.missing and not self.unknown

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever migrated here."""
        return not self.applied


def _joined(keys: set[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(f"{app}.{name}" for app, name in sorted(keys))


def schema() -> Schema:
    """Compare the database with the code.  Raises ``Halt`` when the database cannot be reached."""
    try:
        recorded = MigrationRecorder(connection).applied_migrations()
    except DatabaseError as error:
        raise Halt(unreachable(error)) from error
    applied = {key for key in recorded if key[0] not in RETIRED_APPS}
    known = _on_disk()
    return Schema(_joined(applied), _joined(known - applied), _joined(applied - known))


def _on_disk() -> set[tuple[str, str]]:
    """Return (app, name) of this code's migrations by their file names.

    Django's loader would import all of them: every process would keep 3.5 MB that it needs for nothing
    else.  It also knows squashed migrations, of which we have none.
    """
    folders = {app.label: Path(app.path) / "migrations" for app in apps.get_app_configs()}
    return {
        (label, name)
        for label, folder in folders.items()
        for _, name, is_package in iter_modules([str(folder)])
        if not is_package and name[0] not in "_~"
    }


def unreachable(error: Exception) -> str:
    """Return the plain sentence for a database that does not answer, without its password."""
    where = settings.DATABASES["default"]
    if connection.vendor == "postgresql":
        return f"The database {where['NAME']} at {where['HOST'] or 'the local socket'} does not answer."
    return f"The database {where['NAME']} cannot be opened: {str(error).splitlines()[0]}."


def refuse_newer(state: Schema) -> None:
    """Raise ``Halt`` when the database was migrated by a newer Teamlet."""
    if state.unknown:
        raise Halt(
            f"The database is newer than this Teamlet (it knows {state.unknown[-1]}). "
            "Install the newer Teamlet, or restore a backup made before the upgrade."
        )


def require_current() -> Schema:
    """Return the schema's state.  Raises ``Halt`` unless code and database agree."""
    state = schema()
    refuse_newer(state)
    if state.missing:
        raise Halt("The database is not migrated yet. Run: teamlet migrate")
    return state


@contextmanager
def _one_at_a_time(home: Path) -> Iterator[None]:
    """Let one process migrate at a time: a lock file in HOME, and an advisory lock in PostgreSQL."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "migrate.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [_ADVISORY_LOCK])
        try:
            yield
        finally:
            if connection.vendor == "postgresql" and connection.is_usable():
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [_ADVISORY_LOCK])


def migrate(
    home: Path, *, say: Callable[[str], None], back_up: Callable[[Schema], Path] | None = None
) -> tuple[tuple[str, ...], Path | None]:
    """Bring the database to this code's schema; return the migrations applied and the backup made before.

    ``back_up`` is called first when there is something to apply to a database that holds something.
    Raises ``Halt`` when the database is newer than the code or cannot be reached.
    """
    try:
        with _one_at_a_time(home):
            return _migrate(say=say, back_up=back_up)
    except DatabaseError as error:
        if connection.connection is None:
            raise Halt(unreachable(error)) from error
        raise


def _migrate(
    *, say: Callable[[str], None], back_up: Callable[[Schema], Path] | None
) -> tuple[tuple[str, ...], Path | None]:
    state = schema()
    refuse_newer(state)
    backup = None
    if state.missing:
        if not state.is_empty and back_up is not None:
            say("Backing up before the migration …")
            backup = back_up(state)
            say(f"Backup: {backup}")
        say(f"Applying {len(state.missing)} migrations …")
        _quietly("migrate", interactive=False, verbosity=0)
    _quietly("createcachetable", verbosity=0)
    _ensure_triggers()
    return state.missing, backup


def _ensure_triggers() -> None:
    from teamlet.ground.audit.triggers import ensure_triggers, missing_triggers

    if missing_triggers():
        ensure_triggers()


def _quietly(command: str, **options: object) -> None:
    """Run one of Django's commands; what it prints must not end up on our standard output."""
    with redirect_stdout(StringIO()):
        call_command(command, **options)
