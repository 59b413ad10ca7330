"""Paper twins: a day's forms are made and printed, one comes back and is keyed in, item 9 raises its alert at once."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path

import pypdf
import pytest

from tests.journeys.test_preparation import gives_out_a_form

pytestmark = pytest.mark.journey

PICTURES = os.environ.get("TEAMLET_PICTURES", "")
#: Seconds for one key stroke of somebody who types neither fast nor slowly.
STROKE = 0.28


def picture(person, name):
    if PICTURES:
        person.page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def printed(person, address):
    answer = person.page.request.get(address)
    assert answer.ok
    return " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(answer.body())).pages)


def codes_in(text):
    return re.findall(r"\b[A-Z2-9]{3}-[A-Z2-9]{3}-[A-Z2-9]\b", text)


def make_forms(person, day):
    person.opens(f"paper/?day={day}")
    person.page.get_by_label("Bubbles and menu of small steps").check()
    person.page.get_by_role("button", name=re.compile("Make the form")).click()
    person.sees("ready.")
    return person.page.get_by_role("link", name=re.compile(r"Print \d+ form")).get_attribute("href")


def test_a_form_comes_back_and_is_keyed_in_within_twenty_seconds(person, newcomers):
    maya = person("maya")
    day, people = newcomers.quiet_day()
    address = make_forms(maya, day)
    assert {who.name in maya.page.locator("#visits").inner_text() for who in people} == {True}
    picture(maya, "paper-day")
    maya.finds_no_barrier()
    text = printed(maya, f"{maya.origin}{address}")
    code = codes_in(text)[0]

    # The front desk holds the page: code, Enter, then the keys of each line with Enter.
    maya.opens("paper/")
    strokes = 0
    maya.page.keyboard.type(code.replace("-", ""))
    maya.page.keyboard.press("Enter")
    strokes += 8
    maya.page.wait_for_url("**/keys/")
    picture(maya, "paper-keys")
    maya.finds_no_barrier()
    maya.page.locator(".keying__key input").first.focus()
    lines = maya.page.locator(".keying__key input[type=text]").count()
    own_words = 0
    for number in range(lines):
        field = maya.page.locator(".keying__key input[type=text]").nth(number)
        hint = maya.page.locator(f"#{field.get_attribute('id')}_hint").inner_text()
        typed = "3*,7" if "star" in hint else hint[0] if hint[0].isdigit() else "knees"
        typed = "2" if "most of it" in hint else typed
        if maya.page.locator(f"label[for={field.get_attribute('id')}]", has_text="Only if you marked 8").count():
            typed = ""
        own_words += len(typed) if typed == "knees" else 0
        maya.page.keyboard.type(typed)
        strokes += len(typed) + 1
        maya.page.keyboard.press("Enter")
    maya.sees("kept.")
    assert maya.page.locator(".field__error").count() == 0, maya.page.locator(".field__error").all_inner_texts()
    picture(maya, "paper-read-back")
    maya.finds_no_barrier()
    maya.page.keyboard.press("Enter")
    maya.sees("Sent in.")
    assert (strokes + 1 - own_words) * STROKE < 20
    maya.had_no_trouble()


@pytest.mark.parametrize("asked", ["from the start", "after the short questions"])
def test_item_nine_on_paper_is_keyed_in_before_the_patient_leaves(person, newcomer, asked):
    nora, who = person("nora"), newcomer()
    at_once = asked == "from the start"
    gives_out_a_form(nora, who, mode="paper", prepare=not at_once, more=["phq_9"] if at_once else [])
    nora.page.locator('a[href$="/keys/"]').click()
    danger = nora.page.get_by_text("It asks about danger: key it in before the patient leaves.")
    assert danger.count() == at_once
    for question in ("Little interest", "Feeling down"):
        nora.page.get_by_label(question).fill("3")
    nora.page.get_by_role("button", name="Keep and read back").click()
    nora.sees("kept.")
    assert nora.page.get_by_text("lead to more questions").count() == (not at_once)
    assert danger.count() == 1
    assert nora.page.locator(".notice--safety").count() == 0
    nora.page.get_by_label("better off dead").fill("1")
    nora.page.get_by_role("button", name="Keep and read back").click()
    for line in (
        "Stay with the patient.",
        "Call the clinician now.",
        "Do not leave the person alone.",
        "Do not decide",
    ):
        nora.sees(line)
    picture(nora, "paper-alert")
    nora.finds_no_barrier()
    nora.page.get_by_role("link", name="Open the safety alert").first.click()
    nora.sees("What raised it")
    nora.had_no_trouble()


def test_it_works_without_scripts_and_on_a_phone(person, newcomers):
    day, _people = newcomers.quiet_day()
    make_forms(person("maya"), day)
    maya = person("maya", width=320, scripts=False)
    maya.opens(f"paper/?day={day}")
    maya.page.get_by_label("Code on the page").fill("K7P-4Q2-A")
    maya.page.get_by_role("button", name="Key it in").click()
    maya.sees("One of the signs is not right.")
    picture(maya, "paper-wrong-code")
    maya.opens(f"paper/?day={day}")
    maya.page.get_by_role("link", name=re.compile("^Key in")).first.click()
    maya.page.locator(".keying__key input[type=text]").first.fill("knees")
    maya.page.get_by_role("button", name="Keep and read back").click()
    maya.sees("kept.")
    maya.had_no_trouble()


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_welcome_letter(person, language):
    dora = person("dora")
    dora.opens(f"welcome/?language={language}")
    dora.finds_no_barrier()
    picture(dora, f"welcome-{language}")
    address = dora.page.get_by_role("link", name="Print both pages").get_attribute("href")
    assert "Cedar" in printed(dora, f"{dora.origin}{address}")
