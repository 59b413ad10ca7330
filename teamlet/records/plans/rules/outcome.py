"""How long a step lasts, when it starts, and how it went."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from teamlet.ground.reasons import Decision, Reason
from teamlet.records.plans.words import Fit, PlanOutcome

SUCCESS_PERCENT = 70


def plan_length(days: int, *, usual: tuple[int, int] = (7, 14), longest: int = 28) -> Decision[Fit]:
    """Say whether ``days`` is a good length for a step: 7-14 days are usual, 28 the most."""
    values = {"days": days, "longest": longest}
    if days < 1:
        return Decision(Fit.NOT_POSSIBLE, (Reason("plans.length_none", values),))
    if days > longest:
        return Decision(Fit.NOT_POSSIBLE, (Reason("plans.length_too_long", values),))
    if days < usual[0]:
        return Decision(Fit.UNUSUAL, (Reason("plans.length_short", values),))
    if days > usual[1]:
        return Decision(Fit.UNUSUAL, (Reason("plans.length_long", values),))
    return Decision(Fit.USUAL, (Reason("plans.length_usual", values),))


def plan_start(start_on: date, *, on: date, soon: int = 7, farthest: int = 365) -> Decision[Fit]:
    """Say whether a step starts soon enough: inside ``soon`` days is usual.

    A start in the past is kept and named, as plans are sometimes written down afterwards; more
    than ``farthest`` days either way is taken for a slip of the pen.
    """
    away = (start_on - on).days
    values = {"date": start_on.isoformat(), "days": soon}
    if abs(away) > farthest:
        return Decision(Fit.NOT_POSSIBLE, (Reason("plans.start_too_far", values),))
    if away < 0:
        return Decision(Fit.UNUSUAL, (Reason("plans.start_past", values),))
    if away > soon:
        return Decision(Fit.UNUSUAL, (Reason("plans.start_late", values),))
    return Decision(Fit.USUAL, (Reason("plans.start_usual", values),))


def planned_times(
    start_on: date,
    length_days: int,
    *,
    days_per_week: int | None = None,
    weekdays: Collection[int] = (),
) -> int:
    """Count how many times a step is planned between its start and its last day, both included.

    ``weekdays`` (0 = Monday … 6 = Sunday) are counted on the calendar; *any N days a week* counts
    N for each full week and its share, rounded half up and at least 1, of the rest.
    """
    if length_days < 1:
        raise ValueError("a step lasts at least one day")
    if weekdays:
        wanted = set(weekdays)
        if not wanted <= set(range(7)):
            raise ValueError("weekdays go from 0 (Monday) to 6 (Sunday)")
        return sum((start_on + timedelta(days=i)).weekday() in wanted for i in range(length_days))
    if days_per_week is None or not 1 <= days_per_week <= 7:
        raise ValueError("days per week go from 1 to 7")
    weeks, rest = divmod(length_days, 7)
    share = (2 * days_per_week * rest + 7) // 14
    return max(1, weeks * days_per_week + min(share, rest))


def plan_success(times_done: int | None, times_planned: int | None) -> Decision[PlanOutcome]:
    """Turn a count into the outcome of a plan.

    All or more is *done as planned*, 70 % or more *mostly*, anything else above zero *partly*.
    ``None`` for either, or nothing planned, is *unknown*.  Raises ``ValueError`` below zero.
    """
    if times_done is None or times_planned is None or times_planned == 0:
        return Decision(PlanOutcome.UNKNOWN, (Reason("plans.times_not_known"),))
    if times_done < 0 or times_planned < 0:
        raise ValueError("times cannot be below zero")
    reason = Reason("plans.times_done", {"done": times_done, "planned": times_planned})
    if times_done >= times_planned:
        return Decision(PlanOutcome.DONE_AS_PLANNED, (reason,))
    if times_done * 100 >= SUCCESS_PERCENT * times_planned:
        return Decision(PlanOutcome.MOSTLY, (reason,))
    return Decision(PlanOutcome.PARTLY if times_done else PlanOutcome.NOT_STARTED, (reason,))


def is_success(outcome: PlanOutcome) -> bool:
    """Say whether an outcome counts as success in the measures."""
    return outcome in (PlanOutcome.DONE_AS_PLANNED, PlanOutcome.MOSTLY)
