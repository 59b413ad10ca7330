"""Patients who may be taken for each other, or who may be one person twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from teamlet.ground.reasons import Decision, Reason
from teamlet.records.patients.rules.names import fold, one_slip, sound_of
from teamlet.records.patients.words import Likeness

#: Shorter names differ by one letter too often (Mark, Mary) for a slip to mean anything.
LEAST_LETTERS = 5


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What a look-alike check compares."""

    given: str
    family: str
    birth_date: date | None = None


def _close(first: date | None, second: date | None) -> bool:
    """Say whether two birth dates differ in one digit, or only by day and month swapped."""
    if first is None or second is None or first == second:
        return False
    if first.year == second.year and (first.month, first.day) == (second.day, second.month):
        return True
    mine, yours = first.strftime("%Y%m%d"), second.strftime("%Y%m%d")
    return sum(one != other for one, other in zip(mine, yours, strict=True)) == 1


def _alike(first: str, second: str) -> bool:
    """Say whether two folded parts of a name look or sound alike, word for word in any order."""
    mine, yours = first.split(), second.split()
    if not mine or not yours:
        return False
    few, many = sorted((mine, yours), key=len)
    return all(
        any(
            word == other
            or sound_of(word) == sound_of(other)
            or (min(len(word), len(other)) >= LEAST_LETTERS and one_slip(word, other))
            for other in many
        )
        for word in few
    )


def look_alikes(first: PersonFacts, second: PersonFacts) -> Decision[Likeness]:
    """Say how easily two patients may be taken for each other.

    *Maybe the same*: the same or a similar name with the same birth date, or the same name with a
    birth date that differs in one place.  *Alike*: the same or a similar name with another birth
    date, or one shared name and the same birth date (twins, a changed family name).  Given and
    family name may be swapped.  Sex never tells two people apart here: it may be wrong as well.
    """
    given_one, family_one = fold(first.given), fold(first.family)
    given_two, family_two = fold(second.given), fold(second.family)
    one, two = f"{given_one} {family_one}".split(), f"{given_two} {family_two}".split()
    same_day = first.birth_date is not None and first.birth_date == second.birth_date
    close_day = _close(first.birth_date, second.birth_date)

    same_name = bool(one) and sorted(one) == sorted(two)
    similar_name = not same_name and (
        (_alike(given_one, given_two) and _alike(family_one, family_two))
        or (_alike(given_one, family_two) and _alike(family_one, given_two))
    )
    reasons: list[Reason] = []
    if same_name:
        reasons.append(Reason("patients.same_name"))
    elif similar_name:
        reasons.append(Reason("patients.similar_name"))
    elif same_day and family_one and set(family_one.split()) & set(family_two.split()):
        reasons.append(Reason("patients.same_family_name"))
    elif same_day and given_one and set(given_one.split()) & set(given_two.split()):
        reasons.append(Reason("patients.same_given_name"))
    if not reasons:
        return Decision(Likeness.DIFFERENT, (Reason("patients.not_alike"),))
    if same_day:
        reasons.append(Reason("patients.same_birth_date"))
    elif close_day:
        reasons.append(Reason("patients.close_birth_date"))
    if (same_day and (same_name or similar_name)) or (same_name and close_day):
        return Decision(Likeness.MAYBE_THE_SAME, tuple(reasons))
    return Decision(Likeness.ALIKE, tuple(reasons))
