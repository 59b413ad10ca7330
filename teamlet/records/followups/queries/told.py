"""What was tried and told at contacts."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F

from teamlet.records.followups.models import Attempt, Contact, ContactReport
from teamlet.records.practice.queries import Scope, practice_id_of


def attempts_of(contact: Contact) -> list[Attempt]:
    """Return the tries that count, oldest first, with who made them."""
    return list(contact.attempts.filter(undone_at__isnull=True).select_related("by").order_by("at"))


def reports_of(scope: Scope, goal_id: int, limit: int = 20) -> list[ContactReport]:
    """Return how it went at the goal's contacts, newest first, with who reported."""
    return list(
        ContactReport.objects.filter(
            contact__goal_id=goal_id, contact__practice_id=practice_id_of(scope), undone_at__isnull=True
        )
        .select_related("by", "contact")
        .order_by("-id")[:limit]
    )


def last_report_of(scope: Scope, goal_ids: Iterable[int]) -> dict[int, ContactReport]:
    """Return each goal's latest report by goal id; one query."""
    rows = ContactReport.objects.filter(
        contact__goal_id__in=list(goal_ids), contact__practice_id=practice_id_of(scope), undone_at__isnull=True
    ).annotate(of_goal=F("contact__goal_id"))
    return {row.of_goal: row for row in rows.order_by("id")}
