"""Care elsewhere as the chart and the list show it: visits to specialists, hospitals and emergency rooms."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext as _

from teamlet.chart.presenters.person import header
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.principal import Principal
from teamlet.ground.ui.formats import day_words
from teamlet.records.followups.models import HospitalVisit, SpecialistVisit
from teamlet.records.followups.queries.hospital import hospital_visits_due, hospital_visits_of
from teamlet.records.followups.queries.specialists import specialist_visits_due, specialist_visits_of
from teamlet.records.followups.words import CONTACT_STATE_LABELS, ContactState
from teamlet.records.followups.words.hospital import (
    HOSPITAL_PLACE_LABELS,
    HOSPITAL_STATE_LABELS,
    HOSPITAL_TOLD_BY_LABELS,
    HospitalPlace,
    HospitalState,
    HospitalToldBy,
)
from teamlet.records.followups.words.specialists import (
    SPECIALIST_STATE_LABELS,
    TOLD_BY_LABELS,
    SpecialistState,
    ToldBy,
)
from teamlet.records.patients.models import Patient
from teamlet.records.patients.queries import patient_name


def of_patient(by: Principal, patient: Patient) -> dict[str, Any]:
    """Return the page about one patient's care elsewhere."""
    today = clock.today(by.time_zone)
    return {
        "who": header(by, patient, today, "specialists"),
        "visits": [_line(row, today) for row in specialist_visits_of(by, patient.pk)],
        "stays": [_stay(row) for row in hospital_visits_of(by, patient.pk)],
        "stamps": lambda: stamps.make(patient_oid=patient.oid),
    }


def due(by: Principal) -> dict[str, Any]:
    """Return the list of care elsewhere about which somebody asks now: one's own and one's pools', then others'."""
    today = clock.today(by.time_zone)
    rows = [_stay(row) | _whose(row) for row in hospital_visits_due(by, on=today)]
    rows += [_line(row, today) | _whose(row) for row in specialist_visits_due(by, on=today)]
    return {
        "mine": [row for row in rows if row["owner_id"] in by.owner_ids],
        "others": [row for row in rows if row["owner_id"] not in by.owner_ids],
    }


def _line(row: SpecialistVisit, today: date) -> dict[str, Any]:
    return {
        "oid": row.oid,
        "on": row.on,
        "is_ahead": row.on > today,
        "whom": row.whom or (_("another doctor, or a hospital") if row.told_by == ToldBy.FORM else _("a specialist")),
        "is_before": row.told_by == ToldBy.FORM,
        "told_by": _(TOLD_BY_LABELS[ToldBy(row.told_by)]),
        "state": row.state,
        "label": _(SPECIALIST_STATE_LABELS[SpecialistState(row.state)]),
        "is_open": row.state == SpecialistState.OPEN,
        "ask_on": row.task.due_on,
        "owner": row.task.owner.called or row.task.owner.user.name,
        "owner_id": row.task.owner_id,
        "settled_at": row.settled_at,
    }


def noted(visit: HospitalVisit) -> str:
    """Return who talks with the patient by when, after a hospital stay was noted."""
    row = _stay(visit)
    return _("Noted. {name} talks with the patient by {day}.").format(
        name=row["owner"], day=day_words(row["ask_on"], get_language() or "en") if row["ask_on"] else ""
    )


def _stay(row: HospitalVisit) -> dict[str, Any]:
    contact = row.contact
    task = contact.task if contact is not None else row.task
    is_open = row.state == HospitalState.OPEN
    label = _(HOSPITAL_STATE_LABELS[HospitalState(row.state)])
    if contact is not None and is_open and contact.state != ContactState.OPEN:
        label, is_open = _("Contact: {state}").format(state=_(CONTACT_STATE_LABELS[ContactState(contact.state)])), False
    return {
        "oid": row.oid,
        "on": row.on,
        "whom": _(HOSPITAL_PLACE_LABELS[HospitalPlace(row.place)]),
        "is_before": row.told_by == HospitalToldBy.FORM,
        "told_by": _(HOSPITAL_TOLD_BY_LABELS[HospitalToldBy(row.told_by)]),
        "state": row.state,
        "label": label,
        "is_open": is_open,
        "contact": contact.oid if contact is not None else "",
        "ask_on": contact.due_on if contact is not None else task.due_on if task is not None else None,
        "owner": (task.owner.called or task.owner.user.name) if task is not None else "",
        "owner_id": task.owner_id if task is not None else None,
        "settled_at": row.settled_at,
    }


def _whose(row: SpecialistVisit | HospitalVisit) -> dict[str, Any]:
    patient = row.patient
    return {"patient": patient.oid, "name": patient_name(patient), "birth_date": patient.birth_date}
