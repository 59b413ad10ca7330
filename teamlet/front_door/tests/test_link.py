"""The way in by link: what is shown before the birth date, wrong dates, closed forms, two phones."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from teamlet.front_door.tests.conftest import NOON, Browser, link_of, preparation
from teamlet.records.instruments.actions import issue_link, revoke_form
from teamlet.records.instruments.models import Form

pytestmark = pytest.mark.django_db


def test_the_address_is_left_at_once_and_shows_nothing(scene, browser):
    form = preparation(scene)
    token = link_of(scene, form)
    response = browser.client.get(f"/f/{token}/")
    assert (response.status_code, response["Location"]) == (302, "/form/")
    assert response["Referrer-Policy"] == "no-referrer"
    assert token not in str(response.headers)
    browser.get("/form/")
    assert "Start" in browser.page
    for word in (token, "Rosa", "Marín", scene.practice.name, form.oid, "1961"):
        assert word not in browser.page
    assert browser.response["Cache-Control"] == "no-store"


def test_fetching_changes_nothing(scene, browser):
    form = preparation(scene)
    token = link_of(scene, form)
    for _ in range(50):
        scanner = Client()
        scanner.get(f"/f/{token}/", follow=True)
        scanner.head(f"/f/{token}/")
    form.refresh_from_db()
    assert form.state == "issued"
    browser.enters(token)
    assert browser.path == "/form/questions/1/"


def test_a_wrong_address_looks_like_any_other_until_five_dates(scene):
    form = preparation(scene)
    pages = []
    for token in ("A" * 43, "short", link_of(scene, form)):
        browser = Browser()
        browser.get(f"/f/{token}/")
        begin = browser.page
        browser.post("/form/")
        asked = browser.page
        browser.born(year="1970")
        wrong = browser.page
        for _ in range(5):
            browser.born(year="1970")
        pages.append([_plain(each) for each in (begin, asked, wrong, browser.page)])
        assert "This link is locked" in browser.page
    assert pages[0] == pages[1] == pages[2]


def _plain(page):
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def test_the_right_date_opens_the_questions(scene, browser):
    token = link_of(scene, preparation(scene))
    browser.get(f"/f/{token}/")
    browser.post("/form/")
    assert "When were you born?" in browser.page
    assert scene.practice.name not in browser.page
    browser.born()
    assert browser.path == "/form/who/"
    browser.says_who()
    assert browser.path == "/form/questions/1/"
    assert "Question 1 of" in browser.page
    assert scene.practice.name in browser.page


@pytest.mark.parametrize(
    ("month", "day", "year"),
    [("", "", ""), ("5", "", "1961"), ("2", "30", "1961"), ("5", "3", "61"), ("13", "3", "1961"), ("x", "y", "z")],
)
def test_a_date_that_cannot_be_is_asked_again(scene, browser, month, day, year):
    browser.get(f"/f/{link_of(scene, preparation(scene))}/")
    browser.post("/form/")
    browser.born(month, day, year)
    assert browser.status == 200
    assert browser.path == "/form/birth-date/"
    assert "field__error" in browser.page
    browser.born()
    assert browser.path == "/form/who/"


@pytest.mark.parametrize("path", ["/form/", "/form/birth-date/", "/form/who/", "/form/questions/", "/form/questions/1/",
                                  "/form/questions/all/", "/form/end/"])  # fmt: skip
def test_without_a_key_every_page_is_the_closed_one(db, browser, path):
    browser.get(path)
    assert browser.path == "/form/closed/"
    assert "This form is closed" in browser.page
    assert "911" in browser.page
    assert "988" in browser.page


@pytest.mark.parametrize("path", ["/form/questions/1/", "/form/questions/all/", "/form/end/", "/form/cover/"])
def test_without_a_key_nothing_is_taken(db, browser, path):
    browser.post(path, {"a1": "x", "s1": "1"})
    assert browser.path == "/form/closed/"


def test_a_form_taken_back_is_closed_in_plain_words(scene, browser):
    form = preparation(scene)
    token = link_of(scene, form)
    browser.enters(token)
    revoke_form(form=form, at=NOON, by=scene.assistant.principal)
    browser.get("/form/questions/1/")
    assert "This form is closed" in browser.page
    assert "Rosa" not in browser.page
    again = Browser()
    again.enters(token)
    assert again.path == "/form/closed/"


def test_a_form_whose_time_is_over_is_closed(scene, browser, at):
    form = preparation(scene)
    token = link_of(scene, form)
    browser.get(f"/f/{token}/")
    at(form.expires_at + timedelta(minutes=1))
    browser.get(f"/f/{token}/")
    browser.post("/form/")
    assert "This form is closed" in browser.page


def test_a_replaced_link_opens_nothing(scene, browser):
    form = preparation(scene)
    earlier = link_of(scene, form)
    issue_link(form=form, at=NOON, by=scene.assistant.principal)
    browser.get(f"/f/{earlier}/")
    browser.post("/form/")
    browser.born()
    assert "does not fit" in browser.page


def test_a_forwarded_link_opens_nothing_without_the_birth_date(scene, browser):
    token = link_of(scene, preparation(scene))
    browser.enters(token)
    stranger = Browser()
    stranger.get(f"/f/{token}/")
    stranger.post("/form/")
    stranger.get("/form/questions/1/")
    assert "This form is closed" in stranger.page
    assert "Rosa" not in stranger.page


def test_two_phones_fill_the_same_form(scene):
    form = preparation(scene)
    token = link_of(scene, form)
    one, two = Browser(), Browser()
    one.enters(token)
    two.enters(token)
    one.answers(["My knees"])
    two.get("/form/questions/1/")
    assert "My knees" in two.page
    two.post("/form/end/")
    assert "Thank you" in two.page
    one.get("/form/questions/2/")
    assert "This form is closed" in one.page
    assert Form.objects.get(pk=form.pk).state == "submitted"


def test_a_key_opens_only_its_own_form(scene, browser, neighbor, neighbor_patient, staff):
    from teamlet.records.instruments.tests.conftest import make_scene

    theirs = make_scene(neighbor, lambda role, at=None: staff(role, at=neighbor), neighbor_patient)
    form = preparation(theirs)
    browser.enters(link_of(scene, preparation(scene)))
    browser.get("/form/questions/1/")
    assert neighbor.name not in browser.page
    assert form.code not in browser.page


def test_staff_who_are_signed_in_see_a_patients_page_as_patients_do(scene, client_of):
    browser = Browser(client_of(scene.assistant))
    browser.enters(link_of(scene, preparation(scene)))
    assert browser.path == "/form/questions/1/"
    assert "top__nav" not in browser.page
    browser.answers(["My knees"])
    assert browser.path == "/form/questions/2/"
    assert browser.status == 200


def test_pages_write_who_read_and_nothing_else_on_get(scene, browser):
    from teamlet.ground.audit.models import Event

    form = preparation(scene)
    browser.enters(link_of(scene, form))
    before = Event.objects.count()
    browser.get("/form/questions/1/")
    events = list(Event.objects.order_by("id")[before:])
    assert [(event.verb, event.patient_oid) for event in events] == [("instruments.read_answers", scene.patient.oid)]
