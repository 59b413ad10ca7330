"""Who must be on the line besides patient and caller, and whether they are booked."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from teamlet.ground.oids import new_oid
from teamlet.records.followups.models.contacts import Contact
from teamlet.records.followups.words.bookings import BookingState, Help
from teamlet.records.tasks.models import Task


class Booking(models.Model):
    """An interpreter or a relay operator who is to be on the line at one contact.  Mutable; every change is a row."""

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="bookings")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    help = models.CharField(max_length=12)
    #: The patient's language (BCP 47) when it was asked for; empty for a relay.
    language = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=14, default=BookingState.NEEDED)
    #: The civil day and time, in the practice's zone, for which it is booked.
    booked_on = models.DateField(null=True)
    booked_from = models.TimeField(null=True)
    #: The number or name under which the agency knows it.
    reference = models.CharField(max_length=80, blank=True)
    #: It was booked for this day, then the contact moved.
    was_on = models.DateField(null=True)
    task = models.ForeignKey(Task, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact", "help"], name="one_booking_of_a_kind"),
            models.CheckConstraint(condition=Q(state__in=list(BookingState)), name="booking_state_known"),
            models.CheckConstraint(condition=Q(help__in=list(Help)), name="booking_help_known"),
            models.CheckConstraint(
                condition=~Q(state=BookingState.BOOKED) | Q(booked_on__isnull=False), name="booked_for_a_day"
            ),
        ]


class BookingChange(models.Model):
    """A booking's change of state, with how it stood afterwards.  Immutable."""

    booking = models.ForeignKey(Booking, models.PROTECT, related_name="changes")
    from_state = models.CharField(max_length=14, blank=True)
    to_state = models.CharField(max_length=14)
    booked_on = models.DateField(null=True)
    booked_from = models.TimeField(null=True)
    reference = models.CharField(max_length=80, blank=True)
    was_on = models.DateField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
