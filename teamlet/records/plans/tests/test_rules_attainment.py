"""Goal attainment scaling: the published test vectors, weights, and scales that are not ready."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from teamlet.records.plans.rules import Rated, Scale, change_of, scale_ready, t_score, weight_of
from teamlet.records.plans.words import Attainment, ScaleState

TODAY = date(2026, 11, 22)
FIVE = {-2: "no walk", -1: "1 walk a week", 0: "3 walks a week", 1: "4 walks a week", 2: "5 walks a week"}


def scored(levels, weights=None):
    return t_score([Rated(level, weight) for level, weight in zip(levels, weights or [1] * len(levels), strict=True)])


@pytest.mark.parametrize(
    ("levels", "weights", "score"),
    [
        ([0], None, "50.00"),
        ([1], None, "60.00"),
        ([-2], None, "30.00"),
        ([0, 0, 0], None, "50.00"),
        ([-1, -1], None, "37.60"),
        ([-1, -1, -1], None, "36.31"),
        ([1, 0, -1], None, "50.00"),
        ([1, 1, 1, 1], None, "64.51"),
        ([1, 1, -1], [3, 2, 1], "58.81"),
        ([2, 0], [9, 3], "67.47"),
    ],
)
def test_published_vectors(levels, weights, score):
    assert scored(levels, weights).score == Decimal(score)


def test_every_combination_of_up_to_three_goals_by_floating_point():
    levels, weights = (-2, -1, 0, 1, 2), (1, 2, 9)
    many = 0
    for goals in (1, 2, 3):
        for chosen in product(levels, repeat=goals):
            for weighed in product(weights, repeat=goals):
                top = 10 * math.fsum(w * x for w, x in zip(weighed, chosen, strict=True))
                spread = math.sqrt(0.7 * math.fsum(w * w for w in weighed) + 0.3 * math.fsum(weighed) ** 2)
                assert abs(float(scored(chosen, weighed).score) - (50 + top / spread)) < 0.0051
                many += 1
    assert many == 5 * 3 + 25 * 9 + 125 * 27


@pytest.mark.parametrize(
    ("levels", "status"),
    [
        ([0, 0], Attainment.AS_EXPECTED),
        ([1, -1], Attainment.AS_EXPECTED),
        ([1, 0], Attainment.MORE_THAN_EXPECTED),
        ([-1, 0], Attainment.LESS_THAN_EXPECTED),
        ([], Attainment.NOT_RATED),
        ([0] * 5, Attainment.NOT_RATED),
    ],
)
def test_what_the_score_says(levels, status):
    found = scored(levels)
    assert found.decision.status is status
    assert (found.score is None) is (status is Attainment.NOT_RATED)


def test_a_weight_of_nothing_leaves_a_scale_out():
    assert scored([2, -2], [0, 3]).score == scored([-2], [3]).score == Decimal("30.00")
    assert scored([2], [0]).score is None


@pytest.mark.parametrize(
    ("importance", "difficulty", "weight"),
    [(None, None, 1), (3, None, 1), (None, 2, 1), (3, 3, 9), (1, 2, 2), (0, 3, 0)],
)
def test_a_weight_is_importance_times_difficulty(importance, difficulty, weight):
    assert weight_of(importance, difficulty) == weight


@pytest.mark.parametrize("wrong", [(4, 1), (1, -1), (True, 1), (1.5, 1)])
def test_weights_outside_their_range(wrong):
    with pytest.raises(ValueError, match="0 to 3"):
        weight_of(*wrong)


@pytest.mark.parametrize("wrong", [Rated(3), Rated(-3), Rated(True), Rated(0, -1), Rated(0, True)])
def test_levels_outside_their_range(wrong):
    with pytest.raises(ValueError, match="whole number"):
        t_score([wrong])


def test_change_since_the_start():
    start, now = scored([-1, -1]), scored([0, 1])
    assert change_of(start, now) == now.score - Decimal("37.60")
    assert change_of(scored([]), now) is None


@pytest.mark.parametrize(
    ("levels", "baseline", "look_on", "codes"),
    [
        (FIVE, -1, date(2026, 12, 22), ["plans.scale_ready"]),
        (FIVE | {2: ""}, -1, date(2026, 12, 22), ["plans.scale_level_open"]),
        (FIVE | {1: " 3 Walks  a week "}, -1, date(2026, 12, 22), ["plans.scale_levels_alike"]),
        (FIVE, None, date(2026, 12, 22), ["plans.scale_start_open"]),
        (FIVE, 3, date(2026, 12, 22), ["plans.scale_start_open"]),
        (FIVE, -2, None, ["plans.scale_day_open"]),
        (FIVE, -2, TODAY, ["plans.scale_day_past"]),
        ({}, None, None, ["plans.scale_level_open", "plans.scale_start_open", "plans.scale_day_open"]),
    ],
)
def test_a_scale_names_its_gaps(levels, baseline, look_on, codes):
    decision = scale_ready(Scale(levels, baseline, look_on), on=TODAY)
    assert [reason.code for reason in decision.reasons] == codes
    assert (decision.status is ScaleState.READY) is (codes == ["plans.scale_ready"])
