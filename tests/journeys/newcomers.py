"""Patients of the journeys' own: each is handed out once, so that no journey meets what another one left behind.

They come the way a practice's own records come: people by ``import fhir``, their visits by ``import schedule``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from tests.installations import Installation

SYSTEM = "urn:example:journeys"
CLINICIANS = {"en": "Dr. Samuel Cole", "es": "Dr. Inés Reyes"}
GIVEN = {
    "en": ("Abel", "Beryl", "Clyde", "Dorothea", "Ellis", "Flora", "Gilbert", "Hester"),
    "es": ("Aurelio", "Brígida", "Celestino", "Delfina", "Eladio", "Fermina", "Gaspar", "Herminia"),
}
#: Nobody else of the demo is called so; given and family name together are one person's (up to 48 of a language).
FAMILY = {
    "en": ("Aspenwall", "Birchmoor", "Cloverleigh", "Driftwood", "Elderfield", "Foxbourne"),
    "es": ("Almendral", "Bellavista", "Campoverde", "Dosaguas", "Encinares", "Floresta"),
}
#: How many of each language come without a visit, and how many have one in the afternoon of the day.
WITHOUT_VISIT = {"en": 24, "es": 8}
WITH_VISIT = {"en": 14, "es": 4}
#: Days with nobody but newcomers, some weeks later: one of each language, as often as there are days.
QUIET_DAYS = 4
AFTER = timedelta(days=21)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A patient whom one journey has for itself; ``visit`` is empty for those who come without an appointment."""

    oid: str
    name: str
    born: str
    language: str
    visit: str


@dataclass(frozen=True, slots=True)
class _Person:
    number: int
    language: str
    day: date | None

    @property
    def given(self) -> str:
        return GIVEN[self.language][self.number % 8]

    @property
    def family(self) -> str:
        return FAMILY[self.language][(self.number + self.number // 24) % 6]

    @property
    def born(self) -> str:
        return f"{1950 + self.number % 40}-{self.number % 12 + 1:02}-{self.number % 27 + 1:02}"

    @property
    def record_number(self) -> str:
        return f"J-{self.language}-{self.number:03}"

    @property
    def mobile(self) -> str:
        """A number that nobody shares."""
        return f"(555) 01{('en', 'es').index(self.language)}-{4000 + self.number}"

    def as_fhir(self) -> dict[str, object]:
        return {
            "resourceType": "Patient",
            "id": self.record_number,
            "identifier": [
                {"system": SYSTEM, "value": self.record_number, "type": {"coding": [{"code": "MR"}]}},
            ],
            "name": [{"use": "official", "given": [self.given], "family": self.family}],
            "gender": ("male", "female")[self.number % 2],
            "birthDate": self.born,
            "communication": [{"language": {"coding": [{"code": self.language}]}, "preferred": True}],
            "telecom": [{"system": "phone", "use": "mobile", "value": self.mobile}],
        }


class Newcomers:
    """Hands out each newcomer, and each quiet day, once."""

    def __init__(self, installation: Installation, folder: Path, today: date) -> None:
        self.today = today
        self.installation = installation
        people = list(self._people())
        self._bring_in(people, folder)
        self._waiting = self._found()

    def take(self, language: str = "en", *, visit: bool = True) -> Newcomer:
        """Return somebody nobody met yet: with a visit planned for this afternoon, or without any."""
        return self._waiting[language, self.today if visit else None].pop(0)

    def quiet_day(self) -> tuple[str, list[Newcomer]]:
        """Return a day on which only newcomers come, and who they are: one of each language."""
        day = min(day for (_language, day), people in self._waiting.items() if day and day > self.today and people)
        return day.isoformat(), [self._waiting[language, day].pop(0) for language in ("en", "es")]

    def _people(self) -> Iterator[_Person]:
        for language in ("en", "es"):
            numbers = count()
            days: list[date | None] = [None] * WITHOUT_VISIT[language]
            days += [self.today] * WITH_VISIT[language]
            days += [self.today + AFTER + timedelta(days=later) for later in range(QUIET_DAYS)]
            yield from (_Person(next(numbers), language, day) for day in days)

    def _bring_in(self, people: list[_Person], folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        records = folder / "people.ndjson"
        records.write_text("".join(f"{json.dumps(person.as_fhir())}\n" for person in people))
        schedule = folder / "schedule.csv"
        rows = [
            f"{place},{person.record_number},{person.day:%m/%d/%Y},{13 + place // 12 % 5}:{place % 12 * 5:02},"
            f"Follow-up,{CLINICIANS[person.language]}\n"
            for place, person in enumerate(person for person in people if person.day)
        ]
        schedule.write_text("Appointment ID,MRN,Date,Time,Visit type,Provider\n" + "".join(rows))
        for what, file in (("fhir", records), ("schedule", schedule)):
            self.installation.json(
                "import", what, "--practice", "cedar", file, TEAMLET_NOW=f"{self.today.isoformat()}T09:00"
            )

    def _found(self) -> dict[tuple[str, date | None], list[Newcomer]]:
        found: dict[tuple[str, date | None], list[Newcomer]] = {}
        for oid, given, family, born, language, visit, day in self.installation.query(
            "SELECT patient.oid, patient.given, patient.family, patient.birth_date, patient.language, visit.oid,"
            " visit.day FROM patients_patient patient LEFT JOIN visits_visit visit ON visit.patient_id = patient.id"
            " WHERE patient.record_number LIKE 'J-%' ORDER BY visit.day, visit.starts, patient.id"
        ):
            on = date.fromisoformat(str(day)) if day else None
            newcomer = Newcomer(oid, f"{given} {family}", str(born), language, visit or "")
            found.setdefault((language, on), []).append(newcomer)
        return found
