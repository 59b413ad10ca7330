"""Every table of patients."""

from __future__ import annotations

from teamlet.records.patients.models.people import (
    ContactPoint,
    Helper,
    Identifier,
    NameGram,
    Organization,
    Patient,
    Practitioner,
)
from teamlet.records.patients.models.populations import HelpWish, PopulationCheck, PopulationMember
from teamlet.records.patients.models.record import (
    CareTeamMember,
    Condition,
    Encounter,
    Medicine,
    Reading,
    RecordPlan,
    RecordTarget,
    SourcedRow,
)

__all__ = [
    "CareTeamMember",
    "Condition",
    "ContactPoint",
    "Encounter",
    "HelpWish",
    "Helper",
    "Identifier",
    "Medicine",
    "NameGram",
    "Organization",
    "Patient",
    "PopulationCheck",
    "PopulationMember",
    "Practitioner",
    "Reading",
    "RecordPlan",
    "RecordTarget",
    "SourcedRow",
]
