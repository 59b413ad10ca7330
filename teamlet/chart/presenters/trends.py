"""Trends in one plain sentence: what moved between two values, never more than the values say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from teamlet.records.patients.queries import Point, Trend, TrendKind
from teamlet.records.patients.queries.targets import Own, target_of
from teamlet.records.patients.rules.targets import MEASURES, is_toward
from teamlet.records.patients.words import TargetMeasure

MEASURE_OF = {TrendKind.HBA1C: TargetMeasure.HBA1C, TrendKind.BLOOD_PRESSURE: TargetMeasure.SYSTOLIC}
#: A lower blood pressure that rises above this is no movement toward the target.
LOWER_TARGET = Decimal(90)


@dataclass(frozen=True, slots=True)
class Line:
    """One trend with its plain sentence."""

    id: str
    title: str
    points: list[tuple[date, float]]
    rows: list[tuple[date, str]]
    sentence: str
    unit: str
    high: float
    left_out: int
    #: Whether ``high`` is the patient's own target.
    is_own: bool = False


def line(trend: Trend, own: Own | None = None) -> Line | None:
    """Return a trend ready to be drawn against the patient's own target, else the usual one; None without a value."""
    if not trend.points:
        return None
    titles = {
        TrendKind.HBA1C: _("Blood sugar over three months (A1c)"),
        TrendKind.BLOOD_PRESSURE: _("Blood pressure, upper value"),
    }
    return Line(
        id=trend.kind.value,
        title=titles[trend.kind],
        points=[(point.day, number(point.value)) for point in trend.points],
        rows=[(point.day, shown(point)) for point in reversed(trend.points)],
        sentence=sentence(trend, own),
        unit=trend.unit,
        high=number(_target(trend.kind, own)),
        left_out=trend.left_out,
        is_own=MEASURE_OF[trend.kind] in (own or {}),
    )


def sentence(trend: Trend, own: Own | None = None) -> str:
    """Say where the value stands.

    With one value nothing is said about a change.  Only a move from above the target toward it is said to be
    one; everything else is told without praise or blame.
    """
    last = trend.points[-1]
    values = {"value": f"{shown(last)} {trend.unit}"}
    if len(trend.points) == 1:
        return _("One value so far: {value}.").format(**values)
    before = trend.points[-2]
    values |= {"before": shown(before), "target": f"{_target(trend.kind, own).normalize():f} {trend.unit}"}
    if last.comparator or before.comparator:
        return _("Latest: {value}. Before: {before}.").format(**values)
    if last.value == before.value:
        return _("It stayed at {value}.").format(**values)
    if last.value > before.value:
        return _("It went up, from {before} to {value}.").format(**values)
    if _is_toward_target(trend.kind, before, last, own):
        return _("It came down, from {before} to {value}: closer to the target of under {target}.").format(**values)
    return _("It went from {before} to {value}.").format(**values)


def number(value: Decimal) -> float:
    """Return a value to be drawn and read: whole numbers without a fraction."""
    return int(value) if value == value.to_integral_value() and value >= 20 else float(value)


def shown(point: Point) -> str:
    """Return a value as it is read aloud: "7.9", "<4.0", "128/82"."""
    text = f"{point.comparator}{point.value:f}"
    return f"{text}/{point.second:f}" if point.second is not None else text


def _target(kind: TrendKind, own: Own | None) -> Decimal:
    """Return what the values of a trend are held against."""
    found = target_of(own, MEASURE_OF[kind])
    if found is None:  # pragma: no cover - both have a usual target
        raise LookupError(kind)
    return found


def _is_toward_target(kind: TrendKind, before: Point, last: Point, own: Own | None) -> bool:
    code = MEASURE_OF[kind]
    if not is_toward(MEASURES[code], before.value, last.value, target_of(own, code), is_own=code in (own or {})):
        return False
    return before.second is None or last.second is None or last.second <= max(before.second, LOWER_TARGET)
