"""What follows from a reply, as a rule: known, shared, unknown, stopped, closed, written by a machine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from teamlet.records.followups.rules.replies import ANSWERS, ReplyFacts, take
from teamlet.records.outreach.rules.answering import EMERGENCY_EVERY, MOST_A_DAY, Answered, language_of, may_answer
from teamlet.records.outreach.rules.replies import classify
from teamlet.records.outreach.rules.words import FixedAnswer, ReplyKind, Usable
from teamlet.records.outreach.words.replies import WhyWaits

KNOWN = ReplyFacts(is_known=True, possible=1, asks_open=True)
CLOSED = ReplyFacts(is_known=True, possible=1)
SHARED = ReplyFacts(is_known=False, possible=2, asks_open=False)
NOBODY = ReplyFacts(is_known=False, possible=0)
STOPPED = ReplyFacts(is_known=True, possible=1, asks_open=True, was_stopped=True)
MACHINE = ReplyFacts(is_known=True, possible=1, asks_open=True, by_machine=True)

SAID = {
    "did": ("1", "Lo hice"),
    "not": ("3", "Todavía no"),
    "call": ("4", "Llámenme"),
    "words": ("Can I swim?", "¿Puedo nadar?"),
    "care": ("STOP my insulin?", "¿Dejo de tomar la insulina?"),
    "danger": ("chest pain", "me quiero morir"),
    "stop": ("STOP", "ALTO"),
    "help": ("HELP", "AYUDA"),
    "wrong": ("wrong number", "número equivocado"),
}
W, A = WhyWaits, FixedAnswer
TABLE = {
    # kind: (known, closed, shared, nobody, stopped, machine), each who waits and what goes back
    "did": ((None, A.THANKS), (W.WORDS, A.HELP_COMES), (W.WHOSE, A.HELP_COMES), (W.WORDS, None), (W.WORDS, None)),
    "not": (
        (W.CALL_BACK, A.HELP_COMES),
        (W.CALL_BACK, A.HELP_COMES),
        (W.WHOSE, A.HELP_COMES),
        (W.WORDS, None),
        (W.CALL_BACK, None),
    ),
    "call": (
        (W.CALL_BACK, A.HELP_COMES),
        (W.CALL_BACK, A.HELP_COMES),
        (W.WHOSE, A.HELP_COMES),
        (W.WORDS, None),
        (W.CALL_BACK, None),
    ),
    "words": (
        (W.WORDS, A.HELP_COMES),
        (W.WORDS, A.HELP_COMES),
        (W.WHOSE, A.HELP_COMES),
        (W.WORDS, None),
        (W.WORDS, None),
    ),
    "care": (
        (W.SAME_DAY, A.HELP_COMES),
        (W.SAME_DAY, A.HELP_COMES),
        (W.SAME_DAY, A.HELP_COMES),
        (W.SAME_DAY, None),
        (W.SAME_DAY, None),
    ),
    "danger": (
        (W.DANGER, A.EMERGENCY),
        (W.DANGER, A.EMERGENCY),
        (W.DANGER, A.EMERGENCY),
        (W.DANGER, None),
        (W.DANGER, A.EMERGENCY),
    ),
    "stop": ((None, A.STOPPED), (None, A.STOPPED), (None, A.STOPPED), (None, None), (None, None)),
    "help": ((None, A.HELP), (None, A.HELP), (None, A.HELP), (None, None), (None, A.HELP)),
    "wrong": ((None, None), (None, None), (W.WHOSE, None), (None, None), (None, None)),
}
CASES = [
    (words, facts, expected)
    for kind, row in TABLE.items()
    for words in SAID[kind]
    for facts, expected in zip((KNOWN, CLOSED, SHARED, NOBODY, STOPPED), row, strict=True)
]


@pytest.mark.parametrize(("words", "facts", "expected"), CASES)
def test_what_follows(words, facts, expected):
    taken = take(classify(words), facts)
    assert (taken.waits, taken.answer) == expected
    assert taken.reasons


@pytest.mark.parametrize("words", [words for both in SAID.values() for words in both])
def test_a_reply_lands_only_on_the_open_contact_of_the_one_who_has_the_number(words):
    reading = classify(words)
    assert take(reading, KNOWN).lands is (reading.kind in ANSWERS)
    for facts in (CLOSED, SHARED, NOBODY, STOPPED, MACHINE):
        assert take(reading, facts).lands is False


@pytest.mark.parametrize("words", [words for both in SAID.values() for words in both])
def test_a_machine_is_answered_nothing_and_only_danger_and_stop_are_heard(words):
    reading = classify(words)
    taken = take(reading, MACHINE)
    assert taken.answer is None
    if reading.kind in (ReplyKind.DANGER, ReplyKind.STOP):
        assert taken.kind is reading.kind
    else:
        assert (taken.kind, taken.waits) == (ReplyKind.AUTOMATIC, None)


def test_more_words_after_the_answer_go_to_a_person_too():
    taken = take(classify("Part of it. My sister came to stay, so I had less time."), KNOWN)
    assert (taken.lands, taken.waits) == (True, WhyWaits.WORDS)


NOW = datetime(2026, 12, 4, 15, 0, tzinfo=UTC)


def before(*each: tuple[FixedAnswer, int]) -> list[Answered]:
    return [Answered(answer, NOW - timedelta(minutes=minutes)) for answer, minutes in each]


@pytest.mark.parametrize(
    ("answer", "earlier", "status", "code"),
    [
        (None, [], Usable.NO, "outreach.answer_none"),
        (A.HELP, [], Usable.YES, "outreach.answer_goes"),
        (A.HELP, before((A.HELP, 9)), Usable.NO, "outreach.answer_recent"),
        (A.HELP, before((A.HELP, 10)), Usable.YES, "outreach.answer_goes"),
        (A.HELP, before((A.THANKS, 1)), Usable.YES, "outreach.answer_goes"),
        (A.EMERGENCY, before((A.EMERGENCY, EMERGENCY_EVERY - 1)), Usable.NO, "outreach.answer_recent"),
        (A.EMERGENCY, before((A.EMERGENCY, EMERGENCY_EVERY)), Usable.YES, "outreach.answer_goes"),
        (A.EMERGENCY, before(*((A.HELP, 20 * n) for n in range(1, 20))), Usable.YES, "outreach.answer_goes"),
        (
            A.THANKS,
            before(*((A.HELP_COMES, 20 * n) for n in range(1, MOST_A_DAY + 1))),
            Usable.NO,
            "outreach.answer_limit",
        ),
        (A.THANKS, before(*((A.HELP_COMES, 20 * n) for n in range(1, MOST_A_DAY))), Usable.YES, "outreach.answer_goes"),
        (A.THANKS, before(*((A.HELP_COMES, 1440 + n) for n in range(9))), Usable.YES, "outreach.answer_goes"),
        (A.THANKS, before(*((A.EMERGENCY, 61 * n) for n in range(1, 9))), Usable.YES, "outreach.answer_goes"),
    ],
)
def test_limits_of_an_address(answer, earlier, status, code):
    decision = may_answer(answer, earlier, at=NOW)
    assert (decision.status, decision.reason.code) == (status, code)


def test_over_a_week_of_words_each_minute_at_most_five_answers_a_day():
    sent: list[Answered] = []
    for minute in range(0, 7 * 1440, 7):
        at = NOW + timedelta(minutes=minute)
        if (
            may_answer(A.HELP_COMES, [each for each in sent if at - each.at < timedelta(days=1)], at=at).status
            is Usable.YES
        ):
            sent.append(Answered(A.HELP_COMES, at))
    assert len(sent) == 7 * MOST_A_DAY


def test_a_machine_is_answered_nothing():
    assert may_answer(A.EMERGENCY, [], at=NOW, by_machine=True).reason.code == "outreach.answer_machine"


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("1", "?"),
        ("STOP", "en"),
        ("ALTO", "es"),
        ("Todavía no", "es"),
        ("Me duele el pecho", "es"),
        ("I did it", "en"),
        ("no", "?"),
        ("👍", "?"),
        ("", "?"),
    ],
)
def test_the_language_of_a_reply(words, language):
    assert language_of(words, otherwise="?") == language
