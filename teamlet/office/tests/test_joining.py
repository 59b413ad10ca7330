"""The page behind an invitation's link."""

from __future__ import annotations

import pytest
from django.test import Client

from teamlet.conftest import PASSWORD
from teamlet.ground.access.models import Session
from teamlet.ground.access.roles import Role
from teamlet.records.practice import queries
from teamlet.records.practice.actions.people import allow_new_password, invite_person, suspend_membership
from teamlet.records.practice.models import Invitation

pytestmark = pytest.mark.django_db
NEW = "five rainy afternoons"


@pytest.fixture
def manager(staff):
    return staff(Role.MANAGER)


def invited(practice, manager, email="ana@cedar.example"):
    return invite_person(practice=practice, email=email, name="Ana Ruiz", roles=[Role.COACH], by=manager.principal)


def sign_in(browser, email, password, **more):
    return browser.post("/sign-in/", {"login": email, "password": password, **more})


def test_a_person_joins_and_signs_in(practice, manager):
    _, token = invited(practice, manager)
    browser = Client()
    opened = browser.get(f"/invitation/{token}")
    assert (opened.status_code, opened["Location"]) == (302, "/invitation/")
    page = browser.get("/invitation/").content.decode()
    assert "Cedar Family Practice" in page
    assert token not in page
    done = browser.post("/invitation/", {"password": NEW, "again": NEW})
    assert (done.status_code, done["Location"]) == (302, "/")
    assert browser.get("/invitation/").status_code == 404
    sign_in(browser, "ana@cedar.example", NEW)
    assert browser.get("/")["Location"] == "/practice/cedar/"


def test_opening_the_link_changes_nothing(practice, manager):
    """Mail scanners open links, often and by HEAD; the person's own click still works."""
    invitation, token = invited(practice, manager)
    before = list(Invitation.objects.values())
    for _ in range(5):
        scanner = Client()
        scanner.head(f"/invitation/{token}")
        scanner.get(f"/invitation/{token}", follow=True)
    assert list(Invitation.objects.values()) == before
    invitation.membership.refresh_from_db()
    assert invitation.membership.state == "invited"
    browser = Client()
    browser.get(f"/invitation/{token}")
    assert browser.post("/invitation/", {"password": NEW, "again": NEW}).status_code == 302


def test_the_token_is_in_no_session_and_no_log(practice, manager, capsys, caplog):
    _, token = invited(practice, manager)
    browser = Client()
    browser.get(f"/invitation/{token}")
    assert token not in str(dict(browser.session))
    assert token not in str(Session.objects.values())
    out = capsys.readouterr()
    assert token not in out.out + out.err + caplog.text


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1], lambda t: t + "a", str.swapcase, lambda t: "a" * 43, lambda t: t + "."]
)
def test_other_tokens_find_nothing(practice, manager, spoil):
    _, token = invited(practice, manager)
    browser = Client()
    absent = browser.get("/no/such/page/").content
    answer = browser.get(f"/invitation/{spoil(token)}")
    assert (answer.status_code, answer.content) == (404, absent)
    assert browser.get("/invitation/").status_code == 404


@pytest.mark.parametrize(
    ("password", "again"),
    [("short", "short"), ("passwordpassword", "other"), ("", ""), ("ana@cedar.example", "ana@cedar.example")],
)
def test_passwords_that_do_not_do(practice, manager, password, again):
    invitation, token = invited(practice, manager)
    browser = Client()
    browser.get(f"/invitation/{token}")
    assert browser.post("/invitation/", {"password": password, "again": again}).status_code == 200
    invitation.membership.refresh_from_db()
    assert invitation.membership.state == "invited"


def test_an_existing_account_joins_only_when_its_owner_is_signed_in(practice, neighbor, manager, staff):
    bea = staff(Role.CLINICIAN, at=neighbor)
    _, token = invited(practice, manager, email=bea.user.email)
    browser = Client()
    browser.get(f"/invitation/{token}")
    assert "Sign in with it" in browser.get("/invitation/").content.decode()
    assert browser.post("/invitation/", {"password": NEW, "again": NEW}).status_code == 200
    bea.user.refresh_from_db()
    assert bea.user.check_password(PASSWORD)
    assert queries.resolve_principal(bea.user.pk, "cedar") is None
    sign_in(browser, bea.user.email, PASSWORD)
    assert browser.post("/invitation/").status_code == 302
    assert queries.resolve_principal(bea.user.pk, "cedar").roles == {Role.COACH}


def test_somebody_else_who_is_signed_in_does_not_join_for_them(practice, neighbor, manager, staff):
    bea, eve = staff(Role.CLINICIAN, at=neighbor), staff(Role.NURSE)
    _, token = invited(practice, manager, email=bea.user.email)
    browser = Client()
    sign_in(browser, eve.user.email, PASSWORD)
    browser.get(f"/invitation/{token}")
    assert browser.post("/invitation/").status_code == 200
    assert queries.resolve_principal(bea.user.pk, "cedar") is None


def test_a_new_password_by_the_office(practice, manager, staff):
    ana = staff(Role.COACH)
    _, token = allow_new_password(membership=ana.membership, by=manager.principal)
    browser = Client()
    browser.get(f"/invitation/{token}")
    assert browser.post("/invitation/", {"password": NEW, "again": NEW}).status_code == 302
    sign_in(browser, ana.user.email, PASSWORD)
    assert "_auth_user_id" not in browser.session
    sign_in(browser, ana.user.email, NEW)
    assert "_auth_user_id" in browser.session


def test_the_way_to_a_new_password_closes_with_the_membership(practice, manager, staff):
    ana = staff(Role.COACH)
    _, token = allow_new_password(membership=ana.membership, by=manager.principal)
    browser = Client()
    browser.get(f"/invitation/{token}")
    suspend_membership(membership=ana.membership, by=manager.principal)
    assert browser.get(f"/invitation/{token}").status_code == 404
    assert browser.post("/invitation/", {"password": NEW, "again": NEW}).status_code == 404
