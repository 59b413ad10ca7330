"""The loop, end to end: the assistant makes the plan, the nurse completes it, twelve days later the coach asks how it went."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.journeys.visiting import fills_the_two_minute_path, saves_the_plan, starts_a_visit

pytestmark = pytest.mark.journey

#: The plan is made on Monday, November 9; day 12 is a Saturday, so the contact is due on Friday, November 20.
TWELVE_DAYS_LATER = "2026-11-20T09:30"
#: With ``TEAMLET_PICTURES=docs/images`` the journey also takes the pictures of the documentation.
PICTURES = os.environ.get("TEAMLET_PICTURES", "")
SAID = {
    "en": ("I want to dance at my daughter's wedding", "Walk 10 minutes after dinner, 3 days a week", "What is my goal?"),
    "es": ("Quiero bailar en la boda de mi hija", "Caminar 10 minutos después de la cena, 3 días a la semana", "¿Cuál es mi meta?"),
}  # fmt: skip


def picture(somebody, name):
    if not PICTURES:
        return
    for width in (1280, 390):
        somebody.page.set_viewport_size({"width": width, "height": 900})
        somebody.page.evaluate("window.scrollTo(0, 0)")
        file = Path(PICTURES) / (f"{name}.png" if width == 1280 else f"{name}-phone.png")
        file.parent.mkdir(parents=True, exist_ok=True)
        somebody.page.screenshot(path=file, full_page=width == 390)
    somebody.page.set_viewport_size({"width": 1280, "height": 800})


def saves_the_two_minute_path(somebody, goal):
    fills_the_two_minute_path(somebody, goal)
    somebody.sees("Friday, November 20")
    picture(somebody, "strip")
    saves_the_plan(somebody)


def hands_the_patient_to(somebody, strip, name):
    somebody.page.goto(strip)
    form = somebody.page.locator("#handoff form")
    if not form.get_by_role("button", name=re.compile(name)).first.is_visible():
        form.get_by_text("Somebody else").click()
    form.get_by_role("button", name=re.compile(name)).first.click()
    somebody.sees(f"handed to {name}")


def goes_on_with(somebody, name):
    somebody.opens("")
    handoff = somebody.page.locator("#handoffs form", has_text=name)
    handoff.get_by_role("button", name="I am coming").click()
    somebody.page.wait_for_url(re.compile(r"/visits/\w+/"))


def completes_the_part(somebody, field, answer):
    """Open the folded part that holds ``field``, choose ``answer`` in it and save it."""
    part = somebody.page.locator(f"details:has([name={field}])").first
    part.locator("summary").first.click()
    part.locator(f'[name={field}][value="{answer}"]').first.check(force=True)
    part.get_by_role("button", name=re.compile("Save")).first.click()
    somebody.page.wait_for_load_state()


@pytest.mark.parametrize("language", ["en", "es"])
def test_from_the_first_word_to_the_call_back(person, newcomer, demo, language):
    goal, step, question = SAID[language]
    patient = newcomer(language, visit=False).oid

    maya = person("maya")
    picture(maya, "today")
    strip = starts_a_visit(maya, patient)
    name = maya.page.locator("h1").inner_text()
    saves_the_two_minute_path(maya, goal)
    maya.sees(question)
    maya.sees(step)
    picture(maya, f"take-home-{language}")
    maya.finds_no_barrier()

    hands_the_patient_to(maya, strip, "Nora")
    maya.had_no_trouble()

    nora = person("nora")
    goes_on_with(nora, name)
    assert nora.page.url.startswith(strip)
    nora.sees(goal)
    completes_the_part(nora, "importance", "9")
    completes_the_part(nora, "teach_back", "clear")
    nora.page.get_by_text("The page to take home").first.click()
    nora.page.wait_for_url(re.compile(r"/pages/\w+/"))
    nora.page.get_by_role("button", name="On paper").click()
    nora.sees("On paper")
    nora.had_no_trouble()

    ana = person("ana", now=TWELVE_DAYS_LATER)
    picture(ana, "my-people")
    contact = demo.query(
        f"SELECT contact.oid FROM followups_contact contact JOIN patients_patient patient ON patient.id = contact.patient_id"
        f" WHERE patient.oid = '{patient}' AND contact.state = 'open'"
    )[0][0]
    ana.opens("contacts/")
    ana.page.locator(f'a[href$="/contacts/{contact}/"]').first.click()
    ana.page.wait_for_url(re.compile(contact))
    ana.sees(goal)
    picture(ana, "contact")
    ana.finds_no_barrier()
    ana.page.locator("[name=worrying]").first.focus()
    for answer in ("n", "2", "9", "s", "y"):
        ana.types(answer)
        ana.presses("Tab")
    ana.page.get_by_role("button", name=re.compile("^Save")).first.click()
    ana.page.wait_for_load_state()
    ana.had_no_trouble()

    ((state, outcome, sure),) = demo.query(
        "SELECT contact.state, report.outcome, report.confidence FROM followups_contact contact"
        f" JOIN followups_contactreport report ON report.contact_id = contact.id WHERE contact.oid = '{contact}'"
    )
    assert (state, outcome, sure) == ("reached", "mostly", 9)
    owners = demo.query(
        "SELECT COUNT(*) FROM tasks_task task JOIN patients_patient patient ON patient.id = task.patient_id"
        f" WHERE patient.oid = '{patient}' AND task.kind = 'contact' AND task.state = 'open'"
    )
    assert owners == [(1,)]
