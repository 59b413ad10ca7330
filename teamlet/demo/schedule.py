"""The schedule of the demo: who comes on the next working day, who called off, and an appointment nobody can place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from teamlet.bridges.spreadsheets.models import UnplacedAppointment
from teamlet.bridges.spreadsheets.rows import Said
from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit
from teamlet.records.patients.models import Patient
from teamlet.records.practice.models import Practice
from teamlet.records.visits.actions import Appointment, mark_ready, store_appointments
from teamlet.records.visits.models import Visit
from teamlet.records.visits.queries import next_working_day
from teamlet.records.visits.words import AppointmentStatus, VisitKind, VisitState

_DONE = AppointmentStatus.BOOKED
#: (days from the next working day, hour, minute, kind, what the schedule says, reason) for the last of the patients.
_BOOKED = (
    (0, 8, 0, VisitKind.ANNUAL, _DONE, "Yearly visit"),
    (0, 8, 40, VisitKind.NURSE, _DONE, "Blood pressure check"),
    (0, 9, 20, VisitKind.PHONE, _DONE, "How the new meter works"),
    (0, 10, 0, VisitKind.VIDEO, _DONE, "Follow-up"),
    (0, 10, 20, VisitKind.CHRONIC, AppointmentStatus.CANCELLED, "Follow-up"),
    (0, 11, 0, VisitKind.CHRONIC, AppointmentStatus.RESCHEDULED, "Follow-up"),
    (-9, 11, 0, VisitKind.ACUTE, AppointmentStatus.NO_SHOW, "Cough"),
    (0, 13, 0, VisitKind.GROUP, _DONE, "Diabetes class"),
)
_READY = 2


def fill_schedule(practice: Practice, *, today: date, at: datetime, by: Principal, system: Principal) -> None:
    """Book the last patients of the practice for the next working day, as another system's schedule would."""
    coming = next_working_day(practice, today)
    people = list(
        Patient.objects.filter(practice=practice, is_active=True, merged_into=None, deceased_on=None)
        .exclude(visits__day=coming)
        .order_by("-pk")[: len(_BOOKED)]
    )
    store_appointments(rows=_appointments(people, coming), at=at, by=system)
    ready = Visit.objects.filter(practice=practice, day=coming, state=VisitState.PLANNED).order_by("starts", "pk")
    for visit in ready[:_READY]:
        mark_ready(visit=visit, is_ready=True, at=at, by=by)
    keep_unplaced(coming=coming, at=at, by=system)


def _appointments(people: Sequence[Patient], coming: date) -> list[Appointment]:
    return [
        Appointment(
            source_key=f"id:demo-{number}",
            source_hash=f"demo-{number}",
            patient_id=person.pk,
            day=coming + timedelta(days=away),
            starts=time(hour, minute),
            kind=kind,
            status=status,
            minutes=20,
            clinician_id=person.clinician_id,
            reason=reason,
        )
        for number, (person, (away, hour, minute, kind, status, reason)) in enumerate(
            zip(people, _BOOKED, strict=False), 1
        )
    ]


@action
def keep_unplaced(*, coming: date, at: datetime, by: Principal) -> None:
    """Keep an appointment whose record number nobody has."""
    said = Said(
        day=coming,
        starts=time(14, 20),
        appointment_id="demo-0",
        record_number="99-0417",
        given="Edna",
        family="Haloran",
        kind=VisitKind.CHRONIC,
    )
    row, _ = UnplacedAppointment.objects.get_or_create(
        practice_id=by.practice_id,
        key=said.key,
        defaults={
            "file_name": "schedule.csv",
            "line": 12,
            "said": said.as_json(),
            "day": said.day,
            "code": "spreadsheets.number_unknown",
            "values": {"said": said.record_number},
            "at": at,
        },
    )
    audit(row)
