"""Dates and times read as people say them, in both languages and in the practice's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.template import engines
from django.utils import translation

from teamlet.ground.ui import formats

DECEMBER_FIRST = date(2026, 12, 1)
NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("on", "language", "words"),
    [
        (DECEMBER_FIRST, "en", "Tuesday, December 1"),
        (DECEMBER_FIRST, "en-us", "Tuesday, December 1"),
        (DECEMBER_FIRST, "es", "martes 1 de diciembre"),
        (DECEMBER_FIRST, "es-mx", "martes 1 de diciembre"),
        (DECEMBER_FIRST, "vi", "Tuesday, December 1"),
        (date(2026, 11, 27), "en", "Friday, November 27"),
        (date(2028, 2, 29), "es", "martes 29 de febrero"),
    ],
)
def test_day_in_words(on: date, language: str, words: str) -> None:
    assert formats.day_words(on, language) == words


def test_day_with_its_year() -> None:
    assert formats.day_words(DECEMBER_FIRST, "en", year=True) == "Tuesday, December 1, 2026"
    assert formats.day_words(DECEMBER_FIRST, "es", year=True) == "martes 1 de diciembre de 2026"


@pytest.mark.parametrize(
    ("at", "english", "spanish"),
    [
        (time(0, 5), "12:05 am", "12:05 a. m."),
        (time(9, 20), "9:20 am", "9:20 a. m."),
        (time(12, 0), "12:00 pm", "12:00 p. m."),
        (time(23, 59), "11:59 pm", "11:59 p. m."),
    ],
)
def test_time_in_words(at: time, english: str, spanish: str) -> None:
    assert formats.time_words(at, "en") == english
    assert formats.time_words(at, "es") == spanish


@pytest.mark.parametrize(
    ("start", "end", "english", "spanish"),
    [
        (time(9), time(12), "9–12", "9 a 12 de la mañana"),
        (time(8, 30), time(10), "8:30–10 am", "8:30 a 10 de la mañana"),
        (time(13), time(16), "1–4 pm", "1 a 4 de la tarde"),
        (time(12), time(15, 30), "12–3:30 pm", "12 a 3:30 de la tarde"),
        (time(11), time(14), "11 am–2 pm", "11 de la mañana a 2 de la tarde"),
        (time(18), time(20), "6–8 pm", "6 a 8 de la noche"),
    ],
)
def test_window_in_words(start: time, end: time, english: str, spanish: str) -> None:
    assert formats.window_words(start, end, "en") == english
    assert formats.window_words(start, end, "es") == spanish


@pytest.mark.parametrize(
    ("passed", "english", "spanish"),
    [
        (timedelta(seconds=-5), "just now", "ahora mismo"),
        (timedelta(seconds=59), "just now", "ahora mismo"),
        (timedelta(minutes=1), "1 minute ago", "hace 1 minuto"),
        (timedelta(minutes=59, seconds=59), "59 minutes ago", "hace 59 minutos"),
        (timedelta(hours=1), "1 hour ago", "hace 1 hora"),
        (timedelta(hours=23, minutes=59), "23 hours ago", "hace 23 horas"),
        (timedelta(days=1), "1 day ago", "hace 1 día"),
        (timedelta(days=6, hours=23), "6 days ago", "hace 6 días"),
        (timedelta(days=7), "Nov 14, 2026", "14 nov 2026"),
    ],
)
def test_how_long_ago(passed: timedelta, english: str, spanish: str) -> None:
    assert formats.ago_words(NOW - passed, NOW, "en") == english
    assert formats.ago_words(NOW - passed, NOW, "es") == spanish


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Rosa Márquez", "RM"),
        ("Rosa María Márquez Peña", "RP"),
        ("Linh", "L"),
        ("", "?"),
        ("(555)", "?"),
        ("ángel  ríos", "ÁR"),
        ("محمد علي", "مع"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert formats.initials(name) == letters


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{{ at | day('America/New_York') }}", "Monday, November 30"),
        ("{{ at | day('UTC') }}", "Tuesday, December 1"),
        ("{{ at | date('America/New_York') }}", "Nov 30, 2026"),
        ("{{ at | time('America/New_York') }}", "9:30 pm"),
        ("{{ at | time('America/Chicago', language='es') }}", "8:30 p. m."),
        ("{{ on | day(language='es') }}", "martes 1 de diciembre"),
        ("{{ (nine, noon) | window }}", "9–12"),
        ("{{ at | ago(later) }}", "2 hours ago"),
    ],
)
def test_filters_use_the_zone_and_the_language(source: str, words: str) -> None:
    at = datetime(2026, 12, 1, 2, 30, tzinfo=UTC)
    template = engines["jinja2"].env.from_string(source)
    with translation.override("en"):
        found = template.render(at=at, later=at + timedelta(hours=2), on=DECEMBER_FIRST, nine=time(9), noon=time(12))
    assert found == words


def test_filters_follow_the_active_language() -> None:
    with translation.override("es"):
        assert engines["jinja2"].env.from_string("{{ on | day }}").render(on=DECEMBER_FIRST) == "martes 1 de diciembre"


def test_instant_without_a_zone_is_an_error() -> None:
    with pytest.raises(ValueError, match="zone"):
        engines["jinja2"].env.from_string("{{ at | time('UTC') }}").render(at=datetime(2026, 12, 1, 2, 30))  # noqa: DTZ001
