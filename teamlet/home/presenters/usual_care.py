"""“Is it our usual care?”: one sentence, what nobody holds, promises kept, safety.  Never names beside numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from statistics import median
from typing import Any

from django.utils.translation import gettext as _

from teamlet.ground import clock
from teamlet.ground.access.principal import Principal
from teamlet.home.presenters.waiting import messages_waiting
from teamlet.records.followups.queries import counts, minutes_to_answer, open_red_flag_count, promises_kept
from teamlet.records.followups.words import DueState
from teamlet.records.plans.queries import support_in_visits
from teamlet.records.tasks.queries import role_matrix, tasks_to_name
from teamlet.records.tasks.words import DUTY_LABELS, Duty

#: Fewer than this and no share is shown (brief.md, honest numbers).
LEAST = 11
_QUARTER = timedelta(days=90)


def context(by: Principal, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return the practice in a few numbers; nine queries."""
    today = clock.today(by.time_zone)
    this_month = today.replace(day=1)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    matrix = role_matrix(by)
    waits = minutes_to_answer(by, clock.now() - _QUARTER)
    return {
        "today": today,
        "now": _share(support_in_visits(by, this_month, today)),
        "before": _share(support_in_visits(by, last_month, this_month - timedelta(days=1))),
        "unheld": [_(DUTY_LABELS[duty]) for duty in Duty if duty not in matrix or matrix[duty].person is None],
        "without_backup": [
            _(DUTY_LABELS[duty]) for duty, row in matrix.items() if row.person is not None and row.backup is None
        ],
        "to_name": len(tasks_to_name(by, by.membership_id)),
        "promise": _share(promises_kept(by, first=today - _QUARTER, last=today - timedelta(days=1))),
        "open_worries": open_red_flag_count(by),
        "answered": len(waits),
        "median_minutes": round(median(waits)) if len(waits) >= LEAST else None,
        "least": LEAST,
        "messages_waiting": messages_waiting(by),
        "overdue": counts(by, on=today)[DueState.OVERDUE],
    }


def _share(counted: tuple[int, int]) -> dict[str, Any]:
    some, every = counted
    return {"some": some, "every": every, "shown": every >= LEAST}
