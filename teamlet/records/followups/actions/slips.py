"""Back on track: what the worker noticed, who talks about it, and what came of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from teamlet.ground.access.principal import Principal, user_of
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import ChangedMeanwhile, Reason, Refused
from teamlet.records.followups import rules
from teamlet.records.followups.actions.agree import ContactSaid, agree_contact
from teamlet.records.followups.models import Contact, Slip
from teamlet.records.followups.queries.needs import levels_of
from teamlet.records.followups.queries.slips import Values, last_slips, may_be_listed, slip_values
from teamlet.records.followups.rules.slips import MEASURES_LOOKED_AT, Noticed, slip_of, still_open
from teamlet.records.followups.words import ContactState
from teamlet.records.followups.words.slips import RESULTS_BY_HAND, SlipResult, SlipState, WhatChanged
from teamlet.records.patients.queries.targets import Own, own_targets, target_of
from teamlet.records.patients.rules.populations import months_before
from teamlet.records.patients.rules.targets import MEASURES
from teamlet.records.patients.words import TargetMeasure
from teamlet.records.plans.models import PlanVersion
from teamlet.records.practice.actions.saves import keep_save
from teamlet.records.practice.models import Membership, Practice
from teamlet.records.practice.permissions import can_own
from teamlet.records.tasks.actions import end_task, open_task, reopen_task
from teamlet.records.tasks.words import OwnerFrom, TaskKind, TaskState


@dataclass(frozen=True, slots=True)
class SlipChanges:
    """What a look at values found to be different from the list."""

    opened: Sequence[Slip]
    renewed: Sequence[Slip]
    over: Sequence[tuple[Slip, SlipResult]]

    def __bool__(self) -> bool:
        return bool(self.opened or self.renewed or self.over)


def find_slips(*, practice: Practice, patients: Collection[int], at: datetime) -> SlipChanges:
    """Return what the values of these patients (row numbers, or a range) change about the list.

    Everything is read here, a fixed number of statements for any number of patients; nothing is written.
    """
    on = at.astimezone(ZoneInfo(practice.time_zone)).date()
    known = last_slips(practice, patients)
    values = slip_values(practice, patients, on=on)
    if not known and not any(values.values()):
        return SlipChanges((), (), ())
    listed = may_be_listed(practice, patients)
    own = own_targets(practice, patients)
    found = _noticed(values, own)
    opened: list[Slip] = []
    renewed: list[Slip] = []
    over: list[tuple[Slip, SlipResult]] = []
    for (pk, code), noticed in found.items():
        before = known.get((pk, code.value))
        if pk not in listed or (before is not None and before.state == SlipState.OPEN):
            continue
        if _may_open(before, noticed, on):
            opened.append(_line(practice.pk, pk, code, noticed, on, at))
    for (pk, name), row in known.items():
        if row.state != SlipState.OPEN:
            continue
        code = TargetMeasure(name)
        noticed_now = found.get((pk, code))
        rows = values[code].get(pk, [])
        target = target_of(own.get(pk), code)
        ended = still_open(MEASURES[code], rows, target, noticed_now, ref=row.ref, day=row.day)
        if pk not in listed:
            ended = SlipResult.RECORD_CHANGED
        if ended is not None:
            over.append((row, ended))
        elif noticed_now is not None and (row.ref != noticed_now.ref or row.reasons != _kept(noticed_now)):
            row.reasons, row.ref, row.day = _kept(noticed_now), noticed_now.ref, noticed_now.value.day
            renewed.append(row)
    return SlipChanges(opened, renewed, over)


def _noticed(values: Values, own: dict[int, Own]) -> dict[tuple[int, TargetMeasure], Noticed]:
    """Return every slip that the values show; of both blood pressures the upper one where it says so."""
    found: dict[tuple[int, TargetMeasure], Noticed] = {}
    for code in MEASURES_LOOKED_AT:
        for pk, rows in values[code].items():
            if code is TargetMeasure.DIASTOLIC and (pk, TargetMeasure.SYSTOLIC) in found:
                continue
            own_of = own.get(pk, {})
            noticed = slip_of(MEASURES[code], rows, target_of(own_of, code), is_own=code in own_of)
            if noticed is not None:
                found[pk, code] = noticed
    return found


def _may_open(before: Slip | None, noticed: Noticed, on: date) -> bool:
    """Whether a slip is a new line: by a recent reading not answered yet, or on the day to look at it again."""
    if noticed.value.day < months_before(on, noticed.measure.months):
        return False
    if before is None or before.ref != noticed.ref:
        return True
    return before.look_again_on is not None and before.look_again_on <= on


def _line(practice_id: int, patient_id: int, code: TargetMeasure, noticed: Noticed, on: date, at: datetime) -> Slip:
    return Slip(
        practice_id=practice_id,
        patient_id=patient_id,
        measure=code.value,
        reasons=_kept(noticed),
        ref=noticed.ref,
        day=noticed.value.day,
        labels="" if noticed.value.label == "none" else noticed.value.label,
        noticed_on=on,
        created_at=at,
    )


def _kept(noticed: Noticed) -> list[dict[str, object]]:
    return [reason.as_dict() for reason in noticed.reasons]


def write_slips(changes: SlipChanges, *, at: datetime, by: Principal) -> None:
    """Write what a look found, inside the caller's action; talks that nobody need have any more are taken back."""
    Slip.objects.bulk_create(changes.opened, batch_size=500)
    Slip.objects.bulk_update(changes.renewed, ["reasons", "ref", "day"], batch_size=500)
    for row, result in changes.over:
        Slip.objects.filter(pk=row.pk).update(state=SlipState.OVER, result=result, answered_at=at)
        if row.task is not None and row.contact_id is None and row.task.state == TaskState.OPEN:
            end_task(task=row.task, state=TaskState.WITHDRAWN, reason=result, at=at, by=by)


@action
def start_slip(
    *,
    slip: Slip,
    owner: Membership,
    on: date | None = None,
    version: PlanVersion | None = None,
    at: datetime,
    by: Principal,
) -> Slip:
    """Give a line to somebody who talks with the patient.

    The patient's open contact takes it up where there is one; else a contact about ``version`` (the plan in force) is
    agreed for ``on``; without a plan a task asks for the talk.  Raises ``Refused`` when it is no longer on the list,
    somebody has begun already, the person does not work here, or the day is not possible.
    """
    row = _locked(slip)
    patient = row.patient
    if row.state != SlipState.OPEN:
        raise Refused(Reason("followups.slip_over"))
    if row.task is not None and row.task.state == TaskState.OPEN:
        raise Refused(Reason("followups.slip_started"))
    if not can_own(owner) or owner.practice_id != by.practice_id:
        raise Refused(Reason("followups.slip_owner_missing"))
    if patient.joined is not None:
        raise Refused(patient.joined)
    today = at.astimezone(ZoneInfo(patient.practice.time_zone)).date()
    if on is not None and on < today:
        raise Refused(Reason("followups.date_past", {"date": on.isoformat()}))
    standing = (
        Contact.objects.filter(practice_id=by.practice_id, patient=patient, state=ContactState.OPEN)
        .select_related("task")
        .order_by("due_on", "id")
        .first()
    )
    if standing is None and version is not None:
        said = ContactSaid(agreed_on=on, owner=owner, within_days=None if on else 7)
        standing = agree_contact(version=version, said=said, at=at, by=by)
    if standing is not None:
        row.contact, row.task = standing, standing.task
    else:
        level = levels_of(by, [patient.pk])[patient.pk]
        row.task = open_task(
            patient=patient,
            kind=TaskKind.BACK_ON_TRACK,
            about_oid=row.oid,
            owner=owner,
            owner_from=OwnerFrom.MATRIX,
            due_on=on or today,
            risk=rules.risk_rank(level=level),
            detail={"measure": row.measure},
            at=at,
            by=by,
        )
    row.save(update_fields=["task", "contact"])
    audit(row, patient=patient, owner=row.task.owner.oid, contact=row.contact.oid if row.contact else "")
    return row


@action
def answer_slip(
    *,
    slip: Slip,
    result: SlipResult,
    what_changed: tuple[WhatChanged, ...] = (),
    words: str = "",
    look_again_on: date | None = None,
    at: datetime,
    by: Principal,
) -> Slip:
    """Say what came of a line: it leaves the list, and a task of its own ends.

    Raises ``Refused`` when it is no longer on the list, for a result that is none, and without a day to look again
    where it is measured again first.
    """
    row = _locked(slip)
    if row.state != SlipState.OPEN:
        raise Refused(Reason("followups.slip_over"))
    if result not in RESULTS_BY_HAND:
        raise Refused(Reason("followups.slip_result_missing"))
    today = at.astimezone(ZoneInfo(row.patient.practice.time_zone)).date()
    if (result is SlipResult.MEASURE_AGAIN and look_again_on is None) or (look_again_on and look_again_on <= today):
        raise Refused(Reason("followups.slip_day_missing"))
    row.state, row.result, row.words, row.look_again_on = SlipState.ANSWERED, result, words[:240], look_again_on
    row.what_changed = [each.value for each in what_changed]
    row.answered_at, row.answered_by_id = at, user_of(by)
    row.save(
        update_fields=[
            "state", "result", "words", "look_again_on", "what_changed", "answered_at", "answered_by",
        ]
    )  # fmt: skip
    if row.task is not None and row.contact_id is None and row.task.state == TaskState.OPEN:
        end_task(task=row.task, state=TaskState.DONE, reason=result, at=at, by=by)
    keep_save(kind="followups.slip", about_oid=row.oid, patient_oid=row.patient.oid, at=at, by=by)
    audit(row, patient=row.patient, result=result, what_changed=row.what_changed)
    return row


@action
def undo_slip(*, about_oid: str, at: datetime, by: Principal) -> None:
    """Put an answered line back on the list, with its task.

    Raises ``ChangedMeanwhile`` when the list has another line of the measure by now.
    """
    row = _locked(Slip.objects.get(oid=about_oid, practice_id=by.practice_id))
    others = Slip.objects.filter(patient=row.patient, measure=row.measure, pk__gt=row.pk)
    if row.state != SlipState.ANSWERED or others.exists():
        raise ChangedMeanwhile("slip")
    row.state, row.result, row.words, row.look_again_on, row.what_changed = SlipState.OPEN, "", "", None, []
    row.answered_at, row.answered_by = None, None
    row.save()
    if row.task is not None and row.contact_id is None and row.task.state == TaskState.DONE:
        reopen_task(task=row.task, at=at, by=by)
    audit(row, patient=row.patient)


def _locked(slip: Slip) -> Slip:
    return (
        Slip.objects.select_for_update(of=("self",))
        .select_related("patient__practice", "patient__merged_into", "task__owner", "contact")
        .get(pk=slip.pk)
    )
