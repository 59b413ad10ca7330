"""Due messages and quiet hours: clocks that change, leap days, ends of months; each exactly once, none at night."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings, strategies as st

from teamlet.records.outreach.rules.quiet import USUAL, QuietHours, is_quiet, next_allowed, zone_of
from teamlet.records.outreach.rules.rhythm import (
    AFTER_SPECIALIST,
    CHECK_IN,
    LEVELS,
    NUDGE,
    PLAN_COPY,
    USUAL_SCHEDULE,
    Beat,
    due_occurrences,
    may_use,
    occurrence_key,
)
from teamlet.records.outreach.rules.words import REASONS, Due, Usable
from teamlet.records.outreach.words import Purpose

NEW_YORK = ZoneInfo("America/New_York")
#: Zone, spring night, autumn night.  The first six are the walk; the others change by half an hour, at midnight, or never.
NIGHTS = [
    ("America/New_York", date(2026, 3, 8), date(2026, 11, 1)),
    ("America/Chicago", date(2026, 3, 8), date(2026, 11, 1)),
    ("America/Denver", date(2026, 3, 8), date(2026, 11, 1)),
    ("America/Los_Angeles", date(2026, 3, 8), date(2026, 11, 1)),
    ("America/Anchorage", date(2026, 3, 8), date(2026, 11, 1)),
    ("America/Halifax", date(2026, 3, 8), date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 10, 4), date(2026, 4, 5)),
    ("America/Santiago", date(2026, 9, 6), date(2026, 4, 5)),
    ("Pacific/Honolulu", date(2026, 3, 8), date(2026, 11, 1)),
]
NIGHT_CASES = [(zone, night) for zone, *nights in NIGHTS for night in nights]
MINUTE = timedelta(minutes=1)
CLOCKS = [
    time(0), time(0, 30), time(1), time(1, 30), time(1, 59), time(2), time(2, 15), time(2, 30), time(3), time(3, 30),
    time(7, 59), time(8), time(10), time(20, 59), time(21), time(23, 30), time(23, 58), time(23, 59),
]  # fmt: skip
EVERY_DAY = frozenset(range(7))
NO_QUIET = QuietHours(time(0), time(0))


def minutes_around(night: date, zone: ZoneInfo) -> list[datetime]:
    """Every minute from noon before to noon after the night on which clocks change."""
    start = datetime(night.year, night.month, night.day, 12, tzinfo=zone).astimezone(UTC) - timedelta(days=1, hours=1)
    return [start + MINUTE * step for step in range(50 * 60)]


# --- the walk ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "night"), NIGHT_CASES)
@pytest.mark.parametrize("quiet", [USUAL, NO_QUIET, QuietHours(time(1), time(2, 30))])
def test_every_due_message_once_and_none_at_night(name, night, quiet):
    zone = ZoneInfo(name)
    walk = minutes_around(night, zone)
    due = [
        each
        for days_back in range(3)
        for clock in CLOCKS
        for beat in (PLAN_COPY, NUDGE, CHECK_IN)
        for each in due_occurrences(
            f"plan:{days_back}:{clock}",
            night - timedelta(days=beat.day - 1 + days_back),
            (replace(beat, at=clock),),
            zone=zone,
            quiet=quiet,
            working_days=EVERY_DAY,
        )
    ]
    inside = [each for each in due if walk[0] <= each.due_at <= walk[-1] - MINUTE]
    assert len(inside) >= 2 * len(CLOCKS)
    waiting, sent = {each.key: each for each in inside}, []
    for minute in walk:  # a worker that looks once a minute and forgets nothing
        for key, each in list(waiting.items()):
            if each.due_at <= minute < each.expires_at:
                assert not is_quiet(minute, zone, quiet)
                assert minute - each.due_at < MINUTE
                sent.append(key)
                del waiting[key]
    assert not waiting
    assert len(sent) == len(set(sent)) == len(inside)
    for each in inside:
        local = each.due_at.astimezone(zone)
        if quiet is NO_QUIET:  # on its day and at its time; where that does not occur, right after the gap
            gap = local.utcoffset() - (each.due_at - MINUTE).astimezone(zone).utcoffset()
            assert local.time() == each.beat.at or gap > timedelta(0)
            assert local.fold == 0


@pytest.mark.parametrize(("name", "night"), NIGHT_CASES)
@pytest.mark.parametrize(
    "quiet", [USUAL, QuietHours(time(23), time(2, 30)), QuietHours(time(1, 30), time(1, 45)), NO_QUIET]
)
def test_next_allowed_is_the_first_minute_that_is_not_quiet(name, night, quiet):
    zone = ZoneInfo(name)
    walk = minutes_around(night, zone)
    first_after: datetime | None = None
    wanted = {}
    for minute in reversed(walk):
        if not is_quiet(minute, zone, quiet):
            first_after = minute
        wanted[minute] = first_after
    for minute in walk[:: 1 if quiet is not USUAL else 7]:
        if wanted[minute] is not None:
            assert next_allowed(minute, zone, quiet) == wanted[minute]


@given(
    st.integers(0, 15 * 365 * 24 * 60).map(
        lambda minutes: datetime(2020, 1, 1, 0, 0, 30, tzinfo=UTC) + minutes * MINUTE
    ),
    st.sampled_from([name for name, *_ in NIGHTS]),
    st.tuples(st.times(), st.times()).map(
        lambda pair: QuietHours(*(each.replace(second=0, microsecond=0) for each in pair))
    ),
)
@settings(max_examples=200)
def test_next_allowed_never_is_quiet_and_never_before(at, name, quiet):
    zone = ZoneInfo(name)
    found = next_allowed(at, zone, quiet)
    assert found >= at
    assert not is_quiet(found, zone, quiet)
    assert found - at <= timedelta(hours=26)
    if is_quiet(at, zone, quiet):
        assert found - MINUTE < at or is_quiet(found - MINUTE, zone, quiet)
    else:
        assert found == at


@pytest.mark.parametrize(
    ("at", "quiet"),
    [(time(20, 59, 59), False), (time(21), True), (time(23, 59), True), (time(0), True), (time(7, 59, 59), True), (time(8), False)],
)  # fmt: skip
def test_the_borders_of_the_night(at, quiet):
    instant = datetime.combine(date(2026, 7, 1), at, tzinfo=NEW_YORK)
    assert is_quiet(instant, NEW_YORK) is quiet


def test_quiet_hours_are_whole_minutes_and_instants_have_a_zone():
    with pytest.raises(ValueError, match="whole minutes"):
        QuietHours(time(21, 0, 1), time(8))
    with pytest.raises(ValueError, match="zone"):
        next_allowed(datetime(2026, 1, 1), NEW_YORK)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("America/Denver", "America/Denver"),
        ("", "America/New_York"),
        ("Mars/Olympus", "America/New_York"),
        ("../../etc/passwd", "America/New_York"),
        ("America", "America/New_York"),
        ("a\0b", "America/New_York"),
    ],
)
def test_a_zone_nobody_knows_is_the_practices(name, expected):
    assert zone_of(name, "America/New_York").key == expected


# --- the calendar ------------------------------------------------------------------------------------

HOLIDAYS = frozenset(
    {date(2027, 12, 24), date(2027, 12, 31), date(2028, 1, 17), date(2028, 2, 21), date(2028, 5, 29), date(2028, 7, 4)}
)


def works(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


def test_every_day_of_two_years_has_its_messages_once():
    keys: set[str] = set()
    for step in range(731):  # the leap day of 2028 and 24 ends of months are in between
        made_on = date(2027, 3, 1) + timedelta(days=step)
        for level in LEVELS:
            beats = USUAL_SCHEDULE[level]
            found = due_occurrences(f"plan:{made_on}:{level}", made_on, beats, zone=NEW_YORK, holidays=HOLIDAYS)
            assert [each.beat for each in found] == list(beats)
            days = [each.on for each in found]
            assert days == sorted(set(days))
            for each in found:
                assert each.decision.status is Due.DUE
                window = [made_on + timedelta(days=day) for day in range(each.beat.first, each.beat.last + 1)]
                if any(works(day) for day in window):
                    assert each.on in window
                    assert works(each.on)
                elif each.beat.asks:  # a long weekend
                    assert works(each.on)
                else:
                    assert (each.on - made_on).days == each.beat.day
                assert each.due_at.astimezone(NEW_YORK).time() == each.beat.at
                assert each.due_at < each.expires_at
                assert each.key not in keys
                keys.add(each.key)
            for earlier, later in pairwise(found):
                assert earlier.expires_at <= later.due_at


@pytest.mark.parametrize(
    ("made_on", "expected"),
    [
        ("2028-02-28", ["2028-02-29", "2028-03-03", "2028-03-10"]),  # a leap day in between
        ("2027-02-28", ["2027-03-01", "2027-03-05", "2027-03-12"]),
        ("2026-10-30", ["2026-11-02", "2026-11-04", "2026-11-11"]),  # over the night clocks go back
        ("2026-12-30", ["2026-12-31", "2027-01-04", "2027-01-11"]),
    ],
)  # fmt: skip
def test_known_dates(made_on, expected):
    found = due_occurrences("plan:x", date.fromisoformat(made_on), USUAL_SCHEDULE[1], zone=NEW_YORK)
    assert [each.on.isoformat() for each in found] == expected


def test_a_long_closure_moves_only_what_asks():
    closed = frozenset(date(2026, 12, 19) + timedelta(days=step) for step in range(20))
    found = due_occurrences("plan:x", date(2026, 12, 18), USUAL_SCHEDULE[1], zone=NEW_YORK, holidays=closed)
    assert [each.on for each in found] == [date(2026, 12, 19), date(2026, 12, 23), date(2027, 1, 8)]
    assert {each.decision.status for each in found} == {Due.DUE}


def test_two_never_on_one_day():
    closed = frozenset(date(2026, 12, 19) + timedelta(days=step) for step in range(20))
    asks = (replace(NUDGE, asks=True), CHECK_IN)
    first, second = due_occurrences("plan:x", date(2026, 12, 18), asks, zone=NEW_YORK, holidays=closed)
    assert first.on == second.on
    assert (first.decision.status, second.decision.status) == (Due.SKIPPED, Due.DUE)
    assert first.decision.reason.code == "outreach.beat_skipped"


# --- keys --------------------------------------------------------------------------------------------


def test_keys_do_not_change_with_anything_that_may_be_edited():
    made_on = date(2026, 11, 2)
    usual = {each.beat.code: each.key for each in due_occurrences("plan:x", made_on, USUAL_SCHEDULE[1], zone=NEW_YORK)}
    for beats in (USUAL_SCHEDULE[3], tuple(replace(beat, at=time(15), useful_days=9) for beat in USUAL_SCHEDULE[2])):
        for zone in (NEW_YORK, ZoneInfo("America/Anchorage")):
            for holidays in (frozenset(), HOLIDAYS | {date(2026, 11, 3)}):
                for day in (made_on, made_on + timedelta(days=3)):
                    for each in due_occurrences("plan:x", day, beats, zone=zone, holidays=holidays):
                        assert each.key == usual[each.beat.code]
    assert len(set(usual.values())) == 3
    assert occurrence_key("plan:y", CHECK_IN) not in usual.values()
    assert occurrence_key("visit:x", AFTER_SPECIALIST[0]) not in usual.values()


# --- what a practice may set -------------------------------------------------------------------------


@pytest.mark.parametrize("beats", [*USUAL_SCHEDULE.values(), AFTER_SPECIALIST])
def test_what_is_shipped_may_be_used(beats):
    assert may_use(beats).status is Usable.YES


@pytest.mark.parametrize(
    ("beats", "code"),
    [
        ((NUDGE, NUDGE), "outreach.beat_twice"),
        ((replace(NUDGE, day=9),), "outreach.beat_days"),
        ((replace(NUDGE, first=0, day=0),), "outreach.beat_days"),
        ((replace(NUDGE, useful_days=0),), "outreach.beat_days"),
        ((replace(NUDGE, at=time(21)),), "outreach.beat_quiet"),
        ((replace(NUDGE, at=time(7, 59)),), "outreach.beat_quiet"),
        ((CHECK_IN, NUDGE), "outreach.beats_overlap"),
        ((PLAN_COPY, replace(NUDGE, first=3)), "outreach.beats_overlap"),
        (tuple(Beat(f"b{day}", Purpose.REMINDER, day, day, day) for day in (1, 3, 5, 7)), "outreach.beats_too_many"),
    ],
)
def test_a_rhythm_that_cannot_be_used_says_why(beats, code):
    decision = may_use(beats)
    assert decision.status is Usable.NO
    assert code in {reason.code for reason in decision.reasons}
    assert {reason.code for reason in decision.reasons} <= set(REASONS)
