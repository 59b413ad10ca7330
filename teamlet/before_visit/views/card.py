"""The card of three questions: the team writes one line for each, the page to take home prints them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from teamlet.before_visit.forms import CardForm
from teamlet.before_visit.presenters import card as rows
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.middleware import show
from teamlet.ground.access.pages import page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import SUPPORT
from teamlet.ground.reasons import ChangedMeanwhile, Refused
from teamlet.ground.ui.reason_words import say
from teamlet.records.visits.actions import answer_card
from teamlet.records.visits.queries import card_of, visit as visit_by_oid


@page(roles=SUPPORT, methods="GET POST", object="visit", event="visits.read_card")
def card(request: StaffRequest, practice: str, visit: str) -> HttpResponse:
    """Show the three questions of a visit with their lines, and save them."""
    found = visit_by_oid(request.principal, visit)
    if found is None:
        raise Http404
    standing = card_of(found)
    form = CardForm(request.POST or None, initial=rows.initial(standing), words=rows.questions(found))
    context: dict[str, Any] = {"changed": None}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            seen = stamps.read(request.POST.get(stamps.FIELD, "")).seen.get("card", 0)
            try:
                answer_card(visit=found, said=form.said(), seen=seen, at=clock.now(), by=request.principal)
            except ChangedMeanwhile:
                context["changed"] = rows.lines(found, standing)
                status = 409
            except Refused as refused:
                form.add_error(None, say(refused.reason))
            else:
                messages.success(request, _("Saved. The next page to take home prints these lines."))
                return redirect("before_visit:card", practice=practice, visit=found.oid)
    show(request, found, found.patient)
    context |= rows.context(found, standing) | {"form": form}
    context["stamp"] = stamps.make(patient_oid=found.patient.oid, seen={"card": found.card_number})
    return render(request, "before_visit/card.jinja", context, status=status)
