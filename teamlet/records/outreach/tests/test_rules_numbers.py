"""Foreign, premium, short and broken numbers."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from teamlet.records.outreach.rules.addresses import address_key, spellings
from teamlet.records.outreach.rules.numbers import may_get_texts, why_no_text
from teamlet.records.outreach.rules.words import REASONS, NotForTexts, Usable
from teamlet.records.outreach.words import Channel


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("(555) 010-2233", None),
        ("555-010-2233", None),
        ("+1 555 010 2233", None),
        ("1-212-555-0142", None),
        ("787-555-0142", None),  # Puerto Rico
        ("670-555-0142", None),  # Northern Mariana Islands
        ("٥٥٥٠١٠٢٢٣٣", None),  # digits of another script
        ("416-555-0142", NotForTexts.FOREIGN),
        ("876-555-0142", NotForTexts.FOREIGN),
        ("+44 20 7946 0958", NotForTexts.FOREIGN),
        ("0052 55 1234 5678", NotForTexts.FOREIGN),
        ("+52 55 1234 5678", NotForTexts.FOREIGN),
        ("900-555-0142", NotForTexts.PREMIUM),
        ("700-555-0142", NotForTexts.PREMIUM),
        ("212-976-0142", NotForTexts.PREMIUM),
        ("911", NotForTexts.SHORT_CODE),
        ("72645", NotForTexts.SHORT_CODE),
        ("555-0102", NotForTexts.UNREADABLE),
        ("(555) 010-22", NotForTexts.FOREIGN),  # read as a number of Brazil; no text either way
        ("555 010 2233 4", NotForTexts.FOREIGN),
        ("011-555-0142", NotForTexts.UNREADABLE),
        ("211-555-0142", NotForTexts.UNREADABLE),
        ("212-055-0142", NotForTexts.UNREADABLE),
        ("", NotForTexts.UNREADABLE),
        ("call Rosa", NotForTexts.UNREADABLE),
        ("+" + "9" * 40, NotForTexts.UNREADABLE),
    ],
)
def test_numbers(typed, why):
    key = address_key(Channel.TEXT, typed)
    assert why_no_text(key) is why
    decision = may_get_texts(key)
    assert (decision.status is Usable.YES) == (why is None)
    assert decision.reason.code in REASONS


@given(st.text(max_size=40))
def test_never_raises(typed):
    assert why_no_text(address_key(Channel.TEXT, typed)) in (None, *NotForTexts)


@pytest.mark.parametrize(
    ("channel", "value", "among"),
    [
        (Channel.TEXT, "(555) 010-2233", {"5550102233", "555-010-2233", "+15550102233", "1-555-010-2233"}),
        (Channel.TEXT, "+1.555.010.2233", {"(555) 010-2233", "+1 (555) 010-2233"}),
        (Channel.TEXT, "+44 20 7946 0958", set()),
        (Channel.TEXT, "call Rosa", set()),
        (Channel.EMAIL, "Ana@Patients.example", {"ana@patients.example", "ANA@PATIENTS.EXAMPLE"}),
        (Channel.LETTER, "12 Elm Street", set()),
    ],
)
def test_ways_of_writing_are_one_address(channel, value, among):
    found = spellings(channel, value)
    assert found >= {value, *among}
    assert {address_key(channel, each) for each in found} == {address_key(channel, value)}


@given(st.text(max_size=40), st.sampled_from(Channel))
def test_spellings_are_always_the_same_address(value, channel):
    assert {address_key(channel, each) for each in spellings(channel, value)} == {address_key(channel, value)}
