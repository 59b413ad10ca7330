"""The gate in front of every page, the request log, and the headers every answer carries."""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.core.signing import BadSignature
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from teamlet.ground import clock
from teamlet.ground.access import devices, drafts, sessions, stamps
from teamlet.ground.access.models import SubmittedForm
from teamlet.ground.access.pages import Audience, Page, Sensitivity, page_of
from teamlet.ground.access.principal import resolve, user_id_of
from teamlet.ground.access.request import GoTo, without_nul
from teamlet.ground.audit.action import record_read
from teamlet.ground.reasons import Reason, Refused
from teamlet.ground.ui import errors

Handler = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger("teamlet.request")
#: A form given back (422) and a comparison (409) show the patient just as an ordinary page does.
_SHOWS = frozenset({200, 409, 422})


class RequestLog:
    """Gives each request an id and writes one line about it: method, route name, status, time; no address."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = str(uuid.uuid4())  # type: ignore[attr-defined]
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        response["X-Request-ID"] = request.id  # type: ignore[attr-defined]
        log.info(
            "request",
            id=request.id,  # type: ignore[attr-defined]
            method=request.method,
            page=match.view_name if match else "",
            status=response.status_code,
            ms=round((time.perf_counter() - began) * 1000, 1),
        )
        return response


class SecurityHeaders:
    """Strict content policy and no storing of anything but open pages."""

    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
    )

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", self.policy)
        response.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
        response.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if not request.path.startswith(settings.STATIC_URL) and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
            response["Cache-Control"] = "no-store"
        return response


class SignedIn(AuthenticationMiddleware):
    """Django's own, asking for the person once: they come with their session."""

    def process_request(self, request: HttpRequest) -> None:
        """Put whoever is signed in on the request, looked at when somebody asks."""
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: sessions.person_of(request))  # type: ignore[assignment]


class PageGate:
    """Asks each page's declaration before its view runs; what is not declared stays closed."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.shown = None  # type: ignore[attr-defined]
        request.in_use = request.was_signed_in = False  # type: ignore[attr-defined]
        request.principal = None  # type: ignore[attr-defined]
        try:
            response = self._record_reading(request, self.get_response(request))
        finally:
            timezone.deactivate()
        self._leave_cookies(request, response)
        return response

    def _leave_cookies(self, request: HttpRequest, response: HttpResponse) -> None:
        devices.set_cookie(request, response)
        if request.in_use and request.user.is_authenticated:  # type: ignore[attr-defined]
            sessions.touch(request, response)
            draft = request.POST.get(drafts.FIELD) if request.method == "POST" else None
            if draft and response.status_code == 302:
                drafts.discard(user_id_of(request), draft)
        elif request.was_signed_in and not request.user.is_authenticated:  # type: ignore[attr-defined]
            response["Clear-Site-Data"] = '"cache", "storage"'

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        declared = page_of(view, match.view_name if match else None)
        if declared is None:
            log.error("undeclared page", page=match.view_name if match else "")
            return errors.not_found(request)
        request.page = declared  # type: ignore[attr-defined]
        if "\x00" in request.path:
            return errors.not_found(request)
        request.GET = without_nul(request.GET)  # type: ignore[assignment]  # the stubs ask for a class they keep to themselves
        request.POST = without_nul(request.POST)  # type: ignore[assignment]  # the same
        refusal = self._refuse(request, declared, kwargs)
        if refusal is not None:
            return refusal
        if request.method == "POST" and declared.once and request.user.is_authenticated:
            return once(request, view, args, kwargs)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer what a view did not: where to go instead, or why an action was refused."""
        if isinstance(exception, GoTo):
            return redirect(exception.location)
        if isinstance(exception, Refused):
            return errors.conflict(request, exception.reason)
        if isinstance(exception, BadSignature):
            return errors.conflict(request, Reason("access.form_unreadable"))
        return None

    def _refuse(self, request: HttpRequest, declared: Page, kwargs: dict[str, Any]) -> HttpResponse | None:
        if declared.audience not in {Audience.PUBLIC, Audience.PATIENT_LINK}:
            if not request.user.is_authenticated:
                return redirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.path})}")
            request.was_signed_in = True  # type: ignore[attr-defined]
            _speak_to(request)
            elsewhere = sessions.state_of_session(request, declared)
            if elsewhere is not None:
                return elsewhere
            request.in_use = not declared.while_locked and not sessions.is_poll(request, declared)  # type: ignore[attr-defined]
        if declared.audience is Audience.STAFF:
            principal = resolve(user_id_of(request), kwargs["practice"])
            if principal is None or not principal.has(declared.roles):
                return errors.not_found(request)
            request.principal = replace(principal, request_id=request.id)  # type: ignore[attr-defined]
            timezone.activate(ZoneInfo(principal.time_zone))
        if request.method not in declared.methods:
            response = errors.trouble(request, 405)
            response["Allow"] = ", ".join(sorted(declared.methods))
            return response
        return sessions.prove_again(request, declared)

    def _record_reading(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        declared: Page | None = getattr(request, "page", None)
        shown = request.shown  # type: ignore[attr-defined]
        if declared is None or not declared.event or shown is None or response.status_code not in _SHOWS:
            return response
        try:
            record_read(declared.event, by=request.principal, **shown)  # type: ignore[attr-defined]
        except Exception:
            log.exception("reading not recorded, page withheld")
            return errors.unavailable(request)
        return response


def _speak_to(request: HttpRequest) -> None:
    """Use the language a signed-in person chose; who never chose one reads what the browser asks for."""
    chosen = request.user.language  # type: ignore[union-attr]
    if chosen in dict(settings.LANGUAGES) and not settings.LANGUAGE_CODE.startswith(chosen):
        translation.activate(chosen)
        request.LANGUAGE_CODE = chosen


def show(request: HttpRequest, about: Any, patient: Any) -> None:
    """Say whose record this page shows; the gate commits the reading before the body is sent."""
    request.shown = {  # type: ignore[attr-defined]
        "about": about._meta.label_lower,
        "about_oid": about.oid,
        "patient_oid": patient.oid,
    }


def once(
    request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: dict[str, Any]
) -> HttpResponse | None:
    """Carry out a stamped POST once, in one transaction; the same form again gets the same answer.

    The same key with other content is answered 409.  A POST without a stamp is left to its view.
    """
    text = request.POST.get(stamps.FIELD)
    if not text:
        return None
    try:
        stamp = stamps.read(text)
    except BadSignature:
        return errors.conflict(request, Reason("access.form_unreadable"))
    if stamp.patient_oid and kwargs.get("patient", stamp.patient_oid) != stamp.patient_oid:
        return errors.conflict(request, Reason("access.other_patient"))
    digest = _digest(request)
    try:
        with transaction.atomic():
            form = SubmittedForm.objects.create(
                user_id=user_id_of(request), key=stamp.key, digest=digest, location="", at=clock.now()
            )
            response = view(request, *args, **kwargs)
            if response.status_code != 302:
                transaction.set_rollback(True)
            else:
                SubmittedForm.objects.filter(pk=form.pk).update(location=response["Location"])
            return response
    except Refused as refused:
        return errors.conflict(request, refused.reason)
    except IntegrityError:
        earlier = SubmittedForm.objects.filter(user_id=user_id_of(request), key=stamp.key).first()
        if earlier is None:
            raise
        if earlier.digest != digest:
            return errors.conflict(request, Reason("access.form_changed"))
        return redirect(earlier.location)


def _digest(request: HttpRequest) -> str:
    fields = sorted(
        (name, value)
        for name, values in request.POST.lists()
        if name not in {"csrfmiddlewaretoken", stamps.FIELD, drafts.FIELD} and not name.startswith("timing_")
        for value in values
    )
    return hashlib.sha256(repr((request.path, fields)).encode()).hexdigest()


def is_open(declared: Page) -> bool:
    """Whether answers of this page may be stored by browsers and proxies."""
    return declared.sensitivity is Sensitivity.OPEN


def home_of(request: HttpRequest) -> str:
    """Return the address where a signed-in person starts."""
    return reverse("start")
