"""Letters on paper: batches that a person prints, puts into envelopes and posts.

A letter in a batch is a message that is *sending*, with the fence of its claim: two batches never hold the same letter,
and what was decided about it elsewhere meanwhile changes its fence.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from teamlet.ground.oids import new_oid
from teamlet.records.outreach.models.messages import Message
from teamlet.records.outreach.words.letters import BatchState, Envelope, LetterState
from teamlet.records.practice.models import Practice


class LetterBatch(models.Model):
    """Letters that are printed together.  Mutable until it is posted or given back.

    ``prints`` counts how often it was printed: a jammed printer prints the same letters again, which still go out once.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+", db_index=False)
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    envelope = models.CharField(max_length=16)
    state = models.CharField(max_length=12, default=BatchState.OPEN)
    prints = models.PositiveSmallIntegerField(default=0)
    printed_at = models.DateTimeField(null=True)
    printed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(BatchState)), name="batch_state_known"),
            models.CheckConstraint(condition=Q(envelope__in=list(Envelope)), name="batch_envelope_known"),
        ]
        indexes = [models.Index(fields=["practice", "-id"], name="batches_of_a_practice")]


class BatchLetter(models.Model):
    """A letter's place in a batch.  Mutable."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+", db_index=False)
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    batch = models.ForeignKey(LetterBatch, models.PROTECT, related_name="letters")
    message = models.ForeignKey(Message, models.PROTECT, related_name="+")
    #: From 1, as printed; a letter that is taken out leaves its number behind.
    place = models.PositiveIntegerField()
    #: Of the claim: outcomes of this letter are written with it.
    fence = models.PositiveIntegerField()
    state = models.CharField(max_length=12, default=LetterState.IN)
    #: Why it was taken out (``words.letters.TakeOut``).
    why = models.CharField(max_length=12, blank=True)
    moved_at = models.DateTimeField(null=True)
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message"], condition=Q(state=LetterState.IN), name="a_letter_is_in_one_batch"
            ),
            models.UniqueConstraint(fields=["batch", "place"], name="a_place_in_a_batch_once"),
            models.CheckConstraint(condition=Q(state__in=list(LetterState)), name="letter_state_known"),
        ]
