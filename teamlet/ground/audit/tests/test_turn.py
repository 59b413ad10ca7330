"""One order of locks for all writes of a practice: the chain's head first, whatever the action locks after it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamlet.records.patients.actions import add_contact_point
from teamlet.records.tasks.actions import leave_practice

pytestmark = pytest.mark.django_db


def locks_of(act) -> list[str]:
    """Return which tables ``act`` locks for update, in order."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        act()
    return [
        query["sql"].split(" FROM ")[1].split()[0].strip('"')
        for query in asked.captured_queries
        if "FOR UPDATE" in query["sql"]
    ]


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time, and no row locks")
@pytest.mark.parametrize("nested", [False, True], ids=["one action", "actions inside an action"])
def test_every_write_locks_the_head_first(nested, patient, staff, at):
    moment, manager = at("2026-11-23T09:20"), staff("manager").principal
    coach = staff("coach").membership

    def add():
        add_contact_point(patient=patient, kind="mobile", value="(555) 010-0001", by=manager)

    def leave():
        leave_practice(membership=coach, at=moment, by=manager)

    locks = locks_of(leave if nested else add)
    assert locks[0] == "audit_head"
    assert set(locks) - {"audit_head"}, "locks nothing besides: choose an action that does"


def test_an_action_still_writes_its_event(patient, staff):
    from teamlet.ground.audit.models import Event

    add_contact_point(patient=patient, kind="mobile", value="(555) 010-0001", by=staff("nurse").principal)
    assert Event.objects.get().verb == "patients.add_contact_point"
