"""The 12 areas: which have a level by a cut-off, what the patient says, and the three that are shown.

No color and no total: the words are “going well / could look at / worth a talk”.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from teamlet.content.instruments import Instrument
from teamlet.content.schema import Area, Cut
from teamlet.ground.reasons import Reason
from teamlet.records.instruments.rules.answers import Answers
from teamlet.records.instruments.rules.scoring import plain

GOING_WELL, COULD_LOOK_AT, WORTH_A_TALK = "going_well", "could_look_at", "worth_a_talk"
_FIRST = {WORTH_A_TALK: 0, COULD_LOOK_AT: 1}


@dataclass(frozen=True, slots=True)
class AreaFacts:
    """What else is known.  ``totals``: newest totals of other instruments by id (``phq_2``).

    ``sex``: ``female`` or ``male``, else the cut-off of both that is lower counts.  ``age`` in whole years.
    """

    sex: str = ""
    age: int | None = None
    pregnant: bool | None = None
    totals: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AreaResult:
    """One area.  ``level`` only where a cut-off with a source gives one; ``own_view`` is the patient's word.

    ``is_priority``: the patient named it among what matters most.
    """

    area: Area
    level: str | None
    own_view: str | None
    is_priority: bool
    reason: Reason


def area_results(instrument: Instrument, answers: Answers, facts: AreaFacts) -> tuple[AreaResult, ...]:
    """Return every area that applies to this patient, in the file's order.

    Weight is left out under 20 years (or with the age not known) and in pregnancy.
    """
    chosen = answers.get(instrument.rules.priorities_item)
    priorities = list(chosen) if isinstance(chosen, list | tuple) else []
    results = []
    for area in instrument.rules.areas:
        too_young = area.age_from is not None and (facts.age is None or facts.age < area.age_from)
        if too_young or (area.not_in_pregnancy and facts.pregnant):
            continue
        level, reason = _level(instrument, area, answers, facts)
        view = answers.get(area.item)
        known = {each.code for each in instrument.rules.levels}
        own_view = view if isinstance(view, str) and view in known else None
        results.append(AreaResult(area, level, own_view, area.code in priorities, reason))
    return tuple(results)


def shown_areas(instrument: Instrument, answers: Answers, facts: AreaFacts) -> tuple[AreaResult, ...]:
    """Return the areas shown to the patient, at most three: own priorities first, in the order they were chosen.

    Then what reaches a cut-off, what the patient wants to talk about, and what the patient could look at.
    """
    results = area_results(instrument, answers, facts)
    chosen = answers.get(instrument.rules.priorities_item)
    order = {code: place for place, code in enumerate(chosen if isinstance(chosen, list | tuple) else ())}
    wanted = [each for each in results if each.is_priority or _rank(each) < len(_FIRST)]
    wanted.sort(key=lambda each: (not each.is_priority, order.get(each.area.code, 0), _rank(each), each.level is None))
    return tuple(wanted[: instrument.rules.most_shown])


def _rank(result: AreaResult) -> int:
    return min(_FIRST.get(word or "", len(_FIRST)) for word in (result.level, result.own_view))


def _level(instrument: Instrument, area: Area, answers: Answers, facts: AreaFacts) -> tuple[str | None, Reason]:
    if not area.cuts:
        return None, Reason("instruments.area_talking_point")
    cuts = [cut for cut in area.cuts if cut.sex in ("", facts.sex)]
    sex_unknown = not cuts
    if sex_unknown:
        cuts = [min(area.cuts, key=lambda cut: cut.at_least)]
    found = [(cut, value) for cut in cuts if (value := _value(instrument, cut, answers, facts)) is not None]
    if not found:
        return None, Reason("instruments.area_not_answered")
    reached = [(cut, value) for cut, value in found if value >= Decimal(str(cut.at_least))]
    cut, value = (reached or found)[0]
    values = {"source": cut.source, "value": plain(value), "cut": plain(cut.at_least)}
    if sex_unknown:
        return (WORTH_A_TALK if reached else GOING_WELL), Reason("instruments.area_sex_unknown", values)
    if reached:
        return WORTH_A_TALK, Reason("instruments.area_cut_reached", values)
    return GOING_WELL, Reason("instruments.area_below_cut", values)


def _value(instrument: Instrument, cut: Cut, answers: Answers, facts: AreaFacts) -> Decimal | None:
    if instrument.has(cut.of):
        return instrument.points(cut.of, answers.get(cut.of))
    return facts.totals.get(cut.of)
