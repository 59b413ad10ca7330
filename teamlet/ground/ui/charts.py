"""The geometry of a small trend line, ready to be drawn as SVG on a page or in a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

PADDING_X = 12.0
PADDING_TOP = 12.0
PADDING_BOTTOM = 12.0
HEADROOM = 0.15


@dataclass(frozen=True, slots=True)
class Dot:
    """One reading: where it is drawn, and what it was."""

    x: float
    y: float
    on: date
    value: float


@dataclass(frozen=True, slots=True)
class TrendShape:
    """A trend line of ``width`` × ``height`` units.

    ``line`` is an SVG ``points`` text, ``band`` the target band as (y, height) or ``None``, and
    ``dots`` the readings from the oldest to the newest.
    """

    width: float
    height: float
    line: str
    dots: tuple[Dot, ...]
    band: tuple[float, float] | None

    @property
    def last(self) -> Dot | None:
        """The newest reading."""
        return self.dots[-1] if self.dots else None


def trend_shape(
    points: Sequence[tuple[date, float]],
    *,
    low: float | None = None,
    high: float | None = None,
    width: float = 320,
    height: float = 96,
) -> TrendShape:
    """Lay out ``points`` (date, value) on a plane; x is the true distance in days, y has headroom.

    ``low`` and ``high`` bound the target band in the unit of the values; one of them may be missing.
    An empty list gives a shape without a line; one point stands in the middle.
    """
    ordered = sorted(points, key=lambda point: point[0])
    levels = [float(value) for _, value in ordered] + [float(edge) for edge in (low, high) if edge is not None]
    bottom, top = (min(levels), max(levels)) if levels else (0.0, 1.0)
    room = (top - bottom) * HEADROOM or 1.0
    bottom, top = bottom - room, top + room

    def y_of(value: float) -> float:
        inner = height - PADDING_TOP - PADDING_BOTTOM
        return round(PADDING_TOP + (top - value) / (top - bottom) * inner, 1)

    first, days = (ordered[0][0], (ordered[-1][0] - ordered[0][0]).days) if ordered else (None, 0)

    def x_of(on: date) -> float:
        if first is None or not days:
            return width / 2
        return round(PADDING_X + (on - first).days / days * (width - 2 * PADDING_X), 1)

    dots = tuple(Dot(x_of(on), y_of(float(value)), on, value) for on, value in ordered)
    band = None
    if low is not None or high is not None:
        upper = y_of(float(high)) if high is not None else 0.0
        lower = y_of(float(low)) if low is not None else float(height)
        band = (upper, round(lower - upper, 1))
    return TrendShape(
        width=width,
        height=height,
        line=" ".join(f"{dot.x:g},{dot.y:g}" for dot in dots),
        dots=dots,
        band=band,
    )
