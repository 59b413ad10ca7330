"""Two pages with a form for the tests of the lock, where an answer leads, choosing a PIN."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import include, path

from teamlet.ground.access.pages import page
from teamlet.ground.access.roles import EVERYONE
from teamlet.ground.ui import errors

SAVED: list[dict[str, str]] = []
NOTE = "/practice/cedar/note/"


@page(roles=EVERYONE, methods="GET POST")
def note(request, practice):
    """A page with a form, for these tests."""
    if request.method == "POST":
        SAVED.append(request.POST.dict())
        return redirect(request.path)
    return HttpResponse("note")


@page(roles=EVERYONE, methods="GET POST", step_up=True)
def grave(request, practice):
    """A page that asks for the password again."""
    return redirect(request.path) if request.method == "POST" else HttpResponse("grave")


handler404 = errors.not_found
urlpatterns = [
    path("practice/<slug:practice>/note/", note, name="note"),
    path("practice/<slug:practice>/grave/", grave, name="grave"),
    path("", include("teamlet.urls")),
]


def where(answer):
    return (answer.status_code, answer.headers.get("Location", ""))


LOCKED = (302, "/locked/?next=%2Fpractice%2Fcedar%2Fnote%2F")


def choose_pin(browser, pin="280461"):
    return browser.post("/account/pin/", {"pin": pin, "pin_again": pin})
