"""What a person saved and may still undo."""

from __future__ import annotations

from datetime import datetime, timedelta

from teamlet.ground.access.principal import Principal
from teamlet.records.practice.models import Save
from teamlet.records.practice.queries.practices import setting


def last_save(by: Principal, *, at: datetime, patient_oid: str = "") -> Save | None:
    """Return the person's latest save that can still be undone at ``at``, with its practice, or None.  One query.

    With ``patient_oid`` only saves about that patient count: a page about one patient offers nothing about another.
    """
    if by.user_id is None:
        return None
    saves = Save.objects.filter(practice_id=by.practice_id, by_id=by.user_id, undone_at__isnull=True)
    if patient_oid:
        saves = saves.filter(patient_oid=patient_oid)
    save = saves.select_related("practice").order_by("-at", "-id").first()
    return save if save is not None and _undoable(save, at) else None


def saves_of(by: Principal, *, at: datetime, limit: int = 20) -> list[Save]:
    """Return the person's saves that can still be undone at ``at``, newest first."""
    rows = (
        Save.objects.filter(practice_id=by.practice_id, by_id=by.user_id, undone_at__isnull=True)
        .select_related("practice")
        .order_by("-at", "-id")[:limit]
    )
    return [row for row in rows if _undoable(row, at)]


def save_by_oid(by: Principal, oid: str) -> Save | None:
    """Return the person's own save with this oid, or None."""
    return Save.objects.filter(practice_id=by.practice_id, by_id=by.user_id, oid=oid).select_related("practice").first()


def _undoable(save: Save, at: datetime) -> bool:
    return at - save.at <= timedelta(minutes=setting(save.practice, "undo_minutes"))
