"""Pure decisions about what is shared in a visit: time for the plan, care that is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from teamlet.content.teaching import Care
from teamlet.ground.reasons import Decision, Reason
from teamlet.records.visits.words import CareDone, TimeLeft

#: A visit of unknown length is taken for this long.
USUAL_MINUTES = 20
#: Minutes that belong to the plan, and how long before them the line appears.
FOR_THE_PLAN = 5
AHEAD = 3
#: A visit that is still open so long after its planned end was only not closed.
FORGOTTEN = 30


def time_for_plan(began_at: datetime | None, minutes: int | None, at: datetime) -> Decision[TimeLeft]:
    """Decide whether the line that protects the plan stands on the strip now.

    It comes once, a few minutes before the last five, and says the time at which the plan should begin: no clock
    runs.  Past the planned end it says that a short plan still fits; half an hour later nothing any more.
    """
    if began_at is None:
        return Decision(TimeLeft.ENOUGH, (Reason("visits.time_enough"),))
    ends = began_at + timedelta(minutes=minutes or USUAL_MINUTES)
    if at >= ends + timedelta(minutes=FORGOTTEN):
        return Decision(TimeLeft.ENOUGH, (Reason("visits.time_enough"),))
    if at >= ends:
        return Decision(TimeLeft.OVER, (Reason("visits.time_over"),))
    if at >= ends - timedelta(minutes=FOR_THE_PLAN + AHEAD):
        return Decision(TimeLeft.NOW, (Reason("visits.time_for_plan", {"minutes": FOR_THE_PLAN}),))
    return Decision(TimeLeft.ENOUGH, (Reason("visits.time_enough"),))


@dataclass(frozen=True, slots=True)
class CareState:
    """One part of the care to expect, when it was last done as far as the chart knows, and whether it is open."""

    code: str
    last: date | None
    decision: Decision[CareDone]

    @property
    def is_gap(self) -> bool:
        """Whether it stands on the team's list of what is open."""
        return self.decision.status is CareDone.OPEN


def care_state(care: Care, dates: Mapping[str, date], on: date) -> CareState:
    """Decide one part of the care to expect from the last days in the chart (by LOINC code)."""
    if not care.codes:
        return CareState(care.code, None, Decision(CareDone.ASK, (Reason("visits.care_ask"),)))
    days = [dates[code] for code in care.codes if code in dates and dates[code] <= on]
    last = max(days, default=None)
    if last is None:
        return CareState(care.code, None, Decision(CareDone.OPEN, (Reason("visits.care_never"),)))
    if on - last > timedelta(days=care.days):
        return CareState(
            care.code, last, Decision(CareDone.OPEN, (Reason("visits.care_open", {"last": last.isoformat()}),))
        )
    done = Reason("visits.care_done", {"last": last.isoformat()})
    return CareState(care.code, last, Decision(CareDone.DONE, (done,)))
