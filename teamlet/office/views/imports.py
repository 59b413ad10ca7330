"""What imports did, and what waits because it belongs to nobody for certain."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from teamlet.bridges.fhir.queries import import_runs, look_alike_queue, quarantined
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import OFFICE
from teamlet.office.presenters.imports import run_rows, waiting_rows


@page(roles=OFFICE, sensitivity=Sensitivity.PATIENT)
def imports(request: StaffRequest, practice: str) -> HttpResponse:
    """Show the runs with their counts and problems, what is in quarantine, and look-alike pairs."""
    by = request.principal
    context = {
        "here": "imports",
        "runs": run_rows(import_runs(by)),
        "waiting": waiting_rows(quarantined(by)),
        "pairs": look_alike_queue(by),
    }
    return render(request, "office/imports.jinja", context)
