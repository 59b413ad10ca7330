"""Who is away when; what is due then goes to others in the same act."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, ngettext

from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import OFFICE
from teamlet.ground.reasons import Refused
from teamlet.ground.ui.reason_words import say
from teamlet.office.forms import AbsenceForm
from teamlet.office.presenters.absences import month_page
from teamlet.records.practice import queries
from teamlet.records.practice.actions.people import clear_absence
from teamlet.records.tasks.actions import set_absence_and_move


@page(roles=OFFICE, methods="GET POST", sensitivity=Sensitivity.STAFF)
def absences(request: StaffRequest, practice: str) -> HttpResponse:
    """Show a month with who is away and what is due then; add an absence."""
    by, today = request.principal, clock.today(request.principal.time_zone)
    members = {row.oid: row for row in queries.active_members(by)}
    form = AbsenceForm(request.POST or None, members=members.values(), today=today)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            _absence, moved = set_absence_and_move(
                membership=members[values["member"]],
                first_day=values["first_day"],
                last_day=values["last_day"],
                at=clock.now(),
                by=by,
            )
        except Refused as refused:
            form.add_error(None, say(refused.reason))
        else:
            words = ngettext("Saved. {count} task moved.", "Saved. {count} tasks moved.", moved)
            messages.success(request, words.format(count=moved))
            return redirect("office:absences", practice=practice)
    month = month_page(by, request.GET.get("month", ""), today)
    context = {"here": "absences", "form": form, "stamps": stamps.make, **month}
    return render(request, "office/absences.jinja", context, status=422 if form.errors else 200)


@page(roles=OFFICE, methods="POST", sensitivity=Sensitivity.STAFF, object="absence")
def end_absence(request: StaffRequest, practice: str, absence: str) -> HttpResponse:
    """Take an absence back; tasks that moved stay where they are."""
    found = queries.absence(request.principal, absence)
    if found is None:
        raise Http404
    clear_absence(absence=found, by=request.principal)
    messages.success(request, _("Taken back. Tasks that moved stay where they are."))
    return redirect("office:absences", practice=practice)
