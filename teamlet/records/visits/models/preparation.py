"""Preparing visits: standing orders, what is to be done by whom, tools placed on visits, readings from home."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from teamlet.ground.oids import new_oid
from teamlet.records.patients.models import Patient
from teamlet.records.practice.models import Membership, Practice
from teamlet.records.visits.models.visits import Visit
from teamlet.records.visits.rules.words import HomeKind, HomeState, ItemState, ItemWhat, Tool, ToolState


class StandingOrder(models.Model):
    """One version of a standing order.  Mutable only in its approval and its end.

    The newest approved version of a code holds until ``expires_on``, that day included; what was due under an
    earlier version keeps it.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    code = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    #: As ``content.schema.StandingOrder``.
    body = models.JSONField()
    note = models.CharField(max_length=240, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    expires_on = models.DateField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "code", "number"], name="standing_order_numbers_unique"),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, expires_on__isnull=True)
                | Q(approved_at__isnull=False, expires_on__isnull=False),
                name="approved_orders_expire",
            ),
        ]


class PreparationItem(models.Model):
    """One thing to get or do for a visit, and who does it: named while preparing or at the huddle.  Mutable.

    ``about`` names the thing within the visit: the same thing is there once.  What belongs to the whole team on a day
    has neither visit nor owner.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="items")
    patient = models.ForeignKey(Patient, models.PROTECT, null=True, related_name="+")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    #: Civil day of the visit.
    day = models.DateField()
    what = models.CharField(max_length=16)
    about = models.CharField(max_length=40)
    words = models.CharField(max_length=240, blank=True)
    #: Printed and shown in lists as "see chart".
    is_sensitive = models.BooleanField(default=False)
    #: The version of the standing order that it is due under.
    order = models.ForeignKey(StandingOrder, models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, default=ItemState.OPEN)
    #: Why it was left (``LeftWhy``).
    reason = models.CharField(max_length=24, blank=True)
    #: Counts the changes: a form that shows an older number is asked again.
    number = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(what__in=list(ItemWhat)), name="item_what_known"),
            models.CheckConstraint(condition=Q(state__in=list(ItemState)), name="item_state_known"),
            models.UniqueConstraint(fields=["visit", "about"], name="a_thing_once_per_visit"),
            models.UniqueConstraint(
                fields=["practice", "day", "what"], condition=Q(visit__isnull=True), name="a_line_of_the_team_once"
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "day", "state"], name="items_of_a_day"),
            models.Index(fields=["patient", "-day"], name="items_of_a_patient"),
        ]


class PlacedTool(models.Model):
    """A tool placed on a visit: to hand over, given, done, or not used and why.  Mutable."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="tools")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    tool = models.CharField(max_length=24)
    state = models.CharField(max_length=10, default=ToolState.PLACED)
    #: Why it was not used (``SkipWhy``).
    reason = models.CharField(max_length=20, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(tool__in=list(Tool)), name="tool_known"),
            models.CheckConstraint(condition=Q(state__in=list(ToolState)), name="tool_state_known"),
            models.UniqueConstraint(fields=["visit", "tool"], name="a_tool_once_per_visit"),
        ]


class HomeReading(models.Model):
    """A reading that a patient took at home: it waits here, and is in the chart only once accepted.  Mutable."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="+")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    kind = models.CharField(max_length=16)
    #: As measured, in ``unit``; blood pressure has a second number.
    value = models.DecimalField(max_digits=8, decimal_places=2)
    second = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    unit = models.CharField(max_length=12)
    #: Civil day of the reading.
    day = models.DateField()
    plausibility = models.CharField(max_length=12)
    state = models.CharField(max_length=20, default=HomeState.WAITING)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(HomeKind)), name="home_kind_known"),
            models.CheckConstraint(condition=Q(state__in=list(HomeState)), name="home_state_known"),
        ]
        indexes = [
            models.Index(fields=["practice", "at"], condition=Q(state=HomeState.WAITING), name="home_readings_waiting"),
        ]
