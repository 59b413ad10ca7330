"""Visits to a specialist that the practice knows of: a day, from whom it is known, and what came of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from teamlet.ground.oids import new_oid
from teamlet.records.followups.words.specialists import SpecialistState, ToldBy
from teamlet.records.patients.models import Patient
from teamlet.records.practice.models import Practice
from teamlet.records.tasks.models import Task


class SpecialistVisit(models.Model):
    """A day on which a patient sees, or saw, a specialist; somebody asks afterwards how it went.  Mutable.

    Not a visit of the practice and no referral: only what follow-up needs.  ``task`` names who asks.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="specialist_visits")
    task = models.OneToOneField(Task, models.PROTECT, related_name="+")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    #: Civil day in the patient's zone.
    on = models.DateField()
    #: Whom they see, in a few words of the team ("eye doctor"); never part of a message.
    whom = models.CharField(max_length=80, blank=True)
    told_by = models.CharField(max_length=8, default=ToldBy.STAFF)
    #: What names it where it came from, so that a file read twice notes it once.
    source_key = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=18, default=SpecialistState.OPEN)
    #: When the rhythm of messages looks at it next; null = nothing is left to send.
    rhythm_after = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(SpecialistState)), name="specialist_state_known"),
            models.CheckConstraint(condition=Q(told_by__in=list(ToldBy)), name="specialist_told_known"),
            models.UniqueConstraint(
                fields=["patient", "on"], condition=~Q(state="entered_in_error"), name="a_specialist_visit_a_day"
            ),
        ]
        indexes = [
            models.Index(
                fields=["practice", "rhythm_after", "id"],
                condition=Q(state="open", rhythm_after__isnull=False),
                name="specialist_visits_to_look_at",
            ),
        ]
