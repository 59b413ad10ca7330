"""“Today”: the day's visits with one next action on top, handoffs, what waits for a licensed person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from teamlet.ground import clock
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import Role
from teamlet.home.presenters import handed
from teamlet.home.presenters.lines import goal_line, step_line
from teamlet.records.followups.queries import worklist
from teamlet.records.followups.words import DueState
from teamlet.records.patients.queries import patient_name
from teamlet.records.plans.models import PlanVersion
from teamlet.records.plans.queries import lines_for_lists, unfinished_of
from teamlet.records.plans.words import OPEN_PART_LABELS, FollowUpAnswer, OpenPart
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.queries import open_tasks
from teamlet.records.tasks.words import TaskKind
from teamlet.records.visits.models import Visit
from teamlet.records.visits.queries import visits_between
from teamlet.records.visits.words import VISIT_STATE_LABELS, TopicFrom, VisitState

#: Calls shown beside the day; all of them are on the contacts page.
CALLS = 4
#: Visits that one laptop screen shows; the others are folded below them.
SHOWN = 9
AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class VisitLine:
    """One visit of a list: who, when, in which room, their words in one line, what is missing."""

    oid: str
    state: VisitState
    state_label: str
    starts: time | None
    room: str
    clinician: str
    is_mine: bool
    patient_oid: str
    name: str
    born: int | None
    language: str
    words: str
    step: str
    missing: tuple[str, ...]
    #: Whether somebody marked the visit as prepared.
    is_ready: bool
    #: When the desk said that the patient is here.
    arrived_at: datetime | None

    @property
    def waits(self) -> bool:
        """Whether the patient is here and nobody opened the visit yet."""
        return self.arrived_at is not None and self.state is VisitState.PLANNED


def context(by: Principal, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return the day of an MA, nurse, clinician, educator or behavioral health person; eight queries at most."""
    today = clock.today(by.time_zone)
    visits = visits_between(by, today, today + timedelta(days=1))
    lines = lines_for_lists(by, {visit.patient_id for visit in visits})
    now = [visit_line(visit, lines.get(visit.patient_id), by) for visit in visits if visit.day == today]
    then = [visit_line(visit, lines.get(visit.patient_id), by) for visit in visits if visit.day != today]
    is_clinician = Role.CLINICIAN in by.roles
    return {
        "today": today,
        "tomorrow": today + timedelta(days=1),
        "is_clinician": is_clinician,
        "next": next_visit(now, mine_first=is_clinician),
        "groups": groups(sorted(now, key=lambda line: not line.is_mine) if is_clinician else now, by),
        "all_visits": len(now),
        "tomorrow_visits": then,
        "ready": sum(line.is_ready for line in then),
        **handed.context(by),
        "decisions": decisions(by) if by.is_licensed else [],
        "unfinished": [] if is_clinician else [unfinished(version) for version in unfinished_of(by, recent(by))],
        "calls": [] if is_clinician else calls(by),
    }


def recent(by: Principal) -> Any:
    """Return since when an unfinished plan is still this person's to finish: two days."""
    return clock.now() - timedelta(days=2)


def visit_line(visit: Visit, plan: PlanVersion | None, by: Principal) -> VisitLine:
    """Return what a list says about a visit; nothing that is kept from lists."""
    person = visit.patient
    return VisitLine(
        oid=visit.oid,
        state=VisitState(visit.state),
        state_label=_(VISIT_STATE_LABELS[VisitState(visit.state)]),
        starts=visit.starts,
        room=visit.room,
        clinician=visit.clinician.called if visit.clinician else "",
        is_mine=visit.clinician_id is not None and visit.clinician_id == by.membership_id,
        patient_oid=person.oid,
        name=patient_name(person),
        born=person.birth_date.year if person.birth_date else None,
        language=person.language,
        words=_words(visit, plan),
        step=step_line(plan),
        missing=tuple(_missing(visit, plan))[:2],
        is_ready=visit.ready_at is not None,
        arrived_at=visit.arrived_at,
    )


def groups(lines: list[VisitLine], by: Principal) -> list[dict[str, Any]]:
    """Return the day in at most three parts: now and next (always open), later, earlier (folded)."""
    clock_now = clock.now().astimezone(ZoneInfo(by.time_zone))
    since = (clock_now - AN_HOUR).time() if clock_now.hour else time.min
    current: list[VisitLine] = []
    earlier: list[VisitLine] = []
    for line in lines:
        is_over = line.state is VisitState.FINISHED or (line.starts is not None and line.starts < since)
        (earlier if is_over and line.state is not VisitState.OPEN and not line.waits else current).append(line)
    # Who waits here is not folded away behind those who have not come.
    current.sort(key=lambda line: line.state is not VisitState.OPEN and not line.waits)
    parts = [
        {"label": _("Now and next"), "lines": current[:SHOWN], "open": True},
        {"label": _("Later today"), "lines": current[SHOWN:], "open": False},
        {"label": _("Earlier today"), "lines": earlier, "open": not current},
    ]
    return [part for part in parts if part["lines"]]


def next_visit(lines: Iterable[VisitLine], *, mine_first: bool) -> VisitLine | None:
    """Return the visit to open next: an open one, then who waits here, then the next planned; one's own first."""
    waiting = [line for line in lines if line.state in {VisitState.OPEN, VisitState.PLANNED}]

    def order(line: VisitLine) -> tuple[bool, bool, bool, time]:
        mine = mine_first and not line.is_mine
        return (mine, line.state is not VisitState.OPEN, not line.waits, line.starts or time.max)

    return min(waiting, key=order, default=None)


def decisions(by: Principal) -> list[dict[str, Any]]:
    """Return what waits for a licensed person, most urgent first; what exactly stands behind the link."""
    rows: Iterable[Task] = open_tasks(by, kinds=[TaskKind.RED_FLAG, TaskKind.CAUTION])[:8]
    return [
        {
            "is_worry": task.kind == TaskKind.RED_FLAG,
            "about": task.about_oid,
            "name": patient_name(task.patient),
            "tier": task.detail.get("tier", ""),
            "since": task.created_at,
            "owner": task.owner.called,
        }
        for task in rows
    ]


def unfinished(version: PlanVersion) -> dict[str, Any]:
    """Return a plan that this person saved and that still has an open part."""
    parts = []
    if not version.confidence_asked:
        parts.append(_(OPEN_PART_LABELS[OpenPart.HOW_SURE]))
    if version.follow_up == FollowUpAnswer.NOT_ASKED:
        parts.append(_(OPEN_PART_LABELS[OpenPart.CONTACT]))
    return {
        "name": patient_name(version.plan.patient),
        "patient": version.plan.patient.oid,
        "visit": version.visit.oid if version.visit else None,
        "parts": ", ".join(parts),
    }


def calls(by: Principal) -> list[dict[str, Any]]:
    """Return the contacts of this person and their pools that are due, the first few in the order of the list."""
    today = clock.today(by.time_zone)
    rows = worklist(by, on=today, owner_ids=by.owner_ids, state=DueState.DUE, limit=CALLS)
    return [
        {
            "oid": row.oid,
            "name": patient_name(row.patient),
            "last": row.window_last,
            "channel": row.channel,
            "pool": row.task.owner.called if row.task.owner_id in by.pools else "",
        }
        for row in rows
    ]


def _words(visit: Visit, plan: PlanVersion | None) -> str:
    topics = list(visit.topics_today)  # type: ignore[attr-defined]
    theirs = [topic for topic in topics if topic.topic_from in {TopicFrom.PATIENT, TopicFrom.FAMILY}]
    chosen = next((topic for topic in theirs if topic.starred), theirs[0] if theirs else None)
    if chosen is not None:
        return str(chosen.words)
    return goal_line(plan)


def _missing(visit: Visit, plan: PlanVersion | None) -> Iterable[str]:
    if visit.state == VisitState.FINISHED:
        return
    if not visit.topics_today:  # type: ignore[attr-defined]
        yield _("topics")
    if not visit.patient.language:
        yield _("language")
    if plan is not None and not plan.confidence_asked:
        yield _(OPEN_PART_LABELS[OpenPart.HOW_SURE])
    if plan is not None and plan.follow_up == FollowUpAnswer.NOT_ASKED:
        yield _(OPEN_PART_LABELS[OpenPart.CONTACT])
