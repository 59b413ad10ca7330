"""Which resources are understood: their shape, their mapper, and the order in which they need each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from teamlet.bridges.fhir.resources import (
    care_plan,
    care_team,
    condition,
    encounter,
    goal,
    medication,
    named,
    observation,
    person,
)

#: Part of every content hash: raise it when a mapper reads more or otherwise, so that known resources are read again.
MAPPING = b"1"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of resource: ``rank`` orders a batch, ``store`` is absent where the loader itself does the work."""

    decoder: msgspec.json.Decoder[Any]
    rank: int
    store: Callable[..., bool] | None = None


def _kind(shape: type, rank: int, store: Callable[..., bool] | None = None) -> Kind:
    return Kind(msgspec.json.Decoder(shape), rank, store)


KINDS: dict[str, Kind] = {
    "Organization": _kind(named.Organization, 0),
    "Practitioner": _kind(named.Practitioner, 0),
    "Medication": _kind(medication.Medication, 0),
    "Patient": _kind(person.Patient, 1),
    "Encounter": _kind(encounter.Encounter, 2, encounter.store),
    "Condition": _kind(condition.Condition, 3, condition.store),
    "Observation": _kind(observation.Observation, 3, observation.store),
    "MedicationRequest": _kind(medication.MedicationRequest, 3, medication.store),
    "CareTeam": _kind(care_team.CareTeam, 3, care_team.store),
    "Goal": _kind(goal.Goal, 3, goal.store),
    "CarePlan": _kind(care_plan.CarePlan, 3, care_plan.store),
}
#: A file whose name begins so is read earlier: fewer resources have to wait for the second pass.
FIRST = ("organization", "practitioner", "medication.", "patient", "encounter")
