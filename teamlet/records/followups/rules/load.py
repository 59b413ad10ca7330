"""Who might best take a contact, and on which day: suggestions with their reasons; what was agreed always wins.

Payer and race are no facts here, so that they can order nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from teamlet.ground.reasons import Reason
from teamlet.records.tasks.rules import CALL_MINUTES

#: How many days are suggested at most.
DAYS = 3


@dataclass(frozen=True, slots=True)
class PersonLoad:
    """What one person has to do, and what makes them suitable.

    ``open`` counts contacts, ``week`` those due by the end of the week with the overdue ones; ``planned`` and ``kept``
    are minutes of that week.  ``speaks`` is whether they talk in the patient's language, None when that is no
    question; ``is_named`` whether they hold or back up following up.  A pool (``is_pool``) is suggested only when it is
    named: it has no time of its own.
    """

    person: int
    open: int = 0
    week: int = 0
    planned: int = 0
    kept: int = 0
    speaks: bool | None = None
    is_here: bool = True
    is_named: bool = False
    is_pool: bool = False

    @property
    def is_full(self) -> bool:
        """Whether no further call fits into the time kept."""
        return self.kept > 0 and self.planned + CALL_MINUTES > self.kept

    @property
    def rank(self) -> int:
        """How much calling is their part: time kept or named for it, contacts already, time that is full, none."""
        if self.is_full:
            return 2
        if self.kept or self.is_named:
            return 0
        return 1 if self.open else 3


@dataclass(frozen=True, slots=True)
class OwnerSuggestion:
    """Who is suggested, None for nobody, why, and everybody in this order."""

    person: int | None
    reasons: tuple[Reason, ...]
    order: tuple[int, ...]


def suggest_owner(people: Iterable[PersonLoad], *, until: date) -> OwnerSuggestion:
    """Suggest who takes a contact among those who may: here, in the patient's language, with the least to do.

    ``until`` is the last day of the week that is counted.
    """
    rows = sorted(
        people,
        key=lambda row: (
            row.is_pool and not row.is_named,
            not row.is_here,
            row.speaks is False,
            row.rank,
            row.week,
            row.open,
            row.person,
        ),
    )
    order = tuple(row.person for row in rows)
    best = rows[0] if rows else None
    if best is None or not best.is_here or (best.is_pool and not best.is_named):
        return OwnerSuggestion(None, (Reason("tasks.load_nobody"),), order)
    reasons = [Reason("tasks.load_least", {"open": best.open, "week": best.week, "until": until.isoformat()})]
    if best.speaks:
        reasons.insert(0, Reason("tasks.load_speaks"))
    if best.is_named:
        reasons.append(Reason("tasks.load_named"))
    return OwnerSuggestion(best.person, (*reasons, Reason("tasks.load_here")), order)


@dataclass(frozen=True, slots=True)
class DayFacts:
    """What is known of one day for the person who calls: minutes ``kept`` for calls and when, calls ``planned``."""

    on: date
    is_here: bool = True
    kept: int = 0
    planned: int = 0
    hours: tuple[tuple[time, time], ...] = ()


@dataclass(frozen=True, slots=True)
class DaySuggestion:
    """A day on which the contact fits, the time of it, and why."""

    on: date
    from_time: time | None
    to_time: time | None
    reasons: tuple[Reason, ...]


def suggest_days(
    days: Sequence[DayFacts],
    *,
    aim: date,
    convenient: tuple[time, time] | None = None,
    keeps_time: bool = False,
) -> tuple[DaySuggestion, ...]:
    """Suggest the days, best first, that fit the patient's time, the caller's absences and time for calls.

    ``days`` are the working days of the window; ``aim`` is the day the rule proposes, ``convenient`` when the patient
    likes to be called.  Days on which the caller is away are left out unless there is no other.  ``keeps_time`` is
    whether the caller keeps time for calls at all: then a day with room in it comes first.
    """
    here = [day for day in days if day.is_here] or list(days)
    found = []
    for day in here:
        hours = _shared(day.hours, convenient)
        has_room = (day.planned + 1) * CALL_MINUTES <= day.kept
        reasons = [Reason("followups.day_away" if not day.is_here else "followups.day_in_window")]
        if keeps_time and day.is_here:
            code = "followups.day_room" if has_room else "followups.day_full" if day.kept else "followups.day_no_block"
            reasons.append(Reason(code, {"planned": day.planned * CALL_MINUTES, "kept": day.kept}))
        if convenient is not None and day.hours:
            reasons.append(Reason("followups.day_fits" if hours else "followups.day_other_time"))
        begins, ends = hours or convenient or (day.hours[0] if day.hours else (None, None))
        key = (
            keeps_time and not has_room,
            convenient is not None and bool(day.hours) and hours is None,
            abs((day.on - aim) / timedelta(days=1)),
            day.on,
        )
        found.append((key, DaySuggestion(day.on, begins, ends, tuple(reasons))))
    return tuple(suggestion for _key, suggestion in sorted(found, key=lambda pair: pair[0]))[:DAYS]


def _shared(hours: Iterable[tuple[time, time]], wanted: tuple[time, time] | None) -> tuple[time, time] | None:
    """Return the first stretch of at least one call that lies in both, or None."""
    if wanted is None:
        return None
    for begins, ends in hours:
        first, last = max(begins, wanted[0]), min(ends, wanted[1])
        if (last.hour * 60 + last.minute) - (first.hour * 60 + first.minute) >= CALL_MINUTES:
            return first, last
    return None
