"""Every read of visits.  The first argument is a *scope*: a practice, its row number, or a principal."""

from __future__ import annotations

from teamlet.records.visits.queries.schedule import (
    DutyCover,
    Roster,
    next_working_day,
    roster_of,
    schedule_on,
    support_minimums,
    visits_by_source,
)
from teamlet.records.visits.queries.visits import (
    LEAST_PEOPLE,
    PathTimes,
    agenda,
    busy_receivers,
    handoff,
    handoffs_of,
    handoffs_waiting_for,
    may_answer,
    open_visit_of,
    own_times,
    performers_of,
    role_times,
    visit,
    visits_between,
    visits_on,
)

__all__ = [
    "LEAST_PEOPLE",
    "DutyCover",
    "PathTimes",
    "Roster",
    "agenda",
    "busy_receivers",
    "handoff",
    "handoffs_of",
    "handoffs_waiting_for",
    "may_answer",
    "next_working_day",
    "open_visit_of",
    "own_times",
    "performers_of",
    "role_times",
    "roster_of",
    "schedule_on",
    "support_minimums",
    "visit",
    "visits_between",
    "visits_by_source",
    "visits_on",
]
