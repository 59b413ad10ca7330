"""Interpreters and relay operators to book: asked for on a contact, booked by the front desk or whoever calls."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from teamlet.after_visit.presenters import calls
from teamlet.after_visit.views.loading import contact_or_404, principal_of
from teamlet.ground import clock
from teamlet.ground.access.pages import page
from teamlet.ground.access.roles import SUPPORT, Role
from teamlet.ground.reasons import ChangedMeanwhile, Refused
from teamlet.ground.ui.reason_words import say
from teamlet.records.followups import actions
from teamlet.records.followups.forms import BookingForm
from teamlet.records.followups.queries.bookings import booking as booking_of
from teamlet.records.followups.words import BookingState, Help

#: The front desk books; a manager may hold the task when nobody else does.
BOOKS = SUPPORT | {Role.FRONT_DESK, Role.MANAGER}


@page(roles=BOOKS)
def bookings(request: HttpRequest, practice: str) -> HttpResponse:
    """List what is to be booked and what is booked: names, languages, days; no word about health."""
    return render(request, "after_visit/bookings.jinja", calls.bookings_page(principal_of(request)))


@page(roles=BOOKS, methods="POST", object="booking")
def booking(request: HttpRequest, practice: str, booking: str) -> HttpResponse:
    """Note how a booking stands."""
    by = principal_of(request)
    found = booking_of(by, booking)
    if found is None:
        raise Http404
    form = BookingForm(request.POST, auto_id=f"b{found.oid}_%s")
    if form.is_valid():
        values = form.cleaned_data
        try:
            actions.settle_booking(
                booking=found,
                to=BookingState(values["to"]),
                booked_on=values["booked_on"],
                booked_from=values["booked_from"],
                reference=values["reference"],
                at=clock.now(),
                by=by,
            )
        except ChangedMeanwhile:
            messages.warning(request, _("The contact is over or moved meanwhile; nothing was changed."))
        except Refused as refused:
            messages.warning(request, say(refused.reason))
        else:
            messages.success(request, _("Saved."))
        if request.POST.get("back") == "contact" and by.has(SUPPORT):
            return redirect("after_visit:contact", practice=practice, contact=found.contact.oid)
        return redirect("after_visit:bookings", practice=practice)
    context = calls.bookings_page(by)
    for rows in (context["to_make"], context["made"]):
        rows[:] = [calls.booking_row(found, form) if row["oid"] == found.oid else row for row in rows]
    return render(request, "after_visit/bookings.jinja", context, status=422)


@page(roles=SUPPORT, methods="POST", object="contact")
def ask(request: HttpRequest, practice: str, contact: str) -> HttpResponse:
    """Ask for an interpreter or a relay operator for a contact."""
    found, by = contact_or_404(request, contact), principal_of(request)
    kind = request.POST.get("kind", "")
    if kind not in set(Help):
        raise Http404
    try:
        actions.ask_for_booking(contact=found, kind=Help(kind), at=clock.now(), by=by)
    except ChangedMeanwhile:
        messages.warning(request, _("The contact is over or somebody asked already; nothing was changed."))
    else:
        messages.success(request, _("Asked for. The front desk books it."))
    return redirect("after_visit:contact", practice=practice, contact=found.oid)
