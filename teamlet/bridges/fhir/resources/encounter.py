"""Encounter: a past contact with another organization, or with ours before Teamlet."""

from __future__ import annotations

from teamlet.bridges.fhir.placing import Place, label_of_any
from teamlet.bridges.fhir.shapes import Coding, Concept, Meta, Period, Reference, Shape, words_of


class Participant(Shape):
    """Who took part."""

    individual: Reference | None = None


class Encounter(Shape):
    """The elements of an Encounter that we read."""

    id: str | None = None
    meta: Meta | None = None
    subject: Reference | None = None
    status: str | None = None
    class_: Coding | None = None
    type: list[Concept] = []
    reasonCode: list[Concept] = []
    period: Period | None = None
    participant: list[Participant] = []
    serviceProvider: Reference | None = None


def store(encounter: Encounter, place: Place) -> bool:
    """Add the encounter to the batch."""
    period = encounter.period or Period()
    began_at, day = place.moment(period.start)
    ended_at, _ = place.moment(period.end)
    who = next((part.individual for part in encounter.participant if part.individual is not None), None)
    concepts = [*encounter.type, *encounter.reasonCode]
    place.batch.encounters.append(
        (
            *place.front(label_of_any(concepts), is_error=encounter.status == "entered-in-error"),
            words_of(encounter.type[0]) if encounter.type else "",
            ((encounter.class_.code if encounter.class_ else "") or "")[:20],
            (encounter.status or "")[:20],
            began_at, ended_at, day,
            words_of(encounter.reasonCode[0]) if encounter.reasonCode else "",
            place.find("Practitioner", who),
            place.find("Organization", encounter.serviceProvider),
        )
    )  # fmt: skip
    return True
