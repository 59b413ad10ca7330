"""When a promised contact is due.

All dates are civil dates in the practice's zone; day *n* is *n* days after the plan was made.  The
window of days 10 to 14 is the seed rule of the Primary Care Team Guide; the rest are product
defaults.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta

from teamlet.ground.days import MONDAY_TO_FRIDAY, nearest_working_day, works
from teamlet.ground.reasons import Decision, Reason
from teamlet.records.followups.rules.cadence import CADENCES, DEPRESSION_DAYS, days_after_contact
from teamlet.records.followups.words import ContactDate, DueState
from teamlet.records.followups.words.needs import Level
from teamlet.records.plans.words import PlanOutcome

FIRST_DAY, USUAL_DAY, LAST_DAY = 10, 12, 14
FARTHEST_DAYS = 365


@dataclass(frozen=True, slots=True)
class ContactProposal:
    """A decision on the date, the date, and the first and last day of its window.

    The dates are ``None`` only when the agreed date is not possible.
    """

    decision: Decision[ContactDate]
    on: date | None
    window_start: date | None
    window_end: date | None


def _agreed(
    made_on: date,
    agreed_on: date,
    today: date,
    working_days: Container[int],
    holidays: Container[date],
    *,
    window: tuple[int, int],
) -> ContactProposal:
    first_day, last_day = window
    day = (agreed_on - made_on).days
    values = {"date": agreed_on.isoformat(), "day": day, "first": first_day, "last": last_day}
    if agreed_on < today:
        refusal = Decision(ContactDate.NOT_POSSIBLE, (Reason("followups.date_past", values),))
        return ContactProposal(refusal, None, None, None)
    away = (agreed_on - today).days
    if away > FARTHEST_DAYS:
        far = {"date": agreed_on.isoformat(), "days": away, "most": FARTHEST_DAYS}
        refusal = Decision(ContactDate.NOT_POSSIBLE, (Reason("followups.date_too_far", far),))
        return ContactProposal(refusal, None, None, None)
    warnings = []
    if agreed_on in holidays:
        warnings.append(Reason("followups.date_holiday", values))
    elif agreed_on.weekday() not in working_days:
        warnings.append(Reason("followups.date_not_working", values))
    if agreed_on == today:
        warnings.append(Reason("followups.date_same_day", values))
    elif day < first_day:
        warnings.append(Reason("followups.date_early", values))
    elif day > last_day:
        warnings.append(Reason("followups.date_late", values))
    inside = first_day <= day <= last_day
    window_start = made_on + timedelta(days=first_day) if inside else agreed_on
    window_end = made_on + timedelta(days=last_day) if inside else agreed_on
    agreed = Reason("followups.date_agreed", values)
    # An early or same-day date is a promise like any other: it is said, not warned about.
    warned = any(
        reason.code in ("followups.date_holiday", "followups.date_not_working", "followups.date_late")
        for reason in warnings
    )
    status = ContactDate.AGREED_WARNED if warned else ContactDate.AGREED
    reasons = (*warnings, agreed) if warned else (agreed, *warnings)
    return ContactProposal(Decision(status, reasons), agreed_on, window_start, window_end)


def contact_date(
    made_on: date,
    *,
    agreed_on: date | None = None,
    start_on: date | None = None,
    working_days: Container[int] = MONDAY_TO_FRIDAY,
    holidays: Container[date] = frozenset(),
    within_days: int | None = None,
    on: date | None = None,
    first_day: int = FIRST_DAY,
    due_day: int = USUAL_DAY,
    last_day: int = LAST_DAY,
) -> ContactProposal:
    """Propose the date of the contact that follows a plan made on ``made_on``.

    - Usually: the working day nearest to day 12 inside days 10-14, the earlier of two as near.
    - The step starts later than the day after it was made: the aim is day 10 or start + 7,
      whichever is later, at most day 14; the working day nearest to it, as above.
    - No working day inside days 10-14: the last working day before day 10 (never the day of the
      plan itself); when there is none either, the next one after day 14.
    - ``within_days`` (close support; 7 for a new antidepressant or depression plan): the last
      working day inside that many days.
    - ``agreed_on`` wins over all of these.  A holiday, a day off or a day after day 14 is kept and
      named; a day before ``on`` (default ``made_on``) or more than 365 days away is not possible.

    The window is days 10-14; an agreed date outside them, and a contact within days, has a window
    of its own.  Weekdays go from 0 (Monday) to 6 (Sunday).  The days 10, 12 and 14 are settings of the practice.
    """
    if agreed_on is not None:
        return _agreed(made_on, agreed_on, on or made_on, working_days, holidays, window=(first_day, last_day))
    if within_days is not None:
        return _within(made_on, within_days, working_days, holidays)
    if not 1 <= first_day <= due_day <= last_day:
        raise ValueError("the usual day lies inside the window")
    first, last = made_on + timedelta(days=first_day), made_on + timedelta(days=last_day)
    aim = made_on + timedelta(days=due_day)
    if start_on is not None and start_on > made_on + timedelta(days=1):
        aim = min(last, max(first, start_on + timedelta(days=7)))
    chosen = nearest_working_day(aim, first=first, last=last, working_days=working_days, holidays=holidays)
    aim_day = (aim - made_on).days
    if chosen is not None:
        values = {
            "date": chosen.isoformat(),
            "day": (chosen - made_on).days,
            "aim": aim_day,
            "first": first_day,
            "last": last_day,
        }
        decision = Decision(ContactDate.DEFAULT, (Reason("followups.date_default", values),))
        return ContactProposal(decision, chosen, first, last)
    for back in range(first_day - 1, 0, -1):
        day = made_on + timedelta(days=back)
        if works(day, working_days, holidays):
            reason = Reason(
                "followups.date_before_window",
                {"date": day.isoformat(), "day": back, "first": first_day, "last": last_day},
            )
            return ContactProposal(Decision(ContactDate.BEFORE_WINDOW, (reason,)), day, day, last)
    for ahead in range(last_day + 1, FARTHEST_DAYS + 1):
        day = made_on + timedelta(days=ahead)
        if works(day, working_days, holidays):
            reason = Reason("followups.date_after_window", {"date": day.isoformat(), "day": ahead, "last": last_day})
            return ContactProposal(Decision(ContactDate.DEFAULT, (reason,)), day, first, day)
    reason = Reason("followups.date_no_working_day", {"date": aim.isoformat(), "aim": aim_day})
    return ContactProposal(Decision(ContactDate.DEFAULT, (reason,)), aim, first, last)


def _within(made_on: date, days: int, working_days: Container[int], holidays: Container[date]) -> ContactProposal:
    if days < 1:
        raise ValueError("a contact within days needs at least one day")
    end = made_on + timedelta(days=days)
    chosen = nearest_working_day(
        end,
        first=made_on + timedelta(days=1),
        last=end,
        working_days=working_days,
        holidays=holidays,
    )
    on = end if chosen is None else chosen
    reason = Reason("followups.date_within", {"date": on.isoformat(), "days": days})
    decision = Decision(ContactDate.DEFAULT, (reason,))
    return ContactProposal(decision, on, made_on + timedelta(days=1), end)


def odd_day(on: date, *, working_days: Container[int], holidays: Container[date]) -> Reason | None:
    """Return what to say about a contact agreed for ``on``: a holiday, a day off; ``None`` for a working day."""
    if works(on, working_days, holidays):
        return None
    code = "followups.contact_on_holiday" if on in holidays else "followups.contact_on_day_off"
    return Reason(code, {"date": on.isoformat()})


def due_state(on: date, due: date, window_end: date) -> Decision[DueState]:
    """Say where a contact stands on ``on``: coming up before ``due``, overdue after the window."""
    values: dict[str, object] = {"due": due.isoformat(), "window_end": window_end.isoformat()}
    if on > window_end and on > due:
        values["days"] = (on - max(due, window_end)).days
        return Decision(DueState.OVERDUE, (Reason("followups.overdue", values),))
    if on >= due:
        return Decision(DueState.DUE, (Reason("followups.due", values),))
    values["days"] = (due - on).days
    return Decision(DueState.UPCOMING, (Reason("followups.upcoming", values),))


def first_contact_days(
    made_on: date,
    level: Level,
    *,
    depression_treatment_is_new: bool = False,
    working_days: Container[int] = MONDAY_TO_FRIDAY,
    holidays: Container[date] = frozenset(),
) -> int | None:
    """Return inside how many days the first contact after a plan must lie; None = the usual window of the practice.

    Intensive: inside 7 days.  Close support: on one of the next two working days.  A new antidepressant or a new plan
    about depression: inside 7 days whatever the level (experience.md section 5.9).
    """
    cadence = CADENCES[level]
    days = cadence.first_days[1]
    if cadence.working_days:
        days = _after_working_days(made_on, days, working_days, holidays)
    elif level.number < Level.INTENSIVE.number:
        return DEPRESSION_DAYS if depression_treatment_is_new else None
    return min(days, DEPRESSION_DAYS) if depression_treatment_is_new else days


def _after_working_days(made_on: date, many: int, working_days: Container[int], holidays: Container[date]) -> int:
    """Return the days up to the ``many``-th working day after ``made_on``; ``many`` where none is found in 30 days."""
    for days in range(1, 31):
        many -= works(made_on + timedelta(days=days), working_days, holidays)
        if many == 0:
            return days
    return many


def next_after_contact(
    outcome: PlanOutcome,
    *,
    contact_on: date,
    level: int = 2,
    confidence: int | None = None,
    threshold: int = 7,
    successes_in_a_row: int = 0,
    contacts_so_far: int = 1,
    new_step: bool = False,
    start_on: date | None = None,
    depression_treatment_is_new: bool = False,
    working_days: Container[int] = MONDAY_TO_FRIDAY,
    holidays: Container[date] = frozenset(),
) -> ContactProposal:
    """Propose the contact after a contact; there is always one.

    ``level`` is the patient's level of need in force, 1 (self-directed) to 4 (close support); the intervals are those
    of ``cadence.CADENCES``.  A new step is asked about in days 10-14, in 7 days from level 3 up; low how-sure or a
    step not started yet brings the contact forward.  ``successes_in_a_row`` includes this contact.
    """
    if not 1 <= level <= 4:
        raise ValueError("levels of need go from 1 to 4")
    if depression_treatment_is_new:
        return _within_named(contact_on, DEPRESSION_DAYS, "followups.next_depression", working_days, holidays)
    if new_step and level <= 2:
        plain = contact_date(contact_on, start_on=start_on, working_days=working_days, holidays=holidays)
        date_text = plain.on.isoformat() if plain.on else ""
        reasons = (Reason("followups.next_new_step", {"date": date_text}), *plain.decision.reasons)
        return ContactProposal(Decision(plain.decision.status, reasons), plain.on, plain.window_start, plain.window_end)
    unsure = confidence is not None and confidence < threshold
    days, code = days_after_contact(
        Level(str(level)),
        needs_company=unsure or outcome in (PlanOutcome.NOT_STARTED, PlanOutcome.PARTLY),
        went_well=outcome in (PlanOutcome.DONE_AS_PLANNED, PlanOutcome.MOSTLY),
        contacts_so_far=0 if new_step else contacts_so_far,
        successes_in_a_row=successes_in_a_row,
    )
    return _within_named(contact_on, days, code, working_days, holidays)


def _within_named(
    contact_on: date, days: int, code: str, working_days: Container[int], holidays: Container[date]
) -> ContactProposal:
    """Return a contact inside ``days`` with the reason ``code``; its window is the last third."""
    found = _within(contact_on, days, working_days, holidays)
    if found.on is None:  # pragma: no cover - _within always proposes a day
        return found
    start = min(found.on, contact_on + timedelta(days=max(1, days - days // 3)))
    reason = Reason(code, {"date": found.on.isoformat(), "days": days})
    return ContactProposal(Decision(ContactDate.DEFAULT, (reason,)), found.on, start, found.window_end)
