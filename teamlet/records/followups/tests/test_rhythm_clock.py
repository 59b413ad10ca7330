"""The clock walk with the real tables: drafted, released by a standing approval, claimed, sent; six zones.

The rules alone are walked minute by minute in ``outreach/tests/test_rules_rhythm.py``; here the worker's own steps run
over the same nights: each due message goes out exactly once, at its hour, and none while it is quiet.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from teamlet.conftest import make_patient
from teamlet.records.followups.actions import ContactSaid, agree_support, draft_due, reschedule_contact, save_rhythm
from teamlet.records.followups.models import Contact, NeedLevel
from teamlet.records.followups.queries import rhythm as queries
from teamlet.records.followups.tests.test_actions import GOAL, plan
from teamlet.records.outreach import actions as outreach, queries as outreach_queries
from teamlet.records.outreach.models import Consent, Message
from teamlet.records.outreach.rules.outcomes import Accepted
from teamlet.records.outreach.rules.quiet import is_quiet
from teamlet.records.outreach.rules.rhythm import USUAL_RHYTHM, Slot, due_occurrences, problems_of
from teamlet.records.outreach.words import Channel, Purpose
from teamlet.records.patients.models import ContactPoint

pytestmark = pytest.mark.django_db

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Anchorage",
    "America/Halifax",
)
PURPOSES = (Purpose.PLAN_COPY, Purpose.REMINDER, Purpose.CHECK_IN)
#: At the first minute that is not quiet and in the last hour: where a clock that moves would show.
AT_THE_EDGES = USUAL_RHYTHM.with_places(
    {
        "level_2_plan_copy": Slot(replace(USUAL_RHYTHM.places()["level_2_plan_copy"].beat, at=time(8))),
        "level_2_nudge": Slot(replace(USUAL_RHYTHM.places()["level_2_nudge"].beat, at=time(20))),
        "level_2_check_in": Slot(replace(USUAL_RHYTHM.places()["level_2_check_in"].beat, at=time(8))),
        "reminder": Slot(USUAL_RHYTHM.reminder.beat, on=False),
    }
)


@pytest.fixture
def person(practice, staff):
    """Return ``person(number, zone, made_at)``: a patient there who agreed to all, with a plan made at an instant."""
    ma = staff("medical-assistant").principal

    def make(number, zone, made_at):
        patient = make_patient(practice, given=f"Ana {number}", time_zone=zone)
        ContactPoint.objects.create(patient=patient, kind="mobile", value=f"(555) 010-3{number:03}")
        Consent.objects.bulk_create(
            Consent(
                practice=practice, patient=patient, purpose=purpose, channel="text", state="given", how="in_person",
                at=made_at,
            )
            for purpose in PURPOSES
        )  # fmt: skip
        on = made_at.astimezone(ZoneInfo(zone)).date()
        said = plan(starts_on=on + DAY, ends_on=on + 14 * DAY)
        return agree_support(patient=patient, goal_said=GOAL, plan_said=said, at=made_at, by=ma)

    return make


@pytest.fixture
def turn(practice, staff, system):
    """Return ``turn(at)``: all that the worker does at an instant; every provider takes everything."""
    for purpose in PURPOSES:
        outreach.approve_purpose(
            practice=practice, purpose=purpose, channel=Channel.TEXT, at=datetime(2026, 1, 1, tzinfo=UTC),
            by=staff("nurse").principal,
        )  # fmt: skip

    def work(at):
        while queries.has_messages_to_draft(practice, at=at):
            draft_due(practice=practice, at=at, by=system)
        for purpose, channel in queries.kinds_to_release(practice):
            outreach.release_approved(purpose=purpose, channel=channel, at=at, by=system)
        while outreach_queries.has_due(practice, Channel.TEXT, at=at):
            claimed = outreach.claim_messages(
                practice=practice, channel=Channel.TEXT, worker="one", limit=50, lease=timedelta(minutes=1), at=at,
                by=system,
            )  # fmt: skip
            outreach.record_outcomes(
                practice=practice, provider="fake", can_ask=True, quiet=0.0, at=at, by=system,
                said=[outreach.Said(each.pk, each.fence, Accepted("SM1")) for each in claimed],
            )  # fmt: skip

    return work


def steps(nights: list[date], first: datetime, last: datetime) -> list[datetime]:
    """Every hour of the walk, and every quarter of the days on which clocks change (all zones together)."""
    found = {first + HOUR * step for step in range(int((last - first) / HOUR) + 1)}
    for night in nights:
        start = datetime(night.year, night.month, night.day, tzinfo=UTC)
        found |= {start + timedelta(minutes=15) * step for step in range(34 * 4)}
    return sorted(each for each in found if first <= each <= last)


#: Name, a day that a copy, a hello and a check-in all fall on, whether clocks change in its night, zones.
WALKS = [
    ("spring", date(2026, 3, 8), True, ZONES),
    ("autumn", date(2026, 11, 1), True, ZONES),
    ("leap day", date(2028, 2, 29), False, ZONES[:2]),
    ("end of the year", date(2026, 12, 31), False, ZONES[4:]),
]


@pytest.mark.parametrize(
    ("day", "clocks_change", "zones"), [each[1:] for each in WALKS], ids=[each[0] for each in WALKS]
)
def test_each_due_message_goes_out_once_and_never_at_night(practice, staff, person, turn, day, clocks_change, zones):
    type(practice).objects.filter(pk=practice.pk).update(working_days=list(range(7)))
    practice.refresh_from_db()
    began = datetime.combine(day - 12 * DAY, time(12), UTC)
    save_rhythm(rhythm=AT_THE_EDGES, seen=0, at=began, by=staff("nurse").principal)
    # Mid-afternoon by the patient's clock, so that day 1, 5 or 12 is the day looked at.
    waiting = sorted(
        (datetime.combine(day - back * DAY, time(15, 30), ZoneInfo(zone)).astimezone(UTC), zone)
        for back in (1, 5, 12)
        for zone in zones
    )
    versions = []
    for at in steps([day] if clocks_change else [], began, datetime.combine(day, time(12), UTC) + 14 * DAY):
        while waiting and waiting[0][0] <= at:
            made_at, zone = waiting.pop(0)
            versions.append((person(len(versions), zone, made_at), zone))
        turn(at)
    sent = {row.occurrence: row for row in Message.objects.all()}
    assert Counter(row.state for row in sent.values()) == Counter(sent=3 * len(versions))
    on_the_day = 0
    for version, name in versions:
        zone = ZoneInfo(name)
        due = due_occurrences(
            f"plan:{version.oid}",
            version.at.astimezone(zone).date(),
            AT_THE_EDGES.beats(2),
            zone=zone,
            working_days=range(7),
        )
        for each in due:
            row = sent.pop(each.key)
            assert not is_quiet(row.went_out, zone)
            assert timedelta(0) <= row.went_out - each.due_at < HOUR
            assert row.went_out.astimezone(zone).date() == each.on
            on_the_day += each.on == day
    assert sent == {}
    assert on_the_day == len(versions)


@pytest.mark.parametrize("seed", range(3))
def test_a_schedule_edited_while_sending_never_makes_a_second_one(practice, staff, person, turn, seed):
    """Random edits of days, hours, use, level of need, zone and the day of the call between the worker's turns."""
    chance = random.Random(seed)
    nurse = staff("nurse").principal
    began = datetime(2026, 10, 26, 15, 30, tzinfo=UTC)
    people = [person(number, chance.choice(ZONES), began) for number in range(3)]
    number = 0
    for step in range(20 * 4):
        at = began + 6 * HOUR * step
        edit = chance.random()
        if edit < 0.15:
            rhythm = USUAL_RHYTHM.with_places(
                {name: moved(chance, slot) for name, slot in USUAL_RHYTHM.places().items()}
            )
            if not problems_of(rhythm):
                number = save_rhythm(rhythm=rhythm, seen=number, at=at, by=nurse).number
        elif edit < 0.22:
            who = chance.choice(people).plan.patient
            NeedLevel.objects.filter(patient=who).update(is_current=False)
            level = chance.randint(1, 4)
            NeedLevel.objects.create(
                practice=practice, patient=who, level=level, from_inputs=level, inputs=[], digest=str(step), at=at
            )
        elif edit < 0.27:
            who = chance.choice(people).plan.patient
            type(who).objects.filter(pk=who.pk).update(time_zone=chance.choice(ZONES))
        elif edit < 0.32:
            contact = Contact.objects.filter(state="open").order_by("?").first()
            day = at.date() + chance.randint(1, 9) * DAY
            reschedule_contact(contact=contact, said=ContactSaid(agreed_on=day), at=at, by=nurse)
        turn(at)
    for version in people:
        rows = Message.objects.filter(patient=version.plan.patient, occurrence__startswith="plan:")
        beats = Counter(row.occurrence.rpartition(":")[2] for row in rows)
        assert set(beats.values()) <= {1}
        went = [row.went_out.astimezone(ZoneInfo("UTC")) for row in rows if row.went_out]
        assert len(went) == sum(row.state == "sent" for row in rows)


def moved(chance: random.Random, slot: Slot) -> Slot:
    """Another day, another hour, in use or not."""
    if slot.beat.purpose is Purpose.VISIT_PREPARATION:
        return slot
    day = max(1, slot.beat.day + chance.randint(-3, 3))
    beat = replace(slot.beat, day=day, first=max(1, day - 1), last=day + 1, at=time(chance.randint(8, 20)))
    return Slot(beat, chance.random() < 0.8)
