"""Which answers are kept, what is hidden, what means danger, what staff see first."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from teamlet.content import instruments
from teamlet.content.schema import Author, Mode
from teamlet.records.instruments.rules import (
    accept_answer,
    clean_value,
    highlights,
    is_shown,
    risk_of,
    score,
    shown_answers,
    shown_items,
    unanswered_risks,
)
from teamlet.records.instruments.rules.words import REASONS, AnswerState, Risk

KEPT, SKIPPED, NOT_KEPT = AnswerState.KEPT, AnswerState.SKIPPED, AnswerState.NOT_KEPT
SEVERAL = "LA6569-3"


def judged(name, item, value, answers=None, **more):
    return accept_answer(instruments.load(name), item, value, answers or {}, **more)


@pytest.mark.parametrize(
    ("name", "item", "value"),
    [
        ("phq_9", "phq_1", SEVERAL),
        ("phq_9", "phq_difficulty", "very_difficult"),
        ("self_efficacy_6", "se6_1", 1),
        ("self_efficacy_6", "se6_1", 10),
        ("self_efficacy_6", "se6_1", [7, 8]),
        ("self_efficacy_4", "se4_4", [3, 9]),
        ("visit_preparation", "topics", ["my knees", "sleep", "the new pill"]),
        ("visit_preparation", "how_sure", 0),
        ("visit_preparation", "missed_doses", 50),
        ("visit_preparation", "medicines", ["changed", "cost"]),
        ("visit_preparation", "medicines", ["nothing_new"]),
        ("visit_preparation", "worry", "Me duele el pecho. ¡Mucho! 🤕"),
        ("visit_preparation", "worry", "x" * 1000),
        ("twelve_areas", "priorities", ["salt", "mood", "weight"]),
        ("social_needs", "ride", "rather_not"),
    ],
)
def test_good_answers_are_kept(name, item, value):
    assert judged(name, item, value).status is KEPT


@pytest.mark.parametrize(
    ("name", "item", "value", "code"),
    [
        ("phq_9", "phq_10", SEVERAL, "item_not_in_version"),
        ("phq_9", "score", 27, "item_not_in_version"),
        ("phq_9", "total", 0, "item_not_in_version"),
        ("phq_9", "44261-6", 3, "item_not_in_version"),
        ("phq_9", "", SEVERAL, "item_not_in_version"),
        ("phq_9", "phq", SEVERAL, "item_not_in_version"),  # a group
        ("self_efficacy_6", "se6_1.lower", 3, "item_not_in_version"),  # the label of an end
        ("phq_2", "phq_9", SEVERAL, "item_not_in_version"),
        ("phq_9", "phq_1", 1, "choose_one"),
        ("phq_9", "phq_1", True, "choose_one"),
        ("phq_9", "phq_1", "la6569-3", "choose_one"),
        ("phq_9", "phq_1", [SEVERAL], "choose_one"),
        ("phq_9", "phq_1", "very_difficult", "choose_one"),
        ("phq_9", "phq_1", {"code": SEVERAL}, "choose_one"),
        ("self_efficacy_6", "se6_1", 0, "number_needed"),
        ("self_efficacy_6", "se6_1", 11, "number_needed"),
        ("self_efficacy_6", "se6_1", -1, "number_needed"),
        ("self_efficacy_6", "se6_1", 5.5, "number_needed"),
        ("self_efficacy_6", "se6_1", "5", "number_needed"),
        ("self_efficacy_6", "se6_1", True, "number_needed"),
        ("self_efficacy_6", "se6_1", float("nan"), "number_needed"),
        ("self_efficacy_6", "se6_1", 10**30, "number_needed"),
        ("self_efficacy_6", "se6_1", [7, 11], "number_needed"),
        ("visit_preparation", "how_sure", [7, 8], "number_needed"),
        ("visit_preparation", "how_sure", 11, "number_needed"),
        ("visit_preparation", "missed_doses", 51, "number_needed"),
        ("visit_preparation", "medicines", "changed", "choose_some"),
        ("visit_preparation", "medicines", ["changed", "other"], "choose_some"),
        ("visit_preparation", "medicines", ["changed", "changed"], "choose_some"),
        ("visit_preparation", "medicines", ["changed", 3], "choose_some"),
        ("visit_preparation", "medicines", ["nothing_new", "cost"], "choose_alone"),
        ("twelve_areas", "priorities", ["salt", "mood", "weight", "fat"], "choose_at_most"),
        ("visit_preparation", "topics", ["a", "b", "c", "d"], "choose_at_most"),
        ("visit_preparation", "topics", "my knees", "words_needed"),
        ("visit_preparation", "topics", ["x" * 201], "words_too_long"),
        ("visit_preparation", "topics", ["a", 3], "words_needed"),
        ("visit_preparation", "worry", 3, "words_needed"),
        ("visit_preparation", "worry", ["a"], "words_needed"),
        ("visit_preparation", "worry", "a\x00b", "words_needed"),
        ("visit_preparation", "worry", "half \ud83d", "words_needed"),
        ("visit_preparation", "worry", "x" * 1001, "words_too_long"),
        ("visit_preparation", "helped", "my wife", "item_hidden"),
        ("plan_check_in", "days", 3, "item_hidden"),
        ("help_wanted", "help_other", "a ride", "item_hidden"),
        ("twelve_areas", "audit_c", 4, "item_for_staff"),
    ],
)
def test_bad_answers_are_turned_away_in_plain_words(name, item, value, code):
    decision = judged(name, item, value)
    assert (decision.status, decision.reason.code) == (NOT_KEPT, f"instruments.{code}")
    assert REASONS[decision.reason.code].format(**decision.reason.values)


@pytest.mark.parametrize("value", [None, "", "   ", [], [""], ["", " "], ()])
def test_every_question_may_be_skipped(value):
    for instrument in instruments.all_instruments():
        for item in instrument.items:
            decision = accept_answer(instrument, item.id, value, {}, author=Author.STAFF)
            assert decision.status is SKIPPED
    assert clean_value(value) is None


def test_only_asked_items_are_kept():
    assert judged("visit_preparation", "heavy", 3, asked=("topics",)).reason.code == "instruments.item_not_asked"
    assert judged("visit_preparation", "heavy", 3, asked=("topics", "heavy")).status is KEPT


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"author": Author.STAFF}, KEPT),
        ({"mode": Mode.STAFF}, KEPT),
        ({"mode": Mode.PAPER}, KEPT),
        ({"mode": Mode.TABLET}, NOT_KEPT),
        ({"author": Author.CAREGIVER, "mode": Mode.LINK}, NOT_KEPT),
    ],
)
def test_the_audit_c_total_is_for_staff(more, status):
    assert judged("twelve_areas", "audit_c", 4, **more).status is status


@given(
    st.sampled_from([(each.key, item.id) for each in instruments.all_instruments() for item in each.items]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=6,
    ),
)
def test_whatever_is_sent_nothing_breaks(place, value):
    key, item = place
    instrument = instruments.by_key(key)
    decision = accept_answer(instrument, item, value, {item: value}, author=Author.STAFF)
    if decision.status is KEPT:
        assert clean_value(value) is not None
    assert risk_of(instrument, item, value).reasons
    assert score(instrument, {item: value}).answered <= 1
    assert isinstance(highlights(instrument, {item: value}), tuple)


# --- skip logic ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("result", "shown"),
    [
        (None, set()),
        ("done_as_planned", {"helped"}),
        ("mostly", {"helped", "in_the_way"}),
        ("partly", {"helped", "in_the_way"}),
        ("not_started", {"in_the_way"}),
        ("tried_changed", {"in_the_way"}),
    ],
)
def test_what_helped_and_what_got_in_the_way_follow_the_result(result, shown):
    form = instruments.load("visit_preparation")
    answers = {"step_result": result}
    assert {item for item in ("helped", "in_the_way") if is_shown(form, item, answers)} == shown
    for item in ("helped", "in_the_way"):
        assert (judged("visit_preparation", item, "walking", answers).status is KEPT) is (item in shown)


def test_a_choice_of_many_shows_what_hangs_on_one_of_them():
    assert judged("help_wanted", "help_other", "a ride", {"help": ["calls", "other"]}).status is KEPT
    assert judged("help_wanted", "help_other", "a ride", {"help": ["calls"]}).status is NOT_KEPT


def test_an_answer_to_a_question_that_went_away_no_longer_counts():
    form = instruments.load("plan_check_in")
    answers = {"result": "not_started", "days": 4, "how_sure": 3, "worry": None}
    assert shown_answers(form, answers) == {"result": "not_started", "how_sure": 3}
    assert [item.id for item in shown_items(form, answers)] == ["result", "worry", "in_the_way", "how_sure"]
    assert [item.id for item in shown_items(form, answers, among=("worry", "days"))] == ["worry"]


def test_an_unknown_item_is_a_lookup_error():
    with pytest.raises(LookupError):
        is_shown(instruments.load("phq_9"), "phq_10", {})


# --- danger --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "item", "value", "status"),
    [
        ("phq_9", "phq_9", "LA6568-5", Risk.NO_EVENT),
        ("phq_9", "phq_9", "LA6569-3", Risk.EVENT),
        ("phq_9", "phq_9", "LA6570-1", Risk.EVENT),
        ("phq_9", "phq_9", "LA6571-9", Risk.EVENT),
        ("phq_9", "phq_9", None, Risk.NO_EVENT),
        ("phq_9", "phq_9", 3, Risk.NO_EVENT),
        ("phq_9", "phq_8", "LA6571-9", Risk.NO_EVENT),
        ("phq_9", "phq_1", "LA6571-9", Risk.NO_EVENT),
        ("phq_2", "phq_2", "LA6571-9", Risk.NO_EVENT),
        ("gad_7", "gad_7", "LA6571-9", Risk.NO_EVENT),
    ],
)
def test_item_9_is_a_safety_event_from_several_days(name, item, value, status):
    assert risk_of(instruments.load(name), item, value).status is status


def test_a_zero_is_never_read_as_no_risk():
    reason = risk_of(instruments.load("phq_9"), "phq_9", "LA6568-5").reason
    assert "does not rule out" in REASONS[reason.code]


def test_an_open_item_9_is_never_passed_over():
    phq = instruments.load("phq_9")
    assert [reason.values["item"] for reason in unanswered_risks(phq, {"phq_1": SEVERAL})] == ["phq_9"]
    assert [reason.values["item"] for reason in unanswered_risks(phq, {"phq_9": "not an answer"})] == ["phq_9"]
    assert unanswered_risks(phq, {"phq_9": "LA6568-5"}) == ()
    assert unanswered_risks(phq, {}, asked=("phq_1",)) == ()
    assert unanswered_risks(instruments.load("phq_2"), {}) == ()


def test_only_the_phq_9_asks_about_danger():
    assert {each.id: sorted(each.risk_items) for each in instruments.all_instruments() if each.risk_items} == {
        "phq_9": ["phq_9"]
    }


# --- highlights ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "codes"),
    [
        ({}, []),
        ({"missed_doses": 1}, []),
        ({"missed_doses": 2}, ["missed_doses"]),
        ({"how_sure": 7}, []),
        ({"how_sure": 6}, ["not_sure"]),
        ({"how_sure": 0}, ["not_sure"]),
        ({"worry": "my feet"}, ["worry"]),
        ({"medicines": ["nothing_new"]}, []),
        ({"medicines": ["cost", "changed"]}, ["medicines"]),
        ({"easier": ["interpreter"]}, ["easier"]),
        ({"missed_doses": True}, []),
    ],
)
def test_staff_see_first_what_matters(answers, codes):
    form = instruments.load("visit_preparation")
    assert [each.highlight.code for each in highlights(form, answers)] == codes


def test_each_need_that_was_named_is_seen():
    needs = instruments.load("social_needs")
    found = highlights(needs, {"food": "yes", "ride": "no", "home": "yes", "forms": "rather_not"})
    assert [each.highlight.label.raw("en") for each in found] == ["Wants help with food", "Wants help with the home"]
