"""What was handed to a person: the panel that stays current, and answering one handoff."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from teamlet.ground import clock
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import SUPPORT
from teamlet.ground.reasons import Reason, Refused
from teamlet.ground.ui.live import live
from teamlet.ground.ui.reason_words import say
from teamlet.home.frame import address
from teamlet.home.presenters import handed
from teamlet.records.visits.actions import move_handoff
from teamlet.records.visits.queries import handoff as handoff_by_oid, may_answer
from teamlet.records.visits.words import HandoffNo, HandoffState

#: What a button of the panel asks for.
ANSWERS = {
    "take": HandoffState.STARTED,
    "accept": HandoffState.ACCEPTED,
    "done": HandoffState.DONE,
    "patient_declined": HandoffState.PATIENT_DECLINED,
}


@page(roles=SUPPORT, sensitivity=Sensitivity.PATIENT, is_poll=True)
def handed_now(request: StaffRequest, practice: str) -> HttpResponse:
    """Return the panel alone, for pages that stay open; 304 when nothing changed."""
    lines = handed.handed_lines(request.principal)
    context = {"handoffs": lines, "why_not": handed.why_not()}
    return live(request, "home/handed.jinja", context, shown=lines)


@page(roles=SUPPORT, methods="POST", object="handoff")
def answer_handoff(request: StaffRequest, practice: str, handoff: str) -> HttpResponse:
    """Take a patient over (and open the visit's strip), end it, or say why it does not fit now."""
    by = request.principal
    found = handoff_by_oid(by, handoff)
    mine = found is not None and (may_answer(by.membership_id, found) or found.receiver_id == by.membership_id)
    if found is None or not (mine or found.moved_from_id == by.membership_id):
        raise Http404
    asked = request.POST.get("answer", "")
    why = next((reason for reason in HandoffNo if reason == request.POST.get("why")), None)
    to = HandoffState.DECLINED if why else ANSWERS.get(asked)
    try:
        if not mine:
            raise Refused(Reason("visits.handoff_moved", {"name": found.receiver.called}))
        if to is None:
            raise Refused(Reason("visits.handoff_why_not"))
        if found.state != to:
            move_handoff(handoff=found, to=to, why=why, at=clock.now(), by=by)
    except Refused as refused:
        messages.warning(request, say(refused.reason))
        return redirect("home:start", practice=practice)
    strip = address("during_visit:strip", by, visit=found.visit.oid)
    return redirect(strip) if to is HandoffState.STARTED and strip else redirect("home:start", practice=practice)
