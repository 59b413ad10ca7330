"""A person's first way in, made from the command line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from teamlet.ground.access.roles import Role
from teamlet.records.practice.models import Practice


@dataclass(frozen=True, slots=True)
class Created:
    """The link to take the invitation, or the key for one-time codes of somebody who needs no link."""

    invitation_url: str | None
    totp_uri: str | None


def create(
    *, practice: Practice, email: str, name: str, roles: Iterable[str], password: str | None, site: str
) -> Created:
    """Invite ``email`` into ``practice``; with ``password`` make them active at once, with a one-time-code key.

    Raises ``Halt`` for a password that is too easy, and ``Refused`` when the address belongs to the
    practice already.
    """
    from django.db import transaction

    from teamlet.ground.access.principal import system
    from teamlet.ground.access.second_factor import enroll_totp, has_one_time_codes
    from teamlet.records.practice.actions.people import create_person, invite_person

    by = system(practice, "command")
    wanted = [Role(role) for role in roles]
    if password is None:
        _, token = invite_person(practice=practice, email=email, name=name, roles=wanted, by=by)
        return Created(f"{site}/invitation/{token}", None)
    _require_good_password(password)
    with transaction.atomic():
        person = create_person(practice=practice, email=email, name=name, roles=wanted, password=password, by=by)
        return Created(None, None if has_one_time_codes(person.user) else enroll_totp(person.user))


def _require_good_password(password: str) -> None:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from teamlet.ground.operations.halt import Halt

    try:
        validate_password(password)
    except ValidationError as error:
        raise Halt(" ".join(error.messages)) from None
