"""What people have to do in a week, in one statement: the same as the page of a contact counts it."""

from __future__ import annotations

import random
from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamlet.conftest import make_patient
from teamlet.records.followups.queries.load import contact_loads, week_loads
from teamlet.records.practice.models import Absence, Holiday
from teamlet.records.tasks.models import CallBlock, Task

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


def a_life(chance, practice, people, moment):
    """Give these people contacts, time for calls and absences in and around two weeks."""
    patient = make_patient(practice)
    for number in range(chance.randint(0, 14)):
        day = MONDAY + timedelta(days=chance.randint(-20, 20))
        Task.objects.create(
            practice=practice, patient=patient, kind=chance.choice(["contact", "contact", "reply"]),
            about_oid=f"about-{number}", owner=chance.choice(people), owner_from="matrix", due_on=day,
            window_first=day, window_last=day, state=chance.choice(["open", "open", "done"]), created_at=moment,
        )  # fmt: skip
    for _number in range(chance.randint(0, 6)):
        begins = chance.randint(8, 15)
        when = (
            {"weekday": chance.randint(0, 6)}
            if chance.random() < 0.6
            else {"day": MONDAY + timedelta(days=chance.randint(-3, 16))}
        )
        CallBlock.objects.create(
            practice=practice, membership=chance.choice(people), from_time=time(begins),
            to_time=time(begins + 1, chance.choice([0, 30])), at=moment, **when,
        )  # fmt: skip
    for _number in range(chance.randint(0, 3)):
        first = MONDAY + timedelta(days=chance.randint(-10, 16))
        Absence.objects.create(
            membership=chance.choice(people), first_day=first, last_day=first + timedelta(days=chance.randint(0, 12)),
            at=moment,
        )  # fmt: skip
    for day in chance.sample(range(14), chance.randint(0, 2)):
        Holiday.objects.create(practice=practice, day=MONDAY + timedelta(days=day), name="Closed")


@pytest.mark.parametrize("seed", range(12))
def test_it_counts_as_the_page_of_a_contact_does(practice, neighbor, staff, at, seed):
    chance, moment = random.Random(seed), at("2026-11-23T09:00")
    people = [staff("coach").membership, staff("nurse").membership, staff("medical-assistant").membership]
    a_life(chance, practice, people, moment)
    a_life(chance, neighbor, [staff("nurse", at=neighbor).membership], moment)
    for on in (MONDAY, MONDAY + timedelta(days=4), MONDAY + timedelta(days=chance.randint(5, 13))):
        full = contact_loads(practice, people, on=on, today=MONDAY).rows
        with CaptureQueriesContext(connection) as asked:
            found = week_loads(practice, people, on=on, today=MONDAY)
        assert len(asked) == 1
        assert set(found) == {person.pk for person in people}
        for pk, row in found.items():
            same = full[pk]
            assert (row.week, row.planned, row.kept, row.is_here) == (
                same.week, same.planned, same.kept, same.is_here,
            )  # fmt: skip


def test_nobody_is_nobody(practice):
    assert week_loads(practice, [], on=MONDAY, today=MONDAY) == {}
