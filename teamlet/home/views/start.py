"""Each role's first screen, and what one saved oneself."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from teamlet.ground import clock
from teamlet.ground.access.middleware import show
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import EVERYONE
from teamlet.ground.reasons import Refused
from teamlet.ground.ui import errors
from teamlet.home.frame import BACK
from teamlet.home.presenters import homes
from teamlet.home.presenters.saves import save_sentence
from teamlet.records.practice.actions.saves import undo_save
from teamlet.records.practice.queries import save_by_oid, saves_of


@page(roles=EVERYONE, event="followups.read_contact")
def start(request: StaffRequest, practice: str) -> HttpResponse:
    """Show the first screen of the person's role; somebody with several roles chooses by tab (``?as=``)."""
    home = homes.home_for(request.principal, request.GET.get("as"))
    context = home.context(request.principal, request.GET)
    if context.get("read") is not None:
        show(request, context["read"], context["read"].patient)
    tabs = homes.tabs(request.principal, home)
    return render(request, home.template, {"tabs": tabs, **context})


@page(roles=EVERYONE, sensitivity=Sensitivity.STAFF)
def saves(request: StaffRequest, practice: str) -> HttpResponse:
    """Show what the person saved in the last minutes; each can be taken back."""
    principal = request.principal
    rows = [
        {"sentence": save_sentence(save, principal.time_zone), "oid": save.oid}
        for save in saves_of(principal, at=clock.now())
    ]
    return render(request, "home/saves.jinja", {"saves": rows})


@page(roles=EVERYONE, methods="POST", sensitivity=Sensitivity.PATIENT, object="save")
def undo(request: StaffRequest, practice: str, save: str) -> HttpResponse:
    """Take one of the person's own saves back and return to where they were."""
    found = save_by_oid(request.principal, save)
    if found is None:
        raise Http404
    try:
        undo_save(save=found, at=clock.now(), by=request.principal)
    except Refused as refused:
        return errors.conflict(request, refused.reason)
    messages.success(request, _("Taken back. What stood before stands again."))
    return redirect(way_back(request, practice))


def way_back(request: StaffRequest, practice: str) -> str:
    """Return the page of this practice that the form names, else the person's first screen."""
    home = reverse("home:start", kwargs={"practice": practice})
    back = request.POST.get(BACK, "")
    return back if back.startswith(home) and "//" not in back and "\\" not in back else home
