"""How a patient may be reached: consents, safe ways, stops and starts, and the messages written so far."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as notes
from django.core.signing import BadSignature
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, gettext_lazy

from teamlet.chart.presenters import messages as presenter
from teamlet.chart.views.loading import patient_or_404
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.middleware import show
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest, count_in
from teamlet.ground.access.roles import FINDS_PATIENTS
from teamlet.ground.reasons import ChangedMeanwhile, Refused
from teamlet.ground.ui.reason_words import say
from teamlet.records.outreach.actions import set_reach, start_address, stop_address
from teamlet.records.outreach.actions.consents import record_consents
from teamlet.records.outreach.forms import WAYS, ConsentForm, ReachForm
from teamlet.records.outreach.queries import possible_points
from teamlet.records.outreach.queries.lists import reaches_of
from teamlet.records.outreach.words import Channel, ConsentHow, ConsentState, Purpose, StopSource
from teamlet.records.patients.models import Patient
from teamlet.records.practice.queries import practice_of

CHANGED = gettext_lazy(
    "Somebody else changed this meanwhile. Nothing was overwritten; look at what stands now and save again."
)


@page(roles=FINDS_PATIENTS, sensitivity=Sensitivity.PATIENT, object="patient", event="outreach.read_reach")
def messages(request: StaffRequest, practice: str, patient: str) -> HttpResponse:
    """Show what the patient agreed to, how they may be reached, what was stopped, and what was written to them."""
    return _shown(request, patient_or_404(request, patient))


@page(
    roles=FINDS_PATIENTS,
    methods="POST",
    sensitivity=Sensitivity.PATIENT,
    object="patient",
    event="outreach.read_reach",
)
def say_consent(request: StaffRequest, practice: str, patient: str) -> HttpResponse:
    """Record what the patient said about messages."""
    found = patient_or_404(request, patient)
    form = ConsentForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        try:
            record_consents(
                patient=found,
                purposes=[Purpose(each) for each in values["purposes"]],
                channels=[Channel(each) for each in values["channels"]],
                state=ConsentState(values["state"]),
                how=ConsentHow(values["how"]),
                seen=_seen(request).get("consent"),
                at=clock.now(),
                by=request.principal,
            )
        except ChangedMeanwhile:
            form.add_error(None, str(CHANGED))
            return _shown(request, found, {"consent": form}, status=409)
        return _saved(request, found)
    return _shown(request, found, {"consent": form}, seen=_seen(request))


@page(
    roles=FINDS_PATIENTS,
    methods="POST",
    sensitivity=Sensitivity.PATIENT,
    object="patient",
    event="outreach.read_reach",
)
def say_reach(request: StaffRequest, practice: str, patient: str) -> HttpResponse:
    """Say by which number or address, and with what care, the patient may be reached one way."""
    found, by = patient_or_404(request, patient), request.principal
    way = _way(request)
    points = possible_points(by, [found.pk], way).get(found.pk, [])
    form = ReachForm(request.POST, channel=way, points=points, reach=reaches_of(by, found).get(way))
    if form.is_valid():
        try:
            set_reach(
                patient=found, channel=way, **form.said(), seen=_seen(request).get(way.value), at=clock.now(), by=by
            )
        except ChangedMeanwhile:
            form.add_error(None, str(CHANGED))
            return _shown(request, found, {way.value: form}, status=409)
        return _saved(request, found)
    return _shown(request, found, {way.value: form}, seen=_seen(request))


@page(roles=FINDS_PATIENTS, methods="POST", sensitivity=Sensitivity.PATIENT, object="patient")
def say_stop(request: StaffRequest, practice: str, patient: str) -> HttpResponse:
    """Stop a number or address because the patient said so, or let it begin again because the patient asked."""
    found, by, at = patient_or_404(request, patient), request.principal, clock.now()
    way, number = _way(request), count_in(request.POST.get("point"))
    point = next((row for row in possible_points(by, [found.pk], way).get(found.pk, []) if row.pk == number), None)
    act = request.POST.get("act")
    if point is None or act not in {"stop", "start"}:
        raise Http404
    said: dict[str, Any] = {
        "practice": practice_of(by), "channel": way, "address": point.value, "source": StopSource.STAFF, "at": at,
        "by": by,
    }  # fmt: skip
    try:
        if act == "stop":
            stop_address(**said)
        else:
            start_address(**said)
    except Refused as refused:
        notes.warning(request, say(refused.reason))
    else:
        stopped = _("Stopped. Nothing goes there any more.")
        notes.success(request, stopped if act == "stop" else _("Messages may go there again."))
    return redirect("chart:messages", practice=practice, patient=found.oid)


def _way(request: StaffRequest) -> Channel:
    way = next((each for each in WAYS if each == request.POST.get("way")), None)
    if way is None:
        raise Http404
    return way


def _shown(
    request: StaffRequest,
    patient: Patient,
    forms: dict[str, Any] | None = None,
    *,
    seen: dict[str, int] | None = None,
    status: int = 422,
) -> HttpResponse:
    show(request, patient, patient)
    after = count_in(request.GET.get("after"))
    context = presenter.messages(request.principal, patient, after=after, forms=forms, seen=seen)
    return render(request, "chart/messages.jinja", context, status=status if forms else 200)


def _saved(request: StaffRequest, patient: Patient) -> HttpResponse:
    notes.success(request, _("Saved."))
    return redirect("chart:messages", practice=request.principal.practice_key, patient=patient.oid)


def _seen(request: StaffRequest) -> dict[str, int]:
    try:
        return stamps.read(request.POST.get(stamps.FIELD, "")).seen
    except BadSignature:
        return {}
