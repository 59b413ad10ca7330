"""People who were in range and are not now."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from teamlet.ground.oids import new_oid
from teamlet.records.followups.models.contacts import Contact
from teamlet.records.followups.words.slips import SlipState
from teamlet.records.patients.models import Patient
from teamlet.records.practice.models import Practice
from teamlet.records.tasks.models import Task


class Slip(models.Model):
    """One line of "Back on track": what the worker noticed, who talks about it, what came of it.  Mutable.

    ``reasons`` are rules with their values (``Reason.as_dict``); ``ref`` names the reading that set it off, so that
    an answered line does not come back before a newer one.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="slips", db_index=False)
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    measure = models.CharField(max_length=12)
    reasons = models.JSONField()
    ref = models.CharField(max_length=30)
    #: Civil day of that reading.
    day = models.DateField()
    #: Sensitivity labels of what it rests on, joined by spaces; empty = none.
    labels = models.CharField(max_length=120, blank=True)
    noticed_on = models.DateField()
    state = models.CharField(max_length=10, default=SlipState.OPEN)
    #: Whose it is; null = nobody has begun.  The task of ``contact`` where there is one.
    task = models.ForeignKey(Task, models.PROTECT, null=True, related_name="slips")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="slips")
    result = models.CharField(max_length=16, blank=True)
    #: Codes of ``WhatChanged``.
    what_changed = models.JSONField(default=list)
    words = models.CharField(max_length=240, blank=True)
    look_again_on = models.DateField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(SlipState)), name="slip_state_known"),
            models.UniqueConstraint(fields=["patient", "measure"], condition=Q(state="open"), name="an_open_slip_once"),
        ]
        indexes = [
            models.Index(fields=["practice", "noticed_on", "id"], condition=Q(state="open"), name="slips_open"),
            models.Index(fields=["patient", "measure", "-id"], name="slips_of_a_patient"),
        ]
