"""Every component renders strictly, says what it must, and lets nothing hostile through."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from django.template import engines
from jinja2 import UndefinedError

HOSTILE = """<script>alert("x")</script>'" onmouseover=y {{ 7*7 }} {% raise %} \u202e"""


class Danger(HTMLParser):
    """Collects what a browser would run, and the plain text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note scripts and attributes that run code."""
        self.found += [tag] if tag == "script" else [name for name, _value in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        """Gather the text."""
        self.text += data


#: One call per component; ``{}`` takes a text argument somewhere a person's words may stand.
CALLS = {
    "button": "{{ ui.button(words, kind='primary', icon='print', key=words, name='do', value=words) }}",
    "button link": "{{ ui.button(words, href='/x', key='o') }}",
    "button with a reason": "{{ ui.button(words, reason=words) }}",
    "ruler": "{{ ui.ruler('sure', words, words, chosen=8, previous=6, not_asked=words) }}",
    "quote": "{{ ui.quote(words, by=words, language='es', gloss=words) }}",
    "panel": "{% call ui.panel(words, count=2, id='p', icon_name='step', link='/x', link_label=words) %}{{ words }}{% endcall %}",
    "notice": "{% call ui.notice('safety', words, words) %}{{ words }}{% endcall %}",
    "rows": "{% call(item) ui.rows(words, [words], [words], show_caption=true) %}<td>{{ item }}</td>{% endcall %}",
    "strip": "{{ ui.strip(words, [{'name': words, 'state': 'now', 'detail': words, 'href': '#x', 'key': 'g'}]) }}",
    "trend": "{{ ui.trend('t', words, points, words, words, low=4, high=8, target_label=words) }}",
    "empty": "{{ ui.empty(words, words, words, '/x') }}",
    "pager": "{{ ui.pager(words, previous='/a', next='/b', previous_label=words, next_label=words) }}",
    "confirm": "{% call ui.confirm(words, words, '/x', words, '') %}{{ words }}{% endcall %}",
}


def draw(source: str, **context: Any) -> str:
    """Render a piece of template in the pages' own environment."""
    return str(engines["jinja2"].env.from_string(source).render(context))


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
def test_component_shows_words_and_escapes_hostile_ones(call: str) -> None:
    points = [(date(2026, 2, 3), 9), (date(2026, 5, 3), 8)]
    assert "Walk after dinner" in draw(call, words="Walk after dinner", points=points)
    page = Danger(draw(call, words=HOSTILE, points=points))
    assert page.found == []
    assert HOSTILE in page.text


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
def test_component_is_strict_about_missing_words(call: str) -> None:
    with pytest.raises(UndefinedError, match="words"):
        draw(call, points=[(date(2026, 2, 3), 9)])


@pytest.mark.parametrize(
    "call",
    [
        "{{ ui.button('Save', colour='red') }}",
        "{{ ui.field(none, hint='x') }}",
        "{{ ui.ruler('sure', 'low', 'high', steps=5) }}",
        "{{ ui.quote('x', author='y') }}",
        "{% call ui.panel('x', color='red') %}{% endcall %}",
        "{{ ui.notice('look', words='x') }}",
        "{% call(i) ui.rows('x', [], [], dense=true) %}{% endcall %}",
        "{{ ui.strip('x', [], color='red') }}",
        "{{ ui.trend('t', 'x', [], 'y', animated=true) }}",
        "{{ ui.empty('x', 'y', picture='z') }}",
        "{{ ui.pager('x', page=3) }}",
        "{{ ui.confirm('a', 'b', '/c', 'd', '', modal=true) }}",
    ],
)
def test_unknown_argument_is_an_error(call: str) -> None:
    with pytest.raises(TypeError, match="takes no keyword argument"):
        draw(call)


def test_there_are_at_most_twelve_components_and_each_is_tried_here() -> None:
    module = engines["jinja2"].env.globals["ui"]
    components = {name for name in vars(module) if not name.startswith("_")} - {"signs"}
    assert len(components) <= 12
    assert components - {"field"} == {name.split()[0] for name in CALLS}


def test_a_component_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        draw("{{ ui.accordion() }}")


def test_button_that_may_not_be_pressed_says_why_and_sends_nothing() -> None:
    html = draw("{{ ui.button('Adopt', reason='Two visits are still to come.') }}")
    assert 'type="button"' in html
    assert 'aria-disabled="true"' in html
    assert html.count("Two visits are still to come.") == 2  # beside the button, and as its title


@pytest.mark.parametrize(
    ("kind", "word", "role"),
    [
        ("info", "Good to know", "note"),
        ("done", "Done", "status"),
        ("look", "Needs a look", "note"),
        ("safety", "Safety", "alert"),
    ],
)
def test_notice_has_an_icon_and_a_word(kind: str, word: str, role: str) -> None:
    html = draw("{{ ui.notice(kind, text='x') }}", kind=kind)
    assert f"<span>{word}</span>" in html
    assert "<svg" in html
    assert f'role="{role}"' in html


@pytest.mark.parametrize(
    ("state", "word"),
    [
        ("open", "still open"),
        ("now", "now"),
        ("done", "done"),
        ("later", "later"),
        ("not_today", "not today"),
        ("look", "needs a look"),
    ],
)
def test_strip_says_each_state_in_words(state: str, word: str) -> None:
    html = draw("{{ ui.strip('Visit', [{'name': 'Goal', 'state': state, 'href': '#g'}]) }}", state=state)
    assert f'<span class="strip__state">{word}</span>' in html
    assert ("aria-current" in html) == (state == "now")


def test_ruler_is_eleven_radio_tiles_with_words_at_the_ends() -> None:
    html = draw("{{ ui.ruler('sure', 'none', 'total', chosen=10, previous=1) }}")
    assert re.findall(r'value="(\d+)"', html) == [str(number) for number in range(11)]
    assert re.findall(r'value="(\d+)"[^>]*checked', html) == ["10"]
    assert html.count("last time") == 1
    assert "not_asked" not in html


def test_quote_keeps_words_verbatim_with_their_language() -> None:
    words = "Caminar  con Mateo,\n“sin dolor” — 😀"
    html = draw("{{ ui.quote(words, language='es') }}", words=words)
    assert f"<p>{words}</p>" in html
    assert 'lang="es"' in html


def test_rows_say_when_they_are_empty() -> None:
    html = draw(
        "{% call(i) ui.rows('Calls', ['Time', 'Name'], [], empty_text='Nobody waits.') %}<td></td>{% endcall %}"
    )
    assert '<td colspan="2">Nobody waits.</td>' in html
    assert html.count('scope="col"') == 2


@pytest.mark.parametrize(
    ("named", "cells", "wanted"),
    [
        ("true", "<td>{{ i }}</td>", ['<td data-name="A &amp; B">7</td>', '<td data-name="Due" class="num">']),
        ("['Due']", "<td>{{ i }}</td>", ["<td>7</td>", '<td data-name="Due" class="num">']),
        ("false", "<td>{{ i }}</td>", ["<td>7</td>", '<td class="num">']),
        # Fewer cells than columns: a wrong name would be worse than none.
        ("true", "", ['<td class="num">']),
    ],
)
def test_cells_carry_the_name_of_their_column_for_narrow_screens(named, cells, wanted) -> None:
    row = '<th scope="row">Rosa</th>' + cells + '<td class="num">&lt;td&gt; 3</td>'
    html = draw(
        "{% call(i) ui.rows('Load', ['Who', 'A & B', 'Due'], [7], named=" + named + ") %}" + row + "{% endcall %}"
    )
    assert re.findall(r"<td[^>]*>(?:7</td>)?", html) == wanted
    assert '<th scope="row">Rosa</th>' in html
    assert "&lt;td&gt; 3</td>" in html


def test_trend_has_title_description_band_sentence_and_table() -> None:
    points = [(date(2026, 5, 12), 8.6), (date(2026, 2, 3), 9.1), (date(2026, 11, 10), 7.6)]
    html = draw("{{ ui.trend('a1c', 'HbA1c', points, 'It came down.', '%', high=8) }}", points=points)
    assert 'aria-labelledby="a1c_title a1c_desc"' in html
    assert '<title id="a1c_title">HbA1c</title>' in html
    assert '<desc id="a1c_desc">It came down. 3 values, Feb 3, 2026 – Nov 10, 2026. Latest: 7.6 %.</desc>' in html
    assert "trend__band" in html
    assert re.findall(r"<td>([\d.]+)</td>", html) == ["7.6", "8.6", "9.1"]
    assert "style=" not in html


def test_trend_without_values_shows_the_sentence_only() -> None:
    html = draw("{{ ui.trend('w', 'Weight', [], 'No readings yet.') }}")
    assert "No readings yet." in html
    assert "<svg" not in html


def test_pager_without_neighbors_is_nothing() -> None:
    assert draw("{{ ui.pager('Pages') }}").strip() == ""


def test_unknown_icon_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        draw("{{ icon('unicorn') }}")
