"""Every read of patients.  The first argument is a *scope*: a practice, its row number, or a principal."""

from __future__ import annotations

from teamlet.records.patients.queries.chart import (
    CareTeamFact,
    ChartFacts,
    ConditionFact,
    EncounterFact,
    MedicineFact,
    Part,
    ReadingFact,
    RecordPlanFact,
    TargetFact,
    caution_facts,
    chart_facts,
)
from teamlet.records.patients.queries.people import (
    LookAlike,
    called_name,
    contact_point,
    contact_points,
    full_name,
    helper,
    helpers,
    look_alikes_of,
    pairs_alike,
    patient,
    patient_name,
    points_version,
    versions_of,
)
from teamlet.records.patients.queries.searching import Found, search
from teamlet.records.patients.queries.trends import Point, Trend, TrendKind, trend, trends

__all__ = [
    "CareTeamFact",
    "ChartFacts",
    "ConditionFact",
    "EncounterFact",
    "Found",
    "LookAlike",
    "MedicineFact",
    "Part",
    "Point",
    "ReadingFact",
    "RecordPlanFact",
    "TargetFact",
    "Trend",
    "TrendKind",
    "called_name",
    "caution_facts",
    "chart_facts",
    "contact_point",
    "contact_points",
    "full_name",
    "helper",
    "helpers",
    "look_alikes_of",
    "pairs_alike",
    "patient",
    "patient_name",
    "points_version",
    "search",
    "trend",
    "trends",
    "versions_of",
]
