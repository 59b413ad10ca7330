"""What was shared with the patient in a visit, one line each: told, shown, given, asked, and who joined."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from teamlet.ground.oids import new_oid
from teamlet.records.patients.models import Patient
from teamlet.records.practice.models import Practice
from teamlet.records.visits.models.visits import Visit
from teamlet.records.visits.words import FeelingsRoute, SharedKind


class Shared(models.Model):
    """One line about what was told, shown or given.  Mutable only in ``undone_at``.

    ``code`` is a code of ``content/documents/teaching``; there is no free text.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="shared")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    kind = models.CharField(max_length=12)
    code = models.CharField(max_length=60)
    #: words.SaidBack of a topic or skill; empty where there is nothing to say back.
    result = models.CharField(max_length=12, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind__in=list(SharedKind)), name="shared_kind_known")]
        indexes = [
            models.Index(fields=["patient", "kind", "-at"], name="shared_with_a_patient"),
            models.Index(fields=["practice", "kind", "at"], name="shared_in_a_practice"),
        ]


class Feelings(models.Model):
    """Whether stress or hard feelings weigh on the patient, and the way they chose.  Mutable only in ``undone_at``.

    Belongs to mental health: only roles that may read such items in the chart see the answer.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="feelings")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    weighs = models.BooleanField()
    route = models.CharField(max_length=20, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(route__in=["", *FeelingsRoute]), name="feelings_route_known")]


class VisitGuest(models.Model):
    """Family or a friend who took part because the patient wanted it.  Mutable only in ``undone_at``."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="guests")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    #: As they were called then; the person of the chart, when they stand there, by their oid.
    name = models.CharField(max_length=120)
    relation = models.CharField(max_length=60, blank=True)
    helper_oid = models.CharField(max_length=16, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
