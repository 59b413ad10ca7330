"""Who a Patient resource is: by its link, else by record number; never by name and birth date alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from teamlet.bridges.fhir.placing import Person
from teamlet.records.patients.rules import PersonFacts, look_alikes
from teamlet.records.patients.words import Likeness

Number = tuple[str, str]


class Refusal(Exception):
    """The resource cannot be any one patient; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def same_person(
    person: Person,
    numbers: list[Number],
    *,
    linked: Person | None,
    owners: Mapping[Number, set[int]],
    there: Mapping[int, tuple[str, str, date | None]],
    in_batch: Mapping[Number, Person],
) -> int | Person | None:
    """Return the row number of the patient this is, a new patient of the same batch, or None for somebody new.

    ``linked`` is the patient this id stood for at the last import, ``owners`` the patients with each
    record number, ``there`` the given name, family name and birth date of all of them.  Raises
    ``Refusal`` when a record number belongs to several, or to somebody of another name and birth date.
    """
    if linked is not None and linked.pk is not None:
        if is_another(person, there.get(linked.pk)):
            raise Refusal("fhir.id_of_another")
        return linked.pk
    found = {owner for number in numbers for owner in owners.get(number, ())}
    if len(found) > 1:
        raise Refusal("fhir.number_ambiguous")
    if found:
        owner = next(iter(found))
        if is_another(person, there.get(owner)):
            raise Refusal("fhir.number_of_another")
        return owner
    others = {id(other): other for number in numbers if (other := in_batch.get(number)) is not None}
    if len(others) > 1:
        raise Refusal("fhir.number_ambiguous")
    if others:
        other = next(iter(others.values()))
        if is_another(person, (other.given, other.family, other.birth_date)):
            raise Refusal("fhir.number_of_another")
        return other
    return None


def is_another(person: Person, row: tuple[str, str, date | None] | None) -> bool:
    """Say whether name and birth date both contradict: one of them alone may have been corrected."""
    if row is None or row[2] is None or person.birth_date is None or row[2] == person.birth_date:
        return False
    alike = look_alikes(PersonFacts(person.given, person.family, None), PersonFacts(row[0], row[1], None))
    return alike.status is Likeness.DIFFERENT
