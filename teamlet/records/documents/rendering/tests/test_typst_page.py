"""The PDF: one page, tagged, in reading order, and never refused because of what somebody wrote."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import threading
from dataclasses import replace
from datetime import date

import pdfua
import pypdf
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from teamlet.records.documents.rendering.fonts import has_noto
from teamlet.records.documents.rendering.fonts.coverage import coverage, font_ranges
from teamlet.records.documents.rendering.page import Barrier, Contact, Spoken, Step
from teamlet.records.documents.rendering.paper import visible_characters
from teamlet.records.documents.rendering.tests.cast import (
    FULLEST,
    FULLEST_ES,
    LONG_EN,
    LONG_ES,
    LONG_STEP_EN,
    LONG_STEP_ES,
    ROSA,
    ROSA_ES,
)
from teamlet.records.documents.rendering.tests.texts import EN, ES
from teamlet.records.documents.rendering.texts import TextsIncomplete
from teamlet.records.documents.rendering.typst_page import render_pdf
from teamlet.records.followups.words import Channel
from teamlet.records.plans.words import FollowUpAnswer

needs_noto = pytest.mark.skipif(not has_noto(), reason="the Noto fonts are not set up on this machine")
needs_poppler = pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="poppler-utils is not set up here")

TEXTS = {"en": EN, "es": ES}
BARE = replace(
    ROSA, barriers=(), helpers=(), how_sure=None, start_on=None, step=Step(sentence="Drink one less sweet drink a day.")
)
DECLINED = replace(ROSA, contact=Contact(answer=FollowUpAnswer.DECLINED))
NOT_SET = replace(ROSA_ES, contact=Contact(answer=FollowUpAnswer.NOT_ASKED))
LONG_GOAL = replace(ROSA, goal=Spoken(LONG_EN, "en"), caution_open=True)
LONG_GOAL_ES = replace(ROSA_ES, goal=Spoken(LONG_ES, "es"), caution_open=True)
MANY = replace(
    ROSA,
    barriers=tuple(
        Barrier(f"Barrier number {number}", "If it happens, I rest and start again.") for number in range(4)
    ),
    helpers=("My sister", "My neighbor Carmen", "Ana"),
)
GRID = {
    "rosa": ROSA,
    "rosa es": ROSA_ES,
    "bare": BARE,
    "declined": DECLINED,
    "not set es": NOT_SET,
    "long goal": LONG_GOAL,
    "long goal es": LONG_GOAL_ES,
    "goal and step of 300": FULLEST,
    "goal and step of 300 es": FULLEST_ES,
    "four barriers": MANY,
    "superseded": replace(ROSA, superseded_by=3),
    "every channel es": replace(ROSA_ES, contact=replace(ROSA_ES.contact, channel=Channel.RELAY)),
}


def words_of(pdf: bytes) -> str:
    """Return the text in the order of the page's content, on one line."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages)).translate(
        dict.fromkeys(map(ord, "\u200b\u2060"))
    )


def tags_of(pdf: bytes) -> list[tuple[str, str]]:
    """Return the tagged structure as poppler reads it: (tag, words) in reading order."""
    done = subprocess.run(["pdfinfo", "-struct-text", "-"], input=pdf, capture_output=True, check=True)
    found: list[tuple[str, str]] = []
    for line in done.stdout.decode().splitlines():
        stripped = line.strip()
        if stripped.startswith('"'):
            tag, words = found[-1]
            found[-1] = (tag, words + stripped[1:-1])
        elif not stripped.startswith("/"):
            found.append((stripped.split(" ")[0], ""))
    return [(tag, re.sub(r"\s+", " ", words.replace("\u2060", "")).strip()) for tag, words in found if words.strip()]


@pytest.mark.parametrize("name", GRID)
def test_standard_print_takes_one_letter_page(name):
    facts = GRID[name]
    rendered = render_pdf(facts, TEXTS[facts.language])
    reader = pypdf.PdfReader(io.BytesIO(rendered.pdf))
    assert (rendered.pages, len(reader.pages), rendered.missing_glyphs) == (1, 1, ())
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [612, 792]


@pytest.mark.parametrize("name", GRID)
def test_large_print_takes_at_most_two_pages(name):
    facts = replace(GRID[name], large_print=True)
    assert render_pdf(facts, TEXTS[facts.language]).pages <= 2


@pytest.mark.parametrize(
    ("facts", "language", "title"), [(ROSA, "en", "My plan"), (ROSA_ES, "es", "Mi plan")], ids=["en", "es"]
)
def test_the_page_is_tagged_with_language_and_a_neutral_title(facts, language, title):
    reader = pypdf.PdfReader(io.BytesIO(render_pdf(facts, TEXTS[language]).pdf))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712  (a PDF boolean object, not Python's)
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert reader.metadata.title == title
    assert "pdfuaid:part>1<" in root["/Metadata"].get_data().decode()


@pytest.mark.parametrize("name", GRID)
def test_an_independent_checker_finds_nothing(name, tmp_path):
    path = tmp_path / "page.pdf"
    facts = GRID[name]
    path.write_bytes(render_pdf(facts, TEXTS[facts.language]).pdf)
    report = pdfua.validate(str(path))
    assert [finding.rule_id for finding in report.findings] == []
    assert len(report.outcomes) - len(report.skipped) >= 10


@needs_poppler
def test_the_reading_order_begins_with_the_goal():
    tags = tags_of(render_pdf(ROSA, EN).pdf)
    assert tags[0] == ("H1", "What is my goal?")
    assert tags[1] == ("P", "“I want to walk to the park with my grandson without stopping.”")
    assert [words for tag, words in tags if tag == "H1"] == [
        "What is my goal?",
        "What is my step this week?",
        "What may get in the way?",
        "Who can help?",
        "How sure am I?",
        "When do we talk next?",
        "When should I call the team?",
        "When should I call 911?",
    ]
    assert tags[2:4] == [("H1", "What is my step this week?"), ("P", "Walk 10 minutes after dinner, 3 days a week.")]
    assert tags[-2:] == [
        ("P", "For Rosa Medina Ortiz · Cedar Family Care · (555) 010-2200 · 12 Cedar Street, Millbrook"),
        ("P", "Version 2, printed November 21, 2026. It takes the place of version 1."),
    ]
    assert ("P", "8 of 10") in tags
    assert (
        "P",
        (
            "Ana or the team will call Tuesday, December 1, 9–12, from (555) 010-2233. "
            "We call from this number. Please save it."
        ),
    ) in tags


def test_the_spanish_page_says_the_agreed_call():
    words = words_of(render_pdf(ROSA_ES, ES).pdf)
    assert "“Quiero caminar al parque con mi nieto sin tener que parar.”" in words
    assert (
        "Ana o el equipo le llamará el martes 1 de diciembre, de 9 a 12 de la mañana, desde el (555) 010-2233." in words
    )
    assert "Llame al 988 y oprima 2, o envíe AYUDA al 988. Si hay peligro ahora: 911." in words


def test_the_crisis_line_stands_on_the_english_page():
    assert "Call or text 988, any time. In danger now: 911." in words_of(render_pdf(BARE, EN).pdf)


def test_300_characters_of_goal_and_step_are_printed_whole():
    words = words_of(render_pdf(FULLEST, EN).pdf)
    assert LONG_EN in words
    assert LONG_STEP_EN in words
    assert "Note from the team: Walk around the building 2 times after dinner, slowly, with rests." in words
    assert "The full words are kept" not in words


def test_a_goal_of_10000_characters_is_cut_and_the_page_says_so():
    facts = replace(ROSA, goal=Spoken("walk with Bo " * 770), step=Step(as_spoken=Spoken("then rest a bit " * 600)))
    rendered = render_pdf(facts, EN)
    words = words_of(rendered.pdf)
    assert rendered.pages == 1
    assert words.count("The full words are kept at Cedar Family Care.") == 2
    assert words.count("walk with Bo") == 23


def test_the_caution_is_printed_only_while_it_is_open():
    line = "Talk to your nurse before you start."
    assert line in words_of(render_pdf(replace(ROSA, caution_open=True), EN).pdf)
    assert line not in words_of(render_pdf(ROSA, EN).pdf)


def test_an_old_page_says_that_it_is_old():
    words = words_of(render_pdf(replace(ROSA, superseded_by=3), EN).pdf)
    assert "This is an old page. A newer one exists: version 3." in words


@pytest.mark.parametrize(
    ("contact", "sentence"),
    [
        (Contact(answer=FollowUpAnswer.DECLINED), "You asked us not to call."),
        (Contact(answer=FollowUpAnswer.NOT_ASKED), "We have not set a day yet."),
        (
            Contact(
                answer=FollowUpAnswer.AGREED,
                channel=Channel.TEXT,
                caller="Ana",
                phone="(555) 010-2233",
                on=date(2026, 12, 4),
            ),
            "Ana or the team will send you a text Friday, December 4, from (555) 010-2233.",
        ),
        (
            Contact(answer=FollowUpAnswer.AGREED, channel=Channel.VISIT, caller="Ana", on=date(2026, 12, 4)),
            "Ana or the team will see you at Cedar Family Care Friday, December 4.",
        ),
    ],
)
def test_the_contact_as_it_was_answered(contact, sentence):
    assert sentence in words_of(render_pdf(replace(ROSA, contact=contact), EN).pdf)


@pytest.mark.parametrize(
    "hostile",
    [
        "#let x = 3; #x *bold* _it_ $x^2$ @ref <label> `raw` // comment",
        '#read("/etc/passwd") #import "x.typ": *',
        "= Heading - item + item / term: text",
        r"\ \n \u{41} \" \\",
        '{"goal": {"text": "other"}} ]]}',
        '#{ panic() } #eval("1")',
        "~ -- --- ... 'quotes' \"double\"",
    ],
)
def test_markup_stays_text(hostile):
    rendered = render_pdf(replace(ROSA, goal=Spoken(hostile), patient_name=hostile[:60], helpers=(hostile,)), EN)
    words = words_of(rendered.pdf)
    assert rendered.missing_glyphs == ()
    assert f"“{re.sub(chr(32) + '+', ' ', hostile)}”" in words


@needs_noto
@pytest.mark.parametrize(
    "name",
    [
        "12345",
        "محمد عبد الله",
        "שרה לוי",
        "Zoë Ñandú Şahin Đặng",
        "Мария Петрова",
        "สมชาย ใจดี",
        "Rosa 😀 👨\u200d👩\u200d👧 ❤️ 1️⃣ 🇲🇽",
        "private \ue000",
        "Rosa\x00\x1b[31m",
    ],
)
def test_names_of_every_kind_are_printed(name):
    rendered = render_pdf(replace(ROSA, patient_name=name, goal=Spoken(f"{name} walks")), EN)
    assert (rendered.pages, rendered.missing_glyphs) == (1, ())


@needs_noto
def test_a_character_without_a_glyph_becomes_a_box_and_is_reported():
    unknown = next(character for character in "\U00018cd5\U0001b170\U0002b740\U0001f8b1" if character not in coverage())
    rendered = render_pdf(replace(ROSA, goal=Spoken(f"I walk {unknown} each day"), helpers=(unknown,)), EN)
    assert rendered.missing_glyphs == (unknown,)
    assert "I walk □ each day" in words_of(rendered.pdf)


def test_the_same_facts_give_the_same_bytes():
    assert render_pdf(ROSA, EN).pdf == render_pdf(ROSA, EN).pdf


def test_a_language_that_lacks_a_text_is_named():
    texts = {key: text for key, text in ES.items() if key != "caution_line"}
    with pytest.raises(TextsIncomplete, match="caution_line: no text"):
        render_pdf(replace(ROSA_ES, caution_open=True), texts)


def test_pages_are_set_by_several_threads_at_once():
    pages: list[bytes] = []

    def work() -> None:
        pages.extend(render_pdf(ROSA, EN).pdf for _ in range(5))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(pages) == 20
    assert set(pages) == {render_pdf(ROSA, EN).pdf}


ANY_TEXT = st.text(alphabet=st.characters(), max_size=400)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    goal=ANY_TEXT, step=ANY_TEXT, name=ANY_TEXT, barrier=ANY_TEXT, language=st.text(max_size=12), large=st.booleans()
)
def test_whatever_is_written_is_printed(goal, step, name, barrier, language, large):
    facts = replace(
        ROSA,
        goal=Spoken(goal, language),
        step=Step(as_spoken=Spoken(step, language), gloss=step, how_much=name, when=name, days=name),
        patient_name=name,
        barriers=(Barrier(barrier, goal),),
        helpers=(barrier,),
        contact=replace(ROSA.contact, caller=name or "Ana", phone=barrier),
        large_print=large,
    )
    rendered = render_pdf(facts, EN)
    assert rendered.pdf.startswith(b"%PDF-")
    assert 1 <= rendered.pages <= 4


def test_a_file_that_is_no_font_covers_nothing(tmp_path):
    path = tmp_path / "broken.ttf"
    for content in (b"", b"\x00\x01\x00\x00", b"not a font at all, only some words in a file"):
        path.write_bytes(content)
        assert font_ranges(path) == []


@needs_noto
def test_coverage_knows_what_noto_covers():
    assert all(character in coverage() for character in "Añ¿ßЖعש😀□")
    assert "\ue123" not in coverage()


def test_the_cast_says_what_it_promises():
    texts = (LONG_EN, LONG_ES, LONG_STEP_EN, LONG_STEP_ES)
    assert [len(visible_characters(text)) for text in texts] == [300, 300, 300, 300]
