"""The practice's own versions of shipped content, with draft, approval and restore."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from teamlet.ground.oids import new_oid
from teamlet.records.practice.models import Practice


class ContentVersion(models.Model):
    """One version of one content file as this practice edited it.

    Drafts are mutable; once approved a version is immutable, and the newest approved one is in force.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="content_versions")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    kind = models.CharField(max_length=30)
    content_id = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    body = models.JSONField()
    #: The approved version, or the shipped file ("shipped:2"), that it was made from.
    made_from = models.CharField(max_length=40)
    note = models.CharField(max_length=240, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "kind", "content_id", "number"], name="content_numbers_unique"),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True) | Q(approved_by__isnull=False), name="content_approver_named"
            ),
        ]
