"""What came back from patients: each reply as it came, what was made of it, and every step since."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from teamlet.ground.oids import new_oid
from teamlet.records.outreach.models.messages import Message
from teamlet.records.patients.models import Patient
from teamlet.records.practice.models import Practice


class Reply(models.Model):
    """What came in from an address, as it came, and what was made of it.  Its words are never changed.  Mutable.

    A reply is never authentication: ``patient`` is who the number leads to, when it leads to one person only, or whom a
    person named since.  It waits for a person until ``handled_at``; without ``handled_by`` nobody had to look.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+", db_index=False)
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    channel = models.CharField(max_length=10)
    provider = models.CharField(max_length=40)
    #: The provider's own number for it: the same one again is not taken twice.
    provider_reference = models.CharField(max_length=120)
    #: As the provider wrote it, and in the form in which addresses are compared.
    address = models.CharField(max_length=240, blank=True)
    address_key = models.CharField(max_length=240)
    words = models.TextField(blank=True)
    patient = models.ForeignKey(Patient, models.PROTECT, null=True, related_name="replies")
    answers = models.ForeignKey(Message, models.PROTECT, null=True, related_name="replies")
    #: ``rules.words.ReplyKind`` that holds now; what a person changed is a step.
    classified_as = models.CharField(max_length=20, blank=True)
    reasons = models.JSONField(default=list)
    #: How soon a licensed person must look (``content.schema.Tier``).
    tier = models.CharField(max_length=12, blank=True)
    #: The language it is answered in.
    language = models.CharField(max_length=20, blank=True)
    #: First key of the list of those that wait (``words.replies.RANKS``).
    rank = models.PositiveSmallIntegerField(default=0)
    by_machine = models.BooleanField(default=False)
    at = models.DateTimeField()
    note = models.TextField(blank=True)
    handled_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "provider", "provider_reference"], name="a_reply_once")
        ]
        indexes = [
            models.Index(
                fields=["practice", "-rank", "id"], condition=Q(handled_at__isnull=True), name="replies_that_wait"
            ),
            models.Index(fields=["practice", "channel", "address_key"], name="replies_from_an_address"),
        ]


class ReplyStep(models.Model):
    """One thing that was done with a reply.  Immutable."""

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12)
    #: A code, or the oid of what it is about; never words.
    was = models.CharField(max_length=20, blank=True)
    now = models.CharField(max_length=20, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
