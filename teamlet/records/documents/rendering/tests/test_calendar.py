"""The calendar file: neutral titles, the right days, unmoved by changed clocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil.rrule import rrulestr

from teamlet.records.documents.rendering.calendar import action_days, render_calendar
from teamlet.records.documents.rendering.page import LONGEST_PLAN_DAYS, Contact, Spoken, Step
from teamlet.records.documents.rendering.tests.cast import CEDAR, ROSA, ROSA_ES
from teamlet.records.documents.rendering.tests.texts import EN, ES
from teamlet.records.followups.words import Channel
from teamlet.records.plans.words import FollowUpAnswer

MONDAY_TO_FRIDAY = frozenset({1, 2, 3, 4, 5})
ZONES = (
    "America/Denver",
    "America/New_York",
    "America/Phoenix",
    "America/Anchorage",
    "America/Puerto_Rico",
    "Pacific/Honolulu",
)


def events_of(body: bytes) -> dict[str, icalendar.Event]:
    """Return the events by the middle part of their identifiers."""
    calendar = icalendar.Calendar.from_ical(body)
    return {str(event["uid"]).split("@")[0].rsplit("-", 1)[1]: event for event in calendar.walk("VEVENT")}


def starts_of(event: icalendar.Event) -> list[datetime | date]:
    """Return every start of an event, its series unrolled by an independent library on wall-clock time."""
    start = event.decoded("dtstart")
    if "rrule" not in event:
        return [start]
    wall = start.replace(tzinfo=None) if isinstance(start, datetime) else datetime.combine(start, time())
    walls = list(rrulestr(event["rrule"].to_ical().decode(), dtstart=wall))
    if isinstance(start, datetime):
        return [each.replace(tzinfo=start.tzinfo) for each in walls]
    return [each.date() for each in walls]


def test_the_days_and_the_contact_under_neutral_titles():
    events = events_of(render_calendar(ROSA, EN))
    assert {name: str(event["summary"]) for name, event in events.items()} == {
        "step": "My plan",
        "contact": "My plan: phone call",
    }
    assert starts_of(events["step"]) == [
        date(2026, 11, 22),
        date(2026, 11, 24),
        date(2026, 11, 26),
        date(2026, 11, 29),
        date(2026, 12, 1),
        date(2026, 12, 3),
    ]
    assert events["contact"].decoded("dtstart").astimezone(UTC) == datetime(2026, 12, 1, 16, tzinfo=UTC)
    assert events["contact"].decoded("dtend").astimezone(UTC) == datetime(2026, 12, 1, 19, tzinfo=UTC)


def test_spanish_titles():
    events = events_of(render_calendar(ROSA_ES, ES))
    assert [str(event["summary"]) for event in events.values()] == ["Mi plan", "Mi plan: llamada"]


def test_nothing_private_is_in_the_file():
    body = render_calendar(replace(ROSA, caution_open=True), EN).decode().lower()
    for word in ("walk", "grandson", "rosa", "cedar", "knee", "nurse", "555", "goal", "health", "sister"):
        assert word not in body


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("start", "last"),
    [
        (date(2026, 10, 26), date(2026, 11, 8)),
        (date(2027, 3, 8), date(2027, 3, 21)),
        (date(2026, 12, 28), date(2027, 1, 10)),
        (date(2028, 2, 21), date(2028, 3, 5)),
    ],
    ids=["clocks go back", "clocks go forward", "new year", "leap day"],
)
@pytest.mark.parametrize("at", [None, time(7), time(19, 30)])
def test_days_are_counted_and_clock_times_kept_in_every_zone(zone, start, last, at):
    facts = replace(
        ROSA,
        practice=replace(CEDAR, zone=ZoneInfo(zone)),
        start_on=start,
        last_on=last,
        step=Step(sentence="Walk.", weekdays=MONDAY_TO_FRIDAY, at=at),
    )
    event = events_of(render_calendar(facts, EN))["step"]
    starts = starts_of(event)
    wanted = [start + timedelta(days=number) for number in range((last - start).days + 1)]
    wanted = [day for day in wanted if day.isoweekday() in MONDAY_TO_FRIDAY]
    assert len(starts) == 10
    if at is None:
        assert starts == wanted
    else:
        assert [each.astimezone(ZoneInfo(zone)) for each in starts] == [
            datetime.combine(day, at, tzinfo=ZoneInfo(zone)) for day in wanted
        ]


@pytest.mark.parametrize("zone", ZONES)
def test_the_described_zone_says_the_same_as_the_zone_itself(zone):
    """A reader that knows only the file's VTIMEZONE finds the same instants."""
    facts = replace(ROSA, practice=replace(CEDAR, zone=ZoneInfo(zone)))
    calendar = icalendar.Calendar.from_ical(render_calendar(facts, EN))
    described = calendar.walk("VTIMEZONE")[0].to_tz(lookup_tzid=False)
    for day in range(0, 365, 7):
        wall = datetime.combine(date(2026, 1, 1) + timedelta(days=day), time(12))
        assert described.utcoffset(wall) == wall.replace(tzinfo=ZoneInfo(zone)).utcoffset(), wall


def test_a_clock_time_that_the_clocks_skip_moves_past_the_gap():
    step = Step(sentence="Walk.", weekdays=frozenset({7}), at=time(2, 30))
    facts = replace(ROSA, start_on=date(2027, 3, 14), last_on=date(2027, 3, 14), step=step)
    start = events_of(render_calendar(facts, EN))["step"].decoded("dtstart")
    assert start.astimezone(UTC) == datetime(2027, 3, 14, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("times", "weekdays"),
    [
        (1, {7}),
        (2, {7, 3}),
        (3, {7, 2, 4}),
        (4, {7, 1, 3, 5}),
        (5, {7, 1, 2, 4, 5}),
        (6, {7, 1, 2, 3, 4, 5}),
        (7, {1, 2, 3, 4, 5, 6, 7}),
    ],
)
def test_any_days_are_spread_over_the_week_from_the_first_day(times, weekdays):
    facts = replace(ROSA, step=Step(sentence="Walk.", times_a_week=times), last_on=date(2026, 11, 28))
    days = action_days(facts)
    assert days is not None
    assert days.weekdays == weekdays
    assert len(days.dates) == times
    assert days.dates[0] == date(2026, 11, 22)


def test_the_last_day_is_the_plans_else_the_contacts_else_a_week():
    def last(**changes):
        days = action_days(replace(ROSA, **changes))
        return days.last if days else None

    none = Contact(answer=FollowUpAnswer.DECLINED)
    assert last() == date(2026, 12, 5)
    assert last(last_on=None) == date(2026, 12, 1)
    assert last(last_on=None, contact=none) == date(2026, 11, 28)
    far = replace(ROSA.contact, on=date(2027, 6, 1))
    assert last(last_on=None, contact=far) == date(2026, 11, 22) + timedelta(days=LONGEST_PLAN_DAYS - 1)
    assert last(start_on=None, last_on=None) is None
    assert last(step=Step(as_spoken=Spoken("walk now and then"))) is None


@pytest.mark.parametrize(
    ("contact", "names"),
    [
        (Contact(answer=FollowUpAnswer.DECLINED), ["step"]),
        (Contact(answer=FollowUpAnswer.NOT_ASKED), ["step"]),
        (ROSA.contact, ["step", "contact"]),
    ],
)
def test_only_an_agreed_contact_is_an_event(contact, names):
    assert list(events_of(render_calendar(replace(ROSA, contact=contact), EN))) == names


def test_a_contact_without_a_window_takes_the_day():
    contact = replace(ROSA.contact, opens=None, closes=None, channel=Channel.TEXT)
    event = events_of(render_calendar(replace(ROSA, contact=contact), EN))["contact"]
    assert event.decoded("dtstart") == date(2026, 12, 1)
    assert str(event["summary"]) == "My plan: we talk"


def test_the_same_version_gives_the_same_file_and_a_newer_one_takes_its_place():
    older, newer = render_calendar(ROSA, EN), render_calendar(replace(ROSA, version=3), EN)
    assert older == render_calendar(ROSA, EN)
    assert [str(event["uid"]) for event in events_of(older).values()] == [
        str(event["uid"]) for event in events_of(newer).values()
    ]
    assert {event["sequence"] for event in events_of(older).values()} == {2}
    assert {event["sequence"] for event in events_of(newer).values()} == {3}


def test_a_plan_without_days_or_contact_is_an_empty_calendar():
    facts = replace(ROSA, start_on=None, last_on=None, contact=Contact(answer=FollowUpAnswer.DECLINED))
    assert events_of(render_calendar(facts, EN)) == {}


def test_lines_end_and_fold_as_the_standard_wants():
    body = render_calendar(ROSA, ES)
    assert body.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
