"""What no page of ours sends to a patient's form: a plain sentence, nothing lost, never a server error."""

from __future__ import annotations

import shutil
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client

from teamlet.content import instruments, library
from teamlet.front_door.tests.conftest import (
    Browser,
    counts,
    link_of,
    options,
    pin_of,
    save_itself,
)
from teamlet.records.instruments.models import Answer, Score

pytestmark = pytest.mark.django_db
SENT = {"en": "Thank you", "es": "Gracias"}
HERE = "/form/questions/1/"
in_both_languages = pytest.mark.parametrize("language", ["en", "es"])


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
