"""The load of the team: by name, never ranked, for whoever leads."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamlet.records.tasks.models import Task
from teamlet.records.tasks.words import TaskKind

pytestmark = pytest.mark.django_db
HERE = "/practice/cedar/panel/load/"


@pytest.fixture(autouse=True)
def morning(at: Any) -> None:
    at("2026-11-24T09:30")


def rows(response: Any) -> list[list[str]]:
    body = response.content.decode()
    found = re.findall(r"<tr>\s*(<th scope=\"row\">.*?)</tr>", body, re.DOTALL)
    return [
        [
            re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", cell)).strip()
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        for row in found
    ]


@pytest.fixture
def tasks(practice, patient, staff):
    """Zoe has two contacts overdue, Ada one due and another task."""
    zoe, ada = staff("coach", name="Zoe Hill"), staff("nurse", name="Ada Lund")
    for number, (owner, kind, due, last) in enumerate(
        (
            (zoe, "contact", "2026-11-10", "2026-11-12"), (zoe, "contact", "2026-11-11", "2026-11-12"),
            (ada, "contact", "2026-11-24", "2026-11-26"), (ada, "visit_item", "2026-11-24", "2026-11-24"),
        )
    ):  # fmt: skip
        Task.objects.create(
            practice=practice, patient=patient, kind=TaskKind(kind), about_oid=f"x{number}", owner=owner.membership,
            owner_from="matrix", due_on=due, window_first=due, window_last=last, created_at="2026-11-01T12:00Z",
        )  # fmt: skip


def test_people_stand_by_name_with_what_they_have(client_of, tasks):
    found = rows(client_of("lead-coach").get(HERE))
    assert [row[:5] for row in found] == [
        ["Ada", "1", "1", "0", "1"],
        ["Zoe", "2", "0", "2", "0"],
    ]


@pytest.mark.parametrize("role", ["coach", "manager", "medical-assistant", "front-desk"])
def test_it_is_not_for_everybody(client_of, role):
    assert client_of(role).get(HERE).status_code == 404


def test_promises_kept_are_told_by_week(client_of, practice, patient, save, staff, at):
    from teamlet.records.followups.actions import ContactSaid, ContactTold, report_contact
    from teamlet.records.followups.models import Contact
    from teamlet.records.followups.words import Channel
    from teamlet.records.plans.words import PlanOutcome

    save()
    contact = Contact.objects.get()
    made = at("2026-12-04T10:00")
    told = ContactTold(channel=Channel.CALL, outcome=PlanOutcome.MOSTLY, next_contact=ContactSaid())
    report_contact(contact=contact, told=told, at=made, by=staff("coach").principal)
    at("2026-12-15T10:00")
    row = next(row for row in rows(client_of("clinician").get(HERE)) if row[0] == "Coach")
    assert row[6:] == ["–", "–", "–", "–", "–", "1 of 1"]


def test_one_and_three_people_take_the_same_statements(client_of, tasks, staff, practice, patient):
    client = client_of("lead-coach")
    client.get(HERE)
    with CaptureQueriesContext(connection) as first:
        client.get(HERE)
    for number, name in enumerate(("Bo", "Cy", "Di")):
        Task.objects.create(
            practice=practice, patient=patient, kind="contact", about_oid=f"y{number}",
            owner=staff("coach", name=name).membership, owner_from="matrix", due_on="2026-11-24",
            window_first="2026-11-24", window_last="2026-11-24", created_at="2026-11-01T12:00Z",
        )  # fmt: skip
    with CaptureQueriesContext(connection) as second:
        client.get(HERE)
    assert len(first) == len(second) == 9
