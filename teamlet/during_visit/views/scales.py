"""The scales of a patient's goals, with the T-score, where a practice uses them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from teamlet.during_visit import forms
from teamlet.during_visit.presenters.scales import scales_shown
from teamlet.during_visit.views.loading import OtherForm, principal_of, refuse
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.middleware import show
from teamlet.ground.access.pages import page
from teamlet.ground.access.roles import SUPPORT
from teamlet.ground.reasons import Refused
from teamlet.ground.ui.reason_words import say
from teamlet.records.patients import queries as patients
from teamlet.records.patients.models import Patient
from teamlet.records.plans import actions, queries as plans
from teamlet.records.plans.words import Rater


@page(roles=SUPPORT, methods="GET POST", object="patient", event="plans.read_scale")
def scales(request: HttpRequest, practice: str, patient: str) -> HttpResponse:
    """Show the scales of the patient's goals; set one before the start, or record the level reached."""
    by = principal_of(request)
    found = patients.patient(by, patient)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _page(request, found)
    one = plans.goal(by, request.POST.get("goal", ""))
    if one is None or one.goal.patient_id != found.pk:
        raise Http404
    rates = request.POST.get("do") == "rate"
    form: Any = forms.RatingForm(request.POST) if rates else forms.ScaleForm(request.POST)
    if not form.is_valid():
        return _page(request, found, {(one.goal.oid, rates): form}, status=422)
    try:
        _check_stamp(request, found)
        if rates:
            scale = plans.scale_of(one.goal)
            if scale is None:
                raise Http404
            rater, level = Rater(form.cleaned_data["rater"]), form.cleaned_data["level"]
            actions.rate_scale(scale=scale, rater=rater, level=level, at=clock.now(), by=by)
        else:
            actions.set_scale(goal=one.goal, said=form.said(), at=clock.now(), by=by)
    except Refused as refused:
        messages.warning(request, say(refused.reason))
        return _page(request, found, {(one.goal.oid, rates): form}, status=422)
    except OtherForm as error:
        return refuse(request, error)
    return redirect("during_visit:scales", practice=by.practice_key, patient=found.oid)


def _check_stamp(request: HttpRequest, patient: Patient) -> None:
    try:
        stamp = stamps.read(request.POST.get(stamps.FIELD, ""))
    except BadSignature:
        raise OtherForm("access.form_unreadable") from None
    if stamp.patient_oid != patient.oid:
        raise OtherForm("access.other_patient")


def _page(
    request: HttpRequest, patient: Patient, typed: dict[tuple[str, bool], Any] | None = None, *, status: int = 200
) -> HttpResponse:
    by = principal_of(request)
    context = scales_shown(patient, by, typed or {}) | {
        "patient": patient,
        "name": patients.patient_name(patient),
        "me": by,
        "stamp": stamps.make(patient_oid=patient.oid),
    }
    show(request, patient, patient)
    return render(request, "during_visit/scales.jinja", context, status=status)
