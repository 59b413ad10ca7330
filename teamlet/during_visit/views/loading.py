"""What every page of a visit does first: find the visit, and read the stamp of what was posted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.principal import Principal
from teamlet.ground.reasons import Reason, Refused
from teamlet.ground.ui import errors
from teamlet.ground.ui.reason_words import say
from teamlet.records.followups.actions import ContactSaid
from teamlet.records.followups.queries import to_say
from teamlet.records.plans.queries import versions_seen
from teamlet.records.visits import actions as visit_actions, queries as visits
from teamlet.records.visits.models import Visit
from teamlet.records.visits.words import VisitState

#: Fields of a form that are no words of anybody.
NOT_SAID = frozenset({"csrfmiddlewaretoken", stamps.FIELD, "edit"})


class OtherForm(Exception):
    """The posted form was not made for this visit's patient, or its stamp is not ours."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.reason = Reason(code)


def principal_of(request: HttpRequest) -> Principal:
    """Return who asks; the gate has put them there."""
    by: Principal = request.principal  # type: ignore[attr-defined]
    return by


def visit_or_404(request: HttpRequest, oid: str) -> Visit:
    """Return the practice's visit.  Raises ``Http404`` when absent or in another practice."""
    visit = visits.visit(principal_of(request), oid)
    if visit is None:
        raise Http404
    return visit


def seen_by(request: HttpRequest, visit: Visit) -> dict[str, int]:
    """Return what the posted form had seen.  Raises ``OtherForm`` for a forged stamp or another patient's."""
    try:
        stamp = stamps.read(request.POST.get(stamps.FIELD, ""))
    except BadSignature:
        raise OtherForm("access.form_unreadable") from None
    if stamp.patient_oid != visit.patient.oid:
        raise OtherForm("access.other_patient")
    return stamp.seen


def current_seen(visit: Visit, by: Principal) -> dict[str, int]:
    """Return what a form made now sees: newest goal and plan version of the patient, the visit's agenda."""
    return {**versions_seen(by, visit.patient_id), "agenda": visit.agenda_number}


def stamp_for(visit: Visit, seen: dict[str, int]) -> str:
    """Return a fresh stamp for a form of this visit that has seen ``seen``."""
    return stamps.make(patient_oid=visit.patient.oid, seen=seen)


def begin(visit: Visit, by: Principal) -> None:
    """Open a planned visit with the first thing that is saved in it."""
    if visit.state == VisitState.PLANNED:
        visit_actions.open_visit(visit=visit, at=clock.now(), by=by)
        visit.refresh_from_db(fields=["state", "opened_at", "opened_by"])


def to_strip(visit: Visit, by: Principal, fragment: str = "") -> HttpResponse:
    """Return the way back to the strip."""
    return redirect(strip_address(visit, by) + (f"#{fragment}" if fragment else ""))


def strip_address(visit: Visit, by: Principal) -> str:
    """Return the address of a visit's strip."""
    return reverse("during_visit:strip", kwargs={"practice": by.practice_key, "visit": visit.oid})


def page_address(page_oid: str, by: Principal, *, print_now: bool = False) -> str:
    """Return the address of a take-home page."""
    address = reverse("after_visit:page", kwargs={"practice": by.practice_key, "page": page_oid})
    return f"{address}?print=1" if print_now else address


def has_pages() -> bool:
    """Say whether the pages to take home are there."""
    try:
        page_address("example", Principal(0, "example", ""))
    except NoReverseMatch:
        return False
    return True


def say_what_is_odd(request: HttpRequest, visit: Visit, said: ContactSaid | None, at: datetime) -> None:
    """Say after a save when a contact was given to somebody else than chosen, or is on a holiday or a day off.

    Only a day or a person chosen by hand (``said``) can be odd.
    """
    if said is None or (said.agreed_on is None and said.owner is None):
        return
    for reason in to_say(principal_of(request), visit.patient_id, at):
        messages.warning(request, say(reason))


def refuse(request: HttpRequest, error: Refused | OtherForm) -> HttpResponse:
    """Answer an act that may not happen with its reason, 409."""
    return errors.conflict(request, error.reason)


def compare(
    request: HttpRequest, visit: Visit, *, rows: list[tuple[str, str, str]], who: str, action: str
) -> HttpResponse:
    """Show both versions side by side, 409: theirs, mine, and three ways to go on.  Nothing typed is lost.

    ``rows`` are (name of the part, what stands now, what this form says).
    """
    by = principal_of(request)
    fields = [(name, value) for name, values in request.POST.lists() if name not in NOT_SAID for value in values]
    context: dict[str, Any] = {
        "visit": visit,
        "rows": rows,
        "who": who,
        "action": action,
        "fields": fields,
        "stamp": stamp_for(visit, current_seen(visit, by)),
    }
    return render(request, "during_visit/both.jinja", context, status=409)
