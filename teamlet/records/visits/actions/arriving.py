"""Saying at the desk that a patient is here, and that they are not after all."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.practice.actions.saves import keep_save
from teamlet.records.visits.models import Visit
from teamlet.records.visits.words import CALLED_OFF, VisitState


@action
def mark_arrived(*, visit: Visit, is_here: bool, at: datetime, by: Principal) -> Visit:
    """Say that the patient arrived, or is not here after all.  Said twice is said once: the first time stays.

    Raises ``Refused`` on another day than the visit's, for a visit that was called off or entered in error, and for
    taking the arrival back once somebody opened the visit.
    """
    visit = _locked(visit.oid, by)
    if visit.day != at.astimezone(ZoneInfo(by.time_zone)).date():
        raise Refused(Reason("visits.arrived_other_day"))
    if is_here != (visit.arrived_at is not None):
        if not is_here:
            _check_not_opened(visit)
        _set(visit, is_here=is_here, at=at, by=by)
        if is_here:
            keep_save(kind="visits.arrived", about_oid=visit.oid, patient_oid=visit.patient.oid, at=at, by=by)
    audit(visit, patient=visit.patient, here=is_here)
    return visit


@action
def undo_arrived(*, about_oid: str, at: datetime, by: Principal) -> None:
    """Take an arrival back (undo).  Raises ``Refused`` once somebody opened the visit."""
    visit = _locked(about_oid, by)
    _check_not_opened(visit)
    _set(visit, is_here=False, at=at, by=by)
    audit(visit, patient=visit.patient, here=False)


def _locked(oid: str, by: Principal) -> Visit:
    rows = Visit.objects.select_for_update(of=("self",)).select_related("patient")
    visit = rows.get(oid=oid, practice_id=by.practice_id)
    if visit.state in CALLED_OFF:
        raise Refused(Reason("visits.arrived_called_off"))
    if visit.state == VisitState.ENTERED_IN_ERROR:
        raise Refused(Reason("visits.entered_in_error"))
    return visit


def _check_not_opened(visit: Visit) -> None:
    if visit.state != VisitState.PLANNED:
        raise Refused(Reason("visits.arrived_opened"))


def _set(visit: Visit, *, is_here: bool, at: datetime, by: Principal) -> None:
    visit.arrived_at, visit.arrived_by_id = (at, by.user_id) if is_here else (None, None)
    visit.save(update_fields=["arrived_at", "arrived_by"])
