"""Interpreters and relay operators: what is still to be booked, and how those of one contact stand."""

from __future__ import annotations

from datetime import date

from teamlet.records.followups.models import Booking, Contact
from teamlet.records.followups.words import STILL_OPEN, ContactState
from teamlet.records.practice.queries import Scope, practice_id_of

#: What a list of bookings shows beside them.
_ALONG = ("contact__patient", "contact__task__owner", "task__owner")


def bookings_of(contact: Contact) -> list[Booking]:
    """Return the bookings of a contact, with the tasks of booking them; no query where nobody was asked for."""
    if not contact.with_help:
        return []
    return list(contact.bookings.select_related("task__owner").order_by("id"))


def booking(scope: Scope, oid: str) -> Booking | None:
    """Return one booking with its contact and patient, or None."""
    rows = Booking.objects.filter(contact__practice_id=practice_id_of(scope), oid=oid)
    return rows.select_related("contact__patient", "contact__task__owner", "task__owner").first()


def bookings_to_make(scope: Scope, limit: int = 100) -> list[Booking]:
    """Return the bookings of open contacts that are still to be made, the soonest contact first; one query."""
    rows = Booking.objects.filter(
        contact__practice_id=practice_id_of(scope),
        contact__state=ContactState.OPEN,
        state__in=list(STILL_OPEN),
    )
    return list(rows.select_related(*_ALONG).order_by("contact__due_on", "id")[:limit])


def bookings_made(scope: Scope, limit: int = 100) -> list[Booking]:
    """Return the bookings of open contacts that are made, the soonest first; one query."""
    rows = Booking.objects.filter(
        contact__practice_id=practice_id_of(scope), contact__state=ContactState.OPEN, state="booked"
    )
    return list(rows.select_related(*_ALONG).order_by("booked_on", "id")[:limit])


def contacts_without_help(scope: Scope, first: date, last: date) -> list[Contact]:
    """Return the open contacts due on these days with people who want an interpreter, for which nobody was asked."""
    rows = Contact.objects.filter(
        practice_id=practice_id_of(scope),
        state=ContactState.OPEN,
        due_on__gte=first,
        due_on__lte=last,
        with_help=False,
        patient__interpreter=True,
    )
    return list(rows.select_related("patient", "task__owner").order_by("due_on", "id"))
