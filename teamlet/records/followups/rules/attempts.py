"""What to try while a patient is not reached yet, fairly and with an end.

The policy is a product default that the practice may edit: at least three different days, another
time of day, two channels, inside 14 days from the due date; then a letter; then the next visit
asks.  Payers' published outreach patterns look alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from teamlet.ground.reasons import Decision, Reason
from teamlet.records.followups.words import AttemptResult, Channel, DayPart, NextAttempt, Reached

USUAL_CHANNELS: tuple[Channel, ...] = (Channel.CALL, Channel.TEXT, Channel.EMAIL)
#: Another way than calling again, for somebody who must not be left alone.
CLOSE_CHANNELS: tuple[Channel, ...] = (Channel.IN_PERSON, Channel.VISIT, Channel.VIDEO)

#: Days between two tries for somebody with close support who was not reached by the usual ones.
CLOSE_GAP_DAYS = 7


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try: its civil day and part of the day in the patient's zone, its channel and result.

    ``answers_question`` is whether the exchange was about how it went; ``None`` when not recorded.
    """

    on: date
    part: DayPart
    channel: Channel
    result: AttemptResult
    answers_question: bool | None = None


@dataclass(frozen=True, slots=True)
class AttemptPlan:
    """What to do next, from which day on, by which channels, best first.

    ``other_than`` are the parts of the day tried so far when another one is wanted; ``rest_until``
    is the first day with outreach again; ``flag_for_visit`` asks the next visit to bring it up.
    """

    decision: Decision[NextAttempt]
    on: date | None = None
    channels: tuple[Channel, ...] = ()
    other_than: frozenset[DayPart] = frozenset()
    rest_until: date | None = None
    flag_for_visit: bool = False
    correct_contact_point: bool = False


def day_part(clock: time) -> DayPart:
    """Return the part of the day of a civil time: before 12, before 17, or after."""
    if clock < time(12):
        return DayPart.MORNING
    return DayPart.AFTERNOON if clock < time(17) else DayPart.EVENING


def is_reached(result: AttemptResult, answers_question: bool | None = None) -> Decision[Reached]:
    """Decide whether a try was a two-way exchange about the goal.

    A live talk counts unless it was recorded as being about something else; a reply counts only
    when it answers the question how it went.  Messages, letters and unanswered calls never count.
    """
    if result is AttemptResult.REACHED:
        if answers_question is False:
            return Decision(Reached.NO, (Reason("followups.spoke_of_something_else"),))
        return Decision(Reached.YES, (Reason("followups.reached_live"),))
    if result is AttemptResult.REPLIED:
        if answers_question:
            return Decision(Reached.YES, (Reason("followups.reached_reply"),))
        return Decision(Reached.NO, (Reason("followups.reply_without_answer"),))
    if result is AttemptResult.DECLINED:
        return Decision(Reached.NO, (Reason("followups.declined_to_talk"),))
    return Decision(Reached.NO, (Reason("followups.one_way"),))


def next_attempt(
    attempts: Sequence[Attempt],
    *,
    due_on: date,
    on: date,
    channels: Sequence[Channel] = USUAL_CHANNELS,
    close_support: bool = False,
    safety_item_open: bool = False,
    least_days: int = 3,
    least_channels: int = 2,
    within_days: int = 14,
    letter_days: int = 7,
    rest_days: int = 90,
) -> AttemptPlan:
    """Say what to do next for a patient who is not reached yet.

    ``attempts`` may come in any order; tries that met a wrong number do not count, and their
    channel is left out until the contact point is corrected (give ``channels`` again then).  The
    tries still to make are made even when ``within_days`` have passed, so that nobody is given up
    after one late call.  With close support or an open safety item outreach never rests: another
    way than more calls is proposed, a week after the last try or the next day when a safety item is
    open, and the next visit is flagged.
    """
    ordered = sorted(attempts, key=lambda attempt: attempt.on)
    if any(is_reached(attempt.result, attempt.answers_question).status is Reached.YES for attempt in ordered):
        return AttemptPlan(Decision(NextAttempt.NONE, (Reason("followups.nothing_to_try"),)))
    if ordered and ordered[-1].result is AttemptResult.DECLINED:
        return AttemptPlan(Decision(NextAttempt.NONE, (Reason("followups.talk_declined"),)))

    wrong = {attempt.channel for attempt in ordered if attempt.result is AttemptResult.WRONG_NUMBER}
    usable = tuple(channel for channel in channels if channel not in wrong and channel is not Channel.LETTER)
    letters = [
        attempt
        for attempt in ordered
        if attempt.channel is Channel.LETTER and attempt.result is not AttemptResult.WRONG_NUMBER
    ]
    tries = [
        attempt
        for attempt in ordered
        if attempt.channel is not Channel.LETTER and attempt.result is not AttemptResult.WRONG_NUMBER
    ]
    days = {attempt.on for attempt in tries}
    parts = {attempt.part for attempt in tries}
    used = {attempt.channel for attempt in tries}

    channels_possible = min(least_channels, len(used | set(usable)))
    enough = len(days) >= least_days and len(parts) >= 2 and len(used) >= channels_possible
    if not enough and not letters:
        if not usable:
            return _without_contact_point(Channel.LETTER in wrong, on)
        return _another_try(
            tries, usable, due_on=due_on, on=on, least_days=least_days, within_days=within_days, wrong=bool(wrong)
        )
    if not letters and Channel.LETTER not in wrong:
        reasons = (Reason("followups.send_letter", {"tries": len(days)}),)
        return AttemptPlan(
            Decision(NextAttempt.LETTER, reasons), on, (Channel.LETTER,), correct_contact_point=bool(wrong)
        )
    if letters:
        until = letters[-1].on + timedelta(days=letter_days)
        if on < until:
            values = {"date": letters[-1].on.isoformat(), "until": until.isoformat()}
            return AttemptPlan(Decision(NextAttempt.WAIT, (Reason("followups.letter_sent", values),)), until)
    unable = Reason("followups.unable_to_reach", {"tries": len(days)})
    if close_support or safety_item_open:
        code = "followups.no_rest_safety" if safety_item_open else "followups.no_rest_need"
        gap = timedelta(days=1 if safety_item_open else CLOSE_GAP_DAYS)
        after = max((attempt.on + gap for attempt in ordered), default=on)
        status = NextAttempt.ATTEMPT if on >= after else NextAttempt.WAIT
        return AttemptPlan(
            Decision(status, (Reason(code), unable)),
            max(on, after),
            CLOSE_CHANNELS,
            frozenset(),
            flag_for_visit=True,
            correct_contact_point=bool(wrong),
        )
    rest = on + timedelta(days=rest_days)
    return AttemptPlan(
        Decision(NextAttempt.UNABLE_TO_REACH, (unable, Reason("followups.rest_until", {"date": rest.isoformat()}))),
        rest_until=rest,
        flag_for_visit=True,
        correct_contact_point=bool(wrong),
    )


def _without_contact_point(letter_wrong: bool, on: date) -> AttemptPlan:
    reason = Reason("followups.correct_contact_point")
    return AttemptPlan(
        Decision(NextAttempt.CORRECT_CONTACT_POINT, (reason,)),
        on,
        () if letter_wrong else (Channel.LETTER,),
        flag_for_visit=True,
        correct_contact_point=True,
    )


def _another_try(
    tries: Sequence[Attempt],
    usable: tuple[Channel, ...],
    *,
    due_on: date,
    on: date,
    least_days: int,
    within_days: int,
    wrong: bool,
) -> AttemptPlan:
    used = [attempt.channel for attempt in tries]
    # Fewest tries first; among equals the order in which the practice or the patient prefers them.
    best = tuple(sorted(usable, key=lambda channel: (used.count(channel), usable.index(channel))))
    parts = {attempt.part for attempt in tries}
    days = {attempt.on for attempt in tries}
    if not tries:
        first = Reason("followups.first_try", {"channel": usable[0].value})
        extra = (Reason("followups.wrong_number_seen"),) if wrong else ()
        return AttemptPlan(
            Decision(NextAttempt.ATTEMPT, (first, *extra)), max(on, due_on), usable, correct_contact_point=wrong
        )
    reasons: list[Reason] = []
    status, when = NextAttempt.ATTEMPT, on
    if on in days:
        status, when = NextAttempt.WAIT, on + timedelta(days=1)
        reasons.append(Reason("followups.try_other_day", {"date": when.isoformat()}))
    if len(days) < least_days:
        reasons.append(Reason("followups.tries_left", {"tries": len(days), "least": least_days}))
    one_part = len(parts) < 2
    if one_part:
        reasons.append(Reason("followups.try_other_time"))
    if len(set(used)) < 2 and best[0] not in used:
        reasons.append(Reason("followups.try_other_channel", {"channel": best[0].value}))
    if when > due_on + timedelta(days=within_days):
        reasons.append(Reason("followups.tries_late", {"days": within_days}))
    if wrong:
        reasons.append(Reason("followups.wrong_number_seen"))
    return AttemptPlan(
        Decision(status, tuple(reasons)),
        when,
        best,
        frozenset(parts) if one_part else frozenset(),
        correct_contact_point=wrong,
    )
