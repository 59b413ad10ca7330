"""Back on track: people who were in range and are not now, who talks with them, and what came of it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from teamlet.ground import clock
from teamlet.ground.access.middleware import show
from teamlet.ground.access.pages import page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import SUPPORT
from teamlet.ground.reasons import Refused
from teamlet.ground.ui.reason_words import say
from teamlet.panel.forms import SlipAnswerForm, SlipStartForm
from teamlet.panel.presenters import slips as presenter
from teamlet.records.followups.actions.slips import answer_slip, start_slip as start
from teamlet.records.followups.models import Slip
from teamlet.records.followups.queries import slips as queries
from teamlet.records.followups.words.slips import SlipResult, WhatChanged
from teamlet.records.practice.models import Membership
from teamlet.records.practice.queries import owners


@page(roles=SUPPORT)
def slips(request: StaffRequest, practice: str) -> HttpResponse:
    """Show everybody who was in range and is not now, longest noticed first."""
    return render(request, "panel/slips.jinja", presenter.page(request.principal, request.GET))


@page(roles=SUPPORT, methods="GET POST", object="slip", event="followups.read_slip")
def slip(request: StaffRequest, practice: str, slip: str) -> HttpResponse:
    """Show one line with the guide "what changed?"; say what came of it."""
    found = _slip(request, slip)
    form = SlipAnswerForm(request.POST or None, today=clock.today(request.principal.time_zone))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            answer_slip(
                slip=found,
                result=SlipResult(said["result"]),
                what_changed=tuple(WhatChanged(code) for code in said["what_changed"]),
                words=said["words"],
                look_again_on=said["look_again_on"],
                at=clock.now(),
                by=request.principal,
            )
        except Refused as refused:
            about_day = refused.reason.code == "followups.slip_day_missing"
            form.add_error("look_again_on" if about_day else None, str(say(refused.reason)))
        else:
            return redirect("panel:slips", practice=practice)
    return _shown(request, found, answer=form if form.is_bound else None)


@page(roles=SUPPORT, methods="POST", object="slip")
def start_slip(request: StaffRequest, practice: str, slip: str) -> HttpResponse:
    """Give a line to somebody who talks with the patient."""
    found = _slip(request, slip)
    people = _people(request)
    form = SlipStartForm(request.POST, people=people, today=clock.today(request.principal.time_zone))
    if form.is_valid():
        try:
            start(
                slip=found,
                owner=form.owner(),
                on=form.cleaned_data["on"],
                version=presenter.plan_of(request.principal, found),
                at=clock.now(),
                by=request.principal,
            )
        except Refused as refused:
            about_day = refused.reason.code.startswith("followups.date_")
            form.add_error("on" if about_day else None, str(say(refused.reason)))
        else:
            return redirect("panel:slip", practice=practice, slip=slip)
    return _shown(request, found, start=form)


def _slip(request: StaffRequest, oid: str) -> Slip:
    found = queries.slip(request.principal, oid)
    if found is None:
        raise Http404
    return found


def _people(request: StaffRequest) -> list[Membership]:
    return owners(request.principal)


def _shown(
    request: StaffRequest, found: Slip, *, start: SlipStartForm | None = None, answer: SlipAnswerForm | None = None
) -> HttpResponse:
    show(request, found, found.patient)
    context = presenter.slip_page(request.principal, found, _people(request), start=start, answer=answer)
    return render(request, "panel/slip.jinja", context, status=422 if start or answer else 200)
