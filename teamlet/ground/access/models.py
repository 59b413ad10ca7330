"""Users and what their browsers leave with us: devices, drafts, forms already carried out."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from teamlet.ground.oids import new_oid


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a user; without a password nobody can sign in until the invitation is taken."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the user with this e-mail address, whatever its case."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A person who can sign in.  What they may do is their membership's business (records.practice).  Mutable."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    language = models.CharField(max_length=8, default="en")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """Return the name as written by its owner."""
        return self.name


class SubmittedForm(models.Model):
    """A form key that was carried out, and where the person was sent afterwards.

    A second click finds the row and gets the same answer; the same key with other content is refused.
    Mutable only in ``location``, inside the transaction that made it.
    """

    user = models.ForeignKey(User, models.CASCADE)
    key = models.CharField(max_length=43)
    digest = models.CharField(max_length=64)
    location = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_effect_per_form")]


class Draft(models.Model):
    """What a person had typed when their session locked or they switched, kept until they are back.

    ``path`` is the page, or for a form sent after the lock the address it was sent to, which ``target`` then repeats.
    Mutable.
    """

    user = models.ForeignKey(User, models.CASCADE)
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    path = models.CharField(max_length=300)
    #: Which form of the page (its ``data-draft``); empty for a form sent after the lock.
    form = models.CharField(max_length=80, blank=True)
    target = models.CharField(max_length=300, blank=True)
    #: ``[[name, value], …]`` in the form's order.
    fields = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "path", "form"], name="one_draft_per_form")]


class Session(AbstractBaseSession):
    """A signed-in browser, with whose it is: sessions of a person can be ended at once.  Mutable."""

    user = models.ForeignKey(User, models.CASCADE, null=True, db_constraint=False, related_name="+")

    @classmethod
    def get_session_store_class(cls) -> Any:
        """Return the store that keeps sessions in this table."""
        from teamlet.ground.access.session_store import SessionStore

        return SessionStore


class Device(models.Model):
    """A browser on which somebody signed in fully before; only its token's hash is kept.  Mutable."""

    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()


class DeviceUser(models.Model):
    """A person on a device: when they last signed in fully, their PIN there, and where they were.  Mutable."""

    device = models.ForeignKey(Device, models.CASCADE, related_name="people")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    signed_in_at = models.DateTimeField()
    #: Password hash of the six digits with the installation's key; empty = no PIN.
    pin = models.CharField(max_length=128, blank=True)
    pin_tries = models.PositiveSmallIntegerField(default=0)
    left_at = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["device", "user"], name="one_place_per_device")]


class Tries(models.Model):
    """How often something was tried since ``began_at``; the row is the counter and its lock.  Mutable."""

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField()
    began_at = models.DateTimeField()
