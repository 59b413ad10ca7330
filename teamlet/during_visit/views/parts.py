"""One part of the visit at a time: topics, the menu, the goal, and what anyone may add to a plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import engines
from django.utils.translation import override
from jinja2_fragments import render_block

from teamlet.content import library, schema
from teamlet.during_visit import forms
from teamlet.during_visit.presenters.both import agenda_rows, path_rows, who_changed
from teamlet.during_visit.presenters.filling import barriers_form, small_form
from teamlet.during_visit.presenters.helped import answers_listed, words_of
from teamlet.during_visit.presenters.keeping import said_in
from teamlet.during_visit.presenters.strip import strip_of
from teamlet.during_visit.presenters.told import page_language, typing_language
from teamlet.during_visit.views.handoffs import try_to_hand_over
from teamlet.during_visit.views.loading import (
    OtherForm,
    begin,
    compare,
    current_seen,
    principal_of,
    refuse,
    say_what_is_odd,
    seen_by,
    stamp_for,
    strip_address,
    to_strip,
    visit_or_404,
)
from teamlet.during_visit.views.path import show_strip
from teamlet.ground import clock
from teamlet.ground.access.middleware import show
from teamlet.ground.access.pages import page
from teamlet.ground.access.roles import SUPPORT
from teamlet.ground.reasons import ChangedMeanwhile, Refused
from teamlet.ground.ui.forms import PlainForm
from teamlet.ground.ui.reason_words import say
from teamlet.records.documents.actions import save_support
from teamlet.records.documents.queries import LANGUAGES
from teamlet.records.followups.actions import ContactSaid
from teamlet.records.followups.models import Contact
from teamlet.records.followups.words import Channel
from teamlet.records.patients.queries import caution_facts
from teamlet.records.plans.actions import BarrierSaid, GoalSaid, PlanSaid, agree_goal
from teamlet.records.plans.actions.plans import said_by
from teamlet.records.plans.models import GoalVersion
from teamlet.records.plans.words import (
    Barrier,
    FollowUpAnswer,
    GoalAcceptance,
    GoalAudience,
    GoalSource,
    TeachBack,
)
from teamlet.records.practice import queries as practice_queries
from teamlet.records.visits import queries as visits
from teamlet.records.visits.actions import TopicSaid, save_agenda
from teamlet.records.visits.models import Visit
from teamlet.records.visits.words import TopicFrom, TopicPlace

Values = dict[str, Any]
#: The button of the comparison that brings mine back to be edited.
EDIT = "edit"


@page(roles=SUPPORT, methods="POST", object="visit", event="visits.read_strip")
def agenda(request: HttpRequest, practice: str, visit: str) -> HttpResponse:
    """Save the topics."""
    by, found = principal_of(request), visit_or_404(request, visit)
    rows = forms.agenda_forms(request.POST)
    try:
        seen = seen_by(request, found)
    except OtherForm as other:
        return refuse(request, other)
    valid = all(row.is_valid() for row in rows)
    if not valid or EDIT in request.POST:
        return show_strip(request, found, typed={"agenda": rows}, seen=seen, status=200 if valid else 422)
    said = [topic for row in rows if (topic := row.said()) is not None]
    return _save_topics(request, found, _one_star(said), strip_address(found, by) + "#agenda")


@page(roles=SUPPORT, methods="GET POST", object="visit", event="visits.read_menu")
def menu(request: HttpRequest, practice: str, visit: str) -> HttpResponse:
    """Let the patient mark bubbles; what is marked becomes topics in their words."""
    by, found = principal_of(request), visit_or_404(request, visit)
    today = clock.today(by.time_zone)
    language = page_language(found.patient) if page_language(found.patient) in LANGUAGES else "en"
    menus = forms.menus_for(caution_facts(by, found.patient, on=today), today)
    form = forms.MenuForm(request.POST or None, menus=menus, language=language)
    if request.method == "POST" and form.is_valid() and EDIT not in request.POST:
        standing = visits.agenda(found)
        kept = [
            TopicSaid(topic.words, TopicFrom(topic.topic_from), TopicPlace(topic.place), topic.starred)
            for topic in (standing.topics.all() if standing else ())
        ]
        return _save_topics(request, found, _with_marked(kept, form), strip_address(found, by) + "?from=topic#goal")
    show(request, found, found.patient)
    with override(language):
        return render(
            request,
            "during_visit/menu.jinja",
            {
                "visit": found,
                "menus": menus,
                "form": form,
                "language": language,
                "asks": {
                    row.code: row.text.say(language) for row in library.load_as(schema.PromptSet, "agenda").prompts
                },
                "stamp": stamp_for(found, current_seen(found, by)),
            },
            status=422 if form.errors else 200,
        )


@page(roles=SUPPORT, methods="POST", object="visit", event="visits.read_strip")
def goal(request: HttpRequest, practice: str, visit: str) -> HttpResponse:
    """Save the goal: the clinician's three fields, or what anyone adds to it; hand over in the same act."""
    by, found, at = principal_of(request), visit_or_404(request, visit), clock.now()
    strip = strip_of(found, clock.today(by.time_zone), by)
    form = small_form("goal", [], request.POST)
    try:
        seen = seen_by(request, found)
        if not form.is_valid() or EDIT in request.POST:
            return _again(request, found, "goal", form, seen)
        begin(found, by)
        if form.cleaned_data["goal"].strip():
            said = _goal_said(form.cleaned_data, request.POST, strip.goal)
            agree_goal(
                patient=found.patient,
                said=said,
                goal=strip.standing.goal if strip.standing else None,
                visit=found,
                seen=seen.get("goal"),
                at=at,
                by=by,
            )
        if form.cleaned_data["receiver"]:
            standing = strip_of(found, clock.today(by.time_zone), by).standing
            try_to_hand_over(request, found, form.cleaned_data["receiver"], standing.goal.oid if standing else "", by)
    except ChangedMeanwhile:
        rows = path_rows(strip, request.POST.dict(), language=typing_language(found.patient))
        return compare(request, found, rows=rows, who=who_changed(strip), action=request.path)
    except (OtherForm, Refused) as error:
        return refuse(request, error)
    return to_strip(found, by, "goal")


@page(roles=SUPPORT, methods="POST", object="visit", event="visits.read_strip")
def part(request: HttpRequest, practice: str, visit: str, part: str) -> HttpResponse:
    """Save one part of a plan that stands: a new version with everything else as it was."""
    by, found, at = principal_of(request), visit_or_404(request, visit), clock.now()
    if part not in PARTS:
        raise Http404
    change, prints = PARTS[part]
    listed: list[tuple[str, Any]] = [*answers_listed(by.practice_id)] if part == "barriers" else []
    form = small_form(part, practice_queries.owners(by), request.POST, listed=listed)
    strip = strip_of(found, clock.today(by.time_zone), by)
    if strip.standing is None or strip.plan is None or strip.goal is None:
        raise Http404
    try:
        seen = seen_by(request, found)
        if not form.is_valid() or EDIT in request.POST:
            return _again(request, found, part, form, seen)
        if form.cleaned_data.get("listed") and not form.cleaned_data["strategy"].strip():
            language = page_language(found.patient)
            form.cleaned_data["strategy"] = words_of(by.practice_id, form.cleaned_data["listed"], language)
        contact_said = _contact_said(form, strip.contact)
        save_support(
            patient=found.patient,
            visit=found,
            goal=strip.standing.goal,
            goal_said=said_in(strip.goal),
            plan_said=change(said_by(strip.plan), form.cleaned_data),
            contact_said=contact_said,
            goal_seen=None,
            plan_seen=seen.get("plan"),
            with_page=prints,
            at=at,
            by=by,
        )
    except ChangedMeanwhile:
        rows = path_rows(strip, request.POST.dict(), language=typing_language(found.patient))
        return compare(request, found, rows=rows, who=who_changed(strip), action=request.path)
    except Refused as refused:
        if part != "contact":
            return refuse(request, refused)
        form.add_error("agreed_on", str(say(refused.reason)))
        return _again(request, found, part, form, seen)
    except OtherForm as other:
        return refuse(request, other)
    say_what_is_odd(request, found, contact_said if part == "contact" else None, at)
    return to_strip(found, by, "open")


@page(roles=SUPPORT, object="visit", event="visits.read_strip")
def answers(request: HttpRequest, practice: str, visit: str) -> HttpResponse:
    """Show what may get in the way with what helped people here: the list alone for a strip that is open (htmx)."""
    by, found = principal_of(request), visit_or_404(request, visit)
    strip = strip_of(found, clock.today(by.time_zone), by)
    if strip.plan is None:
        raise Http404
    context: dict[str, Any] = {"form": barriers_form(strip)}
    if request.headers.get("HX-Request"):
        environment = cast("Any", engines["jinja2"]).env
        return HttpResponse(render_block(environment, "during_visit/answers.jinja", "listed", **context))
    context |= {"visit": found, "strip": strip, "me": by, "stamp": stamp_for(found, current_seen(found, by))}
    show(request, found, found.patient)
    return render(request, "during_visit/answers.jinja", context)


def _again(request: HttpRequest, visit: Visit, name: str, form: PlainForm, seen: dict[str, int]) -> HttpResponse:
    """Show a small form again in its place, with all that was typed and what is to be looked at."""
    return show_strip(request, visit, typed={name: form}, seen=seen, status=200 if form.is_valid() else 422)


def _save_topics(request: HttpRequest, visit: Visit, said: list[TopicSaid], address: str) -> HttpResponse:
    by = principal_of(request)
    try:
        seen = seen_by(request, visit)
        begin(visit, by)
        save_agenda(visit=visit, topics=said, seen=seen.get("agenda", 0), at=clock.now(), by=by)
    except ChangedMeanwhile:
        now = visits.agenda(visit)
        rows = agenda_rows(now, [topic.words for topic in said])
        who = now.by.name if now and now.by else ""
        return compare(request, visit, rows=rows, who=who, action=request.path)
    except (OtherForm, Refused) as error:
        return refuse(request, error)
    return redirect(address)


def _one_star(topics: list[TopicSaid]) -> list[TopicSaid]:
    """Keep the first star: one thing matters most."""
    starred = next((place for place, topic in enumerate(topics) if topic.starred), None)
    return [replace(topic, starred=place == starred) for place, topic in enumerate(topics)]


def _with_marked(kept: list[TopicSaid], form: forms.MenuForm) -> list[TopicSaid]:
    values = form.cleaned_data
    marked, star = values["topics"], values["starred"]
    if star and star not in marked:
        marked = [star, *marked][: forms.MenuForm.MOST]
    known = {topic.words for topic in kept}
    if star:
        kept = [replace(topic, starred=topic.words == form.labels[star]) for topic in kept]
    new = [TopicSaid(form.labels[code], starred=code == star) for code in marked if form.labels[code] not in known]
    own = [TopicSaid(values["own"])] if values["own"].strip() else []
    return _one_star([*kept, *new, *own])


def _goal_said(values: Values, posted: Any, before: GoalVersion | None) -> GoalSaid:
    """Return the goal as the form says it; what this form did not ask stays as it was."""
    base = said_in(before) if before is not None else GoalSaid(words="")
    said = replace(base, words=values["goal"])
    if "importance" in posted or values["importance"] is not None:
        said = replace(said, importance=values["importance"])
    if "importance_words" in posted:
        said = replace(said, importance_words=values["importance_words"])
    if values["source"]:
        said = replace(said, source=GoalSource(values["source"]))
    if values["audience"]:
        said = replace(said, audience=GoalAudience(values["audience"]))
    if values["acceptance"]:
        said = replace(said, acceptance=GoalAcceptance(values["acceptance"]))
    return said


def _contact_said(form: PlainForm, standing: Contact | None) -> ContactSaid | None:
    if isinstance(form, forms.ContactForm):
        values = form.cleaned_data
        return ContactSaid(
            agreed_on=values["agreed_on"],
            from_time=values["from_time"] or (standing.from_time if standing else None),
            to_time=values["to_time"] or (standing.to_time if standing else None),
            channel=Channel(values["channel"] or Channel.CALL),
            phone=values["phone"],
            owner=form.owners.get(values["owner"]),
        )
    if standing is None:
        return None
    return ContactSaid(
        agreed_on=standing.agreed_on or standing.due_on,
        from_time=standing.from_time,
        to_time=standing.to_time,
        channel=Channel(standing.channel),
        phone=standing.phone,
        owner=standing.task.owner,
    )


def _barriers(said: PlanSaid, values: Values) -> PlanSaid:
    codes = [code for code in values["barriers"] if code != Barrier.NONE_EXPECTED]
    words, strategy = values["barrier_words"], values["strategy"]
    if not codes and (words.strip() or strategy.strip()):
        codes = [Barrier.OTHER.value]
    rows = tuple(
        BarrierSaid(code, words if place == 0 else "", strategy if place == 0 else "")
        for place, code in enumerate(codes)
    )
    return replace(said, barriers=rows, no_barrier_expected=not codes and Barrier.NONE_EXPECTED in values["barriers"])


def _where(said: PlanSaid, values: Values) -> PlanSaid:
    names = tuple(name.strip() for name in values["helpers"].split(",") if name.strip())
    return replace(said, where_words=values["where"], helpers=names)


def _dates(said: PlanSaid, values: Values) -> PlanSaid:
    starts = values["starts_on"] or said.starts_on
    ends = values["ends_on"] or max(starts, said.ends_on)
    return replace(said, starts_on=starts, ends_on=max(starts, ends))


def _said_back(said: PlanSaid, values: Values) -> PlanSaid:
    return replace(said, teach_back=TeachBack(values["teach_back"] or TeachBack.NOT_CHECKED))


def _sure(said: PlanSaid, values: Values) -> PlanSaid:
    sure = values["confidence"]
    first = sure if said.confidence_first is None else said.confidence_first
    return replace(said, confidence_asked=sure is not None, confidence=sure, confidence_first=first)


def _wording(said: PlanSaid, values: Values) -> PlanSaid:
    return replace(said, gloss=values["gloss"])


def _contact(said: PlanSaid, values: Values) -> PlanSaid:
    answer = FollowUpAnswer(values["follow_up"]) if values["follow_up"] else FollowUpAnswer.NOT_ASKED
    return replace(said, follow_up=answer)


#: The parts: what the form changes, and whether the page to take home says it.
PARTS: dict[str, tuple[Callable[[PlanSaid, Values], PlanSaid], bool]] = {
    "barriers": (_barriers, True),
    "where": (_where, True),
    "dates": (_dates, True),
    "said-back": (_said_back, False),
    "sure": (_sure, True),
    "wording": (_wording, True),
    "contact": (_contact, True),
}
