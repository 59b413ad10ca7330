"""Who stands before a patient's own page: loading it behind a phone's key."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation

from teamlet.front_door.presenters import own_page
from teamlet.front_door.views.visiting import page_for
from teamlet.ground import clock
from teamlet.ground.access import links, stamps
from teamlet.ground.access.middleware import show
from teamlet.ground.reasons import Refused
from teamlet.records.followups.actions import OwnSay, say_on_own_page
from teamlet.records.followups.models import OwnPageSaid
from teamlet.records.followups.queries.own_page import OwnVisitor, own_visitor
from teamlet.records.followups.words.own_page import OwnSaid

#: What the key of a form may be made of at most.
_KEY_LENGTH = 40


def own_visitor_of(request: HttpRequest) -> OwnVisitor | None:
    """Return who stands before a page with this phone's key, or None; the request acts as this person from now on."""
    request_id: str = request.id  # type: ignore[attr-defined]
    found = own_visitor(links.key_of(request, links.OWN_PAGE), at=clock.now(), request_id=request_id)
    if found is not None and found.may_see:
        request.principal = found.principal  # type: ignore[attr-defined]
        timezone.activate(ZoneInfo(found.practice.time_zone))
        translation.activate(own_page.language_of(found, request))
        return found
    return None


def at_home(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let in whoever may see the page now; everybody else is sent to the page that says that it is closed."""

    @wraps(view)
    def let_in(request: HttpRequest, **named: Any) -> HttpResponse:
        found = own_visitor_of(request)
        if found is None:
            knocks = links.door_of(request, links.OWN_PAGE) is not None
            return redirect("front_door:own_begin" if knocks and request.method == "GET" else "front_door:own_closed")
        show(request, found.link, found.patient)
        return view(request, found, **named)

    return let_in


def patient_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let in the patient; a helper is sent back to the page."""

    @at_home
    @wraps(view)
    def let_in(request: HttpRequest, found: OwnVisitor, **named: Any) -> HttpResponse:
        return redirect("front_door:own_page") if found.helper is not None else view(request, found, **named)

    return let_in


def own_page_for(request: HttpRequest, found: OwnVisitor, template: str, *, crisis: bool = False, **more: Any) -> Any:
    """Draw one of the pages in its language."""
    door = own_page.own_door(found, request, at=clock.now(), crisis=crisis)
    return page_for(request, door, template, **more)


def stamp_in(request: HttpRequest, found: OwnVisitor) -> stamps.Stamp | None:
    """Return the stamp of a form of this very page, or None: another phone's, another patient's, or none at all."""
    try:
        stamp = stamps.read(request.POST.get(stamps.FIELD, ""))
    except BadSignature:
        return None
    return stamp if stamp.patient_oid == found.patient.oid and len(stamp.key) <= _KEY_LENGTH else None


def say(request: HttpRequest, found: OwnVisitor, kind: OwnSaid, words: str = "", **values: Any) -> HttpResponse:
    """Say one thing and go to the page that tells what happens next; what cannot be is answered in plain words."""
    stamp = stamp_in(request, found)
    if stamp is None and not words:
        return not_taken(request, found)
    # Words are taken whatever became of the form around them: they may be a cry for help.
    key = stamp.key if stamp is not None else hashlib.sha256(f"{clock.now():%F}{words}".encode()).hexdigest()[:24]
    what = OwnSay(
        kind=kind,
        form_key=f"{kind.value}.{key}"[:_KEY_LENGTH],
        language=own_page.language_of(found, request),
        words=words,
        values=values,
        plan_seen=stamp.seen.get("plan", 0) if stamp is not None and kind in _ABOUT_THE_STEP else None,
    )
    try:
        said: OwnPageSaid = say_on_own_page(visitor=found, say=what, at=clock.now(), by=found.principal)
    except Refused as refused:
        return not_taken(request, found, refused)
    return redirect("front_door:own_said", own_page_said=said.oid)


def not_taken(request: HttpRequest, found: OwnVisitor, refused: Refused | None = None) -> HttpResponse:
    """Say that nothing was changed and why, with the way back; 409."""
    code = refused.reason.code if refused is not None else ""
    why = {"plans.step_changed": "changed", "followups.own_page_enough": "enough"}.get(code, "not_taken")
    response: HttpResponse = own_page_for(request, found, "own_not_taken", why=why)
    response.status_code = 409
    return response


#: Said about the very step that the page showed.
_ABOUT_THE_STEP = frozenset({OwnSaid.SURE, OwnSaid.SMALLER})
