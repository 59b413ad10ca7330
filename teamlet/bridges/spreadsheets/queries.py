"""What the import of schedules asks, and what its pages read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from teamlet.bridges.fhir.models import Link, Source
from teamlet.bridges.spreadsheets.matching import Candidate, Staff
from teamlet.bridges.spreadsheets.models import (
    LineProblem,
    ScheduleImport,
    SchedulePattern,
    StagedLine,
    UnplacedAppointment,
)
from teamlet.bridges.spreadsheets.reading import Line
from teamlet.bridges.spreadsheets.words import ImportState, UnplacedState
from teamlet.ground.reasons import Reason
from teamlet.records.patients.models import Identifier, Patient
from teamlet.records.practice.queries import Scope, active_members, practice_id_of

_FACTS = ("id", "given", "family", "called", "birth_date", "deceased_on", "merged_into_id")


def pattern_of(scope: Scope) -> SchedulePattern | None:
    """Return how the practice's schedules are written, when one came already."""
    return SchedulePattern.objects.filter(practice_id=practice_id_of(scope)).first()


def unfinished(scope: Scope, digest: str) -> ScheduleImport | None:
    """Return the import of a file with this digest that did not end."""
    rows = ScheduleImport.objects.filter(practice_id=practice_id_of(scope), digest=digest)
    return rows.exclude(state__in=[ImportState.DONE, ImportState.WITHDRAWN]).first()


def schedule_import(scope: Scope, oid: str) -> ScheduleImport | None:
    """Return one import, or None."""
    return ScheduleImport.objects.filter(practice_id=practice_id_of(scope), oid=oid).first()


def schedule_imports(scope: Scope, limit: int = 20) -> list[ScheduleImport]:
    """Return the practice's newest imports first."""
    return list(ScheduleImport.objects.filter(practice_id=practice_id_of(scope)).order_by("-began_at")[:limit])


def staged(run: ScheduleImport, first: int, last: int) -> list[Line]:
    """Return the lines of an import from position ``first`` to before ``last``."""
    rows = StagedLine.objects.filter(run=run, position__gte=first, position__lt=last).order_by("position")
    return [
        Line(number, tuple(json.loads(cells)), Reason(*json.loads(trouble)) if trouble else None)
        for number, cells, trouble in rows.values_list("number", "cells", "trouble")
    ]


def all_staged(run: ScheduleImport, last: int, part: int) -> Iterator[list[Line]]:
    """Yield the lines before position ``last`` in parts."""
    for first in range(0, last, part):
        yield staged(run, first, min(last, first + part))


def problems_of(run: ScheduleImport, limit: int | None = None) -> list[LineProblem]:
    """Return what is to know about the lines of an import, in their order."""
    rows = LineProblem.objects.filter(run=run).order_by("line", "id")
    return list(rows[:limit] if limit is not None else rows)


def problem_count(run: ScheduleImport) -> int:
    """Return how many problems were written down for an import."""
    return LineProblem.objects.filter(run=run).count()


def unplaced(scope: Scope, limit: int = 100) -> list[UnplacedAppointment]:
    """Return the appointments that wait for somebody to say whose they are, the next day first."""
    rows = UnplacedAppointment.objects.filter(practice_id=practice_id_of(scope), state=UnplacedState.WAITING)
    return list(rows.order_by("day", "id")[:limit])


def unplaced_count(scope: Scope) -> int:
    """Return how many appointments wait so."""
    return UnplacedAppointment.objects.filter(practice_id=practice_id_of(scope), state=UnplacedState.WAITING).count()


def unplaced_one(scope: Scope, oid: str) -> UnplacedAppointment | None:
    """Return one of them in whatever state, or None."""
    return UnplacedAppointment.objects.filter(practice_id=practice_id_of(scope), oid=oid).first()


def decided(practice_id: int, keys: Sequence[str]) -> dict[str, UnplacedAppointment]:
    """Return unplaced appointments in whatever state by key."""
    rows = UnplacedAppointment.objects.filter(practice_id=practice_id, key__in=keys)
    return {row.key: row for row in rows}


# --- whose ------------------------------------------------------------------------------------------------------------


def candidates_by_number(practice_id: int, numbers: Sequence[str]) -> dict[str, list[Candidate]]:
    """Return the patients who answer to each number, as record number or as an identifier; three statements.

    Somebody merged into another counts as the other.
    """
    answers: dict[str, set[int]] = {}
    people: dict[int, tuple[Any, ...]] = {}
    for number, *row in Patient.objects.filter(practice_id=practice_id, record_number__in=numbers).values_list(
        "record_number", *_FACTS
    ):
        people[row[0]] = tuple(row)
        answers.setdefault(number, set()).add(row[0])
    held = Identifier.objects.filter(practice_id=practice_id, value__in=numbers)
    for number, *row in held.values_list("value", *(f"patient__{name}" for name in _FACTS)):
        people[row[0]] = tuple(row)
        answers.setdefault(number, set()).add(row[0])
    found = _as_one(practice_id, people)
    return {number: list({found[pk].id: found[pk] for pk in sorted(pks)}.values()) for number, pks in answers.items()}


def patient_with(practice: Scope, number: int) -> Patient | None:
    """Return the practice's patient of a candidate, or None."""
    return Patient.objects.filter(practice_id=practice_id_of(practice), pk=number).first()


def candidates_by_reference(practice_id: int, references: Sequence[str]) -> dict[str, list[Candidate]]:
    """Return the patients whom references ("base|id") of FHIR files lead to; three statements."""
    wanted = {reference: reference.rpartition("|") for reference in references}
    bases = {base for base, _, _ in wanted.values()}
    known = Source.objects.filter(practice_id=practice_id, base__in=bases)
    sources: dict[str, int] = dict(known.values_list("base", "pk"))
    links = Link.objects.filter(
        source_id__in=sources.values(),
        kind="Patient",
        remote_id__in={id_ for _, _, id_ in wanted.values()},
        patient__isnull=False,
    )
    where = {
        (source, id_): patient for source, id_, patient in links.values_list("source_id", "remote_id", "patient_id")
    }
    rows = Patient.objects.filter(practice_id=practice_id, pk__in=where.values()).values_list(*_FACTS)
    found = _as_one(practice_id, {row[0]: tuple(row) for row in rows})
    answers: dict[str, list[Candidate]] = {}
    for reference, (base, _, id_) in wanted.items():
        patient = where.get((sources.get(base, 0), id_))
        if patient in found:
            answers[reference] = [found[patient]]
    return answers


def _as_one(practice_id: int, people: dict[int, tuple[Any, ...]]) -> dict[int, Candidate]:
    into = {row[6] for row in people.values() if row[6] is not None} - people.keys()
    others = Patient.objects.filter(practice_id=practice_id, pk__in=into).values_list(*_FACTS) if into else ()
    all_of_them = people | {row[0]: tuple(row) for row in others}
    return {pk: Candidate(*all_of_them.get(row[6], row)[:6]) for pk, row in people.items()}


def staff_of(scope: Scope) -> Staff:
    """Return the practice's people by the names that schedules give them; two statements."""
    return Staff([(row.pk, row.user.name, row.called, row.user.email) for row in active_members(scope)])
