"""Sessions end with a membership."""

from __future__ import annotations

import pytest

from teamlet.ground.access.roles import Role
from teamlet.ground.access.tests.browser import enter
from teamlet.ground.access.tests.lock.pages import NOTE, choose_pin, where
from teamlet.records.practice.actions.people import remove_membership, set_roles, suspend_membership

pytestmark = [pytest.mark.django_db, pytest.mark.urls("teamlet.ground.access.tests.lock.pages")]


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
