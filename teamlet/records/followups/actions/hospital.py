"""After a hospital stay or an emergency visit: the patient's contact moves up, or one opens; settled by a person."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit, goes_on
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.followups.actions.agree import ContactSaid, agree_contact
from teamlet.records.followups.actions.moving import take_the_place_of
from teamlet.records.followups.models import Contact, HospitalVisit
from teamlet.records.followups.queries.hospital import unanswered_in_records
from teamlet.records.followups.queries.reaching import never_rests
from teamlet.records.followups.queries.vanished import latest_contact_and_plan, reasons_without
from teamlet.records.followups.rules.hospital import opens_contact, talk_by
from teamlet.records.followups.rules.needs import EVENT_DAYS
from teamlet.records.followups.rules.vanished import OPEN_GOALS
from teamlet.records.followups.words import Channel, ContactState
from teamlet.records.followups.words.hospital import HospitalPlace, HospitalState, HospitalToldBy
from teamlet.records.patients.actions.tables import mark_for_support
from teamlet.records.patients.models import Patient
from teamlet.records.plans.models import Goal
from teamlet.records.practice.models import Practice
from teamlet.records.practice.queries import holidays, practice_of, working_days
from teamlet.records.tasks.actions import end_task, open_task
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.queries import owner_for
from teamlet.records.tasks.words import Duty, TaskKind, TaskState

#: It can be told so many days later.
BACK = EVENT_DAYS
#: Ways of contact that stay as agreed when the day moves up; instead of any other a person calls.
_AT_SHORT_NOTICE = frozenset({Channel.CALL, Channel.RELAY, Channel.TEXT, Channel.VIDEO})


@action
def note_hospital_visit(
    *,
    patient: Patient,
    on: date,
    place: HospitalPlace,
    told_by: HospitalToldBy = HospitalToldBy.STAFF,
    source_key: str = "",
    at: datetime,
    by: Principal,
) -> HospitalVisit:
    """Note a hospital stay or an emergency visit, so that somebody talks with the patient within two working days.

    ``on`` is the day home.  The patient's next contact moves up to that day, and stays where it is when it is earlier;
    without one it opens, about an open goal; where no contact may open, somebody gets a task instead.  The same
    ``source_key`` (of staff: the same place and day) again changes nothing.  Raises ``Refused`` for a day ahead or
    more than ``BACK`` days ago.
    """
    row = (
        Patient.objects.select_for_update(of=("self",))
        .select_related("merged_into", "practice")
        .get(pk=patient.pk, practice_id=by.practice_id)
    )
    today = at.astimezone(ZoneInfo(row.practice.time_zone)).date()
    if not today - timedelta(days=BACK) <= on <= today:
        first = (today - timedelta(days=BACK)).isoformat()
        raise Refused(Reason("followups.hospital_day", {"first": first, "last": today.isoformat()}))
    key = source_key or f"staff:{place.value}:{on.isoformat()}"
    known = HospitalVisit.objects.filter(patient=row, source_key=key).first()
    if known is not None and known.state != HospitalState.ENTERED_IN_ERROR:
        audit(known, patient=row, again=True)
        return known
    due = _talk_by(row.practice, on, at)
    contact = _contact_by(row, due, at, by)
    visit = known or HospitalVisit(practice=row.practice, patient=row, source_key=key)
    visit.place, visit.on, visit.told_by, visit.state = place, on, told_by, HospitalState.OPEN
    visit.contact, visit.by_id, visit.at, visit.settled_at, visit.settled_by = contact, by.user_id, at, None, None
    visit.task = None if contact is not None else _task(visit, due, at, by)
    visit.save()
    if told_by is not HospitalToldBy.RECORD:
        mark_for_support(row.practice_id, [row.pk])
    audit(
        visit,
        patient=row,
        place=place,
        on=on.isoformat(),
        told_by=told_by,
        by_day=due.isoformat(),
        contact=contact.oid if contact is not None else None,
    )
    return visit


@action
@goes_on
def settle_hospital_visit(*, visit: HospitalVisit, state: HospitalState, at: datetime, by: Principal) -> HospitalVisit:
    """Say that somebody talked about it, or that it was entered in error; its own task ends, a contact stays.

    Raises ``Refused`` when somebody settled it before.
    """
    row = (
        HospitalVisit.objects.select_for_update(of=("self",))
        .select_related("patient", "task")
        .get(pk=visit.pk, practice_id=by.practice_id)
    )
    if row.state != HospitalState.OPEN or state is HospitalState.OPEN:
        raise Refused(Reason("followups.hospital_over"))
    row.state, row.settled_at, row.settled_by_id = state, at, by.user_id
    row.save(update_fields=["state", "settled_at", "settled_by"])
    task = row.task
    if task is not None and task.state == TaskState.OPEN:
        ends = TaskState.DONE if state is HospitalState.TALKED else TaskState.WITHDRAWN
        end_task(task=task, state=ends, reason=state, at=at, by=by)
    if row.told_by != HospitalToldBy.RECORD:
        mark_for_support(row.practice_id, [row.patient_id])
    audit(row, patient=row.patient, state=state)
    return row


def note_what_records_tell(*, practice: Practice, patients: Collection[int], at: datetime, by: Principal) -> int:
    """Note what records of these patients (row numbers, or a range) tell of hospitals and emergency rooms.

    Each encounter once; return how many.
    """
    today = at.astimezone(ZoneInfo(practice.time_zone)).date()
    found = unanswered_in_records(practice, patients, on=today)
    people = Patient.objects.in_bulk({each.patient_id for each in found})
    for each in found:
        note_hospital_visit(
            patient=people[each.patient_id],
            on=each.on,
            place=each.place,
            told_by=HospitalToldBy.RECORD,
            source_key=each.key,
            at=at,
            by=by,
        )
    return len(found)


def _talk_by(practice: Practice, on: date, at: datetime) -> date:
    today = at.astimezone(ZoneInfo(practice.time_zone)).date()
    return talk_by(on, today=today, working_days=working_days(practice), holidays=holidays(practice, on))


def _contact_by(patient: Patient, due: date, at: datetime, by: Principal) -> Contact | None:
    """Return the patient's contact that is due by then: as it stands, moved up, or opened; None where none may be."""
    standing = (
        Contact.objects.select_for_update(of=("self",))
        .select_related("task__owner", "plan_version__plan__patient")
        .filter(patient=patient, state=ContactState.OPEN)
        .order_by("due_on", "id")
        .first()
    )
    if standing is not None:
        if standing.due_on <= due:
            return standing
        return take_the_place_of(standing, _like(standing, due), at, by)
    if patient.deceased_on is not None:
        return None
    goals = list(Goal.objects.filter(patient=patient, state__in=list(OPEN_GOALS)).values_list("pk", flat=True))
    today = at.astimezone(ZoneInfo(patient.practice.time_zone)).date()
    _, safety_open = never_rests(patient.practice_id, patient.pk)
    reasons = reasons_without(patient.practice_id, goals, today)
    may = [pk for pk, why in reasons.items() if opens_contact(why.status, safety_open=safety_open)]
    for before, version in latest_contact_and_plan(by, may):
        said = _like(before, due) if before is not None else ContactSaid(agreed_on=due)
        return agree_contact(version=version, said=said, at=at, by=by)
    return None


def _like(contact: Contact, due: date) -> ContactSaid:
    """Return what is agreed about a contact, for the day ``due``."""
    channel = Channel(contact.channel)
    stays = channel in _AT_SHORT_NOTICE
    return ContactSaid(
        agreed_on=due,
        from_time=contact.from_time,
        to_time=contact.to_time,
        channel=channel if stays else Channel.CALL,
        phone=contact.phone if stays else "",
        owner=contact.task.owner,
    )


def _task(visit: HospitalVisit, due: date, at: datetime, by: Principal) -> Task:
    choice = owner_for(
        practice_of(visit.practice_id),
        Duty.FOLLOW_UP,
        kind=TaskKind.SPECIALIST_VISIT,
        author=by.membership_id,
        on=due,
        patient=visit.patient,
    )
    return open_task(
        patient=visit.patient,
        kind=TaskKind.SPECIALIST_VISIT,
        about_oid=visit.oid,
        owner=choice.owner,
        backup=choice.backup,
        owner_from=choice.owner_from,
        due_on=due,
        at=at,
        by=by,
    )
