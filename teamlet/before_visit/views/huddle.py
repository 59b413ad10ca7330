"""The huddle: ten minutes, flagged patients only, assignments that everybody looking sees at once."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from teamlet.before_visit.presenters import huddle as rows
from teamlet.before_visit.presenters.schedule import asked_day
from teamlet.before_visit.views.preparing import ItemForm, add_said
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.pages import page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import SUPPORT
from teamlet.ground.ui.forms import PlainForm
from teamlet.ground.ui.live import live, mark_of
from teamlet.records.visits.actions.preparation import say_to_team
from teamlet.records.visits.queries import visit as visit_by_oid
from teamlet.records.visits.rules.words import OF_THE_TEAM, ItemWhat


class LineForm(PlainForm):
    """A line of the whole team."""

    words = forms.CharField(label=gettext_lazy("In one line"), max_length=240, required=False)


@page(roles=SUPPORT, methods="GET POST")
def huddle(request: StaffRequest, practice: str) -> HttpResponse:
    """Show a day's flagged patients, what is left over, and who does what; write something down for a visit."""
    context = _context(request)
    form = ItemForm(request.POST if request.method == "POST" else None, people=context["people"])
    if request.method == "POST":
        found = visit_by_oid(request.principal, request.POST.get("visit", ""))
        if found is None:
            raise Http404
        if add_said(request, found, form):
            return redirect(_address(practice, found.day))
        context |= _context(request, found.day) | {"adding": found.oid}
    context |= {"form": form, "mark": mark_of(rows.shown(context))}
    return render(request, "before_visit/huddle.jinja", context, status=422 if form.errors else 200)


@page(roles=SUPPORT, is_poll=True)
def huddle_now(request: StaffRequest, practice: str) -> HttpResponse:
    """Return the flagged patients alone, for pages that stay open; 304 when nothing changed."""
    context = _context(request)
    context["form"] = ItemForm(people=context["people"])
    return live(request, "before_visit/huddle_list.jinja", context, shown=rows.shown(context))


@page(roles=SUPPORT, methods="POST")
def huddle_line(request: StaffRequest, practice: str, what: str) -> HttpResponse:
    """Write what the team tests this week, or one thank-you."""
    kind = next((each for each in OF_THE_TEAM if each == what), None)
    form = LineForm(request.POST)
    if kind is None:
        raise Http404
    day = asked_day(request.POST.get("day", "")) or clock.today(request.principal.time_zone)
    if form.is_valid():
        say_to_team(
            day=day, what=ItemWhat(kind), words=form.cleaned_data["words"], at=clock.now(), by=request.principal
        )
    return redirect(_address(practice, day))


def _context(request: StaffRequest, day: date | None = None) -> dict[str, Any]:
    today = clock.today(request.principal.time_zone)
    asked = day or asked_day(request.GET.get("day", "")) or today
    sheet = rows.context(request.principal, asked)
    return sheet | {"today": today, "adding": "", "stamps": stamps.make}


def _address(practice: str, day: date) -> str:
    return reverse("before_visit:huddle", kwargs={"practice": practice}) + f"?day={day.isoformat()}"
