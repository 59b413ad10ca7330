"""Trends in one plain sentence: what moved between two values, never more than the values say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from teamlet.records.patients.queries import Point, Trend, TrendKind

#: Where most practices aim when the patient has no target of their own (experience report 5.8; domain report 5.3).
TARGETS = {TrendKind.HBA1C: Decimal(8), TrendKind.BLOOD_PRESSURE: Decimal(140)}
#: An HbA1c below this can be harm on insulin or a sulfonylurea: never called a step toward a target.
TOO_LOW = Decimal("6.5")

#: An upper value below this is low blood pressure; the lower value is aimed under the other.
LOWEST_UPPER, LOWER_TARGET = Decimal(90), Decimal(90)


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


def line(trend: Trend) -> Line | None:
    """Return a trend ready to be drawn; None without a usable value."""
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
        sentence=sentence(trend),
        unit=trend.unit,
        high=int(TARGETS[trend.kind]),
        left_out=trend.left_out,
    )


def sentence(trend: Trend) -> str:
    """Say where the value stands.

    With one value nothing is said about a change.  Only a move from above the target toward it is said to be
    one; everything else is told without praise or blame.
    """
    last = trend.points[-1]
    values = {"value": f"{shown(last)} {trend.unit}"}
    if len(trend.points) == 1:
        return _("One value so far: {value}.").format(**values)
    before = trend.points[-2]
    values |= {"before": shown(before), "target": f"{TARGETS[trend.kind]} {trend.unit}"}
    if last.comparator or before.comparator:
        return _("Latest: {value}. Before: {before}.").format(**values)
    if last.value == before.value:
        return _("It stayed at {value}.").format(**values)
    if last.value > before.value:
        return _("It went up, from {before} to {value}.").format(**values)
    if _is_toward_target(trend.kind, before, last):
        return _("It came down, from {before} to {value}: closer to the target of {target}.").format(**values)
    return _("It went from {before} to {value}.").format(**values)


def number(value: Decimal) -> float:
    """Return a value to be drawn and read: whole numbers without a fraction."""
    return int(value) if value == value.to_integral_value() and value >= 20 else float(value)


def shown(point: Point) -> str:
    """Return a value as it is read aloud: "7.9", "<4.0", "128/82"."""
    text = f"{point.comparator}{point.value:f}"
    return f"{text}/{point.second:f}" if point.second is not None else text


def _is_toward_target(kind: TrendKind, before: Point, last: Point) -> bool:
    if before.value <= TARGETS[kind]:
        return False
    if kind is TrendKind.HBA1C:
        return last.value >= TOO_LOW
    return last.value >= 90 and (
        before.second is None or last.second is None or last.second <= max(before.second, Decimal(90))
    )
