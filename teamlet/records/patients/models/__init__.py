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
from teamlet.records.patients.models.populations import (
    HelpWish,
    ListCheck,
    PopulationCheck,
    PopulationMember,
    SupportCheck,
)
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
from teamlet.records.patients.models.targets import PatientTarget

__all__ = [
    "CareTeamMember",
    "Condition",
    "ContactPoint",
    "Encounter",
    "HelpWish",
    "Helper",
    "Identifier",
    "ListCheck",
    "Medicine",
    "NameGram",
    "Organization",
    "Patient",
    "PatientTarget",
    "PopulationCheck",
    "PopulationMember",
    "Practitioner",
    "Reading",
    "RecordPlan",
    "RecordTarget",
    "SourcedRow",
    "SupportCheck",
]
