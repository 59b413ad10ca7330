"""What the bridge remembers: where a row came from, each import, and what could not be placed."""

from __future__ import annotations

from django.db import models

from teamlet.ground.oids import new_oid
from teamlet.records.patients.models import Patient
from teamlet.records.practice.models import Membership, Practice


class Source(models.Model):
    """Another record system: its base address, or empty for files that name none.  Immutable."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    base = models.CharField(max_length=240, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "base"], name="fhir_a_source_once")]


class ImportRun(models.Model):
    """One import: when, by whom, what was counted.  Mutable until it ended."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=120)
    files = models.PositiveIntegerField(default=0)
    #: ``{"Patient": {"read": n, "stored": n, "unchanged": n, "skipped": n}, …}``
    counts = models.JSONField(default=dict)
    problems = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["practice", "-began_at"], name="fhir_runs_of_a_practice")]


class Link(models.Model):
    """Which row of ours a resource elsewhere became, and the hash of its content then.  Mutable.

    ``remote_id`` is the resource's id at its source.  ``target_id`` is the row of a practitioner or an
    organization; clinical rows are found by their own ``source_id``.
    """

    # Without constraints in the database: only an import writes here, beside the very rows it points at.
    source = models.ForeignKey(Source, models.PROTECT, db_index=False, db_constraint=False)
    kind = models.CharField(max_length=24)
    remote_id = models.CharField(max_length=120)
    hash = models.CharField(max_length=32)
    patient = models.ForeignKey(
        Patient, models.PROTECT, null=True, db_index=False, db_constraint=False, related_name="+"
    )
    target_id = models.BigIntegerField(null=True)
    #: ``meta.lastUpdated`` in UTC, when the source gave one.
    updated_at = models.DateTimeField(null=True)
    run = models.ForeignKey(ImportRun, models.PROTECT, db_index=False, db_constraint=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "kind", "remote_id"], name="fhir_a_link_once")]


class RemoteMedicine(models.Model):
    """A Medication resource that prescriptions point at.  Mutable by its source."""

    source = models.ForeignKey(Source, models.PROTECT, db_index=False)
    remote_id = models.CharField(max_length=120)
    code_system = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=40, blank=True)
    display = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "remote_id"], name="fhir_a_medicine_once")]


class Quarantined(models.Model):
    """A resource that belongs to nobody for certain, kept as it came until somebody or a later import places it.

    Mutable only in ``placed_at``.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, models.PROTECT, db_index=False)
    run = models.ForeignKey(ImportRun, models.PROTECT, db_index=False)
    file = models.CharField(max_length=240)
    kind = models.CharField(max_length=24)
    remote_id = models.CharField(max_length=120)
    hash = models.CharField(max_length=32)
    #: A code of ``words.REASONS``.
    reason = models.CharField(max_length=60)
    raw = models.TextField()
    at = models.DateTimeField()
    placed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "kind", "remote_id", "hash"], name="fhir_quarantined_once")
        ]
        indexes = [models.Index(fields=["practice", "placed_at", "-id"], name="fhir_quarantine")]


class LookAlikePair(models.Model):
    """Two patients that an import found easy to confuse; never merged by it.  Mutable in its decision."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    first = models.ForeignKey(Patient, models.CASCADE, related_name="+")
    second = models.ForeignKey(Patient, models.CASCADE, related_name="+")
    likeness = models.CharField(max_length=20)
    run = models.ForeignKey(ImportRun, models.PROTECT, db_index=False)
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="fhir_a_pair_once")]
