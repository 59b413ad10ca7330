"""The welcome letter and the page about the team: from the staff list, in both languages, on screen and on paper."""

from __future__ import annotations

import io

import pypdf
import pytest
from django.urls import reverse

from teamlet.ground.access import stamps
from teamlet.ground.access.roles import Role

pytestmark = pytest.mark.django_db


def page_of(client, language):
    return client.get(reverse("before_visit:welcome", args=["cedar"], query={"language": language}))


def pdf_of(client, language):
    answer = client.get(reverse("before_visit:welcome_file", args=["cedar", language]))
    assert answer["Content-Type"] == "application/pdf"
    return " ".join(" ".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(answer.content)).pages).split())


@pytest.fixture
def team(staff, practice):
    staff(Role.CLINICIAN, called="Dr. Cole")
    coach = staff(Role.COACH, Role.MEDICAL_ASSISTANT, name="Ana Ruiz")
    coach.membership.called, coach.membership.languages = "Ana", ["en", "es"]
    coach.membership.save()
    staff(Role.ADMINISTRATOR, name="Xavier Root")
    staff(Role.NURSE, name="Wanda Gone", state="suspended")
    return coach


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["Welcome to Cedar Family Practice", "(555) 010-2200", "I am a health coach.", "English, Spanish"]),
        ("es", ["Le damos la bienvenida a Cedar Family Practice", "(555) 010-2200", "inglés, español"]),
    ],
)
def test_both_pages_say_who_is_there_and_how_to_reach_them(language, said, team, client_of):
    nurse = client_of("nurse")
    page, pdf = page_of(nurse, language).content.decode(), pdf_of(nurse, language)
    assert f'<article class="panel panel--paper stack" lang="{language}">' in page
    for words in (*said, "Ana", "AR"):
        assert words in page
        assert words in pdf
    for nobody in ("Xavier", "Wanda"):
        assert nobody not in page
        assert nobody not in pdf


def test_a_language_that_we_lack_is_absent(client_of):
    nurse = client_of("nurse")
    assert page_of(nurse, "vi").status_code == 404
    assert nurse.get(reverse("before_visit:welcome_file", args=["cedar", "vi"])).status_code == 404


@pytest.mark.parametrize("role", ["front-desk", "manager", "clinician"])
def test_who_may_print_it(role, client_of):
    assert page_of(client_of(role), "en").status_code == 200


def test_the_office_says_which_languages_somebody_speaks(team, client_of):
    manager = client_of("manager")
    where = {"practice": "cedar", "member": team.oid}
    data = {"called": "Ana R.", "languages": ["es", "ko"], "stamp": stamps.make()}
    assert manager.post(reverse("office:called", kwargs=where), data).status_code == 302
    team.membership.refresh_from_db()
    assert (team.membership.called, team.membership.languages) == ("Ana R.", ["es", "ko"])
    page = manager.get(reverse("office:person", kwargs=where)).content.decode()
    assert "Speaks with patients" in page
    data = {"called": "Ana", "languages": ["klingon"], "stamp": stamps.make()}
    assert manager.post(reverse("office:called", kwargs=where), data).status_code == 422


def test_a_larger_team_asks_no_more_often(team, staff, client_of):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    nurse = client_of("nurse")
    page_of(nurse, "en")
    counts = []
    for number in range(3):
        staff(Role.COACH, name=f"Coach {number}")
        with CaptureQueriesContext(connection) as captured:
            assert page_of(nurse, "en").status_code == 200
        counts.append(len(captured))
    assert len(set(counts)) == 1
