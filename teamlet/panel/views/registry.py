"""The registry: everybody in the practice's care, one line each; as a file, and on paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from teamlet.ground import clock
from teamlet.ground.access.pages import page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import SUPPORT
from teamlet.ground.reasons import Refused
from teamlet.ground.ui.reason_words import say
from teamlet.panel.presenters import choice, leaving, registry as presenter
from teamlet.records.followups.actions import saved_lists as actions
from teamlet.records.followups.permissions import EXPORTS_LISTS
from teamlet.records.practice.queries import practice_of


@page(roles=SUPPORT)
def everybody(request: StaffRequest, practice: str) -> HttpResponse:
    """Show everybody with an open goal or in a population; filters are codes in the address."""
    return render(request, "panel/registry.jinja", presenter.page(request.principal, request.GET))


@page(roles=EXPORTS_LISTS, methods="POST", once=False)
def export(request: StaffRequest, practice: str) -> HttpResponse:
    """Answer with the list as a file, after who took it and how many lines is written down."""
    by = request.principal
    kind = "xlsx" if request.POST.get("kind") == "xlsx" else "csv"
    try:
        body, rows, query = leaving.file_of(by, QueryDict(request.POST.get("query", "")), kind)
        actions.export_registry(practice=practice_of(by), query=query, rows=rows, kind=kind, at=clock.now(), by=by)
    except choice.Unknown:
        raise Http404 from None
    except Refused as refused:
        messages.warning(request, say(refused.reason))
        return redirect("panel:registry", practice=practice)
    response = HttpResponse(body, content_type=leaving.TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="registry-{clock.today(by.time_zone).isoformat()}.{kind}"'
    return response


@page(roles=SUPPORT)
def registry_print(request: StaffRequest, practice: str) -> HttpResponse:
    """Show the list for paper: initials and days, no names, no goals; who opened it is written down."""
    by = request.principal
    try:
        context = leaving.printed(by, request.GET)
    except choice.Unknown:
        raise Http404 from None
    rows = len(context["rows"])
    actions.print_registry(practice=practice_of(by), query=context["query"], rows=rows, at=clock.now(), by=by)
    return render(request, "panel/registry_print.jinja", context)
