"""Appointments whose patient is not certain: a person says whose they are, or that they are none of ours."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from teamlet.before_visit.forms import WhoseForm
from teamlet.before_visit.presenters import imports as rows
from teamlet.before_visit.views.imports import SCHEDULERS
from teamlet.bridges.spreadsheets import actions, queries
from teamlet.bridges.spreadsheets.models import UnplacedAppointment
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.reasons import Refused
from teamlet.ground.ui.reason_words import say
from teamlet.records.patients.queries import patient as patient_by_oid


@page(roles=SCHEDULERS, sensitivity=Sensitivity.PATIENT)
def waiting(request: StaffRequest, practice: str) -> HttpResponse:
    """List the appointments that wait, the next day first."""
    found = queries.unplaced(request.principal)
    context = {"rows": [rows.waiting_row(row) for row in found], "all": queries.unplaced_count(request.principal)}
    return render(request, "before_visit/waiting.jinja", context)


@page(roles=SCHEDULERS, methods="GET POST", sensitivity=Sensitivity.PATIENT, object="unplaced_appointment")
def whose(request: StaffRequest, practice: str, unplaced_appointment: str) -> HttpResponse:
    """Show one with who it could be; look for others; choose."""
    row = _row(request, unplaced_appointment)
    form = WhoseForm(request.POST or None)
    chosen = request.POST.get("patient", "")
    if request.method == "POST" and chosen:
        patient = patient_by_oid(request.principal, chosen)
        if patient is None:
            raise Http404
        try:
            actions.place_appointment(unplaced=row, patient=patient, at=clock.now(), by=request.principal)
            messages.success(request, _("The visit is on the schedule."))
        except Refused as refused:
            messages.warning(request, say(refused))
        return redirect("before_visit:waiting", practice=practice)
    text = form.cleaned_data["text"] if request.method == "POST" and form.is_valid() else ""
    context = {
        "row": rows.waiting_row(row),
        "form": form,
        "found": rows.candidates(request.principal, row, text),
        "stamps": stamps.make,
    }
    return render(request, "before_visit/whose.jinja", context, status=422 if form.errors else 200)


@page(roles=SCHEDULERS, methods="POST", sensitivity=Sensitivity.PATIENT, object="unplaced_appointment")
def leave_out(request: StaffRequest, practice: str, unplaced_appointment: str) -> HttpResponse:
    """Decide that it is none of ours."""
    row = _row(request, unplaced_appointment)
    try:
        actions.leave_out(unplaced=row, at=clock.now(), by=request.principal)
        messages.success(request, _("Left out. Later files will not ask again."))
    except Refused as refused:
        messages.warning(request, say(refused))
    return redirect("before_visit:waiting", practice=practice)


def _row(request: StaffRequest, oid: str) -> UnplacedAppointment:
    row = queries.unplaced_one(request.principal, oid)
    if row is None:
        raise Http404
    return row
