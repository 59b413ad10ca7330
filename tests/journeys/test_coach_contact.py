"""The coach's contact by keyboard alone, counted, in both languages of the staff; without scripts; on a narrow screen."""

from __future__ import annotations

import itertools
import re

import pytest

pytestmark = pytest.mark.journey

MOST = 10
#: The day on which the calls are made.
CALLED = "2026-11-09T10:00"
WAITING = """
    SELECT contact.oid FROM followups_contact contact
    JOIN practice_practice practice ON practice.id = contact.practice_id
    WHERE practice.key = 'cedar' AND contact.state = 'open' ORDER BY contact.id
"""
#: Contacts of people whom the team sees each week come each week, however it went.
FOLLOWS_HOW_IT_WENT = """
    SELECT contact.oid FROM followups_contact contact
    JOIN practice_practice practice ON practice.id = contact.practice_id
    LEFT JOIN followups_needlevel need ON need.patient_id = contact.patient_id AND need.is_current
    WHERE practice.key = 'cedar' AND contact.state = 'open' AND coalesce(need.level, 2) = 2
    ORDER BY contact.id DESC LIMIT 1
"""
REPORT = """
    SELECT report.outcome, report.confidence, report.next_step FROM followups_contactreport report
    JOIN followups_contact contact ON contact.id = report.contact_id WHERE contact.oid = '{contact}'
"""


@pytest.fixture(scope="session")
def next_contact(demo):
    """Return ``next_contact()``: the oid of another open contact, each time."""
    found = itertools.chain(demo.query(WAITING))
    return lambda: next(found)[0]


def key_of(somebody, name, value):
    return somebody.page.locator(f'[name="{name}"][value="{value}"]').first.get_attribute("data-key")


def focus(somebody):
    return somebody.page.evaluate("document.activeElement.name || document.activeElement.tagName")


def answers_by_keyboard(somebody, sure="7"):
    answers = [
        ("worrying", key_of(somebody, "worrying", "no")),
        ("outcome", "2"),
        ("confidence", sure),
        ("next_step", key_of(somebody, "next_step", "same")),
        ("next_contact", key_of(somebody, "next_contact", "yes")),
    ]
    for place, (name, key) in enumerate(answers):
        if place:
            somebody.presses("Tab")
        assert focus(somebody) == name
        somebody.types(key)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_coach_needs_ten_keys(person, demo, next_contact, language):
    contact = next_contact()
    ana = person("ana", now=CALLED)
    ana.page.context.set_extra_http_headers({"Accept-Language": language})
    ana.opens(f"contacts/{contact}/")
    ana.interactions = 0
    answers_by_keyboard(ana)
    with ana.page.expect_navigation(url=re.compile(r"/contacts/$")):
        ana.presses("Enter")
    assert ana.interactions <= MOST
    assert demo.query(REPORT.format(contact=contact)) == [("mostly", 7, "same")]
    ana.had_no_trouble()


def test_the_proposed_day_follows_how_it_went(person, demo):
    ((contact,),) = demo.query(FOLLOWS_HOW_IT_WENT)
    ana = person("ana", now=CALLED)
    ana.opens(f"contacts/{contact}/")
    sentence = ana.page.locator("#proposal")
    before = sentence.inner_text()
    with ana.page.expect_response(re.compile("/next/")) as asked:
        ana.page.locator('[name="outcome"]').last.check(force=True)
    ana.page.wait_for_function("words => document.querySelector('#proposal').innerText !== words", arg=before)
    assert set(re.findall(r"[?&](\w+)=", asked.value.url)) <= {"outcome", "confidence", "next_step"}
    ana.had_no_trouble()


def test_what_opens_with_an_answer_opens_in_place(person, next_contact):
    ana = person("ana", now=CALLED)
    ana.opens(f"contacts/{next_contact()}/")
    signs = ana.page.locator(".if--worrying")
    assert not signs.is_visible()
    ana.types(key_of(ana, "worrying", "yes"))
    signs.wait_for()
    ana.sees("911 now: stay on the line")
    ana.finds_no_barrier()


def test_a_contact_without_scripts(person, demo, next_contact):
    contact = next_contact()
    ana = person("ana", now=CALLED, scripts=False)
    ana.opens(f"contacts/{contact}/")
    for name, value in [
        ("worrying", "no"),
        ("outcome", "partly"),
        ("confidence", "5"),
        ("next_step", "same"),
        ("next_contact", "yes"),
    ]:
        ana.page.locator(f'[name="{name}"][value="{value}"]').first.check(force=True)
    ana.page.locator("form.contact button[type=submit]").first.click()
    ana.page.wait_for_url(re.compile(r"/contacts/$"))
    assert demo.query(REPORT.format(contact=contact)) == [("partly", 5, "same")]


@pytest.mark.parametrize(
    ("who", "path"),
    [("ana", ""), ("maya", ""), ("cole", ""), ("nora", ""), ("dora", ""), ("pat", ""), ("ana", "contacts/")],
)
def test_nothing_is_in_the_way_on_a_narrow_screen(person, who, path):
    somebody = person(who, now=CALLED, width=320)
    somebody.opens(path)
    somebody.finds_no_barrier()
    somebody.had_no_trouble()
