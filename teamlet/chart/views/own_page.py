"""The patient's own page from the team's side: links made, printed and ended; what was said there, answered."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from teamlet.chart.presenters import own_page as rows
from teamlet.chart.views.loading import patient_or_404
from teamlet.ground import clock
from teamlet.ground.access.middleware import show
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import FINDS_PATIENTS, SUPPORT
from teamlet.ground.reasons import ChangedMeanwhile, Refused
from teamlet.ground.ui.reason_words import say
from teamlet.records.followups import actions
from teamlet.records.followups.queries.own_page import own_said
from teamlet.records.followups.words.own_page import OwnAnswer
from teamlet.records.patients.queries import helpers


@page(roles=FINDS_PATIENTS, sensitivity=Sensitivity.CLINICAL, object="patient", event="followups.read_own_said")
def own_page(request: StaffRequest, practice: str, patient: str) -> HttpResponse:
    """Show the links to a patient's own page and, to the care team, what was marked and said there."""
    found = patient_or_404(request, patient)
    show(request, found, found)
    return render(request, "chart/own_page.jinja", rows.own_page(request.principal, found, at=clock.now()))


@page(roles=FINDS_PATIENTS, methods="POST", object="patient", event="followups.read_own_said", once=False)
def own_link(request: StaffRequest, practice: str, patient: str) -> HttpResponse:
    """Make a link and show it once, as a QR code, to copy, to print; or have it texted to the number on file."""
    by, now = request.principal, clock.now()
    found = patient_or_404(request, patient)
    wanted = request.POST.get("helper", "")
    helper = next((row for row in helpers(by, found) if row.oid == wanted), None)
    if wanted and helper is None:
        raise Http404
    try:
        if "text" in request.POST:
            actions.send_own_link(patient=found, practice=found.practice, at=now, by=by)
            messages.success(request, _("The text with the link is on its way to the number on file."))
            return redirect("chart:own_page", practice=practice, patient=patient)
        path = actions.open_own_page(patient=found, helper=helper, at=now, by=by)
    except Refused as refused:
        messages.warning(request, say(refused.reason))
        return redirect("chart:own_page", practice=practice, patient=patient)
    show(request, found, found)
    handed = rows.handed(found, helper, request.build_absolute_uri(path), at=now)
    return render(request, "chart/own_page.jinja", rows.own_page(by, found, at=now, handed=handed))


@page(roles=FINDS_PATIENTS, methods="POST", sensitivity=Sensitivity.PATIENT, object="patient")
def own_end(request: StaffRequest, practice: str, patient: str) -> HttpResponse:
    """End every link to a patient's own page, with the phones on which it is open."""
    found = patient_or_404(request, patient)
    actions.end_own_pages(patient=found, at=clock.now(), by=request.principal)
    messages.success(request, _("Every link is ended, and the page is closed on every phone."))
    return redirect("chart:own_page", practice=practice, patient=patient)


@page(roles=SUPPORT)
def own_pages(request: StaffRequest, practice: str) -> HttpResponse:
    """List what patients said on their own pages and nobody answered yet."""
    return render(request, "chart/own_pages.jinja", rows.own_pages(request.principal, at=clock.now()))


@page(roles=SUPPORT, methods="POST", object="own_page_said")
def own_answer(request: StaffRequest, practice: str, own_page_said: str) -> HttpResponse:
    """Answer one thing that was said: seen, agreed to, or left as it was."""
    said = own_said(request.principal, own_page_said)
    if said is None:
        raise Http404
    given = request.POST.get("answer", "")
    try:
        answer = OwnAnswer(given) if given in set(OwnAnswer) else OwnAnswer.SEEN
        actions.answer_own_said(said=said, answer=answer, at=clock.now(), by=request.principal)
        messages.success(request, _("Answered. The patient sees it on their page."))
    except ChangedMeanwhile:
        messages.warning(request, _("Somebody answered this already."))
    except Refused as refused:
        messages.warning(request, say(refused.reason))
    if request.POST.get("back") == "list":
        return redirect("chart:own_pages", practice=practice)
    return redirect("chart:own_page", practice=practice, patient=said.patient.oid)
