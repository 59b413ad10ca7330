"""The audit trail: one append-only, hash-chained row for everything done or read, per practice."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """One thing that somebody did or read.  Never changed, never deleted (triggers see to it).

    ``practice_id`` is a plain number (0 = the installation itself): the ground has no key into records.
    ``hash`` = SHA-256 over the previous event's hash and this row's canonical bytes (``chain.py``).
    """

    practice_id = models.BigIntegerField()
    number = models.BigIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=80)
    user_id = models.BigIntegerField(null=True)
    membership_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=120)
    about = models.CharField(max_length=60)
    about_oid = models.CharField(max_length=64)
    patient_oid = models.CharField(max_length=16)
    request_id = models.CharField(max_length=36)
    detail = models.TextField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice_id", "number"], name="audit_numbers_unique")]
        indexes = [models.Index(fields=["practice_id", "patient_oid", "number"], name="audit_by_patient")]


class Head(models.Model):
    """The end of a practice's chain: how many events, and the last one's hash.  Its row is the chain's lock.

    Mutable: it moves with every event.
    """

    practice_id = models.BigIntegerField(primary_key=True)
    count = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")
