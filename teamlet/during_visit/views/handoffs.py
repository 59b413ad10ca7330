"""Handing the patient over: asking somebody, what became of it, the next way when nobody is free."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse

from teamlet.during_visit import forms
from teamlet.during_visit.presenters.handed import handed_context, handed_lines
from teamlet.during_visit.presenters.strip import strip_of
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
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import SUPPORT, Role
from teamlet.ground.reasons import Reason, Refused
from teamlet.ground.ui.live import live
from teamlet.ground.ui.reason_words import say
from teamlet.records.practice import queries as practice_queries
from teamlet.records.practice.models import Membership
from teamlet.records.visits import actions, queries as visits
from teamlet.records.visits.models import Visit
from teamlet.records.visits.words import HandoffFor, HandoffState, HandoffWay

#: What the buttons beside a handoff do, besides moving it to a state.
NEXT_WAY, BOOK = "next_way", "book"
_STATES = {state.value: state for state in (HandoffState.DONE, HandoffState.PATIENT_DECLINED)}


@page(roles=SUPPORT, methods="POST", object="visit", event="visits.read_strip")
def hand_over(request: HttpRequest, practice: str, visit: str) -> HttpResponse:
    """Ask somebody to go on with the patient."""
    by, found = principal_of(request), visit_or_404(request, visit)
    form = forms.HandoffForm(request.POST)
    try:
        seen_by(request, found)
        if not form.is_valid():
            raise Http404
        receiver = receiver_of(request.POST.get("receiver", ""), by)
        begin(found, by)
        standing = strip_of(found, clock.today(by.time_zone), by).standing
        said = said_of(form.cleaned_data, receiver, standing.goal.oid if standing else "")
        actions.hand_over(visit=found, receiver=receiver, said=said, at=clock.now(), by=by)
    except Refused as refused:
        messages.warning(request, say(refused.reason))
    except OtherForm as error:
        return refuse(request, error)
    return to_strip(found, by, "handoff")


@page(roles=SUPPORT, methods="POST", object="visit", event="visits.read_strip")
def handoff(request: HttpRequest, practice: str, visit: str, handoff: str) -> HttpResponse:
    """Say what became of a handoff, ask by the next way, or book a call."""
    by, found, at = principal_of(request), visit_or_404(request, visit), clock.now()
    one = visits.handoff(by, handoff)
    asked = request.POST.get("to", "")
    if one is None or one.visit_id != found.pk or asked not in {NEXT_WAY, BOOK, *_STATES}:
        raise Http404
    try:
        seen_by(request, found)
        if asked == NEXT_WAY:
            actions.try_next_way(handoff=one, at=at, by=by)
        elif asked == BOOK:
            actions.book_handoff_call(handoff=one, at=at, by=by)
        elif one.state != _STATES[asked]:
            actions.move_handoff(handoff=one, to=_STATES[asked], at=at, by=by)
    except Refused as refused:
        messages.warning(request, say(refused.reason))
    except OtherForm as error:
        return refuse(request, error)
    return to_strip(found, by, "handoff")


@page(roles=SUPPORT, object="visit", sensitivity=Sensitivity.STAFF, is_poll=True)
def handed_now(request: HttpRequest, practice: str, visit: str) -> HttpResponse:
    """Return what became of this visit's handoffs, for a strip that stays open; 304 when nothing changed."""
    by, found = principal_of(request), visit_or_404(request, visit)
    lines = handed_lines(found, by)
    context = handed_context(found, by, stamp_for(found, current_seen(found, by))) | {"handed": lines}
    return live(request, "during_visit/handed.jinja", context, shown=lines)


def receiver_of(oid: str, by: Principal) -> Membership:
    """Return who was chosen to take the patient.

    Raises ``Http404`` for nobody here or somebody without a part in support, ``Refused`` for somebody who just left
    or is away: a plain sentence, and nothing that was typed is lost.
    """
    person = practice_queries.member(by, oid)
    if person is None:
        raise Http404
    active = practice_queries.active_member(by, oid)
    if active is not None and not practice_queries.roles_of(active) & SUPPORT:
        raise Http404
    if active is None or practice_queries.is_absent(active, clock.today(by.time_zone)):
        raise Refused(Reason("visits.receiver_gone", {"name": person.called}))
    return active


def said_of(values: dict[str, Any], receiver: Membership, goal_oid: str) -> actions.HandoffSaid:
    """Return what is said at a handoff; what it is for follows from the receiver's role where nobody said it."""
    fits = HandoffFor.PLAN
    if practice_queries.roles_of(receiver) == {Role.BEHAVIORAL_HEALTH}:
        fits = HandoffFor.BEHAVIORAL_HEALTH
    return actions.HandoffSaid(
        HandoffFor(values.get("reason") or fits), HandoffWay(values.get("way") or HandoffWay.IN_PERSON), goal_oid
    )


def try_to_hand_over(request: HttpRequest, visit: Visit, receiver_oid: str, goal_oid: str, by: Principal) -> None:
    """Hand over in the same act as a goal; when the person is gone the goal is saved all the same and it is said."""
    try:
        receiver = receiver_of(receiver_oid, by)
        said = said_of({}, receiver, goal_oid)
        actions.hand_over(visit=visit, receiver=receiver, said=said, at=clock.now(), by=by)
    except Refused as refused:
        messages.warning(request, say(refused.reason))
