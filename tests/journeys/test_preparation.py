"""Before the visit: the short questions by QR code on a phone, the longer ones on the waiting-room tablet, the alert."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.person import finds_no_barrier_on

pytestmark = pytest.mark.journey

PICTURES = os.environ.get("TEAMLET_PICTURES", "")
WORDS = {
    "en": {"start": "Start", "next": "Next", "send": "Send to my team", "thanks": "Thank you", "go": "Go on",
           "crisis": "Call or text 988, any time. It is free.", "closed": "This form is closed",
           "covered": "The page is covered", "skip": "Skip this question"},
    "es": {"start": "Empezar", "next": "Siguiente", "send": "Mandar a mi equipo", "thanks": "Gracias", "go": "Seguir",
           "crisis": "Llame al 988 y oprima 2, o envíe AYUDA al 988, a cualquier hora. Es gratis.",
           "closed": "Esta hoja está cerrada", "covered": "La página está cubierta", "skip": "Saltar esta pregunta"},
}  # fmt: skip


@dataclass
class Patient:
    """A patient at a phone or tablet, without a sign-in."""

    page: Any
    words: dict[str, str]
    name: str

    def taps(self, what: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=self.words[what], exact=True).click()

    def sees(self, what: str) -> None:
        self.page.get_by_text(self.words.get(what, what)).first.wait_for()

    def does_not_see(self, words: str) -> None:
        assert self.page.get_by_text(words).count() == 0, words

    def gives_the_birth_date(self, born: str) -> None:
        year, month, day = born.split("-")
        self.page.locator("[name=born_month]").select_option(str(int(month)))
        self.page.locator("[name=born_day]").fill(str(int(day)))
        self.page.locator("[name=born_year]").fill(year)
        self.taps("go")

    def answers_for_themselves(self) -> None:
        self.page.locator("[name=who][value=patient]").check(force=True)
        self.taps("go")

    def chooses(self, place: int) -> None:
        self.page.locator("fieldset.question input[type=radio]").nth(place).check(force=True)

    def is_asked_about(self) -> str:
        return self.page.locator("fieldset.question").inner_text()

    def is_at_the_end(self) -> bool:
        return self.page.url.endswith("/form/end/")

    def finds_no_barrier(self) -> None:
        finds_no_barrier_on(self.page)

    def picture(self, what: str) -> None:
        if PICTURES:
            self.page.screenshot(path=Path(PICTURES) / f"{self.name}-{what}.png", full_page=True)


@pytest.fixture
def patient(browser, served):
    contexts = []

    def at(device: str, language: str = "en", *, scripts: bool = True) -> Patient:
        size = {"phone": (390, 844), "small": (320, 568), "tablet": (768, 1024)}[device]
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            base_url=served(),
            locale={"en": "en-US", "es": "es-US"}[language],
            has_touch=True,
            java_script_enabled=scripts,
        )
        contexts.append(context)
        page = context.new_page()
        page.trouble = []
        page.on("pageerror", lambda error: page.trouble.append(str(error)))
        return Patient(page, WORDS[language], f"{device}-{language}")

    yield at
    for context in contexts:
        assert all(page.trouble == [] for page in context.pages)
        context.close()


def gives_out_a_form(staff, who, *, mode, prepare=True, tools=(), more=()):
    staff.opens(f"patients/{who.oid}/forms/?visit={who.visit}")
    staff.page.locator(f"[name=mode][value={mode}]").check(force=True)
    if not prepare:
        staff.page.locator("[name=prepare]").uncheck(force=True)
    for tool in tools:
        staff.page.locator(f"[name=tools][value={tool}]").check(force=True)
    if more:
        staff.page.locator("details.more summary").click()
        for each in more:
            staff.page.locator(f"[name=more][value={each}]").check(force=True)
    staff.page.locator("#give button[type=submit]").click()
    staff.page.wait_for_url(re.compile(r"/forms/\w{16}/$"))


def makes_a_link(staff):
    staff.page.locator('form[action$="/link/"] button').click()
    address = staff.page.locator("#address").inner_text()
    assert staff.page.locator(".handed__code").evaluate("image => image.complete && image.naturalWidth > 0")
    return address


def starts_the_tablet(staff):
    staff.page.locator('#tablet form[action$="/tablet/"] button').click()
    compared = staff.page.locator('form:has([name="look_alike_seen"]) button')
    if compared.count():
        compared.click()
    return staff.page.locator(".pin").inner_text()


def goes_in_by_link(somebody, address, who):
    somebody.page.goto(address)
    assert somebody.page.url.endswith("/form/")
    somebody.taps("start")
    somebody.gives_the_birth_date(who.born)
    somebody.answers_for_themselves()


def goes_in_by_tablet(somebody, pin, who):
    somebody.page.goto("/tablet/cedar/")
    somebody.page.locator("#pin").fill(pin)
    with somebody.page.expect_navigation():
        somebody.page.locator("main button").click()
    somebody.gives_the_birth_date(who.born)
    somebody.answers_for_themselves()


def answers_everything(somebody, place, most=40):
    """Answer what has choices with the option at ``place``, skip the rest; stop before the end."""
    for _ in range(most):
        if somebody.is_at_the_end():
            return
        if somebody.page.locator("fieldset.question input[type=radio]").count() > place:
            somebody.chooses(place)
            somebody.taps("next")
        else:
            somebody.taps("skip")
    raise AssertionError("the form does not end")


@pytest.mark.parametrize("language", ["en", "es"])
def test_short_questions_on_a_phone_longer_ones_on_the_tablet_and_the_alert(person, patient, newcomer, demo, language):
    who = newcomer(language)

    maya = person("maya")
    gives_out_a_form(maya, who, mode="link")
    address = makes_a_link(maya)
    maya.finds_no_barrier()

    phone = patient("phone", language)
    phone.page.goto(address)
    phone.does_not_see("Cedar")
    phone.finds_no_barrier()
    phone.picture("begin")
    goes_in_by_link(phone, address, who)
    phone.picture("question")
    phone.finds_no_barrier()
    answers_everything(phone, 3)
    phone.picture("end")
    phone.finds_no_barrier()
    phone.taps("send")
    phone.sees("thanks")
    phone.picture("thanks")
    phone.page.go_back()
    phone.sees("closed")

    ((total,),) = demo.query(
        "SELECT score.total FROM instruments_score score JOIN patients_patient patient ON patient.id = score.patient_id"
        f" WHERE patient.oid = '{who.oid}' AND score.instrument = 'phq_2'"
    )
    assert total == 6
    asked = demo.query(
        "SELECT COUNT(*) FROM tasks_task task JOIN patients_patient patient ON patient.id = task.patient_id"
        f" WHERE patient.oid = '{who.oid}' AND task.state = 'open' AND task.kind = 'ask_in_person'"
    )
    assert asked == [(1,)], "a positive screen by phone is asked in person"

    nora = person("nora")
    gives_out_a_form(nora, who, mode="tablet", prepare=False, more=["phq_9"])
    nora.sees("Not by link:")
    nora.finds_no_barrier()
    tablet = patient("tablet", language)
    goes_in_by_tablet(tablet, starts_the_tablet(nora), who)
    for _ in range(8):
        tablet.chooses(1)
        tablet.taps("next")
    assert not tablet.page.locator("#crisis").is_visible()
    tablet.page.route("**/form/questions/**", lambda route: route.abort())  # the server fails just now
    tablet.chooses(1)
    tablet.sees("crisis")
    tablet.picture("crisis")
    tablet.page.unroute("**/form/questions/**")
    tablet.finds_no_barrier()
    tablet.taps("next")
    tablet.sees("crisis")
    alerts = demo.query(
        "SELECT alert.state, alert.kind FROM instruments_safetyalert alert"
        f" JOIN patients_patient patient ON patient.id = alert.patient_id WHERE patient.oid = '{who.oid}'"
    )
    assert alerts == [("open", "risk_answer")], "raised before the form is sent"
    tablet.chooses(1)
    tablet.taps("next")
    tablet.picture("last")
    tablet.taps("send")
    tablet.sees("thanks")
    tablet.does_not_see(WORDS[language]["crisis"])
    tablet.page.go_back()
    tablet.sees("closed")

    for login in ("maya", "nora"):
        staff = person(login)
        staff.opens("")
        bar = staff.page.locator(".alerts")
        bar.get_by_text(re.compile("safety alert")).first.wait_for()
        staff.had_no_trouble()
    (alert,) = demo.query(
        "SELECT alert.oid FROM instruments_safetyalert alert"
        f" JOIN patients_patient patient ON patient.id = alert.patient_id WHERE patient.oid = '{who.oid}'"
    )[0]
    staff.opens("alerts/")
    staff.page.locator(f'a[href$="/alerts/{alert}/"]').first.click()
    staff.sees("Stay with the patient.")


def test_bubbles_menu_and_body_by_touch_and_by_keyboard(person, patient, newcomer, demo):
    who = newcomer()
    maya = person("maya")
    gives_out_a_form(maya, who, mode="tablet", prepare=False, tools=["goal_menu", "body_outline"])
    tablet = patient("tablet")
    goes_in_by_tablet(tablet, starts_the_tablet(maya), who)

    page = tablet.page
    labels = page.locator(".bubble input[type=checkbox]").evaluate_all("boxes => boxes.map(box => box.value)")
    page.locator(".bubble input[type=checkbox]").nth(0).focus()
    page.keyboard.press("Space")
    page.locator(".bubble input[type=checkbox]").nth(2).click()
    page.locator(".bubble__words").first.fill("My grandson")
    page.locator(".bubble input[type=checkbox]").nth(4).click()
    page.get_by_text("You have 3.").wait_for()
    assert not page.locator(".bubble input[type=checkbox]").nth(4).is_checked()
    page.get_by_role("radio", name=re.compile(f"This matters most: {re.escape(labels[2])}")).check(force=True)
    small = page.locator(".bubble input, .bubble__star input").evaluate_all(
        "boxes => boxes.filter(box => Math.min(box.offsetWidth, box.offsetHeight) < 44).length"
    )
    assert small == 0
    tablet.finds_no_barrier()
    tablet.taps("next")
    page.locator(".plate input[type=radio]").nth(1).check(force=True)
    step = page.locator(".plate input[type=radio]").nth(1).get_attribute("value")
    tablet.finds_no_barrier()
    tablet.taps("next")
    page.locator(".outline__spot--left_knee").click()
    assert page.get_by_role("checkbox", name="Left leg or knee").is_checked()
    tablet.finds_no_barrier()
    tablet.taps("next")
    tablet.taps("skip")
    tablet.taps("send")

    found = dict(demo.query(
        "SELECT answer.item, answer.value FROM instruments_answer answer JOIN instruments_form form ON form.id = answer.form_id"
        f" JOIN patients_patient patient ON patient.id = form.patient_id WHERE patient.oid = '{who.oid}' ORDER BY answer.id"
    ))  # fmt: skip
    import json

    said = {item: json.loads(value) if isinstance(value, str) else value for item, value in found.items()}
    assert said["menu_topics"] == [labels[2], labels[0], "My grandson"]
    assert said["menu_step"] == step
    assert said["body_places"] == ["left_knee"]


@pytest.mark.parametrize("device", ["phone", "small"])
def test_without_scripts_everything_works(person, patient, newcomer, demo, device):
    who = newcomer()
    maya = person("maya")
    gives_out_a_form(maya, who, mode="link")
    address = makes_a_link(maya)
    phone = patient(device, scripts=False)
    goes_in_by_link(phone, address, who)
    phone.page.locator("fieldset.question input[type=text]").first.fill("My knees")
    phone.taps("next")
    phone.page.get_by_role("link", name="See all the questions on one page").click()
    assert phone.page.locator("fieldset.question").count() > 3
    phone.page.get_by_role("button", name="Save", exact=True).click()
    phone.page.wait_for_url(re.compile("/form/end/"))
    phone.taps("send")
    phone.sees("thanks")
    assert demo.query(
        "SELECT form.state FROM instruments_form form JOIN patients_patient patient ON patient.id = form.patient_id"
        f" WHERE patient.oid = '{who.oid}'"
    ) == [("submitted",)]


def test_large_letters_the_covered_page_and_all_questions_at_once(person, patient, newcomer, demo):
    who = newcomer()
    nora = person("nora")
    gives_out_a_form(nora, who, mode="tablet", tools=["goal_menu", "body_outline"], more=["phq_9"])
    pin = starts_the_tablet(nora)
    tablet = patient("tablet")
    goes_in_by_tablet(tablet, pin, who)
    page = tablet.page
    page.set_viewport_size({"width": 384, "height": 512})  # 200 % of a 768 px page
    for _ in range(4):
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{page.url} is {wide} px too wide with large letters"
        tablet.taps("skip")
    page.set_viewport_size({"width": 768, "height": 1024})
    with page.expect_navigation():
        page.get_by_role("button", name="Cover the page").click()
    tablet.sees("covered")
    tablet.finds_no_barrier()
    page.go_back()
    tablet.sees("covered")
    tablet.gives_the_birth_date(who.born)
    assert "/form/questions/" in page.url

    page.goto("/form/questions/all/")
    tablet.finds_no_barrier()
    assert not page.locator("#crisis").is_visible()
    with page.expect_response(re.compile(r"/form/questions/\d+/")) as answer:
        page.locator("[data-risk]").first.check(force=True)
    assert page.locator("#crisis").is_visible()
    assert answer.value.json()["crisis"] is True
    assert demo.query(
        "SELECT alert.state FROM instruments_safetyalert alert JOIN patients_patient patient"
        f" ON patient.id = alert.patient_id WHERE patient.oid = '{who.oid}'"
    ) == [("open",)]

    page.clock.install()
    page.goto("/form/questions/1/")
    page.clock.fast_forward(60_000)
    page.locator("textarea").first.press("Shift")  # somebody is reading
    page.clock.fast_forward(100_000)
    assert page.url.endswith("/form/questions/1/")
    page.clock.fast_forward(30_000)
    tablet.sees("covered")
    page.clock.fast_forward(480_000)
    tablet.sees("closed")
    page.goto("/form/questions/1/")
    tablet.sees("closed")
