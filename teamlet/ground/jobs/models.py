"""What the background keeps: the installation's epoch and hold, heartbeats, schedules, jobs."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from teamlet.ground.jobs.words import JobState


class Installation(models.Model):
    """What is true of the whole installation, in its only row.  Mutable.

    A restored backup begins a new epoch with the worker held: nothing goes out before a person has
    looked.  ``epoch_key`` is random, so that what an earlier epoch signed is recognized even when two
    restores count to the same number.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    epoch = models.PositiveIntegerField(default=1)
    epoch_key = models.CharField(max_length=32)
    held_since = models.DateTimeField(null=True)
    #: Why the worker is held, as a code: ``"restored"``.
    held_reason = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_installation")]


class Heartbeat(models.Model):
    """A worker process and its last sign of life.  Mutable."""

    worker = models.CharField(max_length=32, unique=True)
    host = models.CharField(max_length=80)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    beats = models.PositiveBigIntegerField(default=0)
    stopped_at = models.DateTimeField(null=True)


class Schedule(models.Model):
    """When a recurring job is next due.  Advanced by compare-and-set, so each occurrence has one winner.  Mutable."""

    name = models.CharField(max_length=100, unique=True)
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)


class Job(models.Model):
    """A piece of background work, done once.  Mutable.

    ``arguments`` holds ids and dates, nothing about a patient.  ``fence`` grows with every claim: a worker that lost
    its lease finds another fence and its late effects are rolled back.  ``renewals`` grows while the owner
    lives; others count a lease as over when neither number has moved for its length on *their* clock.
    """

    kind = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    #: One job per occurrence, whoever tries to add it again.
    occurrence = models.CharField(max_length=160, unique=True)
    state = models.CharField(max_length=10, default=JobState.WAITING)
    run_after = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    renewals = models.PositiveIntegerField(default=0)
    worker = models.CharField(max_length=32, blank=True)
    #: Type and place of the last error; never its message.
    last_error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=list(JobState)), name="job_state_known")]
        indexes = [
            models.Index(fields=["run_after", "id"], condition=Q(state="waiting"), name="jobs_waiting"),
            models.Index(fields=["id"], condition=Q(state="running"), name="jobs_running"),
        ]
