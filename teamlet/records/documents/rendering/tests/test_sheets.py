"""Forms on paper: every instrument in every language it has on one tagged, black-and-white, large-print page."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pdfua
import pypdf
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from teamlet.content import instruments as content, library, menus, schema
from teamlet.content.instruments import ItemKind
from teamlet.content.schema import Author
from teamlet.records.documents.rendering.fonts import has_noto
from teamlet.records.documents.rendering.sheet import Dish, Look, Mark, Question, Sheet, questions_of
from teamlet.records.documents.rendering.tests.test_typst_page import tags_of, words_of
from teamlet.records.documents.rendering.typst_sheet import SETTINGS, render_sheets, size_of
from teamlet.records.documents.rendering.welcome import TeamMember, Welcome, render_welcome

needs_noto = pytest.mark.skipif(not has_noto(), reason="the Noto fonts are not set up on this machine")
needs_poppler = pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler-utils is not set up here")

LANGUAGES = ("en", "es")
TEXTS = {each: library.load_as(schema.DocumentTexts, "paper_forms").in_language(each) for each in LANGUAGES}
WELCOME = {each: library.load_as(schema.DocumentTexts, "welcome").in_language(each) for each in LANGUAGES}
PLAIN = Sheet(
    language="en",
    title="A form",
    questions=(),
    practice="Cedar Family Practice",
    phone="(555) 010-2200",
    printed_on=date(2026, 11, 22),
    patient_name="María de los Ángeles Marín Ortiz",
    visit_day="Tuesday, November 24",
    code="K7P-4Q2-X",
    pages=2,
)


def sheet_of(instrument, language):
    items = [item for item in instrument.items if item.id not in instrument.rules.staff_items]
    return replace(
        PLAIN,
        language=language,
        title=instrument.title.raw(language),
        questions=questions_of(items, language, TEXTS[language]),
        asks_who=Author.CAREGIVER in instrument.rules.authors,
        has_risk=bool(instrument.rules.risks),
        credit=instrument.rules.rights.credit,
    )


def bubbles(language):
    topics = [topic for menu in menus.shipped() for topic in menu.topics][:10]
    marks = tuple(Mark(str(number), topic.label.raw(language)) for number, topic in enumerate(topics, start=26))
    question = Question(1, TEXTS[language]["bubbles_title"], Look.BUBBLES, marks=marks, lines=2)
    texts = TEXTS[language]
    title, how = texts["bubbles_title"], texts["bubbles_how"]
    return replace(PLAIN, language=language, title=title, how=how, questions=(question,), asks_who=True)


def menu(language):
    topics = [topic for menu in menus.shipped() for topic in menu.topics][:6]
    dishes = tuple(
        Dish(
            topic.label.raw(language),
            tuple(Mark(str(90 + place), step.label.raw(language)) for place, step in enumerate(topic.steps[:3])),
        )
        for topic in topics
    )
    texts = TEXTS[language]
    question = Question(1, texts["plate_title"], Look.MENU, dishes=dishes, lines=1)
    title, how = texts["plate_title"], texts["plate_how"]
    return replace(PLAIN, language=language, title=title, how=how, questions=(question,), asks_who=True)


def card(language):
    texts = TEXTS[language]
    questions = tuple(Question(number, texts[f"card_{number}"], Look.LINES, lines=2) for number in (1, 2, 3))
    more = (texts["card_more"], *(texts[f"card_more_{number}"] for number in range(1, 5)))
    return replace(
        PLAIN, language=language, title=texts["card_title"], how=texts["card_how"], questions=questions,
        patient_name="", visit_day="", code="", pages=1, more=more,
    )  # fmt: skip


SHEETS = {
    f"{instrument.id} {language}": sheet_of(instrument, language)
    for instrument in content.all_instruments()
    for language in instrument.rules.asked_in
} | {
    f"{make.__name__} {language}": make(language) for make in (bubbles, menu, card) for language in LANGUAGES
}  # fmt: skip
each_sheet = pytest.mark.parametrize("name", SHEETS)


def printed(name):
    return render_sheets([SHEETS[name]], TEXTS, title="Questions")


@needs_noto
@each_sheet
def test_every_form_takes_one_letter_page(name):
    rendered = printed(name)
    pages = pypdf.PdfReader(io.BytesIO(rendered.pdf)).pages
    assert (rendered.pages, len(pages), rendered.missing_glyphs) == (1, 1, ())
    assert [round(float(side)) for side in pages[0].mediabox[2:]] == [612, 792]
    assert size_of(SHEETS[name], TEXTS[SHEETS[name].language]).body >= 14


def test_every_setting_is_large_print_and_each_is_tighter_than_the_one_before():
    assert min(setting.body for setting in SETTINGS) >= 14
    assert all(a.body >= b.body and a.gap > b.gap for a, b in pairwise(SETTINGS))


@each_sheet
def test_an_independent_checker_finds_nothing(name, tmp_path):
    path = tmp_path / "form.pdf"
    path.write_bytes(printed(name).pdf)
    report = pdfua.validate(str(path))
    assert [finding.rule_id for finding in report.findings] == []
    assert len(report.outcomes) - len(report.skipped) >= 10


@each_sheet
def test_the_document_says_its_language_and_title(name):
    reader = pypdf.PdfReader(io.BytesIO(printed(name).pdf))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == SHEETS[name].language
    assert reader.metadata.title == "Questions"
    assert "pdfuaid:part>1<" in root["/Metadata"].get_data().decode()


@needs_poppler
@each_sheet
def test_black_and_white_is_all_there_is(name):
    """No pixel has a color, and what is printed is dark enough for any copier."""
    done = subprocess.run(["pdftoppm", "-r", "40", "-"], input=printed(name).pdf, capture_output=True, check=True)
    head = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", done.stdout)
    pixels = done.stdout[head.end() :]
    assert len(pixels) == 3 * int(head.group(1)) * int(head.group(2))
    assert pixels[0::3] == pixels[1::3] == pixels[2::3]
    assert 0.005 < sum(level < 128 for level in pixels[0::3]) / len(pixels[0::3]) < 0.3
    grays = set(re.findall(rb"([\d.]+) (?:g|G|sc|SC|scn|SCN)\b", page_content(printed(name).pdf)))
    assert {float(gray) for gray in grays} <= {0.0, 70 / 255, 0.27450982}


def page_content(pdf):
    return b"\n".join(page.get_contents().get_data() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


@each_sheet
def test_every_question_answer_and_number_is_on_the_page(name):
    sheet = SHEETS[name]
    words = re.sub(r"\s", "", words_of(printed(name).pdf))
    for question in sheet.questions:
        wanted = [] if question.look in (Look.BUBBLES, Look.MENU) else [question.text, str(question.number)]
        marks = [*question.marks, *(mark for dish in question.dishes for mark in dish.marks)]
        for text in (*wanted, question.stem, *(mark.key for mark in marks), *(mark.label for mark in marks)):
            assert re.sub(r"\s", "", text) in words, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_help_is_stands_on_every_page(language):
    for name, sheet in SHEETS.items():
        if sheet.language == language:
            words = words_of(printed(name).pdf)
            assert "988" in words
            assert "911" in words
            assert "(555) 010-2200" in words


@needs_poppler
def test_the_reading_order_is_name_title_questions_help():
    tags = tags_of(printed("phq_9 en").pdf)
    words = [text for _, text in tags]
    assert ("H1", "Mood: 9 questions") in tags
    questions = [item.text.raw("en") for item in content.load("phq_9").items]
    places = [next(place for place, text in enumerate(words) if question in text) for question in questions]
    assert places == sorted(places)
    assert words.index("Mood: 9 questions") < places[0]
    assert places[-1] < next(place for place, text in enumerate(words) if "Tell us now" in text)
    heads = [text for tag, text in tags if tag == "TH"]
    assert heads[-4:] == ["Not at all", "Several days", "More than half the days", "Nearly every day"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_asks_about_danger_is_filled_in_at_the_practice(language):
    words = TEXTS[language]["fill_in_here"]
    assert words in words_of(printed(f"phq_9 {language}").pdf)
    assert words not in words_of(printed(f"phq_2 {language}").pdf)


def test_a_question_after_an_answer_says_so():
    by_number = {each.number: each for each in SHEETS["visit_preparation en"].questions}
    assert by_number[4].only_if == "Only if you marked 1, 2 or 3 in question 2:"
    assert by_number[1].only_if == ""
    alone = content.load("visit_preparation").item("helped")
    assert questions_of([alone], "en", TEXTS["en"])[0].only_if == ""


def test_questions_have_the_numbers_that_are_keyed_in():
    for instrument in content.all_instruments():
        language = instrument.rules.asked_in[0]
        found = sheet_of(instrument, language).questions
        assert [each.number for each in found] == list(range(1, len(found) + 1))
        for question, item in zip(found, instrument.items, strict=False):
            assert [mark.key for mark in question.marks if item.options] == [option.key for option in item.options]
            if item.number:
                assert item.number == str(question.number)
            if item.kind is ItemKind.TEXTS:
                assert question.lines == item.most


@needs_noto
def test_many_forms_make_one_tagged_document(tmp_path):
    sheets = list(SHEETS.values())
    rendered = render_sheets(sheets, TEXTS, title="Forms")
    assert rendered.pages == len(sheets)
    path = tmp_path / "forms.pdf"
    path.write_bytes(rendered.pdf)
    assert [finding.rule_id for finding in pdfua.validate(str(path)).findings] == []
    assert render_sheets(sheets, TEXTS, title="Forms").pdf == rendered.pdf


def test_nothing_to_print_is_an_error():
    with pytest.raises(ValueError, match="nothing"):
        render_sheets([], TEXTS, title="Forms")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=200), st.text(max_size=60))
def test_whatever_the_names_are_the_page_is_printed(name, practice):
    sheet = replace(SHEETS["phq_2 en"], patient_name=name, practice=practice)
    rendered = render_sheets([sheet], TEXTS, title="Questions")
    assert rendered.pdf.startswith(b"%PDF-")


# --- the welcome letter -----------------------------------------------------------------------------------------------


def welcome(language, many=8):
    texts = WELCOME[language]
    roles = [text for code, text in texts.items() if code.startswith("role_")]
    team = tuple(
        TeamMember(f"Ana {number}", "AR", (roles[number % len(roles)],), (texts["language_en"], texts["language_es"]))
        for number in range(many)
    )
    return Welcome(language, "Cedar Family Practice", "(555) 010-2200", "12 Cedar Street", date(2026, 11, 22), team)


@needs_noto
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_welcome_letter_and_the_team_take_a_page_each(language, tmp_path):
    rendered = render_welcome(welcome(language), WELCOME[language])
    assert (rendered.pages, rendered.missing_glyphs) == (2, ())
    path = tmp_path / "welcome.pdf"
    path.write_bytes(rendered.pdf)
    assert [finding.rule_id for finding in pdfua.validate(str(path)).findings] == []
    words = words_of(rendered.pdf)
    for code, text in WELCOME[language].items():
        if "{" not in text and not code.startswith(("role_", "language_")):
            assert text in words, code
    assert "Ana 7" in words


@pytest.mark.parametrize("many", [0, 1, 40])
def test_a_team_of_any_size_is_printed(many):
    rendered = render_welcome(welcome("es", many), WELCOME["es"])
    assert rendered.pages >= 2
    assert words_of(rendered.pdf).count("Ana ") == many
