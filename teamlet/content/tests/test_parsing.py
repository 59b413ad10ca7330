"""What is typed for a step, in English and Spanish; nothing is ever rejected."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from teamlet.content.parsing import (
    Amount,
    Days,
    StepWords,
    When,
    is_odd_amount,
    parse_amount,
    parse_days,
    parse_step,
    parse_when,
)


@pytest.mark.parametrize(
    ("typed", "number", "unit"),
    [
        ("10 min", "10", "minutes"),
        ("10min", "10", "minutes"),
        ("10 minutes", "10", "minutes"),
        ("10 minutos", "10", "minutes"),
        ("ten minutes", "10", "minutes"),
        ("about 15 min.", "15", "minutes"),
        ("1 hr", "1", "hours"),
        ("1/2 cup", "0.5", "cups"),
        ("½ cup", "0.5", "cups"),
        ("1 1/2 cups", "1.5", "cups"),
        ("1½ cups", "1.5", "cups"),
        ("half cup", "0.5", "cups"),
        ("media taza", "0.5", "cups"),
        ("1.5 cups", "1.5", "cups"),
        ("1,5 tazas", "1.5", "cups"),
        ("10,000 steps", "10000", "steps"),
        ("10.000 pasos", "10000", "steps"),
        ("2 vasos", "2", "glasses"),
        ("un vaso", "1", "glasses"),
        ("una porción", "1", "servings"),
        ("1 PORCION", "1", "servings"),
        ("2 sodas", "2", "sweet_drinks"),
        ("3 cuadras", "3", "blocks"),
        ("2x", "2", "times"),
        ("8", "8", None),
        ("diez", "10", None),
    ],
)
def test_amounts_that_are_read(typed: str, number: str, unit: str | None) -> None:
    assert parse_amount(typed) == Amount(typed, Decimal(number), unit)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "a little",
        "10-15 min",
        "10 to 15 minutes",
        "0",
        "-5 min",
        "1/0 cup",
        "3/2 cup",
        "200000 steps",
        "10 widgets",
        "1:30",
        "٣ min",
        "min",
        "NaN",
        "1e9",
        "10 min or so",
    ],
)
def test_amounts_that_stay_as_spoken(typed: str) -> None:
    assert parse_amount(typed) == Amount(typed)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1", "waking_up"),
        ("2", "after_lunch"),
        ("3", "after_dinner"),
        ("4", "bedtime"),
        ("5", "morning"),
        ("6", "afternoon"),
        ("7", "evening"),
        ("8", "breakfast"),
        ("9", "lunch"),
        ("after dinner", "after_dinner"),
        ("After supper.", "after_dinner"),
        ("after_dinner", "after_dinner"),
        ("después de la cena", "after_dinner"),
        ("despues de cenar", "after_dinner"),
        ("bedtime", "bedtime"),
        ("antes de dormir", "bedtime"),
        ("en la mañana", "morning"),
        ("when I wake up", "waking_up"),
        ("dinner", "dinner"),
    ],
)
def test_cues_that_are_read(typed: str, code: str) -> None:
    assert parse_when(typed) == When(typed, code)


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("6:30 pm", "18:30"),
        ("at 7 am", "07:00"),
        ("7 a.m.", "07:00"),
        ("12 pm", "12:00"),
        ("12 am", "00:00"),
        ("18:30", "18:30"),
        ("a las 7 de la tarde", "19:00"),
        ("a las 8 de la mañana", "08:00"),
        ("12 de la noche", "00:00"),
        ("12 de la tarde", "12:00"),
    ],
)
def test_clock_times_that_are_read(typed: str, at: str) -> None:
    assert parse_when(typed) == When(typed, None, at)


@pytest.mark.parametrize("typed", ["", "0", "10", "6:30", "25:00", "18:75", "13 pm", "when the bus comes", "33", "3 4"])
def test_times_that_stay_as_spoken(typed: str) -> None:
    assert parse_when(typed) == When(typed)


@pytest.mark.parametrize(
    ("typed", "count", "named"),
    [
        ("3", 3, ()),
        ("7", 7, ()),
        ("3 days", 3, ()),
        ("any 3 days", 3, ()),
        ("three days a week", 3, ()),
        ("3x/week", 3, ()),
        ("3 times per week", 3, ()),
        ("3 evenings", 3, ()),
        ("tres días a la semana", 3, ()),
        ("3 veces por semana", 3, ()),
        ("twice a week", 2, ()),
        ("every day", 7, ()),
        ("Daily", 7, ()),
        ("todos los días", 7, ()),
        ("m w f", 3, (1, 3, 5)),
        ("MWF", 3, (1, 3, 5)),
        ("mwf", 3, (1, 3, 5)),
        ("TTh", 2, (2, 4)),
        ("mon wed", 2, (1, 3)),
        ("Mon, Wed and Fri", 3, (1, 3, 5)),
        ("on Mondays", 1, (1,)),
        ("f m", 2, (1, 5)),
        ("m m", 1, (1,)),
        ("mon-fri", 5, (1, 2, 3, 4, 5)),
        ("Monday to Friday", 5, (1, 2, 3, 4, 5)),
        ("weekdays", 5, (1, 2, 3, 4, 5)),
        ("weekends", 2, (6, 7)),
        ("sa su", 2, (6, 7)),
        ("l mi v", 3, (1, 3, 5)),
        ("l x v", 3, (1, 3, 5)),
        ("lunes, miércoles y viernes", 3, (1, 3, 5)),
        ("los martes y jueves", 2, (2, 4)),
        ("lunes a viernes", 5, (1, 2, 3, 4, 5)),
        ("de lunes a viernes", 5, (1, 2, 3, 4, 5)),
        ("fines de semana", 2, (6, 7)),
        ("l m m j v", 5, (1, 2, 3, 4, 5)),
        ("m x", 2, (2, 3)),
        ("s d", 2, (6, 7)),
    ],
)
def test_days_that_are_read(typed: str, count: int, named: tuple[int, ...]) -> None:
    language = "es" if typed in ("l m m j v", "m x", "s d") else "en"
    assert parse_days(typed, language) == Days(typed, count, named)


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        ("", "en"),
        ("0", "en"),
        ("8", "en"),
        ("s", "en"),
        ("l m v", "es"),
        ("m", "es"),
        ("sometimes", "en"),
        ("every other day", "en"),
        ("fri-mon", "en"),
        ("cada tercer día", "es"),
        ("31", "en"),
    ],
)
def test_days_that_stay_as_spoken(typed: str, language: str) -> None:
    assert parse_days(typed, language) == Days(typed)


def test_the_language_typed_in_is_tried_first() -> None:
    assert parse_days("m", "en").named == (1,)
    assert parse_days("m w f", "es").named == (1, 3, 5)  # clear in English only
    assert parse_days("s", "es").named == (6,)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("walk", "walk"),
        ("Walk.", "walk"),
        ("caminar", "walk"),
        ("COMER VERDURAS", "vegetables"),
        ("Medirme el azucar", "check_sugar"),
        ("walk the dog", None),
        ("", None),
    ],
)
def test_steps_of_a_menu_are_known_by_their_whole_label(typed: str, code: str | None) -> None:
    assert parse_step(typed) == StepWords(typed.strip(), code)


@given(st.text(max_size=200), st.sampled_from(["en", "es", "fr", ""]))
def test_no_text_is_rejected_and_the_words_are_kept(text: str, language: str) -> None:
    for parsed in (
        parse_amount(text, language),
        parse_when(text, language),
        parse_days(text, language),
        parse_step(text, language),
    ):
        assert parsed.spoken == text.strip()


@given(st.from_regex(r"[0-9 .,:/½xamp-]{0,12}(min|cup|pm|am|días|veces)?", fullmatch=True))
def test_near_numbers_are_read_within_bounds(text: str) -> None:
    number = parse_amount(text).number
    assert number is None or 0 < number <= 100000
    at = parse_when(text).at
    assert at is None or (0 <= int(at[:2]) < 24 and 0 <= int(at[3:]) < 60)
    days = parse_days(text)
    assert days.count is None or 1 <= days.count <= 7
    assert all(1 <= day <= 7 for day in days.named)


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        ("-5 min", True),
        ("- 3", True),
        ("0", True),
        ("0 min", True),
        ("400 days", True),
        ("60 semanas", True),
        ("9999999 steps", True),
        ("about 0", True),
        ("", False),
        ("10 min", False),
        ("10-15 min", False),
        ("half a cup", False),
        ("10,000 steps", False),
        ("2 days", False),
        ("a little", False),
    ],
)
def test_an_amount_that_is_likely_a_slip_is_known(text: str, odd: bool) -> None:
    assert is_odd_amount(text) is odd
