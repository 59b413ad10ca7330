"""Who of a patient's family or friends may get a message, and since when both of them agreed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from teamlet.ground.oids import new_oid
from teamlet.records.patients.models import Helper, Patient
from teamlet.records.practice.models import Practice


class HelperConsent(models.Model):
    """What a patient and their helper said about prompts to the helper's own number; the newest counts.  Immutable.

    ``given`` needs the word of both: the patient lets the helper take part, the helper wants the messages.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+", db_index=False)
    helper = models.ForeignKey(Helper, models.CASCADE, related_name="consents", db_index=False)
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    state = models.CharField(max_length=10)
    how = models.CharField(max_length=12)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["helper", "-id"], name="consents_of_a_helper"),
            models.Index(fields=["patient", "-id"], name="helper_consents_of_a_patient"),
        ]
