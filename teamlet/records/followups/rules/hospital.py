"""By when somebody talks with a patient after a hospital stay or an emergency visit, and for whom a contact opens."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, timedelta

from teamlet.ground.days import works
from teamlet.ground.reasons import Reason
from teamlet.records.followups.words.hospital import HospitalPlace, HospitalToldBy
from teamlet.records.followups.words.vanished import Astray, WithoutContact

#: Within so many working days after it (domain report section 4.2, close support; a product default).
WORKING_DAYS = 2
#: Days in which the practice works again.
_LOOK = 30


def talk_by(event_on: date, *, today: date, working_days: Container[int], holidays: Container[date]) -> date:
    """Return the day by which somebody talks with the patient: the second working day after the event.

    Known too late for that: the first working day from ``today`` on.
    """
    left = WORKING_DAYS
    for number in range(1, _LOOK):
        day = event_on + timedelta(days=number)
        left -= works(day, working_days, holidays)
        if left == 0:
            if day >= today:
                return day
            break
    days = (today + timedelta(days=number) for number in range(_LOOK))
    return next((day for day in days if works(day, working_days, holidays)), today)


def opens_contact(why: WithoutContact | Astray, *, safety_open: bool) -> bool:
    """Whether an open goal without a contact gets one because of the event.

    Outreach that rests is taken up again.  Who wanted no contact gets none, unless something about their safety is
    open: nobody with an open safety item is paused.
    """
    if why is WithoutContact.DECLINED:
        return safety_open
    return why not in {WithoutContact.NOT_AGREED, WithoutContact.NO_STEP, WithoutContact.DECEASED}


def why_so_soon(place: HospitalPlace, on: date, told_by: HospitalToldBy) -> Reason:
    """Return why a contact is due so soon; a form has no day of its own, so its day is the one it came back."""
    code = "followups.hospital_form" if told_by is HospitalToldBy.FORM else "followups.hospital_contact"
    return Reason(code, {"place": place.value, "day": on.isoformat()})
