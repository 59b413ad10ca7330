"""What is certain after each thing a message center may do, over a real connection."""

from __future__ import annotations

import socket
import time

import pytest
import structlog

from teamlet.bridges.channels import Accepted, CannotAsk, NotBegun, Question, Rejected, Unfit, Unknown
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
from teamlet.bridges.channels.text.tests.talking import ANA, FIRST, OURS, one, outgoing, talking
from teamlet.records.outreach.rules.lengths import Encoding, measure

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
