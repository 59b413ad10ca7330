"""Who was not reached yet, so that the next visit asks: on lists, on the strip, and for what to try next."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from teamlet.records.followups.models import Attempt, Contact, NeedLevel, RedFlag
from teamlet.records.followups.rules.needs import MISSED_FROM
from teamlet.records.followups.words import ClosingReason, ContactState
from teamlet.records.followups.words.needs import Level
from teamlet.records.instruments.models import SafetyAlert
from teamlet.records.instruments.words import AlertState
from teamlet.records.patients.models import Patient
from teamlet.records.practice.queries import Scope, practice_id_of, practice_of


def never_rests(scope: Scope, patient_id: int) -> tuple[bool, bool]:
    """Return whether the patient has close support, and whether something about safety is open; one statement.

    Outreach of such a patient never rests: it goes on in another way.
    """
    levels = NeedLevel.objects.filter(patient_id=patient_id, is_current=True, level=Level.CLOSE_SUPPORT.number)
    flags = RedFlag.objects.filter(patient_id=patient_id, closed_at__isnull=True)
    alerts = SafetyAlert.objects.filter(patient_id=patient_id).exclude(state=AlertState.CLOSED)
    rows = Patient.objects.filter(pk=patient_id, practice_id=practice_id_of(scope)).values_list(
        Exists(levels), Exists(flags), Exists(alerts)
    )
    close, flagged, alerted = rows[0]
    return close, flagged or alerted


def last_contact_of_goal(scope: Scope, goal_id: int) -> Contact | None:
    """Return the goal's last contact that is open or ended, with its owner and the days on which it was tried.

    ``row.days_tried`` counts the days of tries; one query.
    """
    zone = ZoneInfo(practice_of(scope).time_zone)
    rows = Contact.objects.filter(practice_id=practice_id_of(scope), goal_id=goal_id).exclude(
        state__in=(ContactState.WITHDRAWN, ContactState.ENTERED_IN_ERROR)
    )
    tried = _days_tried(zone).filter(contact=OuterRef("pk"))
    rows = rows.annotate(days_tried=Coalesce(Subquery(tried.values("days")[:1], output_field=IntegerField()), 0))
    return rows.select_related("task__owner__user").order_by("-id").first()


def is_not_reached(contact: Contact) -> bool:
    """Whether the next visit asks how it went: outreach ended without an answer, or two days of tries had none.

    For a row of ``last_contact_of_goal``.
    """
    if contact.state == ContactState.OPEN:
        return int(getattr(contact, "days_tried", 0)) >= MISSED_FROM
    return contact.state == ContactState.CLOSED and contact.closing_reason == ClosingReason.UNABLE_TO_REACH


def how_reached(goal: OuterRef, zone: tzinfo) -> dict[str, Subquery]:
    """Return what a query over many goals (``goal`` refers to its own) adds, so that ``missed`` can tell of each."""
    last = Contact.objects.filter(goal=goal).exclude(state__in=(ContactState.WITHDRAWN, ContactState.ENTERED_IN_ERROR))
    tried = _days_tried(zone).filter(contact__goal=goal, contact__state=ContactState.OPEN)
    return {
        "last_closing": Subquery(last.order_by("-id").values("closing_reason")[:1]),
        "days_tried": Subquery(tried.values("days")[:1], output_field=IntegerField()),
    }


def missed(row: Any) -> bool:
    """Whether the person of a row with ``how_reached`` was not reached yet: the next visit asks how it went."""
    return (row.days_tried or 0) >= MISSED_FROM or row.last_closing == ClosingReason.UNABLE_TO_REACH


def _days_tried(zone: tzinfo) -> QuerySet[Any, Any]:
    """Return by contact on how many days it was tried."""
    rows = Attempt.objects.filter(undone_at__isnull=True).order_by().values("contact")
    return rows.annotate(days=Count(TruncDate("at", tzinfo=zone), distinct=True))
