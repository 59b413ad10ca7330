"""The way in: an address, a button, the birth date, who is answering; the tablet's number, its curtain."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from teamlet.content.schema import Mode
from teamlet.front_door.forms import BirthDate, Who
from teamlet.front_door.presenters import around
from teamlet.front_door.presenters.answering import answering, forget, keep_answering, keep_language
from teamlet.front_door.views.visiting import is_over, page_for, visitor_of
from teamlet.ground import clock
from teamlet.ground.access import links
from teamlet.ground.access.pages import Audience, Sensitivity, page
from teamlet.ground.reasons import Refused
from teamlet.records.instruments import actions, queries
from teamlet.records.instruments.actions import Entered
from teamlet.records.instruments.queries import Visitor
from teamlet.records.instruments.words import Checked, TabletState
from teamlet.records.practice.queries import practice_by_key


@page(audience=Audience.PATIENT_LINK, sensitivity=Sensitivity.PATIENT)
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Take the secret out of the address: a cookie instead, whether it opens something or not.  Changes nothing."""
    found = queries.link_by_token(token)
    response = redirect("front_door:begin")
    links.set_door(response, found.oid if found is not None else None)
    return response


@page(audience=Audience.PATIENT_LINK, methods="GET POST", sensitivity=Sensitivity.PATIENT, once=False)
def begin(request: HttpRequest) -> HttpResponse:
    """Show nothing but a button; only a click begins, never the fetching of an address."""
    door = links.door_of(request)
    if door is None:
        return is_over(request) if visitor_of(request) is None else redirect("front_door:resume")
    if request.method != "POST":
        return page_for(request, around.closed_door(), "begin")
    found = queries.link_by_door(door)
    if found is not None:
        request_id: str = request.id  # type: ignore[attr-defined]
        by = queries.acting_for(found.form.practice, Mode.LINK, request_id)
        try:
            actions.open_link(link=found, at=clock.now(), by=by)
        except Refused:
            return is_over(request)
    return redirect("front_door:birth_date")


@page(audience=Audience.PATIENT_LINK, methods="GET POST", sensitivity=Sensitivity.PATIENT, once=False)
def birth_date(request: HttpRequest) -> HttpResponse:
    """Ask for the birth date before anything about the patient shows; on a tablet also to lift the curtain."""
    door = links.door_of(request)
    found = visitor_of(request) if door is None else None
    if door is None and (found is None or not found.needs_birth_date):
        return redirect("front_door:resume") if found is not None and found.may_fill else is_over(request)
    frame = around.covered_door(found) if found is not None else around.closed_door()
    form = BirthDate(frame.words, request.POST or None, today=clock.today("UTC"))
    is_covered = found is not None and found.tablet is TabletState.CURTAIN
    if request.method == "POST" and form.is_valid():
        try:
            entered = _try(request, door, found, form)
        except Refused:
            return is_over(request)
        if entered.checked is Checked.LOCKED:
            return page_for(request, frame, "locked")
        if entered.checked is Checked.RIGHT:
            response = redirect("front_door:who" if not is_covered else "front_door:resume")
            if entered.key:
                links.set_key(response, entered.key)
            return response
        form.add_error("born", frame.words("birth_wrong"))
    return page_for(request, frame, "birth_date", form=form, is_covered=is_covered)


def _try(request: HttpRequest, door: str | None, found: Visitor | None, form: BirthDate) -> Entered:
    born, now = form.cleaned_data["born"], clock.now()
    if found is not None:
        return actions.verify_birth_date(access=found.access, birth_date=born, at=now, by=found.principal)
    request_id: str = request.id  # type: ignore[attr-defined]
    return actions.try_door(door=door, birth_date=born, at=now, request_id=request_id)


@page(audience=Audience.PATIENT_LINK, methods="GET POST", sensitivity=Sensitivity.PATIENT, once=False)
def who(request: HttpRequest) -> HttpResponse:
    """Ask who is answering; what each of two people says is kept under their own name."""
    found = visitor_of(request)
    if found is None or not found.may_fill:
        needs = found is not None and found.needs_birth_date
        return redirect("front_door:birth_date") if needs else is_over(request)
    door = around.open_door(found, at=clock.now())
    known = answering(request, found.access.oid)
    initial = {"who": known.author, "name": known.name, "relation": known.relation} if known is not None else None
    form = Who(door.words, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        response = redirect("front_door:resume")
        keep_answering(response, found.access.oid, form.said())
        keep_language(response, found.form.language)
        return response
    return page_for(request, door, "who", form=form)


@page(audience=Audience.PATIENT_LINK, methods="POST", sensitivity=Sensitivity.PATIENT, once=False)
def language(request: HttpRequest) -> HttpResponse:
    """Go on in another language; answers stay.  Before the birth date only the page changes."""
    wanted = request.POST.get("language", "")
    back = request.POST.get("back", "")
    response = redirect(back if back in _PAGES or _is_question(back) else "/form/")
    if wanted not in dict(settings.LANGUAGES):
        return response
    found = visitor_of(request) if links.door_of(request) is None else None
    if found is not None and found.may_fill:
        try:
            actions.set_form_language(form=found.form, language=wanted, at=clock.now(), by=found.principal)
        except Refused:
            return page_for(request, around.open_door(found, at=clock.now()), "not_in_language", back=back or "/form/")
    keep_language(response, wanted)
    return response


#: Pages that the switch of languages leads back to.
_PAGES = frozenset(
    f"/form/{name}" for name in ("", "birth-date/", "who/", "questions/all/", "end/", "thanks/", "closed/")
)


def _is_question(address: str) -> bool:
    number = address.removeprefix("/form/questions/").removesuffix("/")
    return address == f"/form/questions/{number}/" and number.isascii() and number.isdigit() and len(number) < 4


@page(audience=Audience.PATIENT_LINK, methods="GET POST", sensitivity=Sensitivity.PATIENT, once=False)
def tablet(request: HttpRequest, practice: str) -> HttpResponse:
    """Take the number that staff typed on a tablet; whoever was signed in there is signed out."""
    here = practice_by_key(practice)
    door = around.closed_door(here, is_tablet=True)
    wrong = ""
    if request.method == "POST" and here is not None:
        request_id: str = request.id  # type: ignore[attr-defined]
        pin = "".join(sign for sign in request.POST.get("pin", "")[:20] if not sign.isspace())
        client = request.META.get("REMOTE_ADDR", "")
        entered = actions.try_pin(practice=here, pin=pin, client=client, at=clock.now(), request_id=request_id)
        if entered.key:
            logout(request)
            response = redirect("front_door:birth_date")
            forget(response)
            links.set_key(response, entered.key)
            return response
        wrong = door.words("pin_locked" if entered.checked is Checked.LOCKED else "pin_wrong")
    elif request.method == "POST":
        wrong = door.words("pin_wrong")
    return page_for(request, door, "tablet", wrong=wrong, address=request.path)


@page(audience=Audience.PATIENT_LINK, methods="POST", sensitivity=Sensitivity.PATIENT, once=False)
def cover(request: HttpRequest) -> HttpResponse:
    """Cover the tablet, because the patient asks or nobody is there; the birth date lifts it."""
    found = visitor_of(request)
    if found is None or found.tablet is None:
        return is_over(request)
    actions.draw_curtain(access=found.access, at=clock.now(), by=found.principal)
    return redirect("front_door:birth_date")


@page(audience=Audience.PATIENT_LINK, methods="POST", sensitivity=Sensitivity.PATIENT, once=False, is_poll=True)
def here(request: HttpRequest) -> HttpResponse:
    """Somebody is reading or typing on the tablet: its curtain stays up."""
    found = visitor_of(request)
    if found is None or not found.may_fill:
        return HttpResponse(status=409)
    try:
        actions.touch_tablet(access=found.access, at=clock.now(), by=found.principal)
    except Refused:
        return HttpResponse(status=409)
    return HttpResponse(status=204)
