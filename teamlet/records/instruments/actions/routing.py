"""Tasks that forms open: who reads them, who asks in person, who helps with a locked link."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from teamlet.content.instruments import Instrument
from teamlet.ground.access.principal import Principal
from teamlet.records.instruments.models import Form
from teamlet.records.instruments.permissions import can_read
from teamlet.records.instruments.words import AskWhy
from teamlet.records.practice.models import Practice
from teamlet.records.practice.queries import active_members, holidays, roles_of, working_days
from teamlet.records.tasks.actions import open_task
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.queries import owner_for
from teamlet.records.tasks.words import Duty, TaskKind, TaskState

#: Ranks among all tasks (followups.rules.risk_rank goes up to 504): an alert stands above everything, asking in
#: person beside what is urgent within the hour.
RISK_ALERT, RISK_ASK = 1000, 300


def local_day(practice: Practice, at: datetime) -> date:
    """Return the civil day at the practice."""
    return at.astimezone(ZoneInfo(practice.time_zone)).date()


def next_working_day(practice: Practice, after: date) -> date:
    """Return the first working day after ``after``."""
    days = working_days(practice)
    closed = holidays(practice, after, after + timedelta(days=60))
    day = after + timedelta(days=1)
    while day.weekday() not in days or day in closed:
        day += timedelta(days=1)
        if (day - after).days > 60:
            break
    return day


def readers_of(practice: Practice, instruments: Iterable[Instrument]) -> frozenset[int]:
    """Return the membership ids of everybody who may read the answers to all of these instruments."""
    wanted = list(instruments)
    return frozenset(
        row.pk for row in active_members(practice) if all(can_read(roles_of(row), each) for each in wanted)
    )


def open_reading_task(form: Form, instruments: Iterable[Instrument], at: datetime, by: Principal) -> Task:
    """Name the reader of a returned form: whoever gathers information, else the visit's clinician, by tomorrow."""
    due = next_working_day(form.practice, local_day(form.practice, at))
    clinician = form.visit.clinician_id if form.visit is not None else form.patient.clinician_id
    choice = owner_for(
        form.practice,
        Duty.GATHER_DATA,
        kind=TaskKind.RETURNED_FORM,
        author=clinician,
        on=due,
        patient=form.patient,
        among=readers_of(form.practice, instruments),
    )
    return open_task(
        patient=form.patient,
        kind=TaskKind.RETURNED_FORM,
        about_oid=form.oid,
        owner=choice.owner,
        backup=choice.backup,
        owner_from=choice.owner_from,
        due_on=due,
        detail={"purpose": form.purpose},
        at=at,
        by=by,
    )


def open_desk_task(
    form: Form, kind: TaskKind, about_oid: str, detail: dict[str, Any], at: datetime, by: Principal
) -> Task:
    """Open a task of today for whoever gathers information before visits; one that is open already stays alone."""
    today = local_day(form.practice, at)
    known = Task.objects.filter(practice=form.practice, kind=kind, about_oid=about_oid, state=TaskState.OPEN).first()
    if known is not None:
        return known
    choice = owner_for(form.practice, Duty.GATHER_DATA, kind=kind, author=None, on=today, patient=form.patient)
    return open_task(
        patient=form.patient,
        kind=kind,
        about_oid=about_oid,
        owner=choice.owner,
        backup=choice.backup,
        owner_from=choice.owner_from,
        due_on=today,
        detail=detail,
        at=at,
        by=by,
    )


def open_asking_task(form: Form, instrument: Instrument, why: AskWhy, at: datetime, by: Principal) -> Task:
    """Have somebody ask the patient in person, today: the visit's clinician first, else who follows up."""
    today = local_day(form.practice, at)
    known = Task.objects.filter(
        practice=form.practice, kind=TaskKind.ASK_IN_PERSON, about_oid=form.oid, state=TaskState.OPEN
    ).first()
    if known is not None:
        return known
    clinician = form.visit.clinician_id if form.visit is not None else form.patient.clinician_id
    choice = owner_for(
        form.practice,
        Duty.FOLLOW_UP,
        kind=TaskKind.ASK_IN_PERSON,
        author=clinician,
        on=today,
        patient=form.patient,
        among=readers_of(form.practice, [instrument]),
    )
    return open_task(
        patient=form.patient,
        kind=TaskKind.ASK_IN_PERSON,
        about_oid=form.oid,
        owner=choice.owner,
        backup=choice.backup,
        owner_from=choice.owner_from,
        due_on=today,
        risk=RISK_ASK,
        detail={"why": why.value, "instrument": instrument.id},
        at=at,
        by=by,
    )
