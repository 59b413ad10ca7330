"""The product's addresses, with a strip that breaks after it saved: what the log says about it, and what stays."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from teamlet.during_visit.views import strip
from teamlet.ground.access.pages import page
from teamlet.ground.access.roles import SUPPORT
from teamlet.urls import handler400, handler403, handler404, handler500  # noqa: F401


@page(roles=SUPPORT, methods="GET POST", object="visit", event="visits.read_strip")
def broken(request: HttpRequest, practice: str, visit: str) -> HttpResponse:
    """Carry the save out, then break with all that was typed in the error's words."""
    response = strip(request, practice, visit)
    if request.method == "POST":
        try:
            int(request.POST["goal"])
        except ValueError as error:
            raise RuntimeError(dict(request.POST.lists()), request.path) from error
    return response


urlpatterns = [
    path("practice/<slug:practice>/visits/<str:visit>/", broken, name="broken"),
    path("", include("teamlet.urls")),
]
