"""The worklist, the guided contact, tries, moves and the end of follow-up."""

from __future__ import annotations

from datetime import date

import pytest

from teamlet.after_visit.tests.conftest import WORDS
from teamlet.ground.access.roles import Role
from teamlet.records.followups.models import Contact, ContactReport

HOME = "/practice/cedar"
GOOD = {
    "worrying": "no",
    "outcome": "mostly",
    "confidence": "8",
    "next_step": "same",
    "next_contact": "yes",
    "channel": "call",
}


@pytest.fixture
def contact(saved, at):
    at("2026-12-04T10:00")
    return Contact.objects.get()


@pytest.fixture
def coach(client_of, contact):
    return client_of(Role.COACH)


def address(contact, part=""):
    return f"{HOME}/contacts/{contact.oid}/{part}"


def test_the_list_shows_who_waits(coach, contact):
    text = coach.get(f"{HOME}/contacts/?of=everyone").content.decode()
    assert "Rosa Marín" in text
    assert "Walk 10 minutes after dinner, 3 days a week" in text


def test_the_page_guides_and_asks(coach, contact):
    text = coach.get(address(contact)).content.decode()
    assert WORDS in text
    assert "Anything new or worrying?" in text
    assert "911" in text


def test_five_fields_are_enough(coach, contact):
    answer = coach.post(address(contact), GOOD)
    assert answer.status_code == 302, answer.content.decode()
    report = ContactReport.objects.get()
    assert (report.outcome, report.confidence, report.next_step) == ("mostly", 8, "same")
    following = Contact.objects.get(state="open")
    assert following.follows == contact
    assert following.task.owner == contact.task.owner
    assert following.due_on > date(2026, 12, 4)
