"""What a message center says by itself: receipts and replies, over the connection that sends."""

from __future__ import annotations

import queue
import time
from datetime import timedelta

import pytest
from django.db import DatabaseError

from teamlet.bridges.channels import Way
from teamlet.bridges.channels.drain import Drain
from teamlet.bridges.channels.text import smpp
from teamlet.bridges.channels.text.heard import reference_number
from teamlet.bridges.channels.text.tests.center import CUT_AFTER, TALKS, Center
from teamlet.bridges.channels.text.tests.talking import ANA, FIRST, NOON, OURS, outgoing, talking, until
from teamlet.conftest import make_patient
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.outreach import actions
from teamlet.records.outreach.models import Delivery, Message, OptOut, Reply
from teamlet.records.outreach.rules.addresses import address_key
from teamlet.records.outreach.words import Channel, ConsentHow, Purpose
from teamlet.records.patients.models import ContactPoint


@pytest.fixture
def cedar(practice, settings, tmp_path, at):
    settings.HOME = tmp_path
    at("2026-11-23T12:00")
    practice.text_number, practice.is_demo = OURS, False
    practice.save()
    return practice


@pytest.fixture
def queued(cedar, staff):
    """Return ``queued(number)``: a released check-in to a patient with this number."""
    nurse = staff("nurse").principal

    def make(phone=ANA, body="Cedar Family Practice: How did it go? STOP to end."):
        patient = make_patient(cedar)
        ContactPoint.objects.create(patient=patient, kind="mobile", value=phone)
        kind = {"patient": patient, "purpose": Purpose.CHECK_IN, "channel": Channel.TEXT, "at": NOON, "by": nurse}
        actions.give_consent(how=ConsentHow.IN_PERSON, **kind)
        draft = actions.draft_message(
            language="en", body=body, why=Reason("outreach.approved"), occurrence=f"check-in/{phone}",
            send_after=NOON, **kind,
        )  # fmt: skip
        return actions.release_message(message=draft, at=NOON, by=nurse)

    return make


def drained(channel):
    worker = Drain("one", providers={Way.TEXT: channel})
    worker.turn()
    return worker


@pytest.mark.django_db
def test_a_receipt_comes_back_over_the_same_connection(queued):
    message = queued()
    center = Center()
    with talking(center) as channel:
        worker = drained(channel)
        for stat in ("ENROUTE", "DELIVRD", "DELIVRD", "UNDELIV"):
            center.receipt("15550103001", "15550102200", "00000001", stat)
        until(channel, lambda: len(center.answered) == 4)
        assert worker.turn() == 0
    message.refresh_from_db()
    assert (message.state, message.state_reason["code"]) == ("sent", "outreach.delivered")
    assert list(Delivery.objects.order_by("id").values_list("outcome", "provider_reference")) == [
        ("accepted", "00000001"),
        ("on_its_way", "00000001"),
        ("delivered", "00000001"),
        ("undelivered", "00000001"),
    ]
    assert set(center.answered.values()) == {0}


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["000000AB", "000000ab", "ab", "AB", "171", "0000000171"])
def test_the_center_may_write_its_number_in_another_way(queued, number):
    message = queued()
    center = Center()
    center.numbers = iter([0xAB, 0xAC])
    with talking(center) as channel:
        drained(channel)
        center.receipt("15550103002", "15550102200", number)  # of another message
        center.receipt("15550103001", "15550102200", number)
        until(channel, lambda: len(center.answered) == 2)
    message.refresh_from_db()
    assert message.state_reason["code"] == "outreach.delivered"
    assert Delivery.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stat", "more", "state", "works"),
    [
        ("UNDELIV", {}, "rejected", True),
        ("EXPIRED", {}, "rejected", True),
        ("REJECTD", {"t0423": b"\x03\x00\x1b"}, "rejected", True),
        ("UNDELIV", {"t0423": b"\x03\x00\x01"}, "rejected", False),
        ("UNDELIV", {"t0423": b"\x02\x00\x01"}, "rejected", True),
        ("WHAT", {}, "sent", True),
        ("WHAT", {"t0427": b"\x05"}, "rejected", True),
    ],
)
def test_what_does_not_arrive_is_said(queued, stat, more, state, works):
    message = queued()
    center = Center()
    with talking(center) as channel:
        drained(channel)
        center.receipt("15550103001", "15550102200", "00000001", stat, "027", **more)
        until(channel, lambda: center.answered)
    message.refresh_from_db()
    assert (message.state, ContactPoint.objects.get().works) == (state, works)


@pytest.mark.django_db
def test_a_receipt_with_the_two_octets_of_our_reference_settles_what_nobody_knew(queued):
    message, other = queued(), queued("(555) 010-3002")
    center = Center([CUT_AFTER])
    with talking(center) as channel:
        drained(channel)
        assert list(Message.objects.order_by("id").values_list("state", flat=True)) == ["unknown", "sent"]
        mark = {"t0204": reference_number(message.reference).to_bytes(2)}
        # From another number the same two octets are somebody else's.
        center.receipt("15550103002", "15550102200", "0BAD", **mark)
        until(channel, lambda: len(center.answered) == 1)
        message.refresh_from_db()
        assert message.state == "unknown"
        center.receipt("15550103001", "15550102200", "00000001", **mark)
        until(channel, lambda: len(center.answered) == 2)
    message.refresh_from_db()
    other.refresh_from_db()
    assert (message.state, message.state_reason["code"]) == ("sent", "outreach.delivered")
    assert other.state_reason["code"] == "outreach.accepted"


@pytest.mark.django_db
def test_a_reply_is_taken_once_though_the_center_says_it_again(queued, neighbor):
    message = queued()
    center = Center()
    with talking(center) as channel:
        drained(channel)
        for _ in range(2):
            center.deliver("15550103001", "15550102200", b"STOP")
        until(channel, lambda: len(center.answered) == 2)
    assert OptOut.objects.get().address_key == "+15550103001"
    [reply] = Reply.objects.all()
    assert (reply.practice, reply.patient_id, reply.words) == (message.practice, message.patient_id, "STOP")


@pytest.mark.django_db
def test_a_reply_that_comes_while_a_message_goes_out_is_heard_with_it(queued):
    queued()
    with talking(Center([TALKS])) as channel:
        assert channel.send(outgoing(), "m1") == FIRST
    assert Reply.objects.get().address_key == "+15550103009"


@pytest.mark.django_db
def test_a_long_reply_is_one_and_one_with_a_part_missing_is_not_lost(queued, monkeypatch):
    queued()
    monkeypatch.setattr(smpp, "ALL_PARTS", 0.3)
    center = Center()
    with talking(center) as channel:
        drained(channel)
        for which, words in ((2, "world 🙂".encode("utf-16-be")), (1, "Hello ".encode("utf-16-be"))):
            center.deliver(
                "15550103001", "15550102200", bytes([5, 0, 3, 9, 2, which]) + words, esm_class=0x40, coding=8
            )
        until(channel, lambda: len(center.answered) == 2)
        center.deliver("15550103001", "15550102200", b"first", t020C=b"\x00\x05", t020E=b"\x02", t020F=b"\x01")
        channel.listen(0.1)
        assert len(center.answered) == 2
        until(channel, lambda: len(center.answered) == 3)
    assert list(Reply.objects.order_by("id").values_list("words", flat=True)) == ["Hello world 🙂", "first"]


@pytest.mark.django_db
def test_what_cannot_be_kept_is_said_again(queued, monkeypatch):
    queued()
    real = smpp.keep_reply

    def no_disk(*said):
        raise DatabaseError

    center = Center()
    with talking(center) as channel:
        drained(channel)
        monkeypatch.setattr(smpp, "keep_reply", no_disk)
        refused = center.deliver("15550103001", "15550102200", b"STOP")
        until(channel, lambda: center.answered)
        monkeypatch.setattr(smpp, "keep_reply", real)
        again = center.deliver("15550103001", "15550102200", b"STOP")
        until(channel, lambda: len(center.answered) == 2)
    assert (center.answered[refused], center.answered[again]) == (0x64, 0)
    assert Reply.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "said",
    [
        {"source": "15550103001", "to": "15550109999", "words": b"STOP"},
        {"source": "CEDAR", "to": "15550102200", "words": b"STOP", "ton": 5},
        {"source": "15550103001", "to": "15550102200", "words": b"id:", "esm_class": 4},
        {"source": "15550103001", "to": "15550109999", "words": b"id:1 stat:DELIVRD", "esm_class": 4},
        {"source": "15550103001", "to": "15550102200", "words": b"id:404 stat:DELIVRD", "esm_class": 4},
        {"source": "15550103001", "to": "15550102200", "words": b"", "esm_class": 0x44},
        {"source": "15550103001", "to": "15550102200", "words": b"id:404 stat:DELIVRD", "esm_class": 4, "t9999": b"x"},
    ],
    ids=str,
)
def test_what_is_for_nobody_is_answered_and_changes_nothing(queued, said):
    queued()
    center = Center()
    with talking(center) as channel:
        drained(channel)
        center.deliver(**said)
        until(channel, lambda: center.answered)
        assert list(center.answered.values()) == [0]
        # And it goes on.
        center.deliver("15550103001", "15550102200", b"1")
        until(channel, lambda: len(center.answered) == 2)
    assert Reply.objects.count() == 1
    assert list(Delivery.objects.values_list("outcome", flat=True)) == ["accepted"]


@pytest.mark.django_db
def test_a_worker_that_rests_hears_at_once(queued):
    queued()
    center = Center()
    with talking(center) as channel:
        worker = drained(channel)
        center.deliver("15550103001", "15550102200", b"ALTO")
        began = time.monotonic()
        worker.rest(0.5)
        assert 0.4 < time.monotonic() - began < 2.0
        assert center.new_answer.get(timeout=1) == 7_000
        with pytest.raises(queue.Empty):
            center.new_answer.get(timeout=0.01)
    assert OptOut.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("phone", ["+44 20 7946 0958", "+1 900 555 0199", "+1 809 555 0100", "12345", "(555) 010-30"])
def test_a_foreign_or_premium_number_gets_nothing(queued, phone):
    """Neither released nor, should it have got past that, sent."""
    with pytest.raises(Refused) as refused:
        queued(phone)
    assert refused.value.reason.code == "outreach.address_not_allowed"
    message = queued()
    Message.objects.filter(pk=message.pk).update(address=phone, address_key=address_key(Channel.TEXT, phone))
    center = Center()
    with talking(center) as channel:
        drained(channel)
    message.refresh_from_db()
    assert (message.state, message.state_reason["code"]) == ("held", "outreach.address_not_allowed")
    assert center.submits == []


@pytest.mark.django_db
def test_a_provider_that_is_down_for_a_day_loses_nothing(queued, at):
    """Messages wait; what has become of no use meanwhile is cancelled with its reason, the rest goes out once."""
    one_, two = queued(), queued("(555) 010-3002")
    Message.objects.filter(pk=one_.pk).update(expires_at=NOON + timedelta(hours=12))
    center = Center(bind_status=0x0D)
    with talking(center) as channel:
        now = [0.0]
        worker = Drain("one", providers={Way.TEXT: channel}, now=lambda: now[0])
        for hour in (12, 15, 18, 20):
            at(f"2026-11-23T{hour}:00")
            now[0] = hour * 3600.0
            worker.turn()
        assert center.submits == []
        assert set(Message.objects.values_list("state", flat=True)) == {"queued"}
        center.bind_status = 0
        at("2026-11-24T12:00")
        now[0] = 86_400.0 * 2
        worker.turn()
    states = dict(Message.objects.values_list("pk", "state"))
    assert states == {one_.pk: "cancelled", two.pk: "sent"}
    assert Message.objects.get(pk=one_.pk).state_reason["code"] == "outreach.expired"
    assert len(center.submits) == 1
