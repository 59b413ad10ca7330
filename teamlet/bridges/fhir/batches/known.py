"""What is known of one resource, and the small questions asked of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from teamlet.bridges.fhir.kinds import KINDS, MAPPING
from teamlet.bridges.fhir.placing import Person
from teamlet.bridges.fhir.reading import BAD_JSON, Entry, hash_of
from teamlet.bridges.fhir.shapes import Reference, moment_of
from teamlet.records.patients.actions.storing import Stored

IN_AN_ENCOUNTER = frozenset({"Condition", "Observation", "MedicationRequest", "CareTeam", "CarePlan"})
#: Kinds that point at more than their patient and encounter.
POINTS_ELSEWHERE = frozenset({"Encounter", "CareTeam", "MedicationRequest"})


@dataclass(slots=True, eq=False)
class Known:
    """A resource we have a row of, or are about to: ``named_by`` is the identifier of a row in this batch."""

    hash: str
    person: Person | None = None
    target: int | None = None
    named_by: str = ""
    name: str = ""
    updated_at: datetime | None = None
    number: int = 0
    is_fresh: bool = False
    is_new: bool = False
    hash_before: str = ""
    medicine: tuple[str, str, str] | None = None


def hash_entry(entry: Entry) -> str:
    """Return the content hash: of what we read where the same professional stands in many files, else of the bytes.

    Exports often repeat a practitioner with counters that change from file to file.
    """
    kind = KINDS.get(entry.kind)
    if kind is not None and kind.rank == 0:
        try:
            return hash_of(msgspec.json.encode(kind.decoder.decode(entry.raw)), MAPPING)
        except (*BAD_JSON, ValueError):
            pass
    return hash_of(entry.raw, MAPPING)


def target_of(kind: str, known: Known, stored: Stored) -> int | None:
    """Return the row number of a professional or organization, known before or written just now."""
    if known.target is not None:
        return known.target
    by_identifier = stored.practitioners if kind == "Practitioner" else stored.organizations
    return by_identifier.get(known.named_by) if known.named_by else None


def pointers(kind: str, resource: Any) -> Iterator[tuple[str, Reference]]:
    """Yield what a resource points at that we follow, with the kind its element expects."""
    if resource.subject is not None:
        yield "Patient", resource.subject
    if kind == "Encounter":
        for part in resource.participant:
            if part.individual is not None:
                yield "Practitioner", part.individual
        if resource.serviceProvider is not None:
            yield "Organization", resource.serviceProvider
        return
    if kind != "Goal" and resource.encounter is not None:
        yield "Encounter", resource.encounter
    if kind == "CareTeam":
        for part in resource.participant:
            if part.member is not None:
                yield "Practitioner", part.member
    elif kind == "MedicationRequest" and resource.medicationReference is not None:
        yield "Medication", resource.medicationReference


def updated_of(resource: Any) -> datetime | None:
    """Return when the source last changed a decoded resource."""
    return moment_of(resource.meta.lastUpdated, "UTC")[0] if resource.meta is not None else None


class _Dated(msgspec.Struct, gc=False):
    meta: dict[str, Any] | None = None


_DATED = msgspec.json.Decoder(_Dated)


def date_of(raw: Any) -> datetime | None:
    """Return when the source last changed a resource that is not decoded yet; None when it does not say."""
    try:
        meta = _DATED.decode(raw).meta
    except BAD_JSON:
        return None
    text = (meta or {}).get("lastUpdated")
    return moment_of(text, "UTC")[0] if isinstance(text, str) else None


def instant(value: Any) -> datetime | None:
    """Return what a database gave for an instant, aware and in UTC."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if value is not None and value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    return value
