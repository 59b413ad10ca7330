"""Hospital stays and emergency visits that the practice knows of, and who talks with the patient because of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from teamlet.ground.oids import new_oid
from teamlet.records.followups.models.contacts import Contact
from teamlet.records.followups.words.hospital import HospitalPlace, HospitalState, HospitalToldBy
from teamlet.records.patients.models import Patient
from teamlet.records.practice.models import Practice
from teamlet.records.tasks.models import Task


class HospitalVisit(models.Model):
    """A stay in hospital or a visit to an emergency room that somebody answers within two working days.  Mutable.

    ``contact`` is the patient's contact that was moved up or opened because of it; where there is none, ``task`` names
    who asks.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="hospital_visits", db_index=False)
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="hospital_visits")
    task = models.ForeignKey(Task, models.PROTECT, null=True, related_name="+")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    place = models.CharField(max_length=10)
    #: The civil day on which they came home, in the patient's zone; of a form the day it came back.
    on = models.DateField()
    told_by = models.CharField(max_length=8, default=HospitalToldBy.STAFF)
    #: What names it where it came from, so that it is noted once.
    source_key = models.CharField(max_length=60)
    state = models.CharField(max_length=18, default=HospitalState.OPEN)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(place__in=list(HospitalPlace)), name="hospital_place_known"),
            models.CheckConstraint(condition=Q(told_by__in=list(HospitalToldBy)), name="hospital_told_known"),
            models.CheckConstraint(condition=Q(state__in=list(HospitalState)), name="hospital_state_known"),
            models.CheckConstraint(
                condition=Q(contact__isnull=False) | Q(task__isnull=False), name="hospital_visit_of_somebody"
            ),
            models.UniqueConstraint(fields=["patient", "source_key"], name="a_hospital_visit_once"),
        ]
