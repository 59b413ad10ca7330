"""Whether the SQLite under us may be shared by web and worker."""

from __future__ import annotations

import sqlite3

from django.db import connection

from teamlet.ground.operations.halt import Halt

#: SQLite 3.7.0 to 3.51.2 can damage a WAL database that two processes write to (fixed in 3.51.3, March 2026).
SOUND = (3, 51, 3)


def sqlite_is_sound() -> bool:
    """Whether two processes may write to one file with this SQLite."""
    return sqlite3.sqlite_version_info >= SOUND


def require_sound_engine(processes: int) -> None:
    """Raise ``Halt`` when ``processes`` would share a SQLite file through a library that can damage it."""
    if connection.vendor == "sqlite" and processes > 1 and not sqlite_is_sound():
        raise Halt(
            f"SQLite {sqlite3.sqlite_version} can damage a database that several processes share. "
            "Install pysqlite3 (SQLite 3.51.3 or newer), use PostgreSQL, or serve with --workers 1 and no worker."
        )
