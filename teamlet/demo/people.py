"""The patients of the demo: those with a story, and the many around them, made by Faker from a seed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction
from faker import Faker

from teamlet.demo.actions import Team, Whom, keep_next_dues, store_agreements, store_visits
from teamlet.demo.agreements import Agreements
from teamlet.demo.history import Historian
from teamlet.demo.lives import Life
from teamlet.ground.access.principal import system
from teamlet.records.patients.actions import Batch, Person, store_batch
from teamlet.records.patients.models import Patient
from teamlet.records.practice.models import Practice
from teamlet.records.practice.queries import holidays

#: So many people are stored with one statement and one event.
CHUNK = 2_000
#: So many people of the crowd come today and tomorrow.
SLOTS = 36
#: More people than this get a thin history: what a list and a chart need, not two years of it.
THIN_ABOVE = 1_000

_STREETS = ("Orchard Street", "Mill Road", "Birch Lane", "Harbor Avenue", "Station Street", "Hillcrest Drive")
_AILS: tuple[tuple[tuple[str, ...], int], ...] = (
    (("hypertension",), 16),
    (("diabetes",), 12),
    (("diabetes", "hypertension"), 14),
    (("diabetes", "hypertension", "cholesterol"), 8),
    (("hypertension", "cholesterol"), 9),
    (("asthma",), 7),
    (("copd", "tobacco"), 4),
    (("heart_failure", "hypertension"), 4),
    (("kidney", "hypertension"), 3),
    (("depression",), 6),
    (("depression", "pain"), 3),
    (("obesity",), 6),
    (("prediabetes", "obesity"), 5),
    (("arthritis",), 4),
    (("pain", "food"), 2),
    (("anxiety", "asthma"), 2),
    (("alcohol", "hypertension"), 1),
)


@dataclass(frozen=True, slots=True)
class Somebody:
    """A generated patient before it is stored."""

    person: Person
    ails: tuple[str, ...]
    large_print: bool = False


def store_lives(practice: Practice, lives: Sequence[Life], *, rng: Random, today: date) -> list[Patient]:
    """Store the patients who have a story, with their history; return their rows in the order of ``lives``."""
    batch = Batch()
    historian = Historian(batch, rng, today)
    people = []
    for number, life in enumerate(lives, 1):
        person = _person_of(practice, life, number, today)
        people.append(person)
        batch.people.append(person)
        historian.write(person, life.ails, worse=life.worse)
    store_batch(batch=batch, by=system(practice, "demo"))
    rows = Patient.objects.in_bulk([person.pk for person in people if person.pk])
    patients = [rows[person.pk] for person in people if person.pk]
    for patient, life in zip(patients, lives, strict=True):
        patient.matters, patient.large_print = life.matters, life.large_print
    Patient.objects.bulk_update(patients, ["matters", "large_print"])
    return patients


def store_crowd(
    practice: Practice, many: int, *, team: Team, first: int, seed: int, today: date, noon: datetime, there: int = 0
) -> Iterator[int]:
    """Store ``many`` more patients with what they agreed on, in batches; yield how many are stored after each.

    ``there`` of them are stored already: a demo that was interrupted goes on with other people from there.
    """
    by = system(practice, "demo")
    rng, crowd = Random(seed + there), Crowd(practice, seed + there, today)
    agreements = Agreements(rng, today, holidays(practice))
    thin = many > THIN_ABOVE
    stored = there
    while stored < many:
        with transaction.atomic():
            batch = Batch()
            historian = Historian(batch, rng, today, thin=thin)
            large: list[Person] = []
            for somebody in crowd.take(min(CHUNK, many - stored), first + stored):
                batch.people.append(somebody.person)
                if somebody.large_print:
                    large.append(somebody.person)
                historian.write(somebody.person, somebody.ails)
            store_batch(batch=batch, by=by)
            Patient.objects.filter(pk__in=[person.pk for person in large]).update(large_print=True)
            living = [
                Whom(person.pk, person.language or "en")
                for person in batch.people
                if person.pk and person.is_active and person.language in ("en", "es", "")
            ]
            store_agreements(people=living, agreements=agreements, team=team, noon=noon, by=by)
            if not stored:
                near = [whom.pk for whom in living[: min(SLOTS, len(living) // 4)]]
                days = [today, today + timedelta(days=1)]
                store_visits(people=near, days=days, team=team, at=noon - timedelta(days=9), by=by)
        stored += len(batch.people)
        yield stored
    keep_next_dues(by=by)


class Crowd:
    """Makes people: names by language, ages as in primary care, one pair of namesakes in sixty."""

    def __init__(self, practice: Practice, seed: int, today: date) -> None:
        self.practice, self.today, self.rng = practice, today, Random(f"{practice.key}-{seed}")
        pools = {"en": "en_US", "es": "es_MX", "vi": "vi_VN", "ht": "fr_FR"}
        self.names = {language: self._pool(locale, seed) for language, locale in pools.items()}
        self._ails = [ails for ails, _ in _AILS]
        self._weights = [weight for _, weight in _AILS]

    @staticmethod
    def _pool(locale: str, seed: int) -> dict[str, list[str]]:
        fake = Faker(locale)
        fake.seed_instance(seed)
        last = fake.last_name
        return {
            "female": [fake.first_name_female() for _ in range(400)],
            "male": [fake.first_name_male() for _ in range(400)],
            "family": [last() for _ in range(1200)],
        }

    def take(self, many: int, first: int) -> Iterable[Somebody]:
        """Return ``many`` people with record numbers from ``first`` on."""
        before: Person | None = None
        for number in range(first, first + many):
            somebody = self._one(number, before)
            before = somebody.person
            yield somebody

    def _one(self, number: int, before: Person | None) -> Somebody:
        rng = self.rng
        language = rng.choices(("en", "es", "vi", "ht", ""), (68, 26, 2, 2, 2))[0]
        sex = rng.choice(("female", "male"))
        pool = self.names[language or "en"]
        given, family = rng.choice(pool[sex]), rng.choice(pool["family"])
        if language == "es" and rng.random() < 0.5:
            family = f"{family} {rng.choice(pool['family'])}"
        is_minor = rng.random() < 0.03
        years = rng.randrange(8, 17) if is_minor else round(rng.triangular(22, 92, 60))
        born = self.today - timedelta(days=years * 365 + rng.randrange(30, 330))
        if before is not None and rng.random() < 1 / 60:
            # Twins and namesakes: what the look-alike warning is for.
            family, born = before.family, before.birth_date or born
        ails: tuple[str, ...] = ("asthma",) if is_minor else rng.choices(self._ails, self._weights)[0]
        died = rng.random() < 0.008 and not is_minor
        person = Person(
            given=given,
            family=family,
            birth_date=born,
            sex=sex,
            deceased_on=self.today - timedelta(days=rng.randrange(20, 600)) if died else None,
            is_active=not died,
            language=language,
            interpreter=language in ("vi", "ht") or (language == "es" and rng.random() < 0.3),
            record_number=_record_number(self.practice, number),
            identifiers=(("", _record_number(self.practice, number), "MR"),),
            contact_points=_points(number, given),
        )
        return Somebody(person, ails, large_print=years > 74 and rng.random() < 0.3)


def _person_of(practice: Practice, life: Life, number: int, today: date) -> Person:
    return Person(
        given=life.given,
        family=life.family,
        called=life.called,
        birth_date=date.fromisoformat(life.born),
        sex=life.sex,
        language=life.language,
        interpreter=life.interpreter,
        deceased_on=today - timedelta(days=5) if life.died else None,
        is_active=not life.died,
        record_number=_record_number(practice, number),
        identifiers=(("", _record_number(practice, number), "MR"),),
        contact_points=_points(number, life.called or life.given),
    )


def _record_number(practice: Practice, number: int) -> str:
    return f"{practice.key[0].upper()}{100_000 + number}"


def _points(number: int, given: str) -> tuple[tuple[str, str, str], ...]:
    mobile = ("mobile", f"(555) 01{number // 10_000 % 10}-{number % 10_000:04}", "")
    street = ("postal", f"{number % 180 + 1} {_STREETS[number % len(_STREETS)]}, Millbrook, NY 12500", "home")
    local = "".join(letter for letter in given.casefold() if letter.isascii() and letter.isalpha()) or "patient"
    if number % 4 == 0:
        return (mobile, ("home", f"(555) 019-{number % 10_000:04}", "home"), street)
    return (mobile, ("email", f"{local}.{number}@mail.example", "home"), street)
