"""Finding a patient, and registering one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from teamlet.chart.forms import RegisterForm, SearchForm
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import FINDS_PATIENTS
from teamlet.ground.reasons import Reason, Refused
from teamlet.ground.ui import errors
from teamlet.ground.ui.reason_words import say
from teamlet.records.documents.rules import language_name
from teamlet.records.patients import queries
from teamlet.records.patients.actions import register_patient

LIMIT = 50


@page(roles=FINDS_PATIENTS, methods="GET POST", sensitivity=Sensitivity.PATIENT, once=False)
def search(request: StaffRequest, practice: str) -> HttpResponse:
    """Find patients; the words searched for travel in the body, never in the address."""
    form = SearchForm(request.POST or None)
    text, found = "", None
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"].strip()
        found = queries.search(request.principal, text, limit=LIMIT) if text else None
    languages = {row.language: _(language_name(row.language)) for row in found or () if row.language}
    context = {"form": form, "found": found, "text": text, "languages": languages, "limit": LIMIT}
    return render(request, "chart/search.jinja", context)


@page(roles=FINDS_PATIENTS, methods="GET POST", sensitivity=Sensitivity.PATIENT)
def register(request: StaffRequest, practice: str) -> HttpResponse:
    """Register a patient, after a look at who may be the same person; only a form of ours, so never twice."""
    if request.method == "POST" and not request.POST.get(stamps.FIELD):
        return errors.conflict(request, Reason("access.form_unreadable"))
    form = RegisterForm(request.POST or None, today=clock.today(request.principal.time_zone))
    alike: list[queries.Found] = []
    if request.method == "POST" and form.is_valid():
        alike = _alike(request, form)
        if not alike or form.cleaned_data["seen_alike"]:
            try:
                patient = register_patient(**form.values(), by=request.principal)
            except Refused as refused:
                form.add_error(None, say(refused.reason))
            else:
                return redirect("chart:patient", practice=practice, patient=patient.oid)
    context = {"form": form, "alike": alike, "stamp": stamps.make()}
    return render(request, "chart/register.jinja", context, status=422 if form.errors or alike else 200)


def _alike(request: StaffRequest, form: RegisterForm) -> list[queries.Found]:
    """Return who could be the person being registered: a like name, or the same birth date with a like name."""
    values = form.values()
    name = f"{values['given']} {values['family']}"
    return list(queries.search(request.principal, name, limit=5))
