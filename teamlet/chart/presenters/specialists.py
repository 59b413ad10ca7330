"""Visits to specialists as the chart and the list show them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from teamlet.chart.presenters.person import header
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.principal import Principal
from teamlet.records.followups.models import SpecialistVisit
from teamlet.records.followups.queries.specialists import specialist_visits_due, specialist_visits_of
from teamlet.records.followups.words.specialists import (
    SPECIALIST_STATE_LABELS,
    TOLD_BY_LABELS,
    SpecialistState,
    ToldBy,
)
from teamlet.records.patients.models import Patient
from teamlet.records.patients.queries import patient_name


def of_patient(by: Principal, patient: Patient) -> dict[str, Any]:
    """Return the page about one patient's visits to specialists."""
    today = clock.today(by.time_zone)
    return {
        "who": header(by, patient, today, "specialists"),
        "visits": [_line(row, today) for row in specialist_visits_of(by, patient.pk)],
        "stamps": lambda: stamps.make(patient_oid=patient.oid),
    }


def due(by: Principal) -> dict[str, Any]:
    """Return the list of visits about which somebody is to ask now: the person's own, then those of others."""
    today = clock.today(by.time_zone)
    rows = [_line(row, today) | _whose(row) for row in specialist_visits_due(by, on=today)]
    return {
        "mine": [row for row in rows if row["owner_id"] == by.membership_id],
        "others": [row for row in rows if row["owner_id"] != by.membership_id],
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


def _whose(row: SpecialistVisit) -> dict[str, Any]:
    patient = row.patient
    return {"patient": patient.oid, "name": patient_name(patient), "birth_date": patient.birth_date}
