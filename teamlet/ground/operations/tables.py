"""The database as tables: copied out in one consistent moment, counted, and put back; for both engines."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from teamlet.ground.operations.halt import Halt

#: Made again by itself; its rows belong to no backup.
NOT_KEPT = frozenset({"shared_cache"})
#: Emptied by a restore: whoever was signed in then, or could unlock quickly, signs in again.
ENDED = ("access_session", "access_deviceuser", "access_device", "jobs_heartbeat")
IMAGE = "database.sqlite3"

Contents = dict[str, Any]


def copy_out(place: Path) -> Contents:
    """Write the database into the empty folder ``place``, as of one moment, while others go on.

    Returns ``{"engine", "migrations": [[app, name]…], "counts": {table: rows}, "epoch"}``.
    """
    if connection.vendor == "sqlite":
        return _copy_out_sqlite(place)
    return _copy_out_postgresql(place)


def check_copy(place: Path, contents: Contents) -> None:
    """Raise ``Halt`` unless the copy in ``place`` can be opened and holds what ``contents`` says."""
    if contents["engine"] == "sqlite":
        _check_sqlite(place / IMAGE, contents)
        return
    for table, rows in contents["counts"].items():
        path = place / "tables" / f"{table}.copy"
        if not path.is_file() or _lines(path) != rows:
            raise Halt(f"The backup's table {table} does not hold its {rows} rows.")


def put_in(place: Path, contents: Contents, *, epoch_key: str, held_since: str) -> None:
    """Put the copy in the database's place in one step: afterwards all of it is there, or nothing happened.

    In the same step the sessions end, a new epoch begins and the worker is held.
    """
    if contents["engine"] == "sqlite":
        _put_in_sqlite(place / IMAGE, contents, epoch_key, held_since)
    else:
        _put_in_postgresql(place / "tables", contents, epoch_key, held_since)


# --- SQLite -----------------------------------------------------------------------------------------------------------


def _copy_out_sqlite(place: Path) -> Contents:
    path = Path(str(settings.DATABASES["default"]["NAME"]))
    if not path.exists():
        raise Halt(f"There is no database at {path}.")
    image = place / IMAGE
    with closing(sqlite3.connect(path, timeout=30)) as source, closing(sqlite3.connect(image)) as copy:
        # All pages in one step: one moment of the database, and nobody waits for us.
        source.backup(copy)
        # One file, without a log beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
        contents = _contents_of_sqlite(copy)
    image.chmod(0o600)
    return contents


def _contents_of_sqlite(copy: sqlite3.Connection) -> Contents:
    tables = {row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")} - NOT_KEPT
    epoch = 1
    if "jobs_installation" in tables:
        epoch = (copy.execute("SELECT epoch FROM jobs_installation").fetchone() or (1,))[0]
    migrations = []
    if "django_migrations" in tables:
        migrations = [list(row) for row in copy.execute("SELECT app, name FROM django_migrations ORDER BY id")]
    counts = {name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in sorted(tables)}  # noqa: S608
    return {"engine": "sqlite", "epoch": epoch, "migrations": migrations, "counts": counts}


def _check_sqlite(image: Path, contents: Contents) -> None:
    try:
        with closing(sqlite3.connect(f"file:{image}?mode=ro", uri=True)) as copy:
            damage = [row[0] for row in copy.execute("PRAGMA integrity_check(3)") if row[0] != "ok"]
            loose = copy.execute("PRAGMA foreign_key_check").fetchall()
            found = _contents_of_sqlite(copy)
    except sqlite3.DatabaseError as error:
        raise Halt("The database in the backup cannot be opened.") from error
    if damage or loose:
        raise Halt("The database in the backup contradicts itself.")
    if found["counts"] != contents["counts"]:
        raise Halt("The database in the backup does not hold the rows that the backup names.")


def _put_in_sqlite(image: Path, contents: Contents, epoch_key: str, held_since: str) -> None:
    with closing(sqlite3.connect(image, isolation_level=None)) as copy:
        copy.execute("BEGIN")
        for sql, values in _begin_anew(contents, epoch_key, held_since, mark="?"):
            copy.execute(sql, values)
        copy.execute("COMMIT")
    path = Path(str(settings.DATABASES["default"]["NAME"]))
    connection.close()
    with (
        closing(sqlite3.connect(image)) as source,
        closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as target,
    ):
        target.execute("PRAGMA journal_mode=WAL")
        target.execute("PRAGMA synchronous=FULL")
        # One transaction in the target: readers see the old pages until all new ones are there.
        source.backup(target)
    path.chmod(0o600)


def _begin_anew(contents: Contents, epoch_key: str, held_since: str, *, mark: str) -> Iterable[tuple[str, list[Any]]]:
    """Return the statements that end sessions, begin the epoch and hold the worker."""
    counts = contents["counts"]
    for table in ENDED:
        if table in counts:
            yield f"DELETE FROM {table}", []  # noqa: S608  (own names)
    if "jobs_installation" in counts:
        yield "DELETE FROM jobs_installation", []
        sql = "INSERT INTO jobs_installation (id, epoch, epoch_key, held_since, held_reason) VALUES (1, ?, ?, ?, ?)"
        yield sql.replace("?", mark), [contents["new_epoch"], epoch_key, held_since, "restored"]


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


def _copy_out_postgresql(place: Path) -> Contents:
    import psycopg

    folder = place / "tables"
    folder.mkdir(mode=0o700)
    with psycopg.connect(**connection.get_connection_params()) as source:
        source.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        source.read_only = True
        cursor: Any = source.cursor()
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
        tables = [row[0] for row in cursor.fetchall() if row[0] not in NOT_KEPT]
        counts, columns = {}, {}
        for table in tables:
            cursor.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema()"
                " AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
                [table],
            )
            columns[table] = [row[0] for row in cursor.fetchall()]
            with (folder / f"{table}.copy").open("wb") as file:
                names = ", ".join(f'"{name}"' for name in columns[table])
                with cursor.copy(f'COPY (SELECT {names} FROM "{table}") TO STDOUT') as rows:  # noqa: S608
                    for block in rows:
                        file.write(block)
            counts[table] = _lines(folder / f"{table}.copy")
        epoch = 1
        if "jobs_installation" in tables:
            cursor.execute("SELECT epoch FROM jobs_installation")
            epoch = (cursor.fetchone() or (1,))[0]
        migrations = []
        if "django_migrations" in tables:
            cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
            migrations = [list(row) for row in cursor.fetchall()]
    return {"engine": "postgresql", "epoch": epoch, "migrations": migrations, "counts": counts, "columns": columns}


def _lines(path: Path) -> int:
    """Count the rows of a table copied as text: one line each, line ends inside values are escaped."""
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


def _put_in_postgresql(folder: Path, contents: Contents, epoch_key: str, held_since: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        ours = set(connection.introspection.django_table_names()) | {"django_migrations"} | set(contents["counts"])
        for table in sorted(present & (ours | NOT_KEPT)):
            cursor.execute(f'DROP TABLE "{table}" CASCADE')
        _migrate_to(contents["migrations"])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        tables = sorted(contents["counts"])
        cursor.execute("TRUNCATE " + ", ".join(f'"{table}"' for table in tables) + " RESTART IDENTITY CASCADE")
        for table in tables:
            _copy_in(cursor, table, contents["columns"][table], folder / f"{table}.copy")
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608
            if cursor.fetchone()[0] != contents["counts"][table]:
                raise Halt(f"The table {table} did not take all its rows. Nothing was done.")
        _set_sequences(cursor, tables)
        for sql, values in _begin_anew(contents, epoch_key, held_since, mark="%s"):
            cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _migrate_to(migrations: list[list[str]]) -> None:
    """Make the tables as they were when the backup was made."""
    executor = MigrationExecutor(connection)
    recorded = {(app, name) for app, name in migrations}
    graph = executor.loader.graph
    targets = [
        node
        for node in sorted(recorded & set(graph.nodes))
        if not any(child.key in recorded and child.key[0] == node[0] for child in graph.node_map[node].children)
    ]
    executor.migrate(targets)


def _copy_in(cursor: Any, table: str, columns: list[str], path: Path) -> None:
    names = ", ".join(f'"{name}"' for name in columns)
    with path.open("rb") as file, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as rows:
        for block in iter(lambda: file.read(1 << 18), b""):
            rows.write(block)


def _set_sequences(cursor: Any, tables: list[str]) -> None:
    """Let new rows be numbered after the restored ones."""
    for table in tables:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema()"
            " AND table_name = %s AND (is_identity = 'YES' OR column_default LIKE 'nextval%%')",
            [table],
        )
        for (column,) in cursor.fetchall():
            cursor.execute(
                f'SELECT setval(pg_get_serial_sequence(%s, %s), GREATEST(max("{column}"), 1), max("{column}") IS NOT NULL)'  # noqa: S608, E501
                f' FROM "{table}"',
                [f'"{table}"', column],
            )
