"""What the browser remembers while somebody fills a form: who is answering, and whether the crisis lines stay open.

A signed cookie that holds no answer; it is good for one key only, and goes when the form is sent or closed.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from teamlet.content.schema import Author

COOKIE = "__Host-teamlet-answering" if settings.SECURE else "teamlet_answering"
_SALT = "teamlet.answering"
_HOURS = 24 * 3600
#: The page of thanks knows for a while whom to thank for.
_THANKS = 900


@dataclass(frozen=True, slots=True)
class Answering:
    """Who is answering at this browser."""

    author: Author = Author.PATIENT
    name: str = ""
    relation: str = ""
    crisis: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """What the page of thanks may know: the practice and where the form was filled."""

    practice: str = ""
    is_tablet: bool = False
    has_visit: bool = False
    language: str = ""


def answering(request: HttpRequest, access_oid: str) -> Answering | None:
    """Return who is answering in this browser with this key, or None: that was not asked yet."""
    found = _read(request, _HOURS)
    if found.pop("access", "") != access_oid:
        return None
    return Answering(Author(found["author"]), found["name"], found["relation"], found["crisis"])


def keep_answering(response: HttpResponse, access_oid: str, who: Answering) -> None:
    """Let the browser remember who is answering."""
    _write(response, {"access": access_oid, **asdict(who)}, _HOURS)


def keep_language(response: HttpResponse, language: str) -> None:
    """Let the browser remember the form's language: pages that know no form, such as the closed one, speak it too."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, path="/form/", httponly=True, secure=settings.SECURE, samesite="Lax"
    )


def sent(request: HttpRequest) -> Sent:
    """Return what was sent from this browser a moment ago, if anything."""
    found = _read(request, _THANKS)
    return Sent(**found["sent"]) if "sent" in found else Sent()


def keep_sent(response: HttpResponse, what: Sent) -> None:
    """Let the next page say thank you; nothing of the form is in it."""
    _write(response, {"sent": asdict(what)}, _THANKS)


def forget(response: HttpResponse) -> None:
    """Forget who was answering, and the language that was chosen."""
    response.set_cookie(COOKIE, "", max_age=0, httponly=True, secure=settings.SECURE, samesite="Lax", path="/")
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, path="/form/", samesite="Lax")


def _read(request: HttpRequest, seconds: int) -> dict[str, Any]:
    try:
        found: dict[str, Any] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=seconds)
    except signing.BadSignature:
        return {}
    return found


def _write(response: HttpResponse, values: dict[str, Any], seconds: int) -> None:
    response.set_cookie(
        COOKIE,
        signing.dumps(values, salt=_SALT),
        max_age=seconds,
        httponly=True,
        secure=settings.SECURE,
        samesite="Lax",
        path="/",
    )
