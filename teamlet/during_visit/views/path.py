"""The strip and its path: shown, told back as sentences, saved, printed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template import engines
from jinja2_fragments import render_block

from teamlet.during_visit import forms as small
from teamlet.during_visit.presenters.both import path_rows, who_changed
from teamlet.during_visit.presenters.contact import offer_with_load, window_and_phone
from teamlet.during_visit.presenters.filling import filled, ideas_for, lacking_language, quick_words, small_forms
from teamlet.during_visit.presenters.gate import Gate, pass_gate, score_in
from teamlet.during_visit.presenters.handed import handed_lines
from teamlet.during_visit.presenters.keeping import keep_the_rest
from teamlet.during_visit.presenters.line import line_to_act
from teamlet.during_visit.presenters.prepared import Prepared, prepared_for
from teamlet.during_visit.presenters.prompts import band_of, prompts_for
from teamlet.during_visit.presenters.strip import Strip, receivers, strip_of, time_left
from teamlet.during_visit.presenters.told import cautions_of, changes_of, tell, typing_language
from teamlet.during_visit.presenters.tools import tools_on
from teamlet.during_visit.views.loading import (
    OtherForm,
    begin,
    compare,
    current_seen,
    has_pages,
    page_address,
    principal_of,
    refuse,
    say_what_is_odd,
    seen_by,
    stamp_for,
    strip_address,
    visit_or_404,
)
from teamlet.ground import clock
from teamlet.ground.access.middleware import show
from teamlet.ground.access.pages import page
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import SUPPORT, Role
from teamlet.ground.reasons import ChangedMeanwhile, Refused
from teamlet.ground.ui.forms import PlainForm
from teamlet.ground.ui.live import mark_of
from teamlet.ground.ui.reason_words import say
from teamlet.records.documents.actions import save_support
from teamlet.records.documents.forms import ContactShown, PathForm, PathSaid, read_path
from teamlet.records.plans import queries as plans
from teamlet.records.plans.actions import agree_goal
from teamlet.records.practice import queries as practice_queries
from teamlet.records.visits.actions import record_timing
from teamlet.records.visits.models import Visit

LONGEST = 86_400


@page(roles=SUPPORT, methods="GET POST", object="visit", event="visits.read_strip")
def strip(request: HttpRequest, practice: str, visit: str) -> HttpResponse:
    """Show the strip; save the path and go on to the printed page."""
    found = visit_or_404(request, visit)
    if request.method == "POST":
        return _save(request, found)
    return show_strip(request, found)


@page(roles=SUPPORT, methods="POST", object="visit", once=False)
def told(request: HttpRequest, practice: str, visit: str) -> HttpResponse:
    """Tell back what the form says so far, as a fragment; nothing is saved."""
    by, found = principal_of(request), visit_or_404(request, visit)
    today = clock.today(by.time_zone)
    data = request.POST.copy()
    gate = _pass(data, found)
    form = PathForm(data, owners=practice_queries.owners(by))
    said = tell(data, practice=found.practice, patient=found.patient, today=today, by=by, gate=gate, form=form)
    environment = cast("Any", engines["jinja2"]).env
    band = band_of(by.practice_id, found.patient, score_in(data))
    return HttpResponse(render_block(environment, "during_visit/strip.jinja", "told", said=said, band=band))


def show_strip(
    request: HttpRequest,
    visit: Visit,
    *,
    data: QueryDict | None = None,
    gate: Gate | None = None,
    seen: dict[str, int] | None = None,
    errors: dict[str, str] | None = None,
    typed: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the strip, with what was typed where something was: in the path (``data``) or in a small form.

    ``typed`` are posted small forms by name ("agenda": its rows, "not-today", "goal" or a part of the plan);
    each opens in its place with its errors.
    """
    typed = typed or {}
    by = principal_of(request)
    today = clock.today(by.time_zone)
    members = practice_queries.owners(by)
    shown = strip_of(visit, today, by)
    prepared = prepared_for(visit, shown.topics, by) if shown.plan is None else Prepared()
    values: Any = data if data is not None else filled(shown, request.GET, prepared.step)
    form = PathForm(data, owners=members) if data is not None else PathForm(initial=values, owners=members)
    for name, message in (errors or {}).items():
        form.add_error(name, message)
    clinician = Role.CLINICIAN in by.roles and data is None and request.GET.get("view") != "path"
    quick = shown.plan is None and (clinician or "goal" in typed)
    threshold = practice_queries.setting(visit.practice, "confidence_threshold")
    line = line_to_act(shown, today=today, threshold=threshold, by=by) if quick else None
    handed = handed_lines(visit, by, shown.handoffs)
    gate = gate or Gate()
    _focus(form, gate, quick=quick)
    said = tell(values, practice=visit.practice, patient=visit.patient, today=today, by=by, gate=gate, form=form)
    part_forms = small_forms(shown, members) | typed if shown.plan is not None else {}
    day = shown.contact.due_on if shown.contact is not None and data is None else said.contact.on
    choosing = [form, *(each for each in part_forms.values() if isinstance(each, PlainForm))]
    offer_with_load(choosing, members, practice=visit.practice, on=day or today, today=today)
    context = {
        "strip": shown,
        "visit": visit,
        "form": form,
        "said": said,
        "band": band_of(by.practice_id, visit.patient, score_in(values)),
        "gate": gate,
        "threshold": threshold,
        "stamp": stamp_for(visit, seen or current_seen(visit, by)),
        "form_open": data is not None or shown.plan is None or request.GET.get("change") == "1",
        "quick": quick,
        "line": line,
        "quick_form": (typed.get("goal") or _quick_form(shown)) if quick else None,
        "agenda_forms": typed.get("agenda") or small.agenda_forms(topics=shown.topics),
        "not_today_form": typed.get("not-today") or small.NotTodayForm(auto_id="rest_%s"),
        "suggestion_form": small.SuggestionForm(auto_id="suggestion_%s"),
        "caution_form": small.CautionForm(auto_id="caution_%s"),
        "part_forms": part_forms,
        "receivers": receivers(visit, today, by),
        "handed": handed,
        "prepared": prepared,
        "step_chosen": bool(prepared.step) and str(form["step"].value() or "").strip() == prepared.step,
        "tools": tools_on(visit, by),
        "time_left": time_left(shown),
        "suggest_form": small.SuggestForm(auto_id="suggest_%s"),
        "handed_mark": mark_of(handed),
        "handoff_form": small.HandoffForm(auto_id="handoff_%s"),
        "prompts": prompts_for(visit.patient, shown, said),
        "ideas": ideas_for(shown, request.GET.get("topic", "")),
        "me": by,
        "is_licensed": by.is_licensed,
        "page_address": page_address(shown.page_oid, by) if shown.page_oid and has_pages() else "",
        "language_named": lacking_language(visit.patient),
    }
    show(request, visit, visit.patient)
    return render(request, "during_visit/strip.jinja", context, status=status)


def _quick_form(shown: Strip) -> small.GoalForm:
    """Return the clinician's three fields, the cursor in the first."""
    form = small.GoalForm(initial=quick_words(shown))
    form.fields["goal"].widget.attrs["autofocus"] = True
    return form


def _focus(form: PathForm, gate: Gate, *, quick: bool) -> None:
    """Put the cursor where the talk goes on, and mark the answer given before a change."""
    if gate.first is not None and gate.applied:
        form.fields["confidence"].widget.previous = gate.first
    name = gate.focus or "goal"
    if not quick and name in form.fields:
        form.fields[name].widget.attrs["autofocus"] = True


def _save(request: HttpRequest, visit: Visit) -> HttpResponse:
    by, at = principal_of(request), clock.now()
    try:
        seen = seen_by(request, visit)
    except OtherForm as other:
        return refuse(request, other)
    today = clock.today(by.time_zone)
    data = request.POST.copy()
    gate = _pass(data, visit)
    # Who may be chosen is asked only when somebody was: the form shown again asks for itself.
    owners = practice_queries.owners(by) if data.get("owner") else []
    form = PathForm(data, owners=owners)
    if "edit" in request.POST or gate.holds or not form.is_valid():
        status = 200 if form.is_valid() else 422
        return show_strip(request, visit, data=data, gate=gate, seen=seen, status=status)
    if not form.cleaned_data["goal"].strip() and not form.cleaned_data["step"].strip():
        return show_strip(request, visit, data=data, gate=Gate(focus="goal"), seen=seen)
    said = _said(form, visit, today, by)
    try:
        begin(visit, by)
        address = _write(visit, said, data, seen, at, by)
    except ChangedMeanwhile:
        now = strip_of(visit, today, by)
        rows = path_rows(now, data, language=typing_language(visit.patient))
        return compare(request, visit, rows=rows, who=who_changed(now), action=strip_address(visit, by))
    except Refused as refused:
        errors = {"agreed_on": str(say(refused.reason))}
        return show_strip(request, visit, data=data, seen=seen, errors=errors, status=422)
    say_what_is_odd(request, visit, said.contact, at)
    _record_times(request, visit, by)
    return redirect(address)


def _write(visit: Visit, said: PathSaid, posted: QueryDict, seen: dict[str, int], at: datetime, by: Principal) -> str:
    """Save what was said; return where to go next: the page to print, or the strip."""
    standing = plans.goal(by, str(posted["goal_is"])) if posted.get("goal_is") else None
    if standing is not None and standing.goal.patient_id != visit.patient_id:
        standing = None
    goal = standing.goal if standing else None
    said = keep_the_rest(said, standing, posted, visit.pk)
    if not said.has_plan:
        agree_goal(patient=visit.patient, said=said.goal, goal=goal, visit=visit, seen=seen.get("goal"), at=at, by=by)
        return f"{strip_address(visit, by)}#plan"
    version = standing.plan_version if standing else None
    saved = save_support(
        patient=visit.patient,
        visit=visit,
        goal_said=said.goal,
        plan_said=said.plan,
        contact_said=said.contact,
        goal=goal,
        fresh=version is not None and version.visit_id != visit.pk,
        goal_seen=seen.get("goal"),
        plan_seen=seen.get("plan"),
        at=at,
        by=by,
    )
    if saved.page is None or not has_pages():
        return f"{strip_address(visit, by)}#plan"
    return page_address(saved.page.oid, by, print_now=True)


def _said(form: PathForm, visit: Visit, today: date, by: Principal) -> PathSaid:
    cautions = tuple(met.code for met in cautions_of(form.cleaned_data, visit.patient, today, by))
    shown = window_and_phone(visit.practice, visit.patient, changes_of(form.cleaned_data, form))
    return read_path(
        form,
        language=typing_language(visit.patient),
        today=today,
        plan_days=practice_queries.setting(visit.practice, "plan_days"),
        cautions=cautions,
        proposed=ContactShown(*shown),
    )


def _pass(data: QueryDict, visit: Visit) -> Gate:
    threshold = practice_queries.setting(visit.practice, "confidence_threshold")
    return pass_gate(data, threshold=threshold, language=typing_language(visit.patient))


def _record_times(request: HttpRequest, visit: Visit, by: Principal) -> None:
    """Record the time the path took, when the browser counted it."""
    try:
        active, wall, keys = (int(request.POST[f"timing_{name}"]) for name in ("active", "wall", "interactions"))
    except (KeyError, ValueError):
        return
    if not 0 < wall <= LONGEST or not 0 <= active <= wall or not 0 <= keys <= LONGEST:
        return
    role = min(by.roles, key=str) if by.roles else ""
    record_timing(
        visit=visit,
        role=str(role),
        active_seconds=active,
        wall_seconds=wall,
        interactions=keys,
        at=clock.now(),
        by=by,
    )
