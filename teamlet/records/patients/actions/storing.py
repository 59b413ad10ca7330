"""Storing what another record says, set-wise: one action, one audit event and a fixed number of statements per batch.

The importer and the demo generator hand in plain tuples in the column order given here.  A clinical row
begins with the ``Person`` it belongs to, who may be new in the same batch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from teamlet.ground import clock
from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit
from teamlet.ground.oids import new_oid
from teamlet.records.patients import rules
from teamlet.records.patients.actions.tables import (
    Table,
    mark_for_populations,
    moment_for_database,
    update_rows,
    write_rows,
)

Row = tuple[Any, ...]

#: Every row of these tables: (person, source_id, source_hash, sensitivity, entered_in_error, *columns).
_SOURCED = ("practice_id", "patient_id", "source_id", "source_hash", "sensitivity", "entered_in_error")


def _sourced(table: str, *columns: str) -> Table:
    return Table(f"patients_{table}", (*_SOURCED, *columns), ("practice_id", "source_id"), "NOT (source_id = '')")


CLINICAL: dict[str, Table] = {
    "encounters": _sourced(
        "encounter", "kind", "encounter_class", "state", "began_at", "ended_at", "day", "reason",
        "practitioner_id", "organization_id",
    ),
    "conditions": _sourced(
        "condition", "code_system", "code", "display", "clinical_state", "verification", "began_on", "ended_on",
        "encounter_source_id", "category",
    ),
    "readings": _sourced(
        "reading", "code_system", "code", "display", "category", "value", "comparator", "unit", "text", "at", "day",
        "origin", "panel", "status", "plausibility",
    ),
    "medicines": _sourced(
        "medicine", "code_system", "code", "display", "state", "written_on", "dose_text", "encounter_source_id"
    ),
    "care_team": _sourced("careteammember", "name", "role", "state", "ended_on", "practitioner_id"),
    "targets": _sourced("recordtarget", "text", "state", "target", "due_on", "expressed_by"),
    "plans": _sourced("recordplan", "title", "state", "began_on", "ended_on", "activities"),
}  # fmt: skip
_NAMED = ("practice_id", "identifier", "name", "source_hash")
_ORGANIZATIONS = Table("patients_organization", _NAMED, ("practice_id", "identifier"))
_PRACTITIONERS = Table("patients_practitioner", _NAMED, ("practice_id", "identifier"))
_PEOPLE = Table(
    "patients_patient",
    (
        "practice_id", "oid", "record_number", "given", "family", "called", "birth_date", "birth_text", "sex",
        "deceased_on", "language", "interpreter", "time_zone", "large_print", "matters", "is_active", "name_key",
        "sound_key", "source_hash", "created_at",
    ),
)  # fmt: skip
_GRAMS = Table("patients_namegram", ("practice_id", "patient_id", "gram"))
_IDENTIFIERS = Table(
    "patients_identifier",
    ("practice_id", "patient_id", "system", "value", "kind"),
    ("practice_id", "system", "value", "patient_id"),
)
_POINTS = Table("patients_contactpoint", ("patient_id", "kind", "value", "use", "works", "rank"))


@dataclass(slots=True, eq=False)
class Person:
    """A patient as the other record gives them.

    ``pk`` None = new (filled when stored).  ``is_changed`` False = nothing to write, only somebody that
    rows belong to.  ``language`` fills an empty one; what staff wrote stays.  ``identifiers`` are
    ``(system, value, kind)``, ``contact_points`` ``(kind, value, use)``.
    """

    pk: int | None = None
    is_changed: bool = True
    given: str = ""
    family: str = ""
    birth_date: date | None = None
    birth_text: str = ""
    sex: str = ""
    deceased_on: date | None = None
    language: str = ""
    record_number: str = ""
    is_active: bool = True
    source_hash: str = ""
    identifiers: tuple[tuple[str, str, str], ...] = ()
    contact_points: tuple[tuple[str, str, str], ...] = ()
    interpreter: bool = False
    called: str = ""
    oid: str = ""


@dataclass(slots=True)
class Batch:
    """What one transaction stores.  A clinical row = ``(person, *columns of its table from source_id on)``.

    ``organizations`` and ``practitioners`` map an identifier to ``(name, source_hash)``.  ``parts_of``
    lists ``(person, source_id)`` of resources that became several rows and came again changed: rows of
    theirs that are not in this batch are marked entered in error.
    """

    organizations: dict[str, tuple[str, str]] = field(default_factory=dict)
    practitioners: dict[str, tuple[str, str]] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    encounters: list[Row] = field(default_factory=list)
    conditions: list[Row] = field(default_factory=list)
    readings: list[Row] = field(default_factory=list)
    medicines: list[Row] = field(default_factory=list)
    care_team: list[Row] = field(default_factory=list)
    targets: list[Row] = field(default_factory=list)
    plans: list[Row] = field(default_factory=list)
    parts_of: dict[str, list[tuple[Person, str]]] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """Return how many rows of each kind the batch holds."""
        names = ("organizations", "practitioners", "people", *CLINICAL)
        return {name: count for name in names if (count := len(getattr(self, name)))}

    def digest(self) -> str:
        """Return one hash over the content hashes of all rows."""
        named = (*self.organizations.values(), *self.practitioners.values())
        hashes = [*(person.source_hash for person in self.people), *(values[1] for values in named)]
        for name in CLINICAL:
            hashes += [row[2] for row in getattr(self, name)]
        return hashlib.sha256("".join(hashes).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Stored:
    """Row numbers of what a batch named by identifier."""

    organizations: dict[str, int]
    practitioners: dict[str, int]


def _store_named(batch: Batch, practice_id: int) -> Stored:
    found: list[dict[str, int]] = []
    for table, named in ((_ORGANIZATIONS, batch.organizations), (_PRACTITIONERS, batch.practitioners)):
        write_rows(table, ((practice_id, key, *values) for key, values in named.items()))
        found.append(_numbers(table.name, "identifier", practice_id, list(named)))
    return Stored(*found)


@action
def store_batch(*, batch: Batch, by: Principal) -> Stored:
    """Store ``batch`` in the practice of ``by``: new rows are written, known ones (same source id) brought up to date.

    Fills ``pk`` and ``oid`` of new people and keeps their search keys.  One audit event with counts and
    a hash over the rows' content.  A clinical row may name its practitioner or organization by
    identifier: a string in that column is replaced by the row number.
    """
    practice_id = by.practice_id
    stored = _store_named(batch, practice_id)
    _store_people(batch.people, practice_id, clock.now())
    for name, parts in batch.parts_of.items():
        _retire_parts(CLINICAL[name].name, parts)
    for name, table in CLINICAL.items():
        rows = getattr(batch, name)
        if rows:
            write_rows(table, _numbered(name, rows, practice_id, stored))
    mark_for_populations(practice_id, _touched(batch))
    digest = batch.digest()
    audit(("batch", digest[:16]), counts=batch.counts(), sha256=digest)
    return stored


def _touched(batch: Batch) -> set[int]:
    touched = {person.pk for person in batch.people if person.pk is not None}
    for name in ("conditions", "readings", "encounters"):
        touched.update(row[0].pk for row in getattr(batch, name))
    return touched


def _numbered(name: str, rows: Sequence[Row], practice_id: int, stored: Stored) -> Iterator[Row]:
    instant = moment_for_database
    if name == "encounters":
        people, places = stored.practitioners, stored.organizations
        for row in rows:
            yield (
                practice_id, row[0].pk, *row[1:8], instant(row[8]), instant(row[9]), *row[10:-2],
                people.get(row[-2], row[-2]), places.get(row[-1], row[-1]),
            )  # fmt: skip
    elif name == "readings":
        for row in rows:
            yield (practice_id, row[0].pk, *row[1:13], instant(row[13]), *row[14:])
    elif name == "care_team":
        for row in rows:
            yield (practice_id, row[0].pk, *row[1:-1], stored.practitioners.get(row[-1], row[-1]))
    else:
        for row in rows:
            yield (practice_id, row[0].pk, *row[1:])


def _store_people(people: Iterable[Person], practice_id: int, at: datetime) -> None:
    created_at = moment_for_database(at)
    fresh = [person for person in people if person.pk is None]
    known = [person for person in people if person.pk is not None and person.is_changed]
    for person in fresh:
        person.oid = new_oid()
    keys = {id(person): rules.search_key(f"{person.family} {person.given}") for person in (*fresh, *known)}
    write_rows(
        _PEOPLE,
        (
            (
                practice_id, person.oid, person.record_number, person.given, person.family, person.called,
                person.birth_date, person.birth_text, person.sex, person.deceased_on, person.language,
                person.interpreter, "", False, "", person.is_active, keys[id(person)].folded[:240],
                keys[id(person)].sound[:120], person.source_hash, created_at,
            )
            for person in fresh
        ),
    )  # fmt: skip
    numbers = _numbers("patients_patient", "oid", practice_id, [person.oid for person in fresh])
    for person in fresh:
        person.pk = numbers[person.oid]
    update_rows(
        "UPDATE patients_patient SET record_number = CASE WHEN %s = '' THEN record_number ELSE %s END, given = %s,"
        " family = %s, birth_date = %s, birth_text = %s, sex = %s, deceased_on = %s, language = CASE WHEN language = ''"
        " THEN %s ELSE language END, is_active = %s, name_key = %s, sound_key = %s, source_hash = %s"
        " WHERE id = %s AND practice_id = %s",
        [
            (
                person.record_number, person.record_number, person.given, person.family, person.birth_date,
                person.birth_text, person.sex, person.deceased_on, person.language, person.is_active,
                keys[id(person)].folded[:240], keys[id(person)].sound[:120], person.source_hash, person.pk, practice_id,
            )
            for person in known
        ],
    )  # fmt: skip
    update_rows("DELETE FROM patients_namegram WHERE patient_id = %s", [(person.pk,) for person in known])
    everybody = [*fresh, *known]
    write_rows(
        _GRAMS,
        (
            (practice_id, person.pk, gram)
            for person in everybody
            for gram in sorted(keys[id(person)].grams)
        ),
    )  # fmt: skip
    write_rows(
        _IDENTIFIERS,
        ((practice_id, person.pk, *identifier) for person in everybody for identifier in person.identifiers),
    )
    _store_points(fresh, known)


def _store_points(fresh: Sequence[Person], known: Sequence[Person]) -> None:
    rows = [
        (person.pk, kind, value, use, True, rank)
        for person in fresh
        for rank, (kind, value, use) in enumerate(person.contact_points, 1)
    ]
    if known:
        # What staff marked as wrong or added by hand stays; the source's own order comes first.
        update_rows("UPDATE patients_contactpoint SET rank = 90 WHERE patient_id = %s", [(p.pk,) for p in known])
        marks = ", ".join(["%s"] * len(known))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT patient_id, kind, value FROM patients_contactpoint WHERE patient_id IN ({marks})",  # noqa: S608
                [person.pk for person in known],
            )
            there = set(cursor.fetchall())
        again = []
        for person in known:
            for rank, (kind, value, use) in enumerate(person.contact_points, 1):
                if (person.pk, kind, value) in there:
                    again.append((rank, person.pk, kind, value))
                else:
                    rows.append((person.pk, kind, value, use, True, rank))
        update_rows(
            "UPDATE patients_contactpoint SET rank = %s WHERE patient_id = %s AND kind = %s AND value = %s", again
        )
    write_rows(_POINTS, rows)


def _retire_parts(table: str, parts: Sequence[tuple[Person, str]]) -> None:
    update_rows(
        f"UPDATE {table} SET entered_in_error = %s WHERE patient_id = %s"  # noqa: S608
        " AND (source_id = %s OR substr(source_id, 1, %s) = %s)",
        [
            (True, person.pk, source_id, len(source_id) + 1, f"{source_id}#")
            for person, source_id in parts
            if person.pk is not None
        ],
    )


def _numbers(table: str, column: str, practice_id: int, keys: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for start in range(0, len(keys), 5_000):
            part = keys[start : start + 5_000]
            marks = ", ".join(["%s"] * len(part))
            cursor.execute(
                f"SELECT {column}, id FROM {table} WHERE practice_id = %s AND {column} IN ({marks})",  # noqa: S608
                [practice_id, *part],
            )
            found.update(cursor.fetchall())
    return found
