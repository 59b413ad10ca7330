"""Being away and coming back: the idle lock and the end of a session."""

from __future__ import annotations

import pytest
from django.test import Client

from teamlet.conftest import PASSWORD
from teamlet.ground.access import sessions
from teamlet.ground.access.roles import Role
from teamlet.ground.access.tests.browser import enter
from teamlet.ground.access.tests.lock.pages import LOCKED, NOTE, where

pytestmark = [pytest.mark.django_db, pytest.mark.urls("teamlet.ground.access.tests.lock.pages")]


@pytest.mark.parametrize(("when", "open_"), [("09:14:59", True), ("09:15:00", False), ("11:00", False)])
def test_a_screen_locks_after_fifteen_minutes(browser, at, when, open_):
    at(f"2026-11-23T{when}")
    assert where(browser.get(NOTE)) == ((200, "") if open_ else LOCKED)


def test_use_keeps_it_open_without_a_write(browser, at, django_assert_num_queries):
    for minute in range(10, 60, 10):
        at(f"2026-11-23T09:{minute}")
        with django_assert_num_queries(2):  # session with its person, membership
            assert browser.get(NOTE).status_code == 200


def test_polls_are_no_use(browser, at):
    at("2026-11-23T09:10")
    assert browser.get(NOTE, headers={"X-Teamlet-Poll": "1"}).status_code == 200
    at("2026-11-23T09:15")
    assert browser.get(NOTE, headers={"X-Teamlet-Poll": "1"}).status_code == 403
    assert where(browser.get(NOTE)) == LOCKED


def test_saying_i_am_here_is_use(browser, at):
    at("2026-11-23T09:14")
    assert browser.post("/still-here/", headers={"X-Teamlet-Keep": "1"}).status_code == 204
    at("2026-11-23T09:28")
    assert browser.get(NOTE).status_code == 200
    assert where(browser.post("/still-here/", {"next": NOTE})) == (302, NOTE)


def test_a_cookie_of_another_session_or_hand_keeps_nothing_open(browser, ana, at):
    other = Client()
    at("2026-11-23T09:14")
    enter(other, ana.user)
    other.get(NOTE)
    at("2026-11-23T09:16")
    for value in (other.cookies[sessions.COOKIE].value, "1795500000.0.x:sig", ""):
        browser.cookies[sessions.COOKIE] = value
        assert where(browser.get(NOTE)) == LOCKED


def test_htmx_is_sent_to_the_lock_as_a_whole_page(browser, at):
    at("2026-11-23T09:20")
    answer = browser.get(
        NOTE, headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/practice/cedar/day/"}
    )
    assert (answer.status_code, answer["HX-Redirect"]) == (200, "/locked/?next=%2Fpractice%2Fcedar%2Fday%2F")


def test_locking_by_hand(browser):
    assert browser.get(f"/locked/?next={NOTE}").status_code == 200
    assert where(browser.get(NOTE)) == LOCKED
    assert where(browser.post("/locked/", {"secret": "wrong", "next": NOTE})) == (403, "")
    assert where(browser.get(NOTE)) == LOCKED
    assert where(browser.post("/locked/", {"secret": PASSWORD, "next": NOTE})) == (302, NOTE)
    assert browser.get(NOTE).status_code == 200


def test_unlocking_changes_the_session_key(browser):
    browser.get("/locked/")
    before = browser.session.session_key
    browser.post("/locked/", {"secret": PASSWORD})
    assert browser.session.session_key != before


def test_only_the_same_person_unlocks(browser, staff):
    ben = staff(Role.NURSE, password="five rainy afternoons")
    browser.get("/locked/")
    assert browser.post("/locked/", {"secret": "five rainy afternoons", "person": ben.user.oid}).status_code == 403
    assert where(browser.get(NOTE)) == LOCKED


def test_guessing_at_the_lock_ends_after_five(browser):
    browser.get("/locked/")
    for guess in range(5):
        browser.post("/locked/", {"secret": f"guess {guess}"})
    assert browser.post("/locked/", {"secret": PASSWORD}).status_code == 403
    assert "five minutes" in browser.post("/locked/", {"secret": PASSWORD}).content.decode()


def test_a_session_ends_after_twelve_hours_of_use(browser, at):
    for hour in range(9, 21):
        for minute in ("00", "14", "28", "42", "56"):
            at(f"2026-11-23T{hour:02}:{minute}")
            assert browser.get(NOTE).status_code == 200, (hour, minute)
    at("2026-11-23T21:00")
    assert where(browser.get(NOTE)) == (302, "/sign-in/?next=%2Fpractice%2Fcedar%2Fnote%2F")
    assert "_auth_user_id" not in browser.session
