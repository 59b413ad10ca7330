"""The tables of visits."""

from __future__ import annotations

from teamlet.records.visits.models.schedule import SupportMinimum
from teamlet.records.visits.models.visits import (
    Agenda,
    Handoff,
    HandoffChange,
    PathTiming,
    Topic,
    Visit,
    VisitChange,
    VisitPerformer,
)

__all__ = [
    "Agenda",
    "Handoff",
    "HandoffChange",
    "PathTiming",
    "SupportMinimum",
    "Topic",
    "Visit",
    "VisitChange",
    "VisitPerformer",
]
