"""The same message to everybody of a list: begun, looked at, released by a person."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.pages import page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.reasons import Refused
from teamlet.ground.ui.live import live
from teamlet.ground.ui.reason_words import say
from teamlet.panel.forms import BatchForm
from teamlet.panel.presenters import batches as presenter, choice
from teamlet.panel.presenters.registry import count_words
from teamlet.records.followups.actions import batches as actions
from teamlet.records.followups.models import MessageBatch
from teamlet.records.followups.permissions import SENDS_BATCHES
from teamlet.records.followups.queries.batches import batch as batch_by_oid
from teamlet.records.followups.queries.registry import every_row, registry_page
from teamlet.records.outreach.words import Channel, Purpose


@page(roles=SENDS_BATCHES)
def batches(request: StaffRequest, practice: str) -> HttpResponse:
    """Show the newest batches and where each stands."""
    return render(request, "panel/batches.jinja", {"rows": presenter.listed(request.principal)})


@page(roles=SENDS_BATCHES, methods="GET POST")
def begin_batch(request: StaffRequest, practice: str) -> HttpResponse:
    """Write a message to everybody of the list that the address chooses; nothing goes out before it is released."""
    by, today = request.principal, clock.today(request.principal.time_zone)
    try:
        chosen = choice.read(request.GET)
        found = registry_page(by, chosen, today=today, limit=1)
        choice.check(chosen, found.choices)
    except choice.Unknown:
        raise Http404 from None
    form = BatchForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made = actions.begin_batch(
                purpose=Purpose(form.cleaned_data["purpose"]),
                channel=Channel(form.cleaned_data["channel"]),
                words=form.words(),
                patients=[row.patient_id for row in every_row(by, chosen, today=today, most=actions.MOST + 1)],
                query=choice.address(by, chosen).partition("?")[2],
                at=clock.now(),
                by=by,
            )
        except Refused as refused:
            form.add_error(None, say(refused.reason))
        else:
            return redirect("panel:batch", practice=practice, batch=made.oid)
    context = {
        "form": form,
        "parts": choice.said(chosen, found.choices),
        "count": count_words(found.count),
        "address": choice.address(by, chosen, page="begin_batch"),
        "back": choice.address(by, chosen),
        "stamp": stamps.make(),
    }
    return render(request, "panel/begin_batch.jinja", context, status=422 if form.errors else 200)


@page(roles=SENDS_BATCHES, object="batch")
def batch(request: StaffRequest, practice: str, batch: str) -> HttpResponse:
    """Show a batch: the words, some messages exactly as they go out, how many get one and why others do not."""
    return render(request, "panel/batch.jinja", presenter.context(_batch(request, batch), request.principal))


@page(roles=SENDS_BATCHES, object="batch", is_poll=True)
def progress(request: StaffRequest, practice: str, batch: str) -> HttpResponse:
    """Return how far a batch is, for the page that stays open; 304 when nothing moved."""
    state = presenter.state(_batch(request, batch))
    return live(request, "panel/batch_progress.jinja", state, shown=list(state.items()))


@page(roles=SENDS_BATCHES, methods="POST", object="batch")
def release(request: StaffRequest, practice: str, batch: str) -> HttpResponse:
    """Let the messages of a batch go out."""
    return _decide(
        request, practice, batch, actions.release_batch, _("Released. Each message is asked about once more.")
    )


@page(roles=SENDS_BATCHES, methods="POST", object="batch")
def cancel(request: StaffRequest, practice: str, batch: str) -> HttpResponse:
    """Cancel a batch that was not released."""
    return _decide(request, practice, batch, actions.cancel_batch, _("Cancelled. Nothing of it goes out."))


def _decide(
    request: StaffRequest, practice: str, oid: str, decide: Callable[..., MessageBatch], said: str
) -> HttpResponse:
    row = _batch(request, oid)
    try:
        decide(batch=row, at=clock.now(), by=request.principal)
        messages.success(request, said)
    except Refused as refused:
        messages.warning(request, say(refused.reason))
    return redirect("panel:batch", practice=practice, batch=row.oid)


def _batch(request: StaffRequest, oid: str) -> MessageBatch:
    found = batch_by_oid(request.principal, oid)
    if found is None:
        raise Http404
    return found
