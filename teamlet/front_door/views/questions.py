"""The questions: one to a page, or all on one; each answer is saved by itself."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from teamlet.front_door.presenters import around, drawing, steps
from teamlet.front_door.presenters.answering import Answering, keep_answering
from teamlet.front_door.presenters.steps import Step
from teamlet.front_door.views.visiting import filling, page_for, saves_itself
from teamlet.ground import clock
from teamlet.ground.access.pages import Audience, Sensitivity, page
from teamlet.records.instruments.queries import Visitor


@page(audience=Audience.PATIENT_LINK, sensitivity=Sensitivity.CLINICAL)
@filling
def resume(request: HttpRequest, found: Visitor, who: Answering) -> HttpResponse:
    """Go on where the form was left."""
    step = steps.first_open(steps.steps_of(found, who))
    return redirect("front_door:question", number=step.number) if step is not None else redirect("front_door:end")


@page(
    audience=Audience.PATIENT_LINK,
    methods="GET POST",
    sensitivity=Sensitivity.CLINICAL,
    event="instruments.read_answers",
    once=False,
)
@filling
def question(request: HttpRequest, found: Visitor, who: Answering, number: int) -> HttpResponse:
    """Show one question and save its answer."""
    asked = steps.steps_of(found, who)
    step = steps.at_number(asked, number)
    if step is None:
        return redirect("front_door:resume")
    if request.method == "POST":
        outcome = steps.try_keep(found, who, step, request.POST, skip="skip" in request.POST, at=clock.now())
        if isinstance(outcome, Step):
            return _not_kept(request, found, who, outcome, asked)
        if saves_itself(request):
            return _saved(found, who, outcome)
        response = redirect(_next(outcome, number))
        _remember(response, found, who, outcome)
        return response
    door = around.open_door(found, at=clock.now(), crisis=who.crisis)
    return page_for(request, door, "question", **drawing.one(found, who, step, asked))


@page(
    audience=Audience.PATIENT_LINK,
    methods="GET POST",
    sensitivity=Sensitivity.CLINICAL,
    event="instruments.read_answers",
    once=False,
)
@filling
def every_question(request: HttpRequest, found: Visitor, who: Answering) -> HttpResponse:
    """Show every question on one page and save what changed."""
    asked = steps.steps_of(found, who)
    wrong: dict[int, Step] = {}
    if request.method == "POST":
        for step in asked:
            if steps.answer_in(step, request.POST) == step.value:
                continue
            outcome = steps.try_keep(found, who, step, request.POST, at=clock.now())
            if isinstance(outcome, Step):
                wrong[step.number] = outcome
            elif outcome.crisis:
                who = replace(who, crisis=True)
        if not wrong:
            again = {each.number for each in steps.steps_of(found, who)} - {each.number for each in asked}
            response = redirect("front_door:all" if again or who.crisis else "front_door:end")
            keep_answering(response, found.access.oid, who)
            return response
        asked = tuple(wrong.get(step.number, step) for step in steps.steps_of(found, who))
    door = around.open_door(found, at=clock.now(), crisis=who.crisis)
    shown = page_for(request, door, "all", **drawing.every(found, who, asked))
    if who.crisis:
        keep_answering(shown, found.access.oid, who)
    shown.status_code = 422 if wrong else 200
    return shown


def _not_kept(
    request: HttpRequest, found: Visitor, who: Answering, step: Step, asked: tuple[Step, ...]
) -> HttpResponse:
    """Show the question again with the reason; what was typed stays."""
    door = around.open_door(found, at=clock.now(), crisis=who.crisis)
    if saves_itself(request):
        return JsonResponse({"saved": False, "text": drawing.why(step, door.words)}, status=422)
    response = page_for(request, door, "question", **drawing.one(found, who, step, asked))
    response.status_code = 422
    return response


def _saved(found: Visitor, who: Answering, kept: steps.Kept) -> HttpResponse:
    response = JsonResponse({"saved": True, "crisis": kept.crisis, "sequence": kept.sequence})
    _remember(response, found, who, kept)
    return response


def _remember(response: HttpResponse, found: Visitor, who: Answering, kept: steps.Kept) -> None:
    """The crisis lines stay on every further page of this form."""
    if kept.crisis and not who.crisis:
        keep_answering(response, found.access.oid, replace(who, crisis=True))


def _next(kept: steps.Kept, number: int) -> str:
    following = steps.after(kept.asked, number)
    if following is None:
        return reverse("front_door:end")
    return reverse("front_door:question", kwargs={"number": following.number})
