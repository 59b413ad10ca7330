"""A visit and what everybody in it shares: the agenda, the performers, handoffs, the time it took."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from teamlet.ground.oids import new_oid
from teamlet.records.patients.models import Patient
from teamlet.records.patients.words import Sensitivity
from teamlet.records.practice.models import Membership, Practice
from teamlet.records.visits.words import HandoffFor, HandoffState, HandoffWay, VisitState


class Visit(models.Model):
    """One meeting of a patient with the practice; the strip is its open record.  Mutable."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="visits", db_index=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="visits")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=20, default=VisitState.PLANNED)
    #: Civil day and time at the practice.
    day = models.DateField()
    starts = models.TimeField(null=True)
    room = models.CharField(max_length=20, blank=True)
    clinician = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    #: Number of the agenda in force; the section's own version (0 = none yet).
    agenda_number = models.PositiveIntegerField(default=0)
    #: The same for the answers to the three questions of the patient.
    card_number = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    #: How long the appointment is planned for; None = not said.
    minutes = models.PositiveSmallIntegerField(null=True)
    #: Why the patient comes, in the words of the schedule, and its label (patients.words.Sensitivity).
    reason = models.CharField(max_length=240, blank=True)
    reason_sensitivity = models.CharField(max_length=20, default=Sensitivity.NONE)
    arrived_at = models.DateTimeField(null=True)
    arrived_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    #: When somebody said that everything for this visit is prepared.
    ready_at = models.DateTimeField(null=True)
    ready_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    #: What the schedule calls the appointment, and the hash of what it last said; empty = made by hand.
    source_key = models.CharField(max_length=200, blank=True)
    source_hash = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(VisitState)), name="visit_state_known"),
            models.UniqueConstraint(
                fields=["practice", "source_key"], condition=~Q(source_key=""), name="an_appointment_once"
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "day", "starts", "id"], name="visits_of_a_day"),
            models.Index(fields=["patient", "-day", "-id"], name="visits_of_a_patient"),
        ]


class VisitChange(models.Model):
    """A visit's change of state.  Immutable."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="changes")
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    reason = models.CharField(max_length=240, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class VisitPerformer(models.Model):
    """Somebody who took part in the visit for the practice.  Mutable: added as they join."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="performers")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "membership"], name="a_performer_once")]


class Agenda(models.Model):
    """One version of a visit's agenda; the newest number is in force.  Immutable."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="agendas")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    number = models.PositiveIntegerField()
    #: Number of the version this one brought back (undo), if any.
    restores = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "number"], name="agenda_numbers_unique")]


class Topic(models.Model):
    """A topic of one agenda version, in the words of whoever brought it.  Immutable."""

    agenda = models.ForeignKey(Agenda, models.PROTECT, related_name="topics")
    position = models.PositiveSmallIntegerField()
    words = models.TextField()
    topic_from = models.CharField(max_length=10)
    place = models.CharField(max_length=6, default="today")
    starred = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]


class Handoff(models.Model):
    """One team member hands the patient to the next.  Mutable; every change of its state is a row."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="handoffs")
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    giver = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Membership, models.PROTECT, related_name="handoffs")
    state = models.CharField(max_length=16, default=HandoffState.REQUESTED)
    #: What for (words.HandoffFor), and by which way it is tried now (words.HandoffWay).
    reason = models.CharField(max_length=20, default=HandoffFor.PLAN, db_default=HandoffFor.PLAN)
    way = models.CharField(max_length=16, default=HandoffWay.IN_PERSON, db_default=HandoffWay.IN_PERSON)
    #: The goal that was being talked about, by its oid; its words are read where they stand.
    goal_oid = models.CharField(max_length=16, blank=True, default="", db_default="")
    asked_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    #: Who it waited for before, when that person could not take it any more, and why (tasks.words.MoveReason).
    moved_from = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    moved_reason = models.CharField(max_length=16, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["receiver", "asked_at"],
                condition=Q(state__in=["requested", "accepted", "started"]),
                name="handoffs_waiting",
            )
        ]


class HandoffChange(models.Model):
    """A handoff's change of state or way, with who made it.  Immutable."""

    handoff = models.ForeignKey(Handoff, models.PROTECT, related_name="changes")
    from_state = models.CharField(max_length=16, blank=True)
    to_state = models.CharField(max_length=16)
    way = models.CharField(max_length=16)
    #: words.HandoffNo, when somebody cannot take the patient now.
    reason = models.CharField(max_length=20, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class PathTiming(models.Model):
    """How long the path from opening to the printed page took one person.  Immutable.

    ``active_seconds`` counts time with keys or taps less than 30 s apart, ``wall_seconds`` all of it.
    Shown to the person alone; medians only for five or more people.
    """

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="timings")
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="timings")
    role = models.CharField(max_length=20)
    active_seconds = models.PositiveIntegerField()
    wall_seconds = models.PositiveIntegerField()
    interactions = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["practice", "role", "at"], name="timings_of_a_role")]
