"""What an import asks, and what the office reads about imports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection

from teamlet.bridges.fhir.models import ImportRun, LookAlikePair, Quarantined, Source
from teamlet.records.practice.queries import Scope, practice_id_of

_PART = 5_000


def _in_parts(sql: str, before: Sequence[Any], values: Sequence[Any]) -> Iterable[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        for start in range(0, len(values), _PART):
            part = values[start : start + _PART]
            cursor.execute(sql.format(marks=", ".join(["%s"] * len(part))), [*before, *part])
            yield from cursor.fetchall()


def source(practice_id: int, base: str) -> int | None:
    """Return the row number of a known record system."""
    return Source.objects.filter(practice_id=practice_id, base=base[:240]).values_list("pk", flat=True).first()


def links(source_id: int, kind: str, remote_ids: Sequence[str]) -> Iterable[tuple[Any, ...]]:
    """Yield (remote id, row number, hash, patient, target, updated_at, run) of known resources with these ids."""
    return _in_parts(
        "SELECT remote_id, id, hash, patient_id, target_id, updated_at, run_id FROM fhir_link"
        " WHERE source_id = %s AND kind = %s AND remote_id IN ({marks})",
        [source_id, kind],
        remote_ids,
    )


def medicines(source_id: int, remote_ids: Sequence[str]) -> dict[str, tuple[str, str, str]]:
    """Return code system, code and words of known Medication resources by id."""
    rows = _in_parts(
        "SELECT remote_id, code_system, code, display FROM fhir_remotemedicine"
        " WHERE source_id = %s AND remote_id IN ({marks})",
        [source_id],
        remote_ids,
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def named(table: str, practice_id: int, identifiers: Sequence[str]) -> dict[str, int]:
    """Return row numbers of practitioners or organizations (``table``) by identifier."""
    sql = f"SELECT identifier, id FROM patients_{table} WHERE practice_id = %s AND identifier IN ({{marks}})"  # noqa: S608
    return dict(_in_parts(sql, [practice_id], identifiers))


def names(table: str, practice_id: int, numbers: Sequence[int]) -> dict[int, str]:
    """Return the names of practitioners or organizations (``table``) by row number."""
    sql = f"SELECT id, name FROM patients_{table} WHERE practice_id = %s AND id IN ({{marks}})"  # noqa: S608
    return dict(_in_parts(sql, [practice_id], numbers))


def owners_of(practice_id: int, values: Sequence[str]) -> dict[tuple[str, str], set[int]]:
    """Return the patients (row numbers) who have an identifier with one of these values, by system and value."""
    found: dict[tuple[str, str], set[int]] = {}
    rows = _in_parts(
        "SELECT system, value, patient_id FROM patients_identifier WHERE practice_id = %s AND value IN ({marks})",
        [practice_id],
        values,
    )
    for system, value, patient in rows:
        found.setdefault((system, value), set()).add(patient)
    return found


def who(practice_id: int, numbers: Sequence[int]) -> dict[int, tuple[str, str, date | None]]:
    """Return given name, family name and birth date of patients by row number."""
    rows = _in_parts(
        "SELECT id, given, family, birth_date FROM patients_patient WHERE practice_id = %s AND id IN ({marks})",
        [practice_id],
        numbers,
    )
    return {row[0]: (row[1], row[2], _as_date(row[3])) for row in rows}


def _as_date(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def import_runs(scope: Scope, limit: int = 20) -> list[ImportRun]:
    """Return the practice's newest imports first."""
    return list(ImportRun.objects.filter(practice_id=practice_id_of(scope)).order_by("-began_at")[:limit])


def quarantined(scope: Scope, limit: int = 50) -> list[Quarantined]:
    """Return resources that wait for a patient, newest first."""
    waiting = Quarantined.objects.filter(practice_id=practice_id_of(scope), placed_at=None)
    return list(waiting.defer("raw").order_by("-id")[:limit])


def look_alike_queue(scope: Scope, limit: int = 50) -> list[LookAlikePair]:
    """Return pairs of patients that imports found easy to confuse and nobody decided on, newest first."""
    waiting = LookAlikePair.objects.filter(practice_id=practice_id_of(scope), decided_at=None)
    return list(waiting.select_related("first", "second").order_by("-id")[:limit])
