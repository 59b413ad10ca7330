"""Replies: every phrase written down beforehand, what must never be a mere opt-out, and what nobody would write."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from teamlet.content.schema import Tier
from teamlet.records.outreach.rules.replies import classify, fixed_answer
from teamlet.records.outreach.rules.words import REASONS, FixedAnswer, ReplyKind

FOLDER = Path(__file__).parent / "replies"
NAMES = ("Rosa Martinez",)


def phrases(*names: str) -> list[str]:
    """The lines of the lists, with the signs that cannot be seen."""
    found = []
    for name in names:
        for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").split("\n"):
            if line.strip():
                found.append(
                    re.sub(r"\\(n|t|0|u[0-9a-fA-F]{4})", lambda sign: sign[0].encode().decode("unicode_escape"), line)
                )
    return found


def expected(name: str) -> list[tuple[str, str]]:
    return [tuple(line.split("|", 1)) for line in phrases(name)]


STOPS = phrases("opt_out_en", "opt_out_es", "later_opt_out")
EVERYDAY = phrases("everyday", "later_everyday")


def test_the_lists_are_long_enough():
    assert len(set(phrases("opt_out_en"))) >= 150
    assert len(set(phrases("opt_out_es"))) >= 150
    assert len(set(EVERYDAY)) >= 300


@pytest.mark.parametrize("text", STOPS)
def test_stop_in_any_wording(text):
    reading = classify(text, names=NAMES)
    assert reading.kind is ReplyKind.STOP
    assert reading.stops
    assert fixed_answer(reading) is FixedAnswer.STOPPED


@pytest.mark.parametrize("text", EVERYDAY)
def test_everyday_replies_stop_nothing_and_are_read(text):
    reading = classify(text, names=NAMES)
    assert reading.kind is ReplyKind.WORDS
    assert not reading.stops
    assert reading.for_a_person


@pytest.mark.parametrize(("wanted", "text"), expected("safety"))
def test_never_a_mere_opt_out(wanted, text):
    reading = classify(text, names=NAMES)
    assert reading.for_a_person
    if wanted == "read":
        assert reading.kind is ReplyKind.WORDS
        assert not reading.stops
        assert fixed_answer(reading) is not FixedAnswer.STOPPED
    else:
        assert reading.kind is ReplyKind.DANGER
        assert reading.tier in (Tier.WITHIN_HOUR, Tier.NOW_911)
        assert fixed_answer(reading) is FixedAnswer.EMERGENCY
    if wanted.endswith("+stop"):
        assert reading.stops


@pytest.mark.parametrize(("wanted", "text"), expected("check_in"))
def test_how_it_went(wanted, text):
    reading = classify(text, names=NAMES)
    assert reading.kind.value == wanted
    assert not reading.stops
    assert reading.for_a_person == (wanted in ("not_yet", "call_me"))


@pytest.mark.parametrize(
    ("name", "kind", "answer"),
    [
        ("start", ReplyKind.START, FixedAnswer.STARTED),
        ("help", ReplyKind.HELP, FixedAnswer.HELP),
        ("wrong_number", ReplyKind.WRONG_NUMBER, None),
        ("automatic", ReplyKind.AUTOMATIC, None),
    ],
)
def test_the_other_kinds(name, kind, answer):
    for text in phrases(name):
        reading = classify(text, names=NAMES)
        assert (text, reading.kind) == (text, kind)
        assert fixed_answer(reading) is answer
        assert reading.stops == (kind is ReplyKind.WRONG_NUMBER)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1. But my knee hurt so I went slow", ReplyKind.DID_IT),
        ("3\nthe weather was bad", ReplyKind.NOT_YET),
        ("lo hice. gracias a mi hija que camina conmigo", ReplyKind.DID_IT),
    ],
)
def test_more_than_the_answer_is_read_too(text, kind):
    reading = classify(text)
    assert reading.kind is kind
    assert reading.for_a_person


@pytest.mark.parametrize("text", ["1, 2", "1 or 3", "2 of 3 days", "4 days", "3 times", "1.5 miles"])
def test_numbers_that_are_no_answer(text):
    assert classify(text).kind is ReplyKind.WORDS


def test_what_we_wrote_ourselves_is_not_the_reply():
    quoted = "I walked every day\n\nOn Mon, Nov 23, 2026 at 9:02 AM Elm Street wrote:\n> How did your plan go?\n> STOP to end"
    reading = classify(quoted)
    assert reading.kind is ReplyKind.WORDS
    assert not reading.stops
    original = "STOP\n\n-----Original Message-----\nIn danger now: 911. Call or text 988, any time."
    assert classify(original).kind is ReplyKind.STOP
    below = "On Mon, Nov 23, 2026 Elm Street wrote:\n> How did it go?\nI want to die"
    assert classify(below).kind is ReplyKind.DANGER


def test_a_name_counts_only_where_the_address_has_it():
    assert classify("I'm not Rosa", names=NAMES).kind is ReplyKind.WRONG_NUMBER
    assert classify("I'm not Rosa").kind is ReplyKind.WORDS
    assert classify("I'm not sure", names=NAMES).kind is ReplyKind.WORDS


@pytest.mark.parametrize("text", ["", "   \n\t ", "\0\0\0", "\u202e\u200b", "\ufeff"])
def test_nothing_said(text):
    reading = classify(text)
    assert reading.kind is ReplyKind.EMPTY
    assert not reading.for_a_person
    assert fixed_answer(reading) is None


@pytest.mark.parametrize("sign", ["stop ", "a", "my chest is fine\n", "\0", "\u202e", "😀", "> x\n", "ﷺ"])
def test_a_megabyte_is_read_in_time_that_grows_with_its_length(sign):
    began = time.process_time()
    small = classify(sign * (100_000 // len(sign)))
    one = time.process_time() - began
    began = time.process_time()
    big = classify(sign * (1_000_000 // len(sign)))
    ten = time.process_time() - began
    assert ten < 3 * one + 4  # what is read of a long reply is bounded
    assert not big.stops
    assert small.kind is big.kind
    assert big.for_a_person


@pytest.mark.parametrize("place", [0, 15_000, 997_000])
def test_danger_is_found_at_both_ends_of_a_very_long_reply(place):
    words = "we went to the park. " * 50_000
    reading = classify(words[:place] + " I want to kill myself. " + words[place:1_000_000])
    assert reading.kind is ReplyKind.DANGER


def test_the_middle_of_a_very_long_reply_is_left_to_a_person():
    reading = classify("we went to the park. " * 50_000)
    assert reading.for_a_person
    assert "outreach.reply_very_long" in {reason.code for reason in reading.decision.reasons}


def test_danger_across_the_pieces_of_a_long_reply():
    for ahead in range(14_970, 15_030, 15):
        words = ("ok " * (ahead // 3)) + "I want to kill myself " + "ok " * 1000
        assert classify(words).kind is ReplyKind.DANGER


@given(st.text(max_size=300))
def test_never_raises_and_always_has_a_reason(text):
    reading = classify(text, names=NAMES)
    ours = [reason.code for reason in reading.decision.reasons if reason.code.startswith("outreach.")]
    assert set(ours) <= set(REASONS)
    assert reading.decision.reasons
    assert reading.for_a_person or reading.kind is not ReplyKind.WORDS


@settings(max_examples=60)
@given(
    st.sampled_from(["stop", "unsubscribe", "alto", "baja", "cancelar", "opt out", "stop texting me"]),
    st.lists(st.sampled_from(["!", ".", " ", "\n", "🛑", "😡", '"', "…", "\u200b", "-", "*"]), max_size=6),
    st.lists(st.sampled_from(["!", ".", " ", "\n", "🛑", "😡", '"', "…", "\u200b", "-", "*"]), max_size=6),
    st.sampled_from([str.upper, str.lower, str.title, str.swapcase]),
)
def test_stop_however_it_is_dressed(word, before, after, case):
    assert classify("".join(before) + case(word) + "".join(after)).kind is ReplyKind.STOP


@given(
    st.sampled_from(STOPS), st.sampled_from(["I want to die", "my chest hurts", "me quiero morir", "no puedo respirar"])
)
def test_danger_comes_before_every_stop(stop, danger):
    for text in (f"{stop}. {danger}", f"{danger}. {stop}"):
        reading = classify(text)
        assert reading.kind is ReplyKind.DANGER
        assert fixed_answer(reading) is FixedAnswer.EMERGENCY
