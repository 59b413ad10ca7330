"""Patient: the person, with names kept exactly as they are written."""

from __future__ import annotations

from datetime import date

from teamlet.bridges.fhir.shapes import (
    Concept,
    HumanName,
    Identifier,
    Meta,
    Period,
    Shape,
    cut,
    day_of,
)
from teamlet.records.patients.actions.storing import Person
from teamlet.records.patients.rules import visible

OLDEST = 130
_RECORD_NUMBER = "MR"
_SEXES = frozenset({"female", "male", "other", "unknown"})


class ContactPoint(Shape):
    """A phone number or e-mail address."""

    system: str | None = None
    value: str | None = None
    use: str | None = None
    period: Period | None = None
    rank: int | None = None


class Address(Shape):
    """A postal address."""

    use: str | None = None
    text: str | None = None
    line: list[str | None] = []
    city: str | None = None
    state: str | None = None
    postalCode: str | None = None
    country: str | None = None


class Communication(Shape):
    """A language of the patient."""

    language: Concept | None = None
    preferred: bool | None = None


class Patient(Shape):
    """The elements of a Patient that we read."""

    id: str | None = None
    meta: Meta | None = None
    active: bool | None = None
    identifier: list[Identifier] = []
    name: list[HumanName] = []
    telecom: list[ContactPoint] = []
    gender: str | None = None
    birthDate: str | None = None
    deceasedBoolean: bool | None = None
    deceasedDateTime: str | None = None
    address: list[Address] = []
    communication: list[Communication] = []


def kind_of(identifier: Identifier) -> str:
    """Return what sort of number it is ("MR", "SS", "DL"…), as far as it says so."""
    coding = identifier.type.coding if identifier.type is not None else []
    return (coding[0].code or "")[:20] if coding else ""


def record_numbers(patient: Patient) -> list[tuple[str, str]]:
    """Return the medical record numbers that name their system: what identifies a patient besides their id."""
    return [
        (held.system[:200], held.value)
        for held in patient.identifier
        if held.system and held.value and len(held.value) <= 120 and kind_of(held) == _RECORD_NUMBER
    ]


def person_of(patient: Patient, hash_: str, today: date) -> tuple[Person, list[str]]:
    """Return the person a Patient describes, and the reason codes of what was left empty."""
    problems: list[str] = []
    name = _name(patient.name)
    given = visible(" ".join(part for part in name.given if part))
    family = visible(name.family or "")
    if not given and not family and name.text:
        given = visible(name.text)
    if not given and not family:
        problems.append("fhir.no_name")
    birth_date = day_of(patient.birthDate)
    birth_text = ""
    text = patient.birthDate or ""
    if birth_date is not None and (birth_date > today or today.year - birth_date.year > OLDEST):
        birth_date = None
    if birth_date is None and text:
        if len(text) in {4, 7} and text[:4].isdecimal() and 0 <= today.year - int(text[:4]) <= OLDEST:
            birth_text = text
        else:
            problems.append("fhir.birth_date_impossible")
    deceased_on = day_of(patient.deceasedDateTime)
    identifiers = tuple(
        dict.fromkeys(
            ((held.system or "")[:200], held.value, kind_of(held))
            for held in patient.identifier
            if held.value and len(held.value) <= 120
        )
    )
    numbers = [held for held in patient.identifier if held.value and kind_of(held) == _RECORD_NUMBER]
    person = Person(
        given=cut(given, 120),
        family=cut(family, 120),
        birth_date=birth_date,
        birth_text=birth_text,
        sex=patient.gender if patient.gender in _SEXES else "",
        deceased_on=deceased_on,
        language=_language(patient.communication),
        record_number=cut(numbers[0].value or "", 80) if numbers else "",
        is_active=patient.active is not False and not patient.deceasedBoolean and not patient.deceasedDateTime,
        source_hash=hash_,
        identifiers=_once(identifiers),
        contact_points=tuple(dict.fromkeys([*_points(patient.telecom), *_addresses(patient.address)])),
    )
    return person, problems


def _once(identifiers: tuple[tuple[str, str, str], ...]) -> tuple[tuple[str, str, str], ...]:
    return tuple({(system, value): (system, value, kind) for system, value, kind in identifiers}.values())


def _name(names: list[HumanName]) -> HumanName:
    for use in ("official", "usual", None):
        found = next((name for name in names if name.use == use), None)
        if found is not None:
            return found
    return names[0] if names else HumanName()


def _language(spoken: list[Communication]) -> str:
    """Return the preferred language, else the only one; two without a preference stay unknown."""
    preferred = [held for held in spoken if held.preferred]
    chosen = preferred[:1] or (spoken if len(spoken) == 1 else [])
    if not chosen or chosen[0].language is None or not chosen[0].language.coding:
        return ""
    code = chosen[0].language.coding[0].code or ""
    parts = code.split("-")
    if not 2 <= len(parts[0]) <= 3 or not parts[0].isalpha() or len(code) > 20:
        return ""
    # Pages are kept by language; a region is told apart only where script or wording differs.
    return parts[0].lower() if parts[0].lower() != "zh" else code


def _points(telecom: list[ContactPoint]) -> list[tuple[str, str, str]]:
    ordered = sorted((point for point in telecom if point.value and point.use != "old"), key=lambda p: p.rank or 99)
    points: list[tuple[str, str, str]] = []
    for point in ordered:
        value, use = (point.value or "").strip(), (point.use or "")[:10]
        if not value or len(value) > 240:
            continue
        if point.system == "email":
            points.append(("email", value, use))
        elif point.system in {"phone", "sms"}:
            kind = "mobile" if use == "mobile" or point.system == "sms" else "work" if use == "work" else "home"
            points.append((kind, value, use))
    return points


def _addresses(addresses: list[Address]) -> list[tuple[str, str, str]]:
    points: list[tuple[str, str, str]] = []
    for address in addresses:
        if address.use == "old":
            continue
        place = " ".join(filter(None, (address.state, address.postalCode)))
        lines = [*(line for line in address.line if line), address.city, place]
        text = address.text or ", ".join(line for line in lines if line)
        if text:
            points.append(("postal", cut(text.replace("\n", ", "), 240), (address.use or "")[:10]))
    return points
