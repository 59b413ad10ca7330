"""What the import of schedules writes.  Visits themselves are written by ``records.visits.actions``."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from teamlet.bridges.spreadsheets import columns as columns_of, queries
from teamlet.bridges.spreadsheets.judging import Judged, appointment
from teamlet.bridges.spreadsheets.models import (
    LineProblem,
    ScheduleImport,
    SchedulePattern,
    StagedLine,
    UnplacedAppointment,
)
from teamlet.bridges.spreadsheets.rows import Problem, Said
from teamlet.bridges.spreadsheets.words import IMPORT_TRANSITIONS, ImportState, UnplacedState, Weight
from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.patients.actions.tables import Table, write_rows
from teamlet.records.patients.models import Patient
from teamlet.records.visits.actions import Appointment, AppointmentOutcome, Stored, store_appointments
from teamlet.records.visits.models import Visit

_STAGED = Table("spreadsheets_stagedline", ("run_id", "position", "number", "cells", "trouble"))
#: More problems than these are counted and not written down one by one.
MOST_PROBLEMS = 5_000


class LostTurn(Exception):
    """Somebody else carried this import on meanwhile; nothing of ours was written."""


@action
def stage_schedule(
    *, facts: Mapping[str, Any], lines: Sequence[tuple[int, str, str]], digest: str, at: datetime, by: Principal
) -> ScheduleImport:
    """Keep the lines of a file, to be looked through and imported: (line, cells, trouble), the two as JSON texts."""
    run = ScheduleImport.objects.create(
        practice_id=by.practice_id, digest=digest, lines=len(lines), by=by.name[:120], began_at=at, **facts
    )
    write_rows(_STAGED, ((run.pk, position, *line) for position, line in enumerate(lines)))
    audit(("schedule.import", run.oid), format=run.format, lines=run.lines, sha256=digest)
    return run


@action
def choose_columns(
    *,
    run: ScheduleImport,
    columns: Mapping[str, int],
    date_order: str,
    kinds: Mapping[str, str] | None = None,
    at: datetime,
    by: Principal,
) -> ScheduleImport:
    """Say what the columns mean and remember it for the practice's next file.

    ``kinds`` adds the practice's own words for kinds of visit.  Raises ``Refused`` when the import began already.
    """
    run = ScheduleImport.objects.select_for_update().get(pk=run.pk, practice_id=by.practice_id)
    if run.state not in {ImportState.STAGED, ImportState.CHECKED}:
        raise Refused(Reason("spreadsheets.may_not_move", {"state": run.state, "to": ImportState.CHECKED}))
    run.columns, run.date_order = dict(columns), date_order
    run.save(update_fields=["columns", "date_order"])
    if run.format != "fhir":
        _remember(run, kinds or {}, at)
    audit(("schedule.import", run.oid), columns=sorted(columns), date_order=date_order)
    return run


def _remember(run: ScheduleImport, kinds: Mapping[str, str], at: datetime) -> None:
    pattern, _ = SchedulePattern.objects.get_or_create(practice_id=run.practice_id, defaults={"at": at})
    meanings = {number: target for target, number in run.columns.items()}
    for number, name in enumerate(run.names):
        key = columns_of.plain(name)
        if key:
            pattern.names[key] = meanings.get(number, pattern.names.get(key, "") if number not in meanings else "")
    pattern.kinds = {**pattern.kinds, **kinds}
    pattern.date_order, pattern.at = run.date_order, at
    pattern.save()


@action
def note_what_is_foreseen(
    *, run: ScheduleImport, foreseen: Mapping[str, int], problems: Sequence[Problem], by: Principal
) -> ScheduleImport:
    """Keep what an import would do, and every problem of its lines."""
    run = _move(run, ImportState.CHECKED, by)
    run.foreseen = dict(foreseen)
    run.save(update_fields=["foreseen"])
    LineProblem.objects.filter(run=run).delete()
    _keep_problems(run, problems[:MOST_PROBLEMS])
    audit(("schedule.import", run.oid), foreseen=dict(foreseen))
    return run


@action
def begin_import(*, run: ScheduleImport, by: Principal) -> ScheduleImport:
    """Let an import that was looked through begin.  Raises ``Refused`` when it may not."""
    run = _move(run, ImportState.RUNNING, by)
    LineProblem.objects.filter(run=run).delete()
    audit(("schedule.import", run.oid), lines=run.lines)
    return run


@action
def withdraw_import(*, run: ScheduleImport, at: datetime, by: Principal) -> ScheduleImport:
    """Forget a file that was not imported; its lines are deleted."""
    run = _move(run, ImportState.WITHDRAWN, by)
    run.ended_at = at
    run.save(update_fields=["ended_at"])
    StagedLine.objects.filter(run=run).delete()
    LineProblem.objects.filter(run=run).delete()
    audit(("schedule.import", run.oid))
    return run


def _move(run: ScheduleImport, to: ImportState, by: Principal) -> ScheduleImport:
    run = ScheduleImport.objects.select_for_update().get(pk=run.pk, practice_id=by.practice_id)
    now = ImportState(run.state)
    if to not in IMPORT_TRANSITIONS[now]:
        raise Refused(Reason("spreadsheets.may_not_move", {"state": now, "to": to}))
    run.state = to
    run.save(update_fields=["state"])
    return run


Hook = Callable[[], None]


@action
def store_lines(
    *, run: ScheduleImport, judged: Judged, to: int, counts: Mapping[str, int], at: datetime, by: Principal
) -> dict[str, int]:
    """Store one batch and move the mark to ``to``, in one commit; return the counts so far.

    Raises ``LostTurn`` when the mark is not where ``run`` says.
    """
    stored = store_appointments(rows=list(judged.appointments.values()), at=at, by=by) if judged.appointments else None
    _take_other_patients(judged, stored)
    for number, row in judged.appointments.items():
        if stored is not None and stored.outcomes[row.source_key] is AppointmentOutcome.KEPT:
            judged.problems.append(Problem(number, Weight.NOTE, Reason("spreadsheets.opened_stays")))
    _keep_waiting(run, judged, at)
    _place_found(judged, stored, at)
    _keep_problems(run, judged.problems)
    now = add_up(counts, judged, stored)
    moved = ScheduleImport.objects.filter(pk=run.pk, mark=run.mark, state=ImportState.RUNNING)
    if not moved.update(mark=to, counts=now):
        raise LostTurn
    audit(("schedule.import", run.oid), first=run.mark, last=to, counts=now)
    return now


def add_up(counts: Mapping[str, int], judged: Judged, stored: Stored | None) -> dict[str, int]:
    """Return the counts with a batch added; what was read is the sum of all that became of it."""
    outcomes = {outcome: stored.count(outcome) if stored is not None else 0 for outcome in AppointmentOutcome}
    more = {
        "read": judged.read,
        "stored": outcomes[AppointmentOutcome.STORED],
        "changed": outcomes[AppointmentOutcome.CHANGED],
        "unchanged": outcomes[AppointmentOutcome.UNCHANGED],
        "kept": outcomes[AppointmentOutcome.KEPT],
        "waiting": len(judged.waiting),
        "refused": judged.refused,
        "passed_over": judged.passed_over,
        "left_out": judged.left_out,
    }
    return {name: counts.get(name, 0) + number for name, number in more.items()}


def _take_other_patients(judged: Judged, stored: Stored | None) -> None:
    """Let appointments wait whose visit belongs to another patient."""
    if stored is None:
        return
    for number, row in judged.appointments.items():
        if stored.outcomes[row.source_key] is AppointmentOutcome.OTHER_PATIENT:
            reason = Reason("spreadsheets.patient_changed")
            judged.waiting[number] = (judged.said[number], reason)
            judged.problems.append(Problem(number, Weight.WAITS, reason))


def _keep_waiting(run: ScheduleImport, judged: Judged, at: datetime) -> None:
    rows = {said.key: (number, said, reason) for number, (said, reason) in judged.waiting.items()}
    known = queries.decided(run.practice_id, list(rows))
    UnplacedAppointment.objects.bulk_create(
        UnplacedAppointment(
            practice_id=run.practice_id,
            key=key,
            file_name=run.file_name,
            line=number,
            said=said.as_json(),
            day=said.day,
            code=reason.code,
            values=dict(reason.values),
            at=at,
        )
        for key, (number, said, reason) in rows.items()
        if key not in known
    )
    changed = []
    for key, row in known.items():
        _number, said, reason = rows[key]
        if row.state == UnplacedState.WAITING and (row.said != said.as_json() or row.code != reason.code):
            row.said, row.day, row.code, row.values = said.as_json(), said.day, reason.code, dict(reason.values)
            changed.append(row)
    UnplacedAppointment.objects.bulk_update(changed, ["said", "day", "code", "values"], batch_size=200)


def _place_found(judged: Judged, stored: Stored | None, at: datetime) -> None:
    """Close lines that waited: their number is on record by now."""
    rows = []
    for number, row in judged.found.items():
        made = judged.appointments.get(number)
        if made is None or stored is None or stored.outcomes[made.source_key] is AppointmentOutcome.OTHER_PATIENT:
            continue
        row.state, row.patient_id, row.decided_at = UnplacedState.PLACED, made.patient_id, at
        row.visit_id = stored.visits[made.source_key]
        rows.append(row)
    UnplacedAppointment.objects.bulk_update(rows, ["state", "patient", "decided_at", "visit"], batch_size=200)


_PROBLEMS = Table("spreadsheets_lineproblem", ("run_id", "line", "weight", "code", "values"))


def _keep_problems(run: ScheduleImport, problems: Sequence[Problem]) -> None:
    LineProblem.objects.bulk_create(
        (
            LineProblem(
                run=run,
                line=problem.line,
                weight=problem.weight,
                code=problem.reason.code,
                values=dict(problem.reason.values),
            )
            for problem in problems
        ),
        batch_size=500,
    )


@action
def finish_import(*, run: ScheduleImport, at: datetime, by: Principal) -> ScheduleImport:
    """End an import all of whose lines are done; its lines are deleted, its problems stay."""
    run = _move(run, ImportState.DONE, by)
    run.ended_at = at
    run.save(update_fields=["ended_at"])
    StagedLine.objects.filter(run=run).delete()
    audit(("schedule.import", run.oid), counts=run.counts, sha256=run.digest)
    return run


# --- by hand ----------------------------------------------------------------------------------------------------------


@action
def place_appointment(*, unplaced: UnplacedAppointment, patient: Patient, at: datetime, by: Principal) -> Visit:
    """Say whose an appointment is; the same line in later files follows without being asked again.

    A patient joined with another record meanwhile counts as the other.  Raises ``Refused`` when it was decided
    already, the patient is of another practice or has died before that day, or its visit belongs to somebody else.
    """
    row = _undecided(unplaced, by)
    if patient.practice_id != by.practice_id:
        raise Refused(Reason("spreadsheets.not_of_this_practice"))
    while patient.merged_into is not None:
        patient = patient.merged_into
    said = Said.from_json(row.said)
    if patient.deceased_on is not None and patient.deceased_on < row.day:
        raise Refused(Reason("spreadsheets.deceased", {"said": patient.record_number}))
    clinician = queries.staff_of(by).find(said.clinician) if said.clinician else None
    made: Appointment = appointment(said, patient.pk, clinician, is_fhir="|" in said.appointment_id)
    stored = store_appointments(rows=[made], at=at, by=by)
    if stored.outcomes[made.source_key] is AppointmentOutcome.OTHER_PATIENT:
        raise Refused(Reason("spreadsheets.patient_changed"))
    row.state, row.patient, row.visit_id = UnplacedState.PLACED, patient, stored.visits[made.source_key]
    row.decided_at, row.decided_by_id = at, by.user_id
    row.save()
    audit(row, patient=patient)
    return Visit.objects.get(pk=row.visit_id)


@action
def leave_out(*, unplaced: UnplacedAppointment, at: datetime, by: Principal) -> None:
    """Decide that an appointment is none of ours.  It stays on record and comes back with no later file."""
    row = _undecided(unplaced, by)
    row.state, row.decided_at, row.decided_by_id = UnplacedState.LEFT_OUT, at, by.user_id
    row.save()
    audit(row)


def _undecided(unplaced: UnplacedAppointment, by: Principal) -> UnplacedAppointment:
    row = UnplacedAppointment.objects.select_for_update().get(pk=unplaced.pk, practice_id=by.practice_id)
    if row.state != UnplacedState.WAITING:
        raise Refused(Reason("spreadsheets.decided_already"))
    return row


def as_staged(number: int, cells: Sequence[str], trouble: Reason | None) -> tuple[int, str, str]:
    """Return a line as ``stage_schedule`` takes it."""
    said = json.dumps([trouble.code, dict(trouble.values)]) if trouble is not None else ""
    return number, json.dumps(list(cells), ensure_ascii=False, separators=(",", ":")), said
