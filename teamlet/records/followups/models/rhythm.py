"""When messages go out by themselves: the practice's own rhythm, one row for each time it was changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from teamlet.records.practice.models import Practice


class RhythmVersion(models.Model):
    """One state of a practice's rhythm of messages; the newest is in force.  Immutable.

    ``body`` is what ``rules.rhythm`` reads; empty = as shipped, so that restoring the usual is a version too.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    body = models.JSONField(default=dict)
    #: The version that this one brought back, if any.
    restores = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "number"], name="rhythm_numbers_unique")]
