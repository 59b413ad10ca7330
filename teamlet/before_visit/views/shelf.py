"""The shelf of hand-outs: shown and printed in the patient's language.  Nothing here is about a patient."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from teamlet.before_visit.presenters import shelf as rows
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import FINDS_PATIENTS


@page(roles=FINDS_PATIENTS, sensitivity=Sensitivity.STAFF)
def shelf(request: StaffRequest, practice: str) -> HttpResponse:
    """List the hand-outs, the poster and the tools of others."""
    language = _language(request)
    context = {
        "rows": rows.hand_outs(),
        "languages": rows.languages(),
        "outside": rows.sheet(request.principal, "outside_tools", language),
        "links": rows.outside(language),
    }
    return render(request, "before_visit/shelf.jinja", context)


@page(roles=FINDS_PATIENTS, sensitivity=Sensitivity.STAFF)
def hand_out(request: StaffRequest, practice: str, handout: str) -> HttpResponse:
    """Show one hand-out as it is printed."""
    content_id = next((content for tool, content in rows.SHELF.items() if tool == handout), None)
    if content_id is None:
        raise Http404
    context = rows.sheet(request.principal, content_id, _language(request)) | {
        "languages": rows.languages(),
        "code_of": handout,
        "phone": request.principal.practice_phone,
    }
    return render(request, "before_visit/hand_out.jinja", context)


@page(roles=FINDS_PATIENTS, sensitivity=Sensitivity.STAFF)
def poster(request: StaffRequest, practice: str) -> HttpResponse:
    """Show the poster for the waiting room with a code that calls the practice."""
    context = rows.sheet(request.principal, "poster", _language(request)) | {
        "languages": rows.languages(),
        "picture": rows.code_for(request.principal.practice_phone),
        "phone": request.principal.practice_phone,
    }
    return render(request, "before_visit/poster.jinja", context)


def _language(request: StaffRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in dict(rows.languages()) else "en"
