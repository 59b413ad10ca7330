"""Care elsewhere: specialists, hospitals and emergency rooms, noted, asked about, settled; and prompts to family."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, gettext_lazy

from teamlet.chart.presenters import specialists as rows
from teamlet.chart.views.loading import patient_or_404
from teamlet.ground import clock
from teamlet.ground.access.middleware import show
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import FINDS_PATIENTS, SUPPORT
from teamlet.ground.reasons import Refused
from teamlet.ground.ui.forms import BoxedDateField, Chips, PlainForm
from teamlet.ground.ui.reason_words import say
from teamlet.records.followups.actions import (
    note_hospital_visit,
    note_specialist_visit,
    settle_hospital_visit,
    settle_specialist_visit,
)
from teamlet.records.followups.forms import choices
from teamlet.records.followups.queries import hospital
from teamlet.records.followups.queries.specialists import specialist_visit
from teamlet.records.followups.words.hospital import HOSPITAL_PLACE_LABELS, HospitalPlace, HospitalState
from teamlet.records.followups.words.specialists import SpecialistState
from teamlet.records.outreach.actions import say_helper_consent
from teamlet.records.outreach.words import ConsentHow
from teamlet.records.patients import queries
from teamlet.records.patients.models import Patient

#: What somebody may say about a stay in hospital.
_STAY_ENDS = (HospitalState.TALKED, HospitalState.ENTERED_IN_ERROR)
#: What somebody may say about a visit.
_ENDS = (SpecialistState.TALKED, SpecialistState.DID_NOT_HAPPEN, SpecialistState.ENTERED_IN_ERROR)


class SpecialistForm(PlainForm):
    """The day on which a patient sees, or saw, a specialist."""

    mark_optional = True
    on = BoxedDateField(label=gettext_lazy("Day of the visit"))
    whom = forms.CharField(
        label=gettext_lazy("Whom they see, in a few words"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("For the team only; it is never part of a message."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class HospitalForm(PlainForm):
    """The day on which a patient came home from a hospital or an emergency room."""

    prefix = "stay"
    place = forms.ChoiceField(label=gettext_lazy("Where"), choices=choices(HOSPITAL_PLACE_LABELS), widget=Chips)
    on = BoxedDateField(label=gettext_lazy("Day home"))


@page(
    roles=SUPPORT,
    methods="GET POST",
    sensitivity=Sensitivity.CLINICAL,
    object="patient",
    event="followups.read_specialists",
)
def specialists(request: StaffRequest, practice: str, patient: str) -> HttpResponse:
    """Show the care elsewhere of one patient; note another visit to a specialist."""
    found = patient_or_404(request, patient)
    form = SpecialistForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            visit = note_specialist_visit(
                patient=found, on=form.cleaned_data["on"], whom=form.cleaned_data["whom"], at=clock.now(),
                by=request.principal,
            )  # fmt: skip
        except Refused as refused:
            form.add_error("on", say(refused))
        else:
            name = visit.task.owner.called or visit.task.owner.user.name
            messages.success(request, _("Noted. {name} asks afterwards how it went.").format(name=name))
            return redirect("chart:specialists", practice=practice, patient=patient)
    return _shown(request, found, form, status=422 if form.errors else 200)


def _shown(
    request: StaffRequest,
    patient: Patient,
    form: SpecialistForm | None = None,
    stay: HospitalForm | None = None,
    *,
    status: int,
) -> HttpResponse:
    show(request, patient, patient)
    context: dict[str, Any] = rows.of_patient(request.principal, patient)
    context |= {"form": form or SpecialistForm(), "stay_form": stay or HospitalForm()}
    return render(request, "chart/specialists.jinja", context, status=status)


@page(
    roles=SUPPORT,
    methods="POST",
    sensitivity=Sensitivity.CLINICAL,
    object="patient",
    event="followups.read_specialists",
)
def note_hospital(request: StaffRequest, practice: str, patient: str) -> HttpResponse:
    """Note a hospital stay or an emergency visit; somebody talks with the patient within two working days."""
    found = patient_or_404(request, patient)
    form = HospitalForm(request.POST)
    if form.is_valid():
        place = HospitalPlace(form.cleaned_data["place"])
        try:
            visit = note_hospital_visit(
                patient=found, on=form.cleaned_data["on"], place=place, at=clock.now(), by=request.principal
            )
        except Refused as refused:
            form.add_error("on", say(refused))
        else:
            messages.success(request, rows.noted(visit))
            return redirect("chart:specialists", practice=practice, patient=patient)
    return _shown(request, found, stay=form, status=422)


@page(roles=SUPPORT, methods="POST", object="hospital_visit")
def settle_hospital(request: StaffRequest, practice: str, hospital_visit: str) -> HttpResponse:
    """Say that it was talked about or entered in error."""
    found = hospital.hospital_visit(request.principal, hospital_visit)
    said = request.POST.get("state", "")
    if found is None or said not in set(_STAY_ENDS):
        raise Http404
    try:
        settle_hospital_visit(visit=found, state=HospitalState(said), at=clock.now(), by=request.principal)
        messages.success(request, _("Saved."))
    except Refused as refused:
        messages.warning(request, say(refused))
    return redirect("chart:specialists", practice=practice, patient=found.patient.oid)


@page(roles=SUPPORT, methods="POST", object="specialist_visit")
def settle_specialist(request: StaffRequest, practice: str, specialist_visit: str) -> HttpResponse:
    """Say that it was talked about, did not take place, or was entered in error."""
    found = _visit_or_404(request, specialist_visit)
    said = request.POST.get("state", "")
    if said not in set(_ENDS):
        raise Http404
    try:
        settle_specialist_visit(visit=found, state=SpecialistState(said), at=clock.now(), by=request.principal)
        messages.success(request, _("Saved."))
    except Refused as refused:
        messages.warning(request, say(refused))
    if request.POST.get("back") == "list":
        return redirect("chart:specialists_due", practice=practice)
    return redirect("chart:specialists", practice=practice, patient=found.patient.oid)


def _visit_or_404(request: StaffRequest, oid: str) -> Any:
    found = specialist_visit(request.principal, oid)
    if found is None:
        raise Http404
    return found


@page(roles=SUPPORT)
def specialists_due(request: StaffRequest, practice: str) -> HttpResponse:
    """List the care elsewhere about which somebody is to ask now."""
    return render(request, "chart/specialists_due.jinja", rows.due(request.principal))


@page(roles=FINDS_PATIENTS, methods="POST", sensitivity=Sensitivity.PATIENT, object="patient")
def helper_prompts(request: StaffRequest, practice: str, patient: str, helper: str) -> HttpResponse:
    """Record that patient and helper agree to prompts to the helper's number, or that one of them does not."""
    found = patient_or_404(request, patient)
    row = queries.helper(request.principal, helper)
    if row is None or row.patient_id != found.pk:
        raise Http404
    given = request.POST.get("act") == "give"
    try:
        say_helper_consent(helper=row, given=given, how=ConsentHow.IN_PERSON, at=clock.now(), by=request.principal)
    except Refused as refused:
        messages.warning(request, say(refused))
    else:
        messages.success(request, _("Recorded.") if given else _("Recorded. No more messages go to this person."))
    return redirect("chart:details", practice=practice, patient=patient)
