"""What is asked before a visit, what is left to the visit, and what follows a positive screen."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest

from teamlet.content import instruments
from teamlet.content.schema import Author, Mode
from teamlet.records.instruments.rules import (
    AskFacts,
    AskSettings,
    asked_items,
    may_ask,
    next_part,
    which_parts,
)
from teamlet.records.instruments.rules.words import Following, MayAsk

TODAY = date(2026, 11, 22)
NOT_AT_ALL, SEVERAL, HALF, EVERY = "LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"


def facts(**more):
    return AskFacts(**({"language": "en", "age": 54, "mode": Mode.TABLET} | more))


def asked(settings=None, on=TODAY, **more):
    return which_parts(facts(**more), on=on, settings=settings)


def names(parts):
    return [part.key.partition("@")[0] for part in parts]


def items(found, name):
    return next((list(part.items) for part in found.parts if part.key.startswith(f"{name}@")), [])


def all_answered(on):
    return {(each.id, item.id): on for each in instruments.all_instruments() for item in each.items}


def test_core_questions_come_first_with_a_plan():
    found = asked(has_plan=True)
    assert items(found, "visit_preparation")[:3] == ["topics", "step_result", "worry"]
    assert names(found.parts)[:2] == ["visit_preparation", "phq_2"]


def test_without_a_plan_nothing_asks_about_one():
    found = items(asked(), "visit_preparation")
    assert found[:3] == ["topics", "worry", "questions"]
    assert not {"step_result", "helped", "in_the_way", "how_sure"} & set(found)


@pytest.mark.parametrize(
    ("language", "has_plan", "age", "limit"),
    list(product(("en", "es", "fr"), (True, False), (19, 54), range(3, 40, 4))),
)
def test_never_more_than_the_limit_and_nothing_twice(language, has_plan, age, limit):
    found = asked(AskSettings(limit=limit), language=language, has_plan=has_plan, age=age)
    assert found.items <= limit
    everything = [(part.key, item) for part in (*found.parts, *found.at_visit) for item in part.items]
    assert len(set(everything)) == len(everything)
    for part in found.parts:
        instrument = instruments.by_key(part.key)
        assert instrument.speaks(language)
        assert all(instrument.has(item) for item in part.items)


def test_ten_items_before_a_visit_unless_told():
    for has_plan, known in product((True, False), repeat=2):
        assert 3 <= asked(has_plan=has_plan, known_depression=known).items <= 10


def test_an_instrument_is_never_asked_in_pieces():
    for limit in range(3, 40):
        for part in asked(AskSettings(limit=limit), has_plan=True).parts:
            instrument = instruments.by_key(part.key)
            if not instrument.rules.asked:
                assert part.items == asked_items(instrument, facts())


# --- intervals ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["phq_2", "general_health", "help_wanted", "social_needs", "self_efficacy_6"])
def test_nothing_is_asked_again_inside_its_interval_day_by_day(name):
    instrument = instruments.load(name)
    days = instrument.rules.interval_days
    last = {(name, instrument.items[0].id): TODAY}
    for passed in range(days + 3):
        decision = may_ask(instrument, facts(last=last), on=TODAY + timedelta(days=passed))
        assert (decision.status is MayAsk.YES) is (passed >= days), passed
        found = asked(AskSettings(limit=60), on=TODAY + timedelta(days=passed), last=last)
        assert (name in names(found.parts)) is (passed >= days), passed


def test_what_was_answered_on_the_longer_form_is_not_asked_on_the_shorter_one():
    last = {("phq_9", "phq_1"): TODAY - timedelta(days=20)}
    assert may_ask(instruments.load("phq_2"), facts(last=last), on=TODAY).reason.code == "instruments.asked_lately"
    assert may_ask(instruments.load("phq_9"), facts(last=last), on=TODAY).status is MayAsk.YES


def test_the_interval_is_a_setting():
    last = {("phq_2", "phq_1"): TODAY - timedelta(days=30)}
    phq = instruments.load("phq_2")
    assert may_ask(phq, facts(last=last), on=TODAY).status is MayAsk.NO
    shorter = AskSettings(intervals={"phq_2": 30})
    assert may_ask(phq, facts(last=last), on=TODAY, settings=shorter).status is MayAsk.YES


def test_when_all_was_asked_yesterday_only_questions_of_every_visit_remain():
    found = asked(AskSettings(limit=60), last=all_answered(TODAY - timedelta(days=1)), has_plan=True)
    assert names(found.parts) == ["visit_preparation"]
    assert "easier" not in items(found, "visit_preparation")
    reasons = {left.item: left.decision.reason.code for left in found.left_out if left.item}
    assert reasons["easier"] == "instruments.asked_lately"


# --- who, how, in which language -----------------------------------------------------------------------------------


def test_known_depression_gets_the_nine_questions_and_not_the_two():
    found = asked(AskSettings(limit=20), known_depression=True)
    assert "phq_9" in names(found.parts)
    assert "phq_2" not in names(found.parts)
    assert "instruments.other_instead" in {left.decision.reason.code for left in found.left_out}


def test_where_the_nine_do_not_fit_they_wait_for_the_visit():
    found = asked(known_depression=True)
    assert "phq_9" not in names(found.parts)
    assert names(found.at_visit) == ["phq_9"]
    assert len(found.at_visit[0].items) == 10


def test_by_link_the_nine_wait_until_the_practice_named_who_answers():
    settings = AskSettings(limit=20)
    closed = asked(settings, known_depression=True, mode=Mode.LINK)
    assert names(closed.at_visit) == ["phq_9"]
    assert "instruments.risk_remote_off" in {
        reason.code for left in closed.left_out for reason in left.decision.reasons
    }
    opened = asked(settings, known_depression=True, mode=Mode.LINK, risk_by_link=True)
    assert "phq_9" in names(opened.parts)


@pytest.mark.parametrize(("language", "scale"), [("en", "self_efficacy_6"), ("es", "self_efficacy_4")])
def test_each_language_has_its_own_self_efficacy_scale(language, scale):
    found = names(asked(AskSettings(limit=60), language=language).parts)
    assert [name for name in found if name.startswith("self_efficacy")] == [scale]


@pytest.mark.parametrize(
    ("name", "language", "status"),
    [
        ("gad_7", "es", MayAsk.NO),
        ("gad_7", "en", MayAsk.YES),
        ("general_health", "es", MayAsk.NO),
        ("phq_9", "es", MayAsk.YES),
    ]
    + [(name, "fr", MayAsk.NO) for name in instruments.ids()],
)
def test_a_language_that_is_not_there_is_not_replaced(name, language, status):
    decision = may_ask(instruments.load(name), facts(language=language), on=TODAY)
    assert decision.status is status
    assert (status is MayAsk.NO) == ("instruments.wording_lacking" in {reason.code for reason in decision.reasons})


@pytest.mark.parametrize(("age", "status"), [(17, MayAsk.NO), (18, MayAsk.YES), (None, MayAsk.NO)])
@pytest.mark.parametrize("name", ["phq_2", "phq_9", "gad_7", "self_efficacy_6", "twelve_areas"])
def test_adults_only(name, age, status):
    assert may_ask(instruments.load(name), facts(age=age), on=TODAY).status is status


@pytest.mark.parametrize("age", [0, 12, 17, None])
@pytest.mark.parametrize("mode", list(Mode))
def test_under_18_only_staff_enter_answers(age, mode):
    decision = may_ask(instruments.load("visit_preparation"), facts(age=age, mode=mode), on=TODAY)
    assert (decision.status is MayAsk.YES) is (mode is Mode.STAFF)
    if mode is not Mode.STAFF:
        assert decision.status is MayAsk.AT_VISIT


@pytest.mark.parametrize("name", instruments.ids())
def test_caregivers_do_not_answer_for_somebodys_feelings(name):
    decision = may_ask(instruments.load(name, language=None), facts(author=Author.CAREGIVER, language="en"), on=TODAY)
    own = {"phq_2", "phq_9", "gad_7", "self_efficacy_6", "twelve_areas"}
    if name in own:
        assert (decision.status, decision.reason.code) == (MayAsk.AT_VISIT, "instruments.author_outside")
    elif name != "self_efficacy_4":
        assert decision.status is MayAsk.YES


def test_an_instrument_can_be_switched_off():
    found = asked(AskSettings(limit=60, switched_off=frozenset({"social_needs"})))
    assert "social_needs" not in names(found.parts)
    assert "instruments.switched_off" in {left.decision.reason.code for left in found.left_out}


@pytest.mark.parametrize(
    ("more", "is_asked"),
    [
        ({"age": 19}, False),
        ({"age": 20}, True),
        ({"pregnant": True}, False),
        ({"pregnant": None}, True),
        ({"age": None}, False),
    ],
)
def test_weight_is_not_asked_under_20_or_in_pregnancy(more, is_asked):
    assert ("weight" in asked_items(instruments.load("twelve_areas"), facts(**more))) is is_asked


def test_the_audit_c_total_is_asked_of_staff_only():
    areas = instruments.load("twelve_areas")
    assert "audit_c" not in asked_items(areas, facts())
    assert "audit_c" in asked_items(areas, facts(mode=Mode.STAFF))


def test_the_decision_names_every_reason():
    decision = may_ask(instruments.load("gad_7"), facts(language="es", age=17), on=TODAY)
    assert {reason.code for reason in decision.reasons} == {"instruments.wording_lacking", "instruments.age_outside"}


# --- after the PHQ-2 ---------------------------------------------------------------------------------------------


def after(first, second, settings=None, **more):
    answers = {item: value for item, value in (("phq_1", first), ("phq_2", second)) if value}
    return next_part(instruments.load("phq_2"), answers, facts(**more), settings=settings)


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        (NOT_AT_ALL, NOT_AT_ALL, Following.NOTHING),
        (SEVERAL, SEVERAL, Following.NOTHING),
        (SEVERAL, HALF, Following.ASK_NEXT),
        (EVERY, NOT_AT_ALL, Following.ASK_NEXT),
        (EVERY, None, Following.ASK_NEXT),  # 3 already, whatever the other would be
        (HALF, None, Following.ASK_IN_PERSON),
        (None, None, Following.NOTHING),
    ],
)
def test_a_positive_phq_2_leads_to_the_phq_9(first, second, status):
    found = after(first, second)
    assert found.decision.status is status
    assert (found.part is not None) is (status is Following.ASK_NEXT)


def test_what_was_answered_is_carried_over_and_not_asked_again():
    found = after(EVERY, SEVERAL)
    assert found.carried == {"phq_1": EVERY, "phq_2": SEVERAL}
    assert found.part.key == "phq_9@1"
    assert found.part.items == ("phq_3", "phq_4", "phq_5", "phq_6", "phq_7", "phq_8", "phq_9", "phq_difficulty")


@pytest.mark.parametrize(("cut", "status"), [(2, Following.ASK_NEXT), (3, Following.NOTHING)])
def test_the_cut_off_is_a_setting(cut, status):
    settings = AskSettings(positive_from={"phq_2": Decimal(cut)})
    assert after(SEVERAL, SEVERAL, settings).decision.status is status


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"mode": Mode.LINK}, Following.CRISIS_TEXT),
        ({"mode": Mode.LINK, "risk_by_link": True}, Following.CRISIS_TEXT),
        ({"mode": Mode.LINK, "covered": True}, Following.ASK_IN_PERSON),
        ({"mode": Mode.LINK, "covered": True, "risk_by_link": True}, Following.ASK_NEXT),
        ({"mode": Mode.TABLET}, Following.ASK_NEXT),
        ({"mode": Mode.STAFF}, Following.ASK_NEXT),
        ({"mode": Mode.PAPER}, Following.ASK_NEXT),
        ({"mode": Mode.TABLET, "language": "fr"}, Following.ASK_IN_PERSON),
        ({"mode": Mode.TABLET, "age": 17}, Following.ASK_IN_PERSON),
    ],
)
def test_outside_covered_hours_item_9_is_not_asked_by_link(more, status):
    found = after(EVERY, EVERY, **more)
    assert found.decision.status is status
    if status is not Following.ASK_NEXT:
        assert found.part is None


def test_a_recent_phq_9_does_not_hold_back_what_follows_a_positive_screen():
    assert after(EVERY, EVERY, last=all_answered(TODAY)).decision.status is Following.ASK_NEXT


def test_nothing_follows_other_instruments():
    for name in ("phq_9", "gad_7", "visit_preparation"):
        assert next_part(instruments.load(name), {}, facts()).decision.status is Following.NOTHING
