"""Reading the audit trail: newest first, by keyset."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from teamlet.ground.audit.models import Event

PAGE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """Which events are asked for; what is empty does not filter.  ``before`` is an event number (exclusive)."""

    membership_id: int | None = None
    patient_oid: str = ""
    verb: str = ""
    first: datetime | None = None
    last: datetime | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of events; ``next_before`` leads to the next one, None at the end."""

    events: list[Event]
    next_before: int | None


def events(practice_id: int, asked: Asked, limit: int = PAGE) -> Page:
    """Return a page of a practice's events, newest first.  One query; ``last`` is exclusive, ``first`` inclusive."""
    rows = Event.objects.filter(practice_id=practice_id)
    if asked.membership_id is not None:
        rows = rows.filter(membership_id=asked.membership_id)
    if asked.patient_oid:
        rows = rows.filter(patient_oid=asked.patient_oid)
    if asked.verb:
        rows = rows.filter(verb__startswith=asked.verb)
    if asked.first is not None:
        rows = rows.filter(at__gte=asked.first)
    if asked.last is not None:
        rows = rows.filter(at__lt=asked.last)
    if asked.before is not None:
        rows = rows.filter(number__lt=asked.before)
    found = list(rows.order_by("-number")[: limit + 1])
    more = len(found) > limit
    return Page(found[:limit], found[limit - 1].number if more else None)
