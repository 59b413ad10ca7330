"""Ana at nine o'clock in a browser of her own."""

from __future__ import annotations

import pytest
from django.test import Client

from teamlet.ground.access.roles import Role
from teamlet.ground.access.tests.browser import enter
from teamlet.ground.access.tests.lock.pages import SAVED


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
