"""Pure decisions about the schedule: what its words do to a visit, which day is next, which times a clock shows."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from teamlet.ground.reasons import Decision, Reason
from teamlet.records.visits.words import (
    CALLED_OFF,
    AppointmentMove,
    AppointmentStatus,
    ClockTime,
    VisitState,
)

#: No practice is closed for longer than this.
_LONGEST = 366

_CALLS_OFF = {
    AppointmentStatus.CANCELLED: VisitState.CANCELLED,
    AppointmentStatus.RESCHEDULED: VisitState.RESCHEDULED,
    AppointmentStatus.NO_SHOW: VisitState.NO_SHOW,
}


def next_state(now: VisitState, said: AppointmentStatus) -> tuple[VisitState, Decision[AppointmentMove]]:
    """Decide what a visit becomes when the schedule says ``said`` about it.

    A planned visit is called off, one that was called off can be planned again or called off in another
    way.  A visit that somebody opened, finished or marked as an error stays: what was written in it counts.
    """
    to = _CALLS_OFF.get(said)
    if to is None:
        if now in CALLED_OFF:
            return VisitState.PLANNED, Decision(AppointmentMove.MOVES, (Reason("visits.appointment_moves"),))
        return now, Decision(AppointmentMove.STAYS, (Reason("visits.appointment_as_it_was"),))
    if now in {VisitState.OPEN, VisitState.FINISHED}:
        return now, Decision(AppointmentMove.KEPT, (Reason("visits.opened_stays"),))
    if now is VisitState.ENTERED_IN_ERROR or now is to:
        return now, Decision(AppointmentMove.STAYS, (Reason("visits.appointment_as_it_was"),))
    return to, Decision(AppointmentMove.MOVES, (Reason("visits.appointment_moves"),))


def working_day_after(on: date, working_days: Collection[int], holidays: Collection[date]) -> date:
    """Return the next day after ``on`` on which the practice works (Monday = 0); the next day when none is near."""
    for distance in range(1, _LONGEST):
        day = on + timedelta(days=distance)
        if day.weekday() in working_days and day not in holidays:
            return day
    return on + timedelta(days=1)


def clock_time(day: date, at: time, zone: str) -> Decision[ClockTime]:
    """Say whether the clocks of ``zone`` show ``at`` on ``day`` once, twice (autumn) or not at all (spring)."""
    place = ZoneInfo(zone)
    first = datetime.combine(day, at, tzinfo=place)
    second = first.replace(fold=1)
    values = {"day": day.isoformat(), "time": at.strftime("%H:%M")}
    there = first.astimezone(UTC).astimezone(place).replace(tzinfo=None)
    if there != first.replace(tzinfo=None):
        return Decision(ClockTime.SKIPPED, (Reason("visits.time_skipped", values),))
    if first.utcoffset() != second.utcoffset():
        return Decision(ClockTime.TWICE, (Reason("visits.time_twice", values),))
    return Decision(ClockTime.USUAL, (Reason("visits.time_usual", values),))
