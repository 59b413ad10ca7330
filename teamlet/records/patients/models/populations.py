"""Populations of focus: who is in one, since when and by which evidence; what patients asked for; who waits to be
looked at again."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from teamlet.ground.oids import new_oid
from teamlet.records.patients.models.people import Patient
from teamlet.records.practice.models import Practice


class PopulationMember(models.Model):
    """A patient's time in a population: opened when the rule first holds, closed when it no longer does.  Mutable.

    Closed rows stay as the history.  ``evidence`` is what the rule rests on now (when closed: what it last rested on),
    ``entry_evidence`` what it rested on at entry; both are lists of plain facts with a reference to their row, the
    value and the day.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="memberships", db_index=False)
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    population = models.CharField(max_length=60)
    route = models.CharField(max_length=12)
    #: Its name in each language, as the version in force says it.
    title = models.JSONField()
    #: The rule's version: "shipped:1", or the number of the practice's own.
    version = models.CharField(max_length=40)
    entry_version = models.CharField(max_length=40)
    evidence = models.JSONField()
    entry_evidence = models.JSONField()
    #: Sensitivity labels of the population and its evidence, in order, joined by spaces; empty = none.
    labels = models.CharField(max_length=120, blank=True)
    #: Hash of version, title, evidence and labels: what is the same is not written again.
    digest = models.CharField(max_length=16)
    entered_on = models.DateField()
    left_on = models.DateField(null=True)
    left_reason = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "population"], condition=Q(left_on__isnull=True), name="a_membership_once"
            )
        ]
        indexes = [
            models.Index(fields=["practice", "population", "left_on", "patient"], name="members_of_a_population"),
        ]


class PopulationCheck(models.Model):
    """A patient whose data changed: the worker looks at their populations again and removes the row.  Mutable."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="+")
    patient = models.OneToOneField(Patient, models.CASCADE, related_name="+")
    #: Of the last change: only a mark that nobody renewed meanwhile is removed.
    mark = models.CharField(max_length=16)


class SupportCheck(models.Model):
    """A patient whose level of need and slips the worker looks at again; then it removes the row.  Mutable."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="+")
    patient = models.OneToOneField(Patient, models.CASCADE, related_name="+")
    #: Of the last change: only a mark that nobody renewed meanwhile is removed.
    mark = models.CharField(max_length=16)


class ListCheck(models.Model):
    """A patient of whom something changed that records above list: the worker writes their line anew.  Mutable."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="+")
    patient = models.OneToOneField(Patient, models.CASCADE, related_name="+")
    #: Of the last change: only a mark that nobody renewed meanwhile is removed.
    mark = models.CharField(max_length=16)


class HelpWish(models.Model):
    """What a patient answered when asked whether help with a topic is wanted; the newest counts.  Immutable."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="wishes", db_index=False)
    topic = models.CharField(max_length=20)
    wants = models.BooleanField()
    said_on = models.DateField()
    #: Where it was said: "visit", "form", "contact".
    source = models.CharField(max_length=12)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["patient", "topic", "-said_on", "-id"], name="wishes_of_a_patient")]
