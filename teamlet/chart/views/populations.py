"""Which populations a patient is in and why, what they asked help with, and whether they want to be on lists."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from teamlet.chart import presenters
from teamlet.chart.forms import WishForm
from teamlet.chart.views.loading import patient_or_404
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.middleware import show
from teamlet.ground.access.pages import page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import SUPPORT
from teamlet.ground.reasons import Refused
from teamlet.ground.ui.reason_words import say
from teamlet.records.patients.actions.populations import record_wish, set_lists_wish


@page(roles=SUPPORT, methods="GET POST", object="patient", event="patients.read_record")
def populations(request: StaffRequest, practice: str, patient: str) -> HttpResponse:
    """Show the patient's populations with what each rests on; keep what they asked help with."""
    by = request.principal
    found = patient_or_404(request, patient)
    today = clock.today(by.time_zone)
    form = WishForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            record_wish(
                patient=found,
                topic=said["topic"],
                wants=said["wants"] == "yes",
                said_on=said["said_on"] or today,
                at=clock.now(),
                by=by,
            )
        except Refused as refused:
            form.add_error(None, say(refused.reason))
        else:
            messages.success(request, _("Kept. The lists follow within a minute."))
            return redirect("chart:populations", practice=practice, patient=patient)
    show(request, found, found)
    context = {
        **presenters.populations(by, found, today),
        "form": form,
        "stamp": stamps.make(patient_oid=found.oid),
        "lists_stamp": stamps.make(patient_oid=found.oid),
    }
    return render(request, "chart/populations.jinja", context, status=422 if form.errors else 200)


@page(roles=SUPPORT, methods="POST", object="patient")
def lists_wish(request: StaffRequest, practice: str, patient: str) -> HttpResponse:
    """Keep that the patient wants to be on no list, or may be on lists again."""
    by = request.principal
    found = patient_or_404(request, patient)
    declines = request.POST.get("lists") == "no"
    set_lists_wish(patient=found, declined_on=clock.today(by.time_zone) if declines else None, by=by)
    messages.success(request, _("Kept. The lists follow within a minute."))
    return redirect("chart:populations", practice=practice, patient=patient)
