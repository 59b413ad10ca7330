"""Duties and tasks: who does what, and who takes over.  A task is never without an owner."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from teamlet.ground.oids import new_oid
from teamlet.records.patients.models import Patient
from teamlet.records.practice.models import Membership, Practice, Team
from teamlet.records.tasks.words import Duty, MoveReason, TaskKind, TaskState


class DutyAssignment(models.Model):
    """Who holds one of the seven support duties, and who backs them up.  Mutable.

    A row without a team holds for the whole practice; a team's own row comes first.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="duty_assignments")
    duty = models.CharField(max_length=20)
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True)
    person = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    backup = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "duty", "team"], name="one_holder_per_duty"),
            models.UniqueConstraint(
                fields=["practice", "duty"], condition=Q(team__isnull=True), name="one_practice_wide_holder"
            ),
            models.CheckConstraint(condition=Q(duty__in=list(Duty)), name="duty_known"),
        ]


class Task(models.Model):
    """Something that a named person is to do for a patient.  Mutable; every move and end is a row."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="tasks", db_index=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="tasks")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    kind = models.CharField(max_length=24)
    #: The row the task is about (contact, plan version, red flag), by its oid.
    about_oid = models.CharField(max_length=16)
    owner = models.ForeignKey(Membership, models.PROTECT, related_name="tasks")
    backup = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    owner_from = models.CharField(max_length=16)
    #: followups.rules.risk_rank: the first key of every list; higher comes first.
    risk = models.PositiveSmallIntegerField(default=0)
    due_on = models.DateField()
    window_first = models.DateField()
    window_last = models.DateField()
    state = models.CharField(max_length=10, default=TaskState.OPEN)
    #: Codes and values that the list shows in words; no free text.
    detail = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    end_reason = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(TaskKind)), name="task_kind_known"),
            models.CheckConstraint(condition=Q(state__in=list(TaskState)), name="task_state_known"),
            models.UniqueConstraint(
                fields=["practice", "kind", "about_oid"], condition=Q(state="open"), name="one_open_task_per_thing"
            ),
        ]
        indexes = [
            models.Index(
                fields=["practice", "-risk", "window_last", "created_at", "id"],
                condition=Q(state="open"),
                name="tasks_in_order",
            ),
            models.Index(
                fields=["owner", "-risk", "window_last", "created_at", "id"],
                condition=Q(state="open"),
                name="tasks_of_an_owner",
            ),
            models.Index(fields=["patient", "state", "due_on"], name="tasks_of_a_patient"),
            models.Index(
                fields=["practice", "kind", "owner", "due_on", "window_last"],
                condition=Q(state="open"),
                name="tasks_counted",
            ),
        ]


class TaskMove(models.Model):
    """A task went from one owner to another, and why.  Immutable."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="moves")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    from_owner = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    to_owner = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=16, choices=[(reason.value, reason.value) for reason in MoveReason])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class CallBlock(models.Model):
    """Time that a person keeps for calls: on a day of each week, or on one date.  Mutable.

    A date of its own takes the place of the week's block on that day.  Times are civil, in the practice's zone.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="call_blocks")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="call_blocks")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    #: Monday = 0; null = ``day`` says when.
    weekday = models.PositiveSmallIntegerField(null=True)
    day = models.DateField(null=True)
    from_time = models.TimeField()
    to_time = models.TimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__isnull=True, day__isnull=False) | Q(weekday__lte=6, day__isnull=True),
                name="call_block_has_one_day",
            ),
            models.CheckConstraint(condition=Q(to_time__gt=models.F("from_time")), name="call_block_forwards"),
        ]
        indexes = [models.Index(fields=["membership", "weekday", "day"], name="call_blocks_of_a_person")]
