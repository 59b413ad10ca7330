"""Keying in a form that came back on paper: its code, its lines, and sending it in."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, ngettext

from teamlet.before_visit.presenters import keying as lines, paper as rows
from teamlet.before_visit.presenters.schedule import asked_day
from teamlet.content.schema import Mode
from teamlet.ground import clock
from teamlet.ground.access.middleware import show
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import FINDS_PATIENTS
from teamlet.records.instruments.actions import submit_form
from teamlet.records.instruments.models import Form
from teamlet.records.instruments.queries import form as form_by_oid


@page(roles=FINDS_PATIENTS, methods="POST", sensitivity=Sensitivity.PATIENT)
def paper_code(request: StaffRequest, practice: str) -> HttpResponse:
    """Go to the form whose code was typed, or say what is wrong with the code."""
    typed = request.POST.get("code", "")[:60]
    found, reason = lines.find(request.principal, typed, patient_oid=request.POST.get("patient", ""))
    if found is not None:
        return redirect("before_visit:keying", practice=practice, form=found.oid)
    day = asked_day(request.POST.get("day", "")) or rows.coming_day(request.principal)
    context = rows.context(request.principal, day)
    return render(request, "before_visit/paper.jinja", {**context, "typed": typed, "reason": reason}, status=422)


@page(
    roles=FINDS_PATIENTS,
    methods="GET POST",
    sensitivity=Sensitivity.CLINICAL,
    object="form",
    event="instruments.read_answers",
    # Each line is an answer of its own: what was kept stays, also when another line does not fit.
    once=False,
)
def keying(request: StaffRequest, practice: str, form: str) -> HttpResponse:
    """Show the lines of a form and keep what was keyed in; what does not fit stays beside its reason."""
    found, at = _form_or_404(request, form), clock.now()
    show(request, found, found.patient)
    if request.method == "POST":
        who = lines.author_of(found, request.POST)
        kept, now = lines.keep(request.principal, found, who, request.POST, at=at)
        if not kept.errors:
            if kept.added:
                messages.warning(request, _("These answers lead to more questions. They are below: ask them now."))
            message = ngettext("%(num)s answer is kept.", "%(num)s answers are kept.", kept.saved)
            messages.success(request, message % {"num": kept.saved})
            return redirect("before_visit:keying", practice=practice, form=found.oid)
        context = lines.context(request.principal, _form_or_404(request, form), who, now, at=at, kept=kept)
        return render(request, "before_visit/keying.jinja", context, status=422)
    who = lines.author_of(found)
    context = lines.context(request.principal, found, who, lines.lines_of(request.principal, found, who), at=at)
    return render(request, "before_visit/keying.jinja", context)


@page(roles=FINDS_PATIENTS, methods="POST", object="form")
def keyed(request: StaffRequest, practice: str, form: str) -> HttpResponse:
    """Send the form in: it is scored, and somebody is named to read it."""
    sent = submit_form(form=_form_or_404(request, form), mode=Mode.PAPER, at=clock.now(), by=request.principal)
    reader = sent.reader.called if sent.reader is not None else ""
    messages.success(request, _("Sent in. {name} reads it within a working day.").format(name=reader))
    return redirect("before_visit:paper", practice=practice)


def _form_or_404(request: StaffRequest, oid: str) -> Form:
    found = form_by_oid(request.principal, oid)
    if found is None:
        raise Http404
    return found
