"""The step as one sentence in both languages, or none at all."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from teamlet.content import library, schema
from teamlet.content.parsing import Amount, Days, StepWords, When, parse_amount, parse_days, parse_step, parse_when
from teamlet.content.readability import Ease, gate, words_of
from teamlet.content.sentences import StepParts, number_text, spoken_sentence, step_sentence


def typed(step: str, amount: str = "", when: str = "", days: str = "", language: str = "en") -> StepParts:
    return StepParts(
        parse_step(step, language),
        parse_amount(amount, language),
        parse_when(when, language),
        parse_days(days, language),
    )


@pytest.mark.parametrize(
    ("parts", "english", "spanish"),
    [
        (
            typed("walk", "10 min", "3", "3"),
            "Walk 10 minutes after dinner, 3 days a week",
            "Caminar 10 minutos después de la cena, 3 días a la semana",
        ),
        (
            typed("caminar", "10 min", "3", "l mi v", "es"),
            "Walk 10 minutes after dinner, on Monday, Wednesday and Friday",
            "Caminar 10 minutos después de la cena, los lunes, miércoles y viernes",
        ),
        (typed("walk", "1 block", "", "1"), "Walk 1 block, 1 day a week", "Caminar 1 cuadra, 1 día a la semana"),
        (typed("walk"), "Walk", "Caminar"),
        (
            typed("eat vegetables", "1/2 cup", "dinner", "7"),
            "Eat 1/2 cup of vegetables with dinner, every day",
            "Comer 1/2 taza de verduras con la cena, todos los días",
        ),
        (
            typed("fewer_sweet_drinks", "1 soda", "lunch", "weekdays"),
            "Have 1 less sweet drink with lunch, Monday to Friday",
            "Tomar 1 bebida dulce menos con el almuerzo, de lunes a viernes",
        ),
        (
            typed("fewer_sweet_drinks", "2 sodas", "6:30 pm", "weekends"),
            "Have 2 fewer sweet drinks at 6:30 pm, on Saturday and Sunday",
            "Tomar 2 bebidas dulces menos a las 6:30 de la tarde, los sábados y domingos",
        ),
        (
            typed("take my pills", "", "1 pm", "daily"),
            "Take my pills at 1 pm, every day",
            "Tomar mis pastillas a la 1 de la tarde, todos los días",
        ),
        (
            typed("walk", "10,000 steps", "", "5"),
            "Walk 10,000 steps, 5 days a week",
            "Caminar 10,000 pasos, 5 días a la semana",
        ),
        (  # picked from a menu, nothing typed
            StepParts(StepWords("", "walk"), Amount("", Decimal(5), "minutes"), When("", "morning"), Days("", 2)),
            "Walk 5 minutes in the morning, 2 days a week",
            "Caminar 5 minutos en la mañana, 2 días a la semana",
        ),
        (  # one unit only: the number alone is clear
            typed("dance to music", "10", "3", "2"),
            "Dance 10 minutes to music after dinner, 2 days a week",
            "Bailar 10 minutos con música después de la cena, 2 días a la semana",
        ),
    ],
)
def test_sentences(parts: StepParts, english: str, spanish: str) -> None:
    assert step_sentence(parts, "en") == english
    assert step_sentence(parts, "es") == spanish


@pytest.mark.parametrize(
    ("parts", "as_spoken"),
    [
        (typed("walk the dog", "10 min", "3", "3"), "walk the dog 10 minutes after dinner, 3 days a week"),
        (typed("walk", "a bit", "3", "3"), "walk a bit after dinner, 3 days a week"),
        (typed("walk", "10", "3", "3"), "walk 10 after dinner, 3 days a week"),  # minutes or blocks?
        (typed("walk", "2 cups", "3", "3"), "walk 2 cups after dinner, 3 days a week"),
        (typed("walk", "10 min", "when the bus comes", "3"), "walk 10 minutes when the bus comes, 3 days a week"),
        (typed("walk", "10 min", "3", "most days"), "walk 10 minutes after dinner, most days"),
        (typed("fill my pill box", "2 pills", "3", "1"), "fill my pill box 2 pills after dinner, 1 day a week"),
    ],
)
def test_free_text_gives_no_sentence_and_is_printed_as_spoken(parts: StepParts, as_spoken: str) -> None:
    assert step_sentence(parts, "en") is None
    assert step_sentence(parts, "es") is None
    assert spoken_sentence(parts, "en") == as_spoken


def test_a_language_we_lack_gives_no_sentence_and_never_another_language() -> None:
    parts = typed("walk", "10 min", "3", "3")
    assert step_sentence(parts, "vi") is None
    assert spoken_sentence(parts, "vi") == "walk 10 min 3, 3"


def test_unknown_codes_give_no_sentence() -> None:
    assert step_sentence(StepParts(StepWords("x", "no_such_step")), "en") is None
    assert step_sentence(StepParts(StepWords("", "walk"), None, When("", "no_such_cue")), "en") is None


#: A sentence stands on the page beside its neighbors; the gate reads them together.
PAGE = {"en": "What is my goal?\nWho can help?", "es": "¿Cuál es mi meta?\n¿Quién le puede ayudar?"}


def every_menu_step() -> Iterator[schema.MenuStep]:
    for name in library.ids("goal_menus"):
        for topic in library.load_as(schema.GoalMenu, name).topics:
            yield from topic.steps


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_menu_step_makes_an_easy_sentence_with_each_amount(language: str) -> None:
    wrong = []
    for step in every_menu_step():
        amounts = [Amount("", Decimal(str(number)), unit) for number in step.amounts for unit in step.units]
        for amount in amounts or [None]:
            for when in step.whens:
                parts = StepParts(StepWords("", step.code), amount, When("", when), Days("", step.days[0]))
                sentence = step_sentence(parts, language) or ""
                clean = sentence and "{" not in sentence and "  " not in sentence and len(words_of(sentence)) <= 20
                page = f"{sentence}.\n{PAGE[language]}"
                if not clean or gate(page, language).status is not Ease.EASY:
                    wrong.append((step.code, sentence))
    assert wrong == []


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("10", "10"),
        ("0.5", "1/2"),
        ("1.5", "1 1/2"),
        ("0.333", "1/3"),
        ("1.2", "1.2"),
        ("9999", "9999"),
        ("10000", "10,000"),
        ("1E+1", "10"),
    ],
)
def test_numbers_as_people_write_them(number: str, text: str) -> None:
    assert number_text(Decimal(number)) == text


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_whatever_is_typed_something_is_printed_and_no_word_is_lost(a: str, b: str, c: str, d: str) -> None:
    parts = typed(a, b, c, d)
    said = spoken_sentence(parts, "en")
    if step_sentence(parts, "en") is None:
        assert a.strip() in said
