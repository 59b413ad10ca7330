"""Standing orders: written by the office or a licensed person, in force only once a licensed person approved them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.signing import BadSignature
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest, count_in
from teamlet.ground.access.roles import OFFICE
from teamlet.ground.reasons import Refused
from teamlet.ground.ui.reason_words import say
from teamlet.office.forms import ApproveOrderForm, StandingOrderForm
from teamlet.office.presenters import standing_orders as rows
from teamlet.records.library.permissions import EDITS_CONTENT
from teamlet.records.visits.actions.orders import WRITES_ORDERS, approve_order, end_order, save_order_draft


@page(roles=WRITES_ORDERS, sensitivity=Sensitivity.STAFF)
def standing_orders(request: StaffRequest, practice: str) -> HttpResponse:
    """List the standing orders and the examples, with until when each holds."""
    by = request.principal
    context = _head(request) | {
        "rows": rows.order_list(by, clock.today(by.time_zone)),
        "fresh": rows.fresh_code(),
    }
    return render(request, "office/standing_orders.jinja", context)


@page(roles=WRITES_ORDERS, methods="GET POST", sensitivity=Sensitivity.STAFF)
def order(request: StaffRequest, practice: str, order_code: str) -> HttpResponse:
    """Show one standing order as a form; save it as a draft."""
    by, on = request.principal, clock.today(request.principal.time_zone)
    found = rows.body_of(by, order_code, on)
    if found is None:
        raise Http404
    body, versions = found
    posted = request.POST if request.method == "POST" else None
    form = StandingOrderForm(posted, body=body, populations=rows.choices(by))
    status = 200
    if posted is not None:
        status = 422
        if form.is_valid():
            try:
                save_order_draft(
                    code=order_code, body=form.made(), seen=_seen(request), note=form.cleaned_data["note"],
                    at=clock.now(), by=by,
                )  # fmt: skip
            except Refused as refused:
                form.add_error(None, say(refused))
                status = 409 if refused.reason.code == "visits.order_changed_meanwhile" else 422
            else:
                messages.success(request, _("Draft saved. It holds only once a licensed person approves it."))
                return redirect("office:standing_order", practice=practice, order_code=order_code)
    context = _head(request) | rows.editor(by, order_code, body, versions, form, on)
    context |= {
        "approval": ApproveOrderForm(initial={"until": context["longest"]}),
        "stamp": stamps.make(seen={"order": context["number"]}),
        "stamps": stamps.make,
    }
    return render(request, "office/standing_order.jinja", context, status=status)


@page(roles=WRITES_ORDERS, methods="POST", sensitivity=Sensitivity.STAFF)
def approve(request: StaffRequest, practice: str, order_code: str) -> HttpResponse:
    """Put the newest version in force up to a day."""
    by = request.principal
    if rows.body_of(by, order_code, clock.today(by.time_zone)) is None:
        raise Http404
    form = ApproveOrderForm(request.POST)
    number = count_in(request.POST.get("number"))
    try:
        if form.is_valid() and number is not None:
            until = form.cleaned_data["until"]
            row = approve_order(code=order_code, number=number, until=until, at=clock.now(), by=by)
            messages.success(request, _("In force from now on, as version {number}.").format(number=row.number))
        else:
            messages.warning(request, _("Please say until when it holds."))
    except Refused as refused:
        messages.warning(request, say(refused))
    return redirect("office:standing_order", practice=practice, order_code=order_code)


@page(roles=WRITES_ORDERS, methods="POST", sensitivity=Sensitivity.STAFF)
def end(request: StaffRequest, practice: str, order_code: str) -> HttpResponse:
    """End a standing order at once."""
    by = request.principal
    if rows.body_of(by, order_code, clock.today(by.time_zone)) is None:
        raise Http404
    try:
        end_order(code=order_code, at=clock.now(), by=by)
        messages.success(request, _("Ended. Nothing is due under it any more."))
    except Refused as refused:
        messages.warning(request, say(refused))
    return redirect("office:standing_order", practice=practice, order_code=order_code)


def _head(request: StaffRequest) -> dict[str, Any]:
    by = request.principal
    return {"here": "standing_orders", "runs": by.has(OFFICE), "edits": by.has(EDITS_CONTENT)}


def _seen(request: StaffRequest) -> int:
    try:
        return stamps.read(request.POST.get(stamps.FIELD, "")).seen.get("order", -1)
    except BadSignature:
        return -1
