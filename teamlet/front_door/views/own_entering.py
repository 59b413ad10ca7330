"""The way to one's own page: an address, a button, the birth date; a new link by text; the way out."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from teamlet.front_door.forms import BirthDate
from teamlet.front_door.presenters import own_page
from teamlet.front_door.views.own_visiting import own_visitor_of
from teamlet.front_door.views.visiting import page_for
from teamlet.ground import clock
from teamlet.ground.access import links
from teamlet.ground.access.pages import Audience, Sensitivity, page
from teamlet.ground.reasons import Refused
from teamlet.records.followups import actions
from teamlet.records.followups.models import OwnPageLink
from teamlet.records.followups.queries.own_page import (
    OwnVisitor,
    acting_on_own_page,
    opens,
    own_link_by_door,
    own_link_by_key,
    own_link_by_token,
)
from teamlet.records.instruments.words import Checked

#: Pages that the switch of languages leads back to.
PAGES = frozenset(
    f"/my/{name}"
    for name in ("", "start/", "birth-date/", "closed/", "asked/", "call/", "help/", "messages/", "left/", "thanks/")
)


@page(audience=Audience.PATIENT_LINK, sensitivity=Sensitivity.PATIENT)
def own_link(request: HttpRequest, token: str) -> HttpResponse:
    """Take the secret out of the address: a cookie instead, whether it opens something or not.  Changes nothing."""
    found = own_link_by_token(token)
    response = redirect("front_door:own_begin")
    links.set_door(response, found.oid if found is not None else None, links.OWN_PAGE)
    return response


@page(audience=Audience.PATIENT_LINK, methods="GET POST", sensitivity=Sensitivity.PATIENT, once=False)
def own_begin(request: HttpRequest) -> HttpResponse:
    """Show nothing but a button; only a click begins, never the fetching of an address."""
    door = links.door_of(request, links.OWN_PAGE)
    if door is None:
        return redirect("front_door:own_page" if own_visitor_of(request) is not None else "front_door:own_closed")
    found = own_link_by_door(door)
    here = own_visitor_of(request)
    if here is not None and found is not None and _is_theirs(found, here):
        return redirect("front_door:own_page")
    if request.method != "POST":
        return page_for(request, own_page.strange_door(), "own_begin")
    if found is None or not opens(found, at=clock.now()):
        return redirect("front_door:own_closed")
    return redirect("front_door:own_birth_date")


def _is_theirs(link: OwnPageLink, here: OwnVisitor) -> bool:
    """Whether the page that stands open on this phone is the very one to which a link leads."""
    return (link.patient_id, link.helper_oid) == (here.link.patient_id, here.link.helper_oid)


@page(audience=Audience.PATIENT_LINK, methods="GET POST", sensitivity=Sensitivity.PATIENT, once=False)
def own_birth_date(request: HttpRequest) -> HttpResponse:
    """Ask for the birth date before anything about the patient shows."""
    link = own_link_by_door(links.door_of(request, links.OWN_PAGE))
    now = clock.now()
    if link is None or not opens(link, at=now):
        return redirect("front_door:own_closed")
    door = own_page.strange_door()
    form = BirthDate(door.words, request.POST or None, today=clock.today("UTC"))
    if request.method == "POST" and form.is_valid():
        request_id: str = request.id  # type: ignore[attr-defined]
        by = acting_on_own_page(link.practice, helper=bool(link.helper_oid), request_id=request_id)
        born = form.cleaned_data["born"]
        try:
            entered = actions.verify_own_birth_date(link=link, birth_date=born, at=now, by=by)
        except Refused:
            return redirect("front_door:own_closed")
        if entered.checked is Checked.LOCKED:
            return page_for(request, door, "own_locked")
        if entered.key:
            response = redirect("front_door:own_page")
            links.set_key(response, entered.key, links.OWN_PAGE)
            return response
        form.add_error("born", door.words("birth_wrong"))
    return page_for(request, door, "own_birth_date", form=form)


@page(audience=Audience.PATIENT_LINK, methods="POST", sensitivity=Sensitivity.PATIENT, once=False)
def own_language(request: HttpRequest) -> HttpResponse:
    """Go on in another language on this phone."""
    back = request.POST.get("back", "")
    response = redirect(back if back in PAGES else "front_door:own_page")
    wanted = request.POST.get("language", "")
    if wanted in dict(settings.LANGUAGES):
        own_page.keep_own_language(response, wanted)
    return response


@page(audience=Audience.PATIENT_LINK, methods="POST", sensitivity=Sensitivity.PATIENT, once=False)
def own_new_link(request: HttpRequest) -> HttpResponse:
    """Have a new link texted to the number on file; the answer is the same whoever asks and whatever comes of it."""
    door = links.door_of(request, links.OWN_PAGE)
    link = own_link_by_door(door) if door is not None else own_link_by_key(links.key_of(request, links.OWN_PAGE))
    request_id: str = request.id  # type: ignore[attr-defined]
    client = request.META.get("REMOTE_ADDR", "")
    actions.text_new_link(link=link, client=client, at=clock.now(), request_id=request_id)
    return redirect("front_door:own_asked")


@page(audience=Audience.PATIENT_LINK, sensitivity=Sensitivity.PATIENT)
def own_asked(request: HttpRequest) -> HttpResponse:
    """Say that a new link comes, if one may."""
    return page_for(request, own_page.strange_door(), "own_asked")


@page(audience=Audience.PATIENT_LINK, sensitivity=Sensitivity.PATIENT)
def own_closed(request: HttpRequest) -> HttpResponse:
    """Say in plain words that nothing opens here, and how to get a new link."""
    return page_for(request, own_page.strange_door(), "own_closed")


@page(audience=Audience.PATIENT_LINK, methods="POST", sensitivity=Sensitivity.PATIENT, once=False)
def own_leave(request: HttpRequest) -> HttpResponse:
    """Close the page on this phone and forget everything in its browser."""
    found = own_visitor_of(request)
    if found is not None:
        actions.leave_own_page(key=found.key, at=clock.now(), by=found.principal)
    response = redirect("front_door:own_left")
    links.clear(response, links.OWN_PAGE)
    return response


@page(audience=Audience.PATIENT_LINK, sensitivity=Sensitivity.PATIENT)
def own_left(request: HttpRequest) -> HttpResponse:
    """Say that the page is closed on this phone."""
    return page_for(request, own_page.strange_door(), "own_left")
