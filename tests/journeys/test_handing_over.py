"""A warm handoff as both people see it, and what a visit explains, shows and gives, at a desk and on a phone."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.journey

PICTURES = os.environ.get("TEAMLET_PICTURES", "")
WIDTHS = (1280, 390)


def picture(person, name):
    if PICTURES:
        person.page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def look(person, name):
    """See the page at a desk and on a phone; nothing is in anybody's way."""
    for width in WIDTHS:
        person.page.set_viewport_size({"width": width, "height": 800})
        person.finds_no_barrier()
        picture(person, f"{name}_{width}")
    person.page.set_viewport_size({"width": WIDTHS[0], "height": 800})


def opens_visit(person, who):
    person.opens(f"visits/{who.visit}/")
    return person.page.url.split("?")[0].split("#")[0]


def test_the_receiver_sees_it_without_reloading_and_the_giver_sees_that_somebody_comes(person, newcomer):
    ana, cole = person("ana"), person("cole")
    ana.opens("?as=people")
    opens_visit(cole, newcomer())
    cole.page.get_by_label("Goal, in the patient's words").fill("Walk to the store without stopping")
    cole.page.get_by_text("Somebody else", exact=True).first.click()
    cole.page.get_by_role("button", name=re.compile("^Ana")).first.click()
    cole.sees("handed to Ana")
    picture(cole, "handed_by_the_clinician")
    ana.sees("Walk to the store without stopping")
    look(ana, "handed_to_me")
    panel = ana.page.locator("#handoffs form", has_text="Walk to the store without stopping")
    panel.get_by_role("button", name="In a moment").click()
    cole.sees("Accepted")
    panel = ana.page.locator("#handoffs form", has_text="Walk to the store without stopping")
    panel.get_by_role("button", name="I am coming").click()
    ana.page.wait_for_url(re.compile("/visits/"))
    cole.sees("Started")
    look(ana, "strip_of_the_receiver")
    for somebody in (ana, cole):
        somebody.had_no_trouble()


def test_one_line_each_beside_the_strip(person, newcomer):
    nora = person("nora")
    strip = opens_visit(nora, newcomer())
    nora.page.goto(f"{strip}more/")
    look(nora, "more")
    nora.page.locator("#topic").get_by_label("What", exact=True).select_option(label="what my numbers say")
    nora.page.locator("#topic").get_by_label("Clear after explaining again").check()
    nora.page.locator("#topic").get_by_role("button", name="Record it").click()
    nora.sees("what my numbers say: Clear after explaining again")
    nora.page.goto(f"{strip}after/")
    look(nora, "after_the_visit")
    nora.opens("explained-twice/")
    nora.sees("what my numbers say")
    look(nora, "explained_twice")
    nora.had_no_trouble()


def test_a_problem_in_seven_steps(person, newcomer):
    ana = person("ana")
    strip = opens_visit(ana, newcomer())
    ana.page.goto(f"{strip}more/")
    ana.page.get_by_role("link", name="Solve a problem in seven steps").click()
    ana.page.get_by_label("The hardest part, in the patient's words").fill("Evenings are hard")
    ana.page.get_by_label("Ideas, one on each line").fill("Walk at noon\nCall Otto")
    ana.page.get_by_role("button", name="Save", exact=True).click()
    ana.sees("Pick one to try")
    look(ana, "problem")
    ana.page.get_by_label("Walk at noon", exact=True).check()
    ana.page.get_by_role("button", name="Try this").click()
    ana.page.get_by_role("button", name="The same").click()
    ana.sees("Try another idea")
    ana.page.goto(ana.page.url)
    picture(ana, "problem_swapped")
    ana.had_no_trouble()


def test_goals_on_scales(person, newcomer):
    nora = person("nora")
    strip = opens_visit(nora, newcomer())
    nora.page.goto(strip)
    chart = nora.page.get_by_role("link", name="Chart", exact=True).get_attribute("href")
    nora.page.goto(f"{nora.origin}{chart.rstrip('/')}/scales/")
    nora.sees("Goals on scales")
    look(nora, "scales")
    nora.had_no_trouble()
