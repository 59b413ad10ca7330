"""How much each person has."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.panel.presenters import load as presenter
from teamlet.records.followups.permissions import SEES_LOAD


@page(roles=SEES_LOAD, sensitivity=Sensitivity.STAFF)
def load(request: StaffRequest, practice: str) -> HttpResponse:
    """Show what each person and team has and how promises were kept, by name; nobody is ranked."""
    return render(request, "panel/load.jinja", presenter.context(request.principal))
