"""Fixed texts, and days and hours said in them."""

from __future__ import annotations

from datetime import date, time

import pytest

from teamlet.records.documents.rendering.tests.texts import EN, ES
from teamlet.records.documents.rendering.texts import (
    TEXT_KEYS,
    TextsIncomplete,
    fill,
    say_date,
    say_date_with_year,
    say_when,
    say_window,
    text_problems,
)


@pytest.mark.parametrize("texts", [EN, ES], ids=["en", "es"])
def test_the_texts_of_both_languages_are_whole(texts):
    assert text_problems(texts) == ()
    assert texts.keys() == TEXT_KEYS.keys()


def test_an_absent_text_and_an_unknown_place_are_named():
    broken = {**EN, "for_name": "For {nombre}"}
    del broken["crisis_line"]
    assert text_problems(broken) == ("for_name: nothing fills {nombre}", "crisis_line: no text")
    with pytest.raises(TextsIncomplete, match="crisis_line: no text"):
        fill(broken, "crisis_line")
    with pytest.raises(TextsIncomplete, match=r"for_name: nothing fills \{nombre\}"):
        fill(broken, "for_name", name="Rosa")


def test_a_value_is_never_read_as_a_pattern():
    assert fill(EN, "for_name", name="{name} {goal} %s") == "For {name} {goal} %s"


@pytest.mark.parametrize(
    ("day", "english", "spanish"),
    [
        (date(2026, 11, 27), "Friday, November 27", "viernes 27 de noviembre"),
        (date(2026, 12, 1), "Tuesday, December 1", "martes 1 de diciembre"),
        (date(2028, 2, 29), "Tuesday, February 29", "martes 29 de febrero"),
        (date(2027, 1, 3), "Sunday, January 3", "domingo 3 de enero"),
    ],
)
def test_days_are_said_in_the_language(day, english, spanish):
    assert say_date(EN, day) == english
    assert say_date(ES, day) == spanish


def test_a_day_with_its_year():
    assert say_date_with_year(EN, date(2026, 11, 21)) == "November 21, 2026"
    assert say_date_with_year(ES, date(2026, 11, 21)) == "21 de noviembre de 2026"


@pytest.mark.parametrize(
    ("opens", "closes", "english", "spanish"),
    [
        (time(9), time(12), "9–12", "9 a 12 de la mañana"),
        (time(8, 30), time(9, 15), "8:30–9:15", "8:30 a 9:15 de la mañana"),
        (time(13), time(16, 30), "1–4:30 in the afternoon", "1 a 4:30 de la tarde"),
        (time(12), time(18), "12–6 in the afternoon", "12 a 6 de la tarde"),
        (time(18), time(20), "6–8 in the evening", "6 a 8 de la noche"),
        (time(10), time(14), "10 a.m. to 2 p.m.", "10 de la mañana a 2 de la tarde"),
        (time(16), time(20), "4 p.m. to 8 p.m.", "4 de la tarde a 8 de la noche"),
        (time(0), time(1), "12–1", "12 a 1 de la mañana"),
    ],
)
def test_windows_are_said_on_the_twelve_hour_clock(opens, closes, english, spanish):
    assert say_window(EN, opens, closes) == english
    assert say_window(ES, opens, closes) == spanish


def test_when_without_a_window_is_the_day_alone():
    assert say_when(EN, date(2026, 11, 27), None, None) == "Friday, November 27"
    assert say_when(ES, date(2026, 11, 27), None, None) == "el viernes 27 de noviembre"
    assert say_when(ES, date(2026, 11, 27), time(9), time(12)) == "el viernes 27 de noviembre, de 9 a 12 de la mañana"
