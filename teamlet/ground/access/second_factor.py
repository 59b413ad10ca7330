"""The second factor: who needs one, whether this session had one, setting it up by a command, taking it away."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.http import HttpRequest

from teamlet.ground.access.models import User

SESSION_KEY = "second_factor"
_COUNTS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def needs_second_factor(user: Any) -> bool:
    """Whether this person must use a second factor: everybody but the demo cast."""
    return not user.is_demo


def is_set_up(user: Any) -> bool:
    """Whether the person has an authenticator app or a passkey."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=_COUNTS).exists()


def has_passkey(user: Any) -> bool:
    """Whether the person has a passkey."""
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.WEBAUTHN).exists()


def is_set_up_without(user: Any, authenticator: Authenticator) -> bool:
    """Whether an authenticator app or passkey would be left without ``authenticator``."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=_COUNTS).exclude(pk=authenticator.pk).exists()


def was_used(request: HttpRequest) -> bool:
    """Whether this session's sign-in included a second factor, or one was set up in it."""
    return bool(request.session.get(SESSION_KEY))


def note_used(request: HttpRequest, user: Any) -> None:
    """Remember in the session whether the sign-in that just happened included a second factor."""
    records = get_authentication_records(request, user)
    request.session[SESSION_KEY] = any(record.get("method") == "mfa" for record in records)


def note_set_up(request: HttpRequest) -> None:
    """An authenticator app or passkey was proved to work in this session."""
    request.session[SESSION_KEY] = True


def note_removed(request: HttpRequest, user: Any) -> None:
    """An authenticator was removed: without another one the session must set one up again."""
    if not is_set_up(user):
        request.session[SESSION_KEY] = False


def has_one_time_codes(user: User) -> bool:
    """Whether the person has an authenticator app."""
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists()


def enroll_totp(user: User) -> str:
    """Give a person an authenticator secret by command and return its ``otpauth://`` address, shown once."""
    secret = generate_totp_secret()
    Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()
    TOTP.activate(user, secret)
    return str(get_adapter().build_totp_url(user, secret))


def remove_second_factors(user_id: int) -> None:
    """Remove every authenticator, passkey and recovery code of a person."""
    Authenticator.objects.filter(user_id=user_id).delete()
