"""What is asked in person, in words; only for roles that may know why."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from teamlet.ground.access import stamps
from teamlet.ground.access.principal import Principal
from teamlet.records.instruments.words import ASK_WHY_LABELS, AskWhy
from teamlet.records.patients.queries import patient_name
from teamlet.records.patients.rules import may_see
from teamlet.records.patients.words import Sensitivity, Showing, View
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.queries import open_tasks, task
from teamlet.records.tasks.words import TaskKind


def kinds_for(by: Principal) -> tuple[TaskKind, ...]:
    """Return the kinds of task that this person sees here: what a mood form left open only in care."""
    may_know = may_see(Sensitivity.MENTAL_HEALTH, by.roles, View.CHART).status is Showing.SHOWN
    return (TaskKind.ASK_IN_PERSON, TaskKind.LOCKED_LINK) if may_know else (TaskKind.LOCKED_LINK,)


def task_for(by: Principal, oid: str) -> Task | None:
    """Return one of these tasks, or None, also when this person does not see its kind."""
    found = task(by, oid)
    return found if found is not None and found.kind in kinds_for(by) else None


def context(by: Principal) -> dict[str, Any]:
    """Return both lists, most urgent first."""
    rows = [_line(row, by) for row in open_tasks(by, kinds=kinds_for(by))[:100]]
    return {
        "asks": [row for row in rows if row["kind"] == TaskKind.ASK_IN_PERSON],
        "locked": [row for row in rows if row["kind"] == TaskKind.LOCKED_LINK],
        "may_know": TaskKind.ASK_IN_PERSON in kinds_for(by),
    }


def _line(row: Task, by: Principal) -> dict[str, Any]:
    why = row.detail.get("why", "")
    return {
        "kind": row.kind,
        "oid": row.oid,
        "patient": row.patient.oid,
        "name": patient_name(row.patient),
        "birth_date": row.patient.birth_date,
        "why": _(ASK_WHY_LABELS[AskWhy(why)]) if why else "",
        "since": row.created_at,
        "owner": row.owner.called,
        "is_mine": row.owner_id in by.owner_ids,
        "stamp": stamps.make(patient_oid=row.patient.oid),
    }
