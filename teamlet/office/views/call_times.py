"""Time for calls: everybody keeps their own, the office that of all."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import OFFICE, SUPPORT
from teamlet.ground.reasons import Refused
from teamlet.ground.ui.reason_words import say
from teamlet.office.forms import CallTimeForm
from teamlet.office.presenters.call_times import call_times_page, people_of
from teamlet.records.tasks.actions import clear_call_block, set_call_block
from teamlet.records.tasks.queries import call_block as block_of


@page(roles=SUPPORT | OFFICE, methods="GET POST", sensitivity=Sensitivity.STAFF)
def call_times(request: StaffRequest, practice: str) -> HttpResponse:
    """Show when people keep time for calls and how much of it is taken; add some."""
    by = request.principal
    members = {row.oid: row for row in people_of(by)}
    form = CallTimeForm(request.POST or None, members=members.values())
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            set_call_block(
                membership=members[values["member"]],
                from_time=values["from_time"],
                to_time=values["to_time"],
                weekday=values["weekday"],
                day=values["day"],
                at=clock.now(),
                by=by,
            )
        except Refused as refused:
            form.add_error(None, say(refused.reason))
        else:
            messages.success(request, _("Saved. Load is counted against it from now on."))
            return redirect("office:call_times", practice=practice)
    context = {"here": "call_times", "form": form, "stamps": stamps.make, **call_times_page(by, list(members.values()))}
    return render(request, "office/call_times.jinja", context, status=422 if form.errors else 200)


@page(roles=SUPPORT | OFFICE, methods="POST", sensitivity=Sensitivity.STAFF, object="call_block")
def end_call_time(request: StaffRequest, practice: str, call_block: str) -> HttpResponse:
    """Keep this time no longer."""
    found = block_of(request.principal, call_block)
    if found is None:
        raise Http404
    try:
        clear_call_block(block=found, by=request.principal)
    except Refused as refused:
        messages.warning(request, say(refused.reason))
    else:
        messages.success(request, _("Taken back."))
    return redirect("office:call_times", practice=practice)
