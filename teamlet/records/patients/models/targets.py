"""What a patient and a licensed person aim at together, for one measure."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from teamlet.ground.oids import new_oid
from teamlet.records.patients.models.people import Patient
from teamlet.records.patients.words import TargetMeasure
from teamlet.records.practice.models import Practice


class PatientTarget(models.Model):
    """A patient's own target of one measure, from when to when it held.  Mutable: its end.

    ``value`` is in the measure's unit (``rules.targets.MEASURES``).  Another target ends this one; the rows are the
    history.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="own_targets", db_index=False)
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    measure = models.CharField(max_length=12)
    value = models.DecimalField(max_digits=6, decimal_places=1)
    #: Why it is not the usual one (``WhyOwnTarget``), and in own words.
    why = models.CharField(max_length=16)
    words = models.CharField(max_length=240, blank=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(measure__in=list(TargetMeasure)), name="target_measure_known"),
            models.UniqueConstraint(
                fields=["patient", "measure"], condition=Q(ended_at__isnull=True), name="an_own_target_once"
            ),
        ]
        indexes = [models.Index(fields=["patient", "measure", "-id"], name="own_targets_of_a_patient")]
