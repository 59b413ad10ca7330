"""What left the screen: pages taken home, and texts copied into another record."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from teamlet.ground.oids import new_oid
from teamlet.records.documents.words import PageVariant
from teamlet.records.patients.models import Patient
from teamlet.records.plans.models import PlanVersion
from teamlet.records.practice.models import Practice


class TakeHomePage(models.Model):
    """One page made for a patient from one plan version.  Immutable but for its withdrawal.

    ``facts`` is all that the page says; the PDF, the HTML and the calendar are made from it again, so a
    reprint says what the first print said.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="take_home_pages")
    plan_version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="pages")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    number = models.PositiveIntegerField()
    language = models.CharField(max_length=8)
    variant = models.CharField(max_length=12, default=PageVariant.STANDARD)
    facts = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["patient", "-id"], name="pages_of_a_patient")]


class PageGiven(models.Model):
    """How the patient got a page, or why not.  Immutable.  ``page`` null = none was made."""

    plan_version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="given")
    page = models.ForeignKey(TakeHomePage, models.PROTECT, null=True, related_name="given")
    channel = models.CharField(max_length=22)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class EhrCopy(models.Model):
    """Somebody copied a text for the electronic record: which text, of which versions.  Immutable.

    ``refs`` names what the text said: plan version, goal version, contact day and owner; the light
    "EHR copy is old" compares them with today's and is never stored.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="ehr_copies")
    plan_version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="ehr_copies")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    kind = models.CharField(max_length=16)
    refs = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
