"""The office's own front page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from teamlet.bridges.fhir.queries import quarantined
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import OFFICE
from teamlet.office.presenters.duties import without_owner
from teamlet.records.library.permissions import EDITS_CONTENT
from teamlet.records.library.queries import drafts
from teamlet.records.practice.queries import members
from teamlet.records.practice.words import MembershipState


@page(roles=OFFICE | EDITS_CONTENT, sensitivity=Sensitivity.STAFF)
def start(request: StaffRequest, practice: str) -> HttpResponse:
    """Show what the office can do, and what waits there."""
    by = request.principal
    runs = by.has(OFFICE)
    context = {
        "here": "start",
        "runs": runs,
        "unowned": without_owner(by) if runs else [],
        "invited": members(by, [MembershipState.INVITED]) if runs else [],
        "drafts": drafts(by),
        "waiting": len(quarantined(by)) if runs else 0,
    }
    return render(request, "office/start.jinja", context)
