"""Who the patient is, how to reach them, who helps: shown on one page, each part saved on its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.signing import BadSignature
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from teamlet.chart import presenters
from teamlet.chart.forms import ContactPointForm, HelperForm, LanguageForm, MattersForm, MergeForm, NameForm
from teamlet.chart.views.loading import patient_or_404
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.middleware import show
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import FINDS_PATIENTS, LICENSED, SUPPORT, Role
from teamlet.ground.reasons import ChangedMeanwhile, Refused
from teamlet.ground.ui.forms import PlainForm
from teamlet.ground.ui.reason_words import say
from teamlet.records.patients import actions, queries
from teamlet.records.patients.models import Patient
from teamlet.records.patients.permissions import can_merge

MERGES = LICENSED | {Role.CARE_MANAGER}


@page(roles=FINDS_PATIENTS, sensitivity=Sensitivity.PATIENT, object="patient", event="patients.read_details")
def details(request: StaffRequest, practice: str, patient: str) -> HttpResponse:
    """Show who the patient is and how to reach them."""
    return details_page(request, patient_or_404(request, patient, stays=can_merge(request.principal)))


def details_page(
    request: StaffRequest,
    patient: Patient,
    *,
    seen: dict[str, int] | None = None,
    status: int = 422,
    **bound: PlainForm,
) -> HttpResponse:
    """Return the page; ``bound`` are forms with errors, by part, which keep what was typed.

    ``seen`` are the versions that the form given back had shown.
    """
    show(request, patient, patient)
    today = clock.today(request.principal.time_zone)
    context = presenters.details(request.principal, patient, seen)
    forms: dict[str, PlainForm] = {
        "name": NameForm.of(patient, today),
        "language": LanguageForm.of(patient),
        "matters": MattersForm(initial={"words": patient.matters}),
        "contact": ContactPointForm(),
        "helper": HelperForm(today=today),
        "merge": MergeForm(alike=context["alike"]),
    }
    return render(request, "chart/details.jinja", {**context, "forms": forms | bound}, status=status if bound else 200)


def _save(
    request: StaffRequest, patient: Patient, part: str, form: Any, act: Callable[[dict[str, Any]], Any]
) -> HttpResponse:
    """Carry out ``act`` with what ``form`` cleaned and go back; with an error beside the field otherwise.

    What somebody else saved meanwhile is shown with what was typed, 409; saving again is then a choice.
    """
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except ChangedMeanwhile:
            return _compare(request, patient, part, form)
        except Refused as refused:
            form.add_error(None, say(refused.reason))
        else:
            messages.success(request, _("Saved."))
            return redirect("chart:details", practice=request.principal.practice_key, patient=patient.oid)
    return details_page(request, patient, seen=_seen(request), **{part: form})


def _compare(request: StaffRequest, patient: Patient, part: str, form: Any) -> HttpResponse:
    patient.refresh_from_db()
    if part == "contact":
        now = "; ".join(point.value for point in queries.contact_points(request.principal, patient)) or "–"
    else:
        of = {
            "name": NameForm.of(patient, clock.today(request.principal.time_zone)),
            "language": LanguageForm.of(patient),
        }
        now = presenters.what_stands(of[part]) if part in of else patient.matters
    text = _(
        "Somebody else changed these details meanwhile. Nothing was overwritten. Below is what you typed; "
        "what stands now: {now}."
    )
    form.add_error(None, text.format(now=now))
    return details_page(request, patient, status=409, **{part: form})


def _seen(request: StaffRequest) -> dict[str, int] | None:
    """Return which versions the posted form had shown, None for one without a stamp."""
    try:
        return stamps.read(request.POST.get(stamps.FIELD, "")).seen or None
    except BadSignature:
        return None


@page(roles=FINDS_PATIENTS, methods="POST", sensitivity=Sensitivity.PATIENT, object="patient")
def correct(request: StaffRequest, practice: str, patient: str) -> HttpResponse:
    """Correct name, birth date, sex and record number."""
    found = patient_or_404(request, patient)
    form = NameForm.of(found, clock.today(request.principal.time_zone), request.POST)
    return _save(
        request,
        found,
        "name",
        form,
        lambda _values: actions.correct_patient(
            patient=found, **form.values(), seen=_seen(request), by=request.principal
        ),
    )


@page(roles=FINDS_PATIENTS, methods="POST", sensitivity=Sensitivity.PATIENT, object="patient")
def language(request: StaffRequest, practice: str, patient: str) -> HttpResponse:
    """Set language, interpreter and large print."""
    found = patient_or_404(request, patient)
    form = LanguageForm.of(found, request.POST)
    return _save(
        request,
        found,
        "language",
        form,
        lambda values: actions.set_language(
            patient=found,
            language=form.code(),
            interpreter=values["interpreter"],
            large_print=values["large_print"],
            seen=_seen(request),
            by=request.principal,
        ),
    )


@page(roles=SUPPORT, methods="POST", object="patient")
def matters(request: StaffRequest, practice: str, patient: str) -> HttpResponse:
    """Keep what matters to the patient, in their words."""
    found = patient_or_404(request, patient)
    return _save(
        request,
        found,
        "matters",
        MattersForm(request.POST),
        lambda values: actions.correct_patient(
            patient=found, matters=values["words"], seen=_seen(request), by=request.principal
        ),
    )


@page(roles=FINDS_PATIENTS, methods="POST", sensitivity=Sensitivity.PATIENT, object="patient")
def add_contact(request: StaffRequest, practice: str, patient: str) -> HttpResponse:
    """Add a phone number or an address."""
    found = patient_or_404(request, patient)
    return _save(
        request,
        found,
        "contact",
        ContactPointForm(request.POST),
        lambda values: actions.add_contact_point(
            patient=found, kind=values["kind"], value=values["value"], seen=_seen(request), by=request.principal
        ),
    )


@page(roles=FINDS_PATIENTS, methods="POST", sensitivity=Sensitivity.PATIENT, object="patient")
def mark_contact(request: StaffRequest, practice: str, patient: str, number: int) -> HttpResponse:
    """Say that a number is wrong, or right after all."""
    found = patient_or_404(request, patient)
    point = queries.contact_point(request.principal, found, number)
    if point is None:
        raise Http404
    works = request.POST.get("works") == "yes"
    try:
        actions.mark_contact_point(contact_point=point, works=works, seen=_seen(request), by=request.principal)
    except ChangedMeanwhile:
        messages.warning(request, _("Somebody else changed the numbers and addresses meanwhile. Look at them again."))
    else:
        messages.success(
            request, _("Marked as right.") if works else _("Marked as wrong. It is not used for contacts.")
        )
    return redirect("chart:details", practice=practice, patient=patient)


@page(roles=FINDS_PATIENTS, methods="POST", sensitivity=Sensitivity.PATIENT, object="patient")
def add_helper(request: StaffRequest, practice: str, patient: str) -> HttpResponse:
    """Add somebody whom the patient lets take part."""
    found = patient_or_404(request, patient)
    return _save(
        request,
        found,
        "helper",
        HelperForm(request.POST, today=clock.today(request.principal.time_zone)),
        lambda values: actions.set_helper(patient=found, **values, by=request.principal),
    )


@page(roles=FINDS_PATIENTS, methods="POST", sensitivity=Sensitivity.PATIENT, object="patient")
def drop_helper(request: StaffRequest, practice: str, patient: str, helper: str) -> HttpResponse:
    """Take somebody off the patient's helpers."""
    found = patient_or_404(request, patient)
    row = queries.helper(request.principal, helper)
    if row is None or row.patient_id != found.pk:
        raise Http404
    actions.remove_helper(helper=row, by=request.principal)
    messages.success(request, _("Taken off the list."))
    return redirect("chart:details", practice=practice, patient=patient)


@page(roles=MERGES, methods="POST", object="patient")
def merge(request: StaffRequest, practice: str, patient: str) -> HttpResponse:
    """Join this record to a look-alike's: it is one person."""
    found = patient_or_404(request, patient)
    form = MergeForm(request.POST, alike=queries.look_alikes_of(request.principal, found))

    def join(values: dict[str, Any]) -> None:
        into = patient_or_404(request, values["into"])
        actions.merge_patients(patient=found, into=into, by=request.principal)

    return _save(request, found, "merge", form, join)


@page(roles=MERGES, methods="POST", object="patient")
def unmerge(request: StaffRequest, practice: str, patient: str) -> HttpResponse:
    """Take two records apart again."""
    found = patient_or_404(request, patient)
    try:
        actions.undo_merge(patient=found, by=request.principal)
    except Refused as refused:
        messages.warning(request, say(refused.reason))
    else:
        messages.success(request, _("Two records again."))
    return redirect("chart:details", practice=practice, patient=patient)
