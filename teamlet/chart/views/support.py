"""The level of need of a patient, set by the team or as the record gives it; and the patient's own targets."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.core.signing import BadSignature
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, gettext_lazy

from teamlet.chart.forms import LevelForm, TargetForm
from teamlet.chart.presenters.needs import needs
from teamlet.chart.presenters.targets import targets as targets_page
from teamlet.chart.views.loading import patient_or_404
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.middleware import show
from teamlet.ground.access.pages import page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import LICENSED, SUPPORT
from teamlet.ground.reasons import ChangedMeanwhile, Refused
from teamlet.ground.ui.reason_words import say
from teamlet.records.followups.actions.needs import clear_level as clear, set_level
from teamlet.records.followups.words.needs import Level, WhyAnotherLevel
from teamlet.records.patients.actions.targets import end_target as end, set_target
from teamlet.records.patients.words import TargetMeasure, WhyOwnTarget

_CHANGED = gettext_lazy("A colleague changed the level meanwhile. Look at what stands now, then save again.")


@page(roles=SUPPORT, methods="GET POST", object="patient", event="followups.read_support")
def support(request: StaffRequest, practice: str, patient: str) -> HttpResponse:
    """Show the level of need with everything it rests on; set another one by hand."""
    found = patient_or_404(request, patient)
    form = LevelForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            set_level(
                patient=found,
                level=Level(said["level"]),
                why=WhyAnotherLevel(said["why"]),
                until=said["until"],
                words=said["words"],
                seen=_seen(request),
                at=clock.now(),
                by=request.principal,
            )
        except ChangedMeanwhile:
            form.add_error(None, str(_CHANGED))
            status = 409
        except Refused as refused:
            form.add_error("until" if refused.reason.code == "followups.need_until" else None, str(say(refused.reason)))
        else:
            return redirect("chart:support", practice=practice, patient=patient)
    show(request, found, found)
    context = {**needs(request.principal, found, clock.today(request.principal.time_zone)), "form": form}
    return render(request, "chart/support.jinja", context, status=422 if form.errors and status == 200 else status)


@page(roles=SUPPORT, methods="POST", object="patient")
def clear_level(request: StaffRequest, practice: str, patient: str) -> HttpResponse:
    """Go back to the level that the record gives."""
    found = patient_or_404(request, patient)
    try:
        clear(
            patient=found,
            seen=_seen(request),
            at=clock.now(),
            by=request.principal,
        )
    except ChangedMeanwhile:
        messages.warning(request, str(_CHANGED))
    except Refused as refused:
        messages.warning(request, say(refused.reason))
    return redirect("chart:support", practice=practice, patient=patient)


@page(roles=SUPPORT, methods="GET POST", object="patient", event="patients.read_targets")
def targets(request: StaffRequest, practice: str, patient: str) -> HttpResponse:
    """Show what the patient aims at beside the usual targets; a licensed person sets an own one."""
    found = patient_or_404(request, patient)
    form = TargetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            set_target(
                patient=found,
                measure=TargetMeasure(said["measure"]),
                value=Decimal(said["value"]),
                why=WhyOwnTarget(said["why"]),
                words=said["words"],
                at=clock.now(),
                by=request.principal,
            )
        except Refused as refused:
            about_number = refused.reason.code in ("patients.target_out_of_range", "patients.target_same")
            form.add_error("value" if about_number else None, str(say(refused.reason)))
        else:
            return redirect("chart:targets", practice=practice, patient=patient)
    show(request, found, found)
    context = {**targets_page(request.principal, found, clock.today(request.principal.time_zone)), "form": form}
    return render(request, "chart/targets.jinja", context, status=422 if form.errors else 200)


@page(roles=LICENSED, methods="POST", object="patient")
def end_target(request: StaffRequest, practice: str, patient: str, measure: str) -> HttpResponse:
    """Go back to the usual target of a measure."""
    found = patient_or_404(request, patient)
    try:
        end(patient=found, measure=TargetMeasure(measure), at=clock.now(), by=request.principal)
    except (Refused, ValueError) as error:
        messages.warning(request, say(error.reason) if isinstance(error, Refused) else _("There is no such measure."))
    return redirect("chart:targets", practice=practice, patient=patient)


def _seen(request: StaffRequest) -> int | None:
    """Return which setting of the level the form had shown; None for a form without a stamp."""
    try:
        return stamps.read(request.POST.get(stamps.FIELD, "")).seen.get("level")
    except BadSignature:
        return None
