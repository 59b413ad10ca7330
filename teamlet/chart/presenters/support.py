"""The support tile: what the patient works on in their own words, and what happens next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext as _

from teamlet.chart.presenters import trends
from teamlet.chart.presenters.person import header
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.principal import Principal
from teamlet.ground.reasons import Decision
from teamlet.records.documents.queries import light_between, page_of_plan, refs_between, step_text
from teamlet.records.documents.words import COPY_STATE_LABELS, CopyState
from teamlet.records.followups.models import Contact, ContactReport
from teamlet.records.followups.queries import last_report_of, open_contacts_of_goals
from teamlet.records.followups.rules import due_state
from teamlet.records.followups.words import CHANNEL_LABELS, DUE_STATE_LABELS, Channel, DueState
from teamlet.records.patients import queries as patients
from teamlet.records.patients.models import Patient
from teamlet.records.patients.queries.populations import memberships_of
from teamlet.records.patients.queries.targets import own_targets
from teamlet.records.patients.words import View
from teamlet.records.plans.models import NotToday
from teamlet.records.plans.queries import CURRENT, Standing, goals_of, last_not_today
from teamlet.records.plans.words import (
    BARRIER_LABELS,
    GOAL_STATE_LABELS,
    NOT_TODAY_REASON_LABELS,
    PLAN_OUTCOME_LABELS,
    Barrier,
    GoalState,
    NotTodayReason,
    PlanOutcome,
)
from teamlet.records.visits.queries import open_visit_of

WORKING = frozenset({GoalState.AGREED, GoalState.FOLLOWED, GoalState.DRAFT, GoalState.ACHIEVED, GoalState.SUSTAINING})


@dataclass(frozen=True, slots=True)
class Tile:
    """What the patient works on, and what happens next."""

    words: str
    language: str
    said_on: datetime
    step: str
    barriers: list[tuple[str, str]]
    helpers: list[str]
    sure_first: int | None
    sure_now: int | None
    must_wait: bool
    outcome: str
    contact: Contact | None
    contact_state: str
    contact_late: bool
    contact_url: str
    channel: str
    light: Decision[CopyState] | None
    light_label: str
    light_old: bool
    page: str


@dataclass(frozen=True, slots=True)
class Also:
    """Another goal that the patient works on now, in two lines."""

    words: str
    step: str
    must_wait: bool
    caller: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class PastGoal:
    """One line of the goal history."""

    oid: str
    words: str
    state: str
    since: Any
    step: str


def chart(by: Principal, patient: Patient) -> dict[str, Any]:
    """Return everything the chart page shows."""
    today = clock.today(by.time_zone)
    goals = goals_of(by, patient.pk)
    working = [row for row in goals if row.goal.state in WORKING]
    current, others = (working[0] if working else None), [row for row in working[1:] if row.goal.state in CURRENT]
    own = own_targets(by, [patient.pk]).get(patient.pk)
    contacts = open_contacts_of_goals(by, [row.goal.pk for row in working])
    return {
        "who": header(by, patient, today, "patient"),
        "alike": patients.look_alikes_of(by, patient),
        "matters": patient.matters,
        "spoken": patient.language,
        "tile": _tile(by, patient, current, contacts.get(current.goal.pk), today) if current else None,
        "also": [_also(patient, row, contacts.get(row.goal.pk)) for row in others],
        "not_today": None if current else _not_today(last_not_today(by, patient.pk)),
        "history": [_past(row) for row in goals if row is not current and row not in others],
        "goals": goals,
        "memberships": memberships_of(by, [patient.pk], view=View.CHART)[patient.pk],
        "visit": open_visit_of(by, patient.pk, today),
        "lines": [shown for trend in patients.trends(by, patient) if (shown := trends.line(trend, own))],
        "stamp": stamps.make(patient_oid=patient.oid),
    }


def _tile(by: Principal, patient: Patient, standing: Standing, contact: Contact | None, today: date) -> Tile:
    goal, words, version = standing.goal, standing.goal_version, standing.plan_version
    report = last_report_of(by, [goal.pk]).get(goal.pk)
    light = None
    if version is not None:
        light = light_between(version, refs_between(goal, words, version, contact, report))
        version.plan.patient = patient
    state = due_state(today, contact.due_on, contact.window_last).status if contact else None
    return Tile(
        words=words.words,
        language=patient.language,
        said_on=words.at,
        step=step_text(version, _staff_language()) if version else "",
        barriers=[(row.words or _barrier(row.code), row.strategy) for row in version.barriers.all()] if version else [],
        helpers=list(version.helpers) if version else [],
        sure_first=version.confidence_first if version else None,
        sure_now=_sure_now(standing, report),
        must_wait=standing.must_wait,
        outcome=_(PLAN_OUTCOME_LABELS[PlanOutcome(report.outcome)]) if report else "",
        contact=contact,
        contact_state=_(DUE_STATE_LABELS[state]) if state else "",
        contact_late=state is DueState.OVERDUE,
        contact_url=_contact_url(by, contact),
        channel=_(CHANNEL_LABELS[Channel(contact.channel)]) if contact else "",
        light=light,
        light_label=_(COPY_STATE_LABELS[light.status]) if light else "",
        light_old=light is not None and light.status is CopyState.OLD,
        page=page_of_plan(by, version.plan_id) if version else "",
    )


def _also(patient: Patient, standing: Standing, contact: Contact | None) -> Also:
    version = standing.plan_version
    if version is not None:
        version.plan.patient = patient
    return Also(
        words=standing.goal_version.words,
        step=step_text(version, _staff_language()) if version else "",
        must_wait=standing.must_wait,
        caller=contact.task.owner.called if contact else "",
        due_on=contact.due_on if contact else None,
    )


def _contact_url(by: Principal, contact: Contact | None) -> str:
    """Return where the contact is recorded; empty without a contact, or while that page is not installed."""
    if contact is None:
        return ""
    try:
        return reverse("after_visit:contact", kwargs={"practice": by.practice_key, "contact": contact.oid})
    except NoReverseMatch:
        return ""


def _past(row: Standing) -> PastGoal:
    return PastGoal(
        oid=row.goal.oid,
        words=row.goal_version.words,
        state=_(GOAL_STATE_LABELS[GoalState(row.goal.state)]),
        since=row.goal.created_at,
        step=row.plan_version.step_words if row.plan_version else "",
    )


def _sure_now(standing: Standing, report: ContactReport | None) -> int | None:
    if report is not None and report.confidence is not None:
        return report.confidence
    return standing.plan_version.confidence if standing.plan_version else None


def _not_today(row: NotToday | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "at": row.at,
        "reason": _(NOT_TODAY_REASON_LABELS[NotTodayReason(row.reason)]),
        "declined": row.declined,
        "ask_again_on": row.ask_again_on,
    }


def _barrier(code: str) -> str:
    return _(BARRIER_LABELS[Barrier(code)]) if code in set(Barrier) else code


def _staff_language() -> str:
    return (get_language() or "en")[:2]
