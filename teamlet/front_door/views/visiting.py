"""Who stands before a page: loading the form behind a browser's key."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation

from teamlet.front_door.presenters.answering import answering
from teamlet.front_door.presenters.around import Door
from teamlet.ground import clock
from teamlet.ground.access import links
from teamlet.ground.access.middleware import show
from teamlet.records.instruments.queries import Visitor, visitor

#: Says that a request came from the page itself, to save what was just chosen.
SAVES = "X-Teamlet-Save"


def visitor_of(request: HttpRequest) -> Visitor | None:
    """Return who stands before a form with this browser's key, or None; the page speaks the form's language."""
    request_id: str = request.id  # type: ignore[attr-defined]
    found = visitor(links.key_of(request), at=clock.now(), request_id=request_id)
    if found is not None:
        request.principal = found.principal  # type: ignore[attr-defined]
        timezone.activate(ZoneInfo(found.form.practice.time_zone))
        translation.activate(found.form.language)
    return found


def saves_itself(request: HttpRequest) -> bool:
    """Whether the page sent this by itself."""
    return SAVES in request.headers


def is_over(request: HttpRequest) -> HttpResponse:
    """Send the browser to the page that says that the form is closed."""
    if saves_itself(request):
        return JsonResponse({"closed": True}, status=409)
    return redirect("front_door:closed")


def filling(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let in whoever may fill the form now and said who is answering; everybody else is sent where that is asked."""

    @wraps(view)
    def let_in(request: HttpRequest, **named: Any) -> HttpResponse:
        found = visitor_of(request)
        if found is None or not (found.may_fill or found.needs_birth_date):
            return is_over(request)
        if found.needs_birth_date:
            return is_over(request) if saves_itself(request) else redirect("front_door:birth_date")
        who = answering(request, found.access.oid)
        if who is None:
            return redirect("front_door:who")
        show(request, found.form, found.form.patient)
        return view(request, found, who, **named)

    return let_in


def page_for(request: HttpRequest, door: Door, template: str, **context: Any) -> HttpResponse:
    """Draw a patient's page in its language."""
    translation.activate(door.language)
    return render(request, f"front_door/{template}.jinja", {"door": door, "words": door.words, **context})
