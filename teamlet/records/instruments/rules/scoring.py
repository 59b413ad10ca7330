"""Totals, what they mean, and how they change.  The tables and the missing-data rules are content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from teamlet.content.instruments import Instrument
from teamlet.content.schema import Band, Direction, Method, Scoring
from teamlet.ground.reasons import Decision, Reason
from teamlet.records.instruments.rules.words import ScoreState, Trend

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Score:
    """The score of one instrument by one author.

    ``instrument`` is its reference (``phq_9@1``).  ``total`` is ``None`` unless ``state`` is scored or
    prorated; ``band`` is the code of its range.  ``at_least`` is the sum of what was answered: the total
    cannot be less, whatever is still open (sums only).
    """

    instrument: str
    total: Decimal | None
    state: ScoreState
    band: str | None
    answered: int
    of: int
    at_least: Decimal | None
    reasons: tuple[Reason, ...]


def score(instrument: Instrument, answers: Mapping[str, object]) -> Score:
    """Return the score of ``answers`` under the instrument's own rule for missing answers.

    Missing is never zero.  PHQ-9: one or two missing answers give the mean of the others times 9, rounded
    half up; more give no total.  Self-efficacy scales: mean of the answered items, two decimals; of two
    neighboring marks the lower counts.  Totals sent by a client are not looked at.  Never raises.
    """
    scoring = instrument.rules.scoring
    if scoring is None:
        nothing = (Reason("instruments.nothing_scored"),)
        return Score(instrument.key, None, ScoreState.NOT_SCORED, None, 0, 0, None, nothing)
    known: Decimal = Decimal()
    answered = 0
    odd: list[Reason] = []
    for item in scoring.items:
        value = answers.get(item)
        if value is None:
            continue
        points = instrument.points(item, value)
        if points is None:
            points, reason = _of_marks(instrument, scoring, item, value)
            odd.extend([reason] if reason else [])
        if points is not None:
            known += points
            answered += 1
    items = len(scoring.items)
    missing = items - answered
    at_least = known if scoring.method is Method.SUM else None
    if not answered or missing > scoring.max_missing:
        why = _counted("too_many_missing", missing, items)
        return Score(instrument.key, None, ScoreState.INCOMPLETE, None, answered, items, at_least, (why, *odd))
    if not missing:
        state, why = ScoreState.SCORED, _counted("scored", missing, items)
    elif scoring.prorate:
        state, why = ScoreState.PRORATED, _counted("prorated", missing, items)
    else:
        state, why = ScoreState.SCORED, _counted("scored_without_some", missing, items)
    exact = known if scoring.method is Method.SUM and not missing else _filled(scoring, known, answered, items)
    band = _band(scoring.bands, exact)
    return Score(instrument.key, exact, state, band.code if band else None, answered, items, at_least, (why, *odd))


@cache
def _counted(code: str, missing: int, items: int) -> Reason:
    return Reason(f"instruments.{code}", {"missing": missing, "items": items})


def _filled(scoring: Scoring, known: Decimal, answered: int, items: int) -> Decimal:
    if scoring.method is Method.MEAN:
        return (known / answered).quantize(_CENT, ROUND_HALF_UP)
    # Exactly half up, without a division that could end below the half.
    return (2 * known * items + answered) // (2 * answered)


def _of_marks(
    instrument: Instrument, scoring: Scoring, item: str, value: object
) -> tuple[Decimal | None, Reason | None]:
    """Read several numbers marked on one scale: neighbors give the lower one, others nothing."""
    values = {"item": item}
    if not scoring.neighboring_marks or not isinstance(value, list | tuple):
        return None, Reason("instruments.answer_unreadable", values)
    found = [instrument.points(item, each) for each in value]
    marks = sorted({each for each in found if each is not None})
    if not marks or None in found:
        return None, Reason("instruments.answer_unreadable", values)
    if len(marks) == 1:
        return marks[0], None
    if len(marks) == 2 and marks[1] - marks[0] == 1:
        return marks[0], Reason("instruments.lower_mark", values)
    return None, Reason("instruments.marks_apart", values)


def _band(bands: Sequence[Band], total: Decimal) -> Band | None:
    found = None
    for band in bands:
        if total < Decimal(band.low):
            break
        found = band
    return found


# --- what it means ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What a total means: its range with a label for staff, whether the screen is positive, and why."""

    band: Band | None
    positive: bool | None
    reasons: tuple[Reason, ...]


def interpretation(instrument: Instrument, scored: Score, *, positive_from: Decimal | None = None) -> Interpretation:
    """Return what a score means.  ``positive_from``: the practice's own cut-off instead of the shipped one.

    ``positive`` is ``None`` where there is no total or no cut-off.
    """
    scoring = instrument.rules.scoring
    if scoring is None or scored.total is None:
        return Interpretation(None, None, scored.reasons)
    total = plain(scored.total)
    band = next((band for band in scoring.bands if band.code == scored.band), None)
    reasons = [Reason("instruments.in_band", {"total": total, "low": plain(scoring.low), "high": plain(scoring.high)})]
    cut = positive_from if positive_from is not None else cut_of(scoring)
    positive = None if cut is None else scored.total >= cut
    if cut is not None:
        code = "instruments.positive" if positive else "instruments.below_cut"
        reasons.append(Reason(code, {"total": total, "cut": plain(cut)}))
    if scored.state is ScoreState.PRORATED:
        reasons.extend(scored.reasons)
    return Interpretation(band, positive, tuple(reasons))


def cut_of(scoring: Scoring) -> Decimal | None:
    """Return the total from which the screen is positive as shipped, or ``None``."""
    return None if scoring.positive_from is None else Decimal(str(scoring.positive_from))


def plain(number: Decimal | float) -> str:
    """Return a number as people write it: ``7`` and ``6.5``, never ``7.00``."""
    written = f"{Decimal(str(number)):f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


# --- how it changes ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PastScore:
    """A total that is on record.  ``instrument`` is the id without version (``phq_9``)."""

    instrument: str
    on: date
    total: Decimal


def trend(instrument: Instrument, past: Sequence[PastScore]) -> Decision[Trend]:
    """Say how the newest total stands to the earlier ones.

    Only totals of this very instrument count: the Spanish self-efficacy scale has no common trend with the
    English one.  Where a smallest meaningful change is known (PHQ-9: 5 points), less is *same*; response is a
    fall by half since the first total, remission a total under its limit (PHQ-9: under 5) after one above.
    """
    scoring = instrument.rules.scoring
    own = sorted((each for each in past if each.instrument == instrument.id), key=lambda each: each.on)
    if scoring is None or not own:
        return Decision(Trend.NONE, (Reason("instruments.trend_none"),))
    if len(own) == 1:
        return Decision(Trend.FIRST, (Reason("instruments.trend_first"),))
    first, before, now = own[0].total, own[-2].total, own[-1].total
    values = {"first": plain(first), "before": plain(before), "now": plain(now)}
    change = scoring.change
    if change is not None and change.remission_below is not None:
        below = Decimal(str(change.remission_below))
        if now < below <= first:
            return Decision(
                Trend.REMISSION, (Reason("instruments.trend_remission", {**values, "below": plain(below)}),)
            )
    if change is not None and change.response_percent is not None and first > 0:
        fall = (first - now) * 100 / first
        if fall >= Decimal(str(change.response_percent)):
            return Decision(Trend.RESPONSE, (Reason("instruments.trend_response", values),))
    moved = now - before if scoring.direction is Direction.HIGHER_IS_BETTER else before - now
    meaningful = Decimal(str(change.meaningful)) if change is not None else None
    if moved == 0 or (meaningful is not None and abs(moved) < meaningful):
        code = "instruments.trend_small" if meaningful is not None else "instruments.trend_change"
        return Decision(Trend.SAME, (Reason(code, {**values, "meaningful": plain(meaningful or 0)}),))
    status = Trend.BETTER if moved > 0 else Trend.WORSE
    return Decision(status, (Reason("instruments.trend_change", values),))
