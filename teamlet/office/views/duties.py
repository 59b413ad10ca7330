"""The role matrix: the seven support duties, who holds each, who steps in; for the practice and for each team."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from teamlet.ground import clock
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import OFFICE
from teamlet.ground.reasons import Refused
from teamlet.ground.ui.reason_words import say
from teamlet.office.forms import DutyForm
from teamlet.office.presenters.duties import duty_rows, holders
from teamlet.records.practice import queries
from teamlet.records.practice.models import Team
from teamlet.records.tasks.actions import set_duty_and_move
from teamlet.records.tasks.words import Duty


@page(roles=OFFICE, sensitivity=Sensitivity.STAFF)
def duties(request: StaffRequest, practice: str) -> HttpResponse:
    """Show who holds each duty; a duty without an owner is named."""
    return _matrix(request, _team(request, request.GET.get("team", "")))


@page(roles=OFFICE, methods="POST", sensitivity=Sensitivity.STAFF)
def duty(request: StaffRequest, practice: str, duty: str) -> HttpResponse:
    """Say who holds one duty; open tasks go with it."""
    if duty not in set(Duty):
        raise Http404
    by, team = request.principal, _team(request, request.POST.get("team", ""))
    members = holders(by)
    form = DutyForm(request.POST, members=members, prefix=duty)
    if form.is_valid():
        people = {row.oid: row for row in members}
        try:
            moved = set_duty_and_move(
                practice=queries.practice_of(by),
                duty=Duty(duty),
                person=people.get(form.cleaned_data["person"]),
                backup=people.get(form.cleaned_data["backup"]),
                team=team,
                at=clock.now(),
                by=by,
            )
        except Refused as refused:
            form.add_error("backup", say(refused.reason))
        else:
            done = _("Saved.")
            if moved:
                done += " " + ngettext("{count} task moved.", "{count} tasks moved.", moved).format(count=moved)
            messages.success(request, done)
            query = {"team": team.oid} if team else None
            return redirect(reverse("office:duties", kwargs={"practice": practice}, query=query))
    return _matrix(request, team, {duty: form})


def _matrix(request: StaffRequest, team: Team | None, bound: dict[str, DutyForm] | None = None) -> HttpResponse:
    by = request.principal
    context = {
        "here": "duties",
        "team": team,
        "teams": queries.teams(by),
        "rows": duty_rows(by, team, bound or {}),
    }
    return render(request, "office/duties.jinja", context, status=422 if bound else 200)


def _team(request: StaffRequest, oid: str) -> Team | None:
    if not oid:
        return None
    found = queries.team(request.principal, oid)
    if found is None:
        raise Http404
    return found
