"""The sheet of one visit before it takes place, and the list of what is due on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from teamlet.before_visit.presenters.preparing import (
    DayFacts,
    day_facts,
    found_missing,
    left_choices,
    needs_of,
    people_choices,
    plan_words,
    population_words,
    said,
    spoken,
)
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import ROLE_LABELS
from teamlet.ground.ui.reason_words import say
from teamlet.records.instruments.models import Form
from teamlet.records.instruments.queries import form_for, has_form
from teamlet.records.patients.queries import contact_points, patient_name
from teamlet.records.tasks.queries import open_tasks
from teamlet.records.tasks.words import TaskKind
from teamlet.records.visits.models import HomeReading, PlacedTool, Visit
from teamlet.records.visits.queries import agenda, schedule_on
from teamlet.records.visits.queries.preparation import home_readings, home_readings_of_visit, tools_for_visits
from teamlet.records.visits.rules.orders import plain
from teamlet.records.visits.rules.preparing import Duties, planned_steps
from teamlet.records.visits.rules.words import (
    HOME_KIND_LABELS,
    HOME_STATE_LABELS,
    PLAUSIBILITY_LABELS,
    SKIP_WHY_LABELS,
    TOOL_FULL_LABELS,
    TOOL_STATE_LABELS,
    VISIT_STEP_LABELS,
    HomeKind,
    HomeState,
    Plausibility,
    SkipWhy,
    Tool,
    ToolState,
)
from teamlet.records.visits.words import CALLED_OFF, VISIT_KIND_LABELS, VisitKind


def sheet(by: Principal, visit: Visit) -> dict[str, Any]:
    """Return what is known and missing for a visit; eleven queries, one more where topics were said."""
    facts = day_facts(by, visit.day, [visit])
    in_force = agenda(visit)
    points = contact_points(by, visit.patient)
    found = found_missing(
        facts, visit, has_topics=in_force is not None and bool(in_force.topics.all()),
        has_number=any(point.works for point in points),
    )  # fmt: skip
    tools = tools_for_visits(by, [visit.pk]).get(visit.pk, [])
    placed = {row.tool for row in tools if row.state in {ToolState.PLACED, ToolState.GIVEN}}
    here = [(person.called, person.roles) for person in facts.people if person.is_here]
    return {
        "visit": visit,
        "spoken": spoken(visit.patient),
        "name": patient_name(visit.patient),
        "kind": _(VISIT_KIND_LABELS[VisitKind(visit.kind)]),
        "is_called_off": visit.state in CALLED_OFF,
        "needs": needs_of(facts, visit, found),
        "plan": plan_words(facts.plan(visit)),
        "populations": population_words(facts, visit),
        "form": facts.form_state(visit),
        "topics": [topic.words for topic in in_force.topics.all()] if in_force else [],
        "expired": expired_lines(facts),
        "people": people_choices(facts),
        "left_choices": left_choices(),
        "tools": [tool_row(row, facts.forms.get(visit.pk, ())) for row in tools],
        "tool_choices": [(tool.value, _(TOOL_FULL_LABELS[tool])) for tool in Tool if tool.value not in placed],
        "skip_choices": [(why.value, _(SKIP_WHY_LABELS[why])) for why in SkipWhy],
        "home": [home_row(row) for row in home_readings_of_visit(visit)],
        "steps": [
            {
                "label": _(VISIT_STEP_LABELS[step.step]),
                "people": ", ".join(step.people),
                "role": _(ROLE_LABELS[step.role]) if step.role else "",
                "why": say(step.decision),
                "steps_in": step.decision.status is Duties.BACKUP,
            }
            for step in planned_steps(VisitKind(visit.kind), here)
        ],
    }


def due_list(by: Principal, day: date) -> dict[str, Any]:
    """Return what is due on a day under standing orders, by time; eight queries."""
    visits = [visit for visit in schedule_on(by, day) if visit.state not in CALLED_OFF]
    facts = day_facts(by, day, visits)
    rows = [
        {
            "visit": visit,
            "name": patient_name(visit.patient),
            "needs": [need for need in needs_of(facts, visit, ()) if need.what == "order"],
        }
        for visit in visits
    ]
    return {
        "rows": [row for row in rows if row["needs"]],
        "expired": expired_lines(facts),
        "people": people_choices(facts),
        "left_choices": left_choices(),
    }


def expired_lines(facts: DayFacts) -> list[dict[str, Any]]:
    """Return the standing orders under which nothing can be done any more."""
    return [
        {"title": said(order.said.title), "until": order.row.expires_on, "code": order.row.code}
        for order in facts.expired
    ]


def tool_row(row: PlacedTool, forms: Iterable[Form]) -> dict[str, Any]:
    """Return a placed tool for the team, with its form among the visit's ``forms``."""
    form = form_for(row, forms)
    who = row.given_by or row.ended_by
    return {
        "oid": row.oid,
        "tool": row.tool,
        "label": _(TOOL_FULL_LABELS[Tool(row.tool)]),
        "state": row.state,
        "state_label": _(TOOL_STATE_LABELS[ToolState(row.state)]),
        "why": _(SKIP_WHY_LABELS[SkipWhy(row.reason)]) if row.reason in list(SkipWhy) else "",
        "who": who.name if who else "",
        "at": row.given_at or row.ended_at,
        "has_form": has_form(row),
        "form": form.oid if form is not None else "",
        "is_open": row.state in {ToolState.PLACED, ToolState.GIVEN},
    }


def home_row(row: HomeReading) -> dict[str, Any]:
    """Return a reading from home in words."""
    numbers = plain(row.value) + (f"/{plain(row.second)}" if row.second is not None else "")
    return {
        "oid": row.oid,
        "kind": _(HOME_KIND_LABELS[HomeKind(row.kind)]),
        "value": f"{numbers} {row.unit}",
        "day": row.day,
        "plausibility": row.plausibility,
        "can_accept": row.plausibility != Plausibility.IMPOSSIBLE,
        "plausibility_label": _(PLAUSIBILITY_LABELS[Plausibility(row.plausibility)]),
        "state": row.state,
        "state_label": _(HOME_STATE_LABELS[HomeState(row.state)]),
    }


def home_lines(by: Principal) -> list[dict[str, Any]]:
    """Return the readings from home that wait, most urgent first; two queries."""
    tasks = {task.about_oid: task for task in open_tasks(by, kinds=[TaskKind.READING_REVIEW])}
    rows = [
        home_row(row)
        | {
            "patient": row.patient.oid,
            "name": patient_name(row.patient),
            "by": row.by.name if row.by else "",
            "at": row.at,
            "tier": tasks[row.oid].detail.get("tier", "none") if row.oid in tasks else "none",
            "owner": tasks[row.oid].owner.called if row.oid in tasks else "",
            "risk": tasks[row.oid].risk if row.oid in tasks else 0,
        }
        for row in home_readings(by)
    ]
    return sorted(rows, key=lambda row: -int(row["risk"]))
