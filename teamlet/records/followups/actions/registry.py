"""Keeping the registry: lines written anew for whoever something changed, or for everybody; lists out of it."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit
from teamlet.ground.oids import new_oid
from teamlet.records.followups.models import RegistryMark
from teamlet.records.followups.queries import registry_lines as reading
from teamlet.records.followups.queries.registry_lines import Line
from teamlet.records.patients.actions.tables import Table, update_rows, write_rows
from teamlet.records.patients.models import ListCheck
from teamlet.records.patients.queries.populations import stretches
from teamlet.records.practice.models import Practice

#: Lines of so many patients are made at once when all are made anew.
STRETCH = 2_000
_COLUMNS = tuple(Line.__dataclass_fields__)
_ROWS = Table("followups_registryrow", _COLUMNS, ("patient_id",))
_POPULATIONS = Table(
    "followups_registrypopulation", ("practice_id", "patient_id", "population", "labels", "title", "place")
)


@dataclass(frozen=True, slots=True)
class Kept:
    """How many patients were looked at, how many lines are different now, and how many are gone."""

    looked_at: int
    changed: int
    gone: int

    def __add__(self, other: Kept) -> Kept:
        return Kept(self.looked_at + other.looked_at, self.changed + other.changed, self.gone + other.gone)


@action
def keep_registry(*, practice: Practice, by: Principal) -> Kept:
    """Write the lines anew of whoever something changed since the last time: a part of them when they are many.

    What changed is read from the audit trail, from the moves of tasks and from the marks that writes about many
    patients leave; up to where is kept in the same transaction.
    """
    waiting = reading.waiting(practice)
    if waiting.is_everybody:
        _mark_everybody(practice)
        waiting = reading.waiting(practice, after=waiting)
    kept = _write(practice, waiting.patients)
    RegistryMark.objects.update_or_create(practice=practice, defaults={"event": waiting.event, "move": waiting.move})
    update_rows("DELETE FROM patients_listcheck WHERE patient_id = %s AND mark = %s", list(waiting.marks.items()))
    audit(("followups.registry", practice.key), looked_at=kept.looked_at, changed=kept.changed, gone=kept.gone)
    return kept


@action
def rebuild_registry(*, practice: Practice, by: Principal) -> Kept:
    """Make every line of the practice anew, in stretches; exactly what keeping it gives."""
    event, move = reading.newest(practice)
    kept = Kept(0, 0, 0)
    people = reading.people_of(practice)
    for stretch in stretches(practice, STRETCH):
        kept += _write(practice, stretch, people)
    RegistryMark.objects.update_or_create(practice=practice, defaults={"event": event, "move": move})
    ListCheck.objects.filter(practice=practice).delete()
    audit(("followups.registry", practice.key), looked_at=kept.looked_at, changed=kept.changed, gone=kept.gone)
    return kept


def _write(practice: Practice, patients: Collection[int], people: reading.People | None = None) -> Kept:
    """Bring the lines of these patients in line with what the tables say; what is the same is not written."""
    if not patients:
        return Kept(0, 0, 0)
    wanted = reading.lines_of(practice, patients, people or reading.people_of(practice))
    stored = reading.stored_lines(practice, patients)
    changed = [line for pk, line in wanted.items() if stored.get(pk) != line]
    gone = [pk for pk in stored if pk not in wanted]
    touched = [*gone, *(line.patient_id for line in changed)]
    update_rows("DELETE FROM followups_registrypopulation WHERE patient_id = %s", [(pk,) for pk in touched])
    update_rows("DELETE FROM followups_registryrow WHERE patient_id = %s", [(pk,) for pk in gone])
    write_rows(_ROWS, [_plain(line.values()) for line in changed])
    write_rows(
        _POPULATIONS,
        [
            (line.practice_id, line.patient_id, code, labels, json.dumps(title, sort_keys=True), line.place)
            for line in changed
            for code, labels, title in line.populations
        ],
    )
    return Kept(len(patients) if not isinstance(patients, range) else len(wanted), len(changed), len(gone))


def _plain(values: Sequence[Any]) -> tuple[Any, ...]:
    """Return the columns as raw statements need them."""
    return tuple(
        each.isoformat() if isinstance(each, date) else json.dumps(each) if isinstance(each, list) else each
        for each in values
    )


def _mark_everybody(practice: Practice) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO patients_listcheck (practice_id, patient_id, mark)"
            " SELECT practice_id, id, %s FROM patients_patient WHERE practice_id = %s"
            " ON CONFLICT (patient_id) DO UPDATE SET mark = excluded.mark",
            [new_oid(), practice.pk],
        )
