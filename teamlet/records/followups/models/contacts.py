"""Follow-up contacts: when somebody named asks how it went, the tries, the report, worries."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from teamlet.ground.oids import new_oid
from teamlet.records.followups.words import Channel, ContactState, UrgencyTier
from teamlet.records.patients.models import Patient
from teamlet.records.plans.models import Goal, PlanVersion
from teamlet.records.practice.models import Practice
from teamlet.records.tasks.models import Task


class Contact(models.Model):
    """One promised contact about a plan.  Its task names the owner.  Mutable."""

    #: Without an index of its own: nearly every row has the same practice, and SQLite would choose it.
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="contacts", db_index=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="contacts")
    goal = models.ForeignKey(Goal, models.PROTECT, related_name="contacts")
    plan_version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="contacts")
    task = models.OneToOneField(Task, models.PROTECT, related_name="contact")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    state = models.CharField(max_length=20, default=ContactState.OPEN)
    #: The day the patient and the practice agreed on; null = the default day was taken.
    agreed_on = models.DateField(null=True)
    due_on = models.DateField()
    window_first = models.DateField()
    window_last = models.DateField()
    #: Civil times in the patient's zone between which to call.
    from_time = models.TimeField(null=True)
    to_time = models.TimeField(null=True)
    channel = models.CharField(max_length=10, default=Channel.CALL)
    phone = models.CharField(max_length=40, blank=True)
    #: The report whose "next contact" this is, when it follows another contact.
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="next_contacts")
    closing_reason = models.CharField(max_length=40, blank=True)
    ask_again_on = models.DateField(null=True)
    #: Somebody else must be on the line too: there are ``bookings``.
    with_help = models.BooleanField(default=False, db_default=False)
    #: When the rhythm of messages looks at it next; null = nothing is left to send.
    rhythm_after = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(ContactState)), name="contact_state_known"),
            models.UniqueConstraint(fields=["goal"], condition=Q(state="open"), name="one_open_contact_per_goal"),
        ]
        indexes = [
            models.Index(
                fields=["practice", "due_on", "id"], condition=Q(state="open"), name="contacts_due_in_a_practice"
            ),
            models.Index(fields=["patient", "state", "due_on"], name="contacts_of_a_patient"),
            models.Index(fields=["practice", "window_last", "state"], name="contacts_promised"),
            models.Index(
                fields=["practice", "rhythm_after", "id"],
                condition=Q(state="open", rhythm_after__isnull=False),
                name="contacts_to_look_at",
            ),
        ]


class ContactChange(models.Model):
    """A contact's change of state.  Immutable."""

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="changes")
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    reason = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class Attempt(models.Model):
    """One try to reach the patient.  Mutable only in ``undone_at``."""

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="attempts")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    at = models.DateTimeField()
    channel = models.CharField(max_length=10)
    result = models.CharField(max_length=14)
    next_try_on = models.DateField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)


class ContactReport(models.Model):
    """How it went, as told at a contact.  Immutable; undo brings a withdrawn mark."""

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="reports")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10)
    urgency = models.CharField(max_length=12, default=UrgencyTier.NONE)
    outcome = models.CharField(max_length=18)
    times_done = models.PositiveSmallIntegerField(null=True)
    times_planned = models.PositiveSmallIntegerField(null=True)
    helped_words = models.TextField(blank=True)
    barriers = models.JSONField(default=list)
    barrier_words = models.TextField(blank=True)
    confidence = models.PositiveSmallIntegerField(null=True)
    #: "same", "new" or "other_goal" or "none".
    next_step = models.CharField(max_length=12)
    closing_words = models.TextField(blank=True)
    minutes = models.PositiveSmallIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__lte=10), name="contact_confidence_zero_to_ten"
            )
        ]


class RedFlag(models.Model):
    """Something new or worrying that was told; routed to a licensed person, closed only by one.  Mutable."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="red_flags", db_index=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="red_flags")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="red_flags")
    task = models.OneToOneField(Task, models.PROTECT, related_name="red_flag")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    tier = models.CharField(max_length=12)
    #: Codes of the signs (content/red_flags).
    signs = models.JSONField(default=list)
    words = models.TextField(blank=True)
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    what_was_done = models.TextField(blank=True)
