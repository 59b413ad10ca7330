"""Age, and who may enter answers."""

from __future__ import annotations

from datetime import date

from teamlet.ground.reasons import Decision, Reason
from teamlet.records.patients.words import EntryMode

ADULT_AGE = 18


def age_on(birth_date: date, on: date) -> int:
    """Return completed years of age; somebody born on February 29 turns on March 1 in other years.

    Raises ``ValueError`` when the birth date lies after ``on``.
    """
    if birth_date > on:
        raise ValueError("nobody is born after the day that asks for the age")
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))


def staff_entry_only(birth_date: date | None, on: date) -> Decision[EntryMode]:
    """Decide who may enter answers: under 18, and when the birth date is not known, only staff."""
    if birth_date is None or birth_date > on:
        return Decision(EntryMode.STAFF_ONLY, (Reason("patients.birth_date_not_known"),))
    age = age_on(birth_date, on)
    if age < ADULT_AGE:
        return Decision(EntryMode.STAFF_ONLY, (Reason("patients.entry_by_staff", {"age": age}),))
    return Decision(EntryMode.ANYBODY, (Reason("patients.entry_by_anybody", {"age": age}),))
