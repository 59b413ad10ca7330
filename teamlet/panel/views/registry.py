"""The registry: everybody in the practice's care, one line each."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from teamlet.ground.access.pages import page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import SUPPORT


@page(roles=SUPPORT)
def everybody(request: StaffRequest, practice: str) -> HttpResponse:
    """Show everybody with an open goal or in a population; filters are codes in the address."""
    return render(request, "panel/registry.jinja", {"rows": []})
