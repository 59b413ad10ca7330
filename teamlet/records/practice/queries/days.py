"""On which days a practice works, and who is away."""

from __future__ import annotations

from datetime import date

from teamlet.records.practice.models import Absence, Holiday, Membership
from teamlet.records.practice.queries.scope import Scope, practice_id_of, practice_of
from teamlet.records.practice.words import WEEKDAYS, MembershipState


def working_days(scope: Scope) -> frozenset[int]:
    """Return the days of the week on which the practice calls, Monday = 0; Monday to Friday unless it chose others."""
    return frozenset(practice_of(scope).working_days or WEEKDAYS)


def holidays(scope: Scope, first: date | None = None, last: date | None = None) -> frozenset[date]:
    """Return the civil days on which nobody calls, between ``first`` and ``last`` inclusive where given."""
    rows = Holiday.objects.filter(practice_id=practice_id_of(scope))
    if first is not None:
        rows = rows.filter(day__gte=first)
    if last is not None:
        rows = rows.filter(day__lte=last)
    return frozenset(rows.values_list("day", flat=True))


def holiday_rows(scope: Scope, first: date | None = None) -> list[Holiday]:
    """Return the holidays with their names from ``first`` on, in order."""
    rows = Holiday.objects.filter(practice_id=practice_id_of(scope))
    return list((rows.filter(day__gte=first) if first is not None else rows).order_by("day"))


def absences(scope: Scope, first: date, last: date) -> list[Absence]:
    """Return the absences of active people that touch the days ``first`` to ``last`` (inclusive)."""
    return list(
        Absence.objects.filter(
            membership__practice_id=practice_id_of(scope),
            membership__state=MembershipState.ACTIVE,
            first_day__lte=last,
            last_day__gte=first,
        )
        .select_related("membership__user")
        .order_by("first_day", "pk")
    )


def absence(scope: Scope, oid: str) -> Absence | None:
    """Return one absence, or None."""
    return (
        Absence.objects.filter(membership__practice_id=practice_id_of(scope), oid=oid)
        .select_related("membership__user", "membership__practice")
        .first()
    )


def absent_on(scope: Scope, on: date) -> frozenset[int]:
    """Return the membership row numbers of everybody who is away on the civil day ``on``."""
    return frozenset(
        Absence.objects.filter(
            membership__practice_id=practice_id_of(scope), first_day__lte=on, last_day__gte=on
        ).values_list("membership_id", flat=True)
    )


def is_absent(membership: Membership, on: date) -> bool:
    """Whether this person is away on the civil day ``on``."""
    return membership.absences.filter(first_day__lte=on, last_day__gte=on).exists()
