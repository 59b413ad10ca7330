"""Writes about what was shared in a visit: told, shown, given, asked, who joined; each can be taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from teamlet.content import teaching
from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.patients.models import Helper
from teamlet.records.practice.actions.saves import keep_save
from teamlet.records.visits.actions.visits import check_writable, join
from teamlet.records.visits.models import Feelings, Shared, Visit, VisitGuest
from teamlet.records.visits.words import FeelingsRoute, SaidBack, SharedKind


@action
def record_shared(
    *, visit: Visit, kind: SharedKind, code: str, result: SaidBack | None = None, at: datetime, by: Principal
) -> Shared:
    """Record one line: what was told, shown or given, and how it came back.

    The introduction is recorded once per patient: asked again, the first row is returned.  Raises ``Refused`` for a
    code that the content does not have and for a visit entered in error.
    """
    visit = _writable(visit)
    if code not in _known(kind):
        raise Refused(Reason("visits.shared_unknown"))
    before = _introduced(visit) if kind is SharedKind.INTRODUCTION else None
    row = before or Shared.objects.create(
        practice_id=visit.practice_id,
        visit=visit,
        patient=visit.patient,
        kind=kind,
        code=code,
        result=result or "",
        by_id=by.user_id,
        at=at,
    )
    join(visit, at, by)
    if before is None:
        keep_save(kind="visits.shared", about_oid=row.oid, patient_oid=visit.patient.oid, at=at, by=by)
    audit(row, patient=visit.patient, kind=kind, code=code, result=result or "")
    return row


@action
def undo_shared(*, about_oid: str, at: datetime, by: Principal) -> None:
    """Take a line back; it stays in the record as undone."""
    row = Shared.objects.select_related("patient").get(oid=about_oid, practice_id=by.practice_id)
    row.undone_at = row.undone_at or at
    row.save(update_fields=["undone_at"])
    audit(row, patient=row.patient, undoes=row.kind)


@action
def record_feelings(
    *, visit: Visit, weighs: bool, route: FeelingsRoute | None = None, at: datetime, by: Principal
) -> Feelings:
    """Record that stress and feelings were asked about and, where they weigh, the way the patient chose."""
    visit = _writable(visit)
    row = Feelings.objects.create(
        practice_id=visit.practice_id,
        visit=visit,
        patient=visit.patient,
        weighs=weighs,
        route=route if weighs and route else "",
        by_id=by.user_id,
        at=at,
    )
    join(visit, at, by)
    keep_save(kind="visits.feelings", about_oid=row.oid, patient_oid=visit.patient.oid, at=at, by=by)
    audit(row, patient=visit.patient)
    return row


@action
def undo_feelings(*, about_oid: str, at: datetime, by: Principal) -> None:
    """Take the answer about feelings back; it stays in the record as undone."""
    row = Feelings.objects.select_related("patient").get(oid=about_oid, practice_id=by.practice_id)
    row.undone_at = row.undone_at or at
    row.save(update_fields=["undone_at"])
    audit(row, patient=row.patient)


@action
def let_join(
    *, visit: Visit, helper: Helper | None = None, name: str = "", relation: str = "", at: datetime, by: Principal
) -> VisitGuest:
    """Record who takes part because the patient wants it; the same person twice is one row.

    Raises ``Refused`` without a name, and for somebody of the chart whom the patient does not let join.
    """
    visit = _writable(visit)
    if helper is not None:
        if helper.patient_id != visit.patient_id or not helper.may_join:
            raise Refused(Reason("visits.guest_not_wanted"))
        name, relation = helper.name, helper.relation
    name = " ".join(name.split())
    if not name:
        raise Refused(Reason("visits.guest_unnamed"))
    oid = helper.oid if helper is not None else ""
    guest = VisitGuest.objects.filter(visit=visit, name=name, undone_at__isnull=True).first()
    if guest is None:
        guest = VisitGuest.objects.create(
            visit=visit, name=name, relation=relation, helper_oid=oid, by_id=by.user_id, at=at
        )
        keep_save(kind="visits.guest", about_oid=guest.oid, patient_oid=visit.patient.oid, at=at, by=by)
    audit(guest, patient=visit.patient)
    return guest


@action
def undo_guest(*, about_oid: str, at: datetime, by: Principal) -> None:
    """Take back that somebody took part."""
    row = VisitGuest.objects.select_related("visit__patient").get(oid=about_oid, visit__practice_id=by.practice_id)
    row.undone_at = row.undone_at or at
    row.save(update_fields=["undone_at"])
    audit(row, patient=row.visit.patient)


def _writable(visit: Visit) -> Visit:
    found = Visit.objects.select_for_update().select_related("patient").get(pk=visit.pk)
    check_writable(found, found.patient)
    return found


def _introduced(visit: Visit) -> Shared | None:
    return Shared.objects.filter(patient=visit.patient, kind=SharedKind.INTRODUCTION, undone_at__isnull=True).first()


def _known(kind: SharedKind) -> tuple[Any, ...]:
    known = {
        SharedKind.TOPIC: teaching.topics(),
        SharedKind.SKILL: teaching.skills(),
        SharedKind.AID: teaching.aids(),
        SharedKind.CARE: tuple(each.code for each in teaching.CARE),
        SharedKind.INTRODUCTION: ("introduction",),
    }
    return known[kind]
