"""The calendar file of a plan: the days of the step and the agreed contact, under titles that tell onlookers nothing.

Titles come from the neutral calendar texts; no goal, step, practice or health word is written into the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from teamlet.records.documents.rendering.page import LONGEST_PLAN_DAYS, Step, TakeHome
from teamlet.records.documents.rendering.texts import fill
from teamlet.records.followups.words import Channel
from teamlet.records.plans.words import FollowUpAnswer

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    import icalendar

_PRODUCT = "-//Teamlet//My plan//EN"
_UID_HOME = "teamlet.invalid"
_STEP_MINUTES = 30
_CONTACT_MINUTES = 30
_DAY_NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_TITLES = {Channel.CALL: "calendar_call", Channel.RELAY: "calendar_call", Channel.VIDEO: "calendar_call"}


@dataclass(frozen=True, slots=True)
class ActionDays:
    """The days of a step: weekdays (1 Monday … 7 Sunday) from ``first`` to ``last``, both included."""

    first: date
    last: date
    weekdays: frozenset[int]

    @property
    def dates(self) -> tuple[date, ...]:
        """Return every action day in order."""
        span = (self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1))
        return tuple(day for day in span if day.isoweekday() in self.weekdays)


def action_days(facts: TakeHome) -> ActionDays | None:
    """Return the days of the step, or ``None`` when the plan names no start.

    Named weekdays are kept.  "Any N days" are spread evenly over the week from the first day on, as a reminder that
    the patient may move.  A plan without a last day runs to the agreed contact, at most ``LONGEST_PLAN_DAYS``; without
    a contact, for one week.
    """
    if facts.start_on is None:
        return None
    weekdays = facts.step.weekdays or _spread(facts.step, facts.start_on)
    if not weekdays:
        return None
    last = facts.last_on or facts.contact.on or facts.start_on + timedelta(days=6)
    latest = facts.start_on + timedelta(days=LONGEST_PLAN_DAYS - 1)
    return ActionDays(facts.start_on, max(facts.start_on, min(last, latest)), weekdays)


def _spread(step: Step, first: date) -> frozenset[int]:
    times = step.times_a_week or 0
    return frozenset((first.isoweekday() - 1 + number * 7 // times) % 7 + 1 for number in range(times))


def render_calendar(facts: TakeHome, texts: Mapping[str, str]) -> bytes:
    """Return an iCalendar file (RFC 5545) with the step's days as one series and the agreed contact.

    Days are all-day, or at the patient's clock time in the practice's zone, so that a night of changed clocks moves
    nothing.  The identifiers depend on the plan alone and ``SEQUENCE`` is its version: the same version gives the same
    bytes, and a newer file takes the place of the older one in the patient's calendar.  A contact that was declined or
    not set leaves no event; a plan without events gives a valid, empty calendar.
    Raises ``TextsIncomplete`` when the language lacks a calendar title.
    """
    import icalendar

    calendar = icalendar.Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    events = [event for event in (_step_series(facts, texts), _contact(facts, texts)) if event is not None]
    spans = [event.decoded("dtstart") for event in events]
    timed = [start for start in spans if isinstance(start, datetime)]
    if timed:
        calendar.add_component(_zone(facts, timed))
    for event in events:
        calendar.add_component(event)
    return calendar.to_ical()


def _event(facts: TakeHome, name: str, title: str) -> icalendar.Event:
    import icalendar

    event = icalendar.Event()
    event.add("uid", f"{facts.plan_key}-{name}@{_UID_HOME}")
    event.add("sequence", facts.version)
    event.add("dtstamp", facts.saved_at.astimezone(UTC))
    event.add("summary", title)
    event.add("class", "PRIVATE")
    return event


def _step_series(facts: TakeHome, texts: Mapping[str, str]) -> icalendar.Event | None:
    days = action_days(facts)
    if days is None or not days.dates:
        return None
    event = _event(facts, "step", fill(texts, "calendar_step"))
    first = days.dates[0]
    if facts.step.at is None:
        event.add("dtstart", first)
        event.add("dtend", first + timedelta(days=1))
    else:
        event.add("dtstart", _at(facts, first, facts.step.at))
        event.add("duration", timedelta(minutes=_STEP_MINUTES))
    event.add("transp", "TRANSPARENT")
    if len(days.dates) > 1:
        names = [_DAY_NAMES[day - 1] for day in sorted(days.weekdays)]
        event.add("rrule", {"freq": "weekly", "count": len(days.dates), "byday": names, "wkst": "MO"})
    return event


def _contact(facts: TakeHome, texts: Mapping[str, str]) -> icalendar.Event | None:
    contact = facts.contact
    if contact.answer is not FollowUpAnswer.AGREED or contact.on is None:
        return None
    event = _event(facts, "contact", fill(texts, _TITLES.get(contact.channel, "calendar_contact")))
    if contact.opens is None or contact.closes is None:
        event.add("dtstart", contact.on)
        event.add("dtend", contact.on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        return event
    opens, closes = _at(facts, contact.on, contact.opens), _at(facts, contact.on, contact.closes)
    event.add("dtstart", opens)
    event.add("dtend", max(closes, opens + timedelta(minutes=_CONTACT_MINUTES), key=datetime.timestamp))
    event.add("transp", "TRANSPARENT")
    return event


def _at(facts: TakeHome, day: date, clock: time) -> datetime:
    """Return the practice-local instant; a clock time that the changed clocks skip moves past the gap."""
    zone = facts.practice.zone
    local = datetime.combine(day, clock, tzinfo=zone)
    return local.astimezone(UTC).astimezone(zone)


def _zone(facts: TakeHome, starts: list[datetime]) -> icalendar.Timezone:
    """Describe the practice's zone over the years that the events touch: its first offset and every change of clocks.

    Written here because a change of clocks begins at the wall time *before* it (RFC 5545, 3.6.5).
    """
    import icalendar

    zone = facts.practice.zone
    first = datetime(min(starts).year, 1, 1, tzinfo=UTC)
    last = datetime((max(starts) + timedelta(days=LONGEST_PLAN_DAYS)).year + 1, 1, 1, tzinfo=UTC)
    described = icalendar.Timezone()
    described.add("tzid", zone.key)
    described.add_component(_observance(first.astimezone(zone), first.astimezone(zone).utcoffset()))
    for instant in _clock_changes(zone, first, last):
        before = (instant - timedelta(seconds=1)).astimezone(zone).utcoffset()
        described.add_component(_observance(instant.astimezone(zone), before))
    return described


def _observance(begins: datetime, before: timedelta | None) -> icalendar.TimezoneStandard | icalendar.TimezoneDaylight:
    import icalendar

    observance = icalendar.TimezoneDaylight() if begins.dst() else icalendar.TimezoneStandard()
    offset_before = before or timedelta()
    observance.add("dtstart", (begins.astimezone(UTC) + offset_before).replace(tzinfo=None))
    observance.add("tzoffsetfrom", offset_before)
    observance.add("tzoffsetto", begins.utcoffset() or timedelta())
    observance.add("tzname", begins.tzname() or "")
    return observance


def _clock_changes(zone: ZoneInfo, first: datetime, last: datetime) -> list[datetime]:
    """Return the instants, to the minute, at which the zone's offset changes between two instants."""
    changes = []
    day = first
    while day < last:
        following = day + timedelta(days=1)
        if day.astimezone(zone).utcoffset() != following.astimezone(zone).utcoffset():
            early, late = day, following
            while late - early > timedelta(minutes=1):
                middle = early + timedelta(minutes=int((late - early).total_seconds() // 120))
                if middle.astimezone(zone).utcoffset() == early.astimezone(zone).utcoffset():
                    early = middle
                else:
                    late = middle
            changes.append(late)
        day = following
    return changes
