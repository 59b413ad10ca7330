"""The language of the pages: the person's own choice first, then what the browser asks for."""

from __future__ import annotations

import pytest
from django.utils import translation

from teamlet.ground.access.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _as_it_was():
    """Leave the language of this thread to the next test."""
    before = translation.get_language()
    yield
    translation.activate(before)


@pytest.mark.parametrize(
    ("chosen", "asked", "read"),
    [
        ("es", "en", "es"),
        ("es", "", "es"),
        ("en", "es", "es"),
        ("en", "es-MX,es;q=0.9,en;q=0.5", "es"),
        ("en", "en", "en"),
        ("en", "", "en"),
        ("xx", "en", "en"),
    ],
)
def test_the_persons_choice_comes_before_the_browsers(client_of, chosen, asked, read):
    browser = client_of(Role.MEDICAL_ASSISTANT, language=chosen)
    answer = browser.get("/practice/cedar/", headers={"Accept-Language": asked})
    words = {"en": "No visits planned today", "es": "Hoy no hay visitas planeadas"}[read]
    assert answer["Content-Language"] == read
    assert f'<html lang="{read}"' in answer.content.decode()
    assert words in answer.content.decode()


def test_nobodys_choice_stays_for_the_next(client_of):
    client_of(Role.MEDICAL_ASSISTANT, language="es").get("/practice/cedar/")
    answer = client_of(Role.MEDICAL_ASSISTANT).get("/practice/cedar/")
    assert answer["Content-Language"] == "en"
