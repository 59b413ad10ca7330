"""The page to take home, its files, and the copy for the electronic record."""

from __future__ import annotations

import pytest

from teamlet.after_visit.tests.conftest import WORDS
from teamlet.ground.access.roles import SUPPORT, Role

HOME = "/practice/cedar"


def test_the_page_shows_the_patients_words_and_the_contact(client_of, saved):
    answer = client_of("medical-assistant").get(f"{HOME}/pages/{saved.page.oid}/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert WORDS in text
    assert "Walk 10 minutes after dinner, 3 days a week" in text
    assert "Ana or the team" in text
    assert "data-print-now" not in text


def test_print_opens_the_dialog(client_of, saved):
    answer = client_of("medical-assistant").get(f"{HOME}/pages/{saved.page.oid}/?print=1")
    assert b"data-print-now" in answer.content


@pytest.mark.parametrize("role", sorted(set(Role) - SUPPORT))
def test_only_people_in_support_open_it(client_of, saved, role):
    assert client_of(role).get(f"{HOME}/pages/{saved.page.oid}/").status_code == 404
