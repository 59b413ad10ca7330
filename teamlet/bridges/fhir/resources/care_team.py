"""CareTeam: who takes care of the patient, one row for each member that is not the patient."""

from __future__ import annotations

from teamlet.bridges.fhir.placing import Place
from teamlet.bridges.fhir.shapes import Concept, Meta, Period, Reference, Shape, cut, words_of


class Participant(Shape):
    """A member and what they do."""

    role: list[Concept] = []
    member: Reference | None = None


class CareTeam(Shape):
    """The elements of a CareTeam that we read."""

    id: str | None = None
    meta: Meta | None = None
    subject: Reference | None = None
    encounter: Reference | None = None
    status: str | None = None
    period: Period | None = None
    participant: list[Participant] = []


def store(team: CareTeam, place: Place) -> bool:
    """Add the members to the batch."""
    if not place.is_new:
        place.batch.parts_of.setdefault("care_team", []).append((place.person, place.source_id))
    ended = place.period(team.period)[1]
    for number, part in enumerate(team.participant):
        if part.member is None:
            continue
        name = cut(place.name_of(part.member), 240)
        if not name:
            continue
        place.batch.care_team.append(
            (
                place.person, f"{place.source_id}#{number}", place.hash, "none", team.status == "entered-in-error",
                name, words_of(part.role[0], 160) if part.role else "", (team.status or "")[:20], ended,
                place.find("Practitioner", part.member),
            )
        )  # fmt: skip
    return True
