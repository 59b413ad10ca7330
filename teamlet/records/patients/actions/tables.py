"""Writing many rows with few statements: many to a statement on SQLite, by COPY on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from django.db import connection

from teamlet.ground.oids import new_oid

#: Fewer rows than this are not worth a COPY.
_FEW = 40
#: Values of one statement on SQLite: many rows at once cost half of one row at a time.
_VALUES = 1_000


@dataclass(frozen=True, slots=True)
class Table:
    """A table, the columns that rows give, and the columns by which a row is known already.

    ``where`` is the condition of the partial unique index over ``known_by``, where it is one.
    """

    name: str
    columns: tuple[str, ...]
    known_by: tuple[str, ...] = ()
    where: str = ""
    #: False = a known row stays as it is.
    is_updated: bool = True

    def conflict(self) -> str:
        """Return the clause that brings a known row up to date, empty where rows are only added."""
        if not self.known_by:
            return ""
        condition = f" WHERE {self.where}" if self.where else ""
        if not self.is_updated:
            return f" ON CONFLICT ({', '.join(self.known_by)}){condition} DO NOTHING"
        news = ", ".join(f"{column} = excluded.{column}" for column in self.columns if column not in self.known_by)
        return f" ON CONFLICT ({', '.join(self.known_by)}){condition} DO UPDATE SET {news}"


#: Patients whose populations the worker looks at again; a newer mark replaces an older one.
POPULATION_CHECKS = Table("patients_populationcheck", ("practice_id", "patient_id", "mark"), ("patient_id",))

#: Patients whose lines in lists the worker writes anew.
LIST_CHECKS = Table("patients_listcheck", ("practice_id", "patient_id", "mark"), ("patient_id",))

#: Patients whose level of need and slips the worker looks at again.
SUPPORT_CHECKS = Table("patients_supportcheck", ("practice_id", "patient_id", "mark"), ("patient_id",))


@lru_cache(maxsize=20_000)
def _plain_utc(moment: datetime) -> str:
    return str(moment.astimezone(UTC).replace(tzinfo=None))


def moment_for_database(moment: datetime | None) -> datetime | str | None:
    """Return an instant as raw statements need it: text in UTC on SQLite, as Django itself writes it."""
    if moment is None or connection.vendor == "postgresql":
        return moment
    return _plain_utc(moment)


def write_rows(table: Table, rows: Iterable[Sequence[Any]]) -> int:
    """Write ``rows`` into ``table`` inside the caller's transaction; return how many.

    No two rows of one call may be known by the same values.
    """
    columns = ", ".join(table.columns)
    insert = f"INSERT INTO {table.name} ({columns})"
    if connection.vendor == "postgresql":
        return _copy(table, insert, columns, ", ".join(["%s"] * len(table.columns)), iter(rows))
    return _insert_many(table, insert, iter(rows))


def _insert_many(table: Table, insert: str, rows: Iterator[Sequence[Any]]) -> int:
    width = len(table.columns)
    one = f"({', '.join(['%s'] * width)})"
    many = _VALUES // width
    count = 0
    rest: list[Any] = []

    def full_statements() -> Iterator[list[Any]]:
        nonlocal count
        while part := list(islice(rows, many)):
            count += len(part)
            values = list(chain.from_iterable(part))
            if len(part) == many:
                yield values
            else:
                rest.extend(values)

    with connection.cursor() as cursor:
        cursor.executemany(f"{insert} VALUES {', '.join([one] * many)}{table.conflict()}", full_statements())  # type: ignore[arg-type]
        if rest:
            cursor.execute(f"{insert} VALUES {', '.join([one] * (len(rest) // width))}{table.conflict()}", rest)
    return count


def _copy(table: Table, insert: str, columns: str, marks: str, rows: Any) -> int:
    few = list(islice(rows, _FEW))
    if not few:
        return 0
    with connection.cursor() as cursor:
        if len(few) < _FEW:
            cursor.executemany(f"{insert} VALUES ({marks}){table.conflict()}", few)
            return len(few)
        staging = f"staged_{table.name}"
        cursor.execute(
            f"CREATE TEMP TABLE IF NOT EXISTS {staging} ON COMMIT DELETE ROWS AS"  # noqa: S608
            f" SELECT {columns} FROM {table.name} WITH NO DATA"
        )
        cursor.execute(f"DELETE FROM {staging}")  # noqa: S608
        count = 0
        with cursor.copy(f"COPY {staging} ({columns}) FROM STDIN") as copy:
            for row in few:
                copy.write_row(row)
                count += 1
            for row in rows:
                copy.write_row(row)
                count += 1
        cursor.execute(f"{insert} SELECT {columns} FROM {staging}{table.conflict()}")  # noqa: S608
        return count


def update_rows(statement: str, values: Sequence[Sequence[Any]]) -> None:
    """Carry out ``statement`` once for each of ``values``, inside the caller's transaction."""
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(statement, values)


def mark_for_populations(practice_id: int, patients: Iterable[int]) -> None:
    """Ask for another look at the populations of ``patients`` (row numbers); the worker does it within a minute.

    Inside the caller's transaction: what is rolled back marks nobody.
    """
    mark = new_oid()
    write_rows(POPULATION_CHECKS, [(practice_id, patient, mark) for patient in sorted(set(patients))])


def mark_for_lists(practice_id: int, patients: Iterable[int]) -> None:
    """Ask for the lines of ``patients`` (row numbers) in lists to be written anew; the worker does it within a minute.

    For writes about many patients at once: what an event of the audit trail names needs no mark.  Inside the caller's
    transaction.
    """
    mark = new_oid()
    write_rows(LIST_CHECKS, [(practice_id, patient, mark) for patient in sorted(set(patients))])


def mark_for_support(practice_id: int, patients: Iterable[int]) -> None:
    """Ask for another look at the level of need and the slips of ``patients`` (row numbers), within a minute or two.

    ``mark_for_populations`` asks for it too, once the populations are decided.  Inside the caller's transaction.
    """
    mark, many = new_oid(), sorted(set(patients))
    if len(many) > 1:
        write_rows(SUPPORT_CHECKS, [(practice_id, patient, mark) for patient in many])
        return
    one = f"INSERT INTO {SUPPORT_CHECKS.name} ({', '.join(SUPPORT_CHECKS.columns)}) VALUES (%s, %s, %s)"  # noqa: S608
    update_rows(f"{one}{SUPPORT_CHECKS.conflict()}", [(practice_id, patient, mark) for patient in many])
