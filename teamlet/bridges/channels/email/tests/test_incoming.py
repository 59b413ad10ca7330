"""Mail is read whatever it holds: replies, quotes, charsets, HTML, returned mail, complaints, machines, broken mail."""

from __future__ import annotations

import random

import pytest

from teamlet.bridges.channels.email.incoming import MOST_WORDS, Kind, read_mail
from teamlet.bridges.channels.email.plain import plain_text
from teamlet.bridges.channels.email.tests import mails
from teamlet.bridges.channels.email.tests.mails import OURS, REF, ROSA, bounce, complaint, mail
from teamlet.records.outreach.rules.replies import classify

REPLIES = [
    (mail("1"), "did_it", (), False),
    (mails.GMAIL, "part_of_it", (REF,), False),
    (mails.HTML, "not_yet", (REF,), False),
    (mails.LATIN, "not_yet", (), False),
    (mails.WRONG_CHARSET, "not_yet", (), False),
    (mails.BASE64, "call_me", (), False),
    (mails.ATTACHED, "words", (), False),
    (mails.UNENDED, "did_it", (), False),
    (mail("", "Subject: STOP"), "stop", (), False),
    (mail("", "Subject: =?utf-8?q?ALTO?="), "stop", (), False),
    (mail("chest pain", "Subject: STOP"), "danger", (), False),
    (mails.LIST_STOP, "stop", (), True),
    (mail("STOP", In_Reply_To=OURS), "stop", (REF,), False),
    (mail("me quiero morir"), "danger", (), False),
    (mail("1", "Delivered-To: care+abcdefghjkmnpqrs@cedar.example"), "did_it", (REF,), False),
    (mails.AWAY, "words", (REF,), True),
    (mail("1", "Auto-Submitted: no"), "did_it", (), False),
    (mail("Hello", "X-Autoreply: yes"), "words", (), True),
    (mail("Hello", "Precedence: bulk"), "words", (), True),
    (mail("Hello", "List-Id: <news.example.org>"), "words", (), True),
    (mail("Hello", sender="no-reply@example.org"), "words", (), True),
    (mail("Hello", sender=""), "words", (), True),
    (mail(""), "empty", (), False),
]


@pytest.mark.parametrize(("raw", "kind", "references", "by_machine"), REPLIES)
def test_replies(raw, kind, references, by_machine):
    read = read_mail(raw)
    assert (read.kind, read.references, read.by_machine) == (Kind.WORDS, references, by_machine)
    assert classify(read.words).kind == kind


def test_what_a_reply_quotes_is_not_what_was_written():
    assert classify(read_mail(mails.GMAIL).words).stops is False
    assert "> 1 Lo hice. ALTO." in read_mail(mails.HTML).words
    assert "STOP" not in read_mail(mails.HTML).words
    assert "color" not in read_mail(mails.HTML).words


@pytest.mark.parametrize(
    ("raw", "code", "for_good"),
    [
        (bounce("5.1.1"), "5.1.1", True),
        (bounce("5.1.1", headers_only=True), "5.1.1", True),
        (bounce("5.2.1"), "5.2.1", True),
        (bounce("5.0.0"), "5.0.0", True),
        (bounce("5.2.2"), "5.2.2", False),
        (bounce("5.7.1"), "5.7.1", False),
        (bounce("5.3.4"), "5.3.4", False),
        (bounce("4.4.7"), "4.4.7", False),
        (mails.PLAIN_BOUNCE, "5.1.1", True),
    ],
)
def test_returned_mail(raw, code, for_good):
    read = read_mail(raw)
    assert (read.kind, read.code, read.is_permanent) == (Kind.BOUNCE, code, for_good)
    assert read.references[0] == REF


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (bounce("2.0.0", "delivered"), Kind.ARRIVED),
        (bounce("4.4.1", "delayed"), Kind.NOTHING),
        (complaint(), Kind.COMPLAINT),
        (complaint("not-spam"), Kind.NOTHING),
    ],
)
def test_other_reports(raw, kind):
    read = read_mail(raw)
    assert (read.kind, read.references[0], read.by_machine) == (kind, REF, True)


@pytest.mark.parametrize(
    ("sender", "address"),
    [
        (f"Rosa <{ROSA}>", ROSA),
        (ROSA, ROSA),
        (f"=?utf-8?b?Um9zYSBNYXLDrW4=?= <{ROSA}>", ROSA),
        ("nobody", ""),
        ("<>", ""),
        ("a@b@c <", ""),
        (f"=?utf-8?q?=3Cother=40example.org=3E?= <{ROSA}>", ROSA),
        (f"<{ROSA}>, <other@example.org>", ROSA),
    ],
)
def test_senders(sender, address):
    assert read_mail(mail("1", sender=sender)).sender == address


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0" * 100,
        b"no headers at all",
        b"From: \xff\xfe\r\n\r\n\xff\xfe",
        b"Content-Type: ;;;=\r\nFrom: a@example.org\r\n\r\nhello",
        b"Content-Type: text/plain; charset=\r\nContent-Transfer-Encoding: nonsense\r\n\r\nhello",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"Subject: =?utf-8?b?!!!?=\r\nFrom: =?x?y?z?= <a@example.org>\r\n\r\n1",
        mails.BROKEN_BASE64,
        mails.DEEP,
        b"From: a@example.org\r\nIn-Reply-To: " + b"<" * 5000 + b"\r\n\r\n1",
        b"From: a@example.org\r\n" + b"X: y\r\n" * 20_000 + b"\r\n1",
    ],
)
def test_broken_mail_is_read_all_the_same(raw):
    read = read_mail(raw)
    assert read.kind is Kind.WORDS
    assert read.message_id


def test_a_huge_mail_is_kept_to_a_megabyte():
    read = read_mail(mail("word " * 2_000_000))
    assert len(read.words) == MOST_WORDS


def test_the_same_mail_has_the_same_name():
    raw = mails.typed("text/plain", b"1").replace(b"Message-ID: <one@example.org>\r\n", b"")
    assert read_mail(raw).message_id == read_mail(raw).message_id
    assert read_mail(raw).message_id.startswith("sha256:")
    assert read_mail(mail("1")).message_id == "<one@example.org>"


def test_cut_and_shaken_mail_never_stops_us():
    chance = random.Random(7)
    corpus = [mails.GMAIL, mails.HTML, bounce("5.1.1"), complaint(), mails.AWAY, mails.ATTACHED]
    kinds = set()
    for _round in range(600):
        raw = bytearray(chance.choice(corpus))
        for _change in range(chance.randint(1, 12)):
            place = chance.randrange(len(raw))
            raw[place : place + chance.randint(0, 20)] = bytes(
                chance.randrange(256) for _ in range(chance.randint(0, 8))
            )
        kinds.add(read_mail(bytes(raw[: chance.randint(1, len(raw))])).kind)
    assert Kind.WORDS in kinds


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>two</p>", "One\ntwo"),
        ("One<br>two", "One\ntwo"),
        ("<div>One <b>two</b></div>", "One two"),
        ("<blockquote>old<div>er</div></blockquote>new", "> old\n> er\nnew"),
        ("<" * 1000, "<" * 1000),
        ("<div>" * 5000 + "deep", "deep"),
        ("&lt;b&gt; &amp; &eacute;", "<b> & é"),
    ],
)
def test_html_as_text(html, text):
    assert plain_text(html) == text
