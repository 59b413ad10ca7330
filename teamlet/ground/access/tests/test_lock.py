"""Being away and coming back: the idle lock, what was typed, PIN, switching person."""

from __future__ import annotations

import json

import pytest
from django.http import HttpResponse
from django.shortcuts import redirect
from django.test import Client
from django.urls import include, path

from teamlet.conftest import PASSWORD
from teamlet.ground.access import devices, sessions, tries
from teamlet.ground.access.models import DeviceUser, Draft, Tries
from teamlet.ground.access.pages import page
from teamlet.ground.access.roles import EVERYONE, Role
from teamlet.ground.access.tests.browser import enter, is_in
from teamlet.ground.ui import errors
from teamlet.records.practice.actions.people import remove_membership, set_roles, suspend_membership

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
SAVED: list[dict[str, str]] = []
NOTE = "/practice/cedar/note/"


@page(roles=EVERYONE, methods="GET POST")
def note(request, practice):
    """A page with a form, for these tests."""
    if request.method == "POST":
        SAVED.append(request.POST.dict())
        return redirect(request.path)
    return HttpResponse("note")


@page(roles=EVERYONE, methods="GET POST", step_up=True)
def grave(request, practice):
    """A page that asks for the password again."""
    return redirect(request.path) if request.method == "POST" else HttpResponse("grave")


handler404 = errors.not_found
urlpatterns = [
    path("practice/<slug:practice>/note/", note, name="note"),
    path("practice/<slug:practice>/grave/", grave, name="grave"),
    path("", include("teamlet.urls")),
]


@pytest.fixture(autouse=True)
def _empty():
    SAVED.clear()


@pytest.fixture
def ana(staff):
    return staff(Role.COACH, name="Ana Ruiz")


@pytest.fixture
def nine(at):
    """It is nine o'clock."""
    return at("2026-11-23T09:00")


@pytest.fixture
def browser(ana, nine):
    browser = Client()
    enter(browser, ana.user)
    return browser


def where(answer):
    return (answer.status_code, answer.headers.get("Location", ""))


LOCKED = (302, "/locked/?next=%2Fpractice%2Fcedar%2Fnote%2F")


# --- idling -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("when", "open_"), [("09:14:59", True), ("09:15:00", False), ("11:00", False)])
def test_a_screen_locks_after_fifteen_minutes(browser, at, when, open_):
    at(f"2026-11-23T{when}")
    assert where(browser.get(NOTE)) == ((200, "") if open_ else LOCKED)


def test_use_keeps_it_open_without_a_write(browser, at, django_assert_num_queries):
    for minute in range(10, 60, 10):
        at(f"2026-11-23T09:{minute}")
        with django_assert_num_queries(3):  # session, person, membership
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


# --- what was typed ---------------------------------------------------------------------------------------------------


def test_a_form_sent_after_the_lock_is_kept_and_saved_once_afterwards(browser, at):
    """Without JavaScript: nothing typed is lost, nothing is saved before the person is back."""
    at("2026-11-23T09:30")
    typed = {
        "goal": "Walk to the park & back <b>",
        "steps": "3",
        "password": "x",
        "stamp": "s",
        "csrfmiddlewaretoken": "t",
    }
    answer = browser.post(NOTE, typed)
    draft = Draft.objects.get()
    assert where(answer) == (302, f"/locked/?next=%2Fdrafts%2F{draft.oid}%2F")
    assert SAVED == []
    assert draft.fields == [["goal", typed["goal"]], ["steps", "3"], ["stamp", "s"]]
    assert where(browser.get(f"/drafts/{draft.oid}/"))[0] == 302
    back = browser.post("/locked/", {"secret": PASSWORD, "next": f"/drafts/{draft.oid}/"})
    assert where(back) == (302, f"/drafts/{draft.oid}/")
    shown = browser.get(f"/drafts/{draft.oid}/").content.decode()
    assert "Walk to the park &amp; back &lt;b&gt;" in shown
    assert f'action="{NOTE}"' in shown
    browser.post(NOTE, {"goal": typed["goal"], "draft": draft.oid})
    assert [each["goal"] for each in SAVED] == [typed["goal"]]
    assert not Draft.objects.exists()
    assert browser.get(f"/drafts/{draft.oid}/").status_code == 404


def test_a_form_sent_after_the_session_ended_is_kept_too(browser, ana, at):
    at("2026-11-23T21:05")
    draft_at = where(browser.post(NOTE, {"goal": "Walk"}))[1]
    draft = Draft.objects.get(user=ana.user)
    assert draft_at == f"/sign-in/?next=%2Fdrafts%2F{draft.oid}%2F"
    assert where(enter(browser, ana.user, next=f"/drafts/{draft.oid}/")) == (302, f"/drafts/{draft.oid}/")
    assert "Walk" in browser.get(f"/drafts/{draft.oid}/").content.decode()


def test_what_the_browser_kept_comes_back_to_the_same_page(browser, ana):
    kept = {
        "draft": "plan-42",
        "fields": json.dumps([["goal", "Walk"], ["days", "mon"], ["days", "wed"], ["pin", "1"]]),
    }
    assert browser.post(f"/drafts/?page={NOTE}", kept).status_code == 204
    (found,) = browser.get(f"/drafts/?page={NOTE}").json()["drafts"]
    assert (found["form"], found["fields"]) == ("plan-42", [["goal", "Walk"], ["days", "mon"], ["days", "wed"]])
    assert browser.get("/drafts/?page=/practice/cedar/other/").json() == {"drafts": []}
    browser.post(NOTE, {"goal": "Walk", "draft": found["id"]})
    assert browser.get(f"/drafts/?page={NOTE}").json() == {"drafts": []}


@pytest.mark.parametrize(
    ("page_", "fields"),
    [
        (NOTE, "not json"),
        (NOTE, "{}"),
        (NOTE, "[[1]]"),
        (NOTE, "null"),
        (NOTE, "[]"),
        ("/sign-in/", '[["goal", "x"]]'),
        ("/no/such/page/", '[["goal", "x"]]'),
        ("https://evil.example/", '[["goal", "x"]]'),
        (NOTE, json.dumps([["goal", "x" * 200_001]])),
        (NOTE, json.dumps([["goal", "x"]] * 501)),
        (NOTE, '[["password", "x"]]'),
    ],
)
def test_other_things_are_not_kept(browser, page_, fields):
    answer = browser.post(f"/drafts/?page={page_}", {"draft": "plan-42", "fields": fields})
    assert (answer.status_code, Draft.objects.count()) == (400, 0)


def test_drafts_are_for_their_owner_for_a_day_and_while_the_practice_is_open(browser, ana, staff, practice, at):
    browser.post(f"/drafts/?page={NOTE}", {"draft": "a", "fields": '[["goal", "Walk"]]'})
    oid = Draft.objects.get().oid
    ben = Client()
    enter(ben, staff(Role.NURSE).user)
    assert ben.get(f"/drafts/{oid}/").status_code == 404
    assert ben.get(f"/drafts/?page={NOTE}").json() == {"drafts": []}
    assert browser.get(f"/drafts/{oid}/").status_code == 200
    manager = staff(Role.MANAGER)
    suspend_membership(membership=ana.membership, by=manager.principal)
    enter(browser, ana.user)
    assert browser.get(f"/drafts/{oid}/").status_code == 404
    assert browser.get(f"/drafts/?page={NOTE}").json() == {"drafts": []}
    at("2026-11-24T09:01")
    sessions.clear_expired()
    assert not Draft.objects.exists()


def test_a_draft_can_be_thrown_away(browser):
    browser.post(f"/drafts/?page={NOTE}", {"draft": "a", "fields": '[["goal", "Walk"]]'})
    assert where(browser.post(f"/drafts/{Draft.objects.get().oid}/")) == (302, "/")
    assert not Draft.objects.exists()


def test_a_grave_page_asks_again_and_loses_nothing(browser, at):
    assert browser.get("/practice/cedar/grave/").content == b"grave"
    at("2026-11-23T09:06")
    asked = "/again/?next=%2Fpractice%2Fcedar%2Fgrave%2F"
    assert where(browser.get("/practice/cedar/grave/")) == (302, asked)
    answer = browser.post("/practice/cedar/grave/", {"role": "nurse"})
    oid = Draft.objects.get().oid
    assert where(answer) == (302, f"/again/?next=%2Fdrafts%2F{oid}%2F")
    assert browser.get(answer["Location"]).status_code == 200
    assert browser.post(answer["Location"], {"password": "wrong"}).status_code == 200
    assert where(browser.get("/practice/cedar/grave/")) == (302, asked)
    assert where(browser.post(answer["Location"], {"password": PASSWORD})) == (302, f"/drafts/{oid}/")
    assert browser.get("/practice/cedar/grave/").content == b"grave"


# --- PIN and switching ------------------------------------------------------------------------------------------------


def choose_pin(browser, pin="280461"):
    return browser.post("/account/pin/", {"pin": pin, "pin_again": pin})


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


# --- sessions end with a membership -----------------------------------------------------------------------------------


@pytest.mark.parametrize("end", [suspend_membership, remove_membership])
def test_between_two_clicks(browser, ana, staff, end):
    choose_pin(browser)
    assert browser.get(NOTE).status_code == 200
    end(membership=ana.membership, by=staff(Role.MANAGER).principal)
    assert where(browser.get(NOTE))[1].startswith("/sign-in/")
    assert browser.post("/sign-in/pin/", {"person": ana.user.oid, "secret": "280461"}).status_code == 403
    enter(browser, ana.user)
    assert browser.get(NOTE).status_code == 404
    assert "No practice is open to you" in browser.get("/").content.decode()


def test_even_a_session_that_lived_on_opens_nothing(browser, ana):
    """The state is asked on every request, whatever became of the session."""
    ana.membership.state = "suspended"
    ana.membership.save()
    assert browser.get(NOTE).status_code == 404


def test_a_change_of_roles_ends_sessions(browser, ana, staff):
    set_roles(membership=ana.membership, roles=[Role.NURSE], by=staff(Role.MANAGER).principal)
    assert where(browser.get(NOTE))[1].startswith("/sign-in/")


# --- counting ---------------------------------------------------------------------------------------------------------


def test_tries_are_counted_per_window(at):
    at("2026-11-23T09:00")
    assert [tries.take("a", limit=3, seconds=60) for _ in range(5)] == [True, True, True, False, False]
    assert tries.take("b", limit=3, seconds=60)
    at("2026-11-23T09:00:59")
    assert not tries.take("a", limit=3, seconds=60)
    at("2026-11-23T09:01")
    assert tries.take("a", limit=3, seconds=60)
    tries.give_back("a")
    assert [tries.take("a", limit=3, seconds=60) for _ in range(4)] == [True, True, True, False]
    at("2026-11-24T10:00")
    assert tries.forget_old() == 2
    assert Tries.objects.count() == 0
