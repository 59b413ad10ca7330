"""One's own PIN for the device in front of one, and one's own second factor."""

from __future__ import annotations

from typing import Any

from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from teamlet.ground.access import devices, sessions
from teamlet.ground.access.forms import Pin
from teamlet.ground.access.pages import Audience, Sensitivity, page
from teamlet.ground.access.principal import user_id_of


@page(audience=Audience.SIGNED_IN, methods="GET POST", sensitivity=Sensitivity.STAFF, once=False, step_up=True)
def own_pin(request: HttpRequest) -> HttpResponse:
    """Choose the six digits that unlock this device for the rest of today."""
    form = Pin(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if devices.set_pin(request, user_id_of(request), form.cleaned_data["pin"]):
            messages.success(request, _("Your PIN works on this device until tonight."))
            return redirect("own_pin")
        form.add_error(None, _("Sign in fully on this device first: sign out, then sign in with your password."))
    has_pin = devices.place_of(request, user_id_of(request)) is not None
    return render(request, "access/pin.jinja", {"form": form, "has_pin": has_pin})


class StartApp(ActivateTOTPView):
    """Set up an authenticator app; the first right code completes the sign-in."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the app."""
        answer: HttpResponse = super().form_valid(form)
        sessions.complete(self.request)
        return answer


class AddPasskey(AddWebAuthnView):
    """Add a passkey; the browser's answer completes the sign-in."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the passkey."""
        answer: HttpResponse = super().form_valid(form)
        sessions.complete(self.request)
        return answer
