"""Writes of the schedule: appointments as another system says them, what is prepared, what a kind of visit carries."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from django.db.models import Q

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.patients.models import Patient
from teamlet.records.patients.rules import sensitivity_of
from teamlet.records.practice.permissions import check_run_practice
from teamlet.records.visits import rules
from teamlet.records.visits.models import SupportMinimum, Visit, VisitChange
from teamlet.records.visits.words import (
    CALLED_OFF,
    AppointmentMove,
    AppointmentStatus,
    SupportPart,
    VisitKind,
    VisitState,
)


@dataclass(frozen=True, slots=True)
class Appointment:
    """An appointment as a schedule says it.

    ``source_key`` names it for good within the practice, ``source_hash`` is of all that is said about it:
    the same hash again changes nothing.  ``day`` and ``starts`` are civil, at the practice.
    """

    source_key: str
    source_hash: str
    patient_id: int
    day: date
    starts: time | None
    kind: VisitKind = VisitKind.OTHER
    status: AppointmentStatus = AppointmentStatus.BOOKED
    minutes: int | None = None
    clinician_id: int | None = None
    room: str = ""
    reason: str = ""


class AppointmentOutcome(StrEnum):
    """What became of one appointment."""

    STORED = "stored"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    #: Called off or moved by the schedule, but somebody opened it: left alone.
    KEPT = "kept"
    #: The visit of this name belongs to another patient: nothing was written.
    OTHER_PATIENT = "other_patient"


@dataclass(slots=True)
class Stored:
    """What became of a batch: outcome and row number of the visit by source key."""

    outcomes: dict[str, AppointmentOutcome] = field(default_factory=dict)
    visits: dict[str, int] = field(default_factory=dict)

    def count(self, outcome: AppointmentOutcome) -> int:
        """Return how many appointments ended so."""
        return sum(one is outcome for one in self.outcomes.values())


@action
def store_appointments(*, rows: Sequence[Appointment], at: datetime, by: Principal) -> Stored:
    """Store a batch of appointments set-wise: one event, a fixed number of statements.

    A visit made by hand for the same patient, day and time becomes the appointment's.  No two ``rows`` have the
    same key.  Raises ``Refused`` when a patient is not of this practice.
    """
    people = {row.patient_id for row in rows}
    if Patient.objects.filter(practice_id=by.practice_id, pk__in=people).count() != len(people):
        raise Refused(Reason("visits.other_patient"))
    known = _known(rows, by.practice_id)
    batch = _Batch(at, by)
    for row in rows:
        batch.take(row, known.get(row.source_key))
    batch.write()
    digest = hashlib.sha256("\n".join(sorted(row.source_hash for row in rows)).encode()).hexdigest()
    counts = {outcome.value: count for outcome in AppointmentOutcome if (count := batch.stored.count(outcome))}
    audit(("schedule", digest[:16]), appointments=len(rows), counts=counts, sha256=digest)
    return batch.stored


def _known(rows: Sequence[Appointment], practice_id: int) -> dict[str, Visit]:
    """Return the visit of each appointment by key: its own, else one made by hand for the same time; locked."""
    own = Visit.objects.select_for_update().filter(practice_id=practice_id)
    by_key = own.filter(source_key__in=[row.source_key for row in rows]).exclude(source_key="")
    found = {visit.source_key: visit for visit in by_key}
    new = [row for row in rows if row.source_key not in found]
    if not new:
        return found
    by_hand = own.filter(
        Q(source_key=""), patient_id__in={row.patient_id for row in new}, day__in={row.day for row in new}
    ).exclude(state=VisitState.ENTERED_IN_ERROR)
    free = {(visit.patient_id, visit.day, visit.starts): visit for visit in by_hand.order_by("-id")}
    for row in new:
        visit = free.pop((row.patient_id, row.day, row.starts), None)
        if visit is not None:
            found[row.source_key] = visit
    return found


class _Batch:
    """Visits to write, made from appointments one at a time."""

    def __init__(self, at: datetime, by: Principal) -> None:
        self.at, self.by = at, by
        self.stored = Stored()
        self.new: list[Visit] = []
        self.changed: list[Visit] = []
        self.changes: list[VisitChange] = []

    def take(self, row: Appointment, visit: Visit | None) -> None:
        if visit is None:
            self._add(row)
        elif visit.patient_id != row.patient_id:
            self._end(row, visit, AppointmentOutcome.OTHER_PATIENT)
        elif visit.source_hash == row.source_hash and visit.source_key == row.source_key:
            self._end(row, visit, AppointmentOutcome.UNCHANGED)
        else:
            self._change(row, visit)

    def _end(self, row: Appointment, visit: Visit, outcome: AppointmentOutcome) -> None:
        self.stored.outcomes[row.source_key] = outcome
        self.stored.visits[row.source_key] = visit.pk

    def _add(self, row: Appointment) -> None:
        visit = Visit(practice_id=self.by.practice_id, patient_id=row.patient_id, created_at=self.at)
        visit.state = rules.next_state(VisitState.PLANNED, row.status)[0]
        self._fill(visit, row)
        self.new.append(visit)
        self.changes.append(self._note(visit, "", visit.state))
        self.stored.outcomes[row.source_key] = AppointmentOutcome.STORED

    def _change(self, row: Appointment, visit: Visit) -> None:
        now = VisitState(visit.state)
        to, decision = rules.next_state(now, row.status)
        is_ours = now is VisitState.PLANNED or now in CALLED_OFF
        is_moved = (visit.day, visit.starts) != (row.day, row.starts)
        visit.source_key, visit.source_hash = row.source_key, row.source_hash
        self.changed.append(visit)
        if not is_ours:
            kept = decision.status is AppointmentMove.KEPT or is_moved
            self._end(row, visit, AppointmentOutcome.KEPT if kept else AppointmentOutcome.UNCHANGED)
            return
        visit.state = to
        self._fill(visit, row)
        if to is not now or is_moved:
            self.changes.append(self._note(visit, now, to))
        self._end(row, visit, AppointmentOutcome.CHANGED)

    def _fill(self, visit: Visit, row: Appointment) -> None:
        visit.source_key, visit.source_hash = row.source_key, row.source_hash
        visit.day, visit.starts, visit.minutes = row.day, row.starts, row.minutes
        visit.kind, visit.clinician_id, visit.room = row.kind, row.clinician_id, row.room[:20]
        visit.reason = row.reason[:240]
        visit.reason_sensitivity = sensitivity_of("", "", visit.reason).status if visit.reason else "none"
        if row.status is AppointmentStatus.ARRIVED and visit.arrived_at is None:
            visit.arrived_at = self.at

    def _note(self, visit: Visit, now: str, to: str) -> VisitChange:
        return VisitChange(visit=visit, from_state=now, to_state=to, by_id=self.by.user_id, at=self.at)

    def write(self) -> None:
        Visit.objects.bulk_create(self.new)
        for visit in self.new:
            self.stored.visits[visit.source_key] = visit.pk
        Visit.objects.bulk_update(self.changed, _FILLED, batch_size=200)
        VisitChange.objects.bulk_create(self.changes)


_FILLED = [
    "source_key", "source_hash", "state", "day", "starts", "minutes", "kind", "clinician", "room", "reason",
    "reason_sensitivity", "arrived_at",
]  # fmt: skip


@action
def mark_ready(*, visit: Visit, is_ready: bool, at: datetime, by: Principal) -> Visit:
    """Say that everything for the visit is prepared, or that it is not after all.

    Raises ``Refused`` for a visit that was called off or entered in error.
    """
    visit = Visit.objects.select_for_update().select_related("patient").get(pk=visit.pk, practice_id=by.practice_id)
    if visit.state in CALLED_OFF:
        raise Refused(Reason("visits.called_off"))
    if visit.state == VisitState.ENTERED_IN_ERROR:
        raise Refused(Reason("visits.entered_in_error"))
    if is_ready != (visit.ready_at is not None):
        visit.ready_at, visit.ready_by_id = (at, by.user_id) if is_ready else (None, None)
        visit.save(update_fields=["ready_at", "ready_by"])
    audit(visit, patient=visit.patient, ready=is_ready)
    return visit


@action
def set_support_minimum(*, kind: str, parts: Iterable[str], at: datetime, by: Principal) -> SupportMinimum:
    """Set the least support that belongs to a kind of visit in this practice; none at all is allowed.

    Raises ``Refused`` for a kind or part that does not exist, or when the role may not.
    """
    check_run_practice(by, by.practice_id)
    if kind not in list(VisitKind):
        raise Refused(Reason("visits.kind_unknown"))
    chosen = set(parts)
    if chosen - set(SupportPart):
        raise Refused(Reason("visits.support_part_unknown"))
    ordered = [part.value for part in SupportPart if part in chosen]
    row, _ = SupportMinimum.objects.update_or_create(
        practice_id=by.practice_id, kind=kind, defaults={"parts": ordered, "by_id": by.user_id, "at": at}
    )
    audit(("visits.supportminimum", kind), kind=kind, parts=ordered)
    return row
