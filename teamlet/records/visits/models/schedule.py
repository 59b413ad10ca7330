"""What a practice set about its schedule."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from teamlet.records.practice.models import Practice


class SupportMinimum(models.Model):
    """The least support that belongs to one kind of visit in a practice; without a row the default holds.  Mutable."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    #: Values of ``words.SupportPart``, in the order in which they are done.
    parts = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "kind"], name="one_minimum_per_kind")]
