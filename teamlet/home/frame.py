"""What the header of every page says to this person: where they may go, what waits there, what was just saved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import FINDS_PATIENTS, OFFICE, SUPPORT
from teamlet.ground.ui.frame import NavItem, Saved, Undo
from teamlet.home.presenters.alerts import bar
from teamlet.home.presenters.saves import save_sentence
from teamlet.records.library.permissions import EDITS_CONTENT
from teamlet.records.patients.queries import patient, patient_name
from teamlet.records.practice.queries import last_save

#: Field of the undo form that says which page to come back to.
BACK = "back"


def frame(request: HttpRequest, principal: Principal) -> dict[str, Any]:
    """Return the parts of the frame that depend on the person.

    Two queries, and one for the name where a save is told on a page about nobody.
    """
    return {
        "practice": principal.practice_name,
        "phone": principal.practice_phone,
        "nav": tuple(_places(request, principal)),
        "alerts": bar(principal),
        "alerts_url": address("home:alert_bar", principal) or "",
        "saved": _saved(request, principal),
    }


def address(name: str, principal: Principal, **kwargs: str) -> str | None:
    """Return the address of a page of this practice, or None while its moment is not installed."""
    try:
        return reverse(name, kwargs={"practice": principal.practice_key, **kwargs})
    except NoReverseMatch:
        return None


def _places(request: HttpRequest, principal: Principal) -> Iterator[NavItem]:
    places = [(_("Today"), "home:start", "home")]
    if principal.has(FINDS_PATIENTS):
        places.append((_("Find a patient"), "chart:search", "chart"))
        places.append((_("Schedule"), "before_visit:schedule", "before_visit"))
    if principal.has(SUPPORT):
        places.append((_("Contacts"), "after_visit:worklist", "contacts"))
        places.append((_("Messages"), "after_visit:messages", "messages"))
        places.append((_("Registry"), "panel:registry", "panel"))
    if principal.has(OFFICE):
        places.append((_("Office"), "office:start", "office"))
    elif principal.has(EDITS_CONTENT):
        places.append((_("Content"), "office:content", "office"))
    match = request.resolver_match
    here = match.namespace if match else ""
    if match is not None and "contact" in match.route:
        here = "contacts"
    elif here == "after_visit" and match is not None and ("/messages/" in match.route or "/letters/" in match.route):
        here = "messages"
    for label, name, space in places:
        url = address(name, principal)
        if url is not None:
            yield NavItem(label, url, current=here == space)


def _saved(request: HttpRequest, principal: Principal) -> Saved | None:
    shown = getattr(request, "shown", None)
    save = last_save(principal, at=clock.now(), patient_oid=shown["patient_oid"] if shown else "")
    if save is None:
        return None
    words = save_sentence(save, principal.time_zone)
    if shown is None and (about := patient(principal, save.patient_oid)) is not None:
        words = f"{patient_name(about)}: {words}"
    fields = {stamps.FIELD: stamps.make()}
    if request.method == "GET":
        fields[BACK] = request.path
    url = reverse("home:undo", kwargs={"practice": principal.practice_key, "save": save.oid})
    return Saved(words, Undo(url=url, label=_("Undo"), fields=fields))
