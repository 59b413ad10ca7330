"""Words made safe for paper: cleaned, broken."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, strategies as st

from teamlet.records.documents.rendering.paper import clean, set_lines, visible_characters

FAMILY = "👨\u200d👩\u200d👧"


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("  Walk\n\nto\tthe \u00a0park  ", "Walk to the park"),
        ("a\x00b\x07c\x1b[31m\x7f\x9f", "abc[31m"),
        ("Rosa\u202eaniR\u202c", "RosaaniR"),
        ("\ufeffzero\u2060width\u00ad", "zerowidth"),
        ("private \ue000 use", "private □ use"),
        ("lone \ud83d half", "lone □ half"),
        ("Nin\u0303o", "Niño"),
        ("lines\u2028and\u2029parts", "lines and parts"),
        (f"{FAMILY} ❤️ 🇲🇽", f"{FAMILY} ❤️ 🇲🇽"),
        ("محمد عبد الله", "محمد عبد الله"),
        ("", ""),
        ("\u0000", ""),
    ],
)
def test_clean(raw, cleaned):
    assert clean(raw) == cleaned


@given(st.text())
def test_clean_leaves_printable_composed_words_and_nothing_to_clean(text):
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert cleaned == cleaned.strip()
    assert not any(unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"} for character in cleaned)
    cleaned.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "count"),
    [("café", 4), ("cafe\u0301", 4), (FAMILY, 1), ("🇲🇽🇺🇸", 2), ("👍🏽!", 2), ("❤️", 1), ("", 0)],
)
def test_visible_characters(text, count):
    assert len(visible_characters(text)) == count
    assert "".join(visible_characters(text)) == text


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\u200b\u2060\u00a0")))
def test_setting_lines_changes_nothing_that_is_read(text):
    shown = set_lines(text).replace("\u200b", "").replace("\u2060", "").replace("\u00a0", " ")
    assert shown == text


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a short sentence of many words, none long", "a short sentence of many words, none long"),
        ("x" * 25, "\u200b".join(["x" * 10, "x" * 10, "x" * 5])),
        ("from (555) 010-2233.", "from (555)\u00a0010-2233."),
        ("555 010-2233", "555\u00a0010-2233"),
        ("December 1, 9–12", "December 1, 9–\u206012"),
    ],
)
def test_set_lines(text, lines):
    assert set_lines(text) == lines


def test_a_joined_emoji_is_never_broken():
    assert set_lines(FAMILY * 15).replace("\u200b", "").count(FAMILY) == 15
    assert all(piece.count(FAMILY) * len(FAMILY) == len(piece) for piece in set_lines(FAMILY * 15).split("\u200b"))
