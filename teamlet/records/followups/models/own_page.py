"""The patient's own page: the links that open it, the phones it is open on, and what was said there.

Of a link and of a phone's key only the hash is kept.  Nothing that was said is changed; the answer is added to it.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from teamlet.ground.oids import new_oid
from teamlet.records.followups.models.contacts import Contact
from teamlet.records.followups.words.own_page import OwnAnswer, OwnSaid
from teamlet.records.instruments.models import TRIES
from teamlet.records.patients.models import Patient
from teamlet.records.plans.models import PlanVersion
from teamlet.records.practice.models import Practice
from teamlet.records.tasks.models import Task


class OwnPageLink(models.Model):
    """An address that opens one patient's own page for whoever also knows the birth date.  Mutable.

    ``helper_oid`` names the person of the patient's choice whose link it is; empty = the patient's own.  Several may be
    good at once (on paper, in a text), and they share their wrong tries.  ``ended_at`` closes the link and every phone
    that it opened.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="own_page_links")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    helper_oid = models.CharField(max_length=16, blank=True)
    #: The installation's epoch key when it was made: a restored backup opens none of its links.
    epoch = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)
    tries_left = models.PositiveSmallIntegerField(default=TRIES)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    #: Until when the address opens anything.
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class OwnPageKey(models.Model):
    """A phone on which the page stands open, until ``until``; its cookie's secret is kept as hash.  Mutable."""

    link = models.ForeignKey(OwnPageLink, models.PROTECT, related_name="keys")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    key_hash = models.CharField(max_length=64, unique=True)
    began_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class OwnPageSaid(models.Model):
    """One thing that was said on the page: a comment, a proposal, how sure, help wanted.  Mutable only in its answer.

    ``form_key`` is the one-time key of the form it came in, so that a second click adds nothing.  ``values`` holds
    codes, numbers and days; ``words`` are the writer's own.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="own_page_said", db_index=False)
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    kind = models.CharField(max_length=10)
    form_key = models.CharField(max_length=40)
    plan_version = models.ForeignKey(PlanVersion, models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="own_page_said")
    words = models.TextField(blank=True)
    values = models.JSONField(default=dict)
    #: Who wrote it, when it was not the patient: name and how they belong together.
    author_name = models.CharField(max_length=120, blank=True)
    relation = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=8)
    #: The safety alert that its words raised, by oid.
    alert_oid = models.CharField(max_length=16, blank=True)
    #: Who is to answer, and until when; null = nothing is to be done.
    task = models.ForeignKey(Task, models.PROTECT, null=True, related_name="own_page_said")
    at = models.DateTimeField()
    answer = models.CharField(max_length=10, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(OwnSaid)), name="own_said_kind_known"),
            models.CheckConstraint(condition=Q(answer__in=["", *OwnAnswer]), name="own_answer_known"),
            models.UniqueConstraint(fields=["patient", "form_key"], name="said_once_on_the_own_page"),
        ]
        indexes = [models.Index(fields=["patient", "-id"], name="said_on_the_own_page")]


class Pulse(models.Model):
    """What a patient said to two questions about the practice after a contact, or that they passed over.  Immutable.

    1-5 each; null = left out.  Shown only as counts over many people.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="pulses", db_index=False)
    listened = models.PositiveSmallIntegerField(null=True)
    knows_next = models.PositiveSmallIntegerField(null=True)
    language = models.CharField(max_length=8)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(listened__isnull=True) | Q(listened__range=(1, 5)), name="listened_1_5"),
            models.CheckConstraint(
                condition=Q(knows_next__isnull=True) | Q(knows_next__range=(1, 5)), name="knows_next_1_5"
            ),
        ]
        indexes = [
            models.Index(fields=["patient", "-at"], name="pulses_of_a_patient"),
            models.Index(fields=["practice", "-at"], name="pulses_of_a_practice"),
        ]
