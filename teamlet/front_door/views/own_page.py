"""The patient's own page: what it shows, and everything that can be said there."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.http.response import Http404
from django.shortcuts import redirect
from django.urls import reverse

from teamlet.front_door.presenters import own_page as rows
from teamlet.front_door.views.own_visiting import (
    at_home,
    not_taken,
    own_page_for,
    patient_only,
    say,
    stamp_in,
)
from teamlet.ground import clock
from teamlet.ground.access.pages import Audience, Sensitivity, page
from teamlet.ground.reasons import Refused
from teamlet.records.followups import actions
from teamlet.records.followups.queries.own_page import OwnVisitor, own_step, said_here, wants_pulse
from teamlet.records.followups.words.own_page import OwnSaid
from teamlet.records.plans.actions import mark_day

_READ = "followups.read_own_page"


@page(audience=Audience.PATIENT_LINK, sensitivity=Sensitivity.CLINICAL, event=_READ)
@at_home
def own_page(request: HttpRequest, found: OwnVisitor) -> HttpResponse:
    """Show the page."""
    words = rows.own_door(found, request, at=clock.now()).words
    return own_page_for(request, found, "own_page", own=rows.page(found, words, at=clock.now()))


@page(audience=Audience.PATIENT_LINK, methods="POST", sensitivity=Sensitivity.CLINICAL, once=False)
@at_home
def own_day(request: HttpRequest, found: OwnVisitor) -> HttpResponse:
    """Mark a day as done, or take the mark back."""
    stamp = stamp_in(request, found)
    day, _, done = request.POST.get("day", "").partition(" ")
    step = own_step(found.practice, found.patient, today=found.today(clock.now()))
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        return not_taken(request, found)
    if stamp is None or step is None or done not in {"done", "open"}:
        return not_taken(request, found)
    try:
        if stamp.seen.get("plan") != step.version.pk:
            raise Refused(rows.STEP_CHANGED)
        mark_day(
            version=step.version,
            day=wanted,
            done=done == "done",
            today=found.today(clock.now()),
            author_name=found.helper.name if found.helper is not None else "",
            relation=found.helper.relation if found.helper is not None else "",
            at=clock.now(),
            by=found.principal,
        )
    except Refused as refused:
        return not_taken(request, found, refused)
    return redirect(reverse("front_door:own_page") + "#days")


@page(audience=Audience.PATIENT_LINK, methods="POST", sensitivity=Sensitivity.CLINICAL, once=False)
@patient_only
def own_sure(request: HttpRequest, found: OwnVisitor) -> HttpResponse:
    """Keep how sure the patient is now; below the threshold the next page offers a smaller step."""
    given = request.POST.get("sure", "")
    score = int(given) if given.isascii() and given.isdigit() and len(given) <= 2 else -1
    return say(request, found, OwnSaid.SURE, score=score)


@page(audience=Audience.PATIENT_LINK, methods="POST", sensitivity=Sensitivity.CLINICAL, once=False)
@patient_only
def own_smaller(request: HttpRequest, found: OwnVisitor) -> HttpResponse:
    """Ask the team for a smaller step."""
    return say(request, found, OwnSaid.SMALLER, change=request.POST.get("change", ""))


@page(audience=Audience.PATIENT_LINK, methods="GET POST", sensitivity=Sensitivity.CLINICAL, event=_READ, once=False)
@patient_only
def own_call(request: HttpRequest, found: OwnVisitor) -> HttpResponse:
    """Ask for another day for the next call, or for no call."""
    now = clock.now()
    step = own_step(found.practice, found.patient, today=found.today(now))
    if step is None or step.contact is None:
        return redirect("front_door:own_page")
    if request.method == "POST" and "none" in request.POST:
        return say(request, found, OwnSaid.NO_CALL)
    lacks = request.method == "POST" and not request.POST.get("day")
    if request.method == "POST" and not lacks:
        return say(request, found, OwnSaid.CHANGE, day=request.POST.get("day", ""), time=request.POST.get("time", ""))
    words = rows.own_door(found, request, at=now).words
    response: HttpResponse = own_page_for(
        request,
        found,
        "own_call",
        **rows.call_choices(found, step.contact, words, at=now),
        stamp=rows.stamp_of(found, step),
        none=request.GET.get("none") == "yes",
        lacks=lacks,
    )
    response.status_code = 422 if lacks else 200
    return response


@page(audience=Audience.PATIENT_LINK, methods="POST", sensitivity=Sensitivity.CLINICAL, once=False)
@patient_only
def own_off_track(request: HttpRequest, found: OwnVisitor) -> HttpResponse:
    """Ask for help because the step is off track."""
    return say(request, found, OwnSaid.OFF_TRACK, request.POST.get("words", ""))


@page(audience=Audience.PATIENT_LINK, methods="POST", sensitivity=Sensitivity.CLINICAL, once=False)
@at_home
def own_write(request: HttpRequest, found: OwnVisitor) -> HttpResponse:
    """Write to the team."""
    words = request.POST.get("words", "")
    if not words.strip():
        return redirect(reverse("front_door:own_page") + "#write")
    return say(request, found, OwnSaid.COMMENT, words)


@page(audience=Audience.PATIENT_LINK, methods="GET POST", sensitivity=Sensitivity.CLINICAL, event=_READ, once=False)
@patient_only
def own_help(request: HttpRequest, found: OwnVisitor) -> HttpResponse:
    """Say what help is wanted with."""
    chosen = request.POST.getlist("topics")
    if request.method == "POST" and chosen:
        return say(request, found, OwnSaid.WISH, topics=chosen)
    now = clock.now()
    words = rows.own_door(found, request, at=now).words
    step = own_step(found.practice, found.patient, today=found.today(now))
    lacks = request.method == "POST"
    response: HttpResponse = own_page_for(
        request, found, "own_help", topics=rows.wish_choices(words), stamp=rows.stamp_of(found, step), lacks=lacks
    )
    response.status_code = 422 if lacks else 200
    return response


@page(audience=Audience.PATIENT_LINK, methods="GET POST", sensitivity=Sensitivity.CLINICAL, event=_READ, once=False)
@patient_only
def own_messages(request: HttpRequest, found: OwnVisitor) -> HttpResponse:
    """Stop all texts and emails, after one question."""
    if request.method == "POST":
        return say(request, found, OwnSaid.STOP)
    return own_page_for(request, found, "own_messages", stamp=rows.stamp_of(found, None))


@page(audience=Audience.PATIENT_LINK, methods="POST", sensitivity=Sensitivity.CLINICAL, once=False)
@patient_only
def own_pulse(request: HttpRequest, found: OwnVisitor) -> HttpResponse:
    """Keep the answers to the two questions about the practice, or that they were passed over."""
    answers = {name: _answer(request.POST.get(name, "")) for name in ("listened", "knows_next")}
    if "skip" in request.POST:
        answers = dict.fromkeys(answers)
    now = clock.now()
    if stamp_in(request, found) is None:
        return not_taken(request, found)
    if wants_pulse(found.patient, at=now):  # a second click finds the first one's answer
        language = rows.language_of(found, request)
        actions.keep_pulse(visitor=found, **answers, language=language, at=now, by=found.principal)
    return redirect("front_door:own_thanks")


def _answer(text: str) -> int | None:
    return int(text) if text in {str(each) for each in rows.SCALE} else None


@page(audience=Audience.PATIENT_LINK, sensitivity=Sensitivity.CLINICAL, event=_READ)
@at_home
def own_thanks(request: HttpRequest, found: OwnVisitor) -> HttpResponse:
    """Say thank you for the two answers."""
    return own_page_for(request, found, "own_thanks")


@page(audience=Audience.PATIENT_LINK, sensitivity=Sensitivity.CLINICAL, event="followups.read_own_said")
@at_home
def own_said(request: HttpRequest, found: OwnVisitor, own_page_said: str) -> HttpResponse:
    """Say what happens next with what was said; after words of danger the numbers to call stand first."""
    said = said_here(found.practice, found, own_page_said)
    if said is None:
        raise Http404
    now = clock.now()
    words = rows.own_door(found, request, at=now).words
    step = own_step(found.practice, found.patient, today=found.today(now))
    low = said.kind == OwnSaid.SURE and step is not None and said.values["score"] < step.threshold
    return own_page_for(
        request,
        found,
        "own_said",
        crisis=bool(said.alert_oid),
        title=rows.said_title(said, words),
        told=rows.told(said, words),
        smaller=rows.smaller_offers(step, words) if low and step is not None else [],
        stamp=rows.stamp_of(found, step),
    )
