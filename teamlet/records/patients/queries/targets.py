"""Reading patients' own targets, and what they aim at: their own, else the usual."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from teamlet.records.patients.models import Patient, PatientTarget
from teamlet.records.patients.queries.population_facts import last_values
from teamlet.records.patients.rules.populations import Value, months_before
from teamlet.records.patients.rules.targets import MEASURES
from teamlet.records.patients.words import TargetMeasure
from teamlet.records.practice.queries import Scope, practice_id_of

#: Own targets of one patient, by measure.
Own = dict[TargetMeasure, Decimal]


def own_targets(scope: Scope, patient_ids: Collection[int]) -> dict[int, Own]:
    """Return the own targets in force of each patient who has any; one statement.

    A patient's row numbers, or a range of them.  What was merged into a patient counts where they have none.
    """
    rows = (
        PatientTarget.objects.filter(_of(patient_ids), practice_id=practice_id_of(scope), ended_at__isnull=True)
        .annotate(owner=Coalesce(F("patient__merged_into_id"), F("patient_id")))
        .order_by("id")
    )
    found: dict[int, Own] = {}
    mine: set[tuple[int, str]] = set()
    for owner, patient_id, measure, value in rows.values_list("owner", "patient_id", "measure", "value"):
        if owner == patient_id:
            mine.add((owner, measure))
        elif (owner, measure) in mine:
            continue
        found.setdefault(owner, {})[TargetMeasure(measure)] = value
    return found


def target_of(own: Own | None, measure: TargetMeasure) -> Decimal | None:
    """Return what somebody with these own targets aims at; None where there is neither an own nor a usual target."""
    return (own or {}).get(measure, MEASURES[measure].usual)


def targets_of(scope: Scope, patient_id: int) -> dict[TargetMeasure, PatientTarget]:
    """Return a patient's own targets in force as rows, with who set them; one statement."""
    rows = PatientTarget.objects.filter(
        practice_id=practice_id_of(scope), patient_id=patient_id, ended_at__isnull=True
    ).select_related("set_by")
    return {TargetMeasure(row.measure): row for row in rows}


def past_targets(scope: Scope, patient_id: int, limit: int = 30) -> list[PatientTarget]:
    """Return a patient's own targets that ended, newest first, with who set and who ended them; one statement."""
    rows = PatientTarget.objects.filter(
        practice_id=practice_id_of(scope), patient_id=patient_id, ended_at__isnull=False
    )
    return list(rows.select_related("set_by", "ended_by").order_by("-id")[:limit])


def latest_values(
    scope: Scope, patient_ids: Collection[int], measures: Iterable[TargetMeasure], *, on: date
) -> dict[TargetMeasure, dict[int, Value]]:
    """Return the newest value that counts of each measure by patient, inside its months; a statement each."""
    found = {}
    for code in measures:
        measure = MEASURES[code]
        values = last_values(
            practice_id_of(scope),
            measure.reading,
            on=on,
            days=1,
            since=months_before(on, measure.months),
            patients=patient_ids,
        )
        found[code] = {owner: each[0] for owner, each in values.items()}
    return found


def _of(patient_ids: Collection[int]) -> Q:
    """Return the condition for these patients and whoever was merged into them, each by its own index."""
    if isinstance(patient_ids, range):
        inside = {"__gte": patient_ids.start, "__lt": patient_ids.stop}
        merged = Patient.objects.filter(**{f"merged_into_id{key}": value for key, value in inside.items()})
        own = Q(**{f"patient_id{key}": value for key, value in inside.items()})
        return own | Q(patient_id__in=merged.values("pk"))
    chosen = list(patient_ids)
    owners = Patient.objects.filter(Q(pk__in=chosen) | Q(merged_into_id__in=chosen))
    return Q(patient_id__in=owners.values("pk"))
