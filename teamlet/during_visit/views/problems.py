"""Solving a problem in seven steps, on coaching screens."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from teamlet.during_visit import forms
from teamlet.during_visit.presenters.problems import sheet_of
from teamlet.during_visit.views.loading import OtherForm, principal_of, refuse
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.middleware import show
from teamlet.ground.access.pages import page
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import SUPPORT
from teamlet.ground.reasons import ChangedMeanwhile, Refused
from teamlet.ground.ui.reason_words import say
from teamlet.records.patients import queries as patients
from teamlet.records.patients.models import Patient
from teamlet.records.plans import actions, queries as plans
from teamlet.records.plans.models import Problem
from teamlet.records.plans.words import ProblemResult, ProblemState


@page(roles=SUPPORT, methods="GET POST", object="patient", event="plans.read_problem")
def problem(request: HttpRequest, practice: str, patient: str) -> HttpResponse:
    """Show the patient's problems that are being solved, and write down a new one."""
    found = patients.patient(principal_of(request), patient)
    if found is None:
        raise Http404
    return _write(request, found, None) if request.method == "POST" else _page(request, found, None)


@page(roles=SUPPORT, methods="GET POST", object="problem", event="plans.read_problem")
def problem_sheet(request: HttpRequest, practice: str, problem: str) -> HttpResponse:
    """Show one problem with its seven steps; each step is saved by itself."""
    found = plans.problem(principal_of(request), problem)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _page(request, found.patient, found)
    return _write(request, found.patient, found)


def _write(request: HttpRequest, patient: Patient, problem: Problem | None) -> HttpResponse:
    by = principal_of(request)
    asked = request.POST.get("do", "name")
    kinds: dict[str, Any] = {"name": forms.ProblemForm, "try": forms.TryForm, "aside": forms.AsideForm}
    form = kinds[asked](request.POST) if asked in kinds else None
    if form is not None and not form.is_valid():
        return _page(request, patient, problem, {asked: form}, status=422)
    try:
        seen = _seen(request, patient)
        problem = _do(asked, form, request, patient, problem, seen, by)
    except ChangedMeanwhile:
        messages.warning(request, say_changed())
        return _page(request, patient, problem, {asked: form}, status=409)
    except Refused as refused:
        messages.warning(request, say(refused.reason))
        return _page(request, patient, problem, {asked: form} if form is not None else {}, status=422)
    except OtherForm as error:
        return refuse(request, error)
    return redirect("during_visit:problem_sheet", practice=by.practice_key, problem=problem.oid)


def _do(
    asked: str,
    form: Any,
    request: HttpRequest,
    patient: Patient,
    problem: Problem | None,
    seen: dict[str, int],
    by: Principal,
) -> Problem:
    at = clock.now()
    if asked == "name":
        said = form.cleaned_data
        return actions.name_problem(
            patient=patient,
            words=said["words"],
            ideas=said["ideas"].splitlines(),
            others=said["others"],
            problem=problem,
            seen=seen.get("problem") if problem is not None else None,
            at=at,
            by=by,
        )
    if problem is None:
        raise Http404
    if asked == "try":
        said = form.cleaned_data
        first = said["from_on"] or clock.today(by.time_zone)
        actions.try_idea(
            problem=problem, idea=said["idea"], from_on=first, to_on=_last(said["to_on"], first), at=at, by=by
        )
    elif asked in set(ProblemResult):
        actions.tell_result(problem=problem, result=ProblemResult(asked), at=at, by=by)
    elif asked == "aside":
        back = form.cleaned_data["return_on"]
        actions.move_problem(problem=problem, to=ProblemState.PARKED, return_on=back, at=at, by=by)
    elif asked == "open":
        actions.move_problem(problem=problem, to=ProblemState.OPEN, at=at, by=by)
    else:
        raise Http404
    return problem


def _last(asked: date | None, first: date) -> date:
    """Return the last day of a try: as said, else a week."""
    return asked or date.fromordinal(first.toordinal() + 7)


def say_changed() -> str:
    """Return the sentence for a sheet that somebody else changed meanwhile."""
    return str(say(ChangedMeanwhile("problem").reason))


def _seen(request: HttpRequest, patient: Patient) -> dict[str, int]:
    try:
        stamp = stamps.read(request.POST.get(stamps.FIELD, ""))
    except BadSignature:
        raise OtherForm("access.form_unreadable") from None
    if stamp.patient_oid != patient.oid:
        raise OtherForm("access.other_patient")
    return stamp.seen


def _page(
    request: HttpRequest,
    patient: Patient,
    problem: Problem | None,
    typed: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    by = principal_of(request)
    rows = plans.problems_of(by, patient.pk)
    if problem is not None:
        problem = next((row for row in rows if row.pk == problem.pk), problem)
    context = {
        "patient": patient,
        "name": patients.patient_name(patient),
        "me": by,
        "problems": [row for row in rows if problem is None or row.pk != problem.pk],
        "sheet": sheet_of(problem),
        "forms": forms.problem_forms(problem) | {key: form for key, form in (typed or {}).items() if form is not None},
        "stamp": stamps.make(patient_oid=patient.oid, seen={"problem": problem.number} if problem is not None else {}),
    }
    show(request, problem or patient, patient)
    return render(request, "during_visit/problem.jinja", context, status=status)
