"""The way out: sending the form, thank you, and the page for whatever is closed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from teamlet.front_door.presenters import around, drawing, steps
from teamlet.front_door.presenters.answering import Answering, Sent, forget, keep_sent, sent
from teamlet.front_door.views.visiting import filling, is_over, page_for
from teamlet.ground import clock
from teamlet.ground.access import links
from teamlet.ground.access.pages import Audience, Sensitivity, page
from teamlet.ground.reasons import Refused
from teamlet.records.instruments import actions
from teamlet.records.instruments.models import FormAccess
from teamlet.records.instruments.queries import Visitor
from teamlet.records.instruments.queries.access import sent_with
from teamlet.records.practice.queries import practice_by_key


@page(
    audience=Audience.PATIENT_LINK,
    methods="GET POST",
    sensitivity=Sensitivity.CLINICAL,
    event="instruments.read_answers",
    once=False,
)
def end(request: HttpRequest) -> HttpResponse:
    """Say what is still open, and send the form; the browser then forgets everything.  Sent twice is sent once."""
    sent_before = sent_with(links.key_of(request)) if request.method == "POST" else None
    return _thank(sent_before) if sent_before is not None else _end(request)


@filling
def _end(request: HttpRequest, found: Visitor, who: Answering) -> HttpResponse:
    now = clock.now()
    if request.method != "POST":
        asked = steps.steps_of(found, who)
        door = around.open_door(found, at=now, crisis=who.crisis)
        return page_for(request, door, "end", **drawing.ending(found, who, asked))
    form = found.form
    try:
        actions.submit_form(form=form, mode=found.mode, access=found.access, at=now, by=found.principal)
    except Refused:
        return is_over(request)
    return _thank(found.access)


def _thank(access: FormAccess) -> HttpResponse:
    form = access.form
    response = redirect("front_door:thanks")
    _forget_all(response)
    keep_sent(
        response, Sent(form.practice.key, access.binding_id is not None, form.visit_id is not None, form.language)
    )
    return response


@page(audience=Audience.PATIENT_LINK, sensitivity=Sensitivity.PATIENT)
def thanks(request: HttpRequest) -> HttpResponse:
    """Say thank you; nothing of the answers, nothing of the patient."""
    what = sent(request)
    practice = practice_by_key(what.practice) if what.practice else None
    door = around.closed_door(practice, is_tablet=what.is_tablet, language=what.language)
    return page_for(request, door, "thanks", sent=what)


@page(audience=Audience.PATIENT_LINK, sensitivity=Sensitivity.PATIENT)
def closed(request: HttpRequest) -> HttpResponse:
    """Say in plain words that there is nothing to fill here, and forget what the browser still holds."""
    response = page_for(request, around.closed_door(), "closed")
    if links.key_of(request) or links.door_of(request):
        _forget_all(response)
    return response


def _forget_all(response: HttpResponse) -> None:
    links.clear(response)
    forget(response)
