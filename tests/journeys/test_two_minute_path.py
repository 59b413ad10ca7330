"""The two-minute path by keyboard alone, counted: as many keys as the design promises, in both languages of the staff."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.journey

MOST_OF_THE_ASSISTANT, MOST_MORE_THROUGH_THE_GATE, MOST_OF_THE_CLINICIAN = 15, 3, 6


@pytest.fixture
def nobody_yet(newcomer):
    """Return ``nobody_yet(language)``: the oid of another patient without a visit today, each time."""
    return lambda language="en": newcomer(language, visit=False).oid


def focus(somebody):
    return somebody.page.evaluate("document.activeElement.name || document.activeElement.tagName")


def waits_for_focus(somebody, name):
    for _try in range(100):
        if focus(somebody) == name:
            return
        somebody.page.wait_for_timeout(30)
    raise AssertionError(f"the focus is in {focus(somebody)}, not in {name}")


def reads(somebody, language):
    somebody.page.context.set_extra_http_headers({"Accept-Language": language})


def starts_a_visit(somebody, patient):
    somebody.opens(f"patients/{patient}/")
    somebody.page.locator('form[action$="/visits/"] button').first.click()
    somebody.page.wait_for_url(re.compile(r"/visits/\w+/"))
    return somebody.page.url


def key_of(somebody, value):
    return somebody.page.locator(f'[name="follow_up"][value="{value}"]').get_attribute("data-key")


def fills_the_first_six(somebody, sure):
    waits_for_focus(somebody, "goal")
    somebody.types("I want to keep up with Mateo")
    for name, words in [("step", "walk"), ("amount", "10 min"), ("when", "3"), ("days", "3"), ("confidence", sure)]:
        somebody.presses("Tab")
        assert focus(somebody) == name
        somebody.types(words)


def agrees_and_saves(somebody):
    somebody.presses("Tab")
    assert focus(somebody) == "follow_up"
    somebody.types(key_of(somebody, "agreed"))
    with somebody.page.expect_navigation(url=re.compile(r"/pages/\w+/\?print=1")):
        somebody.presses("Enter")


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_assistant_needs_fifteen_keys(person, nobody_yet, language):
    maya = person("maya")
    reads(maya, language)
    strip = starts_a_visit(maya, nobody_yet())
    maya.interactions = 0
    fills_the_first_six(maya, "8")
    agrees_and_saves(maya)
    assert maya.interactions <= MOST_OF_THE_ASSISTANT
    maya.page.goto(strip)
    maya.finds_no_barrier()
    assert "I want to keep up with Mateo" in maya.page.inner_text("main")
    maya.had_no_trouble()


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_gate_costs_three_more(person, nobody_yet, language):
    maya = person("maya")
    reads(maya, language)
    starts_a_visit(maya, nobody_yet())
    maya.interactions = 0
    fills_the_first_six(maya, "5")
    maya.presses("Tab")
    assert focus(maya) == "gate_change"
    maya.finds_no_barrier()
    maya.types("1")
    waits_for_focus(maya, "confidence")
    assert maya.page.input_value('[name="amount"]').startswith("5 ")
    maya.types("8")
    agrees_and_saves(maya)
    assert maya.interactions <= MOST_OF_THE_ASSISTANT + MOST_MORE_THROUGH_THE_GATE
    maya.had_no_trouble()


def test_ten_waits_for_its_second_digit(person, nobody_yet):
    maya = person("maya")
    starts_a_visit(maya, nobody_yet())
    fills_the_first_six(maya, "1")
    maya.page.wait_for_timeout(200)
    maya.types("0")
    assert maya.page.locator('[name="confidence"]:checked').get_attribute("value") == "10"


def test_keeping_the_step_takes_one_chip(person, nobody_yet):
    maya = person("maya")
    starts_a_visit(maya, nobody_yet())
    fills_the_first_six(maya, "4")
    maya.presses("Tab")
    maya.types("6")
    waits_for_focus(maya, "keep_reason")
    maya.types("1")
    agrees_and_saves(maya)
    maya.had_no_trouble()


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_clinician_needs_six_keys(person, nobody_yet, language):
    patient = nobody_yet()
    maya = person("maya")
    strip = starts_a_visit(maya, patient)
    maya.page.locator("#agenda summary").click()
    maya.page.fill('[name="topic-0-words"]', "my knee at night")
    maya.page.check('[name="topic-0-starred"]')
    maya.page.locator("#agenda form button").click()
    maya.page.wait_for_url(re.compile("#agenda"))
    cole = person("cole")
    reads(cole, language)
    cole.page.goto(strip)
    cole.finds_no_barrier()
    cole.interactions = 0
    waits_for_focus(cole, "goal")
    cole.presses("Enter")
    assert focus(cole) == "importance"
    cole.types("8")
    with cole.page.expect_navigation(url=re.compile("#goal")):
        cole.presses("Enter")
    assert cole.interactions <= MOST_OF_THE_CLINICIAN
    assert "my knee at night" in cole.page.inner_text("main")
    assert cole.page.locator("#handoff").count() or cole.page.get_by_text("my knee at night").count()
    cole.had_no_trouble()


def test_not_today_is_one_key_and_a_chip(person, nobody_yet):
    maya = person("maya")
    strip = starts_a_visit(maya, nobody_yet())
    maya.interactions = 0
    maya.presses("Alt+n")
    waits_for_focus(maya, "reason")
    with maya.page.expect_navigation():
        maya.types("1")
    assert maya.interactions == 2
    assert maya.page.url.split("#")[0] == strip.split("#")[0]
    maya.had_no_trouble()


@pytest.mark.parametrize("width", [1280, 320])
def test_without_scripts_it_takes_one_more_page(person, nobody_yet, width):
    with_scripts = person("maya", width=width)
    strip = starts_a_visit(with_scripts, nobody_yet("es"))
    with_scripts.finds_no_barrier()
    maya = person("maya", scripts=False, width=width)
    maya.page.goto(strip)
    for name, words in [
        ("goal", "Quiero caminar"),
        ("step", "caminar"),
        ("amount", "10 min"),
        ("when", "3"),
        ("days", "3"),
    ]:
        maya.page.fill(f'[name="{name}"]', words)
    maya.page.check('[name="confidence"][value="5"]', force=True)
    maya.page.check('[name="follow_up"][value="agreed"]', force=True)
    maya.page.locator("#path button.button--primary").click()
    maya.page.check('[name="gate_change"][value="smaller"]', force=True)
    maya.page.locator("#gate button").click()
    assert maya.page.input_value('[name="amount"]').startswith("5 ")
    maya.page.check('[name="confidence"][value="8"]', force=True)
    maya.page.locator("#path button.button--primary").click()
    maya.page.wait_for_url(re.compile(r"/pages/\w+/"))
    maya.had_no_trouble()


def test_not_today_without_scripts_is_a_fold_and_a_chip(person, nobody_yet):
    strip = starts_a_visit(person("maya"), nobody_yet()).split("#")[0]
    maya = person("maya", scripts=False)
    maya.page.goto(strip)
    maya.page.locator("details[data-not-today] > summary").click()
    maya.page.locator('[name="reason"][value="acute"]').click()
    maya.page.wait_for_load_state()
    assert maya.page.url.split("#")[0] == strip
    assert maya.page.locator("details[data-not-today][open] > p").count() == 1
    maya.had_no_trouble()


def test_every_part_of_a_visit_is_free_of_barriers(person, nobody_yet):
    maya = person("maya", width=320)
    strip = starts_a_visit(maya, nobody_yet("es")).split("#")[0]
    fills_the_first_six(maya, "8")
    agrees_and_saves(maya)
    for page in ("", "?change=1", "turned/", "menu/"):
        maya.page.goto(strip + page)
        maya.finds_no_barrier()
    maya.page.goto(strip)
    for part in maya.page.locator("details").all():
        part.evaluate("part => part.open = true")
    maya.finds_no_barrier()
    maya.opens("my-times/")
    maya.finds_no_barrier()
    maya.had_no_trouble()
