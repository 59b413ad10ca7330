"""Who was doing well and is not now: the rules of the list "Back on track" (domain report section 5.3).

HbA1c up by 1.0 or more since the last one; upper blood pressure up by 20 or more and out of range; PHQ-9 up by 5 or
more; or in range the last two times and out of range now.  Range is the patient's own target where there is one.  The
numbers are defaults of the product.  A rule suggests; nobody is called by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from teamlet.ground.reasons import Reason
from teamlet.records.followups.words.slips import SlipResult
from teamlet.records.patients.rules.populations import Value
from teamlet.records.patients.rules.targets import Measure, in_range
from teamlet.records.patients.words import TargetMeasure

#: Values of so many days are looked at: the newest and the two before it.
DAYS = 3
RISES: dict[TargetMeasure, Decimal] = {
    TargetMeasure.HBA1C: Decimal(1),
    TargetMeasure.SYSTOLIC: Decimal(20),
    TargetMeasure.PHQ9: Decimal(5),
}
#: What is looked at, most telling first: of both blood pressures one line is enough.
MEASURES_LOOKED_AT = (TargetMeasure.HBA1C, TargetMeasure.SYSTOLIC, TargetMeasure.DIASTOLIC, TargetMeasure.PHQ9)


@dataclass(frozen=True, slots=True)
class Noticed:
    """A slip as the newest value shows it, with every rule that says so."""

    measure: Measure
    value: Value
    reasons: tuple[Reason, ...]

    @property
    def ref(self) -> str:
        """The reading that set it off."""
        return ref_of(self.value)


def ref_of(value: Value) -> str:
    """Return how a reading is named in evidence."""
    return f"reading:{value.id}"


def slip_of(
    measure: Measure, values: Sequence[Value], target: Decimal | None, *, is_own: bool = False
) -> Noticed | None:
    """Return the slip that the values (newest first) show, or None.

    A rise under the patient's own target is no slip: the target may be there to bring a value up.  Values that only
    say "under" or "over" are compared with the target, never with each other.
    """
    if len(values) < 2:
        return None
    newest, before = values[0], values[1]
    is_in = in_range(measure, newest.value, target, newest.comparator)
    reasons: list[Reason] = []
    said: dict[str, object] = {
        "measure": measure.code.value,
        "value": _plain(newest),
        "unit": measure.reading.unit,
        "day": newest.day.isoformat(),
    }
    rise = RISES.get(measure.code)
    exact = not newest.comparator and not before.comparator
    if rise is not None and exact and newest.value - before.value >= rise and _rise_counts(measure, is_in, is_own):
        reasons.append(Reason("followups.slip_rise", said | {"before": _plain(before)}))
    earlier = values[1:DAYS]
    if (
        is_in is False
        and len(earlier) == DAYS - 1
        and all(in_range(measure, each.value, target, each.comparator) is True for each in earlier)
    ):
        reasons.append(Reason("followups.slip_lost_range", said | {"target": f"{target:f}" if target else ""}))
    return Noticed(measure, newest, tuple(reasons)) if reasons else None


def _rise_counts(measure: Measure, is_in: bool | None, is_own: bool) -> bool:
    if measure.code is TargetMeasure.SYSTOLIC or is_own:
        return is_in is False
    return True


def still_open(
    measure: Measure, values: Sequence[Value], target: Decimal | None, noticed: Noticed | None, *, ref: str, day: date
) -> SlipResult | None:
    """Return why a line set off by the reading ``ref`` of ``day`` is over by itself, or None while it stands.

    In range again by a newer value; or the record says otherwise now: the reading is gone, or the target is another.
    """
    if not values:
        return SlipResult.RECORD_CHANGED
    if noticed is not None:
        return None
    if ref_of(values[0]) == ref or values[0].day < day:
        return SlipResult.RECORD_CHANGED
    if in_range(measure, values[0].value, target, values[0].comparator) is True:
        return SlipResult.IN_RANGE_AGAIN
    return None


def _plain(value: Value) -> str:
    return f"{value.comparator}{value.value.normalize():f}"
