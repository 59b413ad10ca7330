"""Setting a patient's own target, and going back to the usual one."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from teamlet.ground.access.principal import Principal, user_of
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import ChangedMeanwhile, Reason, Refused
from teamlet.records.patients.actions.tables import mark_for_populations
from teamlet.records.patients.models import Patient, PatientTarget
from teamlet.records.patients.rules.targets import may_set_target
from teamlet.records.patients.words import Allowed, TargetMeasure, WhyOwnTarget
from teamlet.records.practice.actions.saves import keep_save


@action
def set_target(
    *,
    patient: Patient,
    measure: TargetMeasure,
    value: Decimal,
    why: WhyOwnTarget,
    words: str = "",
    at: datetime,
    by: Principal,
) -> PatientTarget:
    """Set what a patient aims at; the target before it ends.

    Raises ``Refused`` for roles without license, outside the measure's limits, without a reason, for the same target
    once more, and under a record that is joined to another.
    """
    row = _locked(patient, by)
    standing = _standing(row, measure)
    decision = may_set_target(measure, value, why, by.roles, standing=standing.value if standing else None)
    if decision.status is not Allowed.YES:
        raise Refused(decision.reason)
    if standing is not None:
        _end(standing, at, by)
    made = PatientTarget.objects.create(
        practice_id=by.practice_id,
        patient=row,
        measure=measure,
        value=value,
        why=why,
        words=words,
        set_at=at,
        set_by_id=user_of(by),
    )
    mark_for_populations(by.practice_id, [row.pk])
    keep_save(kind="patients.target", about_oid=made.oid, patient_oid=row.oid, at=at, by=by)
    audit(made, patient=row, measure=measure, value=str(value), why=why)
    return made


@action
def end_target(*, patient: Patient, measure: TargetMeasure, at: datetime, by: Principal) -> None:
    """Go back to the usual target.  Raises ``Refused`` for roles without license, and where there is no own target."""
    row = _locked(patient, by)
    decision = may_set_target(measure, None, "", by.roles)
    unlicensed = next((each for each in decision.reasons if each.code == "patients.target_needs_licensed"), None)
    if unlicensed is not None:
        raise Refused(unlicensed)
    standing = _standing(row, measure)
    if standing is None:
        raise Refused(Reason("patients.target_none"))
    _end(standing, at, by)
    mark_for_populations(by.practice_id, [row.pk])
    keep_save(kind="patients.target", about_oid=standing.oid, patient_oid=row.oid, at=at, by=by)
    audit(standing, patient=row, measure=measure)


@action
def undo_target(*, about_oid: str, at: datetime, by: Principal) -> None:
    """Take back the last change of a target: the one before stands again.

    Raises ``ChangedMeanwhile`` when another was set since.
    """
    made = (
        PatientTarget.objects.select_for_update()
        .select_related("patient")
        .get(oid=about_oid, practice_id=by.practice_id)
    )
    later = PatientTarget.objects.filter(patient=made.patient_id, measure=made.measure, pk__gt=made.pk)
    if later.exists():
        raise ChangedMeanwhile("target")
    if made.ended_at is None:
        _end(made, at, by)
        before = PatientTarget.objects.filter(
            patient=made.patient_id, measure=made.measure, ended_at=made.set_at, pk__lt=made.pk
        )
        for row in before:
            _stand_again(row)
    else:
        _stand_again(made)
    mark_for_populations(by.practice_id, [made.patient_id])
    audit(made, patient=made.patient, measure=made.measure)


def _locked(patient: Patient, by: Principal) -> Patient:
    row = (
        Patient.objects.select_for_update(of=("self",))
        .select_related("merged_into")
        .get(pk=patient.pk, practice_id=by.practice_id)
    )
    if row.joined is not None:
        raise Refused(row.joined)
    return row


def _standing(patient: Patient, measure: str) -> PatientTarget | None:
    return PatientTarget.objects.filter(patient=patient, measure=measure, ended_at__isnull=True).first()


def _end(target: PatientTarget, at: datetime, by: Principal) -> None:
    target.ended_at, target.ended_by_id = at, user_of(by)
    target.save(update_fields=["ended_at", "ended_by"])


def _stand_again(target: PatientTarget) -> None:
    target.ended_at, target.ended_by = None, None
    target.save(update_fields=["ended_at", "ended_by"])
