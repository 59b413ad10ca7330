"""The chart: the support tile first, then the record, and taking back what was entered in error."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from teamlet.chart import presenters
from teamlet.chart.forms import InErrorForm
from teamlet.chart.views.details import details_page
from teamlet.chart.views.loading import patient_or_404
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.middleware import show
from teamlet.ground.access.pages import page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import FINDS_PATIENTS, SUPPORT
from teamlet.ground.reasons import Refused
from teamlet.ground.ui.reason_words import say
from teamlet.records.documents.actions import enter_in_error
from teamlet.records.plans.queries import goals_of


@page(roles=FINDS_PATIENTS, object="patient", event="patients.read_chart")
def patient(request: StaffRequest, practice: str, patient: str) -> HttpResponse:
    """Show the chart; the front desk sees who it is and how to reach them, nothing else."""
    found = patient_or_404(request, patient)
    if not request.principal.has(SUPPORT):
        return details_page(request, found)
    show(request, found, found)
    return render(request, "chart/patient.jinja", presenters.chart(request.principal, found))


@page(roles=SUPPORT, object="patient", event="patients.read_record")
def record(request: StaffRequest, practice: str, patient: str) -> HttpResponse:
    """Show the rest of the record: conditions, medicines, readings, encounters, targets from the record."""
    found = patient_or_404(request, patient)
    show(request, found, found)
    return render(request, "chart/record.jinja", presenters.record(request.principal, found))


@page(roles=SUPPORT, methods="GET POST", object="patient", event="patients.read_goals")
def in_error(request: StaffRequest, practice: str, patient: str) -> HttpResponse:
    """Take back a goal that was entered in error or belongs to another patient, with all that came of it."""
    by = request.principal
    found = patient_or_404(request, patient)
    goals = goals_of(by, found.pk)
    form = InErrorForm(request.POST or None, goals=goals)
    if request.method == "POST" and form.is_valid():
        goal = next(row.goal for row in goals if row.goal.oid == form.cleaned_data["goal"])
        try:
            wrong = form.cleaned_data["why"] == "wrong_patient"
            enter_in_error(goal=goal, wrong_patient=wrong, at=clock.now(), by=by)
        except Refused as refused:
            form.add_error(None, say(refused.reason))
        else:
            messages.success(request, _("Taken back, with its plan, contact and page. It stays in the history."))
            return redirect("chart:patient", practice=practice, patient=patient)
    show(request, found, found)
    who = presenters.header(by, found, clock.today(by.time_zone), "patient")
    context = {"who": who, "form": form, "goals": goals, "stamp": stamps.make(patient_oid=found.oid)}
    return render(request, "chart/in_error.jinja", context, status=422 if form.errors else 200)
