"""The shelf: hand-outs in both languages, the poster's code, links of others; nothing about a patient."""

from __future__ import annotations

from html import unescape

import pytest
from django.urls import reverse

from teamlet.before_visit.presenters.shelf import SHELF, code_for, outside, sheet

pytestmark = pytest.mark.django_db


def address(name, **kwargs):
    return reverse(f"before_visit:{name}", kwargs={"practice": "cedar", **kwargs})


def text_of(answer):
    return unescape(answer.content.decode())


@pytest.mark.parametrize("role", ["front-desk", "medical-assistant", "clinician", "educator"])
def test_whoever_meets_patients_opens_it(role, practice, client_of):
    client = client_of(role)
    names = [client.get(address(name)).status_code for name in ("shelf", "poster")]
    assert names == [200, 200]


@pytest.mark.parametrize("role", ["manager", "peer", "advisor"])
def test_others_do_not(role, practice, client_of):
    assert client_of(role).get(address("shelf")).status_code == 404


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("tool", list(SHELF))
def test_every_hand_out_speaks_both_languages(tool, language, practice, client_of, staff):
    page = text_of(client_of("front-desk").get(address("shelf_hand_out", handout=tool.value) + f"?language={language}"))
    said = sheet(staff("front-desk").principal, SHELF[tool], language)
    assert said["name"] in page
    assert f'<article lang="{language}">' in page
    assert "911" in page
    assert "988" in page
    assert sum(len(part.steps) for part in said["sections"]) >= 7


def test_what_is_not_on_the_shelf_is_not_there_and_another_language_is_english(practice, client_of):
    desk = client_of("front-desk")
    assert desk.get(address("shelf_hand_out", handout="bubble_sheet")).status_code == 404
    assert '<article lang="en">' in text_of(desk.get(address("poster") + "?language=tlh"))


def test_the_posters_code_holds_the_phone_alone(practice, client_of):
    page = text_of(client_of("front-desk").get(address("poster")))
    assert code_for("(555) 010-2200") in page
    assert code_for("") == ""


@pytest.mark.parametrize("language", ["en", "es"])
def test_links_of_others_are_secure_and_send_no_referrer(language, practice, client_of):
    links = outside(language)
    assert len(links) >= 5
    assert all(link["address"].startswith("https://") for link in links)
    page = text_of(client_of("front-desk").get(address("shelf") + f"?language={language}"))
    assert page.count('rel="noreferrer noopener"') == len(links)
