"""What was typed when a lock or a question came between."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from teamlet.conftest import PASSWORD
from teamlet.ground.access import sessions
from teamlet.ground.access.models import Draft
from teamlet.ground.access.roles import Role
from teamlet.ground.access.tests.browser import enter
from teamlet.ground.access.tests.lock.pages import NOTE, SAVED, where
from teamlet.records.practice.actions.people import suspend_membership

pytestmark = [pytest.mark.django_db, pytest.mark.urls("teamlet.ground.access.tests.lock.pages")]


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
