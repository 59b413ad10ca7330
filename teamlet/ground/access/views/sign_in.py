"""Coming in: the start page, signing in by password, passkey or PIN, and going out."""

from __future__ import annotations

import os
from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from teamlet.ground.access import devices, sessions
from teamlet.ground.access.forms import Unlock
from teamlet.ground.access.models import DeviceUser
from teamlet.ground.access.pages import Audience, Sensitivity, page
from teamlet.ground.access.principal import user_id_of
from teamlet.ground.ui import errors

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@page(audience=Audience.SIGNED_IN, sensitivity=Sensitivity.STAFF)
def start(request: HttpRequest) -> HttpResponse:
    """Send a person to their practice, or let them choose among several."""
    practices = import_string(settings.PRACTICES_OF)(user_id_of(request))
    if len(practices) == 1:
        return redirect(f"/practice/{practices[0].key}/")
    return render(request, "access/start.jinja", {"practices": practices})


class SignIn(LoginView):
    """The sign-in page; in a demo on loopback it lists the cast, on a known device who was here today."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the people who may unlock quickly here and, in a demo, the cast."""
        return super().get_context_data(**kwargs) | {
            "people": devices.people_today(self.request),
            "cast": demo_cast(),
            "next": sessions.safe_next(self.request, default=""),
            "pin_error": "",
        }


def demo_cast() -> list[dict[str, Any]]:
    """Return the demo's people with their passwords where everything is a demo and only this machine can ask."""
    if os.environ.get("TEAMLET_LISTENS_ON_LOOPBACK") != "1":
        return []
    cast: list[dict[str, Any]] = import_string(settings.DEMO_CAST)()
    return cast


@page(audience=Audience.PUBLIC, methods="POST", sensitivity=Sensitivity.STAFF, once=False)
def sign_in_by_pin(request: HttpRequest) -> HttpResponse:
    """Let a person who fully signed in on this device today come back with their PIN."""
    place = _place(request, request.POST.get("person", ""))
    answer = devices.check_pin(place, request.POST.get("secret", "")) if place else devices.PinAnswer.OVER
    if place is None or answer is not devices.PinAnswer.RIGHT:
        words = _("That PIN is not right.") if answer is devices.PinAnswer.WRONG else _("Please sign in fully.")
        context = {"people": devices.people_today(request), "error": words, "form": Unlock(), "next": ""}
        return render(request, "access/people.jinja", context, status=403)
    back = sessions.safe_next(request, default=place.left_at or "/")
    if request.user.is_authenticated:
        logout(request)
    request.continues_sign_in_of = place.signed_in_at  # type: ignore[attr-defined]
    login(request, place.user, backend=BACKEND)
    return redirect(back)


def _place(request: HttpRequest, oid: str) -> DeviceUser | None:
    return next((place for place in devices.people_today(request) if place.user.oid == oid), None)


@page(
    audience=Audience.SIGNED_IN,
    methods="POST",
    sensitivity=Sensitivity.STAFF,
    once=False,
    while_locked=True,
    before_second_factor=True,
)
def switch_person(request: HttpRequest) -> HttpResponse:
    """Let another person sign in here; where this one was and what they typed is kept for their return."""
    place = devices.place_of(request, user_id_of(request))
    if place is not None:
        DeviceUser.objects.filter(pk=place.pk).update(left_at=sessions.safe_next(request))
    logout(request)
    return redirect("account_login")


@page(audience=Audience.PUBLIC, sensitivity=Sensitivity.OPEN)
def forgot_password(request: HttpRequest) -> HttpResponse:
    """Say who can give a new password: an administrator of the practice; nothing is sent by e-mail."""
    return render(request, "access/forgot.jinja", {})


def too_many(request: HttpRequest) -> HttpResponse:
    """``handler429``: too many tries."""
    return errors.trouble(request, 429)
