"""Append-only triggers, made again after every migration (a remade SQLite table loses them)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections

APPEND_ONLY = ("audit_event",)
_VERBS = ("update", "delete")


def _names() -> list[str]:
    return [f"{table}_no_{verb}" for table in APPEND_ONLY for verb in _VERBS]


def ensure_triggers(using: str = "default", **_: Any) -> None:
    """Create the triggers that are missing."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
            )
        for table in APPEND_ONLY:
            for verb in _VERBS:
                if connection.vendor == "postgresql":
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb} ON {table}")
                    cursor.execute(
                        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                        "FOR EACH ROW EXECUTE FUNCTION append_only()"
                    )
                else:
                    cursor.execute(
                        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                    )


def missing_triggers(using: str = "default") -> list[str]:
    """Return the names of append-only triggers that the database does not have."""
    connection = connections[using]
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {row[0] for row in cursor.fetchall()}
    return [name for name in _names() if name not in present]


@contextmanager
def triggers_dropped(using: str = "default") -> Iterator[None]:
    """Tests of tampering only: drop the triggers for a while and make them again."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for table in APPEND_ONLY:
            for verb in _VERBS:
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on}")
    try:
        yield
    finally:
        ensure_triggers(using)
