"""In which order people wait on the list: risk, then window ending soonest, then longest waiting.

Nothing else orders a list; in particular neither payer nor race, which a row does not even carry.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from teamlet.records.followups.words import UrgencyTier

_URGENCY = {
    UrgencyTier.NONE: 0,
    UrgencyTier.SAME_DAY: 200,
    UrgencyTier.WITHIN_HOUR: 300,
    UrgencyTier.NOW_911: 400,
}


@dataclass(frozen=True, slots=True)
class ListRow:
    """What decides the place of one contact on the list; a higher ``risk`` comes first."""

    id: int | str
    risk: int
    window_end: date
    waiting_since: date


def risk_rank(*, urgency: UrgencyTier = UrgencyTier.NONE, caution_open: bool = False, level: int = 1) -> int:
    """Turn what is known about risk into one number; a higher number comes first.

    An open red flag outranks an open caution, which outranks any level of need (1-4).
    """
    if not 1 <= level <= 4:
        raise ValueError("levels of need go from 1 to 4")
    return _URGENCY[urgency] + (100 if caution_open else 0) + level


def order_key(row: ListRow) -> tuple[int, date, date, str]:
    """Return the key that puts rows in the order of the list; total, because ids differ."""
    identity = f"{row.id:020d}" if isinstance(row.id, int) else row.id
    return (-row.risk, row.window_end, row.waiting_since, identity)


def list_order(rows: Iterable[ListRow]) -> list[ListRow]:
    """Return the rows in the order of the list; the same rows always give the same order."""
    return sorted(rows, key=order_key)
