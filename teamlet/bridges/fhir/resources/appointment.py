"""Appointment: a booked visit, as the columns of a schedule.

Read by the staged import of schedules (``bridges.spreadsheets``), which knows how to preview, to resume and to
ask whose an appointment is; this file only says what the resource means.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from teamlet.bridges.fhir.shapes import Concept, HumanName, Identifier, Reference, Shape, cut, place_of, words_of

#: The states of FHIR in the words a schedule uses.
STATUSES = {
    "pending": "booked",
    "booked": "booked",
    "arrived": "arrived",
    "checked-in": "arrived",
    "fulfilled": "completed",
    "cancelled": "cancelled",
    "entered-in-error": "cancelled",
    "noshow": "no show",
}
#: Nobody comes for these.
NOT_BOOKED = frozenset({"proposed", "waitlist"})


class Participant(Shape):
    """Who or what takes part."""

    actor: Reference | None = None


class Appointment(Shape):
    """The elements of an Appointment that we read."""

    id: str | None = None
    identifier: list[Identifier] = []
    status: str | None = None
    serviceType: list[Concept] = []
    appointmentType: Concept | None = None
    reasonCode: list[Concept] = []
    description: str | None = None
    start: str | None = None
    end: str | None = None
    minutesDuration: int | None = None
    participant: list[Participant] = []


class Person(Shape):
    """The elements of a Patient that tell whose an appointment is."""

    name: list[HumanName] = []
    birthDate: str | None = None
    identifier: list[Identifier] = []


_APPOINTMENT = msgspec.json.Decoder(Appointment)
_PERSON = msgspec.json.Decoder(Person)
Trouble = tuple[str, dict[str, Any]] | None


def person_of(raw: bytes) -> dict[str, str]:
    """Return name, birth date and record number of a Patient in the same file; empty where it is not sound."""
    try:
        person = _PERSON.decode(raw)
    except (msgspec.DecodeError, RecursionError):
        return {}
    name = next(iter(person.name), HumanName())
    number = next((one.value for one in person.identifier if _is_record_number(one) and one.value), "")
    return {
        "given": " ".join(part for part in name.given if part),
        "family": name.family or "",
        "birth_date": person.birthDate or "",
        "record_number": number or "",
    }


def cells_of(
    raw: bytes, id_: str, base: str, people: Mapping[str, Mapping[str, str]]
) -> tuple[dict[str, str], Trouble]:
    """Return an Appointment as cells by meaning, and what is wrong with it.

    ``people`` are the Patients of the same file, by id and by address.
    """
    try:
        said = _APPOINTMENT.decode(raw)
    except (msgspec.DecodeError, RecursionError) as problem:
        return {}, ("spreadsheets.not_as_fhir_says", {"said": place_of(problem, "Appointment")})
    if said.status in NOT_BOOKED:
        return {}, ("spreadsheets.not_booked", {})
    cells = {
        "appointment_id": f"{base}|{said.id or id_}",
        "starts_at": said.start or "",
        "ends": said.end or "",
        "minutes": str(said.minutesDuration) if said.minutesDuration else "",
        "kind": words_of(said.appointmentType, 60) or (words_of(said.serviceType[0], 60) if said.serviceType else ""),
        "status": STATUSES.get(said.status or "", said.status or ""),
        "reason": words_of(said.reasonCode[0]) if said.reasonCode else cut(said.description or "", 240),
    }
    for part in said.participant:
        if part.actor is not None:
            _take_part(part.actor, cells, base, people)
    return cells, None


def _take_part(actor: Reference, cells: dict[str, str], base: str, people: Mapping[str, Mapping[str, str]]) -> None:
    pointer = actor.reference or ""
    kind, _, id_ = pointer.rpartition("/")[0].rpartition("/")[2], "", pointer.rpartition("/")[2]
    person = (
        people.get(pointer)
        or people.get(pointer.removeprefix("urn:uuid:"))
        or people.get(id_ if kind == "Patient" else "")
    )
    if kind == "Patient" or person is not None or _names_a_patient(actor):
        cells.update(person or {})
        held = actor.identifier
        if held is not None and held.value:
            cells["record_number"] = held.value
        if pointer:
            cells["reference"] = _address(pointer, base)
        if actor.display and not cells.get("family"):
            cells["name"] = actor.display
    elif kind in {"Practitioner", "PractitionerRole"}:
        cells.setdefault("clinician", actor.display or "")
    elif kind == "Location":
        cells.setdefault("room", actor.display or "")


def _address(pointer: str, base: str) -> str:
    """Return "base|id" of the patient at the source."""
    if pointer.startswith("http"):
        return f"{pointer.rpartition('/')[0].rpartition('/')[0]}|{pointer.rpartition('/')[2]}"
    return f"{base}|{pointer.rpartition('/')[2].removeprefix('urn:uuid:')}"


def _names_a_patient(actor: Reference) -> bool:
    return actor.identifier is not None and _is_record_number(actor.identifier) and not actor.reference


def _is_record_number(held: Identifier) -> bool:
    return held.type is not None and any(coding.code == "MR" for coding in held.type.coding)
