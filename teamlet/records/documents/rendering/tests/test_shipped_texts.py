"""The reviewed texts that the product ships fit this page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from teamlet.content import library, schema
from teamlet.records.documents.rendering.notes import format_problems
from teamlet.records.documents.rendering.tests.cast import FULLEST, FULLEST_ES, ROSA, ROSA_ES
from teamlet.records.documents.rendering.texts import text_problems
from teamlet.records.documents.rendering.typst_page import render_pdf
from teamlet.records.documents.words import CopyKind

FACTS = {"en": (ROSA, FULLEST), "es": (ROSA_ES, FULLEST_ES)}


@pytest.fixture(params=["en", "es"])
def language(request):
    return request.param


@pytest.fixture
def texts(language):
    return library.load_as(schema.DocumentTexts, "take_home").in_language(language)


def test_they_are_whole(texts):
    assert text_problems(texts) == ()


def test_the_page_keeps_its_length(language, texts):
    for facts in FACTS[language]:
        assert render_pdf(facts, texts).pages == 1
        assert render_pdf(replace(facts, large_print=True), texts).pages <= 2


def test_their_note_formats_would_be_accepted(texts):
    for kind in CopyKind:
        assert format_problems(kind, texts[f"format_{kind}"]) == ()
