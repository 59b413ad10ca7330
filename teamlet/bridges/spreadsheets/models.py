"""What the import of schedules remembers: each file on its way, its lines, what is wrong, what waits."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from teamlet.bridges.spreadsheets.words import DateOrder, ImportState, UnplacedState
from teamlet.ground.oids import new_oid
from teamlet.records.patients.models import Patient
from teamlet.records.practice.models import Practice
from teamlet.records.visits.models import Visit


class SchedulePattern(models.Model):
    """How a practice's schedules are written: remembered from the last import.  Mutable."""

    practice = models.OneToOneField(Practice, models.PROTECT, related_name="+")
    #: Meaning (``words.Target``) by plain column name; empty = not read.
    names = models.JSONField(default=dict)
    #: Kind of visit by the schedule's own word, plain.
    kinds = models.JSONField(default=dict)
    #: Empty = to be seen from each file.
    date_order = models.CharField(max_length=3, blank=True)
    at = models.DateTimeField()


class ScheduleImport(models.Model):
    """One schedule on its way in.  Mutable: ``mark`` says how many lines are done, in the commit that did them."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    state = models.CharField(max_length=10, default=ImportState.STAGED)
    file_name = models.CharField(max_length=200)
    #: SHA-256 of the file: the same file again goes on where its import stopped.
    digest = models.CharField(max_length=64)
    format = models.CharField(max_length=8)
    #: Names of the columns, and the line of the file they stand on (0 = fixed by the format).
    names = models.JSONField(default=list)
    header_line = models.PositiveIntegerField(default=0)
    #: Number of the column by meaning.
    columns = models.JSONField(default=dict)
    date_order = models.CharField(max_length=3, default=DateOrder.MONTH_FIRST)
    #: What to say about the file: ``[[code, values], …]``.
    notes = models.JSONField(default=list)
    lines = models.PositiveIntegerField(default=0)
    mark = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    #: What the import would do, as counted before it.
    foreseen = models.JSONField(default=dict)
    by = models.CharField(max_length=120)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["practice", "-began_at"], name="schedule_imports_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "digest"],
                condition=Q(state__in=["staged", "checked", "running"]),
                name="a_schedule_once_at_a_time",
            )
        ]


class StagedLine(models.Model):
    """A line of a schedule as it came, until its import is over.  Immutable."""

    run = models.ForeignKey(ScheduleImport, models.CASCADE, related_name="staged", db_index=False)
    position = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    cells = models.TextField()
    #: ``[code, values]`` of what is wrong with the line as a line, or empty.
    trouble = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "position"], name="a_staged_line_once")]


class LineProblem(models.Model):
    """Something to know about one line.  Immutable."""

    run = models.ForeignKey(ScheduleImport, models.CASCADE, related_name="problems", db_index=False)
    line = models.PositiveIntegerField()
    weight = models.CharField(max_length=6)
    code = models.CharField(max_length=60)
    values = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["run", "line", "id"], name="problems_of_a_schedule")]


class UnplacedAppointment(models.Model):
    """An appointment whose patient is not certain: waits until somebody says whose it is.  Mutable in its decision."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    state = models.CharField(max_length=8, default=UnplacedState.WAITING)
    #: Digest of whose it says it is and which appointment: the same line again is the same row.
    key = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    line = models.PositiveIntegerField()
    #: The line as understood (``rows.Said``).
    said = models.JSONField()
    #: For the order of the page.
    day = models.DateField()
    code = models.CharField(max_length=60)
    values = models.JSONField(default=dict)
    at = models.DateTimeField()
    patient = models.ForeignKey(Patient, models.PROTECT, null=True, related_name="+")
    visit = models.ForeignKey(Visit, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "key"], name="an_unplaced_appointment_once")]
        indexes = [models.Index(fields=["practice", "state", "day", "id"], name="unplaced_appointments")]
