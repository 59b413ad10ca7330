"""What a resource's mapper is given: whose it is, where to write, and whom to ask for other resources."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from teamlet.bridges.fhir.shapes import Concept, Period, Reference, coding_of, day_of, moment_of, words_of
from teamlet.records.patients.actions.storing import Batch, Person
from teamlet.records.patients.rules import sensitivity_of

#: As much of a date as FHIR allows to be written; it has no day, and nothing is wrong with it.
_MONTH_OR_YEAR = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?")


@dataclass(slots=True)
class Place:
    """One resource on its way into the batch.

    ``find(kind, reference)`` gives the row number, or the identifier of a row in the same batch, of a
    practitioner or an organization; ``medicine`` the coding and words of a Medication, ``name_of`` the
    display name a reference carries or leads to, ``encounter_id`` our source id of an encounter,
    ``is_subject`` whether a reference leads to the very patient.  ``note`` adds a line about
    this resource to the report.
    """

    batch: Batch
    person: Person
    source_id: str
    hash: str
    zone: str
    today: date
    find: Callable[[str, Reference | None], int | str | None]
    name_of: Callable[[Reference], str]
    medicine: Callable[[Reference], tuple[str, str, str] | None]
    is_subject: Callable[[Reference | None], bool]
    encounter_id: Callable[[Reference | None], str]
    note: Callable[..., None]
    is_new: bool

    def day(self, text: str | None) -> date | None:
        """Return the civil day of a FHIR date; notes one that cannot be."""
        day = day_of(text)
        if day is None and text and not _MONTH_OR_YEAR.fullmatch(text):
            self.note("fhir.date_impossible")
        return day

    def moment(self, text: str | None) -> tuple[datetime | None, date | None]:
        """Return instant and civil day of a FHIR dateTime; notes one that cannot be."""
        instant, day = moment_of(text, self.zone)
        if day is None and text and not _MONTH_OR_YEAR.fullmatch(text):
            self.note("fhir.date_impossible")
        return instant, day

    def period(self, period: Period | None) -> tuple[date | None, date | None]:
        """Return the first and last civil day of a period."""
        if period is None:
            return None, None
        return self.moment(period.start)[1], self.moment(period.end)[1]

    def front(self, label: str, *, is_error: bool) -> tuple[Person, str, str, str, bool]:
        """Return the columns every clinical row begins with."""
        return self.person, self.source_id, self.hash, label, is_error


@lru_cache(maxsize=50_000)
def label_of(system: str, code: str, display: str) -> str:
    """Return the sensitivity label of a coded thing, worked out once for each."""
    return sensitivity_of(system, code, display).status.value


def label_of_any(concepts: list[Concept]) -> str:
    """Return the first label that is not *none* among several concepts."""
    for concept in concepts:
        label = label_of(*coding_of(concept), words_of(concept))
        if label != "none":
            return label
    return "none"


__all__ = ["Batch", "Person", "Place", "label_of", "label_of_any"]
