"""The tables of visits."""

from __future__ import annotations

from teamlet.records.visits.models.card import CardAnswer
from teamlet.records.visits.models.preparation import HomeReading, PlacedTool, PreparationItem, StandingOrder
from teamlet.records.visits.models.schedule import SupportMinimum
from teamlet.records.visits.models.shared import Feelings, Shared, VisitGuest
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
    "CardAnswer",
    "Feelings",
    "Handoff",
    "HandoffChange",
    "HomeReading",
    "PathTiming",
    "PlacedTool",
    "PreparationItem",
    "Shared",
    "StandingOrder",
    "SupportMinimum",
    "Topic",
    "Visit",
    "VisitChange",
    "VisitGuest",
    "VisitPerformer",
]
