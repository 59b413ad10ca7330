"""What makes the EHR copy old, where a page cuts a text, which language may be printed."""

from __future__ import annotations

import unicodedata
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from teamlet.records.documents.rules import (
    CopyMade,
    PlanRefs,
    cut_for_page,
    ehr_copy_state,
    language_name,
    may_print,
)
from teamlet.records.documents.words import REASONS, CopyKind, CopyState, PrintState

AT = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
REFS = PlanRefs(
    goal_version=1,
    plan_version=1,
    importance=8,
    confidence=8,
    barriers=frozenset({11, 12}),
    contact_on=date(2026, 12, 3),
    contact_owner=5,
)


def copied(refs: PlanRefs = REFS, minutes: int = 0, kind: CopyKind = CopyKind.PROGRESS_NOTE) -> CopyMade:
    return CopyMade(kind, AT + timedelta(minutes=minutes), refs)


def state(current: PlanRefs, *copies: CopyMade) -> tuple[CopyState, list[str]]:
    decision = ehr_copy_state(current, copies)
    for reason in decision.reasons:
        assert "{" not in REASONS[reason.code].format(**reason.values)
    return decision.status, [reason.code.removeprefix("documents.") for reason in decision.reasons]


def test_without_a_copy_there_is_nothing_old() -> None:
    assert state(REFS) == (CopyState.NEVER_COPIED, ["never_copied"])
    assert state(replace(REFS, withdrawn=True)) == (CopyState.NEVER_COPIED, ["never_copied"])


def test_a_copy_of_what_stands_now_is_current() -> None:
    assert state(REFS, copied()) == (CopyState.CURRENT, ["copy_current"])


CHANGES = [
    ({"plan_version": 2}, "old_plan"),
    ({"goal_version": 2}, "old_goal"),
    ({"importance": 9}, "old_importance"),
    ({"importance": None}, "old_importance"),
    ({"confidence": 7}, "old_confidence"),
    ({"barriers": frozenset({11})}, "old_barriers"),
    ({"barriers": frozenset({11, 12, 13})}, "old_barriers"),
    ({"contact_on": date(2026, 12, 4)}, "old_contact"),
    ({"contact_on": None}, "old_contact"),
    ({"contact_owner": 6}, "old_owner"),
    ({"outcome": "mostly"}, "old_outcome"),
    ({"caution": "may_start"}, "old_caution"),
    ({"withdrawn": True}, "old_withdrawn"),
]


@pytest.mark.parametrize(("change", "code"), CHANGES)
def test_what_makes_a_copy_old(change: dict[str, object], code: str) -> None:
    now = replace(REFS, **change)  # type: ignore[arg-type]
    assert state(now, copied()) == (CopyState.OLD, [code])
    assert state(now, copied(), copied(now, 5)) == (CopyState.CURRENT, ["copy_current"])


@pytest.mark.parametrize(("change", "code"), CHANGES)
def test_undo_back_to_what_was_copied_is_current_again(change: dict[str, object], code: str) -> None:
    changed = replace(REFS, **change)  # type: ignore[arg-type]
    assert state(changed, copied())[0] is CopyState.OLD
    assert state(REFS, copied())[0] is CopyState.CURRENT
    # Copied again meanwhile: now the EHR holds what was undone.
    assert state(REFS, copied(), copied(changed, 5)) == (CopyState.OLD, [code])


def test_every_reference_makes_a_copy_old() -> None:
    assert {name for change, _ in CHANGES for name in change} == {field.name for field in fields(PlanRefs)}


def test_several_changes_are_all_named_the_gravest_first() -> None:
    now = replace(REFS, withdrawn=True, goal_version=2, plan_version=2, contact_owner=6)
    assert state(now, copied())[1] == ["old_withdrawn", "old_goal", "old_plan", "old_owner"]


def test_the_copy_made_last_counts_in_any_order() -> None:
    older, newer = copied(replace(REFS, plan_version=0)), copied(minutes=9)
    assert state(REFS, newer, older)[0] is CopyState.CURRENT
    assert state(REFS, older, newer)[0] is CopyState.CURRENT


def test_one_kind_can_be_asked_for() -> None:
    copies = [copied(replace(REFS, plan_version=0), 0, CopyKind.CARE_PLAN), copied(minutes=9)]
    assert ehr_copy_state(REFS, copies).status is CopyState.CURRENT
    assert ehr_copy_state(REFS, copies, kind=CopyKind.CARE_PLAN).status is CopyState.OLD
    assert ehr_copy_state(REFS, copies, kind=CopyKind.BANNER).status is CopyState.NEVER_COPIED


FAMILY = "👨‍👩‍👧‍👦"
FLAG = "🇲🇽"


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("", 300, ""),
        ("Walk with Rosa", 300, "Walk with Rosa"),
        ("a" * 300, 300, "a" * 300),
        ("a" * 301, 300, "a" * 300),
        ("walk after dinner", 12, "walk after"),
        ("walk after dinner", 10, "walk after"),
        ("walk after dinner", 9, "walk"),
        ("walk after dinner", 4, "walk"),
        ("walk after dinner", 3, "wal"),
        ("walk\nafter dinner", 7, "walk"),
        ("a" + FAMILY, 3, "a"),
        ("a" + FAMILY + "b", 8, "a" + FAMILY),
        (FLAG * 3, 3, FLAG),
        (FLAG * 3, 5, FLAG * 2),
        ("a" + FLAG * 2, 4, "a" + FLAG),
        ("cafe\u0301s", 4, "caf"),
        ("cafe\u0301s", 5, "cafe\u0301"),
        ("👍🏽👍🏽", 3, "👍🏽"),
        ("👍🏻👍🏻", 3, "👍🏻"),
        ("❤️❤️", 3, "❤️"),
        ("🏴\U000e0067\U000e0062\U000e007f🏴", 3, "🏴\U000e0067\U000e0062"),
        ("b🏴\U000e0067\U000e0062\U000e007f🏴", 3, "b"),
        ("\u1100\u1161\u1100\u1161", 3, "\u1100\u1161"),
        ("אני רוצה ללכת", 8, "אני רוצה"),
        ("1\u20e31\u20e3", 3, "1\u20e3"),
    ],
)
def test_where_a_page_cuts(text: str, limit: int, shown: str) -> None:
    cut = cut_for_page(text, limit)
    assert cut.shown == shown
    assert cut.text == text
    assert cut.was_cut is (shown != text)


def test_a_goal_of_ten_thousand_characters() -> None:
    text = "I want to walk to church with my sister again. " * 220
    cut = cut_for_page(text)
    assert len(cut.shown) <= 300
    assert cut.text == text
    assert cut.reason is not None
    assert REASONS[cut.reason.code].format(**cut.reason.values) == (
        f"The page shows the first {len(cut.shown)} of {len(text)} characters; all words are kept in the record."
    )


def test_only_spaces_beyond_the_limit_are_no_cut() -> None:
    cut = cut_for_page("walk" + " " * 400)
    assert (cut.shown, cut.was_cut) == ("walk", False)


def test_one_sign_longer_than_the_page() -> None:
    cut = cut_for_page("e" + "\u0301" * 500, 300)
    assert len(cut.shown) == 300


def test_a_page_shows_something() -> None:
    with pytest.raises(ValueError, match="at least one"):
        cut_for_page("walk", 0)


_texts = st.text(max_size=60) | st.text(alphabet=[*"ab \n", *FAMILY, *FLAG, "\u0301", "🏽", "é", "ñ", "א"], max_size=60)


@given(_texts, st.integers(1, 40))
def test_a_cut_is_a_beginning_that_splits_nothing(text: str, limit: int) -> None:
    cut = cut_for_page(text, limit)
    assert cut.text == text
    assert text.startswith(cut.shown)
    assert len(cut.shown) <= max(limit, len(text) if not cut.was_cut else 0)
    rest = text[len(cut.shown) :]
    if cut.was_cut and len(cut.shown) < limit and cut.shown:
        assert not unicodedata.combining(rest[0])
    if cut.was_cut:
        assert len(cut.shown) <= limit
        assert rest.strip()


@pytest.mark.parametrize(
    ("language", "available", "status", "code"),
    [
        ("en", ["en", "es"], PrintState.READY, "print_ready"),
        ("es", ["en", "es"], PrintState.READY, "print_ready"),
        ("es-MX", ["en", "es"], PrintState.READY, "print_ready"),
        ("ES_mx", ["en", "es"], PrintState.READY, "print_ready"),
        ("es", ["en", "es-US"], PrintState.READY, "print_ready"),
        ("vi", ["en", "es"], PrintState.LANGUAGE_MISSING, "language_missing"),
        ("tlh", ["en", "es"], PrintState.LANGUAGE_MISSING, "language_missing"),
        ("es", ["en"], PrintState.LANGUAGE_MISSING, "language_missing"),
        ("est", ["en", "es"], PrintState.LANGUAGE_MISSING, "language_missing"),
        ("", ["en", "es"], PrintState.LANGUAGE_MISSING, "language_not_known"),
        ("  ", ["en", "es"], PrintState.LANGUAGE_MISSING, "language_not_known"),
        (None, ["en", "es"], PrintState.LANGUAGE_MISSING, "language_not_known"),
    ],
)
def test_languages(language: str | None, available: list[str], status: PrintState, code: str) -> None:
    decision = may_print(language, available)
    assert decision.status is status
    assert decision.reason.code == f"documents.{code}"


def test_a_language_that_we_lack_is_named() -> None:
    decision = may_print("vi", ["en", "es"])
    assert "Vietnamese" in REASONS[decision.reason.code].format(**decision.reason.values)
    assert language_name("xx") == "xx"


def test_without_a_plan_there_is_nothing_to_print() -> None:
    assert may_print("en", ["en"], has_plan=False).status is PrintState.NOTHING_TO_PRINT
