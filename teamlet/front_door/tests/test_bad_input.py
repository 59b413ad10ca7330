"""What goes wrong with a patient's form: a plain sentence in its language, nothing lost, never a server error.

Clumsy and hostile alike: two phones, two tabs, a tablet taken away, a form that ends while somebody writes, input that
no page of ours sends.
"""

from __future__ import annotations

import re
import shutil
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client

from teamlet.conftest import make_patient
from teamlet.content import instruments, library
from teamlet.front_door.tests.conftest import NOON, Browser, link_of, options, pin_of, preparation
from teamlet.records.instruments.actions import bind_tablet, end_tablet, issue_link, revoke_form, submit_form
from teamlet.records.instruments.models import Answer, Form, FormChange, SafetyAlert, Score
from teamlet.records.instruments.queries import bindings_of, given_in
from teamlet.records.patients.models import Patient
from teamlet.records.visits.models import Visit

pytestmark = pytest.mark.django_db
CLOSED = {"en": "This form is closed", "es": "Esta hoja está cerrada"}
COVERED = {"en": "The page is covered", "es": "La página está cubierta"}
SENT = {"en": "Thank you", "es": "Gracias"}
HERE = "/form/questions/1/"
in_both_languages = pytest.mark.parametrize("language", ["en", "es"])


@pytest.fixture
def language():
    return "en"


@pytest.fixture
def form(scene, language):
    return preparation(scene, language=language)


@pytest.fixture
def phone(scene, form, browser):
    """A phone of the patient with the first question open; it speaks English, whatever the form does."""
    browser.enters(link_of(scene, form))
    return browser


@pytest.fixture
def tablet(scene, form):
    browser = Browser()
    browser.post("/tablet/cedar/", {"pin": pin_of(scene, form)})
    browser.born()
    browser.says_who()
    return browser


def counts(form):
    """Return what counts now, by question."""
    return {each.item: each.value for each in given_in(form)}


def sequences(page):
    """Return the hidden counts of a page as its form sends them."""
    return dict(re.findall(r'name="(s\d+)" value="(\d+)"', page))


def save_itself(browser, number, value, sequence="1"):
    data = {f"a{number}": value, f"s{number}": sequence}
    return browser.client.post(f"/form/questions/{number}/", data, headers={"X-Teamlet-Save": "1"})


# --- two browsers ------------------------------------------------------------------------------------------------------


def test_a_page_open_on_another_phone_takes_nothing_back(scene, form, phone):
    other = Browser()
    other.enters(link_of_again(form))
    phone.get("/form/questions/all/")
    stale = sequences(phone.page)
    other.answers(["My knees"])
    other.get("/form/questions/3/")
    other.answers("the stairs")
    phone.post("/form/questions/all/", stale | {"a1": "", "a3": "", "a10": "4"})
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


# --- the version and the language of the questions ---------------------------------------------------------------------


@pytest.fixture
def publish(tmp_path, monkeypatch):
    """Return ``publish()``: from then on a second version of the question about help is shipped."""
    remembered = (library.versions, library.ids, library._file, instruments.ids, instruments.load)

    def forget():
        for each in remembered:
            each.cache_clear()

    def ship():
        folder = tmp_path / "content"
        shutil.copytree(library.FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__", "tests"))
        for ending in ("json", "toml"):
            text = (folder / f"instruments/help_wanted.v1.{ending}").read_text()
            for old, new in (('"version": "1"', '"version": "2"'), ("version = 1", "version = 2"), (OLD, NEW)):
                text = text.replace(old, new)
            (folder / f"instruments/help_wanted.v2.{ending}").write_text(text)
        monkeypatch.setattr(library, "FOLDER", folder)
        monkeypatch.setitem(library.read_file.__kwdefaults__, "folder", folder)
        forget()

    yield ship
    monkeypatch.undo()
    forget()


OLD, NEW = "What kind of help from us would be useful?", "Which help of ours would be good?"


def test_a_form_keeps_the_questions_it_was_given_out_with(scene, browser, publish):
    form = scene.form("help_wanted")
    browser.enters(link_of(scene, form))
    assert OLD in browser.page
    publish()
    browser.get(HERE)
    assert OLD in browser.page
    browser.answers(["learn"])
    browser.post("/form/end/")
    assert SENT["en"] in browser.page
    assert Answer.objects.get(form=form).version == 1
    newer = scene.form("help_wanted")
    assert newer.parts == ["help_wanted@2"]
    other = Browser()
    other.enters(link_of(scene, newer))
    assert NEW in other.page


def test_a_language_without_the_questions_leaves_form_and_answers(scene, browser):
    form = scene.form("gad_7")
    browser.post("/tablet/cedar/", {"pin": pin_of(scene, form)})
    browser.born()
    browser.says_who()
    browser.answers(options("gad_7", "gad_1")[1])
    browser.post("/form/language/", {"language": "es", "back": "/form/questions/2/"})
    assert "These questions are not here in this language. Please ask your team for help." in browser.page
    browser.get("/form/questions/1/")
    assert '<html lang="en"' in browser.page
    assert counts(form) == {"gad_1": options("gad_7", "gad_1")[1]}


# --- what no page of ours sends ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("more", [{"score": "27"}, {"phq_2.score": "6", "total": "0"}, {"band": "none", "s99": "1"}])
def test_a_score_that_the_browser_sends_is_nothing(scene, browser, more):
    form = scene.form("phq_2")
    browser.post("/tablet/cedar/", {"pin": pin_of(scene, form)})
    browser.born()
    browser.says_who()
    for number in (1, 2):
        data = {f"a{number}": options("phq_2", f"phq_{number}")[1], f"s{number}": "1"}
        browser.post(f"/form/questions/{number}/", data | more)
    browser.post("/form/end/", more)
    assert Score.objects.get().total == 2


def test_answers_to_hidden_and_unknown_questions_are_not_kept(form, phone):
    hidden = 5  # what got in the way: only after a step that went badly
    for number in (0, hidden, 99):
        phone.post(f"/form/questions/{number}/", {f"a{number}": "x", f"s{number}": "1"})
        assert phone.path == HERE
    phone.post("/form/questions/all/", {"a1": "My knees", "s1": "1", f"a{hidden}": "x", "a99": "x", "topics": "y"})
    assert counts(form) == {"topics": ["My knees"]}


@pytest.mark.parametrize("sequence", ["²", "٣", "9" * 5_000, "-1", "0", "", "1e5", "x", "\x00"])
def test_an_odd_count_is_the_next_one(form, phone, sequence):
    phone.post(HERE, {"a1": "My knees", "s1": sequence})
    assert phone.status == 200
    assert save_itself(phone, 1, "My feet", sequence).json()["saved"] is True
    assert counts(form) == {"topics": ["My feet"]}


def test_a_request_without_a_field_of_the_question_says_nothing(form, phone):
    phone.answers(["My knees"])
    for data, kind in (({}, "application/json"), ("x=1", "application/x-www-form-urlencoded"), (b"\xff", "text/plain")):
        for path in (HERE, "/form/questions/all/"):
            assert phone.client.post(path, data, content_type=kind).status_code == 302
    assert counts(form) == {"topics": ["My knees"]}


@pytest.mark.parametrize("value", ["x" * 10_000, "x" * 1_000_000, "9" * 5_000])
def test_words_that_are_too_long_stay_on_the_page_with_the_reason(form, phone, value):
    phone.answers(value)
    assert phone.status == 422
    assert "field__error" in phone.page
    assert value in phone.page
    assert counts(form) == {}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("\U0001f600 knees", "\U0001f600 knees"),
        ("\u202eseenk\u200f", "\u202eseenk\u200f"),
        ("kn\x00ees", "knees"),
        ("\ud800knees", "\ufffd\ufffd\ufffdknees"),
    ],
)
def test_odd_letters_are_kept_or_dropped(form, phone, sent, kept):
    body = urlencode({"a1": sent, "s1": "1"}, errors="surrogatepass")
    response = phone.client.post(HERE, body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 302
    assert counts(form) == {"topics": [kept]}


@in_both_languages
def test_too_much_at_once_is_a_plain_page_that_leads_back_to_the_form(form, phone, language):
    phone.answers(["My knees"])
    for data in ({"a2": "x" * 2_600_000}, {f"x{number}": "1" for number in range(600)}):
        response = phone.client.post("/form/questions/2/", data, headers={"Accept-Language": "en"})
        page = response.content.decode()
        assert response.status_code == 413
        assert {"en": "This is too much at once", "es": "Esto es demasiado de una vez"}[language] in page
        assert 'href="/form/questions/"' in page
        assert "sign-in" not in page
    assert counts(form) == {"topics": ["My knees"]}


@in_both_languages
def test_a_page_that_is_too_old_leads_back_to_the_form(scene, form, language):
    strict = Browser(Client(enforce_csrf_checks=True))
    strict.client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    strict.post("/form/questions/1/", {"a1": "x", "s1": "1"})
    assert strict.status == 403
    assert {"en": "Go on with the form", "es": "Seguir con la hoja"}[language] in strict.page
    assert 'href="/form/questions/"' in strict.page
    assert counts(form) == {}


@pytest.mark.parametrize("path", ["/f/%00/", "/f/%ED%A0%80/", "/tablet/x%00/", f"/form/questions/{'9' * 5_000}/"])
def test_an_address_that_cannot_be_opens_nothing(browser, path):
    browser.get(path)
    assert browser.status in {200, 404}
    assert browser.path == path or "Start" in browser.page


@pytest.mark.parametrize(
    "born",
    [
        {"born_year": "9" * 5_000, "born_month": "1", "born_day": "1"},
        {"born_year": "²", "born_month": "٣", "born_day": "1"},
        {"born_year": "0", "born_month": "0", "born_day": "0"},
        {"born_year": "-1", "born_month": "-1", "born_day": "\x00"},
        {"born_year": ["1961", "1970"], "born_month": "5", "born_day": "3"},
        {"born_year": "", "more": "x"},
    ],
)
def test_an_odd_birth_date_opens_nothing_and_is_asked_again(scene, form, browser, born):
    browser.get(f"/f/{link_of(scene, form)}/")
    browser.post("/form/")
    browser.post("/form/birth-date/", born)
    assert browser.status == 200
    assert browser.path == "/form/birth-date/"
    assert "field__error" in browser.page
    browser.born()
    assert browser.path == "/form/who/"


@pytest.mark.parametrize("name", ["   ", "x" * 61, "x" * 100_000])
def test_an_odd_name_of_somebody_who_helps_is_asked_again(scene, form, browser, name):
    browser.enters(link_of(scene, form), "caregiver", name=name)
    assert browser.path == "/form/who/"
    assert "field__error" in browser.page
    browser.says_who("caregiver", name="Lucía \U0001f600")
    assert browser.path == HERE


def test_nobody_answers_as_staff(scene, form, browser):
    browser.enters(link_of(scene, form), "staff")
    assert browser.path == "/form/who/"
    assert "field__error" in browser.page
    assert Answer.objects.count() == 0
