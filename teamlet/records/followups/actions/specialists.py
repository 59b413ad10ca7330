"""Visits to specialists: noted, so that somebody asks afterwards how it went; settled."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit, goes_on
from teamlet.ground.days import nearest_working_day
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.followups.models import Contact, SpecialistVisit
from teamlet.records.followups.words import ContactState
from teamlet.records.followups.words.rhythm import ABOUT_SPECIALIST
from teamlet.records.followups.words.specialists import SpecialistState, ToldBy
from teamlet.records.outreach.actions import has_messages, suit_messages
from teamlet.records.outreach.rules.quiet import zone_of
from teamlet.records.patients.models import Patient
from teamlet.records.practice.models import Membership
from teamlet.records.practice.queries import holidays, practice_of, working_days
from teamlet.records.practice.words import MembershipState
from teamlet.records.tasks.actions import end_task, open_task
from teamlet.records.tasks.queries import owner_for
from teamlet.records.tasks.words import Duty, TaskKind, TaskState

#: A visit can be told so many days later, and so many ahead.
BACK, AHEAD = 60, 366
#: Somebody asks this many days afterwards, inside these days.
ASK_ON, ASK_FIRST, ASK_LAST = 3, 2, 6


@action
def note_specialist_visit(
    *,
    patient: Patient,
    on: date,
    whom: str = "",
    told_by: ToldBy = ToldBy.STAFF,
    source_key: str = "",
    at: datetime,
    by: Principal,
) -> SpecialistVisit:
    """Note the day on which a patient sees or saw a specialist; somebody named asks afterwards how it went.

    Whoever has the patient's open contact gets the task, else whoever follows up.  The same day again returns what was
    noted first.  What a form tells has no day of its own: ``on`` is the day it came back, somebody asks at once, and
    no message does.  Raises ``Refused`` for a day more than ``BACK`` days ago or ``AHEAD`` days ahead.
    """
    row = Patient.objects.select_related("merged_into").get(pk=patient.pk, practice_id=by.practice_id)
    practice = practice_of(by)
    today = at.astimezone(zone_of(row.time_zone, practice.time_zone)).date()
    first, last = today - timedelta(days=BACK), today + timedelta(days=AHEAD)
    if not first <= on <= last:
        raise Refused(Reason("followups.specialist_day", {"first": first.isoformat(), "last": last.isoformat()}))
    known = SpecialistVisit.objects.filter(patient=row, on=on).exclude(state=SpecialistState.ENTERED_IN_ERROR).first()
    if known is not None:
        audit(known, patient=row, again=True)
        return known
    on_a_form = told_by is ToldBy.FORM
    due = today if on_a_form else _ask_on(on, by)
    if on_a_form or due < today:
        due = _working_day(today, today, today + timedelta(days=ASK_LAST), by)
    choice = owner_for(
        practice, Duty.FOLLOW_UP, kind=TaskKind.SPECIALIST_VISIT, author=by.membership_id, on=due, patient=row
    )
    owner, backup = _owner_of_contact(row) or choice.owner, choice.backup
    oid = SpecialistVisit._meta.get_field("oid").get_default()
    task = open_task(
        patient=row,
        kind=TaskKind.SPECIALIST_VISIT,
        about_oid=oid,
        owner=owner,
        backup=choice.owner if owner.pk != choice.owner.pk else backup,
        owner_from=choice.owner_from,
        due_on=due,
        at=at,
        by=by,
    )
    visit = SpecialistVisit.objects.create(
        practice=practice,
        patient=row,
        task=task,
        oid=oid,
        on=on,
        whom=whom.strip()[:80],
        told_by=told_by,
        source_key=source_key[:120],
        rhythm_after=None if on_a_form else at,
        by_id=by.user_id,
        at=at,
    )
    audit(visit, patient=row, on=on.isoformat(), told_by=told_by)
    return visit


@action
@goes_on
def settle_specialist_visit(
    *, visit: SpecialistVisit, state: SpecialistState, at: datetime, by: Principal
) -> SpecialistVisit:
    """Say that somebody talked about it, that it did not take place, or that it was entered in error.

    Its task ends and what did not go out is cancelled.  Raises ``Refused`` when somebody settled it before.
    """
    row = (
        SpecialistVisit.objects.select_for_update(of=("self",))
        .select_related("patient", "task")
        .get(pk=visit.pk, practice_id=by.practice_id)
    )
    if row.state != SpecialistState.OPEN or state is SpecialistState.OPEN:
        raise Refused(Reason("followups.specialist_over"))
    row.state, row.settled_at, row.settled_by_id, row.rhythm_after = state, at, by.user_id, None
    row.save(update_fields=["state", "settled_at", "settled_by", "rhythm_after"])
    if row.task.state == TaskState.OPEN:
        ends = TaskState.DONE if state is SpecialistState.TALKED else TaskState.WITHDRAWN
        end_task(task=row.task, state=ends, reason=state, at=at, by=by)
    about = (ABOUT_SPECIALIST, row.oid)
    if has_messages(row.patient_id, about):
        suit_messages(patient=row.patient, about=about, at=at, by=by)
    audit(row, patient=row.patient, state=state)
    return row


def _ask_on(on: date, by: Principal) -> date:
    """Return the working day near ``ASK_ON`` days after the visit on which somebody asks."""
    aim, first, last = (on + timedelta(days=days) for days in (ASK_ON, ASK_FIRST, ASK_LAST))
    return _working_day(aim, first, last, by)


def _working_day(aim: date, first: date, last: date, by: Principal) -> date:
    closed = holidays(by, first, last)
    return nearest_working_day(aim, first=first, last=last, working_days=working_days(by), holidays=closed) or last


def _owner_of_contact(patient: Patient) -> Membership | None:
    contact = (
        Contact.objects.filter(
            patient=patient,
            state=ContactState.OPEN,
            task__owner__state=MembershipState.ACTIVE,
            goal__audience="everyone",
        )
        .select_related("task__owner")
        .order_by("due_on", "id")
        .first()
    )
    return contact.task.owner if contact is not None else None
