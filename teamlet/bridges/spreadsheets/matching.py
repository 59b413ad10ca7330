"""Whose an appointment is: by record number or identifier, never by name and birth date alone.  Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from teamlet.bridges.spreadsheets.cells import is_shortened
from teamlet.bridges.spreadsheets.columns import plain
from teamlet.bridges.spreadsheets.rows import Said
from teamlet.ground.reasons import Reason
from teamlet.records.patients.rules import PersonFacts, look_alikes
from teamlet.records.patients.words import Likeness


@dataclass(frozen=True, slots=True)
class Candidate:
    """A patient who answers to a number."""

    id: int
    given: str
    family: str
    called: str
    birth_date: date | None
    deceased_on: date | None


def whose(said: Said, found: Collection[Candidate]) -> Candidate | Reason:
    """Return the patient, or why nobody can say.

    The number decides; the name and birth date the line gives must then agree with it: a number of somebody
    else is a slip that must not open the wrong chart.
    """
    values = {"said": said.record_number[:40]}
    if not found:
        if not said.record_number:
            return Reason("spreadsheets.reference_unknown" if said.reference else "spreadsheets.no_number")
        short = is_shortened(said.record_number)
        return Reason("spreadsheets.number_shortened" if short else "spreadsheets.number_unknown", values)
    if len(found) > 1:
        return Reason("spreadsheets.number_ambiguous", values)
    (person,) = found
    if (said.given or said.family) and not _same_name(said, person):
        return Reason("spreadsheets.other_name", values)
    if said.birth_date and person.birth_date and said.birth_date != person.birth_date:
        return Reason("spreadsheets.other_birth_date", values)
    if person.deceased_on is not None and person.deceased_on < said.day:
        return Reason("spreadsheets.deceased", values)
    return person


def _same_name(said: Said, person: Candidate) -> bool:
    asked = PersonFacts(said.given, said.family, said.birth_date)
    names = [(person.given, person.family)]
    if person.called:
        names.append((person.called, person.family))
    if any(
        look_alikes(asked, PersonFacts(*name, person.birth_date)).status is not Likeness.DIFFERENT for name in names
    ):
        return True
    # Schedules leave out second names and write initials: every word said must begin one of the patient's.
    words = plain(f"{person.given} {person.family} {person.called}").split()
    said_words = plain(f"{said.given} {said.family}").split()
    return len(said_words) > 1 and all(any(word.startswith(part) for word in words) for part in said_words)


class Staff:
    """The people of a practice by the names that schedules give them."""

    def __init__(self, people: Collection[tuple[int, str, str, str]]) -> None:
        """Take (membership, name, called, e-mail) of the people."""
        self.by_name: dict[str, set[int]] = {}
        for number, name, called, email in people:
            for word in {_bare(name), _bare(called), email.casefold(), _bare(name).split(" ")[-1]}:
                if word:
                    self.by_name.setdefault(word, set()).add(number)

    def find(self, said: str) -> int | None:
        """Return the membership of whom a schedule names, None when nobody or several answer."""
        given, comma, rest = said.partition(",")
        tries = [said.casefold(), _bare(said)]
        if comma:
            tries += [_bare(f"{rest} {given}"), _bare(given)]
        for name in tries:
            found = self.by_name.get(name, set())
            if len(found) == 1:
                return next(iter(found))
        return None


_TITLES = frozenset("dr dra doctor doctora md do np pa rn pac fnp aprn phd mr mrs ms prof".split())


def _bare(name: str) -> str:
    return " ".join(word for word in plain(name).split() if word not in _TITLES)
