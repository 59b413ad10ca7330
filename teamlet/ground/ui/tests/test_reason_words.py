"""Reasons become one plain sentence in the reader's language."""

from __future__ import annotations

import sys
from datetime import date
from types import ModuleType

import pytest
from django.template import engines
from django.test import override_settings
from django.utils import translation

from teamlet.ground.reasons import Reason, Refused
from teamlet.ground.ui.reason_words import UnknownReason, say, sentences


@pytest.fixture(autouse=True)
def words() -> object:
    """Two rooms with sentences of their own."""
    for name, reasons in (
        ("test_words_one", {"one.due": "The call is due {due}.", "one.sure": "{name} said {score} of 10."}),
        ("test_words_two", {"two.full": "The class is full."}),
        ("test_words_twice", {"two.full": "No seats."}),
    ):
        module = ModuleType(name)
        module.REASONS = reasons  # type: ignore[attr-defined]
        sys.modules[name] = module
    with override_settings(REASON_WORDS=["test_words_one", "test_words_two"]), translation.override("en"):
        yield
    for name in ("test_words_one", "test_words_two", "test_words_twice"):
        del sys.modules[name]
    sentences.cache_clear()


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (Reason("two.full"), "The class is full."),
        (Reason("one.due", {"due": "2026-12-01"}), "The call is due Tuesday, December 1."),
        (Reason("one.due", {"due": "2026-12-01 14:05"}), "The call is due Tuesday, December 1, 2:05 pm."),
        (Reason("one.due", {"due": "14:05"}), "The call is due 2:05 pm."),
        (Reason("one.due", {"due": "25:99"}), "The call is due 25:99."),
        (Reason("one.due", {"due": date(2026, 12, 1)}), "The call is due Tuesday, December 1."),
        (Reason("one.sure", {"name": "Rosa {score}", "score": 8}), "Rosa {score} said 8 of 10."),
    ],
)
def test_reason_reads_as_a_sentence(reason: Reason, sentence: str) -> None:
    assert say(reason) == sentence
    assert say(Refused(reason)) == sentence


def test_dates_follow_the_language() -> None:
    with translation.override("es"):
        assert "martes 1 de diciembre" in say(Reason("one.due", {"due": "2026-12-01"}))
        assert "martes 1 de diciembre, 8:00 a. m." in say(Reason("one.due", {"due": "2026-12-01 08:00"}))


def test_sentence_is_escaped_on_a_page() -> None:
    reason = Reason("one.sure", {"name": "<b>", "score": 1})
    assert engines["jinja2"].env.from_string("{{ say(reason) }}").render(reason=reason) == "&lt;b&gt; said 1 of 10."


def test_unknown_code_and_missing_value_are_errors() -> None:
    with pytest.raises(UnknownReason):
        say(Reason("three.nothing"))
    with pytest.raises(KeyError):
        say(Reason("one.due"))


def test_two_sentences_for_one_code_are_an_error() -> None:
    with pytest.raises(ValueError, match=r"two\.full"):
        sentences(("test_words_two", "test_words_twice"))
