"""Practitioner and Organization: matched by an official identifier, else by their own id at the source."""

from __future__ import annotations

from teamlet.bridges.fhir.shapes import HumanName, Identifier, Meta, Shape, cut

NPI = "http://hl7.org/fhir/sid/us-npi"


class Practitioner(Shape):
    """The elements of a Practitioner that we read."""

    id: str | None = None
    meta: Meta | None = None
    identifier: list[Identifier] = []
    name: list[HumanName] = []


class Organization(Shape):
    """The elements of an Organization that we read."""

    id: str | None = None
    meta: Meta | None = None
    identifier: list[Identifier] = []
    name: str | None = None


def key_of(identifiers: list[Identifier], source_id: str) -> str:
    """Return the key by which a professional or organization is known: NPI, else the first complete identifier.

    Keys too long for our column, and resources without one, are known by their own id at the source.
    """
    complete = [held for held in identifiers if held.system and held.value]
    chosen = next((held for held in complete if held.system == NPI), complete[0] if complete else None)
    key = f"{chosen.system}|{chosen.value}" if chosen is not None else ""
    return key if key and len(key) <= 160 else f"id|{source_id}"[:160]


def full_name(names: list[HumanName]) -> str:
    """Return a professional's name as written: its text, else prefix, given and family names."""
    if not names:
        return ""
    name = next((name for name in names if name.use == "official"), names[0])
    parts = [*name.prefix, *name.given, name.family]
    return cut(name.text or " ".join(part for part in parts if part), 240)
