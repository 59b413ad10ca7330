"""Batches of messages: the same words to everybody of a list, prepared in the background, released by a person."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from teamlet.ground.oids import new_oid
from teamlet.records.followups.words.batches import BatchState, MemberState
from teamlet.records.outreach.models import Message
from teamlet.records.patients.models import Patient
from teamlet.records.practice.models import Practice


class MessageBatch(models.Model):
    """A message to everybody of a list.  Mutable: its state.

    It is *done* when it was released and none of its messages is open; that is asked, never stored.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+", db_index=False)
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    state = models.CharField(max_length=10, default=BatchState.PREPARING)
    purpose = models.CharField(max_length=20)
    channel = models.CharField(max_length=10)
    #: The coded choice of the registry it was begun with.
    query = models.CharField(max_length=400, blank=True)
    subject = models.JSONField(default=dict)
    #: The words by language.
    body = models.JSONField()
    size = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(BatchState)), name="message_batch_state_known")
        ]
        indexes = [models.Index(fields=["practice", "-id"], name="message_batches")]


class BatchMember(models.Model):
    """A patient of a batch: each at most once.  Mutable: what became of them."""

    batch = models.ForeignKey(MessageBatch, models.PROTECT, related_name="members", db_index=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default=MemberState.WAITING)
    #: Why somebody was left out, or has to wait: a reason's code.
    reason = models.CharField(max_length=60, blank=True)
    message = models.OneToOneField(Message, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "patient"], name="a_patient_of_a_batch_once"),
            models.CheckConstraint(condition=Q(state__in=list(MemberState)), name="member_state_known"),
        ]
        indexes = [models.Index(fields=["batch", "state", "reason", "id"], name="members_of_a_batch")]
