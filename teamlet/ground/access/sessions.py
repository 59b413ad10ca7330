"""Where a signed-in session stands: usable, locked after idling, over, or short of its second factor.

The time of last use travels in a signed cookie, so that reading pages writes nothing; the session itself keeps when
it began, when it was last unlocked, and whether it was locked by hand.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib import auth
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from teamlet.ground import clock
from teamlet.ground.access import devices, drafts, second_factor
from teamlet.ground.access.models import Session
from teamlet.ground.access.pages import Audience, Page

COOKIE = "__Host-teamlet-seen" if settings.SECURE else "teamlet_seen"
POLL_HEADER = "X-Teamlet-Poll"
SESSION_HOURS = 12
_BEGAN, _UNLOCKED, _LOCKED = "signed_in_at", "unlocked_at", "locked"
#: A cookie younger than this is not sent again.
_COARSE_SECONDS = 5
_signer = signing.Signer(salt="teamlet.seen")


def person_of(request: HttpRequest) -> Any:
    """Return whoever is signed in, else Django's anonymous user.

    The row that came with the session serves where Django's own check of the session would take it; everything else
    (nobody, another secret, a changed password, an ended account) is left to that check.
    """
    return _came_with(request.session) or auth.get_user(request)


def _came_with(session: Any) -> Any:
    number, proof = session.get(auth.SESSION_KEY), session.get(auth.HASH_SESSION_KEY)
    person = session.person
    if person is None or not person.is_active or number != str(person.pk) or not proof:
        return None
    if session.get(auth.BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    return person if constant_time_compare(proof, person.get_session_auth_hash()) else None


def state_of_session(request: HttpRequest, declared: Page) -> HttpResponse | None:
    """Return where to send the person first (sign-in, lock screen, second factor), or None when the page may open."""
    if _is_over(request):
        draft = _keep_typed(request, declared)
        auth.logout(request)
        return _elsewhere(request, settings.LOGIN_URL, draft)
    if is_locked(request):
        if declared.while_locked:
            return None
        return _elsewhere(request, reverse("locked"), _keep_typed(request, declared))
    if second_factor.needs_second_factor(request.user) and not second_factor.was_used(request):
        if declared.before_second_factor:
            return None
        return redirect("mfa_index")
    return None


def prove_again(request: HttpRequest, declared: Page) -> HttpResponse | None:
    """Return where to give password or code again before a page that asks for it, or None."""
    if not declared.step_up or is_fresh(request):
        return None
    return _elsewhere(request, reverse("account_reauthenticate"), _keep_typed(request, declared))


def is_poll(request: HttpRequest, declared: Page | None = None) -> bool:
    """Whether the page itself asked, not a person."""
    return request.headers.get(POLL_HEADER) == "1" or (declared is not None and declared.is_poll)


def _elsewhere(request: HttpRequest, where: str, draft: str) -> HttpResponse:
    if is_poll(request):
        return HttpResponse(status=403)
    if draft:
        back = reverse("draft", args=[draft])
    elif request.headers.get("HX-Request") == "true":
        back = urlsplit(request.headers.get("HX-Current-URL", "")).path or "/"
    else:
        back = request.path if request.method in {"GET", "HEAD"} else "/"
    url = f"{where}?{urlencode({'next': back})}"
    if request.headers.get("HX-Request") == "true":
        response = HttpResponse()
        response["HX-Redirect"] = url
        return response
    return redirect(url)


def _keep_typed(request: HttpRequest, declared: Page) -> str:
    """Keep what was typed into a form that arrives too late; return its draft's oid, or empty."""
    if request.method != "POST" or declared.audience is not Audience.STAFF or "POST" not in declared.methods:
        return ""
    return drafts.keep_late(request)


# --- idling -----------------------------------------------------------------------------------------------------------


def begin(request: HttpRequest, at: datetime | None = None) -> None:
    """A person has just signed in; ``at`` is an earlier full sign-in that a quick one continues."""
    now = clock.now()
    request.session[_BEGAN] = (at or now).timestamp()
    request.session[_UNLOCKED] = now.timestamp()
    request.session.pop(_LOCKED, None)


def lock(request: HttpRequest) -> None:
    """Lock the session until its person proves to be there."""
    request.session[_LOCKED] = True


def unlock(request: HttpRequest) -> None:
    """Open a locked session again; its key changes, so that an old copy of the cookie is worth nothing."""
    request.session.pop(_LOCKED, None)
    request.session[_UNLOCKED] = clock.now().timestamp()
    request.session.cycle_key()


def is_locked(request: HttpRequest) -> bool:
    """Whether the session was locked, or nobody used it for ``IDLE_LOCK_SECONDS``."""
    if request.session.get(_LOCKED):
        return True
    return clock.now().timestamp() - _last_used(request) >= settings.IDLE_LOCK_SECONDS


def _is_over(request: HttpRequest) -> bool:
    began = request.session.get(_BEGAN, 0)
    return clock.now().timestamp() - began >= SESSION_HOURS * 3600


def _last_used(request: HttpRequest) -> float:
    return max(float(request.session.get(_UNLOCKED, 0)), _cookie_time(request))


def _cookie_time(request: HttpRequest) -> float:
    try:
        at, of = _signer.unsign(request.COOKIES.get(COOKIE, "")).split(".")
    except (signing.BadSignature, ValueError):
        return 0
    return float(at) if of == _fingerprint(request) else 0


def _fingerprint(request: HttpRequest) -> str:
    return hashlib.sha256(f"seen:{request.session.session_key}".encode()).hexdigest()[:20]


def touch(request: HttpRequest, response: HttpResponse) -> None:
    """Note in the browser's cookie that somebody used the session now."""
    now = int(clock.now().timestamp())
    if now - _cookie_time(request) < _COARSE_SECONDS:
        return
    response.set_cookie(
        COOKIE,
        _signer.sign(f"{now}.{_fingerprint(request)}"),
        max_age=SESSION_HOURS * 3600,
        httponly=True,
        secure=settings.SECURE,
        samesite="Lax",
    )


# --- proving again ----------------------------------------------------------------------------------------------------


def is_fresh(request: HttpRequest) -> bool:
    """Whether a password, code or passkey was given in this session within the last five minutes."""
    records = get_authentication_records(request, request.user)
    if not records:
        return False
    # The library stamps its records with the machine's own clock.
    return datetime.now().timestamp() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT  # noqa: DTZ005


def safe_next(request: HttpRequest, default: str = "/") -> str:
    """Return the page that ``next`` names when it is one of ours, else ``default``."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
    return wanted if ours and len(wanted) <= 300 else default


# --- ending -----------------------------------------------------------------------------------------------------------


def end_sessions(user_id: int, *, but: str | None = None) -> int:
    """End every session of a person at once, ``but`` one key, and quick unlock on all devices; return how many."""
    devices.forget_person(user_id)
    return Session.objects.filter(user_id=user_id).exclude(session_key=but or "").delete()[0]


def clear_expired() -> int:
    """Delete sessions that ended by themselves and drafts of yesterday; return how many.  For the nightly job."""
    drafts.forget_old()
    return Session.objects.filter(expire_date__lt=clock.now()).delete()[0]


def on_signed_in(sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
    """``user_logged_in``: the session begins; a device that saw everything asked of the person will know them today."""
    continued = getattr(request, "continues_sign_in_of", None)
    begin(request, continued)
    if continued is not None:
        request.session[second_factor.SESSION_KEY] = True
        return
    second_factor.note_used(request, user)
    if not second_factor.needs_second_factor(user) or second_factor.was_used(request):
        devices.note_full_sign_in(request, user)


def complete(request: HttpRequest) -> None:
    """A second factor was set up and proved to work in this session: the sign-in is complete."""
    if not second_factor.was_used(request):
        second_factor.note_set_up(request)
        devices.note_full_sign_in(request, request.user)


def on_authenticator_removed(sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
    """``authenticator_removed``: without any left, one must be set up again."""
    second_factor.note_removed(request, user)


def on_password_changed(sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
    """``password_changed``: every other session of the person ends."""
    end_sessions(user.pk, but=request.session.session_key)
