"""Totals and ranges: every possible PHQ-9, PHQ-2 and GAD-7 against a second scorer, and the rules of the scales."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from msgspec import structs

from teamlet.content import instruments
from teamlet.content.schema import Band
from teamlet.records.instruments.rules import PastScore, interpretation, score, trend
from teamlet.records.instruments.rules.words import ScoreState, Trend
from teamlet.records.instruments.tests.second_scorer import KNOWN, second_mean, second_range, second_score

SIGNS = "-0123"
FREQUENCY = dict(zip(SIGNS, (None, "LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"), strict=True))

once = pytest.mark.skipif(
    os.environ.get("TEAMLET_TEST_DATABASE") == "postgres", reason="needs no database: counted once, with SQLite"
)


def scored_items(name):
    return instruments.load(name).rules.scoring.items


def answers_of(name, signs):
    return {item: FREQUENCY[sign] for item, sign in zip(scored_items(name), signs, strict=True) if sign != "-"}


def differences(name, vectors, instrument=None):
    """Score every vector twice; return how many there were and the first ten that differ."""
    instrument, items = instrument or instruments.load(name), scored_items(name)
    found, many = [], 0
    for signs in vectors:
        many += 1
        ours = score(instrument, {item: FREQUENCY[sign] for item, sign in zip(items, signs, strict=True)})
        theirs = second_score(name, signs)
        if (ours.total, ours.band, ours.state) != theirs:
            found.append((signs, ours, theirs))
    return many, found[:10]


@once
@pytest.mark.parametrize("first", SIGNS)
def test_every_phq_9_with_this_first_answer(first):
    many, different = differences("phq_9", ("".join(each) for each in product(first, *[SIGNS] * 8)))
    assert many == 5**8  # five times this: 1,953,125
    assert different == []


@once
@pytest.mark.parametrize("name", ["phq_2", "gad_7"])
def test_every_phq_2_and_gad_7(name):
    many, different = differences(name, map("".join, product(SIGNS, repeat=len(scored_items(name)))))
    assert many == 5 ** KNOWN[name][0]
    assert different == []


@pytest.mark.parametrize(
    "wrong", [{"max_missing": 3}, {"prorate": False}, {"items": [f"phq_{n}" for n in range(2, 10)]}]
)
def test_the_comparison_finds_a_wrong_scorer(wrong):
    """Negative control: another rule for missing answers, or an item left out, must show."""
    right = instruments.load("phq_9")
    rules = structs.replace(right.rules, scoring=structs.replace(right.rules.scoring, **wrong))
    vectors = ["".join(each) for each in product("-3", repeat=9)]
    assert differences("phq_9", vectors) == (512, [])
    assert differences("phq_9", vectors, replace(right, rules=rules, _places={}, _points={}))[1]


@pytest.mark.parametrize(
    ("signs", "total", "band", "state"),
    [
        ("000000000", 0, "minimal", "scored"),
        ("111100000", 4, "minimal", "scored"),
        ("111110000", 5, "mild", "scored"),
        ("111111111", 9, "mild", "scored"),
        ("211111111", 10, "moderate", "scored"),
        ("222221111", 14, "moderate", "scored"),
        ("222222111", 15, "moderately_severe", "scored"),
        ("222222223", 19, "moderately_severe", "scored"),
        ("222222233", 20, "severe", "scored"),
        ("333333333", 27, "severe", "scored"),
        ("-33333333", 27, "severe", "prorated"),
        ("--0000000", 0, "minimal", "prorated"),
        ("-11110000", 5, "mild", "prorated"),  # 4 x 9 / 8 = 4.5: half up
        ("--1111111", 9, "mild", "prorated"),
        ("--1110000", 4, "minimal", "prorated"),  # 3 x 9 / 7 = 3.86
        ("-33330000", 14, "moderate", "prorated"),  # 12 x 9 / 8 = 13.5
        ("---111111", None, None, "incomplete"),
        ("---------", None, None, "incomplete"),
    ],
)
def test_phq_9_by_hand(signs, total, band, state):
    found = score(instruments.load("phq_9"), answers_of("phq_9", signs))
    assert (found.total, found.band, found.state) == (total, band, state)
    assert found.answered == 9 - signs.count("-")
    assert found.reasons


@pytest.mark.parametrize(
    ("total", "band", "positive"),
    [
        (0, "minimal", False),
        (4, "minimal", False),
        (5, "mild", False),
        (9, "mild", False),
        (10, "moderate", True),
        (14, "moderate", True),
        (15, "severe", True),
        (21, "severe", True),
    ],
)
def test_gad_7_on_both_sides_of_every_limit(total, band, positive):
    gad = instruments.load("gad_7")
    signs = ("3" * (total // 3) + str(total % 3) * (total % 3 > 0)).ljust(7, "0")
    found = score(gad, answers_of("gad_7", signs))
    assert (found.total, found.band) == (total, band)
    assert interpretation(gad, found).positive is positive


@pytest.mark.parametrize(
    ("total", "cut", "positive"), [(2, None, False), (3, None, True), (2, 2, True), (1, 2, False), (4, 5, False)]
)
def test_the_cut_off_of_the_phq_2_is_a_setting(total, cut, positive):
    phq = instruments.load("phq_2")
    found = score(phq, answers_of("phq_2", f"{min(total, 3)}{max(total - 3, 0)}"))
    assert found.total == total
    read = interpretation(phq, found, positive_from=None if cut is None else Decimal(cut))
    assert read.positive is positive
    assert isinstance(read.band, Band)


def test_a_half_answered_phq_2_has_no_total_but_a_least_one():
    found = score(instruments.load("phq_2"), answers_of("phq_2", "3-"))
    assert (found.total, found.state, found.at_least) == (None, ScoreState.INCOMPLETE, 3)
    assert interpretation(instruments.load("phq_2"), found).positive is None


def test_difficulty_is_not_scored():
    plain = answers_of("phq_9", "111111111")
    phq = instruments.load("phq_9")
    assert score(phq, plain | {"phq_difficulty": "extremely_difficult"}) == score(phq, plain)


@pytest.mark.parametrize("odd", ["LA0000-0", 3, 1.0, True, ["LA6568-5"], {"a": 1}, "", b"x", object()])
def test_what_is_no_answer_counts_as_missing_and_is_named(odd):
    found = score(instruments.load("phq_9"), answers_of("phq_9", "111111110") | {"phq_9": odd})
    assert (found.total, found.state, found.answered) == (9, ScoreState.PRORATED, 8)
    assert "instruments.answer_unreadable" in {reason.code for reason in found.reasons}


def test_scores_sent_by_a_client_change_nothing():
    answers = answers_of("phq_9", "000000001")
    sent = answers | {"score": 0, "total": 27, "phq_9_total": "27", "44261-6": 27}
    assert score(instruments.load("phq_9"), sent) == score(instruments.load("phq_9"), answers)


def test_questions_without_a_score_have_none():
    found = score(instruments.load("visit_preparation"), {"how_sure": 3})
    assert (found.total, found.state, found.band) == (None, ScoreState.NOT_SCORED, None)


# --- scales from 1 to 10 -------------------------------------------------------------------------------------


def mean_of(name, marks):
    items = scored_items(name)
    answers = {
        item: marked[0] if len(marked) == 1 else list(marked)
        for item, marked in zip(items, marks, strict=True)
        if marked
    }
    found = score(instruments.load(name), answers)
    return (None if found.total is None else int(found.total * 100)), found.band


@pytest.mark.parametrize("name", ["self_efficacy_4"])
def test_every_spanish_self_efficacy_scale(name):
    choices = [(), *((number,) for number in range(1, 11))]
    vectors = list(product(choices, repeat=4))
    expected = [(mean, second_range(mean)) for mean in map(second_mean, vectors)]
    assert len(vectors) == 11**4
    assert [mean_of(name, marks) for marks in vectors] == expected


def test_english_self_efficacy_with_missing_answers_and_ends():
    vectors = list(product([(), (1,), (4,), (7,), (10,)], repeat=6))
    expected = [(mean, second_range(mean)) for mean in map(second_mean, vectors)]
    assert [mean_of("self_efficacy_6", marks) for marks in vectors] == expected
    assert sum(mean is None for mean, _ in expected) == 15625 - 15 * 4**4 - 6 * 4**5 - 4**6


def test_every_pair_of_marks_on_one_line():
    pairs = list(product(range(1, 11), repeat=2))
    for place in range(6):
        for pair in pairs:
            marks: list[tuple[int, ...]] = [(5,)] * 6
            marks[place] = pair
            mean = second_mean(marks)
            assert mean_of("self_efficacy_6", marks) == (mean, second_range(mean)), (place, pair)


@pytest.mark.parametrize(
    ("marks", "mean"),
    [
        (((6, 7), (7,), (7,), (7,), (7,), (7,)), 683),
        (((7, 6), (7,), (7,), (7,), (7,), (7,)), 683),
        (((6, 8), (7,), (7,), (7,), (7,), (7,)), 700),  # apart: missing, mean of five
        (((1, 2, 3), (7,), (7,), (7,), (7,), (7,)), 700),
        (((6, 8), (6, 8), (7,), (7,), (7,), (7,)), 700),
        (((6, 8), (6, 8), (6, 8), (7,), (7,), (7,)), None),
        (((), (), (), (7,), (7,), (7,)), None),
        (((), (), (7,), (7,), (7,), (7,)), 700),
        (((7, 7), (7,), (7,), (7,), (7,), (7,)), 700),
    ],
)
def test_marks_by_hand(marks, mean):
    assert mean_of("self_efficacy_6", marks)[0] == mean


@pytest.mark.parametrize(
    ("marks", "band"),
    [((5, 5, 5, 5, 5, 4), "low"), ((5,) * 6, "middle"), ((7, 7, 7, 7, 7, 6), "middle"), ((7,) * 6, "good")],
)
def test_bands_of_the_scale_on_both_sides(marks, band):
    assert mean_of("self_efficacy_6", [(mark,) for mark in marks])[1] == band


@pytest.mark.parametrize(
    ("code", "total", "attention"),
    [
        ("LA9206-9", 5, False),
        ("very_good", 4, False),
        ("LA8967-7", 3, False),
        ("LA8968-5", 2, True),
        ("LA8969-3", 1, True),
    ],
)
def test_general_health_flags_fair_and_poor(code, total, attention):
    instrument = instruments.load("general_health")
    found = score(instrument, {"general_health": code})
    assert found.total == total
    assert interpretation(instrument, found).band.attention is attention


# --- change over time ------------------------------------------------------------------------------------------


def past(name, *totals):
    return [PastScore(name, date(2026, month, 1), Decimal(str(total))) for month, total in enumerate(totals, 1)]


@pytest.mark.parametrize(
    ("totals", "status"),
    [
        ((), Trend.NONE),
        ((12,), Trend.FIRST),
        ((12, 8), Trend.SAME),  # 4 points
        ((12, 7), Trend.BETTER),  # 5 points
        ((12, 16), Trend.SAME),
        ((12, 17), Trend.WORSE),
        ((20, 10), Trend.RESPONSE),
        ((20, 11), Trend.BETTER),
        ((20, 5), Trend.RESPONSE),
        ((20, 4), Trend.REMISSION),
        ((4, 3), Trend.SAME),  # was never above: no remission
        ((0, 0), Trend.SAME),
        ((5, 4), Trend.REMISSION),
    ],
)
def test_trend_of_the_phq_9(totals, status):
    found = trend(instruments.load("phq_9"), past("phq_9", *totals))
    assert found.status is status
    assert found.reason.code.startswith("instruments.trend_")


@pytest.mark.parametrize(("totals", "status"), [((5, 6), Trend.BETTER), ((6, 5.5), Trend.WORSE), ((5, 5), Trend.SAME)])
def test_more_is_better_on_the_self_efficacy_scale(totals, status):
    assert trend(instruments.load("self_efficacy_6"), past("self_efficacy_6", *totals)).status is status


def test_the_two_self_efficacy_scales_have_no_common_trend():
    mixed = [*past("self_efficacy_4", 3, 4), PastScore("self_efficacy_6", date(2026, 9, 1), Decimal(8))]
    assert trend(instruments.load("self_efficacy_6"), mixed).status is Trend.FIRST
    assert trend(instruments.load("self_efficacy_4"), mixed).status is Trend.BETTER
    assert trend(instruments.load("phq_9"), mixed).status is Trend.NONE


def test_the_order_of_rows_does_not_matter():
    rows = past("phq_9", 20, 12, 4)
    assert trend(instruments.load("phq_9"), rows[::-1]).status is Trend.REMISSION
