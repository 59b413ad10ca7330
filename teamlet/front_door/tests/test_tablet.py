"""The tablet in the waiting room: its number, the birth date, the curtain, the wipe, and what is left afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from teamlet.front_door.tests.conftest import NOON, Browser, options, pin_of, preparation
from teamlet.records.instruments.actions import resume_tablet
from teamlet.records.instruments.models import Answer, Form

pytestmark = pytest.mark.django_db


@pytest.fixture
def tablet(scene):
    browser = Browser()
    browser.form = preparation(scene)
    browser.post("/tablet/cedar/", {"pin": pin_of(scene, browser.form)})
    return browser


def test_the_page_for_the_number_is_the_same_wherever(scene, browser):
    browser.get("/tablet/cedar/")
    assert "Number from the team" in browser.page
    assert scene.practice.name in browser.page
    browser.get("/tablet/no-such-practice/")
    assert browser.status == 200
    browser.post("/tablet/no-such-practice/", {"pin": "123456"})
    assert "does not open a form" in browser.page


@pytest.mark.parametrize("pin", ["", "000000", "12345", "abcdef", "1234567", "١٢٣٤٥٦", "x" * 5000])
def test_a_wrong_number_says_so(scene, browser, pin):
    form = preparation(scene)
    right = pin_of(scene, form)
    if pin == right:
        pytest.skip("one in a million")
    browser.post("/tablet/cedar/", {"pin": pin})
    assert "does not open a form" in browser.page
    browser.get("/form/")
    assert browser.path == "/form/closed/"


def test_many_wrong_numbers_lock(scene, browser):
    pin = pin_of(scene, preparation(scene))
    for number in range(10):
        browser.post("/tablet/cedar/", {"pin": f"00000{number}"})
    browser.post("/tablet/cedar/", {"pin": pin})
    assert "Too many tries" in browser.page


def test_the_number_of_another_practice_opens_nothing(scene, browser, neighbor):
    pin = pin_of(scene, preparation(scene))
    browser.post("/tablet/juniper/", {"pin": pin})
    assert "does not open a form" in browser.page


def test_the_number_is_good_once(scene, tablet):
    assert tablet.path == "/form/birth-date/"
    again = Browser()
    again.post("/tablet/cedar/", {"pin": "111111"})
    assert "does not open a form" in again.page


def test_staff_who_typed_the_number_are_signed_out(scene, client_of):
    staff = Browser(client_of(scene.assistant))
    staff.client.stay = lambda: None
    form = preparation(scene)
    staff.client.force_login(scene.assistant.user)
    staff.post("/tablet/cedar/", {"pin": pin_of(scene, form)})
    assert staff.path == "/form/birth-date/"
    assert staff.client.get("/practice/cedar/").status_code == 302
    assert staff.client.get("/practice/cedar/")["Location"].startswith("/sign-in/")


def test_the_birth_date_comes_first_and_says_nothing_of_whose_form_it_is(scene, tablet):
    for word in ("Rosa", "Marín", scene.practice.name):
        assert word not in tablet.page
    tablet.born(year="1970")
    assert "does not fit" in tablet.page
    tablet.get("/form/questions/1/")
    assert tablet.path == "/form/birth-date/"
    tablet.born()
    tablet.says_who()
    assert tablet.path == "/form/questions/1/"


def test_five_wrong_dates_lock_the_tablet(tablet):
    for _ in range(5):
        tablet.born(year="1970")
    tablet.born()
    assert "locked" in tablet.page


def test_after_two_minutes_the_page_is_covered_and_the_birth_date_lifts_it(scene, tablet, at):
    tablet.born()
    tablet.says_who()
    tablet.answers(["My knees"])
    at(NOON + timedelta(minutes=2, seconds=1))
    tablet.get("/form/questions/1/")
    assert tablet.path == "/form/birth-date/"
    assert "The page is covered" in tablet.page
    assert "knees" not in tablet.page
    tablet.post("/form/questions/2/", {"a2": "x", "s2": "1"})
    assert tablet.path == "/form/birth-date/"
    assert Answer.objects.filter(form=tablet.form).count() == 1
    tablet.born()
    assert tablet.path == "/form/questions/2/"
    tablet.get("/form/questions/1/")
    assert "knees" in tablet.page


def test_a_slow_reader_keeps_the_page(scene, tablet, at):
    tablet.born()
    tablet.says_who()
    for minute in range(1, 6):
        at(NOON + timedelta(minutes=minute))
        assert tablet.client.post("/form/here/").status_code == 204
    tablet.get("/form/questions/1/")
    assert tablet.path == "/form/questions/1/"
    at(NOON + timedelta(minutes=8))
    assert tablet.client.post("/form/here/").status_code == 409


def test_the_patient_can_cover_the_page(tablet):
    tablet.born()
    tablet.says_who()
    tablet.post("/form/cover/")
    assert "The page is covered" in tablet.page


def test_after_ten_minutes_nothing_is_left_and_staff_bring_the_answers_back(scene, tablet, at):
    tablet.born()
    tablet.says_who()
    tablet.answers(["My knees"])
    at(NOON + timedelta(minutes=10, seconds=1))
    tablet.get("/form/questions/1/")
    assert "This form is closed" in tablet.page
    assert "knees" not in tablet.page
    tablet.get("/form/birth-date/")
    assert "This form is closed" in tablet.page
    later = NOON + timedelta(minutes=12)
    at(later)
    _, pin = resume_tablet(form=tablet.form, at=later, by=scene.assistant.principal)
    again = Browser()
    again.post("/tablet/cedar/", {"pin": pin})
    again.born()
    again.says_who()
    assert again.path == "/form/questions/2/"
    again.get("/form/questions/1/")
    assert "knees" in again.page


def test_pages_on_a_tablet_cover_themselves_without_scripts_too(tablet):
    assert '<noscript><meta http-equiv="refresh" content="121;url=/form/birth-date/"></noscript>' in tablet.page
    assert 'data-curtain="120"' in tablet.page
    tablet.born()
    tablet.says_who()
    assert "Cover the page" in tablet.page
    assert 'content="121;' in tablet.page


def test_going_back_after_sending_shows_nothing(scene, tablet):
    tablet.born()
    tablet.says_who()
    tablet.answers(["My knees"])
    tablet.post("/form/end/")
    assert "give the tablet back" in tablet.page
    for path in ("/form/questions/1/", "/form/questions/all/", "/form/end/", "/form/birth-date/"):
        tablet.get(path)
        assert tablet.path == "/form/closed/"
        assert "knees" not in tablet.page
    assert Form.objects.get(pk=tablet.form.pk).state == "submitted"


def test_a_tablet_reaches_no_page_of_staff(tablet):
    tablet.born()
    tablet.says_who()
    for path in ("/practice/cedar/", "/practice/cedar/alerts/", "/practice/cedar/patients/"):
        response = tablet.client.get(path)
        assert response.status_code == 302
        assert response["Location"].startswith("/sign-in/")


def test_an_alert_makes_no_sign_that_others_see(scene, browser):
    form = scene.form("phq_9")
    browser.post("/tablet/cedar/", {"pin": pin_of(scene, form)})
    browser.born()
    browser.says_who()
    browser.get("/form/questions/9/")
    browser.answers(options("phq_9", "phq_9")[3])
    assert "crisis crisis--tablet" in browser.page
    assert "notice--safety" not in browser.page
    assert "<audio" not in browser.page
