"""Four weeks of working days with whoever is away."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from teamlet.records.practice.models import Absence

WEEKS = 4


def calendar(absences: Iterable[Absence], holidays: Collection[date], today: date) -> list[list[dict[str, Any]]]:
    """Return four weeks from this week's Monday: per day its date, who is away, and whether it is a holiday."""
    rows = list(absences)
    monday = today - timedelta(days=today.weekday())
    return [
        [
            {
                "day": day,
                "is_past": day < today,
                "is_today": day == today,
                "is_holiday": day in holidays,
                "away": [row.membership.called for row in rows if row.first_day <= day <= row.last_day],
            }
            for day in (monday + timedelta(days=7 * week + number) for number in range(7))
        ]
        for week in range(WEEKS)
    ]
