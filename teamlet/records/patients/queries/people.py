"""Who a patient is, and who could be taken for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from teamlet.ground.reasons import Reason
from teamlet.records.patients import rules
from teamlet.records.patients.models import ContactPoint, Helper, Patient
from teamlet.records.patients.words import Likeness
from teamlet.records.practice.queries import Scope, practice_id_of

#: At most so many neighbors are compared; a practice has few people who sound the same.
_COMPARED = 200


def patient(scope: Scope, oid: str) -> Patient | None:
    """Return the patient with this opaque id, None when absent or in another practice.

    Follows nothing: a patient merged into another is returned as such (``merged_into_id``).
    """
    return Patient.objects.filter(practice_id=practice_id_of(scope), oid=oid).first()


def patient_name(patient: Patient) -> str:
    """Return given and family name as they are written."""
    return full_name(patient.given, patient.family)


def full_name(given: str, family: str) -> str:
    """Return given and family name in the order in which they are written."""
    return " ".join(part for part in (given, family) if part)


def called_name(patient: Patient) -> str:
    """Return the name the person wants to be called by, else the given name, else the family name."""
    return patient.called or patient.given or patient.family


def contact_points(scope: Scope, patient: Patient) -> tuple[ContactPoint, ...]:
    """Return phone numbers, e-mail and postal addresses: those that work first, then by rank."""
    rows = ContactPoint.objects.filter(patient=patient, patient__practice_id=practice_id_of(scope))
    return tuple(rows.order_by("-works", "rank", "id"))


def contact_point(scope: Scope, patient: Patient, number: int) -> ContactPoint | None:
    """Return one contact point of the patient by row number."""
    rows = ContactPoint.objects.filter(patient=patient, patient__practice_id=practice_id_of(scope))
    return rows.filter(pk=number).first()


def versions_of(patient: Patient) -> dict[str, int]:
    """Return by part of the details (``rules.PARTS``) which version stands in this row; no query."""
    return {
        part: rules.part_version(getattr(patient, column) for column in columns)
        for part, columns in rules.PARTS.items()
    }


def points_version(points: Sequence[ContactPoint]) -> int:
    """Return which version of the patient's numbers and addresses these are."""
    return rules.part_version(
        value for point in sorted(points, key=lambda one: one.pk) for value in (point.kind, point.value, point.works)
    )


def helpers(scope: Scope, patient: Patient) -> tuple[Helper, ...]:
    """Return the people whom the patient lets take part."""
    rows = Helper.objects.filter(patient=patient, patient__practice_id=practice_id_of(scope))
    return tuple(rows.order_by("name", "id"))


def helper(scope: Scope, oid: str) -> Helper | None:
    """Return a helper of one of the practice's patients."""
    rows = Helper.objects.select_related("patient")
    return rows.filter(oid=oid, patient__practice_id=practice_id_of(scope)).first()


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Another patient who may be taken for this one, and why."""

    oid: str
    name: str
    birth_date: date | None
    record_number: str
    likeness: Likeness
    reason: Reason


def look_alikes_of(scope: Scope, patient: Patient) -> tuple[LookAlike, ...]:
    """Return patients of the practice who may be taken for this one, the likest first.

    Looks among those with the same birth date, the same sound of the name or the same family name.
    """
    me = _facts(patient.given, patient.family, patient.birth_date)
    found: list[LookAlike] = []
    for row in _neighbors(practice_id_of(scope), patient):
        decision = rules.look_alikes(me, _facts(row.given, row.family, row.birth_date))
        if decision.status is not Likeness.DIFFERENT:
            found.append(
                LookAlike(
                    row.oid, patient_name(row), row.birth_date, row.record_number, decision.status, decision.reason
                )
            )
    return tuple(sorted(found, key=lambda one: (one.likeness is not Likeness.MAYBE_THE_SAME, one.name, one.oid)))


def _neighbors(practice_id: int, patient: Patient) -> Sequence[Patient]:
    near = Q(sound_key=patient.sound_key) if patient.sound_key else Q(pk__in=[])
    if patient.birth_date is not None:
        near |= Q(birth_date=patient.birth_date)
    family = patient.name_key.split(" ")[0]
    if family:
        near |= Q(name_key__gte=f"{family} ", name_key__lt=f"{family}!")
    rows = Patient.objects.filter(near, practice_id=practice_id, merged_into=None).exclude(pk=patient.pk)
    return list(rows.only("oid", "given", "family", "birth_date", "record_number")[:_COMPARED])


def _facts(given: str, family: str, birth_date: date | None) -> rules.PersonFacts:
    return rules.PersonFacts(given, family, birth_date)


def pairs_alike(practice_id: int, numbers: Sequence[int]) -> list[tuple[int, int, str]]:
    """Return pairs (smaller row number first, likeness) of patients who may be one person, one of them in ``numbers``.

    For imports: set-wise, two statements.
    """
    columns = ("id", "given", "family", "birth_date", "sound_key")
    active = Patient.objects.filter(practice_id=practice_id, merged_into=None)
    mine = list(active.filter(pk__in=numbers).values_list(*columns))
    days = {row[3] for row in mine if row[3] is not None}
    sounds = {row[4] for row in mine if row[4]}
    others = list(active.filter(Q(birth_date__in=days) | Q(sound_key__in=sounds)).values_list(*columns))
    by_day: dict[date, list[tuple[int, str, str, date | None, str]]] = {}
    by_sound: dict[str, list[tuple[int, str, str, date | None, str]]] = {}
    for row in others:
        if row[3] is not None:
            by_day.setdefault(row[3], []).append(row)
        by_sound.setdefault(row[4], []).append(row)
    pairs: dict[tuple[int, int], str] = {}
    for row in mine:
        near = [*(by_day.get(row[3], ()) if row[3] else ()), *(by_sound.get(row[4], ()) if row[4] else ())]
        for other in near:
            pair = (min(row[0], other[0]), max(row[0], other[0]))
            if row[0] == other[0] or pair in pairs:
                continue
            decision = rules.look_alikes(_facts(*row[1:4]), _facts(*other[1:4]))
            if decision.status is Likeness.MAYBE_THE_SAME:
                pairs[pair] = decision.status.value
    return [(*pair, likeness) for pair, likeness in sorted(pairs.items())]
