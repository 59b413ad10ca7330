"""Starting a visit: for whoever walks in, and from the day's list."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from teamlet.during_visit.views.loading import principal_of, refuse, to_strip, visit_or_404
from teamlet.ground import clock
from teamlet.ground.access.pages import page
from teamlet.ground.access.roles import SUPPORT
from teamlet.ground.reasons import Refused
from teamlet.records.patients import queries as patients
from teamlet.records.visits import actions


@page(roles=SUPPORT, methods="POST", object="patient")
def start(request: HttpRequest, practice: str, patient: str) -> HttpResponse:
    """Start a visit now, or go on with the one that is open."""
    by = principal_of(request)
    person = patients.patient(by, patient)
    if person is None:
        raise Http404
    try:
        visit = actions.start_visit(patient=person, at=clock.now(), by=by)
    except Refused as refused:
        return refuse(request, refused)
    return to_strip(visit, by)


@page(roles=SUPPORT, methods="POST", object="visit")
def open_planned(request: HttpRequest, practice: str, visit: str) -> HttpResponse:
    """Open a visit of the day's list."""
    by = principal_of(request)
    found = visit_or_404(request, visit)
    try:
        actions.open_visit(visit=found, at=clock.now(), by=by)
    except Refused as refused:
        return refuse(request, refused)
    return to_strip(found, by)
