"""The card of three questions: lines by staff, a comparison for two, the page to take home prints them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from teamlet.ground.access.roles import SUPPORT, Role
from teamlet.records.instruments.tests.conftest import NOON, make_scene
from teamlet.records.visits.models import CardAnswer

pytestmark = pytest.mark.django_db
LINES = {"answer_1": "Your sugar is too high", "answer_2": "Walk after dinner", "answer_3": "",
         "own_question": "Can I eat rice?", "own_answer": "Yes, half a cup"}  # fmt: skip


@pytest.fixture
def scene(practice, staff, patient, at):
    at(NOON)
    return make_scene(practice, staff, patient)


def url(scene, practice="cedar"):
    return reverse("before_visit:card", args=[practice, scene.visit.oid])


def stamp(page):
    import re

    return re.search(r'name="stamp" value="([^"]+)"', page.content.decode())[1]


@pytest.mark.parametrize("role", sorted(SUPPORT))
def test_the_team_answers_one_line_each(scene, client_of, role):
    client = client_of(role)
    page = client.get(url(scene))
    assert "What can I do about it?" in page.content.decode()
    page = client.post(url(scene), LINES | {"stamp": stamp(page)}, follow=True)
    assert "Saved." in page.content.decode()
    row = CardAnswer.objects.get()
    assert row.answers == ["Your sugar is too high", "Walk after dinner", ""]
    assert (row.own_question, row.own_answer, row.number) == ("Can I eat rice?", "Yes, half a cup", 1)


def test_others_find_nothing(scene, client_of, neighbor):
    assert client_of(Role.FRONT_DESK).get(url(scene)).status_code == 404
    assert client_of(Role.NURSE, at=neighbor).get(url(scene, "juniper")).status_code == 404
    assert (
        client_of(Role.NURSE).get(reverse("before_visit:card", args=["cedar", "zzzzzzzzzzzzzzzz"])).status_code == 404
    )


def test_a_line_that_is_too_long_stays_with_the_reason(scene, client_of):
    client = client_of(Role.NURSE)
    page = client.post(url(scene), LINES | {"answer_3": "x" * 161, "stamp": stamp(client.get(url(scene)))})
    assert page.status_code == 422
    assert "field__error" in page.content.decode()
    assert "Walk after dinner" in page.content.decode()
    assert not CardAnswer.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"stamp": ""}, {"stamp": "x:y:z"}, {"stamp": "\x00"}])
def test_without_a_stamp_of_ours_nothing_is_saved_and_it_is_said(scene, client_of, sent):
    page = client_of(Role.NURSE).post(url(scene), LINES | sent)
    assert page.status_code == 409
    assert "could not be read. Nothing was saved." in page.content.decode()
    assert not CardAnswer.objects.exists()


def test_two_people_compare(scene, client_of):
    one, two = client_of(Role.NURSE), client_of(Role.CLINICIAN)
    first, second = stamp(one.get(url(scene))), stamp(two.get(url(scene)))
    one.post(url(scene), LINES | {"stamp": first})
    page = two.post(url(scene), LINES | {"answer_1": "Your blood pressure", "stamp": second})
    assert page.status_code == 409
    text = page.content.decode()
    assert "Somebody else answered meanwhile" in text
    assert "Your sugar is too high" in text
    assert "Your blood pressure" in text
    two.post(url(scene), LINES | {"answer_1": "Your blood pressure", "stamp": stamp(page)})
    assert CardAnswer.objects.count() == 2


@pytest.mark.parametrize(("language", "title", "question"), [
    ("en", "Three questions for my visit", "What can I do about it?"),
    ("es", "Tres preguntas para mi consulta", "¿Qué puedo hacer yo?"),
])  # fmt: skip
@pytest.mark.parametrize("large", [False, True])
def test_the_page_to_take_home_prints_them(scene, client_of, language, title, question, large):
    from pypdf import PdfReader

    from teamlet.records.documents.actions import save_support
    from teamlet.records.documents.queries import facts_of_page
    from teamlet.records.plans.actions import GoalSaid, PlanSaid
    from teamlet.records.plans.words import FollowUpAnswer
    from teamlet.records.visits.actions import CardSaid, answer_card

    scene.patient.language = language
    scene.patient.large_print = large
    scene.patient.save()
    said = CardSaid(("Too much sugar", "Walk after dinner", "More energy"), "Can I eat rice?", "Half a cup")
    answer_card(visit=scene.visit, said=said, seen=0, at=NOON, by=scene.nurse.principal)
    scene.visit.refresh_from_db()
    plan = PlanSaid(
        step_words="walk", starts_on=NOON.date(), ends_on=NOON.date() + timedelta(days=14),
        confidence_asked=True, confidence_first=8, confidence=8, follow_up=FollowUpAnswer.AGREED,
    )  # fmt: skip
    saved = save_support(
        patient=scene.patient, visit=scene.visit, goal_said=GoalSaid(words="Dance again"), plan_said=plan, at=NOON,
        by=scene.nurse.principal,
    )  # fmt: skip
    facts = facts_of_page(saved.page)
    assert [(row.question, row.answer) for row in facts.questions][1] == (question, "Walk after dinner")
    page = client_of(Role.NURSE).get(reverse("after_visit:page", args=["cedar", saved.page.oid])).content.decode()
    for words in (title, question, "Walk after dinner", "Can I eat rice?", "Half a cup"):
        assert words in page
    import io

    pdf = client_of(Role.NURSE).get(reverse("after_visit:page_pdf", args=["cedar", saved.page.oid]))
    pages = PdfReader(io.BytesIO(b"".join(pdf.streaming_content) if pdf.streaming else pdf.content)).pages
    text = " ".join(page.extract_text() for page in pages)
    assert "Walk after dinner" in text
    assert len(pages) <= (2 if large else 1)
