"""The parts of FHIR R4 that several resources share, typed: only the elements that we read.

Everything else in a resource is passed over.  An element of the wrong type is an error of the whole
resource, named in the report; nothing is guessed.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

_PLACE = re.compile(r"at `\$\.?([^`]*)`")
_MISSING = re.compile(r"required field `(\w+)`")


def place_of(problem: BaseException, kind: str) -> str:
    """Return where a resource of this kind is not as it should be: "code.text", or the kind itself.

    The decoder's own words are for programmers; nothing of the data is in what is returned.
    """
    said = str(problem)
    found, missing = _PLACE.search(said), _MISSING.search(said)
    path = re.sub(r"\[[^]]*\]", "", found[1]) if found else ""
    return ".".join(part for part in (path, missing[1] if missing else "") if part)[:120] or kind


class Shape(msgspec.Struct, gc=False, omit_defaults=True, rename={"class_": "class"}):
    """A part of a resource."""


class Coding(Shape):
    """A code in a code system, with its words."""

    system: str | None = None
    code: str | None = None
    display: str | None = None


class Concept(Shape):
    """CodeableConcept: codings for the same thing, and a text."""

    coding: list[Coding] = []
    text: str | None = None


class Identifier(Shape):
    """A number in a numbering system."""

    system: str | None = None
    value: str | None = None
    type: Concept | None = None
    use: str | None = None


class Reference(Shape):
    """A pointer to another resource."""

    reference: str | None = None
    display: str | None = None
    identifier: Identifier | None = None


class Period(Shape):
    """From, to; either may be open."""

    start: str | None = None
    end: str | None = None


class Quantity(Shape):
    """A number with its unit."""

    value: float | None = None
    comparator: str | None = None
    unit: str | None = None
    system: str | None = None
    code: str | None = None


class HumanName(Shape):
    """A person's name in parts."""

    use: str | None = None
    text: str | None = None
    family: str | None = None
    given: list[str | None] = []
    prefix: list[str | None] = []


class Meta(Shape):
    """When the source last changed the resource."""

    lastUpdated: str | None = None


class Annotation(Shape):
    """A note."""

    text: str | None = None


def words_of(concept: Concept | None, longest: int = 240) -> str:
    """Return the concept's own words: its text, else the first display, else the first code; empty when none."""
    if concept is None:
        return ""
    text = concept.text
    if not text:
        for coding in concept.coding:
            if coding.display:
                text = coding.display
                break
        else:
            text = next((coding.code for coding in concept.coding if coding.code), "")
    return cut(text or "", longest)


def coding_of(concept: Concept | None, *preferred: str) -> tuple[str, str]:
    """Return ``(system, code)``: of the first preferred system present, else of the first coding.

    A code too long for our column is left out rather than cut.
    """
    if concept is None or not concept.coding:
        return "", ""
    chosen = concept.coding[0]
    if len(concept.coding) > 1:
        for system in preferred:
            found = next((coding for coding in concept.coding if coding.system == system and coding.code), None)
            if found is not None:
                chosen = found
                break
    code = chosen.code or ""
    if len(code) > 40:
        return "", ""
    return (chosen.system or "")[:120], code


def code_in(concept: Concept | None) -> str:
    """Return the first code of a concept whose value set FHIR fixes (a status), at most 20 characters."""
    if concept is None or not concept.coding:
        return ""
    return (concept.coding[0].code or "")[:20]


def cut(text: str, longest: int) -> str:
    """Return ``text`` without outer blanks, cut with an ellipsis where our column ends."""
    text = text.strip()
    return text if len(text) <= longest else text[: longest - 1] + "…"


@lru_cache(maxsize=20_000)
def day_of(text: str | None) -> date | None:
    """Return the civil day a FHIR date or dateTime names as written; None when it names none or none that exists."""
    if not text or len(text) < 10:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


@lru_cache(maxsize=20_000)
def moment_of(text: str | None, zone: str) -> tuple[datetime | None, date | None]:
    """Return the instant in UTC and the civil day of a FHIR dateTime.

    A time written in UTC says nothing about the place, so its day is that of ``zone``; a time with
    another offset has the day it was written with.  A date alone has no instant; a month or a year alone
    has neither.
    """
    day = day_of(text)
    if text is None or day is None or len(text) == 10:
        return None, day
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None, None
    if moment.tzinfo is None:
        return None, day
    try:
        instant = moment.astimezone(UTC)
        if not moment.utcoffset():
            day = moment.astimezone(ZoneInfo(zone)).date()
    except OverflowError:
        return None, day
    return instant, day
