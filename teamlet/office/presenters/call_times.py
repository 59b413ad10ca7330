"""Time for calls as the page shows it: per person when, how many minutes this week, how many of them are taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from teamlet.ground import clock
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import OFFICE, SUPPORT
from teamlet.ground.ui.forms import DAY_NAMES
from teamlet.records.followups.queries.load import contact_loads
from teamlet.records.practice.models import Membership
from teamlet.records.practice.queries import active_members
from teamlet.records.tasks.models import CallBlock
from teamlet.records.tasks.queries import call_blocks


def people_of(by: Principal) -> list[Membership]:
    """Return whose time this person may keep: everybody's for the office, else their own."""
    people = active_members(by, roles=SUPPORT)
    return people if by.has(OFFICE) else [person for person in people if person.pk == by.membership_id]


def call_times_page(by: Principal, people: Sequence[Membership]) -> dict[str, Any]:
    """Return per person the time kept and what they have to do this week, those without any last; 8 queries."""
    today = clock.today(by.time_zone)
    loads = contact_loads(by, people, on=today, today=today)
    kept: dict[int, list[dict[str, Any]]] = {person.pk: [] for person in people}
    for block in call_blocks(by, kept):
        if block.day is None or block.day >= today:
            kept[block.membership_id].append(_block(block))
    rows = [{"name": person.user.name, "load": loads.rows[person.pk], "blocks": kept[person.pk]} for person in people]
    return {
        "rows": sorted(rows, key=lambda row: (not row["blocks"], str(row["name"]))),
        "week": loads.until - timedelta(days=6),
        "runs": by.has(OFFICE),
    }


def _block(block: CallBlock) -> dict[str, Any]:
    return {
        "oid": block.oid,
        "weekday": list(DAY_NAMES.values())[block.weekday] if block.weekday is not None else "",
        "day": block.day,
        "window": (block.from_time, block.to_time),
    }
