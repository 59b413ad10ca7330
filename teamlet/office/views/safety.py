"""Safety cover: who answers alerts, when, and what patients read otherwise."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from teamlet.ground import clock
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import LICENSED, OFFICE
from teamlet.ground.reasons import Refused
from teamlet.ground.ui.reason_words import say
from teamlet.office.forms import CoverForm
from teamlet.office.presenters import safety as presenter
from teamlet.records.instruments.actions import name_safety_cover
from teamlet.records.instruments.permissions import ANSWERS_ALERTS
from teamlet.records.practice.queries import active_members, practice_of


@page(roles=OFFICE, methods="GET POST", sensitivity=Sensitivity.STAFF)
def safety_cover(request: StaffRequest, practice: str) -> HttpResponse:
    """Show who answers safety alerts and what is still missing; name them anew.  Every naming is kept."""
    by = request.principal
    form = CoverForm(
        request.POST or None,
        initial=presenter.initial(by),
        licensed=active_members(by, roles=LICENSED),
        everybody=active_members(by, roles=ANSWERS_ALERTS),
    )
    if request.method == "POST" and form.is_valid():
        said = presenter.said(by, form.cleaned_data)
        try:
            name_safety_cover(practice=practice_of(by), said=said, at=clock.now(), by=by)
        except Refused as refused:
            form.add_error(None, say(refused.reason))
        else:
            messages.success(request, _("Saved. Alerts go to these people from now on."))
            return redirect("office:safety_cover", practice=practice)
    context = presenter.context(by) | {"form": form}
    return render(request, "office/safety_cover.jinja", context, status=422 if form.errors else 200)
