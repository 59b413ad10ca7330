"""A check-in by text, from the patient's word that texts are fine to the contact that is closed by the answer."""

from __future__ import annotations

import re

import pytest

from tests.journeys.shots import Shots
from tests.journeys.visiting import fills_the_two_minute_path, saves_the_plan, starts_a_visit

pytestmark = pytest.mark.journey

#: By language: the day of the plan, and the day of the question. Day 12 of a plan of November 9 is a Saturday: the
#: question goes out on Friday.
DAYS = {"en": ("2026-11-09", "2026-11-20"), "es": ("2026-11-12", "2026-11-24")}
CHECK_IN = """
    SELECT message.oid, message.state, message.body FROM outreach_message message
    JOIN patients_patient patient ON patient.id = message.patient_id
    WHERE patient.oid = '{patient}' AND message.purpose = 'check_in'
"""
CONTACTS = """
    SELECT contact.state, contact.oid FROM followups_contact contact
    JOIN patients_patient patient ON patient.id = contact.patient_id WHERE patient.oid = '{patient}' ORDER BY contact.id
"""
QUESTION = {"en": "How did your plan go?", "es": "¿Cómo le fue con su plan?"}


def works_once(demo, now):
    answer = demo.run("worker", "--once", TEAMLET_NOW=now)
    assert answer.returncode == 0, answer.stderr


def agrees_to_texts(somebody, patient):
    """The patient says, in the room, that check-ins by text are fine."""
    somebody.opens(f"patients/{patient}/messages/")
    somebody.page.get_by_text("Record what the patient said").click()
    form = somebody.page.locator('#consents form[action$="/messages/consent/"]')
    for name, value in (("purposes", "check_in"), ("channels", "text"), ("state", "given"), ("how", "in_person")):
        form.locator(f'[name="{name}"][value="{value}"]').check(force=True)
    form.get_by_role("button", name="Record it").click()
    somebody.page.wait_for_load_state()


@pytest.mark.parametrize("language", DAYS)
def test_a_check_in_by_text_closes_its_contact(person, newcomer, demo, language):
    planned, asked = DAYS[language]
    drafted, sent, answered = (f"{asked}T{hour}" for hour in ("09:40", "10:05", "10:30"))
    shots = Shots(f"check-in-{language}")
    patient = newcomer(language, visit=False).oid
    maya = person("maya", now=f"{planned}T09:00")
    starts_a_visit(maya, patient)
    fills_the_two_minute_path(maya, "Dance at the wedding")
    saves_the_plan(maya)
    agrees_to_texts(maya, patient)
    shots.take(maya, "consent")
    maya.finds_no_barrier()
    maya.had_no_trouble()

    works_once(demo, drafted)
    ((message, state, body),) = demo.query(CHECK_IN.format(patient=patient))
    assert state == "draft"
    assert QUESTION[language] in body

    ana = person("ana", now=drafted)
    ana.opens("messages/")
    shots.take(ana, "drafts")
    ana.finds_no_barrier()
    ana.page.locator(f'a[href$="/messages/{message}/"]').first.click()
    ana.page.wait_for_url(re.compile(message))
    ana.sees(body)
    shots.take(ana, "draft")
    ana.page.get_by_role("button", name="Release", exact=True).click()
    ana.page.wait_for_load_state()
    ana.had_no_trouble()
    works_once(demo, drafted)
    assert demo.query(CHECK_IN.format(patient=patient))[0][1] == "queued", "sent before its time"
    works_once(demo, sent)
    assert demo.query(CHECK_IN.format(patient=patient))[0][1] == "sent"

    ana = person("ana", now=answered)
    ana.opens(f"messages/{message}/")
    shots.take(ana, "sent")
    ana.page.locator('[name="words"]').last.fill("1")
    ana.page.get_by_role("button", name="Write back").click()
    ana.page.wait_for_url(re.compile(r"/replies/\w+/"))
    shots.take(ana, "reply")
    ana.finds_no_barrier()

    ((state, contact),) = demo.query(CONTACTS.format(patient=patient))
    assert state == "open"
    ana.opens("?as=people&show=answered")
    ana.sees("answered by text")
    shots.take(ana, "my-people")
    ana.opens(f"contacts/{contact}/")
    ana.sees("Answered by text message")
    shots.take(ana, "contact")
    ana.finds_no_barrier()
    ana.page.get_by_role("button", name="Take it as told").click()
    ana.page.wait_for_load_state()
    shots.take(ana, "closed")
    ana.had_no_trouble()

    contacts = demo.query(CONTACTS.format(patient=patient))
    assert [state for state, _ in contacts] == ["reached", "open"], "the next contact is always set"
    # The machine thanked, once.
    works_once(demo, f"{asked}T10:40")
    answers = demo.query(
        "SELECT message.fixed_answer, message.state FROM outreach_message message JOIN patients_patient patient"
        f" ON patient.id = message.patient_id WHERE patient.oid = '{patient}' AND message.fixed_answer <> ''"
    )
    assert answers == [("thanks", "sent")]
