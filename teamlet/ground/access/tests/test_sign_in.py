"""Coming in: password, second factor, device, and what is refused."""

from __future__ import annotations

import pytest
from django.test import Client

from teamlet.conftest import PASSWORD
from teamlet.ground.access.roles import Role

pytestmark = pytest.mark.django_db


def test_a_person_signs_in_and_lands_in_their_practice(staff):
    ana = staff(Role.COACH)
    browser = Client()
    page = browser.get("/sign-in/")
    assert page.status_code == 200
    answer = browser.post("/sign-in/", {"login": ana.user.email, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert browser.get("/")["Location"] == "/practice/cedar/"
