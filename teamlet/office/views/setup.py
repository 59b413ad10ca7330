"""The practice itself: name and phone, days and holidays, sites, teams, settings with their history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import OFFICE
from teamlet.ground.reasons import Refused
from teamlet.ground.ui.reason_words import say
from teamlet.office.forms import DaysForm, HolidayForm, PracticeForm, SettingForm, SiteForm, TeamForm
from teamlet.office.presenters.settings import change_rows, setting_rows
from teamlet.records.practice import queries
from teamlet.records.practice.actions import setup as actions
from teamlet.records.practice.words import SETTINGS

_COLUMNS = ("name", "phone", "after_hours_phone", "address", "time_zone")


@page(roles=OFFICE, methods="GET POST", sensitivity=Sensitivity.STAFF)
def practice_page(request: StaffRequest, practice: str) -> HttpResponse:
    """Show and change what the practice is called and how it is reached; its days, holidays and sites stand below."""
    if request.method == "GET":
        return _practice(request)
    return _save_part(request, "practice", PracticeForm(request.POST), actions.change_practice)


@page(roles=OFFICE, methods="POST", sensitivity=Sensitivity.STAFF)
def working_days(request: StaffRequest, practice: str) -> HttpResponse:
    """Choose the days on which the practice calls."""
    return _save_part(request, "days", DaysForm(request.POST), actions.set_working_days)


@page(roles=OFFICE, methods="POST", sensitivity=Sensitivity.STAFF)
def holiday(request: StaffRequest, practice: str) -> HttpResponse:
    """Name a day on which nobody calls."""
    return _save_part(request, "holiday", HolidayForm(request.POST), actions.add_holiday)


@page(roles=OFFICE, methods="POST", sensitivity=Sensitivity.STAFF)
def drop_holiday(request: StaffRequest, practice: str) -> HttpResponse:
    """Let a holiday be an ordinary day again."""
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        raise Http404 from None
    actions.remove_holiday(practice=queries.practice_of(request.principal), day=day, by=request.principal)
    messages.success(request, _("An ordinary day again."))
    return redirect("office:practice", practice=practice)


@page(roles=OFFICE, methods="POST", sensitivity=Sensitivity.STAFF)
def site(request: StaffRequest, practice: str) -> HttpResponse:
    """Add a place where the practice sees patients."""
    return _save_part(request, "site", SiteForm(request.POST), actions.create_site)


@page(roles=OFFICE, methods="GET POST", sensitivity=Sensitivity.STAFF)
def teams(request: StaffRequest, practice: str) -> HttpResponse:
    """Show the teams; make one."""
    people = queries.active_members(request.principal)
    form = TeamForm(request.POST or None, people=people)
    if request.method == "POST":
        return _save(
            request,
            form,
            lambda values: actions.create_team(
                practice=queries.practice_of(request.principal),
                name=values["name"],
                members=form.chosen(),
                by=request.principal,
            ),
            "teams",
            lambda: _teams(request, form),
        )
    return _teams(request, form)


@page(roles=OFFICE, methods="GET POST", sensitivity=Sensitivity.STAFF, object="team")
def team(request: StaffRequest, practice: str, team: str) -> HttpResponse:
    """Change a team's name and members."""
    found = next((row for row in queries.teams(request.principal) if row.oid == team), None)
    if found is None:
        raise Http404
    form = TeamForm.of(found, queries.active_members(request.principal), request.POST or None)

    def show() -> HttpResponse:
        context = {"here": "teams", "team": found, "form": form, "stamp": stamps.make()}
        return render(request, "office/team.jinja", context, status=422 if form.errors else 200)

    if request.method == "GET":
        return show()
    return _save(
        request,
        form,
        lambda values: actions.set_team(team=found, name=values["name"], members=form.chosen(), by=request.principal),
        "teams",
        show,
    )


@page(roles=OFFICE, sensitivity=Sensitivity.STAFF)
def settings_page(request: StaffRequest, practice: str) -> HttpResponse:
    """Show every setting with its default, range, source and history."""
    return _settings(request)


@page(roles=OFFICE, methods="POST", sensitivity=Sensitivity.STAFF)
def setting(request: StaffRequest, practice: str, name_of: str) -> HttpResponse:
    """Change one setting."""
    if name_of not in SETTINGS:
        raise Http404
    form = SettingForm(request.POST, auto_id=f"{name_of}_%s")
    return _save(
        request,
        form,
        lambda values: actions.change_setting(
            practice=queries.practice_of(request.principal), name=name_of, value=values["value"], by=request.principal
        ),
        "settings",
        lambda: _settings(request, {name_of: form}),
        field="value",
    )


def _save_part(request: StaffRequest, part: str, form: Any, act: Callable[..., Any]) -> HttpResponse:
    """Let ``act`` change the practice by what the form of one part says; show the page again otherwise."""
    by = request.principal
    return _save(
        request,
        form,
        lambda values: act(practice=queries.practice_of(by), by=by, **values),
        "practice",
        lambda: _practice(request, **{part: form}),
    )


def _save(
    request: StaffRequest,
    form: Any,
    act: Callable[[dict[str, Any]], Any],
    back: str,
    show: Callable[[], HttpResponse],
    *,
    field: str | None = None,
) -> HttpResponse:
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as refused:
            form.add_error(field, say(refused.reason))
        else:
            messages.success(request, _("Saved."))
            return redirect(f"office:{back}", practice=request.principal.practice_key)
    return show()


def _practice(request: StaffRequest, **bound: Any) -> HttpResponse:
    by = request.principal
    row = queries.practice_of(by)
    forms = {
        "practice": PracticeForm(initial={name: getattr(row, name) for name in _COLUMNS}),
        "days": DaysForm(initial={"days": [str(day) for day in sorted(queries.working_days(row))]}),
        "holiday": HolidayForm(auto_id="holiday_%s"),
        "site": SiteForm(auto_id="site_%s"),
    }
    context = {
        "here": "practice",
        "forms": forms | bound,
        "holidays": queries.holiday_rows(by, clock.today(by.time_zone))[:40],
        "sites": queries.sites(by),
        "stamps": stamps.make,
    }
    return render(request, "office/practice.jinja", context, status=422 if bound else 200)


def _teams(request: StaffRequest, form: TeamForm) -> HttpResponse:
    context = {"here": "teams", "teams": queries.teams(request.principal), "form": form, "stamp": stamps.make()}
    return render(request, "office/teams.jinja", context, status=422 if form.errors else 200)


def _settings(request: StaffRequest, bound: dict[str, SettingForm] | None = None) -> HttpResponse:
    by = request.principal
    context = {
        "here": "settings",
        "rows": setting_rows(by, bound or {}),
        "changes": change_rows(by),
        "stamps": stamps.make,
    }
    return render(request, "office/settings.jinja", context, status=422 if bound else 200)
