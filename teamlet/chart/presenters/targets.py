"""A patient's own targets beside the usual ones, with the newest value of each measure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from teamlet.chart.presenters.person import header
from teamlet.ground.access import stamps
from teamlet.ground.access.principal import Principal
from teamlet.records.patients import rules
from teamlet.records.patients.models import Patient, PatientTarget
from teamlet.records.patients.queries.targets import latest_values, past_targets, targets_of
from teamlet.records.patients.rules.populations import Value
from teamlet.records.patients.rules.targets import MEASURES, Measure, in_range
from teamlet.records.patients.words import (
    TARGET_MEASURE_LABELS,
    WHY_OWN_TARGET_LABELS,
    Sensitivity,
    Showing,
    TargetMeasure,
    View,
    WhyOwnTarget,
)


def targets(by: Principal, patient: Patient, today: date) -> dict[str, Any]:
    """Return everything the page of targets shows."""
    own = targets_of(by, patient.pk)
    values = latest_values(by, [patient.pk], MEASURES, on=today)
    return {
        "who": header(by, patient, today, "targets"),
        "rows": [_row(by, measure, own.get(code), values[code].get(patient.pk)) for code, measure in MEASURES.items()],
        "past": [_past(row) for row in past_targets(by, patient.pk)],
        "may_set": by.is_licensed,
        "stamps": lambda: stamps.make(patient_oid=patient.oid),
    }


def amount(value: Decimal, measure: Measure) -> str:
    """Return a number with its unit: "under 7.5 %"; reaching the target counts for some: "180 lb or less"."""
    number = f"{value.normalize():f} {measure.reading.unit}".strip()
    return (
        _("{number} or less").format(number=number)
        if measure.reaching_counts
        else _("under {number}").format(number=number)
    )


def _row(by: Principal, measure: Measure, own: PatientTarget | None, value: Value | None) -> dict[str, Any]:
    aim = own.value if own else measure.usual
    shown = value is not None and (
        rules.may_see(Sensitivity(value.label), by.roles, View.CHART).status is Showing.SHOWN
    )
    is_in = in_range(measure, value.value, aim, value.comparator) if value is not None and shown else None
    return {
        "code": measure.code.value,
        "label": _(TARGET_MEASURE_LABELS[measure.code]),
        "usual": amount(measure.usual, measure) if measure.usual is not None else _("none"),
        "own": amount(own.value, measure) if own else "",
        "why": _(WHY_OWN_TARGET_LABELS[WhyOwnTarget(own.why)]) if own else "",
        "words": own.words if own else "",
        "who": own.set_by.name if own and own.set_by else "",
        "at": own.set_at if own else None,
        "value": f"{value.comparator}{value.value.normalize():f} {measure.reading.unit}" if value and shown else "",
        "day": value.day if value is not None and shown else None,
        "state": "" if is_in is None else (_("in range") if is_in else _("out of range")),
        "is_out": is_in is False,
    }


def _past(row: PatientTarget) -> dict[str, Any]:
    measure = MEASURES[TargetMeasure(row.measure)]
    return {
        "label": _(TARGET_MEASURE_LABELS[measure.code]),
        "own": amount(row.value, measure),
        "why": _(WHY_OWN_TARGET_LABELS[WhyOwnTarget(row.why)]),
        "from": row.set_at,
        "to": row.ended_at,
        "who": row.set_by.name if row.set_by else "",
    }
