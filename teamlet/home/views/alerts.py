"""Safety alerts: the bar above every page, the list, one alert that is answered and closed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from teamlet.ground import clock
from teamlet.ground.access.middleware import show
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import EVERYONE
from teamlet.ground.reasons import Refused
from teamlet.ground.ui import errors
from teamlet.ground.ui.live import live
from teamlet.home.forms import CloseAlertForm
from teamlet.home.presenters import alerts as presenter
from teamlet.records.instruments import actions, queries
from teamlet.records.instruments.models import SafetyAlert
from teamlet.records.instruments.permissions import ANSWERS_ALERTS


@page(roles=EVERYONE, sensitivity=Sensitivity.STAFF, is_poll=True)
def alert_bar(request: StaffRequest, practice: str) -> HttpResponse:
    """Return the bar of alerts alone, for pages that stay open; 304 when nothing changed."""
    alerts = presenter.bar(request.principal)
    shown = [(alert.kind, alert.text, alert.url) for alert in alerts]
    return live(request, "ui/alerts.jinja", {"alerts": alerts}, shown=shown)


@page(roles=ANSWERS_ALERTS, sensitivity=Sensitivity.CLINICAL)
def alerts(request: StaffRequest, practice: str) -> HttpResponse:
    """Show the safety alerts that wait, unanswered ones first, with whose turn each is."""
    rows = [presenter.line(row) for row in queries.alerts_for(request.principal)]
    return render(request, "home/alerts.jinja", {"rows": rows})


@page(
    roles=ANSWERS_ALERTS,
    methods="GET POST",
    sensitivity=Sensitivity.CLINICAL,
    object="alert",
    event="instruments.read_alert",
)
def alert(request: StaffRequest, practice: str, alert: str) -> HttpResponse:
    """Show one alert: four lines, whose turn it is, what happened; answer it, and close it with what was done."""
    found = queries.alert(request.principal, alert)
    if found is None:
        raise Http404
    show(request, found, found.patient)
    form = CloseAlertForm(request.POST if request.method == "POST" and "close" in request.POST else None)
    if request.method == "POST" and (not form.is_bound or form.is_valid()):
        return _answer(request, practice, found, form)
    context = presenter.context(found, request.principal) | {"form": form}
    return render(request, "home/alert.jinja", context, status=422 if form.errors else 200)


def _answer(request: StaffRequest, practice: str, found: SafetyAlert, form: CloseAlertForm) -> HttpResponse:
    at, by = clock.now(), request.principal
    try:
        if form.is_bound:
            actions.close_alert(alert=found, what_was_done=form.cleaned_data["what_was_done"], at=at, by=by)
            messages.success(request, _("Closed. What was done is kept with the patient."))
        else:
            actions.acknowledge_alert(alert=found, at=at, by=by)
    except Refused as refused:
        return errors.conflict(request, refused.reason)
    return redirect("home:alert", practice=practice, alert=found.oid)
