"""Another day for a contact, and taking it back."""

from __future__ import annotations

from datetime import datetime

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit, goes_on
from teamlet.ground.reasons import ChangedMeanwhile
from teamlet.records.followups.actions.agree import (
    MOVED,
    ContactSaid,
    agree_contact,
    bring_back_contact,
    hand_on_messages,
    let_messages_follow,
    was_touched,
    withdraw_contact,
)
from teamlet.records.followups.models import Contact, HospitalVisit
from teamlet.records.followups.words import ContactState
from teamlet.records.practice.actions.saves import keep_save


@action
@goes_on
def reschedule_contact(*, contact: Contact, said: ContactSaid, at: datetime, by: Principal) -> Contact:
    """Agree on another day, time, channel or owner: the old contact is withdrawn, a new one opened.

    Raises ``Refused`` for an impossible day.
    """
    contact = Contact.objects.select_for_update().select_related("plan_version__plan__patient").get(pk=contact.pk)
    if contact.state != ContactState.OPEN:
        raise ChangedMeanwhile("contact")
    patient = contact.plan_version.plan.patient
    fresh = take_the_place_of(contact, said, at, by)
    keep_save(kind="followups.reschedule", about_oid=fresh.oid, patient_oid=patient.oid, at=at, by=by)
    audit(fresh, patient=patient, was=contact.oid)
    return fresh


def take_the_place_of(contact: Contact, said: ContactSaid, at: datetime, by: Principal) -> Contact:
    """Open a contact in place of a locked open one: its messages, and what it answers, go on with the new one.

    For the actions of this record, inside their transaction.  Raises ``Refused`` for an impossible day.
    """
    withdraw_contact(contact=contact, reason=MOVED, at=at, by=by)
    fresh = agree_contact(version=contact.plan_version, said=said, follows=contact.follows, at=at, by=by)
    hand_on_messages(contact, fresh, at, by)
    contact.refresh_from_db(fields=["state"])
    let_messages_follow(contact, at, by)
    Contact.objects.filter(pk=contact.pk).update(closing_reason=f"moved:{fresh.oid}")
    HospitalVisit.objects.filter(contact=contact).update(contact=fresh)
    return fresh


@action
@goes_on
def undo_reschedule(*, about_oid: str, at: datetime, by: Principal) -> None:
    """Bring back the day that stood before; the new one is withdrawn.

    Raises ``ChangedMeanwhile`` when the contact was moved, tried or made since.
    """
    fresh = (
        Contact.objects.select_for_update()
        .select_related("patient", "plan_version")
        .get(oid=about_oid, practice_id=by.practice_id)
    )
    before = Contact.objects.filter(
        practice_id=by.practice_id, state=ContactState.WITHDRAWN, closing_reason=f"moved:{fresh.oid}"
    ).first()
    if before is None or was_touched(fresh, fresh.created_at):
        raise ChangedMeanwhile("contact")
    hand_on_messages(fresh, before, at, by)
    withdraw_contact(contact=fresh, reason="undo", at=at, by=by)
    bring_back_contact(contact=before, version=fresh.plan_version, at=at, by=by)
    HospitalVisit.objects.filter(contact=fresh).update(contact=before)
    audit(fresh, patient=fresh.patient)
