"""Before and during the visit: one story from the QR code on a phone to the plan that the coach completes."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.journeys import test_preparation as preparing

pytestmark = pytest.mark.journey

#: Phones, tablets and their steps are those of the preparation.
patient = preparing.patient
#: With ``TEAMLET_PICTURES=docs/images`` the English story also takes the pictures of the documentation.
PICTURES = os.environ.get("TEAMLET_PICTURES", "")
#: How long what waits for an alert or a handoff may take to say so by itself, in milliseconds.
BY_ITSELF = 30_000
TODAY = """
    SELECT patient.oid, patient.birth_date, visit.oid, patient.family FROM patients_patient patient
    JOIN practice_practice practice ON practice.id = patient.practice_id
    JOIN visits_visit visit ON visit.patient_id = patient.id
    WHERE practice.key = 'cedar' AND patient.language = '{language}' AND visit.day = '2026-11-09'
      AND visit.state IN ('planned', 'open') AND patient.birth_date < '2000-01-01'
      AND NOT EXISTS (SELECT 1 FROM instruments_form form WHERE form.patient_id = patient.id)
    ORDER BY CASE visit.state WHEN 'planned' THEN 0 ELSE 1 END, visit.starts, visit.id LIMIT 1
"""
LINES = (
    "Stay with the patient.",
    "Call the clinician now.",
    "Do not leave the person alone.",
    "Do not decide alone.",
)
#: What the patient says, which clinician and coach are theirs.
STORY = {
    "en": ("My knees at night", "I want to dance at my daughter's wedding", "cole",
           "Walk 10 minutes after dinner, 3 days a week"),
    "es": ("Me duelen las rodillas de noche", "Quiero bailar en la boda de mi hija", "reyes",
           "Caminar 10 minutos después de la cena, 3 días a la semana"),
}  # fmt: skip


def picture(somebody, name, language, around=None):
    if not PICTURES or language != "en":
        return
    if around is not None:
        around.evaluate("part => part.scrollIntoView({block: 'center'})")
    somebody.page.screenshot(path=Path(PICTURES) / f"{name}.png")


def state_of(demo, table, oid, what="state"):
    return demo.query(
        f"SELECT {table}.{what} FROM {table} JOIN patients_patient patient ON patient.id = {table}.patient_id"
        f" WHERE patient.oid = '{oid}' ORDER BY {table}.id"
    )


def stays_on_the_first_screen(somebody):
    somebody.opens("")
    somebody.page.evaluate("window.isTheSamePage = true")


def is_the_same_page(somebody):
    return somebody.page.evaluate("window.isTheSamePage === true")


def answers_by_phone(maya, phone, demo, oid, visit, born, topic, language):
    preparing.gives_out_a_form(maya, oid, visit, mode="link")
    address = preparing.makes_a_link(maya)
    picture(maya, "qr-code", language)
    preparing.goes_in_by_link(phone, address, born)
    phone.page.locator("fieldset.question input[type=text]").first.fill(topic)
    phone.taps("next")
    preparing.answers_everything(phone, 3)
    phone.taps("send")
    phone.sees("thanks")
    ((total,),) = demo.query(
        "SELECT score.total FROM instruments_score score JOIN patients_patient patient ON patient.id = score.patient_id"
        f" WHERE patient.oid = '{oid}' AND score.instrument = 'phq_2'"
    )
    assert total == 6


def answers_on_the_tablet(nora, tablet, oid, visit, born, language):
    preparing.gives_out_a_form(nora, oid, visit, mode="tablet", prepare=False, more=["phq_9"])
    nora.sees("Not by link:")
    nora.sees("Questions about safety are not asked by link yet")
    assert nora.page.get_by_role("button", name="Make a link").count() == 0
    picture(nora, "not-by-link", language)
    preparing.goes_in_by_tablet(tablet, preparing.starts_the_tablet(nora), born)
    for _ in range(9):
        tablet.chooses(1)
        tablet.taps("next")
    tablet.sees("crisis")
    picture(tablet, "crisis-lines", language)


def takes_care_of_the_alert(clinician, oid, demo, language):
    """Come from the bar to the alert, read the four lines, take it on."""
    clinician.opens("")
    clinician.page.locator(".alerts a").first.click()
    clinician.page.wait_for_url(re.compile("/alerts/"))
    alert = state_of(demo, "instruments_safetyalert", oid, "oid")[-1][0]
    clinician.opens(f"alerts/{alert}/")
    lines = clinician.page.locator(".notice--safety li").all_inner_texts()
    assert len(lines) == 4
    if language == "en":
        assert tuple(lines) == LINES
    picture(clinician, "safety-alert", language)
    clinician.finds_no_barrier()
    clinician.page.locator("main form button.button--primary").first.click()
    clinician.page.wait_for_load_state()
    assert state_of(demo, "instruments_safetyalert", oid)[-1] == ("acknowledged",)


def rooms(maya, visit, family, topic, language):
    """Find the patient on the huddle's sheet, open the visit, take over what they prepared with one click."""
    maya.opens("huddle/?day=2026-11-09")
    row = maya.page.locator("#patients").get_by_text(family).first
    row.wait_for()
    picture(maya, "huddle", language, around=row)
    maya.finds_no_barrier()
    maya.opens("")
    address = f'a[href$="/visits/{visit}/"]'
    line = maya.page.locator(f"#visits {address}")
    if not line.is_visible():
        maya.page.locator(f"#visits details.more:has({address}) > summary").click()
    line.click()
    maya.page.wait_for_url(re.compile(f"/visits/{visit}/"))
    prepared = maya.page.locator("form.prepared")
    prepared.get_by_text(topic).wait_for()
    prepared.get_by_role("button").click()
    maya.page.locator("#agenda .topics").get_by_text(topic).wait_for()
    assert maya.page.locator("form.prepared").count() == 0
    picture(maya, "prepared-visit", language)
    maya.finds_no_barrier()


def hands_to_the_coach(clinician, visit, topic, goal, name):
    clinician.opens(f"visits/{visit}/")
    clinician.page.locator("#agenda").get_by_text(topic).first.wait_for()
    clinician.page.locator('#goal [name="goal"]').fill(goal)
    clinician.page.locator('#goal [name="importance"][value="9"]').check(force=True)
    button = clinician.page.locator("#goal form").get_by_role("button", name=re.compile(name)).first
    if not button.is_visible():
        clinician.page.locator("#goal details summary").click()
    button.click()
    clinician.page.locator("#handoff").get_by_text(name).first.wait_for()


def completes_the_plan(coach, family, goal, step, language):
    """Take the patient over from the coach's own first screen, which was open all the time, and make the plan."""
    handed = coach.page.locator("#handoffs form", has_text=family)
    handed.wait_for(timeout=BY_ITSELF)
    assert is_the_same_page(coach)
    picture(coach, "handed-to-me", language, around=handed)
    coach.finds_no_barrier()
    handed.locator('[name="answer"][value="take"]').click()
    coach.page.wait_for_url(re.compile(r"/visits/\w+/"))
    assert coach.page.locator('[name="goal"]').first.input_value() == goal
    for name, words in [("step", "walk"), ("amount", "10 min"), ("when", "3"), ("days", "3")]:
        coach.page.locator(f'#path [name="{name}"]').focus()
        coach.types(words)
        coach.presses("Tab")
    coach.types("8")
    coach.page.locator('#path [name="follow_up"][value="agreed"]').check(force=True)
    with coach.page.expect_navigation(url=re.compile(r"/pages/\w+/")):
        coach.page.locator("#path .actions button.button--primary").click()
    coach.sees(goal)
    coach.sees(step)
    coach.opens("")
    coach.page.locator("#handoffs form", has_text=family).locator('[name="answer"][value="done"]').click()
    coach.page.wait_for_load_state()


@pytest.mark.parametrize("language", ["en", "es"])
def test_from_the_phone_to_the_plan(person, patient, demo, language):
    topic, goal, doctor, step = STORY[language]
    oid, born, visit, family = demo.query(TODAY.format(language=language))[0]
    born = str(born)

    maya, phone = person("maya"), patient("phone", language)
    answers_by_phone(maya, phone, demo, oid, visit, born, topic, language)
    stays_on_the_first_screen(maya)

    nora, tablet = person("nora"), patient("tablet", language)
    answers_on_the_tablet(nora, tablet, oid, visit, born, language)
    assert state_of(demo, "instruments_safetyalert", oid) == [("open",)], "raised before the form is sent"
    maya.page.locator(".alerts").get_by_text(re.compile("safety alert")).first.wait_for(timeout=BY_ITSELF)
    assert is_the_same_page(maya)
    tablet.taps("skip")
    tablet.taps("send")
    tablet.sees("thanks")
    assert state_of(demo, "instruments_form", oid) == [("submitted",), ("submitted",)]

    clinician = person(doctor)
    takes_care_of_the_alert(clinician, oid, demo, language)
    rooms(maya, visit, family, topic, language)

    coach = person("ana")
    stays_on_the_first_screen(coach)
    assert coach.page.locator("#handoffs form", has_text=family).count() == 0
    hands_to_the_coach(clinician, visit, topic, goal, "Ana")
    completes_the_plan(coach, family, goal, step, language)
    of_the_visit = f"(SELECT id FROM visits_visit WHERE oid = '{visit}')"
    assert demo.query(f"SELECT state FROM visits_handoff WHERE visit_id = {of_the_visit}") == [("done",)]
    assert demo.query(
        "SELECT version.confidence FROM plans_planversion version JOIN plans_goalversion said"
        f" ON said.id = version.goal_version_id WHERE said.visit_id = {of_the_visit}"
    ) == [(8,)]
    for staff in (maya, nora, clinician, coach):
        staff.had_no_trouble()
