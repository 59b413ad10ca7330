"""Rules and actions of the schedule, in tables."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from teamlet.conftest import make_patient
from teamlet.ground import clock
from teamlet.ground.reasons import Refused
from teamlet.records.visits import rules
from teamlet.records.visits.actions import (
    Appointment,
    AppointmentOutcome,
    mark_ready,
    open_visit,
    set_support_minimum,
    store_appointments,
)
from teamlet.records.visits.models import Visit
from teamlet.records.visits.words import CALLED_OFF, REASONS, AppointmentStatus, ClockTime, VisitState

S, A = VisitState, AppointmentStatus


@pytest.mark.parametrize(
    ("now", "said", "then"),
    [
        (S.PLANNED, A.BOOKED, S.PLANNED), (S.PLANNED, A.CANCELLED, S.CANCELLED), (S.PLANNED, A.NO_SHOW, S.NO_SHOW),
        (S.PLANNED, A.RESCHEDULED, S.RESCHEDULED), (S.PLANNED, A.ARRIVED, S.PLANNED), (S.PLANNED, A.DONE, S.PLANNED),
        (S.OPEN, A.CANCELLED, S.OPEN), (S.OPEN, A.NO_SHOW, S.OPEN), (S.OPEN, A.BOOKED, S.OPEN),
        (S.FINISHED, A.CANCELLED, S.FINISHED), (S.FINISHED, A.DONE, S.FINISHED),
        (S.CANCELLED, A.BOOKED, S.PLANNED), (S.CANCELLED, A.NO_SHOW, S.NO_SHOW), (S.CANCELLED, A.CANCELLED, S.CANCELLED),
        (S.NO_SHOW, A.ARRIVED, S.PLANNED), (S.RESCHEDULED, A.BOOKED, S.PLANNED),
        (S.ENTERED_IN_ERROR, A.BOOKED, S.ENTERED_IN_ERROR), (S.ENTERED_IN_ERROR, A.CANCELLED, S.ENTERED_IN_ERROR),
    ],
)  # fmt: skip
def test_what_a_schedule_does_to_a_visit(now, said, then):
    to, decision = rules.next_state(now, said)
    assert to is then
    assert decision.reason.code in REASONS
    assert (decision.status == "kept") == (
        now in {S.OPEN, S.FINISHED} and said in {A.CANCELLED, A.NO_SHOW, A.RESCHEDULED}
    )


@pytest.mark.parametrize(
    ("on", "days", "free", "then"),
    [
        ("2026-11-20", range(5), [], "2026-11-23"),  # Friday to Monday
        ("2026-11-25", range(5), ["2026-11-26", "2026-11-27"], "2026-11-30"),
        ("2026-11-20", range(7), [], "2026-11-21"),
        ("2026-11-23", [1], [], "2026-11-24"),
        ("2026-11-24", [1], [], "2026-12-01"),
        ("2026-11-23", [], [], "2026-11-24"),  # a practice that never works still has a tomorrow
    ],
)
def test_the_next_working_day(on, days, free, then):
    found = rules.working_day_after(date.fromisoformat(on), set(days), {date.fromisoformat(day) for day in free})
    assert found == date.fromisoformat(then)


@pytest.mark.parametrize(
    ("zone", "first"),
    [
        ("America/New_York", "2026-03-08"), ("America/Phoenix", "2026-03-08"), ("America/Los_Angeles", "2026-11-01"),
        ("Australia/Lord_Howe", "2026-10-04"), ("Asia/Kathmandu", "2026-03-08"), ("America/New_York", "2026-11-01"),
    ],
)  # fmt: skip
def test_every_minute_of_a_night_is_shown_once_twice_or_never(zone, first):
    """Against a walk over the instants themselves."""
    day, place = date.fromisoformat(first), ZoneInfo(zone)
    shown: dict[time, int] = {}
    moment = datetime.combine(day - timedelta(days=1), time(), tzinfo=UTC)
    for _ in range(3 * 24 * 60):
        local = moment.astimezone(place)
        if local.date() == day:
            shown[local.time()] = shown.get(local.time(), 0) + 1
        moment += timedelta(minutes=1)
    for minute in range(24 * 60):
        at = time(minute // 60, minute % 60)
        expected = {0: ClockTime.SKIPPED, 1: ClockTime.USUAL, 2: ClockTime.TWICE}[shown.get(at, 0)]
        assert rules.clock_time(day, at, zone).status is expected, at


def appointment(patient, **changes):
    said = {
        "source_key": "id:1",
        "source_hash": "h",
        "patient_id": patient.pk,
        "day": date(2026, 11, 24),
        "starts": time(9),
    }
    return Appointment(**(said | changes))


@pytest.mark.django_db
def test_appointments_of_another_practice_are_refused_as_a_whole(patient, neighbor_patient, system):
    rows = [appointment(patient), appointment(neighbor_patient, source_key="id:2")]
    with pytest.raises(Refused, match="other_patient"):
        store_appointments(rows=rows, at=clock.now(), by=system)
    assert not Visit.objects.exists()


@pytest.mark.django_db
def test_a_batch_has_the_same_number_of_statements(practice, system):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    asked = []
    for count in (1, 40):
        people = [make_patient(practice, given=f"P{number}") for number in range(count)]
        rows = [appointment(person, source_key=f"id:{count}:{number}") for number, person in enumerate(people)]
        with CaptureQueriesContext(connection) as captured:
            stored = store_appointments(rows=rows, at=clock.now(), by=system)
        assert stored.count(AppointmentOutcome.STORED) == count
        asked.append(len(captured))
    # The very first event of a practice makes its chain's head: one statement more or less.
    assert asked[1] <= asked[0] <= 13


@pytest.mark.django_db
def test_arriving_is_noted_once(patient, system, at):
    first = at("2026-11-24T09:00")
    store_appointments(rows=[appointment(patient, status=A.ARRIVED)], at=first, by=system)
    at("2026-11-24T10:00")
    store_appointments(rows=[appointment(patient, status=A.ARRIVED, source_hash="i")], at=clock.now(), by=system)
    assert Visit.objects.get().arrived_at == first


@pytest.mark.django_db
@pytest.mark.parametrize("state", sorted(CALLED_OFF))
def test_a_patient_who_came_after_all_is_seen(patient, system, staff, state):
    store_appointments(rows=[appointment(patient)], at=clock.now(), by=system)
    Visit.objects.update(state=state)
    nurse = staff("nurse").principal
    with pytest.raises(Refused, match="called_off"):
        mark_ready(visit=Visit.objects.get(), is_ready=True, at=clock.now(), by=nurse)
    assert open_visit(visit=Visit.objects.get(), at=clock.now(), by=nurse).state == "open"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "parts", "role", "code"),
    [
        ("zorp", [], "manager", "kind_unknown"),
        ("acute", ["zorp"], "manager", "support_part_unknown"),
        ("acute", [], "nurse", "office_only"),
    ],
)
def test_a_minimum_that_cannot_be(staff, kind, parts, role, code):
    with pytest.raises(Refused, match=code):
        set_support_minimum(kind=kind, parts=parts, at=clock.now(), by=staff(role).principal)


@pytest.mark.django_db
def test_known_appointments_are_looked_up_by_their_key(practice):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from teamlet.records.visits.queries import visits_by_source

    with CaptureQueriesContext(connection) as captured:
        visits_by_source(practice, ["id:1", "id:2"])
    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(explain + captured[0]["sql"])
        plan = str(cursor.fetchall())
    assert "an_appointment_once" in plan
