"""A coach's morning: who is to be called, the first call, somebody who was not there, messages, the registry."""

from __future__ import annotations

import re

import pytest

from tests.journeys.shots import Shots

pytestmark = pytest.mark.journey

#: Some contacts of the demo are due, some overdue, some answered by text.
MORNING = "2026-11-10T08:40"
OPEN = "SELECT COUNT(*) FROM followups_contact WHERE oid = '{contact}' AND state = 'open'"
TRIES = (
    "SELECT COUNT(*) FROM followups_attempt a JOIN followups_contact c ON c.id = a.contact_id WHERE c.oid = '{contact}'"
)


def count_of(somebody, label):
    return int(somebody.page.locator(".counts li", has_text=label).locator("strong").inner_text())


def tells(somebody, *keys):
    somebody.page.locator("[name=worrying]").first.focus()
    for key in keys:
        somebody.types(key)
        somebody.presses("Tab")
    with somebody.page.expect_navigation():
        somebody.page.get_by_role("button", name=re.compile("^Save")).first.click()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_coach_s_morning(person, demo, width):
    shots = Shots(f"morning-{width}")
    ana = person("ana", now=MORNING, width=width)
    shots.take(ana, "my-people")
    ana.finds_no_barrier()
    today = count_of(ana, "call today")
    assert today > 2, "the demo has calls for a morning"
    assert re.search(rf"{today} calls today", ana.page.locator(".page-head").inner_text())

    # The first one is open already, with number and words to say; five keys and it is told.
    first = ana.page.locator("#open form.contact").get_attribute("action").rstrip("/").rsplit("/", 1)[1]
    tells(ana, "n", "2", "8", "s", "y")
    assert demo.query(OPEN.format(contact=first)) == [(0,)]
    ana.opens("")
    assert count_of(ana, "call today") == today - 1

    # The next one does not answer the phone: a try is kept, and the contact says what comes next.
    contact = ana.page.locator("#order a").first.get_attribute("href").rstrip("/").rsplit("/", 1)[1]
    tries = demo.query(TRIES.format(contact=contact))[0][0]
    ana.opens(f"contacts/{contact}/")
    shots.take(ana, "contact")
    ana.finds_no_barrier()
    form = ana.page.locator('form[action$="/tries/"]').first
    if not form.is_visible():
        ana.page.locator("details:has(form[action$='/tries/']) > summary").first.click()
    with ana.page.expect_navigation():
        form.locator('[name="result"][value="no_answer"]').click()
    assert demo.query(TRIES.format(contact=contact)) == [(tries + 1,)]
    shots.take(ana, "tried")

    for path, seen, station in (
        ("messages/", "Messages", "messages"),
        ("replies/", "Replies", "replies"),
        ("panel/", "Registry", "registry"),
        ("panel/back-on-track/", "Back on track", "back-on-track"),
    ):
        ana.opens(path)
        ana.sees(seen)
        shots.take(ana, station)
        ana.finds_no_barrier()
    ana.had_no_trouble()
