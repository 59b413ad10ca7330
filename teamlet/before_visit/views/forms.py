"""Giving forms out: what a patient is asked, their link as a QR code, the tablet with its number, taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from teamlet.before_visit.forms import GiveOut
from teamlet.before_visit.presenters import forms as rows
from teamlet.before_visit.views.preparing import way_back
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.middleware import show
from teamlet.ground.access.pages import page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import FINDS_PATIENTS
from teamlet.ground.reasons import Refused
from teamlet.ground.ui.reason_words import say
from teamlet.records.instruments import actions, queries
from teamlet.records.instruments.models import Form
from teamlet.records.patients.models import Patient
from teamlet.records.patients.queries import look_alikes_of, patient as patient_by_oid, patient_name
from teamlet.records.visits.queries.preparation import placed_tool as placed_tool_by_oid
from teamlet.records.visits.queries.visits import coming_visits_of


@page(roles=FINDS_PATIENTS, methods="GET POST", object="patient", event="instruments.read_forms")
def forms(request: StaffRequest, practice: str, patient: str) -> HttpResponse:
    """Show the forms a patient was given, and give out another."""
    found = patient_by_oid(request.principal, patient)
    if found is None:
        raise Http404
    visits = coming_visits_of(request.principal, found.pk, clock.today(request.principal.time_zone))
    asked = request.GET.get("visit", "")
    initial = {"visit": asked} if asked in {each.oid for each in visits} else None
    bound = GiveOut(request.POST or None, initial=initial, by=request.principal, patient=found, visits=visits)
    if request.method == "POST" and bound.is_valid():
        try:
            return _give_out(request, found, bound)
        except Refused as refused:
            bound.add_error(None, say(refused.reason))
    show(request, found, found)
    given = [rows.line_of(each) for each in queries.forms_of(request.principal, found)]
    context = {"patient": found, "name": patient_name(found), "give": bound, "forms": given, "stamp": _stamp(found)}
    return render(request, "before_visit/forms.jinja", context, status=422 if bound.errors else 200)


def _give_out(request: StaffRequest, patient: Patient, bound: GiveOut) -> HttpResponse:
    values, by, now = bound.cleaned_data, request.principal, clock.now()
    what = rows.chosen(values, by, patient, at=now)
    issued = actions.issue_form(
        patient=patient,
        visit=bound.visits.get(values["visit"]),
        purpose=what.purpose,
        parts=what.parts,
        asked=what.asked,
        language=values["language"],
        at=now,
        by=by,
    )
    return redirect("before_visit:form", practice=by.practice_key, form=issued.oid)


@page(roles=FINDS_PATIENTS, methods="POST", object="placed_tool")
def tool_form(request: StaffRequest, practice: str, placed_tool: str) -> HttpResponse:
    """Give out the form of a tool that was placed on a visit, or go to the one that is out already."""
    found = placed_tool_by_oid(request.principal, placed_tool)
    if found is None or not queries.has_form(found):
        raise Http404
    given = queries.forms_for_visits(request.principal, [found.visit_id]).get(found.visit_id, [])
    issued = queries.form_for(found, given)
    if issued is None:
        now = clock.now()
        what = rows.chosen_for(found, request.principal, at=now)
        try:
            issued = actions.issue_form(
                patient=found.patient,
                visit=found.visit,
                purpose=what.purpose,
                parts=what.parts,
                asked=what.asked,
                at=now,
                by=request.principal,
            )
        except Refused as refused:
            messages.warning(request, say(refused.reason))
            return redirect(way_back(request, found.visit.oid, found.visit.day))
    return redirect("before_visit:form", practice=practice, form=issued.oid)


@page(roles=FINDS_PATIENTS, object="form", event="instruments.read_forms")
def form(request: StaffRequest, practice: str, form: str) -> HttpResponse:
    """Show one form: where it stands, and the ways in.  Nothing that was answered."""
    return _form_page(request, _form_or_404(request, form))


@page(roles=FINDS_PATIENTS, methods="POST", object="form", event="instruments.read_forms", once=False)
def form_link(request: StaffRequest, practice: str, form: str) -> HttpResponse:
    """Make the form's link and show it once: as a QR code, to copy, to print.  An earlier link opens nothing."""
    found = _form_or_404(request, form)
    try:
        _link, token = actions.issue_link(form=found, at=clock.now(), by=request.principal)
    except Refused as refused:
        messages.warning(request, say(refused.reason))
        return _back(request, found)
    address = request.build_absolute_uri(reverse("front_door:link", args=[token]))
    return _form_page(request, found, handed=rows.handed(found, address))


@page(roles=FINDS_PATIENTS, methods="POST", object="form", event="instruments.read_forms", once=False)
def form_tablet(request: StaffRequest, practice: str, form: str) -> HttpResponse:
    """Give the form to a tablet, or let a covered one go on; the number is shown once."""
    found = _form_or_404(request, form)
    give = actions.resume_tablet if request.POST.get("resume") else actions.bind_tablet
    seen = {} if request.POST.get("resume") else {"look_alike_seen": request.POST.get("look_alike_seen") == "yes"}
    try:
        _binding, pin = give(form=found, at=clock.now(), by=request.principal, **seen)
    except Refused as refused:
        if refused.reason.code == "instruments.look_alike_first":
            return _form_page(request, found, alike=look_alikes_of(request.principal, found.patient))
        messages.warning(request, say(refused.reason))
        return _back(request, found)
    address = request.build_absolute_uri(reverse("front_door:tablet", args=[practice]))
    return _form_page(request, found, pin=f"{pin[:3]} {pin[3:]}", address=address)


@page(roles=FINDS_PATIENTS, methods="POST", object="form")
def form_end(request: StaffRequest, practice: str, form: str) -> HttpResponse:
    """Take a form back, or a tablet away from it; what was answered stays."""
    found = _form_or_404(request, form)
    now, by = clock.now(), request.principal
    try:
        if request.POST.get("what") == "tablet":
            for binding in queries.bindings_of(found)[:1]:
                actions.end_tablet(binding=binding, at=now, by=by)
        else:
            actions.revoke_form(form=found, at=now, by=by)
            messages.success(request, _("The form was taken back. Every link and tablet of it is closed."))
    except Refused as refused:
        messages.warning(request, say(refused.reason))
    return _back(request, found)


def _form_page(request: StaffRequest, found: Form, **more: Any) -> HttpResponse:
    show(request, found, found.patient)
    context = rows.page_of(found, request.principal, at=clock.now())
    context |= {"patient": found.patient, "name": patient_name(found.patient), "stamp": _stamp(found.patient)}
    context |= {"handed": None, "pin": "", "address": "", "alike": ()} | more
    return render(request, "before_visit/form.jinja", context)


def _form_or_404(request: StaffRequest, oid: str) -> Form:
    found = queries.form(request.principal, oid)
    if found is None:
        raise Http404
    return found


def _back(request: StaffRequest, found: Form) -> HttpResponse:
    return redirect("before_visit:form", practice=request.principal.practice_key, form=found.oid)


def _stamp(patient: Patient) -> str:
    return stamps.make(patient_oid=patient.oid)
