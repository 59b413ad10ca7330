"""Populations of focus: rules with a live count, a draft, an approval, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.signing import BadSignature
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from teamlet.content import library
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest, count_in
from teamlet.ground.access.roles import OFFICE
from teamlet.ground.oids import new_oid
from teamlet.ground.reasons import Refused
from teamlet.ground.ui.reason_words import say
from teamlet.office.presenters.populations import KIND, editor, others_for, population_list, theirs_of
from teamlet.records.library import actions, queries
from teamlet.records.library.permissions import EDITS_CONTENT
from teamlet.records.patients.actions.populations import put_in_force
from teamlet.records.patients.forms import PopulationForm


@page(roles=EDITS_CONTENT, sensitivity=Sensitivity.STAFF)
def populations(request: StaffRequest, practice: str) -> HttpResponse:
    """List the populations by route, with how many patients are in each."""
    by = request.principal
    context = {
        "here": "populations",
        "runs": by.has(OFFICE),
        "groups": population_list(by),
        "fresh": f"own_{new_oid()[:8]}",
    }
    return render(request, "office/populations.jinja", context)


@page(roles=EDITS_CONTENT, methods="GET POST", sensitivity=Sensitivity.PATIENT)
def population(request: StaffRequest, practice: str, population: str) -> HttpResponse:
    """Show one rule as a form with what it would do today; count, add a line, or save it as a draft."""
    by = request.principal
    body, note = _open(request, population)
    others = others_for(by, population)
    asked = request.POST.get("do", "")
    posted = request.POST if request.method == "POST" else None
    form = PopulationForm(posted, body=body, others=others, note=note, add=request.POST.get("add", ""))
    theirs: dict[str, str] = {}
    status = 200
    if posted is not None and asked == "save":
        if not form.is_valid():
            status = 422
        else:
            try:
                _save(request, population, form)
            except Refused as refused:
                form.add_error(None, say(refused.reason))
                theirs, status = theirs_of(form, body, others), 409
            else:
                messages.success(request, _("Draft saved. Nobody's populations have changed yet."))
                return redirect("office:population", practice=practice, population=population)
    context = {
        "here": "populations",
        "runs": by.has(OFFICE),
        **editor(by, population, form, count=asked == "count"),
        "theirs": theirs,
        "stamp": _stamp(request, population, status),
        "stamps": stamps.make,
    }
    return render(request, "office/population.jinja", context, status=status)


@page(roles=EDITS_CONTENT, methods="POST", sensitivity=Sensitivity.STAFF)
def approve_population(request: StaffRequest, practice: str, population: str) -> HttpResponse:
    """Put the draft in force; everybody is looked at again within a minute."""
    return _act(
        request,
        population,
        lambda: put_in_force(
            population=population,
            number=count_in(request.POST.get("number")) or 0,
            at=clock.now(),
            by=request.principal,
        ),
        _("In force from now on. The lists follow within a minute."),
    )


@page(roles=EDITS_CONTENT, methods="POST", sensitivity=Sensitivity.STAFF)
def discard_population(request: StaffRequest, practice: str, population: str) -> HttpResponse:
    """Throw the draft away."""
    return _act(
        request,
        population,
        lambda: actions.discard_draft(kind=KIND, id=population, by=request.principal),
        _("The draft is gone. What was in force stays."),
    )


@page(roles=EDITS_CONTENT, methods="POST", sensitivity=Sensitivity.STAFF)
def restore_population(request: StaffRequest, practice: str, population: str, number: int) -> HttpResponse:
    """Make an earlier version the draft again; number 0 is the shipped one."""
    _check_known(population)
    if number and queries.version(request.principal, KIND, population, number) is None:
        raise Http404
    return _act(
        request,
        population,
        lambda: actions.restore_version(kind=KIND, id=population, number=number, at=clock.now(), by=request.principal),
        _("The earlier version is a draft now. It waits for approval."),
    )


def _open(request: StaffRequest, population: str) -> tuple[dict[str, Any], str]:
    """Return the body of the draft, of what is in force, or of a new population, and the draft's note."""
    by = request.principal
    _check_known(population)
    made = queries.draft(by, KIND, population)
    if made is not None:
        return made.body, made.note
    try:
        return queries.body_of(by, KIND, population), ""
    except LookupError:
        return _blank(request, population), ""


def _blank(request: StaffRequest, population: str) -> dict[str, Any]:
    name = request.principal.name
    return {
        "id": population,
        "version": 1,
        "kind": KIND,
        "languages": ["en", "es"],
        "route": "diagnosis",
        "title": {},
        "about": {},
        "provenance": {
            "source": "Written by this practice.",
            "author": name,
            "reviewed_by": name,
            "reviewed_on": clock.today(request.principal.time_zone).isoformat(),
            "license": "For this practice",
        },
        "all_of": [],
    }


def _save(request: StaffRequest, population: str, form: PopulationForm) -> None:
    try:
        seen = stamps.read(request.POST.get(stamps.FIELD, "")).seen
    except BadSignature:
        seen = {}
    actions.save_draft(
        kind=KIND,
        id=population,
        body=form.made()[0],
        seen=seen.get("content", -1),
        seen_draft=seen.get("draft", -1),
        note=form.cleaned_data["note"],
        at=clock.now(),
        by=request.principal,
    )


def _stamp(request: StaffRequest, population: str, status: int) -> str:
    """Return a stamp with what the page shows; after a count or a new line still what was seen at first."""
    if request.method == "POST" and status != 409:
        try:
            return stamps.make(seen=dict(stamps.read(request.POST.get(stamps.FIELD, "")).seen))
        except BadSignature:
            return stamps.make(seen={"content": -1, "draft": -1})
    versions = queries.history(request.principal, KIND, population, limit=1)
    newest = versions[0] if versions else None
    return stamps.make(seen={"content": newest.number if newest else 0, "draft": queries.mark_of(newest)})


def _act(request: StaffRequest, population: str, act: Callable[[], Any], done: str) -> HttpResponse:
    _check_known(population)
    try:
        act()
    except Refused as refused:
        messages.warning(request, say(refused.reason))
    else:
        messages.success(request, done)
    return redirect("office:population", practice=request.principal.practice_key, population=population)


def _check_known(population: str) -> None:
    if population not in library.ids(KIND) and not queries.is_own(KIND, population):
        raise Http404
