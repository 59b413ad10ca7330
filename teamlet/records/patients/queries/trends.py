"""The two trends a chart draws: HbA1c and blood pressure, each in one unit, without values that cannot be.

Codes after the control definitions of the domain report (section 5.3): HbA1c LOINC 4548-4, 4549-2,
17855-8, 17856-6, 96595-4 and, in mmol/mol, 59261-8; blood pressure 8480-6 and 8462-4, alone or as
components of the panels 85354-9 and 55284-4.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import Q

from teamlet.records.patients.models import Patient, Reading
from teamlet.records.practice.queries import Scope, practice_id_of

HBA1C = ("4548-4", "4549-2", "17855-8", "17856-6", "96595-4", "59261-8")
SYSTOLIC, DIASTOLIC = "8480-6", "8462-4"
LOINC = ("http://loinc.org", "")
#: So many days with a value are shown.
SHOWN = 24
_READ = 400

_MMHG = frozenset({"mm[Hg]", "mmHg", "mm Hg"})
_PERCENT = frozenset({"%", "percent"})
_MMOL_PER_MOL = frozenset({"mmol/mol", "mmol/mol{Hb}"})


class TrendKind(StrEnum):
    """What a trend is of."""

    HBA1C = "hba1c"
    BLOOD_PRESSURE = "blood_pressure"


@dataclass(frozen=True, slots=True)
class Point:
    """The value of one day: ``second`` is the diastolic pressure, ``comparator`` "<" or ">" where given."""

    day: date
    value: Decimal
    second: Decimal | None = None
    comparator: str = ""


@dataclass(frozen=True, slots=True)
class Trend:
    """Points, oldest first, in one unit ("%" or "mmHg"); ``left_out`` counts values that could not be used."""

    kind: TrendKind
    unit: str
    points: tuple[Point, ...]
    left_out: int


def percent_of(value: Decimal, unit: str) -> Decimal | None:
    """Return an HbA1c in percent (NGSP) with one decimal; None for a unit that is not one of HbA1c.

    mmol/mol (IFCC) becomes percent by the master equation NGSP = 0.09148 × IFCC + 2.152 (Hoelzel et al.,
    Clin Chem 2004;50:166).
    """
    if unit in _PERCENT:
        return value.quantize(Decimal("0.1"))
    if unit in _MMOL_PER_MOL:
        return (value * Decimal("0.09148") + Decimal("2.152")).quantize(Decimal("0.1"))
    return None


def trend(scope: Scope, patient: Patient, kind: TrendKind) -> Trend:
    """Return the patient's trend.  One statement; what was merged into the patient is part of it."""
    if kind is TrendKind.HBA1C:
        return _hba1c(_rows(scope, patient, HBA1C))
    return _blood_pressure(_rows(scope, patient, (SYSTOLIC, DIASTOLIC)))


def trends(scope: Scope, patient: Patient) -> tuple[Trend, ...]:
    """Return every trend of the patient, in the order of ``TrendKind``; one statement for all of them."""
    rows = _rows(scope, patient, (*HBA1C, SYSTOLIC, DIASTOLIC))
    return (
        _hba1c([row for row in rows if row[1] in HBA1C]),
        _blood_pressure([row for row in rows if row[1] not in HBA1C]),
    )


def _rows(scope: Scope, patient: Patient, codes: tuple[str, ...]) -> list[tuple[Any, ...]]:
    owners = Patient.objects.filter(Q(pk=patient.pk) | Q(merged_into=patient.pk)).values("pk")
    return list(
        Reading.objects.filter(
            practice_id=practice_id_of(scope),
            patient_id__in=owners,
            code__in=codes,
            code_system__in=LOINC,
            entered_in_error=False,
            value__isnull=False,
            day__isnull=False,
        )
        .exclude(status__in=("cancelled", "entered-in-error"))
        .order_by("-day", "-id")
        .values_list("day", "code", "value", "unit", "comparator", "plausibility", "panel", "source_id", "at")[:_READ]
    )


def _hba1c(rows: list[tuple[Any, ...]]) -> Trend:
    points: dict[date, Point] = {}
    left_out = 0
    for day, _, value, unit, comparator, plausibility, *_ in rows:
        percent = percent_of(value, unit) if plausibility != "impossible" else None
        if percent is None:
            left_out += 1
        elif day not in points:  # the newest of a day stands for it
            points[day] = Point(day, percent, None, comparator)
    return Trend(TrendKind.HBA1C, "%", _newest(points), left_out)


def _blood_pressure(rows: list[tuple[Any, ...]]) -> Trend:
    pairs: dict[tuple[date, str], dict[str, Decimal]] = {}
    left_out = 0
    for day, code, value, unit, _, plausibility, panel, _, at in rows:
        if plausibility == "impossible" or unit not in _MMHG:
            left_out += 1
            continue
        # Two readings without a panel belong together when they were taken at the same instant.
        pairs.setdefault((day, panel or str(at or "")), {}).setdefault(code, value)
    points: dict[date, Point] = {}
    for (day, _), pair in pairs.items():
        if day not in points and SYSTOLIC in pair and DIASTOLIC in pair:
            points[day] = Point(day, _whole(pair[SYSTOLIC]), _whole(pair[DIASTOLIC]))
    return Trend(TrendKind.BLOOD_PRESSURE, "mmHg", _newest(points), left_out)


def _whole(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1))


def _newest(points: dict[date, Point]) -> tuple[Point, ...]:
    return tuple(points[day] for day in sorted(points)[-SHOWN:])
