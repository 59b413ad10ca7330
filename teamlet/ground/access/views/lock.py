"""Staying away and coming back: the lock screen, saying "I am here", keeping what was typed."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth as webauthn
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from teamlet.ground.access import devices, drafts, second_factor, sessions
from teamlet.ground.access.forms import Unlock
from teamlet.ground.access.pages import Audience, Sensitivity, page
from teamlet.ground.access.principal import user_id_of
from teamlet.ground.ui import errors


@page(
    audience=Audience.SIGNED_IN,
    methods="GET POST",
    sensitivity=Sensitivity.STAFF,
    once=False,
    while_locked=True,
    before_second_factor=True,
)
def locked(request: HttpRequest) -> HttpResponse:
    """Lock the screen; the same person opens it again with PIN, password or passkey and is back where they were."""
    form = Unlock(request.POST or None)
    if request.method == "POST":
        words = _unlock(request, form)
        if not words:
            sessions.unlock(request)
            return redirect(sessions.safe_next(request))
    else:
        words = ""
        sessions.lock(request)
    context = {
        "person": request.user,
        "form": form,
        "error": words,
        "next": sessions.safe_next(request),
        "has_pin": devices.place_of(request, user_id_of(request)) is not None,
        "has_passkey": second_factor.has_passkey(request.user),
    }
    return render(request, "access/locked.jinja", context, status=403 if words else 200)


def _unlock(request: HttpRequest, form: Unlock) -> str:
    """Return why the screen stays locked, or nothing."""
    if "credential" in request.POST:
        passkey = ReauthenticateWebAuthnForm(request.POST, user=request.user)
        return "" if passkey.is_valid() else _("This passkey does not fit. Use your password.")
    if not form.is_valid():
        return _("Write your PIN or your password.")
    secret = form.cleaned_data["secret"]
    place = devices.place_of(request, user_id_of(request))
    if place is not None and len(secret) == 6 and secret.isdigit():
        answer = devices.check_pin(place, secret)
        if answer is devices.PinAnswer.RIGHT:
            return ""
        left = _("That PIN is not right.") if answer is devices.PinAnswer.WRONG else ""
        return left or _("Too many tries with the PIN. Use your password.")
    try:
        return "" if get_adapter().reauthenticate(request.user, secret) else _("That is not right. Try again.")
    except ValidationError:
        return _("Too many tries. Wait five minutes.")


@page(
    audience=Audience.SIGNED_IN,
    methods="POST",
    sensitivity=Sensitivity.STAFF,
    once=False,
    while_locked=True,
    is_poll=True,
)
def passkey_options(request: HttpRequest) -> JsonResponse:
    """Return what the browser needs to ask for the signed-in person's passkey."""
    options: dict[str, Any] = webauthn.begin_authentication(request.user)
    return JsonResponse({"request_options": options})


@page(audience=Audience.SIGNED_IN, methods="POST", sensitivity=Sensitivity.STAFF, once=False)
def still_here(request: HttpRequest) -> HttpResponse:
    """Note that somebody is there; the answer of a page's own script is empty, that of a form goes back."""
    if request.headers.get("X-Teamlet-Keep") == "1":
        return HttpResponse(status=204)
    return redirect(sessions.safe_next(request))


@page(
    audience=Audience.SIGNED_IN,
    methods="GET POST",
    sensitivity=Sensitivity.CLINICAL,
    once=False,
    is_poll=True,
)
def page_drafts(request: HttpRequest) -> HttpResponse:
    """POST: keep what was typed into a form of the page ``?page=``.  GET: what was kept for that page, as JSON."""
    path = request.GET.get("page", "")
    if request.method == "POST":
        kept = drafts.keep_typed(request, path, request.POST.get("draft", ""), request.POST.get("fields", ""))
        return HttpResponse(status=204 if kept else 400)
    rows = drafts.drafts_of_page(user_id_of(request), path)
    return JsonResponse(
        {"drafts": [{"id": row.oid, "form": row.form, "fields": row.fields} for row in rows]},
    )


@page(audience=Audience.SIGNED_IN, methods="GET POST", sensitivity=Sensitivity.CLINICAL, once=False, object="draft")
def draft(request: HttpRequest, draft: str) -> HttpResponse:
    """Show what arrived after the lock, ready to be saved where it was meant to go; POST throws it away."""
    found = drafts.draft_of(user_id_of(request), draft)
    if found is None:
        return errors.not_found(request)
    if request.method == "POST":
        drafts.discard(user_id_of(request), draft)
        return redirect("start")
    seen = {"stamp", drafts.FIELD}
    context = {
        "draft": found,
        "shown": [(name, value) for name, value in found.fields if name not in seen and value.strip()],
        "hidden": [(name, value) for name, value in found.fields if name != drafts.FIELD],
    }
    return render(request, "access/draft.jinja", context)
