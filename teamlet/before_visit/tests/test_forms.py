"""Giving forms out: who may, what is asked, the link shown once, the tablet's number, taking back."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from teamlet.conftest import make_patient
from teamlet.ground.access.roles import FINDS_PATIENTS, Role
from teamlet.records.instruments.models import Form, FormLink
from teamlet.records.instruments.tests.conftest import NOON, Scene, make_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(practice, staff, patient, at) -> Scene:
    at(NOON)
    return make_scene(practice, staff, patient)


def forms_url(scene, practice="cedar", patient=None):
    return reverse("before_visit:forms", args=[practice, (patient or scene.patient).oid])


def form_url(form, name="form", practice="cedar"):
    return reverse(f"before_visit:{name}", args=[practice, form.oid])


def gives(client, scene, **said):
    values = {"mode": "link", "visit": scene.visit.oid, "prepare": "on", "language": "en"} | said
    return client.post(
        forms_url(scene), {name: value for name, value in values.items() if value is not None}, follow=True
    )


@pytest.mark.parametrize("role", sorted(FINDS_PATIENTS))
def test_whoever_finds_patients_gives_out_forms(scene, client_of, role):
    client = client_of(role)
    assert client.get(forms_url(scene)).status_code == 200
    response = gives(client, scene)
    form = Form.objects.get()
    assert response.redirect_chain[-1][0] == form_url(form)
    assert form.parts[0] == "visit_preparation@1"
    assert form.visit == scene.visit


def test_a_form_that_ends_at_midnight_is_good_until_the_day_before(scene, client_of):
    form = scene.form("visit_preparation")
    ends = datetime(2026, 11, 25, 0, 0, tzinfo=ZoneInfo(form.practice.time_zone))
    Form.objects.filter(pk=form.pk).update(expires_at=ends)
    page = client_of(scene.assistant).get(form_url(form)).content.decode()
    assert "until Nov 24, 2026, 11:59 pm" in page


def test_other_roles_and_the_neighbor_find_nothing(scene, client_of, neighbor, neighbor_patient, staff):
    form = scene.form("visit_preparation")
    for path in (forms_url(scene), form_url(form)):
        assert client_of(Role.ADVISOR).get(path).status_code == 404
        assert client_of(Role.NURSE, at=neighbor).get(path).status_code == 404
        assert client_of(Role.NURSE, at=neighbor).get(path.replace("cedar", "juniper")).status_code == 404
    client = client_of(scene.assistant)
    assert client.get(forms_url(scene, patient=neighbor_patient)).status_code == 404
    for name in ("form_link", "form_tablet", "form_end"):
        path = form_url(form, name)
        assert client_of(Role.NURSE, at=neighbor).post(path.replace("cedar", "juniper")).status_code == 404


def test_the_front_desk_sees_nothing_of_what_is_asked(scene, client_of):
    client = client_of(scene.desk)
    page = client.get(forms_url(scene)).content.decode()
    assert "PHQ" not in page
    assert 'name="more"' not in page
    form = scene.form("phq_9", "visit_preparation")
    page = client.get(form_url(form)).content.decode()
    assert "PHQ" not in page
    assert "mood" not in page.lower()
    assert "Code on paper" in page


def test_the_bubbles_take_the_place_of_the_topics(scene, client_of):
    gives(client_of(scene.assistant), scene, tools=["goal_menu", "body_outline"], mode="tablet")
    form = Form.objects.get()
    assert form.parts[0] == "goal_menu@1"
    assert "body_outline@1" in form.parts
    assert "topics" not in form.asked["visit_preparation@1"]


def test_the_longer_screen_takes_the_place_of_the_short_one(scene, client_of):
    gives(client_of(scene.assistant), scene, mode="tablet")
    assert "phq_2@1" in Form.objects.get().parts
    gives(client_of(scene.assistant), scene, mode="tablet", more=["phq_9"])
    form = Form.objects.latest("id")
    assert "phq_9@1" in form.parts
    assert "phq_2@1" not in form.parts


def test_nothing_chosen_says_so_and_keeps_what_was_chosen(scene, client_of):
    response = gives(client_of(scene.assistant), scene, prepare=None, language="es")
    assert response.status_code == 422
    assert "Choose at least one set of questions" in response.content.decode()
    assert re.search(r'value="es"\s+selected', response.content.decode())
    assert not Form.objects.exists()


def test_questions_that_do_not_exist_in_the_language_say_so(scene, client_of):
    response = gives(client_of(scene.nurse), scene, more=["gad_7"], language="es", mode="tablet")
    assert response.status_code == 422
    assert not Form.objects.exists()


def test_the_link_is_shown_once_as_code_to_copy_and_to_print(scene, client_of):
    client = client_of(scene.assistant)
    form = scene.form("visit_preparation", language="es")
    page = client.post(form_url(form, "form_link")).content.decode()
    token = re.search(r"http://testserver/f/([\w-]{43})/", page)[1]
    assert 'src="data:image/svg+xml' in page
    assert "data-copy=" in page
    assert "data-print" in page
    assert "Apunte al cuadro" in page
    assert "lunes 23 de noviembre" in page
    assert token not in client.get(form_url(form)).content.decode()
    assert not FormLink.objects.filter(token_hash=token).exists()
    again = client.post(form_url(form, "form_link")).content.decode()
    assert token not in again
    assert FormLink.objects.filter(ended_at__isnull=True).count() == 1


def test_questions_about_safety_are_refused_by_link_with_the_reasons(scene, client_of):
    form = scene.form("phq_9")
    client = client_of(scene.assistant)
    page = client.get(form_url(form)).content.decode()
    assert "Not by link:" in page
    assert "Make a link" not in page
    page = client.post(form_url(form, "form_link"), follow=True).content.decode()
    assert "/f/" not in page
    assert not FormLink.objects.exists()


def test_the_tablets_number_is_shown_once(scene, client_of):
    client = client_of(scene.desk)
    form = scene.form("visit_preparation")
    page = client.post(form_url(form, "form_tablet")).content.decode()
    pin = re.search(r'class="pin">(\d{3} \d{3})<', page)[1]
    assert "http://testserver/tablet/cedar/" in page
    page = client.get(form_url(form)).content.decode()
    assert pin not in page
    assert "Waits for its number" in page


def test_a_look_alike_is_compared_first(scene, client_of):
    make_patient(scene.practice, given="Rosa", family="Marin", birth_date=scene.patient.birth_date)
    client = client_of(scene.desk)
    form = scene.form("visit_preparation")
    page = client.post(form_url(form, "form_tablet")).content.decode()
    assert "Another patient looks much like this one" in page
    assert 'class="pin"' not in page
    page = client.post(form_url(form, "form_tablet"), {"look_alike_seen": "yes"}).content.decode()
    assert 'class="pin"' in page


def test_staff_let_a_wiped_tablet_go_on(scene, client_of, at):
    form = scene.form("visit_preparation")
    scene.tablet(form)
    at(NOON + timedelta(minutes=11))
    client = client_of(scene.assistant)
    page = client.get(form_url(form)).content.decode()
    assert "Nobody used it for ten minutes" in page
    assert "Let the tablet go on" in page
    assert 'class="pin"' in client.post(form_url(form, "form_tablet"), {"resume": "yes"}).content.decode()


def test_a_tablet_needs_a_visit_and_an_adult(scene, client_of):
    client = client_of(scene.assistant)
    form = scene.form("visit_preparation", visit=None)
    assert "bound to one visit" in client.get(form_url(form)).content.decode()
    page = client.post(form_url(form, "form_tablet"), follow=True).content.decode()
    assert 'class="pin"' not in page
    child = make_patient(scene.practice, birth_date=NOON.date().replace(year=2015), given="Leo")
    form = scene.form("visit_preparation", patient=child, visit=None)
    assert "only staff enter answers" in client.post(form_url(form, "form_link"), follow=True).content.decode()


def test_a_form_is_taken_back(scene, client_of):
    client = client_of(scene.assistant)
    form = scene.form("visit_preparation")
    page = client.post(form_url(form, "form_end"), follow=True).content.decode()
    assert "The form was taken back" in page
    assert Form.objects.get().state == "revoked"
    page = client.post(form_url(form, "form_end"), follow=True).content.decode()
    assert "cannot become" in page


def test_a_tablet_is_taken_away(scene, client_of):
    form = scene.form("visit_preparation")
    access = scene.tablet(form)
    client_of(scene.assistant).post(form_url(form, "form_end"), {"what": "tablet"})
    access.refresh_from_db()
    assert access.ended_at is not None
    assert Form.objects.get().state == "verified"


def test_the_pages_ask_as_often_for_three_forms_as_for_one(scene, client_of, django_assert_num_queries):
    client = client_of(scene.assistant)
    scene.form("visit_preparation")
    client.get(forms_url(scene))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        client.get(forms_url(scene))
    scene.form("visit_preparation")
    scene.form("phq_2")
    with django_assert_num_queries(len(one)):
        client.get(forms_url(scene))
    assert len(one) <= 24
