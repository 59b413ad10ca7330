"""Finding meanings in what a person said, and facts in what is on record.

Words are compared whole, without accents and capitals; ``stem*`` matches a beginning, ``*ending`` an
end, ``#`` any number.  No regular expressions: a clinician can read and change every list.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from teamlet.content.schema import FactGroup, Pattern

#: Words in a medicine's label that do not name the medicine.
_NOT_A_NAME = frozenset(
    "oral tablet capsule solution extended release delayed hour hydrochloride sodium potassium calcium acid pack "
    "injectable injection topical cream ointment metered dose inhaler actuat spray patch release succinate tartrate "
    "besylate maleate sulfate acetate phosphate chewable prefilled syringe pen system drops powder suspension "
    "nasal transdermal daily with tableta capsula".split()
)
_LONGEST = 20000
_STOPS = frozenset(".;:!?¡¿,\n()[]")


@dataclass(frozen=True, slots=True)
class Fact:
    """One condition or medicine on record.

    ``system``: ``"icd10"``, ``"snomed"``, ``"rxnorm"``, their FHIR addresses, or empty.  ``since`` and
    ``until`` are the first and last day it holds; open ends are ``None``.
    """

    code: str = ""
    system: str = ""
    label: str = ""
    since: dt.date | None = None
    until: dt.date | None = None

    def holds(self, on: dt.date) -> bool:
        """Say whether the fact holds on that day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is on record of one person.  ``None`` = not known (never taken as *no*).

    ``age`` in whole years, ``bmi`` in kg/m².
    """

    conditions: tuple[Fact, ...] = ()
    medicines: tuple[Fact, ...] = ()
    pregnant: bool | None = None
    age: int | None = None
    bmi: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """A run of words without a stop between them; ``said`` are the same words as they were written."""

    words: tuple[str, ...]
    said: tuple[str, ...]


def clauses(text: str) -> tuple[Clause, ...]:
    """Split ``text`` at stops into words without accents and capitals.  Never raises."""
    found: list[Clause] = []
    words: list[str] = []
    said: list[str] = []

    def close() -> None:
        if words:
            found.append(Clause(tuple(words), tuple(said)))
            words.clear()
            said.clear()

    current = ""
    signs = text[:_LONGEST] + " "
    for place, sign in enumerate(signs):
        if sign in "'’`´":
            continue
        if sign.isalnum() or unicodedata.category(sign) in ("Mn", "Mc"):
            current += sign
            continue
        if current:
            words.append(_bare(current))
            said.append(current)
            current = ""
        if sign in _STOPS and not _inside_number(signs, place):
            close()
    close()
    return tuple(found)


def _inside_number(signs: str, place: int) -> bool:
    """Say whether the sign stands between two digits (``1,200``, ``16:8``)."""
    if not 0 < place < len(signs) - 1:
        return False
    return signs[place - 1].isdigit() and signs[place + 1].isdigit()


def _bare(word: str) -> str:
    spread = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in spread if not unicodedata.combining(sign))


@lru_cache(maxsize=8192)
def _phrase(phrase: str) -> tuple[str, ...]:
    return tuple(_bare(word) for word in phrase.replace("'", "").replace("-", " ").split())


def _fits(word: str, wanted: str) -> bool:
    if wanted == "#":
        return word.isdigit()
    if wanted.startswith("*"):
        return len(word) > len(wanted) - 1 and word.endswith(wanted[1:])
    if wanted.endswith("*"):
        return word.startswith(wanted[:-1])
    return word == wanted


def _at(words: Sequence[str], place: int, phrase: Sequence[str]) -> bool:
    if not phrase or place + len(phrase) > len(words):
        return False
    return all(_fits(words[place + step], wanted) for step, wanted in enumerate(phrase))


def _stands(words: Sequence[str], phrases: Iterable[str], first: int, last: int) -> bool:
    """Say whether one of ``phrases`` lies wholly between the places ``first`` and ``last`` (not included)."""
    part = words[max(first, 0) : max(last, 0)]
    present = frozenset(part)
    return any(
        _at(part, place, phrase)
        for phrase in map(_phrase, phrases)
        if _may_stand(phrase, present)
        for place in range(len(part))
    )


def _stands_directly_before(words: Sequence[str], phrases: Iterable[str], start: int) -> bool:
    return any(start >= len(phrase) and _at(words, start - len(phrase), phrase) for phrase in map(_phrase, phrases))


def find(text: Sequence[Clause], pattern: Pattern, *, own_medicines: Iterable[str] = ()) -> str | None:
    """Return the words of ``text`` that match ``pattern``, as they were written, or ``None``."""
    phrases = _phrases(pattern.words)
    then = _phrases(pattern.then)
    if pattern.then_own_medicines:
        then = (*then, *((_stem(word),) for word in own_medicines))
    needs_then = bool(pattern.then) or pattern.then_own_medicines
    for clause in text:
        words = clause.words
        present = frozenset(words)
        for phrase in phrases:
            if not _may_stand(phrase, present):
                continue
            for start in range(len(words) - len(phrase) + 1):
                if not _at(words, start, phrase):
                    continue
                end: int | None = start + len(phrase)
                if needs_then:
                    end = _then_end(words, start + len(phrase), then, pattern.within)
                if end is not None and not _ruled_out(pattern, words, start, end):
                    return " ".join(clause.said[start:end])
    return None


@lru_cache(maxsize=2048)
def _phrases(phrases: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(map(_phrase, phrases))


def _may_stand(phrase: Sequence[str], present: frozenset[str]) -> bool:
    """Say quickly that a phrase cannot be there: its first whole word is not among the words."""
    first = phrase[0]
    return first in present or first == "#" or first.startswith("*") or first.endswith("*")


def _ruled_out(pattern: Pattern, words: Sequence[str], start: int, end: int) -> bool:
    return (
        _stands_directly_before(words, pattern.denied_by, start)
        or _stands(words, pattern.unless_before, start - pattern.near, start)
        or _stands(words, pattern.unless_after, end, end + pattern.near)
        or _stands(words, pattern.unless, 0, len(words))
    )


def _stem(name: str) -> str:
    """``sertraline`` → ``sertralin*``: the name in English and in Spanish."""
    return (name[:-1] if name.endswith(("e", "a")) else name) + "*"


def _then_end(words: Sequence[str], start: int, phrases: Sequence[Sequence[str]], within: int) -> int | None:
    for place in range(start, min(start + within, len(words))):
        for phrase in phrases:
            if _at(words, place, phrase):
                return place + len(phrase)
    return None


def find_any(
    text: Sequence[Clause],
    patterns: Mapping[str, Sequence[Pattern]],
    *,
    own_medicines: Iterable[str] = (),
) -> str | None:
    """Return the first match in any language, or ``None``."""
    own = tuple(own_medicines)
    for by_language in patterns.values():
        for pattern in by_language:
            said = find(text, pattern, own_medicines=own)
            if said is not None:
                return said
    return None


# --- facts --------------------------------------------------------------------------------------------


def facts_of(group: FactGroup, facts: Facts, *, on: dt.date) -> tuple[str, ...]:
    """Return the labels of what is on record for ``group`` on that day; empty when nothing is."""
    found = [each.label or each.code for each in facts.conditions if each.holds(on) and _is_condition(each, group)]
    found += [each.label or each.code for each in facts.medicines if each.holds(on) and _is_medicine(each, group)]
    if group.pregnant and facts.pregnant:
        found.append("pregnancy")
    adult = facts.age is None or facts.age >= 18
    if group.bmi_below is not None and facts.bmi is not None and adult and facts.bmi < Decimal(str(group.bmi_below)):
        found.append(f"BMI {facts.bmi}")
    if facts.age is not None and (
        (group.age_from is not None and facts.age >= group.age_from)
        or (group.age_below is not None and facts.age < group.age_below)
    ):
        found.append(f"age {facts.age}")
    return tuple(dict.fromkeys(found))


def _system(fact: Fact) -> str:
    system = fact.system.casefold()
    for name, marks in (("icd10", ("icd-10", "icd10")), ("snomed", ("snomed", "/sct")), ("rxnorm", ("rxnorm",))):
        if any(mark in system for mark in marks):
            return name
    return ""


def _is_condition(fact: Fact, group: FactGroup) -> bool:
    system = _system(fact)
    code = fact.code.strip().upper().replace(".", "")
    if system in ("icd10", "") and code:
        begins = any(code.startswith(start.replace(".", "")) for start in group.icd10)
        if begins and not any(code.startswith(start.replace(".", "")) for start in group.icd10_except):
            return True
    if system in ("snomed", "") and code in group.snomed:
        return True
    return _label_says(fact.label, group.condition_words, group.condition_words_except)


def _is_medicine(fact: Fact, group: FactGroup) -> bool:
    if _system(fact) in ("rxnorm", "") and fact.code.strip() in group.rxnorm:
        return True
    return _label_says(fact.label, group.medicine_words, group.medicine_words_except)


@lru_cache(maxsize=4096)  # labels are a small vocabulary of conditions and medicines
def _label_words(label: str) -> tuple[str, ...]:
    return tuple(word for clause in clauses(label) for word in clause.words)


@lru_cache(maxsize=65536)
def _label_says(label: str, wanted: tuple[str, ...], unwanted: tuple[str, ...]) -> bool:
    if not label or not wanted:
        return False
    words = _label_words(label)
    if _stands(words, unwanted, 0, len(words)):
        return False
    return _stands(words, wanted, 0, len(words))


def medicine_names(facts: Facts, *, on: dt.date) -> frozenset[str]:
    """Return the words by which a person may name the medicines on record (``metformin``, ``lasix``)."""
    names: set[str] = set()
    for medicine in facts.medicines:
        if not medicine.holds(on):
            continue
        words = _label_words(medicine.label)
        names.update(word for word in words if len(word) > 4 and word.isalpha() and word not in _NOT_A_NAME)
    return frozenset(names)
