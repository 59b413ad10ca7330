"""The welcome letter and the page about the team: on the screen and as one file to print."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from teamlet.before_visit.presenters import welcome as words
from teamlet.ground import clock
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import FINDS_PATIENTS, OFFICE
from teamlet.records.documents.queries import LANGUAGES
from teamlet.records.documents.rendering.welcome import render_welcome


@page(roles=FINDS_PATIENTS | OFFICE, sensitivity=Sensitivity.STAFF)
def welcome(request: StaffRequest, practice: str) -> HttpResponse:
    """Show what a new patient reads: the letter, and who is on the team."""
    language = request.GET.get("language", "en")
    if language not in LANGUAGES:
        raise Http404
    context = words.context(request.principal, language, on=clock.today(request.principal.time_zone))
    return render(request, "before_visit/welcome.jinja", context)


@page(roles=FINDS_PATIENTS | OFFICE, sensitivity=Sensitivity.STAFF)
def welcome_file(request: StaffRequest, practice: str, language: str) -> HttpResponse:
    """Return the letter and the page about the team as a tagged PDF."""
    if language not in LANGUAGES:
        raise Http404
    facts = words.facts(request.principal, language, on=clock.today(request.principal.time_zone))
    rendered = render_welcome(facts, words.texts_in(request.principal, language))
    response = HttpResponse(rendered.pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="welcome-{language}.pdf"'
    return response
