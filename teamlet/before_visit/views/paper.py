"""Forms on paper: those of a day's visits, given out and printed together; one form; the card of questions."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext

from teamlet.before_visit.presenters import paper as rows
from teamlet.before_visit.presenters.schedule import asked_day
from teamlet.ground import clock
from teamlet.ground.access.middleware import show
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import FINDS_PATIENTS
from teamlet.records.documents.queries import LANGUAGES
from teamlet.records.instruments import queries
from teamlet.records.instruments.actions import hand_out_paper
from teamlet.records.practice.queries import practice_of


@page(roles=FINDS_PATIENTS, sensitivity=Sensitivity.PATIENT)
def paper(request: StaffRequest, practice: str) -> HttpResponse:
    """Show a day's forms on paper (the next working day's unless another is asked for), and ask for a code."""
    day = asked_day(request.GET.get("day", "")) or rows.coming_day(request.principal)
    return render(request, "before_visit/paper.jinja", rows.context(request.principal, day))


@page(roles=FINDS_PATIENTS, methods="POST", sensitivity=Sensitivity.PATIENT)
def hand_out(request: StaffRequest, practice: str) -> HttpResponse:
    """Give out a form for each visit of a day that has none, and come back to print them."""
    day = asked_day(request.POST.get("day", ""))
    if day is None:
        raise Http404
    visits = rows.visits_of_day(request.principal, day)
    made = hand_out_paper(
        practice=practice_of(request.principal),
        visits=visits,
        with_plan=rows.with_plan(request.principal, visits),
        extra=[each for each in rows.EXTRA if each in request.POST.getlist("extra")],
        at=clock.now(),
        by=request.principal,
    )
    many = len(made.forms)
    messages.success(request, ngettext("%(num)s form is ready.", "%(num)s forms are ready.", many) % {"num": many})
    if made.left_out:
        messages.warning(request, rows.left_out_words(made.left_out))
    return redirect(reverse("before_visit:paper", args=[practice], query={"day": day.isoformat()}))


@page(roles=FINDS_PATIENTS, sensitivity=Sensitivity.PATIENT)
def papers_file(request: StaffRequest, practice: str) -> HttpResponse:
    """Return every form of a day that waits for answers as one file to print."""
    day = asked_day(request.GET.get("day", ""))
    if day is None:
        raise Http404
    forms = rows.waiting_forms(request.principal, rows.visits_of_day(request.principal, day))
    if not forms:
        raise Http404
    return _file(rows.print_forms(forms, at=clock.now()).pdf, f"forms-{day.isoformat()}.pdf")


@page(roles=FINDS_PATIENTS, sensitivity=Sensitivity.PATIENT, object="form", event="instruments.print_form")
def paper_file(request: StaffRequest, practice: str, form: str) -> HttpResponse:
    """Return one form as a file to print; a form that is over is not printed any more."""
    found = queries.form(request.principal, form)
    if found is None or found.state not in queries.RUNNING:
        raise Http404
    show(request, found, found.patient)
    return _file(rows.print_forms([found], at=clock.now()).pdf, f"form-{found.oid}.pdf")


@page(roles=FINDS_PATIENTS, sensitivity=Sensitivity.STAFF)
def question_card(request: StaffRequest, practice: str, language: str) -> HttpResponse:
    """Return the card of three questions in one language; nothing on it is about a patient."""
    if language not in LANGUAGES:
        raise Http404
    found = rows.card(practice_of(request.principal), language, on=clock.today(request.principal.time_zone))
    return _file(found.pdf, f"questions-{language}.pdf")


def _file(pdf: bytes, name: str) -> HttpResponse:
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
