"""Readings from home: what was typed as numbers, and whether they can be.

Impossible = outside of what the devices can show.  Unlikely = a value that a person rarely has: it is kept and asked
again, never dropped.  The limits are ours, for typing errors; which reading is dangerous is decided by
``content.red_flags``, for every reading whether likely or not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from teamlet.ground.reasons import Decision, Reason, Refused
from teamlet.records.visits.rules.words import HomeKind, Plausibility


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of a reading: LOINC code, English name on record, units with their factor to the first, limits."""

    loinc: str
    display: str
    units: dict[str, Decimal]
    usual: tuple[Decimal, Decimal]
    possible: tuple[Decimal, Decimal]

    @property
    def unit(self) -> str:
        """The unit in which the value is kept."""
        return next(iter(self.units))


def _between(low: str, high: str) -> tuple[Decimal, Decimal]:
    return Decimal(low), Decimal(high)


_ONE = Decimal(1)
_MMHG = {"mmHg": _ONE}
#: mmol/L to mg/dL: the molar mass of glucose, 180.16 g/mol.
_SUGAR = {"mg/dL": _ONE, "mmol/L": Decimal("18.016")}
_WEIGHT = {"kg": _ONE, "lb": Decimal("0.45359237")}
MEASURES: dict[HomeKind, tuple[Measure, ...]] = {
    HomeKind.BLOOD_PRESSURE: (
        Measure("8480-6", "Systolic blood pressure", _MMHG, _between("80", "220"), _between("40", "300")),
        Measure("8462-4", "Diastolic blood pressure", _MMHG, _between("40", "130"), _between("20", "200")),
    ),
    HomeKind.GLUCOSE: (
        Measure("41653-7", "Glucose by glucometer", _SUGAR, _between("50", "400"), _between("10", "900")),
    ),
    HomeKind.WEIGHT: (Measure("29463-7", "Body weight", _WEIGHT, _between("35", "200"), _between("2", "500")),),
    HomeKind.PEAK_FLOW: (
        Measure("33452-4", "Peak expiratory flow", {"L/min": _ONE}, _between("100", "750"), _between("30", "900")),
    ),
}
#: Units that a form offers, by kind.
UNITS: dict[HomeKind, tuple[str, ...]] = {kind: tuple(each[0].units) for kind, each in MEASURES.items()}
_NUMBERS = re.compile(r"\s*(\d{1,4}(?:[.,]\d{1,2})?)\s*(?:[/\-]\s*(\d{1,4}(?:[.,]\d{1,2})?))?\s*")


@dataclass(frozen=True, slots=True)
class Typed:
    """The numbers of a reading as typed, in the unit it was typed in."""

    first: Decimal
    second: Decimal | None = None


def numbers(kind: HomeKind, text: str) -> Typed:
    """Return what was typed ("132/84", "7,2").  Raises ``Refused`` saying what is not right about it."""
    found = _NUMBERS.fullmatch(text)
    if found is None:
        raise Refused(Reason("visits.home_not_a_number"))
    wants_two = len(MEASURES[kind]) > 1
    if wants_two and found[2] is None:
        raise Refused(Reason("visits.home_two_numbers"))
    if not wants_two and found[2] is not None:
        raise Refused(Reason("visits.home_one_number"))
    try:
        first, second = (Decimal(part.replace(",", ".")) if part else None for part in found.groups())
    except InvalidOperation as error:  # digits of another script that Decimal does not read
        raise Refused(Reason("visits.home_not_a_number")) from error
    if first is None:
        raise Refused(Reason("visits.home_not_a_number"))
    return Typed(first, second)


def in_kept_unit(kind: HomeKind, value: Decimal, unit: str) -> Decimal:
    """Return the value in the unit it is kept in, to one decimal place.  Raises ``KeyError`` for another unit."""
    factor = MEASURES[kind][0].units[unit]
    return value if factor == 1 else (value * factor).quantize(Decimal("0.1"))


def plausibility(kind: HomeKind, typed: Typed, unit: str) -> Decision[Plausibility]:
    """Decide whether a reading can be; the least plausible number decides.  Raises ``KeyError`` for another unit."""
    found = Decision(Plausibility.USUAL, (Reason("visits.home_usual"),))
    for measure, value in zip(MEASURES[kind], (typed.first, typed.second), strict=False):
        if value is None:
            continue
        kept = in_kept_unit(kind, value, unit)
        if not measure.possible[0] <= kept <= measure.possible[1]:
            return Decision(Plausibility.IMPOSSIBLE, (_limits("home_impossible", measure.possible, measure.unit),))
        if not measure.usual[0] <= kept <= measure.usual[1]:
            found = Decision(Plausibility.UNLIKELY, (_limits("home_unlikely", measure.usual, measure.unit),))
    if typed.second is not None and typed.second >= typed.first:
        return Decision(Plausibility.IMPOSSIBLE, (Reason("visits.home_upside_down"),))
    return found


def _limits(code: str, limits: tuple[Decimal, Decimal], unit: str) -> Reason:
    return Reason(f"visits.{code}", {"low": f"{limits[0]:f}", "high": f"{limits[1]:f}", "unit": unit})
