"""What is certain after each thing a message center may do, and what it says by itself, over a real connection."""

from __future__ import annotations

import queue
import socket
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from django.db import DatabaseError

from teamlet.bridges.channels import (
    Accepted,
    CannotAsk,
    NotBegun,
    Outgoing,
    Question,
    Rejected,
    Scope,
    Unfit,
    Unknown,
    Way,
)
from teamlet.bridges.channels.drain import Drain
from teamlet.bridges.channels.text import smpp
from teamlet.bridges.channels.text.heard import reference_number
from teamlet.bridges.channels.text.parts import UCS_2, Joined, decode, encode, split, take_header
from teamlet.bridges.channels.text.smpp import Smpp
from teamlet.bridges.channels.text.tests.center import (
    CUT,
    CUT_AFTER,
    DRIP,
    GARBLED,
    HANG,
    NACK,
    SENT_AWAY,
    TALKS,
    Center,
    running,
    texts,
)
from teamlet.conftest import make_patient
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.outreach import actions
from teamlet.records.outreach.models import Delivery, Message, OptOut, Reply
from teamlet.records.outreach.rules.addresses import address_key
from teamlet.records.outreach.rules.lengths import Encoding, measure
from teamlet.records.outreach.words import Channel, ConsentHow, Purpose
from teamlet.records.patients.models import ContactPoint

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
ANA, OURS = "(555) 010-3001", "+15550102200"
FIRST = Accepted("00000001")


def outgoing(body="Hello.", address=ANA, sender=OURS, **more):
    return Outgoing(address, "", body, "en", practice="cedar", sender=sender, **more)


def one(code, is_permanent=False):
    return Rejected(code, is_permanent, scope=Scope.MESSAGE)


@contextmanager
def talking(center, *, patience=5.0, **more):
    with running(center):
        channel = Smpp(texts(center.port, **more), patience=patience)
        try:
            yield channel
        finally:
            channel.close()


def until(channel, is_so, seconds=5.0):
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        channel.listen(0.05)


# --- words on their way ---------------------------------------------------------------------------------------------------

TEXTS = [
    "",
    "Hello.",
    "a" * 160,
    "a" * 161,
    "a" * 152 + "€" * 3,
    "€" * 80,
    "€" * 81,
    "¿Cómo le fue?",
    "á" * 70,
    "á" * 71,
    "á" * 66 + "🙂" * 4,
    "🙂" * 200,
    "@£_{}[]~\\|^\f§",
    "\x1b",
    "`",
]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: f"{len(text)} {text[:3]!a}")
def test_words_come_back_as_they_went_and_are_counted_alike(text):
    length = measure(text)
    coding, signs = encode(text)
    parts = split(text, 7)
    assert (coding == UCS_2) == (length.encoding is Encoding.UCS_2)
    assert len(parts) == max(1, length.parts)
    assert all(len(part.octets) <= (160 if coding == 0 else 140) for part in parts)
    back = []
    for which, part in enumerate(parts, 1):
        joined, octets = take_header(part.octets) if part.has_header else (None, part.octets)
        assert joined == (Joined(7, len(parts), which) if len(parts) > 1 else None)
        back.append(decode(octets, part.data_coding))
    assert "".join(back) == text
    assert b"".join(signs) == b"".join(part.octets[6 if part.has_header else 0 :] for part in parts)


@pytest.mark.parametrize(
    ("octets", "coding", "text"),
    [
        (b"STOP", 0, "STOP"),
        (b"ni\x7do\x1b\x65\x1b", 0, "niño€"),
        (b"\xff\x1b\x01", 0, "\ufffd\ufffd"),
        (b"caf\xe9", 3, "café"),
        ("¿sí?".encode("utf-16-be"), 8, "¿sí?"),
        (b"\xd8", 8, "\ufffd"),
        (b"caf\xc3\xa9", 4, "café"),
        (b"caf\xe9", 1, "caf\ufffd"),
    ],
)
def test_what_comes_in_is_read_or_marked(octets, coding, text):
    assert decode(octets, coding) == text


@pytest.mark.parametrize("octets", [b"", b"\x00", b"\x05", b"\x05\x00\x03\x01\x02", b"\xff\x00"])
def test_a_header_that_is_none_is_words(octets):
    assert take_header(octets) == (None, octets)


# --- sending --------------------------------------------------------------------------------------------------------------


def test_a_message_goes_out_with_the_two_octets_of_our_reference():
    center = Center()
    with talking(center) as channel, structlog.testing.capture_logs() as logs:
        assert channel.send(outgoing(), "mABC") == FIRST
        assert channel.send(outgoing("¿Cómo?"), "mDEF") == Accepted("00000002")
        assert channel.ask(Question("mABC")) == CannotAsk()
    assert logs == []
    one_, two = center.submits
    assert (one_.source, one_.destination, one_.words, one_.coding) == ("15550102200", "15550103001", b"Hello.", 0)
    assert (one_.registered, one_.esm_class, one_.fields) == (
        1, 0, {0x0204: reference_number("mABC").to_bytes(2)}
    )  # fmt: skip
    assert (two.coding, two.words.decode("utf-16-be")) == (8, "¿Cómo?")
    assert center.binds == 1


def test_a_long_message_goes_out_in_parts_that_join():
    center = Center()
    text = "Cedar Family Practice: " + "é€" * 120
    with talking(center) as channel:
        assert channel.send(outgoing(text), "mABC") == FIRST
    assert len(center.submits) == measure(text).parts == 3
    assert {each.esm_class for each in center.submits} == {0x40}
    assert {each.words[:5] for each in center.submits} == {
        b"\x05\x00\x03" + bytes([reference_number("mABC") & 0xFF, 3])
    }
    assert [each.words[5] for each in center.submits] == [1, 2, 3]
    assert "".join(decode(each.words[6:], 0) for each in center.submits) == text


def test_a_long_message_goes_out_as_one_payload_where_the_center_wants_it_so():
    center = Center()
    with talking(center, LONG="payload") as channel:
        assert channel.send(outgoing("á" * 200), "mABC") == FIRST
    [submit] = center.submits
    assert (submit.esm_class, submit.words) == (0, b"")
    assert submit.fields[0x0424].decode("utf-16-be") == "á" * 200


#: What the center does with a message, and what is certain then.
ANSWERS = [
    (0x0B, one("SMPP 0x0b", is_permanent=True)),
    (0x01, Unfit("SMPP 0x01")),
    (0x58, Rejected("SMPP 0x58", False)),
    (0x14, Rejected("SMPP 0x14", False)),
    (0x08, Rejected("SMPP 0x08", False)),
    (0x0A, Rejected("SMPP 0x0a", False)),
    (0x45, one("SMPP 0x45")),
    (0x410, one("SMPP 0x410")),
    (NACK, Rejected("SMPP 0x08", False)),
    (SENT_AWAY, Unknown("sent away")),
    (CUT, Unknown("cut off")),
    (CUT_AFTER, Unknown("cut off")),
    (HANG, Unknown("timed out")),
    (DRIP, Unknown("timed out")),
    (GARBLED, Unknown("garbled")),
    (TALKS, FIRST),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("manner", "expected"), ANSWERS, ids=str)
def test_what_the_center_says_is_what_is_certain(manner, expected):
    center = Center([manner])
    with talking(center, patience=1.0) as channel:
        began = time.monotonic()
        assert channel.send(outgoing(), "m1") == expected
        assert time.monotonic() - began < channel.longest_call
        # The next message goes out as if nothing had been.
        assert isinstance(channel.send(outgoing(), "m2"), Accepted)
    assert center.submits[-1].fields[0x0204] == reference_number("m2").to_bytes(2)


@pytest.mark.parametrize("manner", [0x58, 0x0B, CUT])
def test_a_part_that_is_not_taken_after_one_that_was_leaves_it_unknown(manner):
    with talking(Center([0, manner])) as channel:
        assert channel.send(outgoing("a" * 400), "m1") == Unknown("part 2 of 3")


def test_a_center_that_does_not_let_us_in_costs_no_address():
    with talking(Center(), PASSWORD="wrong") as channel:
        assert channel.send(outgoing(), "m1") == Rejected("bind 0x0e", False)
    center = Center(bind_status=0x05)
    with talking(center) as channel:
        assert channel.send(outgoing(), "m1") == Rejected("bind 0x05", False)
        center.bind_status = 0
        assert channel.send(outgoing(), "m1") == FIRST


def test_nobody_there():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    channel = Smpp(texts(port), patience=1.0)
    assert channel.send(outgoing(), "m1") == Rejected("refused", False)
    assert channel.listen(0.05) == 0
    # It is left alone for a while.
    with running(Center()) as center:
        channel.texts = texts(center.port)
        channel.listen(0.05)
        assert center.binds == 0
    with running(Center()) as center:
        said = Smpp(texts(center.port, SECURITY="tls"), patience=1.0).send(outgoing(), "m1")
        assert said in {Rejected("TLS", False), Rejected("timed out", False)}


def test_a_connection_that_went_away_in_between_is_no_loss():
    center = Center()
    with talking(center) as channel:
        assert channel.send(outgoing(), "m1") == FIRST
        center.conns[-1].shutdown(socket.SHUT_RDWR)
        time.sleep(0.1)
        assert channel.send(outgoing(), "m2") == Accepted("00000002")
    assert (center.binds, len(center.submits)) == (2, 2)


def test_a_message_that_is_ours_no_more_never_leaves():
    center = Center()
    with talking(center) as channel:
        assert channel.send(outgoing(still_ours=lambda: False), "m1") == NotBegun()
    assert center.submits == []


@pytest.mark.parametrize(
    ("address", "sender", "expected"),
    [("ana", OURS, Rejected("not a number", True)), (ANA, "", one("no number of ours"))],
)
def test_what_is_no_number_is_not_sent(address, sender, expected):
    center = Center()
    with talking(center) as channel:
        assert channel.send(outgoing(address=address, sender=sender), "m1") == expected
    assert center.binds == 0


def test_a_silent_connection_is_asked_whether_it_is_there(monkeypatch):
    from teamlet.bridges.channels.text import smpp_talk

    monkeypatch.setattr(smpp_talk, "ENQUIRE", 0.1)
    center = Center()
    with talking(center) as channel:
        channel.send(outgoing(), "m1")
        time.sleep(0.2)
        channel.listen(0.05)
        assert center.asked == ["bind_transceiver", "submit_sm", "enquire_link"]
    assert center.asked[-1] == "unbind"


def test_another_provider_is_not_taken_for_it():
    with pytest.raises(ValueError, match="names no message center"):
        Smpp({})


# --- hearing --------------------------------------------------------------------------------------------------------------


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
