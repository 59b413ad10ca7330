"""Before and during the visit: one story from the QR code on a phone to the plan that the coach completes."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.journeys import test_preparation as preparing
from tests.journeys.shots import Shots

pytestmark = pytest.mark.journey

#: Phones, tablets and their steps are those of the preparation.
patient = preparing.patient
#: With ``TEAMLET_PICTURES=docs/images`` the English story also takes the pictures of the documentation.
PICTURES = os.environ.get("TEAMLET_PICTURES", "")
#: How long what waits for an alert or a handoff may take to say so by itself, in milliseconds.
BY_ITSELF = 30_000
LINES = (
    "Stay with the patient.",
    "Call the clinician now.",
    "Do not leave the person alone.",
    "Do not decide alone.",
)
#: What the patient says, what the coach types for the step, and how the page tells it.
STORY = {
    "en": ("My knees at night", "I want to dance at my daughter's wedding", "walk",
           "Walk 10 minutes after dinner, 3 days a week"),
    "es": ("Me duelen las rodillas de noche", "Quiero bailar en la boda de mi hija", "caminar",
           "Caminar 10 minutos después de la cena, 3 días a la semana"),
}  # fmt: skip
#: Who rooms the patient and who their clinician is: those of their language.
TEAM = {"en": ("maya", "cole"), "es": ("luis", "reyes")}
READ = {
    "en": ("Not by link:", "Questions about safety are not asked by link yet", "safety alert"),
    "es": ("No por enlace:", "Las preguntas sobre seguridad todavía no se hacen por enlace", "alerta de seguridad"),
}


def picture(somebody, name, language, around=None):
    if not PICTURES or language != "en":
        return
    if around is not None:
        around.evaluate("part => part.scrollIntoView({block: 'center'})")
    somebody.page.screenshot(path=Path(PICTURES) / f"{name}.png")


def state_of(demo, table, who, what="state"):
    return demo.query(
        f"SELECT {table}.{what} FROM {table} JOIN patients_patient patient ON patient.id = {table}.patient_id"
        f" WHERE patient.oid = '{who.oid}' ORDER BY {table}.id"
    )


def stays_on_the_first_screen(somebody):
    somebody.opens("")
    somebody.page.evaluate("window.isTheSamePage = true")


def is_the_same_page(somebody):
    return somebody.page.evaluate("window.isTheSamePage === true")


def answers_by_phone(assistant, phone, demo, who, topic, shots):
    preparing.gives_out_a_form(assistant, who, mode="link")
    shots.take(assistant, "form-given-out")
    address = preparing.makes_a_link(assistant)
    shots.take(assistant, "qr-code")
    picture(assistant, "qr-code", who.language)
    phone.page.goto(address)
    phone.does_not_see(who.name.split()[0])
    shots.take(phone, "phone-begin")
    phone.taps("start")
    shots.take(phone, "phone-birth-date")
    phone.gives_the_birth_date(who.born)
    shots.take(phone, "phone-who-answers")
    phone.answers_for_themselves()
    shots.take(phone, "phone-topics")
    phone.page.locator("fieldset.question input[type=text]").first.fill(topic)
    phone.taps("next")
    for number in range(1, 40):
        if phone.is_at_the_end():
            break
        shots.take(phone, f"phone-question-{number}")
        chosen = phone.page.locator("fieldset.question input[type=radio]").count() > 3
        if chosen:
            phone.chooses(3)
        phone.taps("next" if chosen else "skip")
    shots.take(phone, "phone-end")
    phone.finds_no_barrier()
    phone.taps("send")
    phone.sees("thanks")
    shots.take(phone, "phone-thanks")
    ((total,),) = demo.query(
        "SELECT score.total FROM instruments_score score JOIN patients_patient patient ON patient.id = score.patient_id"
        f" WHERE patient.oid = '{who.oid}' AND score.instrument = 'phq_2'"
    )
    assert total == 6


def answers_on_the_tablet(nurse, tablet, who, shots):
    preparing.gives_out_a_form(nurse, who, mode="tablet", prepare=False, more=["phq_9"])
    not_by_link, why, _alert = READ[who.language]
    nurse.sees(not_by_link)
    nurse.sees(why)
    assert nurse.page.locator('form[action$="/link/"]').count() == 0
    shots.take(nurse, "not-by-link")
    picture(nurse, "not-by-link", who.language)
    pin = preparing.starts_the_tablet(nurse)
    shots.take(nurse, "tablet-number")
    tablet.page.goto("/tablet/cedar/")
    shots.take(tablet, "tablet-begin")
    preparing.goes_in_by_tablet(tablet, pin, who)
    shots.take(tablet, "tablet-question")
    for _ in range(8):
        tablet.chooses(1)
        tablet.taps("next")
    shots.take(tablet, "tablet-item-nine")
    tablet.chooses(1)
    tablet.taps("next")
    tablet.sees("crisis")
    shots.take(tablet, "tablet-crisis")
    picture(tablet, "crisis-lines", who.language)
    tablet.finds_no_barrier()


def is_told_of_the_alert(somebody, who, shots):
    """See the bar come up on the first screen that was open all the time, and the patient on the list of alerts."""
    _not_by_link, _why, words = READ[who.language]
    bar = somebody.page.locator(".alerts")
    bar.get_by_text(re.compile(words)).first.wait_for(timeout=BY_ITSELF)
    assert is_the_same_page(somebody)
    shots.take(somebody, "first-screen-with-alert")
    somebody.opens("alerts/")
    somebody.page.locator("main").get_by_text(who.name).first.wait_for()
    shots.take(somebody, "alerts")


def takes_care_of_the_alert(clinician, who, demo, shots):
    """Come from the bar to the alert, read the four lines, take it on."""
    clinician.opens("")
    shots.take(clinician, "clinician-first-screen")
    clinician.page.locator(".alerts a").first.click()
    clinician.page.wait_for_url(re.compile("/alerts/"))
    alert = state_of(demo, "instruments_safetyalert", who, "oid")[-1][0]
    clinician.opens(f"alerts/{alert}/")
    lines = clinician.page.locator(".notice--safety li").all_inner_texts()
    assert len(lines) == 4
    if who.language == "en":
        assert tuple(lines) == LINES
    shots.take(clinician, "alert")
    picture(clinician, "safety-alert", who.language)
    clinician.finds_no_barrier()
    clinician.page.locator("main form button.button--primary").first.click()
    clinician.page.wait_for_load_state()
    shots.take(clinician, "alert-taken-care-of")
    assert state_of(demo, "instruments_safetyalert", who)[-1] == ("acknowledged",)


def rooms(assistant, who, topic, shots):
    """Find the patient on the huddle's sheet, open the visit, take over what they prepared with one click."""
    assistant.opens("huddle/?day=2026-11-09")
    row = assistant.page.locator("#patients").get_by_text(who.name).first
    shots.take(assistant, "huddle")
    row.wait_for()
    picture(assistant, "huddle", who.language, around=row)
    assistant.finds_no_barrier()
    assistant.opens("")
    address = f'a[href$="/visits/{who.visit}/"]'
    line = assistant.page.locator(f"#visits {address}")
    if not line.is_visible():
        assistant.page.locator(f"#visits details.more:has({address}) > summary").click()
    shots.take(assistant, "today")
    line.click()
    assistant.page.wait_for_url(re.compile(f"/visits/{who.visit}/"))
    prepared = assistant.page.locator("form.prepared")
    prepared.get_by_text(topic).wait_for()
    shots.take(assistant, "visit-with-what-was-prepared")
    prepared.get_by_role("button").click()
    assistant.page.locator("#agenda .topics").get_by_text(topic).wait_for()
    assert assistant.page.locator("form.prepared").count() == 0
    shots.take(assistant, "visit-roomed")
    picture(assistant, "prepared-visit", who.language)
    assistant.finds_no_barrier()


def hands_to_the_coach(clinician, who, topic, goal, name, shots):
    clinician.opens(f"visits/{who.visit}/")
    clinician.page.locator("#agenda").get_by_text(topic).first.wait_for()
    shots.take(clinician, "clinician-visit")
    clinician.page.locator('#goal [name="goal"]').fill(goal)
    clinician.page.locator('#goal [name="importance"][value="9"]').check(force=True)
    button = clinician.page.locator("#goal form").get_by_role("button", name=re.compile(name)).first
    if not button.is_visible():
        clinician.page.locator("#goal details summary").click()
    button.click()
    clinician.page.locator("#handoff").get_by_text(name).first.wait_for()
    shots.take(clinician, "clinician-handed-over")


def completes_the_plan(coach, who, goal, typed, step, shots):
    """Take the patient over from the coach's own first screen, which was open all the time, and make the plan."""
    handed = coach.page.locator("#handoffs form", has_text=who.name)
    handed.wait_for(timeout=BY_ITSELF)
    assert is_the_same_page(coach)
    shots.take(coach, "coach-first-screen")
    picture(coach, "handed-to-me", who.language, around=handed)
    coach.finds_no_barrier()
    handed.locator('[name="answer"][value="take"]').click()
    coach.page.wait_for_url(re.compile(r"/visits/\w+/"))
    assert coach.page.locator('[name="goal"]').first.input_value() == goal
    shots.take(coach, "coach-visit")
    for name, words in [("step", typed), ("amount", "10 min"), ("when", "3"), ("days", "3")]:
        coach.page.locator(f'#path [name="{name}"]').focus()
        coach.types(words)
        coach.presses("Tab")
    coach.types("8")
    coach.page.locator('#path [name="follow_up"][value="agreed"]').check(force=True)
    coach.page.locator(".told__step").wait_for()
    shots.take(coach, "coach-plan")
    with coach.page.expect_navigation(url=re.compile(r"/pages/\w+/")):
        coach.page.locator("#path .actions button.button--primary").click()
    coach.sees(goal)
    coach.sees(step)
    shots.take(coach, "page-to-take-home")
    coach.opens(f"visits/{who.visit}/")
    shots.take(coach, "visit-with-plan")
    coach.finds_no_barrier()
    coach.opens("")
    coach.page.locator("#handoffs form", has_text=who.name).locator('[name="answer"][value="done"]').click()
    coach.page.wait_for_load_state()
    shots.take(coach, "coach-done")


@pytest.mark.parametrize("language", ["en", "es"])
def test_from_the_phone_to_the_plan(person, patient, newcomer, demo, language):
    """Staff at a desk, the patient at a phone and at the waiting-room tablet, everybody in the same language."""
    topic, goal, typed, step = STORY[language]
    roomer, doctor = TEAM[language]
    who, shots = newcomer(language), Shots(language)

    assistant, phone = person(roomer, reads=language), patient("phone", language)
    answers_by_phone(assistant, phone, demo, who, topic, shots)
    stays_on_the_first_screen(assistant)

    nurse, tablet = person("nora", reads=language), patient("tablet", language)
    answers_on_the_tablet(nurse, tablet, who, shots)
    assert state_of(demo, "instruments_safetyalert", who) == [("open",)], "raised before the form is sent"
    is_told_of_the_alert(assistant, who, shots)
    tablet.taps("skip")
    shots.take(tablet, "tablet-end")
    tablet.taps("send")
    tablet.sees("thanks")
    shots.take(tablet, "tablet-thanks")
    assert state_of(demo, "instruments_form", who) == [("submitted",), ("submitted",)]

    clinician = person(doctor, reads=language)
    takes_care_of_the_alert(clinician, who, demo, shots)
    rooms(assistant, who, topic, shots)

    coach = person("ana", reads=language)
    stays_on_the_first_screen(coach)
    assert coach.page.locator("#handoffs form", has_text=who.name).count() == 0
    hands_to_the_coach(clinician, who, topic, goal, "Ana", shots)
    completes_the_plan(coach, who, goal, typed, step, shots)
    of_the_visit = f"(SELECT id FROM visits_visit WHERE oid = '{who.visit}')"
    assert demo.query(f"SELECT state FROM visits_handoff WHERE visit_id = {of_the_visit}") == [("done",)]
    assert demo.query(
        "SELECT version.confidence FROM plans_planversion version JOIN plans_goalversion said"
        f" ON said.id = version.goal_version_id WHERE said.visit_id = {of_the_visit}"
    ) == [(8,)]
    for staff in (assistant, nurse, clinician, coach):
        staff.had_no_trouble()
