"""The practice: its sites, its people and their roles, who is away, what it set, what can be undone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from teamlet.ground.access.roles import Role
from teamlet.ground.oids import new_oid
from teamlet.records.practice.words import MembershipKind, MembershipState


class Practice(models.Model):
    """A primary care practice: the scope of every query.  Mutable."""

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=60, default="America/New_York")
    phone = models.CharField(max_length=30, blank=True)
    after_hours_phone = models.CharField(max_length=30, blank=True)
    #: From which its text messages come and to which patients answer, as ``+15550102200``; empty without one.
    text_number = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=240, blank=True)
    language = models.CharField(max_length=8, default="en")
    is_demo = models.BooleanField(default=False)
    #: Days of the week on which the practice calls, Monday = 0.
    working_days = models.JSONField(default=list)
    #: Values that differ from ``words.SETTINGS``.
    settings = models.JSONField(default=dict)
    #: The practice's own format of "Copy for the EHR": which text comes first, and its fields.
    ehr_format = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["text_number"], condition=~Q(text_number=""), name="a_text_number_of_one_practice"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    """A place where the practice sees patients.  Mutable."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="sites")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=240, blank=True)
    phone = models.CharField(max_length=30, blank=True)


class Holiday(models.Model):
    """A civil day on which nobody calls.  Mutable."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="holidays")
    day = models.DateField()
    name = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "day"], name="one_holiday_per_day")]


class Membership(models.Model):
    """A person's place in a practice, or a pool's.  Its state is part of every access decision.  Mutable.

    A pool owns work that several people share.  Its user is never active, so that nobody signs in with it.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    kind = models.CharField(max_length=8, default=MembershipKind.PERSON)
    state = models.CharField(max_length=12, default=MembershipState.INVITED)
    #: Name shown to patients: "Ana", or "Dr. Cole".
    called = models.CharField(max_length=60)
    #: Codes of the languages in which this person talks with patients; empty where nobody said.
    languages = models.JSONField(default=list)
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True)
    protected_minutes = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "user"], name="one_membership_per_practice"),
            models.CheckConstraint(condition=Q(state__in=list(MembershipState)), name="membership_state_known"),
            models.CheckConstraint(condition=Q(kind__in=list(MembershipKind)), name="membership_kind_known"),
        ]

    @property
    def is_pool(self) -> bool:
        """Whether nobody signs in with it: it owns work until a member takes it."""
        return bool(self.kind == MembershipKind.POOL)


class PoolSeat(models.Model):
    """Somebody's place in a pool: what the pool owns stands in their lists.  Mutable: rows come and go with people."""

    pool = models.ForeignKey(Membership, models.CASCADE, related_name="seats")
    member = models.ForeignKey(Membership, models.CASCADE, related_name="pool_seats")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pool", "member"], name="one_seat_in_a_pool"),
            models.CheckConstraint(condition=~Q(pool=models.F("member")), name="a_pool_sits_in_no_pool"),
        ]


class MembershipRole(models.Model):
    """One role of a membership.  Mutable: rows come and go with the role."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="held_roles")
    role = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["membership", "role"], name="a_role_once"),
            models.CheckConstraint(condition=Q(role__in=list(Role)), name="role_known"),
        ]


class MembershipChange(models.Model):
    """A change of state or roles: history, and what later questions are answered from.  Immutable."""

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="changes")
    from_state = models.CharField(max_length=12)
    to_state = models.CharField(max_length=12)
    roles = models.JSONField(default=list)
    reason = models.CharField(max_length=240, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class Invitation(models.Model):
    """A link by which an invited person sets a password.  Only the token's hash is kept.  Mutable."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    #: Made by an administrator for somebody who is active and forgot the password.
    is_reset = models.BooleanField(default=False)


class Team(models.Model):
    """A clinician and the few people around them.  Mutable."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="teams")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    name = models.CharField(max_length=80)
    members = models.ManyToManyField(Membership, related_name="teams")


class Absence(models.Model):
    """Civil days, both included, on which a person does not work.  Mutable."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="absences")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    first_day = models.DateField()
    last_day = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=models.F("first_day")), name="absence_forwards")
        ]


class SettingChange(models.Model):
    """A setting's former value, who changed it and when.  Immutable."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="setting_changes")
    name = models.CharField(max_length=60)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class Save(models.Model):
    """A save that can be undone for ten minutes: what kind, of which row.  Mutable only in ``undone_at``.

    ``kind`` names the function in ``settings.UNDOERS`` that takes it back, ``about_oid`` the row it made.
    """

    practice = models.ForeignKey(Practice, models.PROTECT)
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    kind = models.CharField(max_length=40)
    about_oid = models.CharField(max_length=16)
    patient_oid = models.CharField(max_length=16, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["by", "at"], name="saves_of_a_person")]
