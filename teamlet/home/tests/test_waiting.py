"""The first screens say what of messages waits for a hand, and nothing when nothing does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from teamlet.conftest import make_patient
from teamlet.ground.access.roles import Role
from teamlet.ground.jobs.hold import installation
from teamlet.records.outreach.models import Message

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


@pytest.fixture
def message(practice, at):
    """Return ``message(state)``: one that stands there."""
    at(NOON)
    made = iter(range(100))

    def make(state, channel="text", where=None):
        where = where or practice
        number = next(made)
        return Message.objects.create(
            practice=where, patient=make_patient(where), occurrence=f"x/{number}", purpose="check_in", channel=channel,
            language="en", body="Hello", why={}, state=state, send_after=NOON, expires_at=NOON, created_at=NOON,
            ended_at=NOON, reference=f"r{number}", epoch=installation().epoch,
        )  # fmt: skip

    return make


@pytest.mark.parametrize(
    ("role", "said", "unsaid"),
    [
        (Role.COACH, ["<strong>1</strong> not delivered", "<strong>2</strong> not known whether sent"], ["on hold"]),
        (
            Role.MANAGER,
            ["<strong>1</strong> not delivered", "<strong>3</strong> on hold", "overdue now"],
            ["/messages/?"],
        ),
        (Role.FRONT_DESK, ["<strong>1</strong> not delivered", "letters to print"], ["on hold", "/messages/?"]),
    ],
)
def test_what_waits_is_on_the_first_screen(client_of, message, neighbor, role, said, unsaid):
    client = client_of(role)
    quiet = client.get("/practice/cedar/").content.decode()
    assert "not delivered" not in quiet
    message("rejected")
    for _ in range(2):
        message("unknown")
    for _ in range(3):
        message("held")
    message("queued", channel="letter")
    message("rejected", where=neighbor)
    text = client.get("/practice/cedar/").content.decode()
    assert [each for each in said if each not in text] == []
    assert [each for each in unsaid if each in text] == []


def test_a_coach_goes_on_to_the_list(client_of, message):
    message("unknown")
    text = client_of(Role.COACH).get("/practice/cedar/").content.decode()
    assert 'href="/practice/cedar/messages/?list=unknown"' in text
