"""The rhythm of messages after a plan or a specialist visit: which are due, and when exactly.

Day *n* is *n* days after the plan was made, in the patient's zone.  Each beat has its own days; on a
weekend or a holiday it moves to the nearest working day inside them, as a promised contact does.  The key
of an occurrence names the plan and the beat and nothing else: an edited schedule, another level of need,
a move over a weekend or a night with changing clocks never makes a second one.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from teamlet.ground.days import MONDAY_TO_FRIDAY, nearest_working_day, window_instants
from teamlet.ground.reasons import Decision, Reason
from teamlet.records.outreach.rules.eligibility import USUAL_LIMITS, Limits
from teamlet.records.outreach.rules.quiet import USUAL, QuietHours, next_allowed
from teamlet.records.outreach.rules.words import Due, Usable
from teamlet.records.outreach.words import Purpose

#: How far a beat that asks something is moved when its days hold no working day.
_FARTHEST = 60
#: A due time lasts this long at the latest, so that a window has an end on every day.
_WINDOW = timedelta(minutes=1)
LEVELS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Beat:
    """One message of the rhythm.

    ``day`` with ``first`` and ``last``: the day aimed at and how far it may move.  ``at``: by the patient's clock.
    ``asks``: somebody has to be there for the answer, so that it never goes out on a day off.
    ``useful_days``: after so many days it is of no use any more.
    """

    code: str
    purpose: Purpose
    day: int
    first: int
    last: int
    at: time = time(10)
    asks: bool = False
    useful_days: int = 2


PLAN_COPY = Beat("plan_copy", Purpose.PLAN_COPY, 1, 1, 3)
NUDGE = Beat("nudge", Purpose.REMINDER, 5, 4, 6)
CHECK_IN = Beat("check_in", Purpose.CHECK_IN, 12, 10, 14, asks=True, useful_days=4)

#: By level of need.  With close support (4) a person calls; only the copy of the plan goes out by itself.
Schedule = Mapping[int, Sequence[Beat]]
USUAL_SCHEDULE: Schedule = {
    1: (PLAN_COPY, NUDGE, CHECK_IN),
    2: (PLAN_COPY, NUDGE, CHECK_IN),
    3: (PLAN_COPY, replace(NUDGE, day=4), replace(CHECK_IN, day=7, first=7, last=9)),
    4: (PLAN_COPY,),
}
#: After a visit to a specialist: nothing to copy, nothing to remind of, one question how it went.
AFTER_SPECIALIST: tuple[Beat, ...] = (replace(CHECK_IN, code="specialist_check_in", day=3, first=2, last=6),)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One message that is due: its lasting ``key``, its civil day, and from when until when it may go out (UTC)."""

    key: str
    beat: Beat
    decision: Decision[Due]
    on: date
    due_at: datetime
    expires_at: datetime


#: Within so many days of the plan, at the latest, every message of the rhythm lies.
LONGEST = 60
#: To somebody of the family who wants it, in the first days of the plan.
HELPER = Beat("helper", Purpose.REMINDER, 3, 2, 5)
#: So many days before a contact: "we will call you".
REMINDER = Beat("contact_reminder", Purpose.REMINDER, 1, 1, 1)
#: So many days before a visit: a few questions; the second only while they are not answered.
PREPARATION = (
    Beat("visit_preparation", Purpose.VISIT_PREPARATION, 7, 7, 7),
    Beat("visit_preparation", Purpose.VISIT_PREPARATION, 2, 2, 2),
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A beat at its place in a practice's rhythm, in use or not."""

    beat: Beat
    on: bool = True


@dataclass(frozen=True, slots=True)
class Rhythm:
    """All that goes out by itself in a practice: after a plan by level of need, and around visits and contacts."""

    levels: Mapping[int, tuple[Slot, ...]]
    specialist: Slot
    helper: Slot
    reminder: Slot
    preparation: tuple[Slot, Slot]

    def beats(self, level: int) -> tuple[Beat, ...]:
        """Return the beats in use for a level of need, 1 to 4."""
        return tuple(slot.beat for slot in self.levels[level] if slot.on)

    def places(self) -> dict[str, Slot]:
        """Return every slot by the name of its place: ``level_2_nudge``, ``specialist``, ``preparation_1``."""
        named = {f"level_{level}_{slot.beat.code}": slot for level, slots in self.levels.items() for slot in slots}
        first, second = self.preparation
        return named | {
            "specialist": self.specialist,
            "helper": self.helper,
            "reminder": self.reminder,
            "preparation_1": first,
            "preparation_2": second,
        }

    def with_places(self, slots: Mapping[str, Slot]) -> Rhythm:
        """Return the rhythm with these slots in their places; a place that is not named stays as it is."""
        now = self.places() | dict(slots)
        return Rhythm(
            levels={
                level: tuple(now[f"level_{level}_{slot.beat.code}"] for slot in held)
                for level, held in self.levels.items()
            },
            specialist=now["specialist"],
            helper=now["helper"],
            reminder=now["reminder"],
            preparation=(now["preparation_1"], now["preparation_2"]),
        )


def _usual_slots(level: int) -> tuple[Slot, ...]:
    used = {beat.code: beat for beat in USUAL_SCHEDULE[level]}
    return tuple(Slot(used.get(beat.code, beat), beat.code in used) for beat in (PLAN_COPY, NUDGE, CHECK_IN))


#: What a practice starts with.
USUAL_RHYTHM = Rhythm(
    levels={level: _usual_slots(level) for level in LEVELS},
    specialist=Slot(AFTER_SPECIALIST[0]),
    helper=Slot(HELPER),
    reminder=Slot(REMINDER),
    preparation=(Slot(PREPARATION[0]), Slot(PREPARATION[1])),
)


def as_body(rhythm: Rhythm) -> dict[str, object]:
    """Return a rhythm as it is stored: by place what a practice may set."""
    return {
        name: {
            "on": slot.on,
            "day": slot.beat.day,
            "first": slot.beat.first,
            "last": slot.beat.last,
            "at": f"{slot.beat.at:%H:%M}",
        }
        for name, slot in rhythm.places().items()
    }


def rhythm_of(body: Mapping[str, Any]) -> Rhythm:
    """Return the rhythm that a stored body says; empty = as shipped.  What it does not name is as shipped too."""
    slots = {}
    for name, usual in USUAL_RHYTHM.places().items():
        said = body.get(name)
        if said is None:
            continue
        beat = replace(
            usual.beat, day=said["day"], first=said["first"], last=said["last"], at=time.fromisoformat(said["at"])
        )
        slots[name] = Slot(beat, bool(said["on"]))
    return USUAL_RHYTHM.with_places(slots)


def problems_of(rhythm: Rhythm, *, quiet: QuietHours = USUAL) -> dict[str, tuple[Reason, ...]]:
    """Return by place what is wrong with a rhythm (``level_2`` = with the level as a whole); empty = it can be used."""
    found: dict[str, list[Reason]] = {}
    for level in LEVELS:
        for reason in may_use(rhythm.beats(level), quiet=quiet).reasons:
            if reason.code == "outreach.beats_usable":
                continue
            beat = reason.values.get("next", reason.values.get("beat"))
            found.setdefault(f"level_{level}_{beat}" if beat else f"level_{level}", []).append(reason)
    for name, slot in rhythm.places().items():
        beats = (slot.beat,) if slot.on else ()
        if not name.startswith("level_"):
            wrong = [reason for reason in may_use(beats, quiet=quiet).reasons if reason.code != "outreach.beats_usable"]
            found.setdefault(name, []).extend(wrong)
        if slot.on and slot.beat.last > LONGEST:
            found.setdefault(name, []).append(Reason("outreach.beat_far", {"beat": slot.beat.code, "most": LONGEST}))
    first, second = rhythm.preparation
    if first.on and second.on and second.beat.day >= first.beat.day:
        found["preparation_2"].append(Reason("outreach.beat_before_visit"))
    return {name: tuple(reasons) for name, reasons in found.items() if reasons}


def occurrence_before(
    key: str, on: date, beat: Beat, *, zone: ZoneInfo, quiet: QuietHours = USUAL, until: date | None = None
) -> Occurrence:
    """Return the message that goes out ``beat.day`` days before ``on``; of use until the morning of ``until`` (``on``).

    Never in the quiet hours: then it goes out at the first moment after them.
    """
    day = on - timedelta(days=beat.day)
    due = next_allowed(_instant(day, beat.at, zone), zone, quiet)
    end = _instant(until or on, quiet.ends, zone)
    reason = Reason("outreach.reminder_day", {"date": day.isoformat()})
    return Occurrence(key, beat, Decision(Due.DUE, (reason,)), due.astimezone(zone).date(), due, max(end, due))


def occurrence_key(subject: str, beat: Beat) -> str:
    """Return the key of one beat of one ``subject`` ("plan:" and its oid): unique in a practice for good."""
    return f"{subject}:{beat.code}"


def due_occurrences(
    subject: str,
    made_on: date,
    beats: Sequence[Beat],
    *,
    zone: ZoneInfo,
    quiet: QuietHours = USUAL,
    working_days: Container[int] = MONDAY_TO_FRIDAY,
    holidays: Container[date] = frozenset(),
) -> tuple[Occurrence, ...]:
    """Return every message that is due after ``made_on`` (the patient's civil day), in the order of time.

    Each beat gives exactly one, at ``at`` by the patient's clock or at the first moment after it that is
    not quiet.  A time that the clock skips becomes the first moment after the gap; one that comes twice is its
    first.  No two fall on the same day: a beat moved over the next one's day has the status *skipped*, because the
    later one says more.  Works for any zone, leap years and ends of months.
    """
    found: list[Occurrence] = []
    for beat in beats:
        day, reason = _day_of(beat, made_on, working_days, holidays)
        due = next_allowed(_instant(day, beat.at, zone), zone, quiet)
        on = due.astimezone(zone).date()
        end = _instant(on + timedelta(days=beat.useful_days), beat.at, zone)
        found.append(Occurrence(occurrence_key(subject, beat), beat, Decision(Due.DUE, (reason,)), on, due, end))
    for place, each in enumerate(found[:-1]):
        later = found[place + 1]
        if later.on <= each.on:
            reason = Reason("outreach.beat_skipped", {"date": each.on.isoformat()})
            found[place] = replace(each, decision=Decision(Due.SKIPPED, (reason,)))
        elif later.due_at < each.expires_at:
            found[place] = replace(each, expires_at=later.due_at)
    return tuple(found)


def may_use(beats: Sequence[Beat], *, quiet: QuietHours = USUAL, limits: Limits = USUAL_LIMITS) -> Decision[Usable]:
    """Say whether an edited rhythm can be used, with everything that is wrong with it."""
    wrong: list[Reason] = []
    codes = [beat.code for beat in beats]
    wrong += [Reason("outreach.beat_twice", {"beat": code}) for code in sorted(set(codes)) if codes.count(code) > 1]
    for beat in beats:
        if not 0 < beat.first <= beat.day <= beat.last or beat.useful_days < 1:
            wrong.append(Reason("outreach.beat_days", {"beat": beat.code}))
        if quiet.hold(beat.at):
            wrong.append(Reason("outreach.beat_quiet", {"beat": beat.code, "at": f"{beat.at:%H:%M}"}))
    for earlier, later in pairwise(beats):
        if later.first <= earlier.last:
            wrong.append(Reason("outreach.beats_overlap", {"beat": earlier.code, "next": later.code}))
    for beat in beats:
        near = sum(beat.day <= other.day < beat.day + 7 for other in beats)
        if near > limits.per_week:
            wrong.append(Reason("outreach.beats_too_many", {"most": limits.per_week}))
            break
    if wrong:
        return Decision(Usable.NO, tuple(wrong))
    return Decision(Usable.YES, (Reason("outreach.beats_usable"),))


def _day_of(beat: Beat, made_on: date, working_days: Container[int], holidays: Container[date]) -> tuple[date, Reason]:
    aim, first, last = (made_on + timedelta(days=days) for days in (beat.day, beat.first, beat.last))
    day = nearest_working_day(aim, first=first, last=last, working_days=working_days, holidays=holidays)
    values: dict[str, object] = {"aim": beat.day}
    if day is None and beat.asks:
        day = nearest_working_day(
            last, first=last, last=last + timedelta(days=_FARTHEST), working_days=working_days, holidays=holidays
        )
    chosen = aim if day is None else day
    values |= {"date": chosen.isoformat(), "day": (chosen - made_on).days}
    if chosen == aim:
        return chosen, Reason("outreach.beat_on_its_day", values)
    return chosen, Reason("outreach.beat_moved", values)


def _instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The first instant at which the clock in ``zone`` shows ``clock`` on ``day``, or the first after a gap."""
    until = (datetime.combine(day, clock) + _WINDOW).time()
    if until <= clock:  # the last minute of a day: one minute after the one before it
        before = (datetime.combine(day, clock) - _WINDOW).time()
        return window_instants(day, before, clock, zone)[0] + _WINDOW
    return window_instants(day, clock, until, zone)[0]
