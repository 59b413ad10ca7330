"""Preparing visits in the demo: standing orders approved and one expired, who does what, tools, readings from home."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from teamlet.ground.access.principal import Principal, system
from teamlet.records.practice.models import Membership, Practice
from teamlet.records.visits.actions.home import take_home_reading
from teamlet.records.visits.actions.orders import approve_order
from teamlet.records.visits.actions.preparation import add_item, close_days, place_tool, say_to_team
from teamlet.records.visits.models import StandingOrder, Visit
from teamlet.records.visits.queries import next_working_day
from teamlet.records.visits.rules.words import HomeKind, ItemWhat, Tool
from teamlet.records.visits.words import VisitState

#: Approved today for most of a year; the last one ran out a week ago.
_APPROVED = ("hba1c", "urine_albumin", "egfr", "blood_pressure", "mood_screen")
_EXPIRED = "foot_check_teaching"
_TOOLS = (Tool.BUBBLE_SHEET, Tool.PLATE_MENU, Tool.VISIT_PREPARATION, Tool.STRESS, Tool.THREE_QUESTIONS)
_TO_DO = (
    (ItemWhat.HANDOFF, "", False),
    (ItemWhat.OTHER, "Walk with her to the front door", False),
    (ItemWhat.ASK, "How nights are at home", True),
)
_MEASURED = (
    (HomeKind.BLOOD_PRESSURE, "152/94", "mmHg"),
    (HomeKind.GLUCOSE, "7.1", "mmol/L"),
    (HomeKind.GLUCOSE, "6.4", "mg/dL"),  # the unit is not right: it cannot be
)


def prepare_visits(practice: Practice, *, today: date, at: datetime, nurse: Principal, coach: Membership) -> None:
    """Approve standing orders, and prepare some of today's and the next working day's visits."""
    for code in (*_APPROVED, _EXPIRED):
        approve_order(code=code, number=0, until=today + timedelta(days=300), at=at - timedelta(days=40), by=nurse)
    StandingOrder.objects.filter(practice=practice, code=_EXPIRED).update(expires_on=today - timedelta(days=7))
    coming = next_working_day(practice, today)
    waiting = Visit.objects.filter(practice=practice, state=VisitState.PLANNED).select_related("patient")
    first = list(waiting.filter(day=today).order_by("starts", "pk")[:6])
    for visit, tool in zip(first, _TOOLS, strict=False):
        place_tool(visit=visit, tool=tool, at=at, by=nurse)
    for visit, (what, words, is_sensitive) in zip(first, _TO_DO, strict=False):
        add_item(visit=visit, what=what, words=words, owner=coach, is_sensitive=is_sensitive, at=at, by=nurse)
    for visit, (kind, text, unit) in zip(waiting.filter(day=coming).order_by("starts", "pk"), _MEASURED, strict=False):
        take_home_reading(
            patient=visit.patient,
            visit=visit,
            kind=kind,
            text=text,
            unit=unit,
            day=today - timedelta(days=1),
            at=at,
            by=nurse,
        )
    over = Visit.objects.filter(practice=practice, state=VisitState.FINISHED, day__lt=today).select_related("patient")
    for visit in over.order_by("-day", "-pk")[:2]:
        add_item(visit=visit, what=ItemWhat.OTHER, words="Send the walking map", owner=coach, at=at, by=nurse)
    close_days(practice=practice, on=today, at=at, by=system(practice, "demo"))
    say_to_team(day=today, what=ItemWhat.TESTING, words="Say-back at the end of every visit in room 2", at=at, by=nurse)
    say_to_team(day=today, what=ItemWhat.THANKS, words="Dora, for the two calls on Friday", at=at, by=nurse)
