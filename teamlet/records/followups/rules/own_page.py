"""The patient's own page: who may open it, by when somebody answers, to which days a call may move."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from teamlet.ground.days import works
from teamlet.ground.reasons import Decision, Reason
from teamlet.records.followups.words.own_page import PULSE_AFTER, PULSE_EVERY, OwnAccess

#: After this hour at the practice a cry for help is answered on the next working day.
LATEST_HOUR = time(16)
#: Nobody looks further for a working day.
_FARTHEST = 60


@dataclass(frozen=True, slots=True)
class OwnPageFacts:
    """What decides whether a page may be shown; the page asks it anew each time.

    ``is_adult`` None = the birth date is not known.  ``helper_agreed`` None = the link is the patient's own.
    """

    is_adult: bool | None
    is_merged: bool = False
    is_deceased: bool = False
    is_active: bool = True
    helper_agreed: bool | None = None


def may_open(facts: OwnPageFacts) -> Decision[OwnAccess]:
    """Decide whether there is a page at all, for the patient or (``helper_agreed``) for somebody who helps."""
    code = ""
    if facts.is_merged or facts.is_deceased or not facts.is_active:
        code = "followups.own_page_gone"
    elif facts.is_adult is None:
        code = "followups.own_page_no_birth_date"
    elif not facts.is_adult:
        code = "followups.own_page_staff_only"
    elif facts.helper_agreed is False:
        code = "followups.own_page_no_helper"
    if code:
        return Decision(OwnAccess.NO, (Reason(code),))
    return Decision(OwnAccess.YES, (Reason("followups.own_page_open"),))


def answer_day(at: datetime, working_days: Container[int], holidays: Container[date]) -> date:
    """Return the day by which somebody answers: today on a working day before 16:00, else the next working day.

    ``at`` is in the practice's zone.
    """
    today = at.date()
    first = today if at.time() < LATEST_HOUR else today + timedelta(days=1)
    days = (first + timedelta(days=more) for more in range(_FARTHEST))
    return next((day for day in days if works(day, working_days, holidays)), first)


def offered_days(
    window_first: date, window_last: date, today: date, working_days: Container[int], holidays: Container[date]
) -> tuple[date, ...]:
    """Return the working days of a contact's window from tomorrow on; the next five when none of it is left."""
    tomorrow = today + timedelta(days=1)
    inside = [
        window_first + timedelta(days=more)
        for more in range(min((window_last - window_first).days, _FARTHEST) + 1)
        if window_first + timedelta(days=more) >= tomorrow
    ]
    found = tuple(day for day in inside if works(day, working_days, holidays))
    if len(found) > 1:
        return found
    coming = (tomorrow + timedelta(days=more) for more in range(_FARTHEST))
    return tuple(day for day in coming if works(day, working_days, holidays))[:5]


def asks_pulse(reached_at: datetime | None, asked_at: datetime | None, at: datetime) -> bool:
    """Whether the two questions about the practice are shown: soon after a contact, at most every 90 days."""
    if reached_at is None or not timedelta(0) <= at - reached_at <= PULSE_AFTER:
        return False
    return asked_at is None or at - asked_at >= PULSE_EVERY
