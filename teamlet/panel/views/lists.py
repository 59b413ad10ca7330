"""Lists that people keep under a name."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import SUPPORT
from teamlet.ground.reasons import Refused
from teamlet.ground.ui.reason_words import say
from teamlet.panel.forms import ListForm
from teamlet.panel.presenters import choice
from teamlet.records.followups.actions import saved_lists as actions
from teamlet.records.followups.queries.saved_lists import saved_list, saved_lists
from teamlet.records.practice.queries import teams


@page(roles=SUPPORT, sensitivity=Sensitivity.STAFF)
def lists(request: StaffRequest, practice: str) -> HttpResponse:
    """Show the lists that the person keeps, and those of their teams."""
    mine = request.principal.membership_id
    rows = [{"row": row, "is_mine": row.owner_id == mine} for row in saved_lists(request.principal)]
    return render(request, "panel/lists.jinja", {"rows": rows, "stamp": stamps.make()})


@page(roles=SUPPORT, sensitivity=Sensitivity.STAFF, object="list")
def open_list(request: StaffRequest, practice: str, list: str) -> HttpResponse:  # noqa: A002
    """Go to the registry as the list chooses it."""
    found = saved_list(request.principal, list)
    if found is None:
        raise Http404
    asked = QueryDict(found.query)
    try:
        chosen = choice.read(asked)
    except choice.Unknown:
        messages.warning(request, _("This list chooses something that is gone. Choose again and keep it anew."))
        return redirect("panel:registry", practice=practice)
    return redirect(choice.address(request.principal, chosen, choice.columns_of(asked)))


@page(roles=SUPPORT, methods="POST", sensitivity=Sensitivity.STAFF)
def save_list(request: StaffRequest, practice: str) -> HttpResponse:
    """Keep a choice under a name."""
    by = request.principal
    known = {team.oid: team for team in teams(by)}
    form = ListForm(request.POST, teams=list(known.values()))
    if not form.is_valid():
        messages.warning(request, _("Give the list a name of 60 letters at most."))
        return redirect("panel:registry", practice=practice)
    asked = QueryDict(form.cleaned_data["query"])
    try:
        query = choice.address(by, choice.read(asked), choice.columns_of(asked)).partition("?")[2]
        team = known.get(form.cleaned_data["team"])
        row = actions.save_list(name=form.cleaned_data["name"], query=query, team=team, at=clock.now(), by=by)
    except choice.Unknown:
        raise Http404 from None
    except Refused as refused:
        messages.warning(request, say(refused.reason))
        return redirect("panel:lists", practice=practice)
    messages.success(request, _("Kept as “{name}”.").format(name=row.name))
    return redirect("panel:list", practice=practice, list=row.oid)


@page(roles=SUPPORT, methods="POST", sensitivity=Sensitivity.STAFF, object="list")
def remove_list(request: StaffRequest, practice: str, list: str) -> HttpResponse:  # noqa: A002
    """Remove a list of one's own."""
    found = saved_list(request.principal, list)
    if found is None:
        raise Http404
    try:
        actions.remove_list(saved=found, by=request.principal)
        messages.success(request, _("The list is removed."))
    except Refused as refused:
        messages.warning(request, say(refused.reason))
    return redirect("panel:lists", practice=practice)
