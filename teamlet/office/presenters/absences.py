"""A month of absences: who is away, what is still due with them, who steps in, and where holder and backup overlap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from teamlet.ground.access.principal import Principal
from teamlet.records.practice.models import Absence
from teamlet.records.practice.queries import absences, holidays
from teamlet.records.tasks.models import DutyAssignment
from teamlet.records.tasks.queries import planned_calls, role_matrix
from teamlet.records.tasks.rules import PersonId
from teamlet.records.tasks.words import DUTY_LABELS, Duty

#: How many contacts are due, by owner and day.
_Due = dict[tuple[PersonId, date], int]
YEAR = timedelta(days=366)
#: Months further away than this are not shown.
YEARS = 10


def month_page(by: Principal, asked: str, today: date) -> dict[str, Any]:
    """Return the month ("2026-12", this month for anything else) with who is away and what is due; five queries.

    ``rows`` are all absences from today on for a year, those of the month shown too.
    """
    first = _month(asked, today)
    following = (first + timedelta(days=32)).replace(day=1)
    last = following - timedelta(days=1)
    rows = absences(by, min(first, today), max(today + YEAR, last))
    due = planned_calls(by, first, last)
    matrix = role_matrix(by)
    return {
        "month": date_format(first, "YEAR_MONTH_FORMAT"),
        "previous": f"{first - timedelta(days=1):%Y-%m}",
        "next": f"{following:%Y-%m}",
        "weeks": _weeks(first, last, rows, due, holidays(by, first, last), today),
        "rows": [_row(row, rows, due, matrix) for row in rows if row.last_day >= min(today, first)],
        "clashes": clashes(rows, matrix.values()),
    }


def clashes(rows: Sequence[Absence], duties: Iterable[DutyAssignment]) -> list[dict[str, Any]]:
    """Return where the holder of a duty and their backup are away on the same days, by first day."""
    found = []
    for duty in duties:
        for one in (row for row in rows if row.membership_id == duty.person_id):
            for other in (row for row in rows if row.membership_id == duty.backup_id):
                begins, ends = max(one.first_day, other.first_day), min(one.last_day, other.last_day)
                if begins <= ends:
                    found.append(
                        {
                            "duty": _(DUTY_LABELS[Duty(duty.duty)]),
                            "who": one.membership.called,
                            "backup": other.membership.called,
                            "first": begins,
                            "last": ends,
                        }
                    )
    return sorted(found, key=lambda row: (row["first"], str(row["duty"])))


def _month(asked: str, today: date) -> date:
    """Return the first day of the month asked for, within ten years of today; of this month for anything else."""
    try:
        first = date.fromisoformat(f"{asked}-01") if len(asked) == len("2026-12") else today.replace(day=1)
    except ValueError:
        return today.replace(day=1)
    return first if abs(first.year - today.year) <= YEARS else today.replace(day=1)


def _weeks(
    first: date,
    last: date,
    rows: Sequence[Absence],
    due: _Due,
    closed: frozenset[date],
    today: date,
) -> list[list[dict[str, Any]]]:
    monday = first - timedelta(days=first.weekday())
    weeks = ((last - monday).days // 7) + 1
    return [
        [
            _day(monday + timedelta(days=7 * week + number), first, rows, due, closed, today) for number in range(7)
        ]
        for week in range(weeks)
    ]  # fmt: skip


def _day(
    day: date,
    first: date,
    rows: Sequence[Absence],
    due: _Due,
    closed: frozenset[date],
    today: date,
) -> dict[str, Any]:
    away = [row.membership for row in rows if row.first_day <= day <= row.last_day]
    return {
        "day": day,
        "is_outside": (day.year, day.month) != (first.year, first.month),
        "is_past": day < today,
        "is_today": day == today,
        "is_holiday": day in closed,
        "away": [{"name": person.called, "due": due.get((person.pk, day), 0)} for person in away],
        "due": sum(many for (_owner, on), many in due.items() if on == day),
    }


def _row(row: Absence, rows: Sequence[Absence], due: _Due, matrix: dict[Duty, DutyAssignment]) -> dict[str, Any]:
    """Return one absence with what is still due with the person then, and who steps in for following up."""
    duty = matrix.get(Duty.FOLLOW_UP)
    stand_in = None
    if duty is not None:
        stand_in = duty.backup if row.membership_id == duty.person_id else duty.person
    both = stand_in is not None and any(
        other.membership_id == stand_in.pk and other.first_day <= row.last_day and row.first_day <= other.last_day
        for other in rows
    )
    return {
        "oid": row.oid,
        "name": row.membership.user.name,
        "first_day": row.first_day,
        "last_day": row.last_day,
        "due": sum(
            many
            for (owner, on), many in due.items()
            if owner == row.membership_id and row.first_day <= on <= row.last_day
        ),
        "stand_in": stand_in.called if stand_in is not None else "",
        "both_away": both,
    }
