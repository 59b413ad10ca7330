"""What is new or worrying, and steps that a licensed person looks at before they start."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from teamlet.after_visit.presenters import safety as presenter
from teamlet.after_visit.views.loading import flag_or_404, principal_of, version_or_404
from teamlet.ground import clock
from teamlet.ground.access.middleware import show
from teamlet.ground.access.pages import page
from teamlet.ground.access.roles import LICENSED, SUPPORT
from teamlet.ground.reasons import Refused
from teamlet.ground.ui import errors
from teamlet.records.followups.actions import close_red_flag
from teamlet.records.followups.forms import CloseFlagForm
from teamlet.records.plans.actions import decide_caution
from teamlet.records.plans.words import CautionDecision


@page(roles=LICENSED)
def worries(request: HttpRequest, practice: str) -> HttpResponse:
    """Show everything open that is new or worrying, most urgent and longest waiting first."""
    return render(request, "after_visit/worries.jinja", presenter.worries(principal_of(request)))


@page(roles=SUPPORT, methods="GET POST", object="flag", event="followups.read_red_flag")
def worry(request: HttpRequest, practice: str, flag: str) -> HttpResponse:
    """Show what was told, what to say and do now, and whose it is; a licensed person closes it here."""
    found, by = flag_or_404(request, flag), principal_of(request)
    show(request, found, found.patient)
    form = CloseFlagForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            close_red_flag(flag=found, what_was_done=form.cleaned_data["what_was_done"], at=clock.now(), by=by)
        except Refused as refused:
            return errors.conflict(request, refused.reason)
        messages.success(request, _("Closed. What was done is kept with the patient."))
        return redirect("home:start", practice=practice)
    context = presenter.worry(found, by) | {"form": form}
    return render(request, "after_visit/worry.jinja", context, status=422 if form.errors else 200)


@page(roles=SUPPORT, methods="GET POST", object="version", event="plans.read_caution")
def caution(request: HttpRequest, practice: str, version: str) -> HttpResponse:
    """Show why a step waits; a licensed person decides here whether it may start."""
    found, by = version_or_404(request, version), principal_of(request)
    show(request, found, found.plan.patient)
    decision = {each.value: each for each in CautionDecision}.get(request.POST.get("decision", ""))
    if request.method == "POST" and decision is not None:
        note = request.POST.get("note", "")
        try:
            decide_caution(version=found, decision=decision, note=note, at=clock.now(), by=by)
        except Refused as refused:
            return errors.conflict(request, refused.reason)
        messages.success(request, _("Decided. Print the page again if the patient is still here."))
        return redirect("after_visit:caution", practice=practice, version=found.oid)
    return render(request, "after_visit/caution.jinja", presenter.caution(found, by))
