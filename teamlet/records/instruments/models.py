"""Forms that one patient fills, what opens them, every answer with its author, scores, and safety alerts.

Nothing that is answered is ever overwritten: a later answer is another row.  Of a link or PIN only the hash is kept.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from teamlet.content.schema import Author, Mode
from teamlet.ground.oids import new_oid
from teamlet.records.instruments.words import AlertLevel, AlertState, FormState, TabletState
from teamlet.records.patients.models import Patient
from teamlet.records.practice.models import Membership, Practice
from teamlet.records.tasks.models import Task
from teamlet.records.visits.models import Visit

_USER = settings.AUTH_USER_MODEL
#: Wrong birth dates that a link or tablet takes before it is locked.
TRIES = 5


class Form(models.Model):
    """What one patient is asked to fill once.  Mutable; each change of state is a row.

    ``parts`` is the order of its instruments, each ``"<id>@<version>"``: old forms keep the version they began with.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="forms")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="forms")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="forms")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    #: Printed on the paper twin, so that whoever keys it in finds the form.
    code = models.CharField(max_length=8)
    purpose = models.CharField(max_length=20)
    language = models.CharField(max_length=8, default="en")
    parts = models.JSONField(default=list)
    #: Which items of a part are asked, by part; a part that is not named here is asked as a whole.
    asked = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default=FormState.ISSUED)
    issued_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    #: How it was sent back, and by whom in the practice where staff did it.
    mode = models.CharField(max_length=8, blank=True)
    #: Who reads it within one working day.
    reader = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    read_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(FormState)), name="form_state_known"),
            models.UniqueConstraint(fields=["practice", "code"], name="a_form_code_once"),
        ]
        indexes = [
            models.Index(fields=["patient", "-issued_at"], name="forms_of_a_patient"),
            models.Index(
                fields=["practice", "ended_at"],
                condition=Q(state="submitted", read_at__isnull=True),
                name="forms_to_read",
            ),
            models.Index(
                fields=["expires_at"], condition=Q(state__in=["issued", "opened", "verified"]), name="forms_running"
            ),
        ]


class FormChange(models.Model):
    """A form's change of state.  Immutable."""

    form = models.ForeignKey(Form, models.PROTECT, related_name="changes")
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10)
    reason = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class FormLink(models.Model):
    """An address that opens one form for whoever also knows the patient's birth date.  Mutable.

    Bound to practice, patient, form, purpose and the installation's epoch; only the SHA-256 of its 256 random bits
    is kept.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    form = models.ForeignKey(Form, models.PROTECT, related_name="links")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    purpose = models.CharField(max_length=20)
    #: The installation's epoch key when it was made: a restored backup opens none of its links.
    epoch = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)
    tries_left = models.PositiveSmallIntegerField(default=TRIES)
    by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class TabletBinding(models.Model):
    """A tablet given to one patient for the form of one visit.  Mutable.

    Whoever types the one-time PIN binds the tablet; curtain and wipe follow from ``touched`` (``rules.forms``).
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    form = models.ForeignKey(Form, models.PROTECT, related_name="bindings")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    epoch = models.CharField(max_length=32)
    #: Empty once it was used or is over.
    pin_hash = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=8, default=TabletState.BOUND)
    tries_left = models.PositiveSmallIntegerField(default=TRIES)
    #: When somebody last did something on it.
    touched = models.DateTimeField()
    by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(TabletState)), name="tablet_state_known"),
            models.UniqueConstraint(fields=["practice", "pin_hash"], condition=~Q(pin_hash=""), name="a_pin_once"),
        ]


class FormAccess(models.Model):
    """A browser in which a form stands open, by link or tablet; its cookie's secret is kept as hash.  Mutable."""

    form = models.ForeignKey(Form, models.PROTECT, related_name="accesses")
    link = models.ForeignKey(FormLink, models.PROTECT, null=True, related_name="accesses")
    binding = models.ForeignKey(TabletBinding, models.PROTECT, null=True, related_name="accesses")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    key_hash = models.CharField(max_length=64, unique=True)
    is_verified = models.BooleanField(default=False)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(link__isnull=True) ^ Q(binding__isnull=True), name="an_access_has_one_way_in"
            )
        ]


class Answer(models.Model):
    """One saved answer of one author.  Immutable: a later answer is another row, and of each author the newest counts.

    ``value`` is what was answered (null: the question was left out on purpose).  ``sequence`` counts the saves of one
    question on one page, so that a repeated or late request adds nothing.
    """

    form = models.ForeignKey(Form, models.PROTECT, related_name="answers")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    instrument = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    item = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    digest = models.CharField(max_length=64)
    sequence = models.PositiveIntegerField()
    author = models.CharField(max_length=10)
    #: Who answered for the patient, in the form's words, and how they belong together.
    author_name = models.CharField(max_length=60, blank=True)
    relation = models.CharField(max_length=40, blank=True)
    mode = models.CharField(max_length=8)
    language = models.CharField(max_length=8)
    #: A code (``AnswerNote``): what whoever keyed it in from paper saw there.
    note = models.CharField(max_length=12, blank=True)
    by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(author__in=list(Author)), name="answer_author_known"),
            models.CheckConstraint(condition=Q(mode__in=list(Mode)), name="answer_mode_known"),
            models.UniqueConstraint(
                fields=["form", "instrument", "item", "author", "author_name", "sequence", "digest"],
                name="an_answer_once",
            ),
        ]
        indexes = [models.Index(fields=["form", "instrument", "item", "sequence", "id"], name="answers_of_a_form")]


class Score(models.Model):
    """What an instrument came to when its form was sent back, from one author's answers.  Immutable.

    Also kept as a reading of the patient (``reading_source``) where there is a number.
    """

    form = models.ForeignKey(Form, models.PROTECT, related_name="scores")
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="scores")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    instrument = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    total = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    state = models.CharField(max_length=12)
    band = models.CharField(max_length=30, blank=True)
    answered = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    author = models.CharField(max_length=10)
    author_name = models.CharField(max_length=60, blank=True)
    mode = models.CharField(max_length=8)
    language = models.CharField(max_length=8)
    sensitivity = models.CharField(max_length=20)
    reading_source = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "instrument"], name="a_score_once")]
        indexes = [models.Index(fields=["patient", "instrument", "-at"], name="scores_of_a_patient")]


class SafetyAlert(models.Model):
    """An answer or words of a patient that somebody licensed must look at now.  Mutable; every step is a row.

    ``owner`` is whose turn it is (``level``); after ``answer_until`` it is the next person's.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="safety_alerts")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="safety_alerts")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=12, default=AlertState.OPEN)
    #: The one answer that raised it: each risk answer has exactly one alert.
    answer = models.OneToOneField(Answer, models.PROTECT, null=True, related_name="alert")
    #: Codes of the signs that were found in words, and where the words stood.
    signs = models.JSONField(default=list)
    where = models.CharField(max_length=40)
    where_oid = models.CharField(max_length=16, blank=True)
    sensitivity = models.CharField(max_length=20)
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="+")
    task = models.OneToOneField(Task, models.PROTECT, related_name="+")
    level = models.CharField(max_length=8, default=AlertLevel.FIRST)
    owner = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    backup = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    on_call = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    answer_until = models.DateTimeField()
    acknowledged_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    what_was_done = models.TextField(blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=list(AlertState)), name="alert_state_known")]
        indexes = [
            models.Index(fields=["practice", "at"], condition=~Q(state="closed"), name="alerts_of_a_practice"),
            models.Index(fields=["answer_until"], condition=Q(state="open"), name="alerts_unanswered"),
        ]


class AlertStep(models.Model):
    """One thing that happened to an alert.  Immutable."""

    alert = models.ForeignKey(SafetyAlert, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=14)
    level = models.CharField(max_length=8)
    #: Whose turn it is from here on.
    to = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


class SafetyCover(models.Model):
    """Who answers safety alerts and when, as the practice named it; the newest number is in force.  Immutable."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="safety_covers")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    number = models.PositiveIntegerField()
    responder = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    backup = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    on_call = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    #: Days of the week, Monday = 0, and civil hours at the practice.
    days = models.JSONField(default=list)
    from_time = models.TimeField(null=True)
    to_time = models.TimeField(null=True)
    response_minutes = models.PositiveSmallIntegerField(null=True)
    #: What patients read outside these hours, by language.
    texts = models.JSONField(default=dict)
    by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "number"], name="cover_numbers_unique")]
