"""The office's own front page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import OFFICE


@page(roles=OFFICE, sensitivity=Sensitivity.STAFF)
def start(request: StaffRequest, practice: str) -> HttpResponse:
    """Show what the office can do."""
    return render(request, "office/start.jinja", {})
