"""Every read of what is new or worrying: what is open, and how long an answer took."""

from __future__ import annotations

from datetime import datetime

from teamlet.ground.access.principal import Principal
from teamlet.records.followups.models import RedFlag
from teamlet.records.practice.queries import Scope, practice_id_of


def open_worries_of(scope: Scope, patient_id: int) -> list[RedFlag]:
    """Return what is open and worrying for one patient, most urgent first."""
    return list(
        RedFlag.objects.filter(practice_id=practice_id_of(scope), patient_id=patient_id, closed_at__isnull=True)
        .select_related("task__owner__user")
        .order_by("-task__risk", "raised_at")
    )


def red_flag(by: Principal, oid: str) -> RedFlag | None:
    """Return something worrying of the practice, or None."""
    return (
        RedFlag.objects.filter(practice_id=by.practice_id, oid=oid)
        .select_related("patient", "task__owner__user", "raised_by", "contact")
        .first()
    )


def open_red_flags(scope: Scope) -> list[RedFlag]:
    """Return everything worrying that is open, most urgent and longest waiting first."""
    return list(
        RedFlag.objects.filter(practice_id=practice_id_of(scope), closed_at__isnull=True)
        .select_related("patient", "task__owner__user", "raised_by")
        .order_by("-task__risk", "raised_at")
    )


def open_red_flag_count(scope: Scope, cap: int = 100) -> int:
    """Return how many worries are open in the practice, counted to ``cap`` at most."""
    return RedFlag.objects.filter(practice_id=practice_id_of(scope), closed_at__isnull=True)[:cap].count()


def minutes_to_answer(scope: Scope, since: datetime) -> list[int]:
    """Return for each worry closed since then how many minutes it was open."""
    rows = RedFlag.objects.filter(practice_id=practice_id_of(scope), closed_at__gte=since)
    return [
        int((closed - raised).total_seconds() // 60)
        for raised, closed in rows.values_list("raised_at", "closed_at")
        if closed is not None
    ]
