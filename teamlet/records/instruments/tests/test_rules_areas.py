"""The 12 areas: levels only from a cut-off with a source, at most three shown, the patient's own first."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest

from teamlet.content import instruments
from teamlet.records.instruments.rules import AreaFacts, area_results, shown_areas

AREAS = instruments.load("twelve_areas")


def results(answers=None, **more):
    facts = AreaFacts(**({"sex": "female", "age": 50} | more))
    return {each.area.code: each for each in area_results(AREAS, answers or {}, facts)}


def shown(answers, **more):
    facts = AreaFacts(**({"sex": "female", "age": 50} | more))
    return [each.area.code for each in shown_areas(AREAS, answers, facts)]


def test_there_are_twelve():
    assert len(results()) == 12


@pytest.mark.parametrize(
    ("sex", "total", "level"),
    [
        ("male", 3, "going_well"),
        ("male", 4, "worth_a_talk"),
        ("female", 2, "going_well"),
        ("female", 3, "worth_a_talk"),
        ("", 2, "going_well"),
        ("unknown", 3, "worth_a_talk"),
        ("other", 3, "worth_a_talk"),
        ("female", None, None),
    ],
)
def test_alcohol_by_the_entered_audit_c_on_both_sides(sex, total, level):
    answers = {} if total is None else {"audit_c": total}
    assert results(answers, sex=sex)["alcohol"].level == level


@pytest.mark.parametrize(
    ("answer", "level"),
    [("never", "going_well"), ("some_days", "worth_a_talk"), ("every_day", "worth_a_talk"), (None, None)],
)
def test_any_tobacco_counts(answer, level):
    assert results({"tobacco": answer})["tobacco"].level == level


@pytest.mark.parametrize(
    ("total", "level"), [(0, "going_well"), (2, "going_well"), (3, "worth_a_talk"), (6, "worth_a_talk")]
)
def test_mood_by_the_phq_2(total, level):
    assert results(totals={"phq_2": Decimal(total)})["mood"].level == level


def test_all_others_are_talking_points_without_a_level():
    view = dict.fromkeys(results(), "worth_a_talk")
    without = {code for code, each in results(view).items() if not each.area.cuts}
    assert without == set(results()) - {"tobacco", "alcohol", "mood"}
    assert {results(view)[code].level for code in without} == {None}
    assert {results(view)[code].own_view for code in without} == {"worth_a_talk"}
    assert {results(view)[code].reason.code for code in without} == {"instruments.area_talking_point"}


@pytest.mark.parametrize(
    ("more", "there"),
    [
        ({"age": 19}, False),
        ({"age": 20}, True),
        ({"age": None}, False),
        ({"pregnant": True}, False),
        ({"pregnant": False}, True),
    ],
)
def test_weight_is_left_out_under_20_and_in_pregnancy(more, there):
    assert ("weight" in results(**more)) is there
    assert ("weight" in shown({"weight": "worth_a_talk", "priorities": ["weight"]}, **more)) is there


def test_priorities_of_the_patient_come_first_and_in_their_order():
    answers = {"priorities": ["stress", "salt"], "tobacco": "every_day", "fat": "could_look_at"}
    assert shown(answers) == ["stress", "salt", "tobacco"]


def test_then_cut_offs_then_what_the_patient_wants_to_talk_about():
    answers = {"fat": "could_look_at", "salt": "worth_a_talk", "tobacco": "some_days", "stress": "worth_a_talk"}
    assert shown(answers) == ["tobacco", "salt", "stress"]


def test_what_goes_well_is_not_shown():
    assert shown({"fat": "going_well", "tobacco": "never"}) == []


def test_never_more_than_three():
    views = ("going_well", "could_look_at", "worth_a_talk")
    codes = list(results())
    for first, second, many in product(views, views, range(4)):
        answers = {code: (first if place % 2 else second) for place, code in enumerate(codes)}
        found = shown(answers | {"priorities": codes[:many]})
        assert found[:many] == codes[:many]
        assert len(found) <= 3


def test_a_cut_off_always_names_its_source():
    cuts = [(area.code, cut.at_least, cut.sex) for area in AREAS.rules.areas for cut in area.cuts]
    assert cuts == [("tobacco", 1, ""), ("alcohol", 4, "male"), ("alcohol", 3, "female"), ("mood", 3, "")]
    assert all(cut.source for area in AREAS.rules.areas for cut in area.cuts)


def test_no_word_is_a_color():
    words = [level.label.raw("en") for level in AREAS.rules.levels]
    assert words == ["Going well", "Could look at", "Worth a talk"]
