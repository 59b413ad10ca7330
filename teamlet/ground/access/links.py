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


def set_door(response: HttpResponse, oid: str | None) -> None:
    """Let the browser knock at what ``oid`` names; None (the address opens nothing) gives a door like any other."""
    _cookie(response, DOOR, signing.dumps(oid or new_oid(), salt=_SALT))
    response["Referrer-Policy"] = "no-referrer"


def door_of(request: HttpRequest) -> str | None:
    """Return what the browser knocks at, or None without a door that still stands."""
    try:
        return str(signing.loads(request.COOKIES.get(DOOR, ""), salt=_SALT, max_age=DOOR_SECONDS))
    except signing.BadSignature:
        return None


def set_key(response: HttpResponse, key: str) -> None:
    """Give the browser its key and take the door away."""
    _cookie(response, KEY, key)
    _forget(response, DOOR)


def key_of(request: HttpRequest) -> str:
    """Return the browser's key, or an empty text."""
    key = request.COOKIES.get(KEY, "")
    return key if is_token(key) else ""


def clear(response: HttpResponse) -> None:
    """Forget everything in the browser: both cookies, what it stored, what it may show again."""
    _forget(response, DOOR)
    _forget(response, KEY)
    response["Clear-Site-Data"] = '"cache", "storage"'


def _cookie(response: HttpResponse, name: str, value: str) -> None:
    # Lax: the address is followed from a message, and the redirect after it must carry the door.
    response.set_cookie(name, value, httponly=True, secure=settings.SECURE, samesite="Lax", path="/")


def _forget(response: HttpResponse, name: str) -> None:
    response.set_cookie(name, "", max_age=0, httponly=True, secure=settings.SECURE, samesite="Lax", path="/")
