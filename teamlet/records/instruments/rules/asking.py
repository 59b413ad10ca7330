"""Which instruments and items a patient is asked, and what follows a positive screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from teamlet.content import instruments as shipped
from teamlet.content.instruments import Instrument
from teamlet.content.schema import Author, Mode, Need
from teamlet.ground.reasons import Decision, Reason
from teamlet.records.instruments.rules.answers import Answers
from teamlet.records.instruments.rules.scoring import cut_of, plain, score
from teamlet.records.instruments.rules.words import Following, MayAsk, ScoreState

ADULT_AGE = 18


@dataclass(frozen=True, slots=True)
class AskFacts:
    """What is known of a patient when questions are chosen.

    ``age`` in whole years, ``None`` = not known.  ``last``: the day each ``(instrument, item)`` was last
    answered.  ``risk_by_link``: the practice may ask about danger from afar (everything is named and a
    channel exists).  ``covered``: somebody named answers alerts now.  ``mode`` and ``author``: how and by
    whom the questions will be answered.
    """

    language: str
    age: int | None
    mode: Mode
    author: Author = Author.PATIENT
    has_plan: bool = False
    pregnant: bool | None = None
    known_depression: bool = False
    last: Mapping[tuple[str, str], date] = field(default_factory=dict)
    risk_by_link: bool = False
    covered: bool = False


@dataclass(frozen=True, slots=True)
class AskSettings:
    """A practice's choices: most items before a visit, instruments not used, intervals (days) and cut-offs by id."""

    limit: int = 10
    switched_off: frozenset[str] = frozenset()
    intervals: Mapping[str, int] = field(default_factory=dict)
    positive_from: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AskedPart:
    """One instrument of a form: its reference (``phq_2@1``) and the items asked, in the file's order."""

    key: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An instrument, or one item of it, that is not asked, and why."""

    key: str
    item: str
    decision: Decision[MayAsk]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked before a visit, what staff ask at the visit instead, and what is left out with its reasons."""

    parts: tuple[AskedPart, ...]
    at_visit: tuple[AskedPart, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def items(self) -> int:
        """How many items are asked before the visit."""
        return sum(len(part.items) for part in self.parts)


# --- one instrument -----------------------------------------------------------------------------------------


def may_ask(
    instrument: Instrument, facts: AskFacts, *, on: date, settings: AskSettings | None = None
) -> Decision[MayAsk]:
    """Decide whether this patient is asked the instrument on that day.

    Every reason against is named.  ``AT_VISIT``: not this way, but staff can ask it when the patient is here.
    Its interval counts from the last answer to any of its items, or of the instrument it leads to.
    """
    known = settings or AskSettings()
    rules = instrument.rules
    against = list(_not_made_for(instrument, facts, known))
    lately = _lately(instrument, facts, on, known)
    if lately is not None:
        against.append(lately)
    if against:
        return Decision(MayAsk.NO, tuple(against))
    elsewhere = []
    if facts.author not in rules.authors:
        elsewhere.append(Reason("instruments.author_outside"))
    if facts.mode not in rules.modes:
        elsewhere.append(Reason("instruments.mode_outside"))
    if facts.mode is not Mode.STAFF and (facts.age is None or facts.age < ADULT_AGE):
        elsewhere.append(Reason("instruments.entry_by_staff"))
    if rules.risks and facts.mode is Mode.LINK and not facts.risk_by_link:
        elsewhere.append(Reason("instruments.risk_remote_off"))
    if elsewhere:
        return Decision(MayAsk.AT_VISIT, tuple(elsewhere))
    return Decision(MayAsk.YES, (Reason("instruments.asked_now"),))


def _not_made_for(instrument: Instrument, facts: AskFacts, settings: AskSettings) -> Iterator[Reason]:
    rules = instrument.rules
    if instrument.id in settings.switched_off:
        yield Reason("instruments.switched_off")
    if not instrument.speaks(facts.language):
        yield Reason("instruments.wording_lacking", {"language": facts.language})
    if rules.age_from is None and rules.age_to is None:
        return
    if facts.age is None:
        yield Reason("instruments.age_unknown")
    elif facts.age < (rules.age_from or 0) or (rules.age_to is not None and facts.age > rules.age_to):
        yield Reason("instruments.age_outside", {"age": facts.age})


def _lately(instrument: Instrument, facts: AskFacts, on: date, settings: AskSettings) -> Reason | None:
    days = settings.intervals.get(instrument.id, instrument.rules.interval_days)
    names = {instrument.id, instrument.rules.leads_to}
    answered = [day for (name, _item), day in facts.last.items() if name in names]
    return _within(max(answered, default=None), days, on)


def _within(last: date | None, days: int, on: date) -> Reason | None:
    """Return the reason not to ask again before ``days`` days have passed since ``last``."""
    if last is None or days < 1 or (on - last).days >= days:
        return None
    return Reason("instruments.asked_lately", {"date": last.isoformat(), "days": days})


# --- before a visit -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is asked or left out together: one item of a form, or a whole instrument."""

    instrument: Instrument
    items: tuple[str, ...]
    place: int
    is_core: bool = False


def which_parts(
    facts: AskFacts,
    *,
    on: date,
    settings: AskSettings | None = None,
    instruments: Sequence[Instrument] | None = None,
) -> Asked:
    """Return what this patient is asked before a visit, at most ``settings.limit`` items.

    The core questions come first whatever the limit; then units by their place, each only if it fits whole.
    A question that may follow another counts too.  Nothing is asked again inside its interval.  Who is known
    to have depression is asked the PHQ-9 and not the PHQ-2; where that does not fit, or may not be asked
    this way, it stands in ``at_visit``.  ``instruments``: those in force at the practice (default: as shipped).
    """
    known = settings or AskSettings()
    candidates, left_out = _candidates(facts, instruments)
    units: list[_Unit] = []
    at_visit: list[AskedPart] = []
    for instrument in candidates:
        decision = may_ask(instrument, facts, on=on, settings=known)
        if decision.status is MayAsk.YES:
            due, not_due = _units(instrument, facts, on)
            units.extend(due)
            left_out.extend(not_due)
            continue
        if decision.status is MayAsk.AT_VISIT:
            due, _ = _units(instrument, facts, on)
            at_visit.append(AskedPart(instrument.key, _in_order(instrument, [i for unit in due for i in unit.items])))
        left_out.append(LeftOut(instrument.key, "", decision))
    chosen, over = _fit(units, known.limit)
    left_out.extend(
        LeftOut(
            unit.instrument.key,
            unit.items[0] if unit.instrument.rules.asked else "",
            Decision(MayAsk.NO, (Reason("instruments.over_the_limit", {"limit": known.limit}),)),
        )
        for unit in over
    )
    at_visit.extend(AskedPart(unit.instrument.key, unit.items) for unit in over if unit.instrument.rules.risks)
    return Asked(_parts(chosen), tuple(part for part in at_visit if part.items), tuple(left_out))


def _candidates(facts: AskFacts, instruments: Sequence[Instrument] | None) -> tuple[list[Instrument], list[LeftOut]]:
    """Return the instruments asked as a routine; with depression known, the longer one instead of its screen."""
    all_known = shipped.all_instruments() if instruments is None else instruments
    by_id = {instrument.id: instrument for instrument in all_known}
    candidates, left_out = [], []
    for instrument in all_known:
        if not instrument.rules.routine:
            continue
        instead = by_id.get(instrument.rules.instead)
        if facts.known_depression and instead is not None:
            candidates.append(instead)
            left_out.append(LeftOut(instrument.key, "", Decision(MayAsk.NO, (Reason("instruments.other_instead"),))))
        else:
            candidates.append(instrument)
    return candidates, left_out


def asked_items(instrument: Instrument, facts: AskFacts) -> tuple[str, ...]:
    """Return the items of an instrument that this patient can be asked at all, in the file's order.

    Items for staff are left to staff; an area with an age or pregnancy rule is left out by it (weight: under 20,
    in pregnancy, or with the age not known).
    """
    is_staff = facts.author is Author.STAFF or facts.mode is Mode.STAFF
    left_out = set() if is_staff else set(instrument.rules.staff_items)
    for area in instrument.rules.areas:
        too_young = area.age_from is not None and (facts.age is None or facts.age < area.age_from)
        if too_young or (area.not_in_pregnancy and facts.pregnant):
            left_out.add(area.item)
    return tuple(item.id for item in instrument.items if item.id not in left_out)


def _units(instrument: Instrument, facts: AskFacts, on: date) -> tuple[list[_Unit], list[LeftOut]]:
    rules = instrument.rules
    possible = asked_items(instrument, facts)
    if not rules.asked:
        return [_Unit(instrument, possible, rules.place)], []
    units, left_out = [], []
    wanted = {Need.ALWAYS, Need.PLAN if facts.has_plan else Need.NO_PLAN}
    for asked in rules.asked:
        if asked.needs not in wanted or asked.item not in possible:
            continue
        lately = _within(facts.last.get((instrument.id, asked.item)), asked.interval_days, on)
        if lately is None:
            units.append(_Unit(instrument, (asked.item,), asked.place, asked.core))
        else:
            left_out.append(LeftOut(instrument.key, asked.item, Decision(MayAsk.NO, (lately,))))
    return units, left_out


def _fit(units: Sequence[_Unit], limit: int) -> tuple[list[_Unit], list[_Unit]]:
    chosen, over, many = [], [], 0
    for unit in sorted(units, key=lambda unit: (not unit.is_core, unit.place)):
        if unit.is_core or many + len(unit.items) <= limit:
            chosen.append(unit)
            many += len(unit.items)
        else:
            over.append(unit)
    return chosen, over


def _parts(units: Sequence[_Unit]) -> tuple[AskedPart, ...]:
    """Join units by instrument: core questions first, then the file's order."""
    groups: dict[str, list[_Unit]] = {}
    for unit in units:
        groups.setdefault(unit.instrument.key, []).append(unit)
    parts = []
    for key, group in groups.items():
        instrument = group[0].instrument
        core = [item for unit in group if unit.is_core for item in unit.items]
        others = [item for unit in group if not unit.is_core for item in unit.items]
        parts.append(AskedPart(key, (*core, *_in_order(instrument, others))))
    return tuple(parts)


def _in_order(instrument: Instrument, items: Sequence[str]) -> tuple[str, ...]:
    return tuple(item.id for item in instrument.items if item.id in items)


# --- after a screen -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NextPart:
    """What follows an answered screen.

    ``part`` is set when it is asked on; ``carried`` are the answers that both have in common and that are
    not asked again.
    """

    decision: Decision[Following]
    part: AskedPart | None = None
    carried: Mapping[str, object] = field(default_factory=dict)


def next_part(
    instrument: Instrument,
    answers: Answers,
    facts: AskFacts,
    *,
    settings: AskSettings | None = None,
    instruments: Sequence[Instrument] | None = None,
) -> NextPart:
    """Decide what follows when the questions of a screen were answered.

    PHQ-2 from its cut-off (3 unless the practice set another; what was answered may already reach it) →
    PHQ-9 at once, where it may be asked.  By link it may not until the practice has named who answers: inside
    covered hours it is asked in person, outside them the crisis line is shown and staff call; item 9 is not
    asked.  In the practice it is asked on.  The interval of the PHQ-9 does not hold it back here.
    """
    known = settings or AskSettings()
    scoring = instrument.rules.scoring
    cut = None if scoring is None else known.positive_from.get(instrument.id, cut_of(scoring))
    if not instrument.rules.leads_to or scoring is None or cut is None:
        return NextPart(Decision(Following.NOTHING, (Reason("instruments.nothing_follows"),)))
    found = score(instrument, answers)
    values = {"cut": plain(cut), "total": plain(found.at_least or 0)}
    if found.at_least is None or found.at_least < cut:
        if found.state is ScoreState.INCOMPLETE and found.answered:
            return NextPart(Decision(Following.ASK_IN_PERSON, (Reason("instruments.screen_open"),)))
        return NextPart(Decision(Following.NOTHING, (Reason("instruments.below_cut", values),)))
    others = {each.id: each for each in (shipped.all_instruments() if instruments is None else instruments)}
    longer = others.get(instrument.rules.leads_to)
    if longer is None:
        return NextPart(Decision(Following.ASK_IN_PERSON, (Reason("instruments.screen_positive_in_person", values),)))
    if facts.mode is Mode.LINK and not facts.covered and longer.rules.risks:
        return NextPart(Decision(Following.CRISIS_TEXT, (Reason("instruments.screen_positive_uncovered", values),)))
    fresh = AskFacts(
        language=facts.language,
        age=facts.age,
        mode=facts.mode,
        author=facts.author,
        risk_by_link=facts.risk_by_link,
    )
    allowed = may_ask(longer, fresh, on=date.max, settings=known)
    if allowed.status is not MayAsk.YES:
        in_person = Reason("instruments.screen_positive_in_person", values)
        return NextPart(Decision(Following.ASK_IN_PERSON, (in_person, *allowed.reasons)))
    carried = {item.id: answers[item.id] for item in longer.items if answers.get(item.id) is not None}
    rest = tuple(item for item in asked_items(longer, facts) if item not in carried)
    positive = Reason("instruments.screen_positive", values)
    return NextPart(Decision(Following.ASK_NEXT, (positive,)), AskedPart(longer.key, rest), carried)
