"""A coach sends a letter to somebody not reached; the front desk prints the batch and puts it into the mail."""

from __future__ import annotations

import io

import pypdf
import pytest

from tests.journeys.shots import Shots

pytestmark = pytest.mark.journey

#: A morning on which the demo's letters wait.
PRINTED = "2026-11-09T10:00"
#: An open contact of somebody who has a postal address and reads English or Spanish.
WAITING = """
    SELECT contact.oid FROM followups_contact contact
    JOIN practice_practice practice ON practice.id = contact.practice_id
    JOIN patients_patient patient ON patient.id = contact.patient_id
    JOIN patients_contactpoint point ON point.patient_id = patient.id AND point.kind = 'postal' AND point.works
    WHERE practice.key = 'cedar' AND contact.state = 'open' AND patient.language IN ('en', 'es')
      AND patient.deceased_on IS NULL AND patient.is_active ORDER BY contact.id DESC LIMIT 1
"""
STATES = """
    SELECT message.state, COUNT(*) FROM outreach_message message
    JOIN practice_practice practice ON practice.id = message.practice_id
    WHERE practice.key = 'cedar' AND message.channel = 'letter' GROUP BY message.state
"""


def test_a_batch_of_letters_is_printed_and_posted(person, demo):
    shots = Shots("letters")
    ana = person("ana", now=PRINTED)
    ((contact,),) = demo.query(WAITING)
    ana.opens(f"contacts/{contact}/letter/")
    ana.finds_no_barrier()
    shots.take(ana, "the-letter")
    ana.page.get_by_role("button", name="Put it with the letters to print").click()
    ana.sees("The letter waits with those to print.")
    for path, name in (
        ("messages/", "messages"),
        ("messages/?list=outbox", "outbox"),
        ("messages/?list=unknown", "unknown"),
    ):
        ana.opens(path)
        ana.finds_no_barrier()
        shots.take(ana, name)
    before = dict(demo.query(STATES))

    dora = person("dora", now=PRINTED)
    dora.opens("")
    shots.take(dora, "first-screen")
    dora.page.get_by_role("link", name="letters to print").click()
    dora.sees("Letters to print")
    dora.finds_no_barrier()
    shots.take(dora, "waiting")
    dora.page.get_by_label("#10 with two windows").check()
    dora.page.get_by_role("button", name="Make a batch").click()
    dora.page.wait_for_url("**/letters/*/")
    dora.finds_no_barrier()
    shots.take(dora, "the-batch")

    with dora.page.expect_popup() as opened:
        dora.page.get_by_role("button", name="Print", exact=True).click()
    opened.value.close()
    here = dora.page.url
    dora.page.reload()
    dora.sees("Printed 1 time")
    document = pypdf.PdfReader(io.BytesIO(dora.page.context.request.get(f"{here}letters.pdf").body()))
    assert len(document.pages) == before["queued"]

    dora.page.get_by_role("button", name="Print it with the next batch").first.click()
    dora.sees("Taken out.")
    dora.page.get_by_role("button", name="Printed and posted").click()
    dora.sees(f"Posted: {before['queued'] - 1} letter")
    dora.finds_no_barrier()
    shots.take(dora, "posted")
    assert dict(demo.query(STATES)) == {**before, "queued": 1, "sent": before.get("sent", 0) + before["queued"] - 1}

    dora.page.set_viewport_size({"width": 390, "height": 800})
    dora.opens("letters/")
    dora.finds_no_barrier()
    shots.take(dora, "narrow")
    for somebody in (ana, dora):
        somebody.had_no_trouble()


def test_a_nurse_says_how_a_patient_may_be_reached(person, demo):
    shots = Shots("reach")
    nora = person("nora", now=PRINTED)
    ((oid,),) = demo.query(
        "SELECT patient.oid FROM patients_patient patient JOIN outreach_message message "
        "ON message.patient_id = patient.id WHERE message.state = 'draft' ORDER BY message.id LIMIT 1"
    )
    nora.opens(f"patients/{oid}/messages/")
    nora.finds_no_barrier()
    shots.take(nora, "before")
    nora.page.get_by_text("Record what the patient said").click()
    for words in ("Reminder", "Text message"):
        nora.page.locator("#consents").get_by_label(words, exact=True).check()
    nora.page.get_by_role("button", name="Record it").click()
    nora.sees("Saved.")
    nora.page.get_by_role("button", name="The patient says stop").first.click()
    nora.sees("Stopped. Nothing goes there any more.")
    nora.sees("Cannot be reached by text")
    nora.finds_no_barrier()
    shots.take(nora, "stopped")
    nora.page.get_by_text("Start again", exact=True).click()
    nora.page.get_by_role("button", name="The patient asked: start again").click()
    nora.sees("Messages may go there again.")
    nora.page.set_viewport_size({"width": 390, "height": 800})
    for path in (f"patients/{oid}/messages/", "messages/"):
        nora.opens(path)
        nora.finds_no_barrier()
        shots.take(nora, "narrow")
    nora.page.get_by_role("row").nth(1).get_by_role("link").click()
    nora.sees("Exactly as it goes out")
    nora.finds_no_barrier()
    shots.take(nora, "one-message")
    nora.had_no_trouble()
