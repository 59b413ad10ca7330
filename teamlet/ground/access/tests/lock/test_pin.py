"""PIN and switching person."""

from __future__ import annotations

import pytest
from django.test import Client

from teamlet.conftest import PASSWORD
from teamlet.ground.access import devices
from teamlet.ground.access.models import DeviceUser
from teamlet.ground.access.roles import Role
from teamlet.ground.access.tests.browser import enter, is_in
from teamlet.ground.access.tests.lock.pages import NOTE, choose_pin, where

pytestmark = [pytest.mark.django_db, pytest.mark.urls("teamlet.ground.access.tests.lock.pages")]


def test_a_pin_unlocks_the_device_for_the_rest_of_the_day(browser, at):
    assert where(choose_pin(browser)) == (302, "/account/pin/")
    at("2026-11-23T10:00")
    assert where(browser.post("/locked/", {"secret": "280461", "next": NOTE})) == (302, NOTE)
    assert browser.get(NOTE).status_code == 200
    kept = DeviceUser.objects.get()
    assert "280461" not in kept.pin
    assert kept.pin.startswith("md5$")  # argon2 outside of tests


@pytest.mark.parametrize("pin", ["000000", "123456", "987654", "12345", "1234567", "abcdef", "12 456", "१२३४५६", ""])
def test_pins_that_anybody_would_try_are_not_taken(browser, pin):
    assert choose_pin(browser, pin).status_code == 200
    assert DeviceUser.objects.get().pin == ""


def test_two_pins_that_differ_are_not_taken(browser):
    assert browser.post("/account/pin/", {"pin": "280461", "pin_again": "280462"}).status_code == 200
    assert DeviceUser.objects.get().pin == ""


def test_five_wrong_pins_and_then_only_the_password(browser):
    choose_pin(browser)
    browser.get("/locked/")
    for guess in range(5):
        assert browser.post("/locked/", {"secret": f"77777{guess}"}).status_code == 403
    assert browser.post("/locked/", {"secret": "280461"}).status_code == 403
    assert DeviceUser.objects.get().pin == ""
    assert where(browser.post("/locked/", {"secret": PASSWORD})) == (302, "/")


def test_at_most_five_pins_are_ever_compared(browser, monkeypatch):
    """The try is counted before it is looked at: a hundred guesses at once find five comparisons."""
    choose_pin(browser)
    place, compared = DeviceUser.objects.get(), []
    monkeypatch.setattr(devices, "check_password", lambda pin, kept: bool(compared.append(pin)))
    answers = [devices.check_pin(place, f"{guess:06}") for guess in range(100)]
    assert len(compared) == devices.PIN_TRIES
    assert answers.count(devices.PinAnswer.WRONG) == devices.PIN_TRIES - 1
    assert answers[-1] is devices.PinAnswer.OVER


def test_a_right_pin_begins_the_count_again(browser):
    choose_pin(browser)
    for _ in range(3):
        browser.get("/locked/")
        for guess in range(4):
            browser.post("/locked/", {"secret": f"77777{guess}"})
        assert where(browser.post("/locked/", {"secret": "280461"})) == (302, "/")


def test_a_pin_is_good_on_its_own_device_only(browser, ana):
    choose_pin(browser)
    other = Client()
    enter(other, ana.user)
    other.get("/locked/")
    assert other.post("/locked/", {"secret": "280461"}).status_code == 403


def test_switching_person_and_back_keeps_place_and_words(browser, ana, staff, at):
    ben = staff(Role.NURSE, name="Ben Okafor")
    choose_pin(browser)
    browser.post(f"/drafts/?page={NOTE}", {"draft": "a", "fields": '[["goal", "Walk"]]'})
    assert where(browser.post("/switch/", {"next": NOTE})) == (302, "/sign-in/")
    assert not is_in(browser)
    here = browser.get("/sign-in/").content.decode()
    assert "Ana Ruiz" in here
    assert "Ben Okafor" not in here
    enter(browser, ben.user)
    assert is_in(browser)
    choose_pin(browser, "936152")
    browser.post("/switch/", {"next": "/practice/cedar/"})
    at("2026-11-23T11:00")
    assert browser.post("/sign-in/pin/", {"person": ana.user.oid, "secret": "936152"}).status_code == 403
    assert not is_in(browser)
    assert where(browser.post("/sign-in/pin/", {"person": ana.user.oid, "secret": "280461"})) == (302, NOTE)
    assert browser.get(NOTE).status_code == 200
    assert [each["fields"] for each in browser.get(f"/drafts/?page={NOTE}").json()["drafts"]] == [[["goal", "Walk"]]]
    assert browser.session["_auth_user_id"] == str(ana.user.pk)


def test_a_pin_continues_the_full_sign_in_and_no_longer(browser, ana, at):
    choose_pin(browser)
    browser.post("/switch/")
    at("2026-11-23T20:55")
    browser.post("/sign-in/pin/", {"person": ana.user.oid, "secret": "280461"})
    assert is_in(browser)
    at("2026-11-23T21:00")
    assert not is_in(browser)
    assert browser.post("/sign-in/pin/", {"person": ana.user.oid, "secret": "280461"}).status_code == 403


def test_a_pin_does_not_count_as_proving_again(browser, ana, at):
    choose_pin(browser)
    browser.post("/switch/")
    browser.post("/sign-in/pin/", {"person": ana.user.oid, "secret": "280461"})
    assert where(browser.get("/practice/cedar/grave/"))[1].startswith("/again/")


def test_without_the_device_no_pin_is_asked(browser, ana):
    choose_pin(browser)
    stranger = Client()
    assert "Ana Ruiz" not in stranger.get("/sign-in/").content.decode()
    assert stranger.post("/sign-in/pin/", {"person": ana.user.oid, "secret": "280461"}).status_code == 403
    stranger.cookies[devices.COOKIE] = "x" * 43
    assert stranger.post("/sign-in/pin/", {"person": ana.user.oid, "secret": "280461"}).status_code == 403
