"""What a value is held against: the patient's own target, else the usual one; and when a movement is worth a word.

Usual targets (domain report sections 5.3 and 14; experience report 5.8): HbA1c under 8 % for the level of need, blood
pressure under 140 and under 90 mmHg (CMS165), PHQ-9 under 10 (CMS159).  Weight has no usual one.  All are defaults of
the product and none is advice; a licensed person and the patient agree on another.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from teamlet.content.readings import READINGS, ReadingKind
from teamlet.ground.access.roles import LICENSED
from teamlet.ground.reasons import Decision, Reason
from teamlet.records.patients.words import Allowed, TargetMeasure, WhyOwnTarget

#: An HbA1c below this can be harm on insulin or a sulfonylurea: never called a step toward a target.
HBA1C_TOO_LOW = Decimal("6.5")
#: An upper value below this is low blood pressure.
SYSTOLIC_TOO_LOW = Decimal(90)


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure with a target: its reading, the usual target, the lowest and highest own target.

    In range is *under* the target; ``reaching_counts``: the target itself is in range too.  ``months``: older
    values say nothing about now.  ``too_low``: below it no movement is called a good one.
    """

    code: TargetMeasure
    usual: Decimal | None
    low: Decimal
    high: Decimal
    months: int = 12
    reaching_counts: bool = False
    too_low: Decimal | None = None

    @property
    def reading(self) -> ReadingKind:
        """Where its values come from."""
        return READINGS[self.code.value]


MEASURES: dict[TargetMeasure, Measure] = {
    measure.code: measure
    for measure in (
        Measure(TargetMeasure.HBA1C, Decimal(8), Decimal(5), Decimal(12), too_low=HBA1C_TOO_LOW),
        Measure(TargetMeasure.SYSTOLIC, Decimal(140), Decimal(100), Decimal(180), too_low=SYSTOLIC_TOO_LOW),
        Measure(TargetMeasure.DIASTOLIC, Decimal(90), Decimal(60), Decimal(110)),
        Measure(TargetMeasure.PHQ9, Decimal(10), Decimal(3), Decimal(20), months=6),
        Measure(TargetMeasure.WEIGHT, None, Decimal(60), Decimal(700), reaching_counts=True),
    )
}


def in_range(measure: Measure, value: Decimal, target: Decimal | None, comparator: str = "") -> bool | None:
    """Return whether a value is in range of ``target``; None without a target, or where "<" or ">" leaves it open."""
    if target is None:
        return None
    if comparator[:1] == "<":
        return True if value <= target else None
    if comparator[:1] == ">":
        return False if value >= target else None
    return value <= target if measure.reaching_counts else value < target


def is_toward(measure: Measure, before: Decimal, last: Decimal, target: Decimal | None, *, is_own: bool) -> bool:
    """Whether going from ``before`` to ``last`` is a movement toward the target, the only one that is praised.

    It began out of range, came nearer, and did not fall too low.  With the patient's own target, a value that goes
    farther beyond it than it was is no movement toward it: a relaxed target is there because low values can be harm.
    """
    if target is None or last >= before or in_range(measure, before, target) is not False:
        return False
    if measure.too_low is not None and last < measure.too_low:
        return False
    return not is_own or abs(last - target) <= abs(before - target)


def may_set_target(
    measure: str, value: Decimal | None, why: str, roles: Collection[str], *, standing: Decimal | None = None
) -> Decision[Allowed]:
    """Say whether somebody with ``roles`` may set this target: licensed, inside the limits, with a reason."""
    wrong: list[Reason] = []
    if not LICENSED & set(roles):
        wrong.append(Reason("patients.target_needs_licensed"))
    if measure not in [each.value for each in TargetMeasure]:
        return Decision(Allowed.NO, (*wrong, Reason("patients.target_unknown")))
    found = MEASURES[TargetMeasure(measure)]
    if value is None or not found.low <= value <= found.high:
        values = {"low": f"{found.low:f}", "high": f"{found.high:f}", "unit": found.reading.unit}
        wrong.append(Reason("patients.target_out_of_range", values))
    elif value == standing:
        wrong.append(Reason("patients.target_same"))
    if why not in [each.value for each in WhyOwnTarget]:
        wrong.append(Reason("patients.target_why_missing"))
    if wrong:
        return Decision(Allowed.NO, tuple(wrong))
    return Decision(Allowed.YES, (Reason("patients.target_may_set"),))
