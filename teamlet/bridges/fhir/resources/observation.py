"""Observation: a laboratory value, vital sign, score or answer; a panel becomes one reading per component."""

from __future__ import annotations

from math import isfinite

from teamlet.bridges.fhir.placing import Place, label_of
from teamlet.bridges.fhir.ranges import plausibility_of
from teamlet.bridges.fhir.shapes import Concept, Meta, Period, Quantity, Reference, Shape, coding_of, cut, words_of

LOINC = "http://loinc.org"
#: Numbers from here on do not fit our column.
TOO_LARGE = 1e12


class Component(Shape):
    """One value of a panel."""

    code: Concept | None = None
    valueQuantity: Quantity | None = None
    valueCodeableConcept: Concept | None = None
    valueString: str | None = None
    valueInteger: int | None = None
    valueBoolean: bool | None = None
    dataAbsentReason: Concept | None = None


class Observation(Component):
    """The elements of an Observation that we read."""

    id: str | None = None
    meta: Meta | None = None
    subject: Reference | None = None
    encounter: Reference | None = None
    status: str | None = None
    category: list[Concept] = []
    effectiveDateTime: str | None = None
    effectiveInstant: str | None = None
    effectivePeriod: Period | None = None
    component: list[Component] = []


def store(observation: Observation, place: Place) -> bool:
    """Add the observation's readings to the batch; False when it says nothing."""
    text = observation.effectiveDateTime or observation.effectiveInstant
    if text is None and observation.effectivePeriod is not None:
        text = observation.effectivePeriod.start
    at, day = place.moment(text)
    written_day = None if day is None else day.isoformat()
    category = ""
    if observation.category and observation.category[0].coding:
        category = (observation.category[0].coding[0].code or "")[:30]
    status = (observation.status or "")[:20]
    system, code = coding_of(observation.code, LOINC)
    display = words_of(observation.code)
    label = label_of(system, code, display)
    in_future = day is not None and day.toordinal() > place.today.toordinal() + 1
    parts: list[Component] = [*observation.component]
    if not parts or _says_something(observation):
        if not display and not code and not _says_something(observation):
            place.note("fhir.no_text")
            return False
        parts.insert(0, observation)
    panel = place.source_id if observation.component else ""
    if panel and not place.is_new:
        place.batch.parts_of.setdefault("readings", []).append((place.person, place.source_id))
    for number, part in enumerate(parts):
        if part is observation:
            source_id, part_system, part_code, part_display, part_label = place.source_id, system, code, display, label
        else:
            source_id = f"{place.source_id}#{number}"
            part_system, part_code = coding_of(part.code, LOINC)
            part_display = words_of(part.code) or display
            own = label_of(part_system, part_code, part_display)
            part_label = own if own != "none" else label
        value, comparator, unit, words = _value(part, place)
        plausibility = plausibility_of(part_system, part_code, value, unit)
        if in_future and value is not None:
            plausibility = "impossible"
        if plausibility == "impossible":
            place.note("fhir.value_impossible")
        place.batch.readings.append(
            (
                place.person, source_id, place.hash, part_label, status == "entered-in-error",
                part_system, part_code, part_display, category,
                None if value is None else f"{value:.6f}", comparator, unit, words, at, written_day,
                "record", panel, status, plausibility,
            )
        )  # fmt: skip
    return True


def _says_something(part: Component) -> bool:
    return (
        part.valueQuantity is not None
        or part.valueCodeableConcept is not None
        or part.valueString is not None
        or part.valueInteger is not None
        or part.valueBoolean is not None
    )


def _value(part: Component, place: Place) -> tuple[float | None, str, str, str]:
    """Return number, comparator, unit and words of a value."""
    quantity = part.valueQuantity
    if quantity is not None:
        unit = (quantity.code or quantity.unit or "")[:40]
        comparator = (quantity.comparator or "")[:2]
        if quantity.value is None:
            return None, comparator, unit, ""
        if not isfinite(quantity.value) or abs(quantity.value) >= TOO_LARGE:
            place.note("fhir.number_too_large")
            return None, comparator, unit, repr(quantity.value)
        return quantity.value, comparator, unit, ""
    if part.valueInteger is not None:
        if abs(part.valueInteger) >= TOO_LARGE:
            place.note("fhir.number_too_large")
            return None, "", "", str(part.valueInteger)[:240]
        return part.valueInteger, "", "", ""
    if part.valueCodeableConcept is not None:
        return None, "", "", words_of(part.valueCodeableConcept, 1000)
    if part.valueString is not None:
        return None, "", "", cut(part.valueString, 20_000)
    if part.valueBoolean is not None:
        return None, "", "", "yes" if part.valueBoolean else "no"
    return None, "", "", ""
