"""Every read of visits to specialists."""

from __future__ import annotations

from datetime import date

from teamlet.records.followups.models import SpecialistVisit
from teamlet.records.followups.words.specialists import SpecialistState
from teamlet.records.practice.queries import Scope, practice_id_of


def specialist_visit(scope: Scope, oid: str) -> SpecialistVisit | None:
    """Return a visit to a specialist of the practice, or None."""
    rows = SpecialistVisit.objects.filter(practice_id=practice_id_of(scope), oid=oid)
    return rows.select_related("patient__merged_into", "task__owner__user").first()


def specialist_visits_of(scope: Scope, patient_id: int, limit: int = 20) -> list[SpecialistVisit]:
    """Return the patient's visits to specialists, the newest day first, with who asks and who settled it."""
    rows = SpecialistVisit.objects.filter(practice_id=practice_id_of(scope), patient_id=patient_id)
    return list(rows.select_related("task__owner__user", "by", "settled_by").order_by("-on", "-id")[:limit])


def specialist_days(scope: Scope, patient_id: int) -> frozenset[date]:
    """Return the days of the patient's visits to specialists that were not entered in error."""
    rows = SpecialistVisit.objects.filter(practice_id=practice_id_of(scope), patient_id=patient_id)
    return frozenset(rows.exclude(state=SpecialistState.ENTERED_IN_ERROR).values_list("on", flat=True))


def specialist_visits_due(
    scope: Scope, *, on: date, owner_id: int | None = None, limit: int = 50
) -> list[SpecialistVisit]:
    """Return visits to specialists about which somebody is to ask by ``on``, longest waiting first."""
    rows = SpecialistVisit.objects.filter(
        practice_id=practice_id_of(scope), state=SpecialistState.OPEN, task__due_on__lte=on
    )
    if owner_id is not None:
        rows = rows.filter(task__owner_id=owner_id)
    return list(rows.select_related("patient", "task__owner__user").order_by("task__due_on", "id")[:limit])
