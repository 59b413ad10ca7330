"""A day's schedule in rows: who comes, why they are in a population, where their goal stands, what is prepared."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from teamlet.bridges.spreadsheets.queries import unplaced_count
from teamlet.ground import clock
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import SUPPORT
from teamlet.ground.ui.formats import time_words
from teamlet.ground.ui.reason_words import say
from teamlet.records.documents.queries import step_text
from teamlet.records.patients.queries import patient_name
from teamlet.records.patients.queries.populations import memberships_of
from teamlet.records.patients.words import Sensitivity
from teamlet.records.plans.models import PlanVersion
from teamlet.records.plans.queries import lines_for_lists, may_show_on_lists
from teamlet.records.practice.queries import practice_of
from teamlet.records.visits.models import Visit
from teamlet.records.visits.queries import next_working_day, schedule_on, support_minimums
from teamlet.records.visits.words import (
    CALLED_OFF,
    SUPPORT_PART_LABELS,
    VISIT_KIND_LABELS,
    VISIT_STATE_LABELS,
    SupportPart,
    VisitKind,
    VisitState,
)

#: What the list can be narrowed to.
SHOWN = ("all", "not_ready", "ready", "focus", "called_off")
_FAR = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class Belonging:
    """One population a patient is in, and why."""

    code: str
    label: str
    why: str


@dataclass(frozen=True, slots=True)
class Line:
    """One visit of the list."""

    oid: str
    patient_oid: str
    starts: time | None
    minutes: int | None
    name: str
    born: int | None
    language: str
    kind: str
    kind_code: str
    state: str
    state_label: str
    is_called_off: bool
    clinician: str
    clinician_oid: str
    room: str
    reason: str
    populations: tuple[Belonging, ...]
    goal: str
    step: str
    sure: int | None
    parts: tuple[str, ...]
    is_ready: bool
    ready_by: str


def belongings(by: Principal, patient_ids: Collection[int]) -> dict[int, tuple[Belonging, ...]]:
    """Return the populations of these patients with their reasons, as this person may read them; one query."""
    return {
        patient: tuple(Belonging(row.population, row.label, say(row.reason)) for row in rows)
        for patient, rows in memberships_of(by, patient_ids).items()
    }


def asked_day(text: str) -> date | None:
    """Return the day an address asks for, None for none or nonsense."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def context(by: Principal, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return the list of a day: seven queries at most, whatever its length."""
    practice = practice_of(by)
    today = clock.today(by.time_zone)
    coming = next_working_day(practice, today)
    day = asked_day(asked.get("day", "")) or coming
    day = min(max(day, today - _FAR), today + _FAR)
    visits = schedule_on(by, day)
    is_support = by.has(SUPPORT)
    patients = {visit.patient_id for visit in visits}
    plans = lines_for_lists(by, patients) if is_support else {}
    groups = belongings(by, patients) if is_support else {}
    minimums = support_minimums(by)
    every = [_line(visit, plans.get(visit.patient_id), groups, minimums, is_support=is_support) for visit in visits]
    chosen = {name: asked.get(name, "") for name in ("kind", "with", "population", "show")}
    expected = [line for line in every if not line.is_called_off]
    return {
        "day": day,
        "today": today,
        "is_next": day == coming,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "coming": coming,
        "is_support": is_support,
        "lines": [line for line in every if _is_wanted(line, chosen)],
        "all": len(expected),
        "ready": sum(line.is_ready for line in expected),
        "called_off": len(every) - len(expected),
        "in_focus": sum(bool(line.populations) for line in expected),
        "chosen": chosen,
        "kinds": sorted({(line.kind_code, line.kind) for line in every}, key=lambda pair: pair[1]),
        "people": sorted({(line.clinician_oid, line.clinician) for line in every if line.clinician_oid}),
        "populations": sorted({(one.code, one.label) for line in every for one in line.populations if one.code}),
        "waiting": unplaced_count(by),
    }


def _line(
    visit: Visit,
    plan: PlanVersion | None,
    groups: Mapping[int, tuple[Belonging, ...]],
    minimums: Mapping[VisitKind, tuple[SupportPart, ...]],
    *,
    is_support: bool,
) -> Line:
    person, kind = visit.patient, VisitKind(visit.kind)
    shown = plan is not None and may_show_on_lists(plan)
    is_plain = visit.reason_sensitivity == Sensitivity.NONE
    return Line(
        oid=visit.oid,
        patient_oid=person.oid,
        starts=visit.starts,
        minutes=visit.minutes,
        name=patient_name(person),
        born=person.birth_date.year if person.birth_date else None,
        language=person.language,
        kind=_(VISIT_KIND_LABELS[kind]),
        kind_code=kind.value,
        state=visit.state,
        state_label=_(VISIT_STATE_LABELS[VisitState(visit.state)]),
        is_called_off=visit.state in CALLED_OFF,
        clinician=visit.clinician.called if visit.clinician else "",
        clinician_oid=visit.clinician.oid if visit.clinician else "",
        room=visit.room,
        reason=visit.reason if is_support and is_plain else _("see chart") if visit.reason and is_support else "",
        populations=groups.get(visit.patient_id, ()),
        goal=plan.goal_version.words if plan is not None and shown else "",
        step=step_text(plan) if plan is not None and shown else "",
        sure=plan.confidence if plan is not None and shown and plan.confidence_asked else None,
        parts=tuple(_(SUPPORT_PART_LABELS[part]) for part in minimums[kind]),
        is_ready=visit.ready_at is not None,
        ready_by=visit.ready_by.name if visit.ready_by else "",
    )


def _is_wanted(line: Line, chosen: Mapping[str, str]) -> bool:
    show = chosen["show"]
    if line.is_called_off != (show == "called_off") and (line.is_called_off or show == "called_off"):
        return False
    if chosen["kind"] and line.kind_code != chosen["kind"]:
        return False
    if chosen["with"] and line.clinician_oid != chosen["with"]:
        return False
    if chosen["population"] and chosen["population"] not in {one.code for one in line.populations}:
        return False
    wanted = {"not_ready": not line.is_ready, "ready": line.is_ready, "focus": bool(line.populations)}
    return wanted.get(show, True)


def as_table(context: Mapping[str, Any]) -> tuple[list[str], list[list[str]]]:
    """Return the list as header and rows of texts, for a file."""
    header = [_("Time"), _("Name"), _("Born"), _("Kind of visit"), _("With"), _("Populations"), _("Goal"), _("Ready")]
    rows = [
        [
            time_words(line.starts, "en") if line.starts else "",
            line.name,
            str(line.born or ""),
            line.kind,
            line.clinician,
            "; ".join(f"{one.label}: {one.why}" if one.label else one.why for one in line.populations),
            line.goal,
            _("yes") if line.is_ready else "",
        ]
        for line in context["lines"]
    ]
    return header, rows
