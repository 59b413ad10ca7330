"""Preparing visits: the sheet of one visit, what is due under standing orders, tools, readings from home."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from teamlet.before_visit.presenters import sheet as rows
from teamlet.before_visit.presenters.preparing import item_need, left_choices, what_choices
from teamlet.before_visit.presenters.schedule import asked_day
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.middleware import show
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest, count_in
from teamlet.ground.access.roles import FINDS_PATIENTS, SUPPORT
from teamlet.ground.reasons import Refused
from teamlet.ground.ui.forms import PlainForm
from teamlet.ground.ui.reason_words import say
from teamlet.records.patients.queries import patient_name
from teamlet.records.practice.models import Membership
from teamlet.records.practice.queries import active_member
from teamlet.records.visits.actions.home import review_home_reading, take_home_reading
from teamlet.records.visits.actions.preparation import (
    add_item,
    answer_due,
    end_item,
    give_item,
    move_tool,
    place_tool,
)
from teamlet.records.visits.models import PreparationItem, Visit
from teamlet.records.visits.queries import next_working_day, visit as visit_by_oid
from teamlet.records.visits.queries.preparation import (
    home_reading as home_reading_by_oid,
    item as item_by_oid,
    left_over_of,
    placed_tool as tool_by_oid,
    standing_order as order_by_oid,
)
from teamlet.records.visits.rules.home import MEASURES, UNITS
from teamlet.records.visits.rules.words import (
    HOME_KIND_LABELS,
    HomeKind,
    HomeState,
    ItemState,
    ItemWhat,
    LeftWhy,
    SkipWhy,
    Tool,
    ToolState,
)

#: Where a form says that it came from, and where it leads back to.
BACK = "back"


class ItemForm(PlainForm):
    """Something to do for a visit, in a few words, and who does it."""

    what = forms.ChoiceField(label=gettext_lazy("What"))
    words = forms.CharField(label=gettext_lazy("In a few words"), max_length=240, required=False)
    owner = forms.ChoiceField(label=gettext_lazy("Who"), required=False)
    is_sensitive = forms.BooleanField(label=gettext_lazy("Print as “see chart”"), required=False)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("what", what_choices())
        self.offer("owner", [("", _("nobody yet")), *people])


class HomeReadingForm(PlainForm):
    """A reading that the patient took at home."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What was measured"),
        choices=[(kind.value, gettext_lazy(label)) for kind, label in HOME_KIND_LABELS.items()],
    )
    text = forms.CharField(
        label=gettext_lazy("Number"), max_length=20, help_text=gettext_lazy("As the device shows it, such as 132/84.")
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("Unit"),
        choices=[(unit, unit) for unit in dict.fromkeys(unit for units in UNITS.values() for unit in units)],
    )
    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        """Hold the unit against what was measured."""
        said = super().clean() or {}
        kind, unit = said.get("kind"), said.get("unit")
        if kind and unit and unit not in MEASURES[HomeKind(kind)][0].units:
            units = ", ".join(UNITS[HomeKind(kind)])
            self.add_error("unit", _("This is measured in {units}.").format(units=units))
        return said


@page(
    roles=SUPPORT, methods="GET POST", sensitivity=Sensitivity.CLINICAL, object="visit", event="visits.read_preparation"
)
def preparation(request: StaffRequest, practice: str, visit: str) -> HttpResponse:
    """Show what is known and missing for a visit, and who gets it; write something down; take a reading in."""
    found = _visit(request, visit)
    show(request, found, found.patient)
    context = rows.sheet(request.principal, found)
    asked = request.POST.get("do", "")
    item_form = ItemForm(request.POST if asked == "item" else None, people=context["people"])
    home_form = HomeReadingForm(
        request.POST if asked == "home" else None, initial={"day": clock.today(request.principal.time_zone)}
    )
    if (asked == "item" and add_said(request, found, item_form)) or (
        asked == "home" and _take(request, found, home_form)
    ):
        return redirect("before_visit:preparation", practice=practice, visit=visit)
    context |= {"item_form": item_form, "home_form": home_form, "stamps": stamps.make}
    status = 422 if item_form.errors or home_form.errors else 200
    return render(request, "before_visit/preparation.jinja", context, status=status)


def add_said(request: StaffRequest, visit: Visit, form: ItemForm) -> bool:
    """Write something down; return whether that was possible."""
    if not form.is_valid():
        return False
    said = form.cleaned_data
    try:
        add_item(
            visit=visit,
            what=ItemWhat(said["what"]),
            words=said["words"],
            owner=_person(request, said["owner"]),
            is_sensitive=said["is_sensitive"],
            at=clock.now(),
            by=request.principal,
        )
    except Refused as refused:
        form.add_error("words", say(refused))
        return False
    return True


def _take(request: StaffRequest, visit: Visit, form: HomeReadingForm) -> bool:
    """Take a reading from home in; return whether that was possible."""
    if not form.is_valid():
        return False
    said = form.cleaned_data
    try:
        take_home_reading(
            patient=visit.patient,
            visit=visit,
            kind=HomeKind(said["kind"]),
            text=said["text"],
            unit=said["unit"],
            day=said["day"],
            at=clock.now(),
            by=request.principal,
        )
    except Refused as refused:
        form.add_error("day" if refused.reason.code == "visits.home_day_ahead" else "text", say(refused))
        return False
    messages.success(request, _("The reading waits to be looked at. It is not in the chart yet."))
    return True


@page(roles=SUPPORT, methods="POST", object="visit")
def give(request: StaffRequest, practice: str, visit: str) -> HttpResponse:
    """Say who gets or does something for a visit."""
    found = _visit(request, visit)
    what = next((each for each in ItemWhat if each == request.POST.get("what")), None)
    about = request.POST.get("about", "")[:40]
    if what is None or not about:
        raise Http404
    order = _order_of(request, request.POST.get("order", ""))
    return _act(
        request,
        found,
        lambda: give_item(
            visit=found,
            what=what,
            about=about,
            owner=_person(request, request.POST.get("owner", "")),
            order=order.row if order else None,
            seen=count_in(request.POST.get("seen")) or 0,
            at=clock.now(),
            by=request.principal,
        ),
    )


@page(roles=SUPPORT, methods="POST", object="preparation_item")
def end(request: StaffRequest, practice: str, preparation_item: str) -> HttpResponse:
    """Mark something as done, or leave it with a reason."""
    item = item_by_oid(request.principal, preparation_item)
    if item is None or item.visit is None:
        raise Http404
    reason = next((why for why in LeftWhy if why == request.POST.get("reason")), None)
    to = ItemState.LEFT if reason else ItemState.DONE
    return _act(
        request,
        item.visit,
        lambda: end_item(
            item=item,
            to=to,
            reason=reason,
            seen=count_in(request.POST.get("seen")),
            at=clock.now(),
            by=request.principal,
        ),
    )


@page(roles=SUPPORT, methods="POST", object="visit")
def due_answer(request: StaffRequest, practice: str, visit: str, standing_order: str) -> HttpResponse:
    """Tick something due as ordered in the EHR, or leave it with a reason; nothing is ordered here."""
    found = _visit(request, visit)
    order = _order_of(request, standing_order)
    if order is None:
        raise Http404
    reason = next((why for why in LeftWhy if why == request.POST.get("reason")), None)
    return _act(
        request,
        found,
        lambda: answer_due(
            visit=found,
            order=order.row,
            to=ItemState.LEFT if reason else ItemState.ORDERED,
            reason=reason,
            at=clock.now(),
            by=request.principal,
        ),
    )


@page(roles=SUPPORT, methods="POST", object="visit")
def place(request: StaffRequest, practice: str, visit: str) -> HttpResponse:
    """Place a tool on a visit."""
    found = _visit(request, visit)
    tool = next((each for each in Tool if each == request.POST.get("tool")), None)
    if tool is None:
        raise Http404
    return _act(request, found, lambda: place_tool(visit=found, tool=tool, at=clock.now(), by=request.principal))


@page(roles=FINDS_PATIENTS, methods="POST", sensitivity=Sensitivity.PATIENT, object="placed_tool")
def tool(request: StaffRequest, practice: str, placed_tool: str) -> HttpResponse:
    """Say that a tool was given, is done, or was not used."""
    found = tool_by_oid(request.principal, placed_tool)
    if found is None:
        raise Http404
    reason = next((why for why in SkipWhy if why == request.POST.get("reason")), None)
    asked = next((state for state in ToolState if state == request.POST.get("to")), ToolState.GIVEN)
    to = ToolState.SKIPPED if reason else asked
    return _act(
        request,
        found.visit,
        lambda: move_tool(tool=found, to=to, reason=reason or "", at=clock.now(), by=request.principal),
    )


@page(roles=SUPPORT)
def due(request: StaffRequest, practice: str) -> HttpResponse:
    """Show what is due on a day under standing orders, with a line to copy and a tick; nothing is ordered here."""
    by = request.principal
    day = asked_day(request.GET.get("day", "")) or next_working_day(by, clock.today(by.time_zone))
    context = rows.due_list(by, day) | {"day": day, "stamps": stamps.make}
    return render(request, "before_visit/due.jinja", context)


@page(roles=SUPPORT)
def home_readings(request: StaffRequest, practice: str) -> HttpResponse:
    """List the readings from home that wait to be looked at, most urgent first."""
    context = {"rows": rows.home_lines(request.principal), "stamps": stamps.make}
    return render(request, "before_visit/home_readings.jinja", context)


@page(roles=SUPPORT, methods="POST", object="home_reading")
def home_reading(request: StaffRequest, practice: str, home_reading: str) -> HttpResponse:
    """Accept a reading, ask again, or mark it as an error."""
    found = home_reading_by_oid(request.principal, home_reading)
    if found is None:
        raise Http404
    to = next((state for state in HomeState if state == request.POST.get("to")), HomeState.WAITING)
    if to is HomeState.WAITING:
        raise Http404
    try:
        review_home_reading(reading=found, to=to, at=clock.now(), by=request.principal)
        messages.success(request, _("Saved."))
    except Refused as refused:
        messages.warning(request, say(refused))
    return redirect("before_visit:home_readings", practice=practice)


@page(roles=SUPPORT)
def left_over(request: StaffRequest, practice: str) -> HttpResponse:
    """Show what was not done on the day of the visit and is the reader's now."""
    by = request.principal
    items: list[PreparationItem] = left_over_of(by, by.membership_id) if by.membership_id else []
    lines = [
        {"need": item_need(item), "name": patient_name(item.patient), "patient": item.patient.oid, "day": item.day}
        for item in items
        if item.patient is not None
    ]
    context = {"rows": lines, "left_choices": left_choices(), "stamps": stamps.make}
    return render(request, "before_visit/left_over.jinja", context)


def _visit(request: StaffRequest, oid: str) -> Visit:
    found = visit_by_oid(request.principal, oid)
    if found is None:
        raise Http404
    return found


def _order_of(request: StaffRequest, oid: str) -> Any:
    if not oid:
        return None
    return order_by_oid(request.principal, oid, clock.today(request.principal.time_zone))


def _person(request: StaffRequest, oid: str) -> Membership | None:
    return active_member(request.principal, oid) if oid else None


def _act(request: StaffRequest, visit: Visit, act: Callable[[], Any]) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.warning(request, say(refused))
    return redirect(way_back(request, visit.oid, visit.day))


def way_back(request: StaffRequest, visit: str, day: date) -> str:
    """Return the address of the page that a form came from."""
    practice = {"practice": request.principal.practice_key}
    asked = request.POST.get(BACK, "")
    if asked == "arrivals" or not request.principal.has(SUPPORT):
        return reverse("home:start", kwargs=practice) + "?as=arrivals"
    if asked == "visit":
        return reverse("during_visit:strip", kwargs=practice | {"visit": visit}) + "#tools"
    if asked in {"huddle", "due"}:
        return reverse(f"before_visit:{asked}", kwargs=practice) + f"?day={day.isoformat()}"
    if asked == "left_over":
        return reverse("before_visit:left_over", kwargs=practice)
    return reverse("before_visit:preparation", kwargs=practice | {"visit": visit})
