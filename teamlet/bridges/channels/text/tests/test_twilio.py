"""What is certain after each thing Twilio's API may do, said by Twilio's own client."""

from __future__ import annotations

import socket
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import structlog

from teamlet.bridges.channels import (
    Accepted,
    NotBegun,
    NotThere,
    OptedOut,
    Outgoing,
    Question,
    Rejected,
    Scope,
    Unfit,
    Unknown,
)
from teamlet.bridges.channels.text.tests.api import (
    ANOTHER_SHAPE,
    CUT,
    CUT_AFTER,
    DRIP,
    GARBLED,
    HANG,
    NO_SID,
    Api,
    running,
    texts,
)
from teamlet.bridges.channels.text.twilio import Twilio

ANA, OURS = "(555) 010-3001", "+15550102200"
WORDS = "Cedar Family Practice: ¿cómo le fue? 1, 2, 3 o 4. ALTO para terminar. 🙂"
FIRST = Accepted("SM" + f"{1:032x}")


def outgoing(body=WORDS, address=ANA, sender=OURS, **more):
    return Outgoing(address, "", body, "es", practice="cedar", sender=sender, **more)


@contextmanager
def talking(api, *, patience=5.0, **more):
    with running(api):
        channel = Twilio(texts(api.port, **more), patience=patience)
        try:
            yield channel
        finally:
            channel.close()


def one(code, is_permanent=False, retry_after=None):
    return Rejected(code, is_permanent, retry_after, scope=Scope.MESSAGE)


def test_a_message_goes_out_and_nothing_of_it_is_logged(settings):
    settings.ORIGIN = "https://team.cedar.example"
    with talking(Api()) as channel, structlog.testing.capture_logs() as logs:
        assert channel.send(outgoing(), "mABC") == FIRST
    assert logs == []


def test_what_the_provider_is_told(settings):
    settings.ORIGIN = "https://team.cedar.example"
    api = Api()
    with talking(api) as channel:
        channel.send(outgoing(), "mABC")
        channel.send(outgoing("Hello."), "mDEF")
    assert api.posts[0] == {
        "To": "+15550103001",
        "From": OURS,
        "Body": WORDS,
        "StatusCallback": "https://team.cedar.example/hooks/text/cedar/status/mABC/",
    }
    assert api.posts[1]["Body"] == "Hello."
    # One connection for both.
    assert api.connections == 1


def test_without_a_public_address_no_fate_is_told(settings):
    settings.ORIGIN = ""
    api = Api()
    with talking(api) as channel:
        assert channel.send(outgoing(), "mABC") == FIRST
    assert set(api.posts[0]) == {"To", "From", "Body"}


#: What the API does with a message, and what is certain then.
ANSWERS = [
    (21610, OptedOut("21610")),
    (21211, one("21211", is_permanent=True)),
    (21214, one("21214", is_permanent=True)),
    (21217, one("21217", is_permanent=True)),
    (21614, one("21614", is_permanent=True)),
    (21617, Unfit("21617")),
    (21602, Unfit("21602")),
    (21408, Unfit("21408")),
    (21606, Rejected("21606", False)),
    (20003, Rejected("20003", False)),
    (20404, Rejected("20404", False)),
    (20429, Rejected("20429", False)),
    (29999, one("29999")),
    (400, one("HTTP 400")),
    (403, Rejected("HTTP 403", False)),
    (404, Rejected("HTTP 404", False)),
    ((429, {"Retry_After": "120"}), Rejected("HTTP 429", False, 120.0)),
    ((429, {"Retry_After": "soon"}), Rejected("HTTP 429", False)),
    ((429, {}), Rejected("HTTP 429", False)),
    (408, Unknown("HTTP 408")),
    (500, Unknown("HTTP 500")),
    (502, Unknown("HTTP 502")),
    ((503, {"Retry_After": "30"}), Unknown("HTTP 503", 30.0)),
    (302, Unknown("HTTP 302")),
    (200, Unknown("no number of theirs")),
    (CUT, Unknown("garbled")),
    (CUT_AFTER, Unknown("garbled")),
    (HANG, Unknown("timed out")),
    (DRIP, Unknown("timed out")),
    (GARBLED, Unknown("garbled")),
    (NO_SID, Unknown("no number of theirs")),
    (ANOTHER_SHAPE, Unknown("garbled")),
]


@pytest.mark.parametrize(("manner", "expected"), ANSWERS, ids=str)
def test_what_the_provider_says_is_what_is_certain(manner, expected):
    with talking(Api(manner), patience=1.0) as channel:
        began = time.monotonic()
        said = channel.send(outgoing(), "m1")
        assert time.monotonic() - began < channel.longest_call
        assert type(said) is type(expected)
        if isinstance(expected, Unknown) and expected.code in {"garbled", "timed out"}:
            assert said.code in {"garbled", "cut off", "timed out", "HTTP 200"}
        else:
            assert said == expected
        # The next message goes out as if nothing had been.
        assert isinstance(channel.send(outgoing(), "m2"), Accepted)


def test_retry_after_may_be_a_date():
    with talking(Api((429, {"Retry_After": "Fri, 31 Dec 2027 23:59:59 GMT"}))) as channel:
        assert channel.send(outgoing(), "m1").retry_after > 86_400
    with talking(Api((429, {"Retry_After": "Fri, 31 Dec 2010 23:59:59 GMT"}))) as channel:
        assert channel.send(outgoing(), "m1").retry_after == 0.0


def test_before_the_request_leaves_nothing_was_sent():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert Twilio(texts(port), patience=1.0).send(outgoing(), "m1") == Rejected("refused", False)
    # Plain words where TLS is wanted, and somebody who never greets.
    with running(Api()) as api:
        said = Twilio(texts(api.port, SECURITY="tls"), patience=1.0).send(outgoing(), "m1")
        assert said in {Rejected("TLS", False), Rejected("timed out", False)}


def test_a_message_that_is_ours_no_more_never_leaves():
    api = Api()
    with talking(api) as channel:
        assert channel.send(outgoing(still_ours=lambda: False), "m1") == NotBegun()
        assert api.posts == []
        assert channel.send(outgoing(), "m2") == FIRST


def test_a_kept_connection_that_the_provider_gave_up_is_no_loss():
    api = Api()
    with talking(api) as channel:
        assert channel.send(outgoing(), "m1") == FIRST
        channel._known[1]._sock.shutdown(socket.SHUT_RDWR)
        assert isinstance(channel.send(outgoing(), "m2"), Accepted)
    assert (len(api.posts), api.connections) == (2, 2)


def test_a_wrong_token_costs_no_address():
    with talking(Api(), PASSWORD="wrong") as channel:
        assert channel.send(outgoing(), "m1") == Rejected("20003", False)


@pytest.mark.parametrize(
    ("address", "sender", "expected"),
    [
        ("", OURS, Rejected("not a number", True)),
        ("ana", OURS, Rejected("not a number", True)),
        ("12345", OURS, Rejected("not a number", True)),
        (ANA, "", one("no number of ours")),
        (ANA, "Cedar", one("no number of ours")),
    ],
)
def test_what_is_no_number_is_not_sent(address, sender, expected):
    api = Api()
    with talking(api) as channel:
        assert channel.send(outgoing(address=address, sender=sender), "m1") == expected
    assert api.connections == 0


# --- asked afterwards -----------------------------------------------------------------------------------------------------


def question(body=WORDS, since=None, **more):
    since = since or datetime.now(UTC) - timedelta(minutes=3)
    return Question("m1", ANA, body, OURS, since, **more)


def has(api, body=WORDS, to="+15550103001", **fields):
    return Accepted(api.has(body=body, to=to, **({"from": OURS} | fields))["sid"])


@pytest.mark.parametrize("manner", [CUT_AFTER, HANG, GARBLED, NO_SID])
def test_what_it_took_is_found_and_what_it_never_got_is_not(manner):
    api = Api(manner)
    with talking(api, patience=1.0) as channel:
        assert isinstance(channel.send(outgoing(), "m1"), Unknown)
        assert channel.ask(question()) == FIRST
    api = Api(CUT)
    with talking(api) as channel:
        assert isinstance(channel.send(outgoing(), "m1"), Unknown)
        assert channel.ask(question()) == NotThere()
    assert api.gets[0] == {"To": "+15550103001", "From": OURS, "PageSize": "100"}


LONG_AGO = "Mon, 02 Nov 2026 10:00:00 +0000"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"date_created": LONG_AGO}, NotThere()),
        ({"direction": "inbound"}, NotThere()),
        ({"direction": "outbound-reply"}, NotThere()),
        ({"to": "+15550103002"}, NotThere()),
        ({"from": "+15550102300"}, NotThere()),
        # Something of ours went there since, in other words: nobody says that it is not this one.
        ({"body": "Other words"}, Unknown("other words")),
        ({"status": "failed", "error_code": 21610}, OptedOut("21610")),
        ({"status": "failed", "error_code": 21614}, one("21614", is_permanent=True)),
    ],
    ids=str,
)
def test_another_message_is_not_this_one(fields, expected):
    api = Api()
    has(api, **fields)
    with talking(api) as channel:
        assert channel.ask(question()) == expected


@pytest.mark.parametrize("status", ["queued", "sent", "delivered", "undelivered", "failed"])
def test_wherever_it_stands_the_provider_has_it(status):
    api = Api()
    expected = has(api, status=status, body=WORDS.replace(" ", "\r\n", 1))
    with talking(api) as channel:
        assert channel.ask(question()) == expected


def test_a_message_beside_which_its_number_stands_already_is_another():
    api = Api()
    taken = has(api)
    with talking(api) as channel:
        assert channel.ask(question(is_taken=lambda number: number == taken.provider_reference)) == NotThere()
        mine = has(api)
        assert channel.ask(question(is_taken=lambda number: number == taken.provider_reference)) == mine


def test_it_looks_through_every_page_and_says_when_it_could_not():
    api = Api(page=20)
    old = has(api)
    for _ in range(60):
        has(api, body="Other words", direction="outbound-reply")
    with talking(api) as channel:
        assert channel.ask(question()) == old
    assert len(api.gets) == 4
    api = Api(page=100)
    for _ in range(250):
        has(api, body="Other words")
    with talking(api) as channel:
        assert channel.ask(question(is_taken=lambda number: True)) == Unknown("other words")


@pytest.mark.parametrize("manner", [CUT, GARBLED, 500, 429, 401, 404])
def test_no_clear_answer_is_none(manner):
    with talking(Api(manner)) as channel:
        assert isinstance(channel.ask(question()), Unknown)
        assert channel.ask(question()) == NotThere()


def test_without_a_number_of_ours_nobody_can_be_asked():
    with talking(Api()) as channel:
        assert channel.ask(Question("m1", ANA, WORDS, "", datetime.now(UTC))) == Unknown("no number of ours")


def test_another_provider_is_not_taken_for_it():
    with pytest.raises(ValueError, match="names no account"):
        Twilio({})
