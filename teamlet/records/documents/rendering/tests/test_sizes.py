"""Sizes: body text stays readable, the patient's goal stays the largest, tighter is never larger."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from teamlet.records.documents.rendering.compose import compose
from teamlet.records.documents.rendering.page import Spoken
from teamlet.records.documents.rendering.sizes import TIGHTEST, estimated_height, first_density, sizes
from teamlet.records.documents.rendering.tests.cast import FULLEST, FULLEST_ES, ROSA, ROSA_ES
from teamlet.records.documents.rendering.tests.texts import EN, ES

PAGES = {
    "rosa": compose(ROSA, EN),
    "rosa es": compose(ROSA_ES, ES),
    "fullest": compose(FULLEST, EN),
    "fullest es": compose(FULLEST_ES, ES),
    "one word": compose(replace(ROSA, goal=Spoken("Walk")), EN),
    "no words": compose(replace(ROSA, goal=Spoken("")), EN),
}


@pytest.mark.parametrize("large_print", [False, True], ids=["standard", "large print"])
@pytest.mark.parametrize("name", PAGES)
def test_readable_at_every_density(name, large_print):
    page = replace(PAGES[name], large_print=large_print)
    for density in range(TIGHTEST + 1):
        size = sizes(page, density)
        assert size.body >= (18 if large_print else 12)
        assert size.goal > size.step > size.body
        assert estimated_height(page, size) > 0


@pytest.mark.parametrize("name", PAGES)
def test_tighter_is_never_larger(name):
    found = [sizes(PAGES[name], density) for density in range(TIGHTEST + 1)]
    for roomy, tight in itertools.pairwise(found):
        assert (tight.goal, tight.step) <= (roomy.goal, roomy.step)
        assert tight.body <= roomy.body
        assert tight.gap < roomy.gap


def test_more_words_are_set_tighter():
    assert first_density(PAGES["one word"]) <= first_density(PAGES["rosa"]) < first_density(PAGES["fullest"])
    assert first_density(PAGES["fullest es"]) <= TIGHTEST
