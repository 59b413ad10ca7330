"""What else belongs to a visit, one line each: introduced, what matters, who joins, explained, given, feelings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from teamlet.content import teaching
from teamlet.during_visit import forms
from teamlet.during_visit.presenters.more import more_of, staff_words
from teamlet.during_visit.presenters.prepared import prepared_for
from teamlet.during_visit.presenters.strip import receivers, strip_of
from teamlet.during_visit.views.handoffs import try_to_hand_over
from teamlet.during_visit.views.loading import (
    OtherForm,
    begin,
    current_seen,
    principal_of,
    refuse,
    seen_by,
    stamp_for,
    to_strip,
    visit_or_404,
)
from teamlet.ground import clock
from teamlet.ground.access.middleware import show
from teamlet.ground.access.pages import page
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import SUPPORT, Role
from teamlet.ground.reasons import Reason, Refused
from teamlet.ground.ui.reason_words import say
from teamlet.records.patients import queries as patients
from teamlet.records.patients.actions import correct_patient
from teamlet.records.plans.actions import GoalSaid, agree_goal
from teamlet.records.plans.words import GoalSource
from teamlet.records.practice import queries as practice_queries
from teamlet.records.visits import actions, queries as visits
from teamlet.records.visits.models import Visit
from teamlet.records.visits.words import FeelingsRoute, SaidBack, SharedKind

#: Kinds that are recorded with a form, and the codes each offers.
OFFERED: dict[SharedKind, Callable[[], tuple[str, ...]]] = {
    SharedKind.TOPIC: teaching.topics,
    SharedKind.SKILL: teaching.skills,
    SharedKind.AID: teaching.aids,
}


@page(roles=SUPPORT, object="visit", event="visits.read_strip")
def more(request: HttpRequest, practice: str, visit: str) -> HttpResponse:
    """Show what else belongs to the visit; nothing in it is required."""
    found = visit_or_404(request, visit)
    return _page(request, found)


@page(roles=SUPPORT, methods="POST", object="visit", event="visits.read_strip")
def shared(request: HttpRequest, practice: str, visit: str) -> HttpResponse:
    """Record one line: what was told, shown or given, and how it came back."""
    by, found = principal_of(request), visit_or_404(request, visit)
    kind = next((one for one in SharedKind if one == request.POST.get("kind")), None)
    if kind is None:
        raise Http404
    form = _shared_form(kind, request.POST) if kind in OFFERED else None
    if form is not None and not form.is_valid():
        return _page(request, found, {kind.value: form}, status=422)
    result = next((one for one in SaidBack if one == request.POST.get("result")), None)
    return _do(
        request,
        found,
        lambda: actions.record_shared(
            visit=found,
            kind=kind,
            code=request.POST.get("code", ""),
            result=result,
            at=clock.now(),
            by=by,
        ),
        kind.value,
    )


@page(roles=SUPPORT, methods="POST", object="visit", event="visits.read_strip")
def matters(request: HttpRequest, practice: str, visit: str) -> HttpResponse:
    """Save what matters to the patient, in their words."""
    by, found = principal_of(request), visit_or_404(request, visit)
    form = forms.MattersForm(request.POST)
    if not form.is_valid():
        return _page(request, found, {"matters": form}, status=422)
    words = form.cleaned_data["matters"]
    return _do(request, found, lambda: correct_patient(patient=found.patient, matters=words, by=by), "matters")


@page(roles=SUPPORT, methods="POST", object="visit", event="visits.read_strip")
def guest(request: HttpRequest, practice: str, visit: str) -> HttpResponse:
    """Note who takes part, because the patient wants it."""
    by, found = principal_of(request), visit_or_404(request, visit)
    helper = patients.helper(by, request.POST["helper"]) if request.POST.get("helper") else None
    form = forms.GuestForm(request.POST)
    if not form.is_valid():
        return _page(request, found, {"guest": form}, status=422)
    values = form.cleaned_data
    return _do(
        request,
        found,
        lambda: actions.let_join(
            visit=found,
            helper=helper,
            name=values["name"],
            relation=values["relation"],
            at=clock.now(),
            by=by,
        ),
        "guests",
    )


@page(roles=SUPPORT, methods="POST", object="visit", event="visits.read_strip")
def feelings(request: HttpRequest, practice: str, visit: str) -> HttpResponse:
    """Record that stress and feelings were asked about; behavioral health is asked to come at once."""
    by, found = principal_of(request), visit_or_404(request, visit)
    answer = request.POST.get("answer", "")
    route = next((one for one in FeelingsRoute if one == answer), None)
    if route is None and answer != "no":
        raise Http404

    def write() -> None:
        actions.record_feelings(visit=found, weighs=route is not None, route=route, at=clock.now(), by=by)
        if route is FeelingsRoute.BEHAVIORAL_HEALTH:
            _ask_behavioral_health(request, found, by)

    return _do(request, found, write, "feelings")


@page(roles=SUPPORT, methods="POST", object="visit", event="visits.read_strip")
def suggest(request: HttpRequest, practice: str, visit: str) -> HttpResponse:
    """Put a suggestion of the team below the patient's topics; it counts when the patient agrees."""
    by, found = principal_of(request), visit_or_404(request, visit)
    form = forms.SuggestForm(request.POST)
    words = form.cleaned_data["words"].strip() if form.is_valid() else ""
    if not words:
        return to_strip(found, by, "agenda")
    try:
        seen_by(request, found)
        begin(found, by)
        said = GoalSaid(words=words, source=GoalSource.SUGGESTED)
        agree_goal(patient=found.patient, said=said, visit=found, at=clock.now(), by=by)
    except (OtherForm, Refused) as error:
        return refuse(request, error)
    return to_strip(found, by, "agenda")


@page(roles=SUPPORT, methods="POST", object="visit", event="visits.read_strip")
def take_topics(request: HttpRequest, practice: str, visit: str) -> HttpResponse:
    """Take what the patient prepared into the agenda, with one click."""
    by, found = principal_of(request), visit_or_404(request, visit)
    standing = visits.agenda(found)
    rows = tuple(standing.topics.all()) if standing else ()
    offered = prepared_for(found, rows, by)
    try:
        seen = seen_by(request, found)
        if offered.topics or offered.left:
            begin(found, by)
            actions.save_agenda(
                visit=found, topics=offered.said(rows), seen=seen.get("agenda", 0), at=clock.now(), by=by
            )
    except (OtherForm, Refused) as error:
        return refuse(request, error)
    return to_strip(found, by, "agenda")


def _ask_behavioral_health(request: HttpRequest, visit: Visit, by: Principal) -> None:
    """Ask somebody of behavioral health who is here; when nobody is, the note stands and it is said."""
    here = receivers(visit, clock.today(by.time_zone), by)
    first = next((one for one in here if Role.BEHAVIORAL_HEALTH in practice_queries.roles_of(one.member)), None)
    if first is None:
        messages.warning(request, say(Reason("visits.no_behavioral_health")))
        return
    try_to_hand_over(request, visit, first.member.oid, "", by)


def _do(request: HttpRequest, visit: Visit, write: Callable[[], Any], section: str) -> HttpResponse:
    """Write under the form's stamp and go back to the section; what may not happen is said on the page."""
    by = principal_of(request)
    try:
        seen_by(request, visit)
        begin(visit, by)
        write()
    except Refused as refused:
        messages.warning(request, say(refused.reason))
    except OtherForm as error:
        return refuse(request, error)
    address = reverse("during_visit:more", kwargs={"practice": by.practice_key, "visit": visit.oid})
    return redirect(f"{address}#{section}")


def _shared_form(kind: SharedKind, data: Any = None) -> forms.SharedForm:
    return forms.SharedForm(data, codes=OFFERED[kind](), words=staff_words(), auto_id=f"{kind.value}_%s")


def _page(
    request: HttpRequest, visit: Visit, typed: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    by = principal_of(request)
    today = clock.today(by.time_zone)
    strip = strip_of(visit, today, by)
    rows: dict[str, Any] = {kind.value: _shared_form(kind) for kind in OFFERED}
    rows |= {
        "matters": forms.MattersForm(initial={"matters": visit.patient.matters}, auto_id="matters_%s"),
        "guest": forms.GuestForm(auto_id="guest_%s"),
    }
    context = more_of(strip, today, by) | {
        "strip": strip,
        "visit": visit,
        "me": by,
        "forms": rows | (typed or {}),
        "stamp": stamp_for(visit, current_seen(visit, by)),
    }
    show(request, visit, visit.patient)
    return render(request, "during_visit/more.jinja", context, status=status)
