"""Levels of need as they were found and set, one row for each change."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from teamlet.ground.oids import new_oid
from teamlet.records.patients.models import Patient
from teamlet.records.practice.models import Practice


class NeedLevel(models.Model):
    """A patient's level of need from a moment on: what was found, and what the team set.  Mutable: ``is_current``.

    A new row is written when the level in force, what it rests on, or what the team set changes; the others stay as
    the history.  ``inputs`` are the inputs as found: code, state, value and day, plain JSON.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="need_levels", db_index=False)
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    #: The level in force, 1 to 4.
    level = models.PositiveSmallIntegerField()
    #: The level that the inputs give.
    from_inputs = models.PositiveSmallIntegerField()
    inputs = models.JSONField()
    #: Hash of what the row says: what is the same is not written again.
    digest = models.CharField(max_length=16)
    #: What the team set, why (``WhyAnotherLevel``), since when and until when; null = nothing.
    set_level = models.PositiveSmallIntegerField(null=True)
    set_why = models.CharField(max_length=16, blank=True)
    set_words = models.CharField(max_length=240, blank=True)
    set_on = models.DateField(null=True)
    set_until = models.DateField(null=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    #: The newest row of the patient.
    is_current = models.BooleanField(default=True)
    #: Null = the worker found it.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient"], condition=Q(is_current=True), name="one_level_in_force"),
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=4, from_inputs__gte=1, from_inputs__lte=4),
                name="level_one_to_four",
            ),
            models.CheckConstraint(
                condition=Q(set_level__isnull=True) | Q(set_level__gte=1, set_level__lte=4),
                name="set_level_one_to_four",
            ),
        ]
        indexes = [
            models.Index(fields=["patient", "-id"], name="levels_of_a_patient"),
            models.Index(fields=["practice", "level", "patient"], condition=Q(is_current=True), name="levels_in_force"),
        ]
