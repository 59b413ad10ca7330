"""Around the path: not today, suggestions, cautions, errors, the turned screen, one's own times."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import override

from teamlet.content import schema
from teamlet.during_visit import forms
from teamlet.during_visit.presenters.keeping import said_in
from teamlet.during_visit.presenters.strip import strip_of
from teamlet.during_visit.presenters.told import page_language
from teamlet.during_visit.views.loading import (
    OtherForm,
    begin,
    principal_of,
    refuse,
    seen_by,
    to_strip,
    visit_or_404,
)
from teamlet.during_visit.views.path import show_strip
from teamlet.ground import clock
from teamlet.ground.access.middleware import show
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.principal import person_of
from teamlet.ground.access.roles import LICENSED, SUPPORT
from teamlet.ground.reasons import ChangedMeanwhile, Refused
from teamlet.ground.ui.frame import Frame
from teamlet.records.documents import queries as documents
from teamlet.records.documents.actions import enter_in_error
from teamlet.records.library.queries import Shelf
from teamlet.records.plans.actions import agree_goal, decide_caution, say_not_today
from teamlet.records.plans.words import CautionDecision, GoalAcceptance, NotTodayReason
from teamlet.records.visits import actions as visit_actions, queries as visits

#: How far back one's own times reach.
TIMES_DAYS = 28


@page(roles=SUPPORT, methods="POST", object="visit", event="visits.read_strip")
def not_today(request: HttpRequest, practice: str, visit: str) -> HttpResponse:
    """Note that there is no goal today, and why."""
    by, found = principal_of(request), visit_or_404(request, visit)
    form = forms.NotTodayForm(request.POST, auto_id="rest_%s")
    try:
        seen = seen_by(request, found)
        if not form.is_valid():
            return show_strip(request, found, typed={"not-today": form}, seen=seen, status=422)
        begin(found, by)
        say_not_today(
            visit=found,
            reason=NotTodayReason(form.cleaned_data["reason"]),
            declined=form.cleaned_data["declined"],
            ask_again_on=form.cleaned_data["ask_again_on"],
            at=clock.now(),
            by=by,
        )
    except (OtherForm, Refused) as error:
        return refuse(request, error)
    return to_strip(found, by)


@page(roles=SUPPORT, methods="POST", object="visit", event="visits.read_strip")
def suggestion(request: HttpRequest, practice: str, visit: str) -> HttpResponse:
    """Note what the patient says to a goal that the team suggested."""
    by, found = principal_of(request), visit_or_404(request, visit)
    strip = strip_of(found, clock.today(by.time_zone), by)
    form = forms.SuggestionForm(request.POST)
    if strip.suggestion is None or not form.is_valid():
        raise Http404
    said = replace(said_in(strip.suggestion.goal_version), acceptance=GoalAcceptance(form.cleaned_data["acceptance"]))
    try:
        seen = seen_by(request, found)
        begin(found, by)
        agree_goal(
            patient=found.patient,
            said=said,
            goal=strip.suggestion.goal,
            visit=found,
            seen=seen.get("goal"),
            at=clock.now(),
            by=by,
        )
    except (OtherForm, ChangedMeanwhile, Refused) as error:
        return refuse(request, error)
    return to_strip(found, by, "goal")


@page(roles=LICENSED, methods="POST", object="visit", event="visits.read_strip")
def caution(request: HttpRequest, practice: str, visit: str) -> HttpResponse:
    """Record what a licensed person decided about a step that needs a look."""
    by, found = principal_of(request), visit_or_404(request, visit)
    strip = strip_of(found, clock.today(by.time_zone), by)
    form = forms.CautionForm(request.POST)
    if strip.plan is None or not form.is_valid():
        raise Http404
    try:
        seen_by(request, found)
        decide_caution(
            version=strip.plan,
            decision=CautionDecision(form.cleaned_data["decision"]),
            note=form.cleaned_data["note"],
            at=clock.now(),
            by=by,
        )
    except (OtherForm, Refused) as error:
        return refuse(request, error)
    return to_strip(found, by, "plan")


@page(roles=SUPPORT, methods="POST", object="visit", event="visits.read_strip")
def in_error(request: HttpRequest, practice: str, visit: str) -> HttpResponse:
    """Take the goal of this visit back for good: entered in error, or for the wrong patient."""
    by, found = principal_of(request), visit_or_404(request, visit)
    strip = strip_of(found, clock.today(by.time_zone), by)
    if strip.standing is None:
        raise Http404
    try:
        seen_by(request, found)
        wrong = request.POST.get("why") == "wrong_patient"
        enter_in_error(goal=strip.standing.goal, wrong_patient=wrong, at=clock.now(), by=by)
    except (OtherForm, Refused) as error:
        return refuse(request, error)
    return to_strip(found, by)


@page(roles=SUPPORT, methods="POST", object="visit")
def finish(request: HttpRequest, practice: str, visit: str) -> HttpResponse:
    """Finish the visit."""
    by, found = principal_of(request), visit_or_404(request, visit)
    try:
        seen_by(request, found)
        visit_actions.finish_visit(visit=found, at=clock.now(), by=by)
    except (OtherForm, Refused) as error:
        return refuse(request, error)
    return to_strip(found, by)


@page(roles=SUPPORT, object="visit", event="visits.turned_screen")
def turned(request: HttpRequest, practice: str, visit: str) -> HttpResponse:
    """Show goal, step and rulers only, large, for the patient to see."""
    by, found = principal_of(request), visit_or_404(request, visit)
    strip = strip_of(found, clock.today(by.time_zone), by)
    wanted = page_language(found.patient)
    language = wanted if wanted in documents.LANGUAGES else "en"
    show(request, found, found.patient)
    own = Shelf(by)
    questions = {
        code: own.load_as(schema.PromptSet, code).prompts[0].text.say(language) for code in ("importance", "confidence")
    }
    with override(language):
        return render(
            request,
            "during_visit/turned.jinja",
            {
                "strip": strip,
                "visit": found,
                "texts": documents.texts(language),
                "questions": questions,
                "practice": practice,
                "frame": Frame(practice=found.practice.name, language=language),
            },
        )


@page(roles=SUPPORT, sensitivity=Sensitivity.STAFF)
def times(request: HttpRequest, practice: str) -> HttpResponse:
    """Show somebody their own times; medians of a role only where five people or more stand behind them."""
    by = principal_of(request)
    since = clock.today(by.time_zone) - timedelta(days=TIMES_DAYS)
    roles = [(role, visits.role_times(by, str(role), since)) for role in sorted(by.roles)]
    return render(
        request,
        "during_visit/times.jinja",
        {"own": visits.own_times(person_of(by), since), "roles": roles, "days": TIMES_DAYS},
    )
