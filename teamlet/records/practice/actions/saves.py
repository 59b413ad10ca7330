"""Undo: every save can be taken back for ten minutes by whoever made it, while nobody changed it since."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.module_loading import import_string

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.practice.models import Practice, Save
from teamlet.records.practice.words import SETTINGS


def keep_save(*, kind: str, about_oid: str, patient_oid: str, at: datetime, by: Principal) -> Save | None:
    """Remember, inside the action that saved, that this save can be undone; None for the system's own saves.

    ``kind`` is a key of ``settings.UNDOERS``; ``about_oid`` is what its function will be given.
    """
    if by.user_id is None:
        return None
    return Save.objects.create(
        practice_id=by.practice_id,
        kind=kind,
        about_oid=about_oid,
        patient_oid=patient_oid,
        by_id=by.user_id,
        at=at,
    )


@action
def undo_save(*, save: Save, at: datetime, by: Principal) -> None:
    """Take back ``save``.

    Raises ``Refused`` when the ten minutes (a setting) are over, it was somebody else's, was undone
    already, or what it made was changed since.
    """
    practice = Practice.objects.get(pk=save.practice_id)
    minutes = int(practice.settings.get("undo_minutes", SETTINGS["undo_minutes"].default))
    save = Save.objects.select_for_update().get(pk=save.pk)
    too_late = at > save.at + timedelta(minutes=minutes)
    if too_late or save.undone_at is not None or save.by_id != by.user_id:
        raise Refused(Reason("practice.save_not_undoable", {"minutes": minutes}))
    undo = import_string(settings.UNDOERS[save.kind])
    undo(about_oid=save.about_oid, at=at, by=by)
    Save.objects.filter(pk=save.pk).update(undone_at=at)
    audit(save, kind=save.kind, of=save.about_oid)
