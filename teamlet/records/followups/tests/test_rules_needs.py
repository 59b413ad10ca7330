"""Levels of need: what they rest on, what they never rest on, and that nobody is left without a next contact."""

from __future__ import annotations

import inspect
from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from teamlet.records.followups.rules import needs
from teamlet.records.followups.rules.cadence import CADENCES, days_after_contact
from teamlet.records.followups.rules.needs import (
    NeedFacts,
    SetByHand,
    level_of_need,
    may_set_level,
)
from teamlet.records.followups.words import REASONS, Permission
from teamlet.records.followups.words.needs import (
    NEED_INPUT_LABELS,
    InputState,
    Level,
    NeedInput,
    WhyAnotherLevel,
)

ON = date(2026, 11, 24)
WELL = NeedFacts(
    uncontrolled=(), chronic_conditions=1, hospital_known=True, phq9=3, distress_high=False,
    general_health_fair_or_poor=False, health_confidence=8, self_efficacy=8.0, unmet_social_need=False,
    language_or_reading_without_support=False, new_treatment=False, confidence=8, crisis_open=False,
    social_instability=False,
)  # fmt: skip


def ago(days: int) -> date:
    return ON - timedelta(days=days)


@pytest.mark.parametrize(
    ("change", "level", "present"),
    [
        ({}, Level.SELF_DIRECTED, set()),
        ({"uncontrolled": ("diabetes",)}, Level.GUIDED, {NeedInput.UNCONTROLLED}),
        ({"chronic_conditions": 2}, Level.SELF_DIRECTED, set()),
        ({"chronic_conditions": 3}, Level.GUIDED, {NeedInput.SEVERAL_CONDITIONS}),
        ({"phq9": 9}, Level.SELF_DIRECTED, set()),
        ({"phq9": 10}, Level.GUIDED, {NeedInput.MOOD}),
        ({"distress_high": True}, Level.GUIDED, {NeedInput.MOOD}),
        ({"general_health_fair_or_poor": True}, Level.GUIDED, {NeedInput.GENERAL_HEALTH}),
        ({"health_confidence": 5}, Level.SELF_DIRECTED, set()),
        ({"health_confidence": 4}, Level.GUIDED, {NeedInput.HEALTH_CONFIDENCE}),
        ({"self_efficacy": 5.0}, Level.SELF_DIRECTED, set()),
        ({"self_efficacy": 4.9}, Level.GUIDED, {NeedInput.HEALTH_CONFIDENCE}),
        ({"unmet_social_need": True}, Level.GUIDED, {NeedInput.SOCIAL_NEED}),
        ({"language_or_reading_without_support": True}, Level.GUIDED, {NeedInput.LANGUAGE_OR_READING}),
        ({"new_treatment": True}, Level.GUIDED, {NeedInput.NEW_TREATMENT}),
        ({"confidence": 7}, Level.SELF_DIRECTED, set()),
        ({"confidence": 6}, Level.GUIDED, {NeedInput.HOW_SURE}),
        ({"confidence": 6, "phq9": 10}, Level.GUIDED, {NeedInput.HOW_SURE, NeedInput.MOOD}),  # how sure is no risk
        ({"uncontrolled": ("a",), "phq9": 12}, Level.INTENSIVE, {NeedInput.UNCONTROLLED, NeedInput.MOOD}),
        ({"hospital_on": ago(30)}, Level.CLOSE_SUPPORT, {NeedInput.HOSPITAL_NOW}),
        ({"hospital_on": ago(31)}, Level.GUIDED, {NeedInput.HOSPITAL_BEFORE}),
        ({"hospital_on": ago(183)}, Level.GUIDED, {NeedInput.HOSPITAL_BEFORE}),
        ({"hospital_on": ago(184)}, Level.SELF_DIRECTED, set()),
        ({"crisis_open": True}, Level.CLOSE_SUPPORT, {NeedInput.CRISIS}),
        ({"social_instability": True}, Level.CLOSE_SUPPORT, {NeedInput.SOCIAL_INSTABILITY}),
        ({"missed_contacts": 2}, Level.SELF_DIRECTED, {NeedInput.MISSED_CONTACTS}),
        ({"missed_contacts": 9, "phq9": 11}, Level.GUIDED, {NeedInput.MISSED_CONTACTS, NeedInput.MOOD}),
    ],
)
def test_levels_and_their_inputs(change, level, present):
    need = level_of_need(replace(WELL, **change), on=ON)
    assert need.level is level
    assert need.from_inputs is level
    assert {each.code for each in need.inputs if each.state is InputState.PRESENT} == present
    assert {each.code for each in need.inputs} == set(NeedInput)
    assert need.decision.reasons


def test_not_known_is_shown_and_never_counts():
    need = level_of_need(NeedFacts(), on=ON)
    assert need.level is Level.SELF_DIRECTED
    unknown = {each.code for each in need.inputs if each.state is InputState.NOT_KNOWN}
    assert unknown == set(NeedInput) - {NeedInput.MISSED_CONTACTS}


def test_missed_contacts_mean_another_way_and_no_more_calls():
    missed = level_of_need(replace(WELL, missed_contacts=5), on=ON)
    plain = level_of_need(WELL, on=ON)
    assert missed.other_way
    assert not plain.other_way
    assert missed.level is plain.level
    assert CADENCES[missed.level] == CADENCES[plain.level]


@pytest.mark.parametrize(
    ("change", "may_rest"),
    [({}, True), ({"safety_item_open": True}, False), ({"crisis_open": True}, False), ({"hospital_on": ago(3)}, False)],
)
def test_nobody_with_something_open_is_paused(change, may_rest):
    assert level_of_need(replace(WELL, **change), on=ON).may_rest is may_rest


#: Who pays, and what somebody is or looks like: no part of the rule may even know the words.
NEVER = (
    "payer", "payor", "insur", "medicaid", "medicare", "coverage", "plan_type", "race", "racial", "ethnic", "hispanic",
    "latino", "skin", "sex", "gender", "religion", "national", "citizen", "immigra", "marital", "zip", "income", "age",
)  # fmt: skip


def test_payer_and_race_are_no_inputs():
    names = [field.name for field in fields(NeedFacts)]
    names += [code.value for code in NeedInput]
    names += list(inspect.signature(level_of_need).parameters) + list(inspect.signature(days_after_contact).parameters)
    words = {part for name in names for part in name.split("_")}
    assert not {word for word in words for never in NEVER if word.startswith(never) and word != "language"}
    assert "need_input" in inspect.getsource(needs)  # the scan above read the rule that is meant


def test_an_input_that_is_not_listed_cannot_be_given():
    with pytest.raises(TypeError):
        NeedFacts(payer="medicaid")
    with pytest.raises(TypeError):
        NeedFacts(race="white")


# --- set by hand -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by_hand", "on", "level", "code"),
    [
        (SetByHand(Level.GUIDED, WhyAnotherLevel.PATIENT_WISH, ON), ON, Level.GUIDED, "followups.need_by_hand"),
        (SetByHand(Level.GUIDED, WhyAnotherLevel.PATIENT_WISH, ago(89)), ON, Level.GUIDED, "followups.need_by_hand"),
        (SetByHand(Level.GUIDED, WhyAnotherLevel.PATIENT_WISH, ago(90)), ON, Level.SELF_DIRECTED, "followups.need_by_hand_over"),
        (SetByHand(Level.GUIDED, WhyAnotherLevel.PATIENT_WISH, ago(9), ON), ON, Level.SELF_DIRECTED, "followups.need_by_hand_over"),
    ],
)  # fmt: skip
def test_a_level_set_by_hand_holds_until_its_day(by_hand, on, level, code):
    need = level_of_need(WELL, on=on, by_hand=by_hand)
    assert need.level is level
    assert need.from_inputs is Level.SELF_DIRECTED
    assert code in {reason.code for reason in need.decision.reasons}


def test_a_lower_level_says_that_the_inputs_give_more():
    facts = replace(WELL, hospital_on=ago(2))
    need = level_of_need(facts, on=ON, by_hand=SetByHand(Level.GUIDED, WhyAnotherLevel.FAMILY_SUPPORT, ON))
    assert need.level is Level.GUIDED
    assert need.from_inputs is Level.CLOSE_SUPPORT
    assert "followups.need_inputs_higher" in {reason.code for reason in need.decision.reasons}


@pytest.mark.parametrize(
    ("level", "why", "until", "codes"),
    [
        (1, "patient_wish", None, {"followups.need_may_set"}),
        (4, "known_to_team", ON + timedelta(days=90), {"followups.need_may_set"}),
        (0, "patient_wish", None, {"followups.need_level_unknown"}),
        (5, "", None, {"followups.need_level_unknown", "followups.need_why_missing"}),
        (2, "cheaper", None, {"followups.need_why_missing"}),
        (2, "patient_wish", ON, {"followups.need_until"}),
        (2, "patient_wish", ON + timedelta(days=91), {"followups.need_until"}),
    ],
)
def test_what_may_be_set(level, why, until, codes):
    decision = may_set_level(level, why, on=ON, until=until)
    assert {reason.code for reason in decision.reasons} == codes
    assert (decision.status is Permission.YES) == (codes == {"followups.need_may_set"})


# --- cadence -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "contacts", "successes", "company", "well", "days"),
    [
        (Level.SELF_DIRECTED, 1, 0, False, True, 90),
        (Level.SELF_DIRECTED, 1, 0, True, False, 14),
        (Level.GUIDED, 1, 1, False, True, 28),
        (Level.GUIDED, 1, 0, True, False, 14),
        (Level.GUIDED, 2, 2, False, True, 90),
        (Level.GUIDED, 3, 0, False, False, 14),
        (Level.INTENSIVE, 3, 3, False, True, 7),
        (Level.INTENSIVE, 4, 0, False, True, 14),
        (Level.CLOSE_SUPPORT, 40, 9, False, True, 7),
    ],
)
def test_how_often(level, contacts, successes, company, well, days):
    found, code = days_after_contact(
        level, needs_company=company, went_well=well, contacts_so_far=contacts, successes_in_a_row=successes
    )
    assert found == days
    assert code in REASONS


@given(st.sampled_from(Level), st.integers(0, 200), st.integers(0, 200), st.booleans(), st.booleans())
def test_there_is_always_a_next_contact(level, contacts, successes, company, well):
    days, _ = days_after_contact(
        level, needs_company=company, went_well=well, contacts_so_far=contacts, successes_in_a_row=successes
    )
    assert 1 <= days <= 90
    assert not company or days <= 14


def test_every_level_has_an_owner_and_every_input_words():
    assert set(CADENCES) == set(Level)
    assert all(each.owners for each in CADENCES.values())
    assert CADENCES[Level.CLOSE_SUPPORT].working_days
    assert set(NEED_INPUT_LABELS) == set(NeedInput)
    assert [each.number for each in Level] == [1, 2, 3, 4]
