"""Who is on duty, in rows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from teamlet.ground.access.roles import ROLE_LABELS, Role
from teamlet.records.practice.models import Membership
from teamlet.records.tasks.words import DUTY_LABELS
from teamlet.records.visits.queries import Roster


def context(roster: Roster, today: date) -> dict[str, Any]:
    """Return a day's people and duties for the page."""
    return {
        "day": roster.day,
        "today": today,
        "before": roster.day - timedelta(days=1),
        "after": roster.day + timedelta(days=1),
        "here": [{"name": row.user.name, "roles": _roles(row)} for row in roster.here],
        "away": [{"name": row.user.name, "roles": _roles(row), "until": until} for row, until in roster.away],
        "duties": [
            {
                "label": _(DUTY_LABELS[row.duty]),
                "holder": row.holder.user.name if row.holder else "",
                "covered_by": row.covered_by.user.name if row.covered_by else "",
                "steps_in": row.is_covered_by_another,
            }
            for row in roster.duties
        ],
    }


def _roles(row: Membership) -> str:
    return ", ".join(_(ROLE_LABELS[Role(held.role)]) for held in row.held_roles.all())
