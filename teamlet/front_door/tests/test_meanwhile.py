"""What happens elsewhere while a patient fills in a form: a plain sentence in its language, and nothing lost.

Two phones, two tabs, a tablet taken away, a form that ends while somebody writes.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import Client

from teamlet.conftest import make_patient
from teamlet.front_door.tests.conftest import (
    NOON,
    Browser,
    counts,
    link_of,
    options,
    pin_of,
    save_itself,
    sequences,
)
from teamlet.records.instruments.actions import bind_tablet, end_tablet, issue_link, revoke_form, submit_form
from teamlet.records.instruments.models import Answer, Form, FormChange, SafetyAlert
from teamlet.records.instruments.queries import bindings_of
from teamlet.records.patients.models import Patient
from teamlet.records.visits.models import Visit

pytestmark = pytest.mark.django_db
CLOSED = {"en": "This form is closed", "es": "Esta hoja está cerrada"}
COVERED = {"en": "The page is covered", "es": "La página está cubierta"}
SENT = {"en": "Thank you", "es": "Gracias"}
HERE = "/form/questions/1/"
in_both_languages = pytest.mark.parametrize("language", ["en", "es"])


# --- two browsers ------------------------------------------------------------------------------------------------------


def test_a_page_open_on_another_phone_takes_nothing_back(scene, form, phone):
    other = Browser()
    other.enters(link_of_again(form))
    phone.get("/form/questions/all/")
    stale = sequences(phone.page)
    other.answers(["My knees"])
    other.get("/form/questions/3/")
    other.answers("the stairs")
    phone.post("/form/questions/all/", stale | {"a1": "", "a3": "", "a11": "4"})
    assert phone.path == "/form/end/"
    assert counts(form) == {"topics": ["My knees"], "worry": "the stairs", "heavy": 4}
    # What was really written on the older page is an answer like any other, and both are kept.
    phone.post("/form/questions/all/", stale | {"a1": "My feet", "a3": ""})
    assert counts(form)["topics"] == ["My feet"]
    assert counts(form)["worry"] == "the stairs"
    assert Answer.objects.filter(form=form, item="topics").count() == 2


def link_of_again(form):
    """Return an address for the form that leaves the phones of the earlier one as they are."""
    from teamlet.ground.access.links import new_token, token_hash
    from teamlet.records.instruments.models import FormLink

    token = new_token()
    FormLink.objects.filter(form=form, ended_at=None).update(token_hash=token_hash(token))
    return token


def test_one_question_open_in_two_tabs_of_a_tablet(form, tablet):
    tab = Browser(tablet.client)
    tab.get(HERE)
    tablet.get(HERE)
    tablet.answers(["My knees"])
    tab.answers("", path=HERE)
    assert counts(form) == {"topics": ["My knees"]}
    tab.page = tab.page or ""
    tab.post(HERE, {"a1": "My feet", "s1": "1"})
    assert [row.value for row in Answer.objects.filter(form=form).order_by("id")] == [["My knees"], ["My feet"]]
    tablet.post("/form/end/")
    tab.post("/form/questions/2/", {"a2": "x", "s2": "1"})
    assert tab.path == "/form/closed/"
    assert Form.objects.get(pk=form.pk).state == "submitted"


@in_both_languages
def test_a_form_sent_twice_is_sent_once_and_thanked_twice(form, phone, language):
    phone.answers(["My knees"])
    key = phone.client.cookies["teamlet_form"].value
    phone.post("/form/end/")
    assert SENT[language] in phone.page
    for _again in range(2):
        phone.client.cookies["teamlet_form"] = key
        phone.post("/form/end/")
        assert phone.path == "/form/thanks/"
        assert SENT[language] in phone.page
        assert "knees" not in phone.page
    phone.client.cookies["teamlet_form"] = key
    phone.get("/form/end/")
    assert phone.path == "/form/closed/"
    assert FormChange.objects.filter(form=form, to_state="submitted").count() == 1
    assert counts(form)["topics"] == ["My knees"]


def test_cookies_of_two_patients_mixed_up(scene, form, phone, practice):
    neighbor = make_patient(practice, given="Lena", birth_date=date(1950, 1, 2))
    visit = Visit.objects.create(practice=practice, patient=neighbor, kind="chronic", day=NOON.date(), created_at=NOON)
    theirs = scene.form("visit_preparation", patient=neighbor, visit=visit, purpose="visit_preparation")
    other = Browser()
    other.get(f"/f/{link_of(scene, theirs)}/")
    other.post("/form/")
    other.born("1", "2", "1950")
    other.says_who("caregiver", name="Lucía")
    phone.answers(["My knees"])
    mixed = Client()
    mixed.cookies["teamlet_form"] = other.client.cookies["teamlet_form"].value
    mixed.cookies["teamlet_answering"] = phone.client.cookies["teamlet_answering"].value
    assert mixed.get(HERE)["Location"] == "/form/who/"
    assert mixed.post(HERE, {"a1": "x", "s1": "1"})["Location"] == "/form/who/"
    assert counts(theirs) == {}
    assert counts(form) == {"topics": ["My knees"]}


# --- the form ends while somebody writes -------------------------------------------------------------------------------


def revoke(scene, form, at):
    revoke_form(form=form, at=NOON, by=scene.assistant.principal)


def replace_link(scene, form, at):
    issue_link(form=form, at=NOON, by=scene.assistant.principal)


def expire(scene, form, at):
    at(form.expires_at + timedelta(minutes=1))


def cancel(scene, form, at):
    Visit.objects.filter(pk=form.visit_id).update(state="cancelled")


def die(scene, form, at):
    Patient.objects.filter(pk=form.patient_id).update(deceased_on=NOON.date())


def send(scene, form, at):
    from teamlet.content.schema import Mode
    from teamlet.records.instruments.models import FormAccess
    from teamlet.records.instruments.queries import acting_for

    access = FormAccess.objects.get(form=form)
    submit_form(form=form, mode=Mode.LINK, access=access, at=NOON, by=acting_for(form.practice, Mode.LINK))


@pytest.mark.parametrize("end", [revoke, replace_link, expire, cancel, die, send])
@in_both_languages
def test_a_form_that_ends_meanwhile_says_so_in_its_language_and_keeps_what_was_saved(
    scene, form, phone, language, at, end
):
    phone.answers(["My knees"])
    end(scene, form, at)
    assert save_itself(phone, 2, "x").status_code == 409
    for send_it in (
        lambda: phone.post("/form/questions/2/", {"a2": "x", "s2": "1"}),
        lambda: phone.post("/form/questions/all/", {"a2": "x", "s2": "1"}),
    ):
        key = phone.client.cookies["teamlet_form"].value
        send_it()
        assert phone.path == "/form/closed/"
        assert CLOSED[language] in phone.page
        for said in ("988", "911"):
            assert said in phone.page
        for word in ("knees", "Rosa", "Marín", scene.practice.name):
            assert word not in phone.page
        phone.client.cookies["teamlet_form"] = key
        phone.client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    assert counts(form) == {"topics": ["My knees"]}


@in_both_languages
def test_the_tablet_speaks_its_own_language_to_the_next_patient(form, tablet, language):
    """What the page of a closed form remembers of the language goes with it."""
    tablet.post("/form/end/")
    tablet.get("/form/closed/")
    tablet.get("/form/closed/")
    assert CLOSED["en"] in tablet.page


def covered(scene, form, tablet, at):
    at(NOON + timedelta(minutes=3))


def taken_away(scene, form, tablet, at):
    end_tablet(binding=bindings_of(form)[0], at=NOON, by=scene.assistant.principal)


def given_elsewhere(scene, form, tablet, at):
    bind_tablet(form=form, at=NOON, by=scene.assistant.principal)


@pytest.mark.parametrize(("how", "words"), [(covered, COVERED), (taken_away, CLOSED), (given_elsewhere, CLOSED)])
@in_both_languages
def test_a_tablet_taken_away_while_somebody_writes(scene, form, tablet, language, at, how, words):
    tablet.answers(["My knees"])
    how(scene, form, tablet, at)
    assert save_itself(tablet, 2, "x").status_code == 409
    tablet.post("/form/questions/2/", {"a2": "x", "s2": "1"})
    assert words[language] in tablet.page
    assert "knees" not in tablet.page
    assert counts(form) == {"topics": ["My knees"]}
    _, pin = bind_tablet(form=form, at=NOON + timedelta(minutes=4), by=scene.assistant.principal)
    at(NOON + timedelta(minutes=4))
    again = Browser()
    again.post("/tablet/cedar/", {"pin": pin})
    again.born()
    again.says_who()
    again.get(HERE)
    assert "My knees" in again.page


@in_both_languages
def test_the_number_of_a_tablet_typed_a_second_time_opens_nothing(scene, form, language):
    pin = pin_of(scene, form)
    first, second = Browser(), Browser()
    first.post("/tablet/cedar/", {"pin": pin})
    assert first.path == "/form/birth-date/"
    second.post("/tablet/cedar/", {"pin": pin}, headers={"Accept-Language": language})
    assert {"en": "This number does not open a form", "es": "Este número no abre"}[language] in second.page
    second.get("/form/")
    assert second.path == "/form/closed/"
    first.born()
    assert first.path == "/form/who/"


def test_five_wrong_numbers_do_not_close_the_tablet_to_the_right_one(scene, form, browser):
    pin = pin_of(scene, form)
    for number in range(5):
        browser.post("/tablet/cedar/", {"pin": f"00000{number}"})
        assert "does not open a form" in browser.page
    browser.post("/tablet/cedar/", {"pin": pin})
    assert browser.path == "/form/birth-date/"


def test_a_second_form_on_the_same_tablet_shows_nothing_of_the_first(scene, form, tablet, practice):
    tablet.answers(["My knees"])
    neighbor = make_patient(practice, given="Lena", birth_date=date(1950, 1, 2))
    visit = Visit.objects.create(practice=practice, patient=neighbor, kind="chronic", day=NOON.date(), created_at=NOON)
    theirs = scene.form("visit_preparation", patient=neighbor, visit=visit, purpose="visit_preparation")
    tablet.post("/tablet/cedar/", {"pin": pin_of(scene, theirs)})
    tablet.born("1", "2", "1950")
    tablet.says_who()
    tablet.get(HERE)
    assert "knees" not in tablet.page
    tablet.answers(["My back"])
    assert (counts(form), counts(theirs)) == ({"topics": ["My knees"]}, {"topics": ["My back"]})


@in_both_languages
def test_after_danger_a_form_that_ends_still_says_where_help_is(scene, language, at):
    form = scene.form("phq_9", language=language)
    browser = Browser()
    browser.post("/tablet/cedar/", {"pin": pin_of(scene, form)})
    browser.born()
    browser.says_who()
    browser.get("/form/questions/9/")
    browser.answers(options("phq_9", "phq_9")[1])
    revoke(scene, form, at)
    browser.get("/form/questions/9/")
    assert CLOSED[language] in browser.page
    assert {"en": "Call or text 988", "es": "Llame al 988"}[language] in browser.page
    assert SafetyAlert.objects.count() == 1
