"""What opens a page without signing in: a secret in an address, exchanged at once for a cookie.

The address is opened once and then left: the answer sets a *door* cookie (signed, it names what the address opened)
and sends the browser to an address without the secret.  Whoever then proves who they are gets a *key* cookie, whose
256 random bits stand in the database as a hash only.  A door for an address that opens nothing looks the same.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from teamlet.ground.oids import new_oid

DOOR = "__Host-teamlet-door" if settings.SECURE else "teamlet_door"
KEY = "__Host-teamlet-form" if settings.SECURE else "teamlet_form"
#: A door that nobody went through is closed again; the address opens another.
DOOR_SECONDS = 3600
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_SALT = "teamlet.door"


@dataclass(frozen=True, slots=True)
class Way:
    """The cookies of one kind of page: its door, its key, and for how long the key is kept (None = this visit)."""

    door: str
    key: str
    salt: str
    key_seconds: int | None = None


#: A form, until it is sent back; the patient's own page, on the phone where the birth date was given.
FORM = Way(DOOR, KEY, _SALT)
OWN_PAGE = Way(
    "__Host-teamlet-own-door" if settings.SECURE else "teamlet_own_door",
    "__Host-teamlet-own" if settings.SECURE else "teamlet_own",
    "teamlet.own-door",
    key_seconds=90 * 86_400,
)


def new_token() -> str:
    """Return 256 random bits as 43 characters of an address."""
    return secrets.token_urlsafe(32)


def is_token(text: str) -> bool:
    """Whether ``text`` has the shape of a token at all."""
    return _TOKEN.fullmatch(text) is not None


def token_hash(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def new_pin() -> str:
    """Return six random digits."""
    return f"{secrets.randbelow(1_000_000):06}"


def pin_hash(pin: str, scope: str) -> str:
    """Return what is stored of a PIN: mixed with the installation's key, as six digits alone are soon guessed."""
    text = f"teamlet.pin:{scope}:{pin}".encode("utf-8", "surrogatepass")
    return hmac.new(settings.SECRET_KEY.encode(), text, hashlib.sha256).hexdigest()


def set_door(response: HttpResponse, oid: str | None, way: Way = FORM) -> None:
    """Let the browser knock at what ``oid`` names; None (the address opens nothing) gives a door like any other."""
    _cookie(response, way.door, signing.dumps(oid or new_oid(), salt=way.salt))
    response["Referrer-Policy"] = "no-referrer"


def door_of(request: HttpRequest, way: Way = FORM) -> str | None:
    """Return what the browser knocks at, or None without a door that still stands."""
    try:
        return str(signing.loads(request.COOKIES.get(way.door, ""), salt=way.salt, max_age=DOOR_SECONDS))
    except signing.BadSignature:
        return None


def set_key(response: HttpResponse, key: str, way: Way = FORM) -> None:
    """Give the browser its key and take the door away."""
    _cookie(response, way.key, key, way.key_seconds)
    _forget(response, way.door)


def key_of(request: HttpRequest, way: Way = FORM) -> str:
    """Return the browser's key, or an empty text."""
    key = request.COOKIES.get(way.key, "")
    return key if is_token(key) else ""


def clear(response: HttpResponse, way: Way = FORM) -> None:
    """Forget everything in the browser: both cookies, what it stored, what it may show again."""
    _forget(response, way.door)
    _forget(response, way.key)
    response["Clear-Site-Data"] = '"cache", "storage"'


def _cookie(response: HttpResponse, name: str, value: str, seconds: int | None = None) -> None:
    # Lax: the address is followed from a message, and the redirect after it must carry the door.
    response.set_cookie(name, value, max_age=seconds, httponly=True, secure=settings.SECURE, samesite="Lax", path="/")


def _forget(response: HttpResponse, name: str) -> None:
    response.set_cookie(name, "", max_age=0, httponly=True, secure=settings.SECURE, samesite="Lax", path="/")
