"""“Anything new or worrying?”: how soon somebody licensed must act.

The signs, limits and scripts are reviewed content (kind ``red_flags``); here is only how they are
applied.  The answer is the most urgent tier that anything reaches, with every reason, most urgent
first.  Every reading counts.  Nothing is converted: a reading whose unit no rule knows is handed to a
person on the same day.  Software only routes; a licensed person decides and closes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from teamlet.content import library
from teamlet.content.matching import Fact, Facts, clauses, facts_of, find_any
from teamlet.content.schema import ReadingRule, RedFlagList, Script, Symptom, Tier
from teamlet.ground.reasons import Decision, Reason

__all__ = ["Answers", "Fact", "Facts", "Reading", "Tier", "asked_of", "named", "route", "scripts_for", "shipped"]

_URGENCY = (Tier.NONE, Tier.SAME_DAY, Tier.WITHIN_HOUR, Tier.NOW_911)
_WEEK = 7
_MEASURES_KNOWN = ("glucose", "systolic", "diastolic", "weight", "peak_flow")
#: Spellings of one and the same unit.  Different units are never converted.
_SAME_UNIT = {
    "mg/dl": "mg/dL",
    "mmol/l": "mmol/L",
    "mmhg": "mm[Hg]",
    "mm hg": "mm[Hg]",
    "mm[hg]": "mm[Hg]",
    "lb": "[lb_av]",
    "lbs": "[lb_av]",
    "pound": "[lb_av]",
    "pounds": "[lb_av]",
    "[lb_av]": "[lb_av]",
    "kg": "kg",
    "kilos": "kg",
    "%": "% of best",
    "% of best": "% of best",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading.  ``measure``: glucose, systolic, diastolic, weight or peak_flow; ``unit`` as stored.

    ``at``: when it was taken, aware (UTC or the practice's zone) or naive; all alike in one call.
    """

    measure: str
    value: Decimal
    unit: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Answers:
    """What the patient answered: signs picked from the list, their own words, and *worried* yes or no."""

    symptoms: frozenset[str] = frozenset()
    words: str = ""
    worried: bool | None = None


def shipped() -> RedFlagList:
    """Return the newest shipped list."""
    return library.load_as(RedFlagList, "contacts")


def asked_of(facts: Facts, *, on: dt.date, content: RedFlagList | None = None) -> tuple[Symptom, ...]:
    """Return the signs to ask this person for: those for everybody and those of their conditions."""
    known = content or shipped()
    groups = {group.code: bool(facts_of(group, facts, on=on)) for group in known.fact_groups}
    return tuple(
        symptom
        for symptom in known.symptoms
        if not symptom.conditions or any(groups[code] for code in symptom.conditions)
    )


def named(answers: Answers, *, content: RedFlagList | None = None) -> dict[str, str]:
    """Return the signs named: picked (empty text) or found in the patient's words (those words)."""
    known = content or shipped()
    found = {symptom.code: "" for symptom in known.symptoms if symptom.code in answers.symptoms}
    text = clauses(answers.words)
    for symptom in known.symptoms:
        said = find_any(text, symptom.words) if text else None
        if said is not None:
            found.setdefault(symptom.code, said)
    return found


def route(
    answers: Answers,
    readings: Iterable[Reading] = (),
    facts: Facts | None = None,
    *,
    on: dt.date,
    zone: dt.tzinfo | None = None,
    content: RedFlagList | None = None,
) -> Decision[Tier]:
    """Return how soon somebody licensed must act, with every reason, most urgent first.

    A sign named counts whether or not its condition is on record.  ``worried`` without any sign on the
    list is looked at on the same day.  ``on`` is the practice's civil day and ``zone`` its time zone: a reading
    belongs to the day it was there (without ``zone``, to the day as ``at`` is written).  Readings after ``on``
    count as of ``on``.  Never raises for any words; unknown symptom codes are taken as a worry.
    """
    known = content or shipped()
    taken = tuple(_where_it_was(each, zone) for each in readings)
    record = facts or Facts()
    signs = named(answers, content=known)
    groups = {group.code: bool(facts_of(group, record, on=on)) for group in known.fact_groups}
    found = [
        (symptom.tier, _sign_reason(symptom, signs[symptom.code]))
        for symptom in known.symptoms
        if symptom.code in signs
    ]
    for rule in known.readings:
        if rule.facts and not any(groups[code] for code in rule.facts):
            continue
        if rule.with_symptoms and not any(code in signs for code in rule.with_symptoms):
            continue
        if any(code in signs for code in rule.without_symptoms):
            continue
        hits = _hits(rule, taken, on)
        if hits:
            found.append((rule.tier, _reading_reason(rule, hits)))
    found.extend((Tier.SAME_DAY, reason) for reason in _unreadable(known, taken))
    unknown = answers.symptoms - {symptom.code for symptom in known.symptoms}
    if unknown or (answers.worried and not signs):
        found.append((Tier.SAME_DAY, Reason("content.red_flag_worry")))
    if not found:
        return Decision(Tier.NONE, (Reason("content.no_red_flag"),))
    found.sort(key=lambda each: _URGENCY.index(each[0]), reverse=True)
    return Decision(found[0][0], tuple(reason for _, reason in found))


def scripts_for(
    tier: Tier,
    symptoms: Iterable[str] = (),
    *,
    content: RedFlagList | None = None,
) -> tuple[Script, ...]:
    """Return what to say and do in ``tier``; scripts for one of ``symptoms`` come first."""
    known = content or shipped()
    signs = set(symptoms)
    fitting = [script for script in known.scripts if script.tier is tier]
    special = [script for script in fitting if script.symptoms and signs.intersection(script.symptoms)]
    return (*special, *(script for script in fitting if not script.symptoms))


def _sign_reason(symptom: Symptom, said: str) -> Reason:
    if said:
        return Reason("content.red_flag_words", {"symptom": symptom.code, "words": said})
    return Reason("content.red_flag_symptom", {"symptom": symptom.code})


def _reading_reason(rule: ReadingRule, hits: Sequence[Reading]) -> Reason:
    shown = ", ".join(f"{hit.value} {hit.unit} ({hit.at:%Y-%m-%d})" for hit in hits)
    return Reason("content.red_flag_reading", {"rule": rule.code, "readings": shown})


def _unit(unit: str) -> str:
    return _SAME_UNIT.get(unit.strip().casefold(), unit.strip())


def _where_it_was(reading: Reading, zone: dt.tzinfo | None) -> Reading:
    """Return the reading with its instant in the practice's time; a naive one is there already."""
    if zone is None or reading.at.tzinfo is None:
        return reading
    return replace(reading, at=reading.at.astimezone(zone))


def _age_in_days(reading: Reading, on: dt.date) -> int:
    return max((on - reading.at.date()).days, 0)


def _hits(rule: ReadingRule, readings: Sequence[Reading], on: dt.date) -> tuple[Reading, ...]:
    """Return the readings that make the rule hold, newest first; empty when it does not."""
    same = [
        each
        for each in readings
        if each.measure == rule.measure and _unit(each.unit) == rule.unit and each.value.is_finite()
    ]
    same.sort(key=lambda each: each.at, reverse=True)
    if rule.gain_at_least is not None:
        return _gain(rule, same, on)
    inside = [each for each in same if _age_in_days(each, on) < rule.within_days and _beyond(rule, each.value)]
    instants: dict[dt.datetime, Reading] = {}
    for each in inside:
        instants.setdefault(each.at, each)
    return tuple(instants.values()) if len(instants) >= rule.times else ()


def _beyond(rule: ReadingRule, value: Decimal) -> bool:
    if rule.below is not None and not value < Decimal(str(rule.below)):
        return False
    if rule.above is not None and not value > Decimal(str(rule.above)):
        return False
    return rule.at_least is None or value >= Decimal(str(rule.at_least))


def _gain(rule: ReadingRule, newest_first: Sequence[Reading], on: dt.date) -> tuple[Reading, ...]:
    """A rise between any two readings at most ``within_days`` apart, the later one of the last 7 days."""
    limit = Decimal(str(rule.gain_at_least))
    for place, later in enumerate(newest_first):
        if _age_in_days(later, on) > _WEEK:
            break
        for earlier in newest_first[place + 1 :]:
            apart = (later.at.date() - earlier.at.date()).days
            if apart > rule.within_days:
                break
            if later.value - earlier.value >= limit:
                return (later, earlier)
    return ()


def _unreadable(known: RedFlagList, readings: Sequence[Reading]) -> list[Reason]:
    units = {(rule.measure, rule.unit) for rule in known.readings}
    return [
        Reason("content.red_flag_unreadable", {"value": str(each.value), "unit": each.unit})
        for each in readings
        if each.measure in _MEASURES_KNOWN
        and ((each.measure, _unit(each.unit)) not in units or not each.value.is_finite())
    ]
