"""Devices on which people signed in fully before: quick unlock by PIN, and a sign-in throttle that spares owners."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db.models import F
from django.http import HttpRequest, HttpResponse

from teamlet.ground import clock
from teamlet.ground.access.models import Device, DeviceUser

COOKIE = "__Host-teamlet-device" if settings.SECURE else "teamlet_device"
COOKIE_DAYS = 180
PIN_TRIES = 5
_PIN = re.compile(r"[0-9]{6}")


class PinAnswer(StrEnum):
    """What became of a PIN."""

    RIGHT = "right"
    WRONG = "wrong"
    OVER = "over"  # no PIN here, too many tries, or the full sign-in is too long ago


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def device_of(request: HttpRequest) -> Device | None:
    """Return the device whose cookie came with the request, or None."""
    token = request.COOKIES.get(COOKIE, "")
    return Device.objects.filter(token_hash=_hash(token)).first() if len(token) == 43 else None


def note_full_sign_in(request: HttpRequest, user: Any) -> None:
    """The person signed in with everything asked of them: from now on today this device knows them."""
    device = device_of(request)
    if device is None:
        token = secrets.token_urlsafe(32)
        device = Device.objects.create(token_hash=_hash(token), created_at=clock.now())
        request.new_device_token = token  # type: ignore[attr-defined]
    place, _ = DeviceUser.objects.update_or_create(
        device=device, user_id=user.pk, defaults={"signed_in_at": clock.now(), "left_at": "", "pin_tries": 0}
    )
    request.session["device_user"] = place.pk


def set_cookie(request: HttpRequest, response: HttpResponse) -> None:
    """Hand a new device its token."""
    token = getattr(request, "new_device_token", "")
    if token:
        response.set_cookie(
            COOKIE,
            token,
            max_age=COOKIE_DAYS * 86_400,
            httponly=True,
            secure=settings.SECURE,
            samesite="Strict",
        )


def knows(request: HttpRequest, email: str) -> bool:
    """Whether this person has signed in on this device before."""
    device = device_of(request)
    return device is not None and device.people.filter(user__email=email.strip().lower()).exists()


def people_today(request: HttpRequest) -> list[DeviceUser]:
    """Return who may unlock quickly on this device: fully signed in hours ago at most, with a PIN that still counts."""
    device = device_of(request)
    return list(_fresh().filter(device=device).order_by("user__name")) if device is not None else []


def place_of(request: HttpRequest, user_id: int) -> DeviceUser | None:
    """Return the person's place on this device while they may unlock quickly, or None."""
    device = device_of(request)
    return _fresh().filter(device=device, user_id=user_id).first() if device is not None else None


def _fresh() -> Any:
    since = clock.now() - timedelta(hours=settings.QUICK_UNLOCK_HOURS)
    return (
        DeviceUser.objects.filter(signed_in_at__gt=since, pin_tries__lt=PIN_TRIES, user__is_active=True)
        .exclude(pin="")
        .select_related("user")
    )


def is_usable_pin(pin: str) -> bool:
    """Whether ``pin`` is six digits that are neither all the same nor a plain run."""
    if not _PIN.fullmatch(pin):
        return False
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    return steps not in ({0}, {1}, {-1})


def set_pin(request: HttpRequest, user_id: int, pin: str) -> bool:
    """Keep the person's PIN for this device.  Returns False where this device has not seen a full sign-in today."""
    device = device_of(request)
    since = clock.now() - timedelta(hours=settings.QUICK_UNLOCK_HOURS)
    changed = DeviceUser.objects.filter(device=device, user_id=user_id, signed_in_at__gt=since).update(
        pin=make_password(_peppered(pin)), pin_tries=0
    )
    return bool(device is not None and changed)


def check_pin(place: DeviceUser, pin: str) -> PinAnswer:
    """Compare a PIN; the try is counted before it is looked at, so that at most five are ever compared.

    A right one begins the count again; the fifth wrong one removes the PIN.
    """
    if not _fresh().filter(pk=place.pk).update(pin_tries=F("pin_tries") + 1):
        return PinAnswer.OVER
    kept = DeviceUser.objects.get(pk=place.pk)
    if kept.pin and check_password(_peppered(pin), kept.pin):
        DeviceUser.objects.filter(pk=place.pk).update(pin_tries=0)
        return PinAnswer.RIGHT
    if kept.pin_tries >= PIN_TRIES:
        DeviceUser.objects.filter(pk=place.pk).update(pin="")
        return PinAnswer.OVER
    return PinAnswer.WRONG


def _peppered(pin: str) -> str:
    """Six digits are guessed in no time from a stolen table: mixed with the installation's key they are not."""
    return hmac.new(settings.SECRET_KEY.encode(), b"teamlet.pin:" + pin.encode(), hashlib.sha256).hexdigest()


def forget_person(user_id: int) -> None:
    """Let no device unlock quickly for this person; the next sign-in is a full one."""
    DeviceUser.objects.filter(user_id=user_id).delete()
