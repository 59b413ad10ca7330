"""The gallery: every component in every state, on one page, for eyes, tests and axe.  Not in production."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from teamlet.ground.access.pages import Audience, Sensitivity, page
from teamlet.ground.ui import errors
from teamlet.ground.ui.forms import (
    BirthDateField,
    ChipBoxes,
    Chips,
    DaysField,
    PlainForm,
    RulerField,
    TileBoxes,
    Tiles,
)
from teamlet.ground.ui.frame import Alert, Frame, NavItem, Person, Saved, Undo

YES_NO = [("yes", "Yes"), ("no", "No"), ("change", "Change the day or time")]


class GalleryForm(PlainForm):
    """One field of each kind."""

    mark_optional = True
    words = forms.CharField(
        label="What matters to Rosa",
        help_text="Her own words, as she says them.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    amount = forms.CharField(label="How much", required=False, help_text="For example 10 min")
    language = forms.ChoiceField(label="Language", choices=[("en", "English"), ("es", "Español")])
    born = BirthDateField(label="Date of birth", help_text="For example January 5, 1958", latest=date(2026, 11, 21))
    days = DaysField(label="Which days", required=False)
    sure = RulerField(
        label="How sure is she that she can do it?",
        low="not sure at all",
        high="very sure",
        not_asked="Not asked",
        previous=6,
    )
    call = forms.ChoiceField(
        label="Ana calls Friday, November 27, 9–12. All right?",
        choices=YES_NO,
        widget=Chips(keys={"yes": "y", "no": "n", "change": "c"}),
    )
    smaller = forms.ChoiceField(
        label="What would make it easier?",
        choices=[("smaller", "A smaller step"), ("fewer", "Fewer days"), ("helper", "Somebody to help")],
        widget=Tiles(hints={"smaller": "5 minutes instead of 10", "helper": "Her daughter could walk along"}),
    )
    topics = forms.MultipleChoiceField(
        label="What to talk about",
        choices=[("walking", "Walking"), ("food", "Food"), ("sleep", "Sleep"), ("medicines", "Medicines")],
        widget=TileBoxes,
        required=False,
    )
    helpers = forms.MultipleChoiceField(
        label="Who can help",
        choices=[("family", "Family"), ("friend", "A friend"), ("team", "The team")],
        widget=ChipBoxes,
        required=False,
    )
    plain = forms.ChoiceField(
        label="Copy", choices=[("paper", "On paper"), ("email", "By e-mail link")], widget=forms.RadioSelect
    )
    quiet = forms.BooleanField(
        label="Only my team may see this goal", required=False, help_text="The front desk does not see it."
    )


def gallery_frame(theme: str = "auto") -> Frame:
    """Return a frame with everything in it."""
    return Frame(
        practice="Cedar Grove Family Practice",
        home_url="/ui/",
        nav=(
            NavItem("Today", "/ui/", current=True),
            NavItem("My people", "#people", count=4),
            NavItem("Patients", "#patients"),
            NavItem("Library", "#library"),
        ),
        person=Person(
            "Ana Torres",
            "Medical assistant",
            links=(NavItem("My settings", "#settings"),),
            actions=(NavItem("Lock this screen", "#lock"), NavItem("Sign out", "#out")),
        ),
        alerts=(Alert("Room 3: call the clinician now", "#alert"),),
        saved=Saved("Plan saved. The page is at the printer.", Undo("#undo")),
        language=get_language() or "en",
        theme=theme if theme in {"auto", "light", "dark"} else "auto",
        languages=(NavItem("English", "?", current=True), NavItem("Español", "?")),
        phone="(555) 010-2233",
        footer=("Call or text 988, any time. In danger now: 911.",),
    )


def gallery_parts() -> dict[str, Any]:
    """Return what the gallery shows: fictional people, fixed dates."""
    states = ("done", "done", "now", "open", "later")
    names = ("Agenda", "Goal", "Plan", "Confidence", "Next contact")
    details = ("Knee pain, sleep", "Keep up with Mateo", "Walk 10 minutes", "", "")
    return {
        "form": GalleryForm(initial={"sure": 8, "call": "yes", "days": ["mon", "wed"]}),
        "wrong": GalleryForm(
            {"words": "", "born_month": "2", "born_day": "30", "born_year": "1958", "amount": "much"},
            auto_id="wrong_%s",
        ),
        "steps": [
            {"name": name, "state": state, "detail": detail, "href": f"#{name}", "key": str(number)}
            for number, (name, state, detail) in enumerate(zip(names, states, details, strict=True), start=1)
        ],
        "other_steps": [
            {"name": name, "state": state}
            for name, state in zip(names, ("look", "not_today", "open", "open", "done"), strict=True)
        ],
        "visits": [
            {
                "time": "9:20",
                "name": "Rosa Márquez",
                "born": 1958,
                "words": "I want to keep up with Mateo",
                "missing": "",
            },
            {
                "time": "9:40",
                "name": "James Whitfield",
                "born": 1949,
                "words": "My feet burn at night",
                "missing": "phone",
            },
            {"time": "10:00", "name": "Linh Tran", "born": 1971, "words": "", "missing": "plan, language"},
        ],
        "readings": [
            (date(2026, 2, 3), 9.1),
            (date(2026, 5, 12), 8.6),
            (date(2026, 8, 18), 8.2),
            (date(2026, 11, 10), 7.6),
        ],
        "one_reading": [(date(2026, 11, 10), 131)],
        "on": date(2026, 12, 1),
    }


def _only_for_builders() -> None:
    if not settings.TEAMLET_GALLERY:
        raise Http404


@page(audience=Audience.PUBLIC, sensitivity=Sensitivity.OPEN)
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state (``?theme=light|dark``)."""
    _only_for_builders()
    return render(
        request, "ui/gallery.jinja", {"frame": gallery_frame(request.GET.get("theme", "auto")), **gallery_parts()}
    )


@page(audience=Audience.PUBLIC, sensitivity=Sensitivity.OPEN)
def gallery_patient(request: HttpRequest) -> HttpResponse:
    """The layout of patient pages."""
    _only_for_builders()
    return render(
        request,
        "ui/gallery_patient.jinja",
        {"frame": gallery_frame(request.GET.get("theme", "auto")), **gallery_parts()},
    )


@page(audience=Audience.PUBLIC, sensitivity=Sensitivity.OPEN)
def gallery_error(request: HttpRequest, status: int) -> HttpResponse:
    """One error page."""
    _only_for_builders()
    if status not in errors.TROUBLES:
        raise Http404
    return errors.trouble(request, status)
