"""The formulas, the counting and the gate, against published vectors and independent counts."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from teamlet.content import library
from teamlet.content.readability import (
    Ease,
    Inflesz,
    counts,
    english_syllables,
    flesch_kincaid,
    gate,
    inflesz,
    long_words_of,
    names_an_outcome,
    reading_ease,
    sentences_of,
    smog,
    spanish_syllables,
    szigriszt_pazos,
    words_of,
)
from teamlet.content.tests.patient_texts import patient_texts

REPO = Path(__file__).resolve().parents[3]
PRONOUNCING = REPO / "frontend" / "node_modules" / "cmu-pronouncing-dictionary" / "index.js"


def test_published_vectors() -> None:
    """100 words, 10 sentences, 130 syllables; 10 long words in 30 sentences."""
    assert round(flesch_kincaid(100, 10, 130), 2) == 3.65
    assert round(reading_ease(100, 10, 130), 1) == 86.7
    assert round(smog(10, 30), 2) == 6.43
    assert round(szigriszt_pazos(100, 10, 200), 3) == 72.235


@pytest.mark.parametrize("words", [0, -1])
def test_formulas_need_a_text(words: int) -> None:
    for formula in (flesch_kincaid, reading_ease, szigriszt_pazos):
        with pytest.raises(ValueError, match="needed"):
            formula(words, 1, 1)
        with pytest.raises(ValueError, match="needed"):
            formula(1, words, 1)
    with pytest.raises(ValueError, match="needed"):
        smog(1, words)


@pytest.mark.parametrize(
    ("perspicuity", "step"),
    [
        (39.9, Inflesz.VERY_HARD),
        (40, Inflesz.SOMEWHAT_HARD),
        (54.9, Inflesz.SOMEWHAT_HARD),
        (55, Inflesz.NORMAL),
        (64.9, Inflesz.NORMAL),
        (65, Inflesz.FAIRLY_EASY),
        (80, Inflesz.FAIRLY_EASY),
        (80.1, Inflesz.VERY_EASY),
    ],
)
def test_inflesz_scale(perspicuity: float, step: Inflesz) -> None:
    assert inflesz(perspicuity) is step


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("walk", 1), ("walked", 1), ("wanted", 2), ("table", 2), ("people", 2), ("medicine", 3), ("exercise", 3), ("evening", 2),
        ("tired", 2), ("worry", 2), ("worrying", 3), ("every", 2), ("something", 2), ("anyone", 3), ("diabetes", 4), ("doesn't", 2),
        ("can't", 1), ("half-hour", 2), ("breathe", 1), ("breathing", 2), ("vegetables", 4), ("emergency", 4), ("question", 2),
        ("10", 1), ("easier", 3), ("safely", 2), ("area", 3), ("quiet", 2), ("shoes", 1), ("minutes", 2), ("handled", 2), ("ok", 2),
    ],
)  # fmt: skip
def test_english_syllables(word: str, number: int) -> None:
    assert english_syllables(word) == number


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("caminar", 3), ("día", 2), ("días", 2), ("ciudad", 2), ("qué", 1), ("quién", 1), ("guitarra", 3), ("pingüino", 3), ("ahora", 3),
        ("leer", 2), ("país", 2), ("muy", 1), ("hoy", 1), ("después", 2), ("después-cena", 4), ("agua", 2), ("oír", 2), ("seguridad", 4),
        ("mañana", 3), ("cuídese", 3), ("yo", 1), ("ayer", 2), ("reír", 2), ("enfermería", 5), ("azúcar", 3), ("911", 1), ("aéreo", 4),
    ],
)  # fmt: skip
def test_spanish_syllables(word: str, number: int) -> None:
    assert spanish_syllables(word) == number


def test_words_and_sentences() -> None:
    text = "¿Quién le puede ayudar? Llame al {phone}.\nHoy no"
    assert sentences_of(text) == ["¿Quién le puede ayudar?", "Llame al it.", "Hoy no"]
    assert words_of("Call 911. Don't wait: {caller} or the team, 9–12.") == [
        "Call", "911", "Don't", "wait", "it", "or", "the", "team", "9", "12",
    ]  # fmt: skip
    assert sentences_of("Come at 9 a.m. on Monday. Dr. Lee is in.") == ["Come at 9 am on Monday.", "Dr Lee is in."]


EASY = "Walk for ten minutes after dinner. Pick three days. A friend can walk with you. Call us if you have a question."
HARD = (
    "Individuals experiencing hyperglycemic complications are recommended to immediately communicate with their "
    "multidisciplinary healthcare organization regarding pharmacological modifications of their individualized regimen."
)
EASY_ES = (
    "Camine diez minutos después de la cena. Escoja tres días. Un amigo puede ir con usted. Llámenos si tiene dudas."
)
HARD_ES = (
    "Las personas que experimentan complicaciones metabólicas significativas deberán comunicarse inmediatamente con "
    "su organización multidisciplinaria correspondiente respecto de modificaciones farmacológicas individualizadas."
)


@pytest.mark.parametrize(("text", "language"), [(EASY, "en"), (EASY_ES, "es"), (EASY * 6, "en"), (EASY_ES * 6, "es")])
def test_easy_texts_pass(text: str, language: str) -> None:
    assert gate(text, language).status is Ease.EASY


@pytest.mark.parametrize(
    ("text", "language", "codes"),
    [
        (HARD, "en", {"content.sentences_long", "content.words_long"}),
        (HARD_ES, "es", {"content.sentences_long", "content.words_long"}),
        (HARD * 6, "en", {"content.grade_high", "content.smog_high"}),
        (HARD_ES * 6, "es", {"content.ease_low"}),
        ("Check your glucose.", "en", {"content.word_replace"}),
        ("Tome su medicamento.", "es", {"content.word_replace"}),
        ("You failed to walk.", "en", {"content.word_blames"}),
        ("You should walk.", "en", {"content.word_blames"}),
        ("Los diabéticos caminan.", "es", {"content.word_blames"}),
        ("one " * 26, "en", {"content.sentences_long", "content.sentence_long"}),
    ],
)
def test_hard_texts_say_why(text: str, language: str, codes: set[str]) -> None:
    decision = gate(text, language)
    assert decision.status is Ease.HARD
    assert codes <= {reason.code for reason in decision.reasons}


def test_whole_words_only() -> None:
    assert gate("Put your shoulders down.", "en").status is Ease.EASY  # not “should”
    assert gate("A mustard seed.", "en").status is Ease.EASY  # not “must”


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("Đi bộ 10 phút", "vi", "content.language_unread"),
        ("", "en", "content.text_absent"),
        ("…", "es", "content.text_absent"),
    ],
)
def test_what_cannot_be_judged_is_left_to_a_person(text: str, language: str, code: str) -> None:
    decision = gate(text, language)
    assert decision.status is Ease.UNREAD
    assert decision.reason.code == code


def test_familiar_long_words_do_not_count() -> None:
    assert long_words_of("My family eats vegetables and takes medicine on Saturday.", "en") == ()
    assert long_words_of("A multidisciplinary organization.", "en") == ("multidisciplinary", "organization")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("lose weight", "lose weight"),
        ("Lose some weight", "Lose some weight"),
        ("lower my A1c", "lower my A1c"),
        ("bajar de peso", "bajar de peso"),
        ("bajar el azúcar", "bajar el azúcar"),
        ("adelgazar", "adelgazar"),
        ("get healthier", "get healthier"),
        ("walk 10 minutes", None),
        ("check my blood sugar", None),
        ("caminar 10 minutos", None),
        ("medirme el azúcar", None),
        ("bajar las escaleras", None),
        ("", None),
    ],
)
def test_a_result_is_told_from_a_step(text: str, words: str | None) -> None:
    assert names_an_outcome(text) == words


def test_no_menu_step_names_a_result() -> None:
    from teamlet.content.tests.test_sentences import every_menu_step

    named = [
        step.code
        for step in every_menu_step()
        for language in ("en", "es")
        if names_an_outcome(step.label.say(language))
    ]
    assert named == []


def pronounced() -> dict[str, int]:
    """Syllables by a pronouncing dictionary, an independent count."""
    lines = PRONOUNCING.read_text(encoding="utf-8").splitlines()
    entries = (re.match(r'\s*"?([a-z\']+)"?: "(.*)",?$', line) for line in lines)
    return {entry[1]: len(re.findall(r"[0-9]", entry[2])) for entry in entries if entry}


@pytest.mark.skipif(
    not PRONOUNCING.exists(), reason="the pronouncing dictionary (npm, development only) is not installed"
)
def test_english_grades_agree_with_a_pronouncing_dictionary() -> None:
    """Within half a grade for every content file, counted with the dictionary where it knows the word."""
    dictionary = pronounced()
    assert len(dictionary) > 100_000
    apart = {}
    for file in library.all_files():
        whole = "\n".join(text.raw("en") for _, text in patient_texts(file))
        counted = counts(whole, "en")
        if counted.words < 50:
            continue
        syllables = sum(
            dictionary.get(word.casefold().replace("’", "'"), english_syllables(word)) for word in words_of(whole)
        )
        theirs = flesch_kincaid(counted.words, counted.sentences, syllables)
        ours = flesch_kincaid(counted.words, counted.sentences, counted.syllables)
        if abs(ours - theirs) > 0.5:
            apart[file.name] = (ours, theirs)
    assert apart == {}


def test_spanish_syllables_agree_with_textstat() -> None:
    """An independent hyphenation agrees within 15 % in every content file, and never counts more.

    Hyphenation never parts a single letter from its word (*a-gua*, *dí-a*), so it counts a little less: our
    own figure is the stricter one.
    """
    textstat = pytest.importorskip("textstat", reason="textstat is for development only")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        textstat.set_lang("es")
        apart = {}
        for file in library.all_files():
            words = [w for _, text in patient_texts(file) for w in words_of(text.raw("es")) if w.isalpha()]
            if len(words) < 50:
                continue
            ours, theirs = sum(map(spanish_syllables, words)), sum(textstat.syllable_count(w) for w in words)
            if not theirs <= ours <= 1.15 * theirs:
                apart[file.name] = (ours, theirs)
    assert apart == {}


@given(st.text(max_size=300), st.sampled_from(["en", "es", "vi"]))
def test_any_text_is_judged(text: str, language: str) -> None:
    assert gate(text, language).status in Ease
