"""Goal attainment scaling: five levels set before the start, and the T-score over one to four goals.

T = 50 + 10·Σwx / √((1−ρ)·Σw² + ρ·(Σw)²) with ρ = 0.3 (Kiresuk and Sherman 1968; in the form of Turner-Stokes
2009 with its erratum).  50 means that, all in all, what was expected came true.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from teamlet.ground.reasons import Decision, Reason
from teamlet.records.plans.words import Attainment, ScaleState

LEVELS = (-2, -1, 0, 1, 2)
MOST_GOALS = 4
MOST_IMPORTANCE = 3
CORRELATION = Decimal("0.3")
EXPECTED = Decimal("50.00")
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Scale:
    """One goal's scale: what each level from -2 to +2 looks like, where the patient starts, and when it is looked at.

    Level 0 is the realistic result.  ``baseline`` is usually -1, or -2 when it cannot get worse.
    """

    levels: Mapping[int, str]
    baseline: int | None = None
    look_on: date | None = None


@dataclass(frozen=True, slots=True)
class Rated:
    """The level reached on one scale, -2 to +2, with its weight (1, or importance times difficulty)."""

    level: int
    weight: int = 1


@dataclass(frozen=True, slots=True)
class TScore:
    """The score over all rated scales, two decimals; ``None`` when there is none, and the decision says why."""

    decision: Decision[Attainment]
    score: Decimal | None = None


def weight_of(importance: int | None, difficulty: int | None) -> int:
    """Return importance times difficulty (each 0-3), or 1 when either was not asked.  Raises ``ValueError``."""
    if importance is None or difficulty is None:
        return 1
    for each in (importance, difficulty):
        if isinstance(each, bool) or not isinstance(each, int) or not 0 <= each <= MOST_IMPORTANCE:
            raise ValueError("importance and difficulty go from 0 to 3 in whole numbers")
    return importance * difficulty


def t_score(rated: Sequence[Rated]) -> TScore:
    """Return the T-score of scales that one person rated; who rates (patient, practitioner, caregiver) stays apart.

    Weights of 0 leave a scale out.  More than four goals are too many for one score.  Raises ``ValueError``
    for a level outside -2 to +2 or a negative weight.
    """
    for each in rated:
        if isinstance(each.level, bool) or each.level not in LEVELS:
            raise ValueError("a level is a whole number from -2 to +2")
        if isinstance(each.weight, bool) or not isinstance(each.weight, int) or each.weight < 0:
            raise ValueError("a weight is a whole number from 0")
    if len(rated) > MOST_GOALS:
        too_many = Reason("plans.scale_too_many", {"count": len(rated), "most": MOST_GOALS})
        return TScore(Decision(Attainment.NOT_RATED, (too_many,)))
    total = sum(each.weight for each in rated)
    if not total:
        return TScore(Decision(Attainment.NOT_RATED, (Reason("plans.scale_not_rated"),)))
    reached = sum(each.weight * each.level for each in rated)
    squares = sum(each.weight**2 for each in rated)
    spread = ((1 - CORRELATION) * squares + CORRELATION * total**2).sqrt()
    score = (EXPECTED + 10 * reached / spread).quantize(_CENT, ROUND_HALF_UP)
    if reached == 0:
        status = Attainment.AS_EXPECTED
    else:
        status = Attainment.MORE_THAN_EXPECTED if reached > 0 else Attainment.LESS_THAN_EXPECTED
    return TScore(Decision(status, (Reason(f"plans.scale_{status.value}", {"score": str(score)}),)), score)


def change_of(before: TScore, now: TScore) -> Decimal | None:
    """Return the difference from the score at the start, or ``None`` while one of them is missing."""
    if before.score is None or now.score is None:
        return None
    return now.score - before.score


def scale_ready(scale: Scale, *, on: date) -> Decision[ScaleState]:
    """Decide whether a scale can be used, with every gap named.

    All five levels are described, no two alike; the start has a level; the day to look at it lies ahead.
    """
    gaps = []
    written = {level: " ".join(scale.levels.get(level, "").split()).casefold() for level in LEVELS}
    empty = [f"{level:+d}" if level else "0" for level in LEVELS if not written[level]]
    if empty:
        gaps.append(Reason("plans.scale_level_open", {"levels": ", ".join(empty)}))
    said = [words for words in written.values() if words]
    if len(set(said)) < len(said):
        gaps.append(Reason("plans.scale_levels_alike"))
    if scale.baseline is None or isinstance(scale.baseline, bool) or scale.baseline not in LEVELS:
        gaps.append(Reason("plans.scale_start_open"))
    if scale.look_on is None:
        gaps.append(Reason("plans.scale_day_open"))
    elif scale.look_on <= on:
        gaps.append(Reason("plans.scale_day_past", {"date": scale.look_on.isoformat()}))
    if gaps:
        return Decision(ScaleState.OPEN, tuple(gaps))
    return Decision(ScaleState.READY, (Reason("plans.scale_ready"),))
