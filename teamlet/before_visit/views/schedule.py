"""The list of the next working day, who is on duty, and the mark that a visit is prepared."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from teamlet.before_visit.presenters import roster as roster_rows, schedule as rows
from teamlet.bridges.spreadsheets.exporting import as_workbook
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import FINDS_PATIENTS, OFFICE, SUPPORT
from teamlet.ground.reasons import Refused
from teamlet.ground.ui.reason_words import say
from teamlet.records.visits.actions import mark_ready
from teamlet.records.visits.queries import roster_of, visit as visit_by_oid

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page(roles=FINDS_PATIENTS)
def schedule(request: StaffRequest, practice: str) -> HttpResponse:
    """Show a day's visits (the next working day's unless another is asked for) with what to know about each."""
    context = rows.context(request.principal, request.GET)
    return render(request, "before_visit/schedule.jinja", {**context, "stamps": stamps.make})


@page(roles=SUPPORT)
def schedule_file(request: StaffRequest, practice: str) -> HttpResponse:
    """Hand out the same list as a workbook."""
    context = rows.context(request.principal, request.GET)
    header, table = rows.as_table(context)
    response = HttpResponse(as_workbook(_("Schedule"), header, table), content_type=WORKBOOK)
    response["Content-Disposition"] = f'attachment; filename="schedule-{context["day"].isoformat()}.xlsx"'
    return response


@page(roles=SUPPORT, methods="POST", object="visit")
def ready(request: StaffRequest, practice: str, visit: str) -> HttpResponse:
    """Mark a visit as prepared, or take the mark back."""
    found = visit_by_oid(request.principal, visit)
    if found is None:
        raise Http404
    try:
        mark_ready(visit=found, is_ready=request.POST.get("ready") != "no", at=clock.now(), by=request.principal)
    except Refused as refused:
        messages.warning(request, say(refused))
    return redirect(f"{reverse('before_visit:schedule', args=[practice])}?day={found.day.isoformat()}")


@page(roles=FINDS_PATIENTS | OFFICE, sensitivity=Sensitivity.STAFF)
def roster(request: StaffRequest, practice: str) -> HttpResponse:
    """Show who works on a day, who is away, and who does which duty then."""
    day = rows.asked_day(request.GET.get("day", "")) or clock.today(request.principal.time_zone)
    context = roster_rows.context(roster_of(request.principal, day), clock.today(request.principal.time_zone))
    return render(request, "before_visit/roster.jinja", context)
