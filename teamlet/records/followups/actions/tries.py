"""Tries to reach a patient: noting one, and taking it back."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from teamlet.ground.access.principal import Principal, user_of
from teamlet.ground.audit.action import action, audit, goes_on
from teamlet.ground.reasons import ChangedMeanwhile
from teamlet.records.followups.models import Attempt, Contact
from teamlet.records.followups.words import AttemptResult, Channel, ContactState
from teamlet.records.patients.actions.tables import mark_for_support
from teamlet.records.practice.actions.saves import keep_save
from teamlet.records.tasks.actions import end_task, open_task
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.queries import owner_for
from teamlet.records.tasks.words import Duty, TaskKind, TaskState


@action
@goes_on
def record_attempt(
    *,
    contact: Contact,
    channel: Channel,
    result: AttemptResult,
    next_try_on: date | None = None,
    at: datetime,
    by: Principal,
) -> Attempt:
    """Record one try.  A wrong number also opens a task for the front desk to correct it."""
    contact = Contact.objects.select_for_update().select_related("patient", "practice").get(pk=contact.pk)
    if contact.state != ContactState.OPEN:
        raise ChangedMeanwhile("contact")
    attempt = Attempt.objects.create(
        contact=contact, at=at, channel=channel, result=result, next_try_on=next_try_on, by_id=user_of(by)
    )
    if result is AttemptResult.WRONG_NUMBER:
        _ask_for_contact_point(contact, at, by)
    keep_save(kind="followups.attempt", about_oid=attempt.oid, patient_oid=contact.patient.oid, at=at, by=by)
    mark_for_support(contact.practice_id, [contact.patient_id])
    audit(attempt, patient=contact.patient, channel=channel, result=result)
    return attempt


@action
@goes_on
def undo_attempt(*, about_oid: str, at: datetime, by: Principal) -> None:
    """Take a try back; it no longer counts.  Raises ``ChangedMeanwhile`` when the contact went on since."""
    attempt = Attempt.objects.select_related("contact__patient").get(oid=about_oid, contact__practice_id=by.practice_id)
    contact = Contact.objects.select_for_update().get(pk=attempt.contact_id)
    others = Attempt.objects.filter(contact=contact, undone_at__isnull=True).exclude(pk=attempt.pk)
    if contact.state != ContactState.OPEN or others.filter(pk__gt=attempt.pk).exists():
        raise ChangedMeanwhile("contact")
    Attempt.objects.filter(pk=attempt.pk).update(undone_at=at)
    task = Task.objects.filter(
        practice_id=by.practice_id,
        kind=TaskKind.UPDATE_CONTACT_POINT,
        about_oid=attempt.contact.oid,
        state=TaskState.OPEN,
    ).first()
    still_wrong = others.filter(result=AttemptResult.WRONG_NUMBER).exists()
    if task is not None and attempt.result == AttemptResult.WRONG_NUMBER and not still_wrong:
        end_task(task=task, state=TaskState.WITHDRAWN, reason="undo", at=at, by=by)
    mark_for_support(contact.practice_id, [contact.patient_id])
    audit(attempt, patient=attempt.contact.patient)


def _ask_for_contact_point(contact: Contact, at: datetime, by: Principal) -> None:
    if Task.objects.filter(
        practice_id=contact.practice_id, kind=TaskKind.UPDATE_CONTACT_POINT, about_oid=contact.oid, state=TaskState.OPEN
    ).exists():
        return
    today = at.astimezone(ZoneInfo(contact.practice.time_zone)).date()
    choice = owner_for(
        contact.practice,
        Duty.GATHER_DATA,
        kind=TaskKind.UPDATE_CONTACT_POINT,
        author=by.membership_id,
        on=today,
        patient=contact.patient,
    )
    open_task(
        patient=contact.patient,
        kind=TaskKind.UPDATE_CONTACT_POINT,
        about_oid=contact.oid,
        owner=choice.owner,
        backup=choice.backup,
        owner_from=choice.owner_from,
        due_on=today,
        at=at,
        by=by,
    )
