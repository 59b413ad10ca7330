"""Joining a practice by invitation, and setting a new password after an administrator allowed it.

The link's token is exchanged for a mark in the session at once and leaves the address; opening it changes nothing.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, gettext_lazy

from teamlet.ground import clock
from teamlet.ground.access.pages import Audience, Sensitivity, page
from teamlet.ground.reasons import Refused
from teamlet.ground.ui import errors
from teamlet.ground.ui.forms import PlainForm
from teamlet.records.practice import queries
from teamlet.records.practice.actions.people import invited_principal, take_invitation

SESSION_KEY = "invitation"


class FirstPassword(PlainForm):
    """Twice the new password."""

    password = forms.CharField(
        label=gettext_lazy("Your new password"),
        help_text=gettext_lazy("At least 12 characters. A sentence is easy to remember."),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("The same again"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        password = values.get("password")
        if password:
            try:
                validate_password(password, self.user)
            except ValidationError as error:
                self.add_error("password", error)
            if password != values.get("again"):
                self.add_error("again", _("The two passwords differ."))
        return values


@page(audience=Audience.PUBLIC, sensitivity=Sensitivity.STAFF, object="invitation")
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Take the token out of the address."""
    invitation = queries.open_invitation(token, clock.now())
    if invitation is None:
        return errors.not_found(request)
    request.session[SESSION_KEY] = invitation.token_hash
    return redirect("invitation")


@page(audience=Audience.PUBLIC, methods="GET POST", sensitivity=Sensitivity.STAFF, once=False)
def join(request: HttpRequest) -> HttpResponse:
    """Set the first password, or join with the account one already has."""
    invitation = queries.open_invitation_by_hash(request.session.get(SESSION_KEY, ""), clock.now())
    if invitation is None:
        return errors.not_found(request)
    person = invitation.membership.user
    sets_password = invitation.is_reset or not person.has_usable_password()
    is_that_person = request.user.is_authenticated and request.user.pk == person.pk
    form = FirstPassword(request.POST or None, user=person)
    if request.method == "POST" and (is_that_person or sets_password) and (form.is_valid() or not sets_password):
        password = form.cleaned_data["password"] if sets_password else None
        try:
            take_invitation(invitation=invitation, password=password, by=invited_principal(invitation))
        except Refused:
            return errors.not_found(request)
        request.session.pop(SESSION_KEY, None)
        if password:
            messages.success(request, _("Your password is set. Sign in with your e-mail and this password."))
        return redirect("start")
    context = {
        "invitation": invitation,
        "person": person,
        "form": form,
        "sets_password": sets_password,
        "is_that_person": is_that_person,
    }
    return render(request, "office/join.jinja", context)
