"""What `teamlet check` looks at: quickly, without writing anything but a probe file that it removes."""

from __future__ import annotations

import os
import sqlite3
import stat
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, connection

from teamlet import __version__
from teamlet.ground.operations.engine import sqlite_is_sound
from teamlet.ground.operations.halt import Halt
from teamlet.ground.operations.schema import schema


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what it is (``said``), and what is wrong with it (``trouble``, empty when nothing is)."""

    name: str
    said: str
    trouble: str = ""


def findings() -> list[Finding]:
    """Look at everything; an early trouble does not hide a later one."""
    found = [Finding("version", f"Teamlet {__version__}"), _home(), _keys(), _engine(), _static(), _schema()]
    if not found[-1].trouble:
        found += [_triggers(), _durability()]
    return found


def _home() -> Finding:
    probe = settings.HOME / f".probe-{os.getpid()}"
    try:
        settings.HOME.mkdir(parents=True, exist_ok=True)
        probe.write_text("probe")
        probe.unlink()
    except OSError as error:
        return Finding("home", "", f"{settings.HOME} cannot be written: {error.strerror}.")
    return Finding("home", str(settings.HOME))


def _keys() -> Finding:
    folder = settings.HOME / "keys"
    loose = [
        path.name
        for path in (folder.iterdir() if folder.is_dir() else ())
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    ]
    if loose:
        return Finding("keys", "", f"{folder}: others can read {', '.join(sorted(loose))}. Run: chmod 600")
    return Finding("keys", "readable by their owner only")


def _engine() -> Finding:
    if connection.vendor != "sqlite":
        return Finding("engine", "PostgreSQL")
    version = sqlite3.sqlite_version
    if not sqlite_is_sound():
        return Finding("engine", "", f"SQLite {version} can damage a database that web and worker share.")
    return Finding("engine", f"SQLite {sqlite3.sqlite_version}")


def _static() -> Finding:
    if settings.DEBUG or settings.TESTING or (settings.STATIC_ROOT / "staticfiles.json").exists():
        return Finding("static", str(settings.STATIC_ROOT))
    return Finding("static", "", f"The static files are not in {settings.STATIC_ROOT}. Run: make setup")


def _schema() -> Finding:
    try:
        state = schema()
    except Halt as halt:
        return Finding("schema", "", halt.message)
    if state.unknown:
        return Finding("schema", "", f"The database is newer than this Teamlet (it knows {state.unknown[-1]}).")
    if state.missing:
        return Finding("schema", "", f"{len(state.missing)} migrations are to be applied. Run: teamlet migrate")
    return Finding("schema", f"current, {len(state.applied)} migrations")


def _triggers() -> Finding:
    from teamlet.ground.audit.triggers import missing_triggers

    missing = missing_triggers()
    if missing:
        return Finding("audit", "", f"The audit trail lacks its triggers {', '.join(missing)}. Run: teamlet migrate")
    return Finding("audit", "append-only")


def _durability() -> Finding:
    """Whether a commit survives a power cut."""
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA journal_mode")
                mode = cursor.fetchone()[0]
                cursor.execute("PRAGMA synchronous")
                level = cursor.fetchone()[0]
                sound, said = mode == "wal" and level == 2, f"journal {mode}, synchronous {level}"
            else:
                cursor.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit')")
                fsync, commit = cursor.fetchone()
                sound, said = fsync == "on" and commit != "off", f"fsync {fsync}, synchronous_commit {commit}"
    except DatabaseError as error:
        return Finding("durable", "", f"Nobody knows whether commits are durable ({type(error).__name__}).")
    return Finding("durable", said) if sound else Finding("durable", "", f"A power cut can lose saves ({said}).")
