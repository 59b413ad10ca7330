"""Who opened this patient's pages: for whoever runs the practice."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from teamlet.chart import presenters
from teamlet.chart.views.loading import patient_or_404
from teamlet.ground import clock
from teamlet.ground.access.middleware import show
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import OFFICE
from teamlet.ground.audit import queries as audit
from teamlet.ground.ui.event_words import say_event


@page(roles=OFFICE, sensitivity=Sensitivity.PATIENT, object="patient", event="patients.read_access_log")
def access(request: StaffRequest, practice: str, patient: str) -> HttpResponse:
    """Show who read or changed what about this patient, newest first."""
    by = request.principal
    found = patient_or_404(request, patient, stays=True)
    show(request, found, found)
    before = request.GET.get("before", "")
    asked = audit.Asked(patient_oid=found.oid, before=int(before) if before.isdecimal() and len(before) < 19 else None)
    rows = audit.events(by.practice_id, asked)
    context = {
        "who": presenters.header(by, found, clock.today(by.time_zone), "access"),
        "events": [{"at": row.at, "actor": row.actor, "said": say_event(row.verb)} for row in rows.events],
        "next_before": rows.next_before,
    }
    return render(request, "chart/access.jinja", context)
