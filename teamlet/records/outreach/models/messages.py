"""Messages to patients: who agreed to what, what goes out, what came of each try, who said stop, what came back.

A message is an outbox row: it is written in the transaction of what it tells about, claimed by a worker in a short
transaction, sent outside of any, and marked in another.  ``fence`` grows with every claim and every take-over, so that
a worker that was away too long changes nothing any more.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from teamlet.ground.oids import new_oid
from teamlet.records.outreach.words import Channel, MessageState, Outcome, Purpose, StopSource
from teamlet.records.patients.models import ContactPoint, Helper, Patient
from teamlet.records.practice.models import Practice


class Consent(models.Model):
    """What a patient said about messages for one purpose by one way; the newest row counts.  Immutable."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="consents", db_index=False)
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    purpose = models.CharField(max_length=20)
    channel = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    how = models.CharField(max_length=12)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["patient", "channel", "purpose", "-id"], name="consents_of_a_patient")]


class Reach(models.Model):
    """How a patient may be reached by one way: which number or address, and with what care.  Mutable.

    Without a row, or without a ``point``, the first contact point that works and fits the way is taken.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="reaches")
    channel = models.CharField(max_length=10)
    point = models.ForeignKey(ContactPoint, models.SET_NULL, null=True, related_name="+")
    is_allowed = models.BooleanField(default=True)
    #: Others read or hear what arrives there, and the patient wants messages there all the same.
    shared_is_fine = models.BooleanField(default=False)
    may_leave_voicemail = models.BooleanField(default=False)
    #: Messages do not say from whom they are.
    hides_sender = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient", "channel"], name="one_reach_per_way")]


class StandingApproval(models.Model):
    """A person's word that drafts of one kind may go out without being looked at, until it ends.  Mutable."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    purpose = models.CharField(max_length=20)
    channel = models.CharField(max_length=10)
    approved_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "purpose", "channel"],
                condition=Q(ended_at__isnull=True),
                name="one_approval_in_force",
            )
        ]


class Message(models.Model):
    """One message to one patient, with its words exactly as they go out.  Mutable.

    ``occurrence`` names what it is for ("check-in of contact x"): the database refuses a second one.  ``reference`` is
    what the provider is given and asked by; it stays the same over all tries, and changes only when a person decides to
    send once more what may have gone out already.  ``epoch`` is the installation's when it was last released: what a
    restored backup brings back is of an older one and is not claimed.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="messages", db_index=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="messages", db_index=False)
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    occurrence = models.CharField(max_length=120)
    #: Empty for a fixed answer to what somebody has just written, which needs no consent.
    purpose = models.CharField(max_length=20, blank=True)
    channel = models.CharField(max_length=10)
    language = models.CharField(max_length=20)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    #: Why it is sent: a reason's code and values.
    why = models.JSONField()
    #: Which fixed answer it is (``rules.words.FixedAnswer``); empty for all others.
    fixed_answer = models.CharField(max_length=12, blank=True)
    #: What it belongs to in a record above, if anything: "followups.contact" and its oid.
    about = models.CharField(max_length=40, blank=True)
    about_oid = models.CharField(max_length=16, blank=True)
    state = models.CharField(max_length=10, default=MessageState.DRAFT)
    #: Why it stands where it stands: a reason's code and values.
    state_reason = models.JSONField(default=dict)
    #: As of release: where it goes, and the form of it that stops and replies are compared with.
    address = models.CharField(max_length=240, blank=True)
    address_key = models.CharField(max_length=240, blank=True)
    point = models.ForeignKey(ContactPoint, models.SET_NULL, null=True, related_name="+", db_index=False)
    #: It goes to this person of the family at their own number, not to the patient (``HelperConsent``).
    to_helper = models.ForeignKey(Helper, models.SET_NULL, null=True, related_name="+", db_index=False)
    #: As of release: another patient of the practice has the same number or address.
    is_shared = models.BooleanField(default=False)
    send_after = models.DateTimeField()
    expires_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approval = models.ForeignKey(StandingApproval, models.PROTECT, null=True, related_name="+", db_index=False)
    reference = models.CharField(max_length=24, unique=True)
    fence = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=32, blank=True)
    #: When the provider is asked next about a message that may have gone out; null = it cannot be asked.
    ask_after = models.DateTimeField(null=True)
    asks = models.PositiveSmallIntegerField(default=0)
    epoch = models.PositiveIntegerField(default=0)
    #: When it was last sent or may have been: what the limits per day and week count.
    went_out = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "occurrence"], name="an_occurrence_once"),
            models.CheckConstraint(condition=Q(state__in=list(MessageState)), name="message_state_known"),
            models.CheckConstraint(condition=Q(channel__in=list(Channel)), name="message_channel_known"),
            models.CheckConstraint(
                condition=Q(purpose__in=list(Purpose)) & Q(fixed_answer="") | Q(purpose="") & ~Q(fixed_answer=""),
                name="a_purpose_or_an_answer",
            ),
            models.CheckConstraint(
                condition=~Q(state=MessageState.SENDING) | Q(lease_until__isnull=False), name="sending_has_a_lease"
            ),
        ]
        indexes = [
            models.Index(
                fields=["practice", "channel", "send_after", "id"],
                condition=Q(state=MessageState.QUEUED),
                name="messages_to_send",
            ),
            models.Index(
                fields=["practice", "lease_until", "id"],
                condition=Q(state=MessageState.SENDING),
                name="messages_with_a_lease",
            ),
            # One for each state: SQLite does not see that a state is one of several.
            models.Index(
                fields=["practice", "ask_after", "id"],
                condition=Q(state=MessageState.UNKNOWN),
                name="messages_in_doubt",
            ),
            models.Index(fields=["practice", "id"], condition=Q(state=MessageState.HELD), name="messages_held"),
            models.Index(fields=["practice", "id"], condition=Q(state=MessageState.DRAFT), name="messages_drafted"),
            models.Index(fields=["practice", "id"], condition=Q(state=MessageState.REJECTED), name="messages_rejected"),
            models.Index(fields=["practice", "id"], condition=Q(state=MessageState.SENT), name="messages_sent"),
            models.Index(fields=["patient", "-went_out"], name="messages_of_a_patient"),
            models.Index(fields=["practice", "channel", "address_key"], name="messages_to_an_address"),
        ]


class Delivery(models.Model):
    """One try to send a message, one question to the provider about it, or one decision of a person.  Immutable."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+", db_index=False)
    message = models.ForeignKey(Message, models.PROTECT, related_name="deliveries")
    attempt = models.PositiveSmallIntegerField()
    fence = models.PositiveIntegerField()
    provider = models.CharField(max_length=40)
    reference = models.CharField(max_length=24)
    provider_reference = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=16)
    code = models.CharField(max_length=80, blank=True)
    #: Said by a worker whose lease was over: kept, and changed nothing.
    was_late = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(outcome__in=list(Outcome)), name="delivery_outcome_known")]
        indexes = [
            models.Index(
                fields=["provider", "provider_reference"],
                condition=~Q(provider_reference=""),
                name="deliveries_by_provider",
            )
        ]


class OptOut(models.Model):
    """An address that gets nothing from the practice by one way, from ``began_at`` until ``ended_at``.  Mutable.

    It holds for everybody who has this number or address: it is the address that said stop, not a patient.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+", db_index=False)
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    channel = models.CharField(max_length=10)
    address_key = models.CharField(max_length=240)
    source = models.CharField(max_length=20)
    began_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    end_source = models.CharField(max_length=20, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "channel", "address_key"],
                condition=Q(ended_at__isnull=True),
                name="an_address_is_stopped_once",
            ),
            models.CheckConstraint(condition=Q(source__in=list(StopSource)), name="stop_source_known"),
        ]


class Hold(models.Model):
    """A time in which nothing of the practice goes out, until a person lets it go on.  Mutable."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    #: Why, as a reason's code.
    reason = models.CharField(max_length=60)
    held_at = models.DateTimeField()
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice"], condition=Q(released_at__isnull=True), name="one_open_hold")
        ]
