"""Users and what their browsers leave with us: devices, drafts, forms already carried out."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
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
    """A person who can sign in.  What they may do is their membership's business (records.practice)."""

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
    """

    user = models.ForeignKey(User, models.CASCADE)
    key = models.CharField(max_length=43)
    digest = models.CharField(max_length=64)
    location = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_effect_per_form")]


class Draft(models.Model):
    """What a person had typed when their session locked or they switched, kept until they are back."""

    user = models.ForeignKey(User, models.CASCADE)
    path = models.CharField(max_length=300)
    fields = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "path"], name="one_draft_per_page")]
