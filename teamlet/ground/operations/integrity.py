"""Looking for damage in the database: each night, after a backup and after a restore."""

from __future__ import annotations

from django.db import connection


class Damage(Exception):
    """The database contradicts itself; the message names the first places, never what stands there."""


def look_for_damage() -> None:
    """Raise ``Damage`` when pages, indexes or references of the database contradict each other."""
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            # PostgreSQL checks pages as it reads them; what cannot be validated stands in its catalog.
            cursor.execute("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid")
            wrong = [row[0] for row in cursor.fetchall()]
        else:
            cursor.execute("PRAGMA integrity_check(20)")
            wrong = [row[0] for row in cursor.fetchall() if row[0] != "ok"]
            cursor.execute("PRAGMA foreign_key_check")
            wrong += [
                f"{table} row {row} refers to nothing in {parent}" for table, row, parent, _ in cursor.fetchmany(20)
            ]
    if wrong:
        raise Damage("; ".join(wrong))
