"""What a patient reads is easy: the page as it is composed, and all shipped texts together.  Exempt texts are named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from teamlet.content.instruments import all_instruments
from teamlet.content.library import all_files
from teamlet.content.readability import (
    GRADE_LIMIT,
    INFLESZ_LIMIT,
    SMOG_LIMIT,
    counts,
    flesch_kincaid,
    smog,
    szigriszt_pazos,
)
from teamlet.content.tests.patient_texts import EXEMPT, VALIDATED, patient_texts, question_texts
from teamlet.records.documents.queries import texts
from teamlet.records.documents.rendering.compose import compose
from teamlet.records.documents.rendering.tests.cast import ROSA, ROSA_ES
from teamlet.records.followups.words import Channel


def sentences_of_page(facts, language):
    """Return what our page says, without the patient's own words, addresses and version."""
    page = compose(facts, texts(language))
    ours = [
        page.goal_heading,
        page.step_heading,
        page.step.text,
        page.caution,
        page.tick_days,
        page.barriers_heading,
        page.helpers_heading,
        page.sure_heading,
        page.contact_heading,
        page.contact,
        page.contact_note,
        page.call_heading,
        page.call,
        page.emergency_heading,
        page.emergency,
        page.crisis,
    ]
    return "\n".join(text if text.endswith((".", "?", "!")) else f"{text}." for text in ours if text)


@pytest.mark.parametrize("channel", list(Channel))
def test_the_english_page_is_for_grade_six(channel):
    facts = replace(ROSA, contact=replace(ROSA.contact, channel=channel), caution_open=True)
    found = counts(sentences_of_page(facts, "en"), "en")
    assert flesch_kincaid(found.words, found.sentences, found.syllables) <= GRADE_LIMIT
    assert smog(found.polysyllables, found.sentences) <= SMOG_LIMIT


@pytest.mark.parametrize("channel", list(Channel))
def test_the_spanish_page_is_easy(channel):
    facts = replace(ROSA_ES, contact=replace(ROSA_ES.contact, channel=channel), caution_open=True)
    found = counts(sentences_of_page(facts, "es"), "es")
    assert szigriszt_pazos(found.words, found.sentences, found.syllables) >= INFLESZ_LIMIT


@pytest.mark.parametrize("language", ["en", "es"])
def test_all_shipped_texts_together_are_easy(language):
    said = [text.raw(language) for file in all_files() for _key, text in patient_texts(file) if text.has(language)]
    found = counts("\n".join(said), language)
    said += [
        text.raw(language)
        for instrument in all_instruments()
        if instrument.id not in VALIDATED
        for _key, text in question_texts(instrument)
    ]
    assert len(said) > 200
    if language == "en":
        assert flesch_kincaid(found.words, found.sentences, found.syllables) <= GRADE_LIMIT
        assert smog(found.polysyllables, found.sentences) <= SMOG_LIMIT
    else:
        assert szigriszt_pazos(found.words, found.sentences, found.syllables) >= INFLESZ_LIMIT


def test_only_validated_wording_is_exempt():
    assert not EXEMPT
    assert {each.id for each in all_instruments() if each.rules.rights.validated} == VALIDATED
    assert {"gad_7", "general_health", "phq_2", "phq_9", "self_efficacy_4", "self_efficacy_6"} == VALIDATED
