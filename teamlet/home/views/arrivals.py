"""The front desk's tick: somebody is here."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from teamlet.ground import clock
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import FINDS_PATIENTS
from teamlet.ground.reasons import Refused
from teamlet.ground.ui.reason_words import say
from teamlet.records.visits.actions import mark_arrived
from teamlet.records.visits.queries import visit as visit_by_oid


@page(roles=FINDS_PATIENTS, methods="POST", sensitivity=Sensitivity.PATIENT, object="visit")
def arrived(request: StaffRequest, practice: str, visit: str) -> HttpResponse:
    """Say that a patient is here, or not after all (``here=no``)."""
    found = visit_by_oid(request.principal, visit)
    if found is None:
        raise Http404
    try:
        is_here = request.POST.get("here") != "no"
        mark_arrived(visit=found, is_here=is_here, at=clock.now(), by=request.principal)
    except Refused as refused:
        messages.warning(request, say(refused.reason))
    return redirect(reverse("home:start", kwargs={"practice": practice}) + "?as=arrivals")
