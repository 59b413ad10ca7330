"""Forms that came back: what waits to be read, and one form with its answers and scores."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from teamlet.ground import clock
from teamlet.ground.access.middleware import show
from teamlet.ground.access.pages import page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import SUPPORT
from teamlet.ground.reasons import Refused
from teamlet.ground.ui import errors
from teamlet.home.presenters import returned as presenter
from teamlet.records.instruments import queries
from teamlet.records.instruments.actions import enter_form_in_error, read_form
from teamlet.records.instruments.words import InErrorWhy


@page(roles=SUPPORT)
def returned(request: StaffRequest, practice: str) -> HttpResponse:
    """Show the forms that nobody has read yet: one's own first, then those of others."""
    return render(request, "home/returned.jinja", presenter.waiting(request.principal))


@page(roles=SUPPORT, methods="GET POST", object="form", event="instruments.read_answers")
def returned_form(request: StaffRequest, practice: str, form: str) -> HttpResponse:
    """Show what was answered, by whom and how, with scores; say that it was read."""
    found = queries.form(request.principal, form)
    if found is None:
        raise Http404
    show(request, found, found.patient)
    if request.method == "POST":
        try:
            read_form(form=found, at=clock.now(), by=request.principal)
        except Refused as refused:
            return errors.conflict(request, refused.reason)
        messages.success(request, _("Read. It leaves the list."))
        return redirect("home:returned", practice=practice)
    return render(request, "home/returned_form.jinja", presenter.context(found, request.principal))


@page(roles=SUPPORT, methods="POST", object="form")
def form_in_error(request: StaffRequest, practice: str, form: str) -> HttpResponse:
    """Mark a returned form as entered in error, with the reason."""
    found = queries.form(request.principal, form)
    why = next((each for each in InErrorWhy if each == request.POST.get("why")), None)
    if found is None or why is None:
        raise Http404
    try:
        enter_form_in_error(form=found, why=why, at=clock.now(), by=request.principal)
    except Refused as refused:
        return errors.conflict(request, refused.reason)
    messages.success(request, _("Marked as entered in error. Its answers and scores count nowhere any more."))
    return redirect("home:returned_form", practice=practice, form=found.oid)
