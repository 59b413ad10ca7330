"""What becomes of messages, their addresses and tasks, through the worker and a real mail server."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from teamlet.bridges.channels import Way
from teamlet.bridges.channels.drain import Drain
from teamlet.bridges.channels.email import Email, Server
from teamlet.bridges.channels.email.tests.post import CUT, Post, running
from teamlet.conftest import make_patient
from teamlet.ground.reasons import Reason
from teamlet.records.outreach import actions
from teamlet.records.outreach.models import Delivery, Message
from teamlet.records.outreach.words import Channel, ConsentHow, Purpose
from teamlet.records.patients.models import ContactPoint
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.words import TaskKind

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon(at, settings, tmp_path):
    settings.HOME = tmp_path
    at("2026-11-23T12:00")


@pytest.fixture
def queue(practice, staff):
    """Return ``queue(many)``: released check-ins by e-mail to as many patients of a real practice."""
    practice.is_demo = False
    practice.save()
    nurse = staff("nurse").principal

    def fill(many: int) -> list[Message]:
        found = []
        for number in range(many):
            patient = make_patient(practice, given=f"Ana {number}")
            ContactPoint.objects.create(patient=patient, kind="email", value=f"ana{number}@patients.example")
            kind = {"patient": patient, "purpose": Purpose.CHECK_IN, "channel": Channel.EMAIL, "at": NOON, "by": nurse}
            actions.give_consent(how=ConsentHow.IN_PERSON, **kind)
            draft = actions.draft_message(
                language="en",
                subject="A message from your team",
                body="Cedar Family Practice: How did it go? STOP to end.",
                why=Reason("outreach.approved"),
                occurrence=f"check-in/{number}",
                send_after=NOON,
                **kind,
            )
            found.append(actions.release_message(message=draft, at=NOON, by=nurse))
        return found

    return fill


def turn(post: Post, **more) -> None:
    with running(post):
        channel = Email(Server("127.0.0.1", post.port, "care@cedar.example", security="none", **more))
        Drain("one", providers={Way.EMAIL: channel}).turn()
        channel.close()


def states() -> list[str]:
    return list(Message.objects.order_by("id").values_list("state", flat=True))


def works() -> list[bool]:
    return list(ContactPoint.objects.order_by("id").values_list("works", flat=True))


def test_each_arrives_once_and_a_bad_address_alone_is_switched_off(queue):
    messages = queue(3)
    post = Post({"RCPT": "550 5.1.1 nobody here"}, times=1)
    turn(post)
    turn(post)
    assert states() == ["rejected", "sent", "sent"]
    assert works() == [False, True, True]
    [task] = Task.objects.filter(kind=TaskKind.UPDATE_CONTACT_POINT)
    assert task.detail["code"] == "550 5.1.1"
    assert [each.rcpt_tos for each in post.got] == [["ana1@patients.example"], ["ana2@patients.example"]]
    assert f"Message-ID: <{messages[1].reference}@cedar.example>".encode() in post.got[0].content
    assert list(Delivery.objects.order_by("id").values_list("outcome", "provider", "provider_reference", "code")) == [
        ("rejected", "smtp", "", "550 5.1.1"),
        ("accepted", "smtp", "4XyZ17", ""),
        ("accepted", "smtp", "4XyZ17", ""),
    ]


def test_what_may_have_arrived_waits_for_a_person_and_is_not_sent_again(queue):
    queue(1)
    post = Post({"dot": CUT})
    turn(post)
    turn(post)
    assert states() == ["unknown"]
    assert len(post.got) == 1
    assert Delivery.objects.get().code == "cut off"


def test_a_server_that_lets_us_in_no_more_costs_no_address(queue):
    queue(2)
    turn(Post({"MAIL": "550 5.7.1 who are you"}))
    turn(Post(), user="care", password="wrong")
    assert states() == ["queued", "queued"]
    assert works() == [True, True]
    assert not Task.objects.exists()


def test_one_mailbox_that_is_busy_keeps_nobody_else_waiting(queue):
    queue(3)
    post = Post({"RCPT": "450 4.2.1 greylisted"}, times=1)
    turn(post)
    assert states() == ["queued", "sent", "sent"]


def test_a_server_in_trouble_is_left_alone(queue):
    queue(3)
    post = Post({"RCPT": "451 4.3.0 no disk"}, times=1)
    turn(post)
    assert states() == ["queued", "queued", "queued"]
    assert post.got == []


def test_a_demo_practice_sends_nothing_though_a_server_is_set_up(queue, practice):
    queue(2)
    practice.is_demo = True
    practice.save()
    post = Post()
    turn(post)
    assert post.got == []
    assert states() == ["sent", "sent"]
    assert set(Delivery.objects.values_list("provider", flat=True)) == {"outbox"}
