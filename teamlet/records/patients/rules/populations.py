"""Who is in a population of focus, and by which evidence: the rule's lines held against facts that were read set-wise.

Pure: the same facts and the same day give the same members with the same evidence.  Race and payer are no facts here,
and nothing here has an order of patients.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import combinations
from typing import Any

from teamlet.content.readings import READINGS
from teamlet.content.schema.populations import Compare, EncounterKind, Line, LineKind, Population, Proof
from teamlet.records.patients.rules.age import age_on
from teamlet.records.patients.rules.sensitivity import sensitivity_of
from teamlet.records.patients.words import Sensitivity

ICD10_SYSTEMS = ("http://hl7.org/fhir/sid/icd-10-cm", "urn:oid:2.16.840.1.113883.6.90")
SNOMED_SYSTEMS = ("http://snomed.info/sct", "urn:oid:2.16.840.1.113883.6.96")
LOINC_SYSTEMS = ("http://loinc.org", "urn:oid:2.16.840.1.113883.6.1", "")
#: Classes of encounters (v3 ActCode) by where they took place.
ENCOUNTER_CLASSES: Mapping[EncounterKind, tuple[str, ...]] = {
    EncounterKind.OUTPATIENT: ("AMB", "HH", "VR", "FLD"),
    EncounterKind.EMERGENCY: ("EMER",),
    EncounterKind.HOSPITAL: ("IMP", "ACUTE", "NONAC", "OBSENC", "SS"),
}
#: Two outpatient diagnoses count when both lie in so many months.
VISIT_MONTHS = 24
ENCOUNTER_DIAGNOSIS = "encounter-diagnosis"

#: One fact that a membership rests on, as plain JSON values.
Evidence = dict[str, Any]
Members = dict[int, list[Evidence]]


@dataclass(frozen=True, slots=True)
class PersonOfPractice:
    """Somebody who may be in a population: alive, of this practice, not merged, on lists by their own leave."""

    birth_date: date | None
    sex: str
    language: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One active diagnosis of ``owner``; ``visit_day`` where it was made at an outpatient encounter."""

    owner: int
    id: int
    display: str
    category: str
    began_on: date | None
    visit_day: date | None
    label: str


@dataclass(frozen=True, slots=True)
class Value:
    """The reading that counts of one kind: the latest, or the lowest of the latest day; in the kind's own unit."""

    id: int
    value: Decimal
    comparator: str
    day: date
    label: str


@dataclass(frozen=True, slots=True)
class Encounters:
    """How many encounters of one kind lie in the months asked about, and the last of them."""

    times: int
    last_id: int
    last_day: date
    label: str


@dataclass(frozen=True, slots=True)
class Wish:
    """The newest answer to "do you want help with this?"."""

    id: int
    wants: bool
    said_on: date


@dataclass(slots=True)
class Facts:
    """Everything that the rules at hand ask for, by patient."""

    people: dict[int, PersonOfPractice] = field(default_factory=dict)
    #: By (is ICD-10-CM, code).
    diagnoses: dict[tuple[bool, str], list[Diagnosis]] = field(default_factory=dict)
    readings: dict[str, dict[int, Value]] = field(default_factory=dict)
    encounters: dict[tuple[EncounterKind, int], dict[int, Encounters]] = field(default_factory=dict)
    wishes: dict[int, dict[str, Wish]] = field(default_factory=dict)


@dataclass(slots=True)
class Needs:
    """What the facts must hold for some rules.  Of ``readings`` the months to look back; None = all."""

    diagnoses: list[Line] = field(default_factory=list)
    readings: dict[str, int | None] = field(default_factory=dict)
    encounters: set[tuple[EncounterKind, int]] = field(default_factory=set)
    wishes: bool = False


def months_before(on: date, months: int) -> date:
    """Return the same day ``months`` months earlier, or the last day of a shorter month."""
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def covers(line: Line, is_icd10: bool, code: str) -> bool:
    """Whether a diagnosis line names this code."""
    if not is_icd10:
        return code in line.snomed
    return _starts(code, line.icd10) and not _starts(code, line.icd10_except)


@cache
def _bare(code: str) -> str:
    return code.upper().replace(".", "").strip()


def _starts(code: str, starts: Iterable[str]) -> bool:
    bare = _bare(code)
    return any(bare.startswith(_bare(start)) for start in starts)


def needs_of(populations: Iterable[Population], find: Callable[[str], Population]) -> Needs:
    """Return what must be known to decide ``populations`` and all that they name."""
    needs, waiting, met = Needs(), list(populations), set()
    while waiting:
        population = waiting.pop()
        if population.id in met:
            continue
        met.add(population.id)
        for line in _lines(population):
            if line.kind is LineKind.DIAGNOSIS:
                needs.diagnoses.append(line)
            elif line.kind is LineKind.READING and line.reading:
                known = needs.readings.get(line.reading, 0)
                longest = None if known is None or line.months is None else max(known, line.months)
                needs.readings[line.reading] = longest
            elif line.kind is LineKind.ENCOUNTERS and line.encounter is not None:
                needs.encounters.add((line.encounter, line.months or 12))
            elif line.kind is LineKind.WISH:
                needs.wishes = True
            waiting += [find(name) for name in line.populations if name not in met]
    return needs


def labels_of(population: Population, evidence: Iterable[Evidence]) -> tuple[str, ...]:
    """Return the sensitivity labels of a membership: of its population and of what it rests on."""
    found = {population.sensitivity, *(str(each.get("label", "none")) for each in evidence)}
    return tuple(sorted(found - {"none", ""}))


class Deciding:
    """Decides populations over one set of facts; what a population names is decided once."""

    def __init__(self, facts: Facts, find: Callable[[str], Population], *, on: date) -> None:
        self.facts, self.on = facts, on
        self._find = find
        self._done: dict[str, Members] = {}
        self._deciding: set[str] = set()
        self._kinds: Mapping[LineKind, Callable[[Line], Members]] = {
            LineKind.DIAGNOSIS: self._diagnosis,
            LineKind.READING: self._reading,
            LineKind.AGE: self._age,
            LineKind.SEX: self._sex,
            LineKind.LANGUAGE: self._language,
            LineKind.ENCOUNTERS: self._encounters,
            LineKind.WISH: self._wish,
            LineKind.POPULATIONS: self._populations,
        }

    def members(self, population: Population) -> Members:
        """Return who is in ``population``, with the evidence.

        Raises ``LookupError`` for a rule that names a population that is not there, ``RecursionError`` for one that
        leads back to itself.
        """
        if population.id in self._deciding:
            raise RecursionError(population.id)
        self._deciding.add(population.id)
        try:
            return self._decide(population)
        finally:
            self._deciding.discard(population.id)

    def _named(self, name: str) -> Members:
        if name not in self._done:
            self._done[name] = self.members(self._find(name))
        return self._done[name]

    def _decide(self, population: Population) -> Members:
        found: Members | None = None
        # Groups that name what somebody has come first: they leave few people for those that only leave out.
        for group in sorted(population.all_of, key=lambda each: any(line.unless for line in each.any_of)):
            hits: Members = {}
            for line in group.any_of:
                within = None if found is None else found.keys()
                for owner, evidence in self._line(line, within).items():
                    hits.setdefault(owner, []).extend(evidence)
            if found is None:
                found = hits
            else:
                found = {owner: [*known, *hits[owner]] for owner, known in found.items() if owner in hits}
        return {owner: _telling_first(_once(evidence)) for owner, evidence in (found or {}).items()}

    def _line(self, line: Line, within: Any) -> Members:
        hits = self._kinds[line.kind](line)
        people = self.facts.people
        if not line.unless:
            return {owner: evidence for owner, evidence in hits.items() if owner in people}
        evidence = self._absence(line)
        return {
            owner: evidence for owner in (people if within is None else within) if owner in people and owner not in hits
        }

    def _absence(self, line: Line) -> list[Evidence]:
        if line.kind is LineKind.READING and line.compare is None and line.reading:
            label = _label_of_reading(line.reading)
            return [{"what": "no_reading", "reading": line.reading, "months": line.months, "label": label}]
        return []

    # --- each kind of line ---------------------------------------------------------------------------

    def _diagnosis(self, line: Line) -> Members:
        by_owner: dict[int, list[Diagnosis]] = {}
        for (is_icd10, code), rows in self.facts.diagnoses.items():
            if covers(line, is_icd10, code):
                for row in rows:
                    by_owner.setdefault(row.owner, []).append(row)
        found: Members = {}
        for owner, rows in by_owner.items():
            proof = self._proof(line, rows)
            if proof:
                found[owner] = proof
        return found

    def _proof(self, line: Line, rows: list[Diagnosis]) -> list[Evidence]:
        if line.proof is not Proof.VISITS:
            counted = [row for row in rows if line.proof is Proof.ANY or row.category != ENCOUNTER_DIAGNOSIS]
            if counted:
                first = min(counted, key=lambda row: (row.began_on or date.max, row.display, row.id))
                return [_diagnosed(first, first.began_on, "listed" if line.proof is Proof.LISTED else "active")]
        since = months_before(self.on, VISIT_MONTHS)
        days = {row.visit_day: row for row in sorted(rows, key=lambda row: -row.id) if row.visit_day is not None}
        held = sorted(day for day in days if since <= day <= self.on)
        apart = line.apart_days or 1
        pair = next(((one, two) for one, two in combinations(held, 2) if (two - one).days >= apart), None)
        if pair is None:
            return []
        last = held[-1]
        return [{**_diagnosed(days[last], last, "visits"), "times": len(held)}]

    def _reading(self, line: Line) -> Members:
        since = None if line.months is None else months_before(self.on, line.months)
        found: Members = {}
        unit = READINGS[line.reading or ""].unit
        for owner, value in self.facts.readings.get(line.reading or "", {}).items():
            if (since is None or value.day >= since) and _meets(value, line):
                found[owner] = [
                    {
                        "what": "reading",
                        "ref": f"reading:{value.id}",
                        "reading": line.reading,
                        "value": value.comparator + format(value.value.normalize(), "f"),
                        "unit": unit,
                        "day": value.day.isoformat(),
                        "label": value.label,
                    }
                ]
        return found

    def _age(self, line: Line) -> Members:
        found: Members = {}
        for owner, person in self.facts.people.items():
            if person.birth_date is None or person.birth_date > self.on:
                continue
            age = age_on(person.birth_date, self.on)
            if (line.age_from is None or age >= line.age_from) and (line.age_below is None or age < line.age_below):
                found[owner] = []
        return found

    def _sex(self, line: Line) -> Members:
        return {owner: [] for owner, person in self.facts.people.items() if person.sex == line.sex}

    def _language(self, line: Line) -> Members:
        spoken = {code.casefold() for code in line.spoken}
        found: Members = {}
        for owner, person in self.facts.people.items():
            code = person.language.casefold()
            if code and (code in spoken or code.split("-")[0] in spoken):
                found[owner] = []
        return found

    def _encounters(self, line: Line) -> Members:
        if line.encounter is None:
            return {}
        rows = self.facts.encounters.get((line.encounter, line.months or 12), {})
        return {
            owner: [
                {
                    "what": "encounters",
                    "ref": f"encounter:{row.last_id}",
                    "encounter": line.encounter.value,
                    "times": row.times,
                    "day": row.last_day.isoformat(),
                    "months": line.months,
                    "label": row.label,
                }
            ]
            for owner, row in rows.items()
            if row.times >= (line.times or 1)
        }

    def _wish(self, line: Line) -> Members:
        since = None if line.months is None else months_before(self.on, line.months)
        found: Members = {}
        for owner, wishes in self.facts.wishes.items():
            met = [
                {"what": "wish", "ref": f"wish:{wish.id}", "topic": topic, "day": wish.said_on.isoformat()}
                for topic, wish in sorted(wishes.items())
                if line.topic in ("any", topic) and wish.wants and (since is None or wish.said_on >= since)
            ]
            if met:
                found[owner] = met
        return found

    def _populations(self, line: Line) -> Members:
        needed = line.at_least or 1
        count: dict[int, int] = {}
        evidence: Members = {}
        for name in line.populations:
            for owner, rows in self._named(name).items():
                count[owner] = count.get(owner, 0) + 1
                evidence.setdefault(owner, []).extend(rows)
        return {owner: evidence[owner] for owner, times in count.items() if times >= needed}


def _lines(population: Population) -> list[Line]:
    return [line for group in population.all_of for line in group.any_of]


def _diagnosed(row: Diagnosis, day: date | None, how: str) -> Evidence:
    return {
        "what": "diagnosis",
        "ref": f"condition:{row.id}",
        "words": row.display,
        "how": how,
        "day": None if day is None else day.isoformat(),
        "label": row.label,
    }


def _meets(value: Value, line: Line) -> bool:
    """Whether a reading is beyond the line's limit; "<7" is under 7 and ">14" over 14, whatever they are exactly."""
    if line.compare is None or line.value is None:
        return True
    limit = Decimal(str(line.value))
    wants_high = line.compare in (Compare.ABOVE, Compare.AT_LEAST)
    if value.comparator[:1] == "<":
        return not wants_high and value.value <= limit
    if value.comparator[:1] == ">":
        return wants_high and value.value >= limit
    if line.compare is Compare.ABOVE:
        return value.value > limit
    if line.compare is Compare.AT_LEAST:
        return value.value >= limit
    if line.compare is Compare.BELOW:
        return value.value < limit
    return value.value <= limit


@cache
def _label_of_reading(reading: str) -> str:
    label = sensitivity_of(LOINC_SYSTEMS[0], READINGS[reading].loinc[0], "").status
    return Sensitivity(label).value


def _telling_first(evidence: list[Evidence]) -> list[Evidence]:
    """Return values, gaps, stays and wishes before diagnoses: they say why now."""
    if len(evidence) < 2:
        return evidence
    return sorted(evidence, key=lambda each: each["what"] == "diagnosis")


def _once(evidence: list[Evidence]) -> list[Evidence]:
    if len(evidence) < 2:
        return evidence
    kept: list[Evidence] = []
    for each in evidence:
        if each not in kept:
            kept.append(each)
    return kept
