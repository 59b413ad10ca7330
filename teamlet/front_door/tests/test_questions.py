"""Answering: one question to a page or all on one, saving by itself, skipping, languages, two authors, danger."""

from __future__ import annotations

import pytest
from django.db import connection

from teamlet.front_door.tests.conftest import Browser, link_of, options, pin_of, preparation
from teamlet.records.instruments.models import Answer, Form, SafetyAlert

pytestmark = pytest.mark.django_db
NINE = "phq_9"


def given(form):
    return {(row.item, row.author): row.value for row in Answer.objects.filter(form=form).order_by("sequence", "id")}


def on_tablet(scene, form, who="patient", **more):
    browser = Browser()
    browser.post("/tablet/cedar/", {"pin": pin_of(scene, form)})
    browser.born()
    browser.says_who(who, **more)
    return browser


def test_each_answer_is_saved_and_the_next_question_shown(scene, browser):
    form = preparation(scene)
    browser.enters(link_of(scene, form))
    browser.answers(["My knees", "", "Sleep"])
    assert browser.path == "/form/questions/2/"
    assert given(form) == {("topics", "patient"): ["My knees", "Sleep"]}
    assert "Question 2 of" in browser.page


def test_coming_back_goes_on_where_it_was_left(scene, browser):
    form = preparation(scene)
    token = link_of(scene, form)
    browser.enters(token)
    browser.answers(["My knees"])
    again = Browser()
    again.enters(token)
    assert again.path == "/form/questions/2/"
    again.get("/form/questions/1/")
    assert "My knees" in again.page


def test_every_question_can_be_skipped(scene, browser):
    form = preparation(scene)
    browser.enters(link_of(scene, form))
    for _ in range(40):
        if browser.path == "/form/end/":
            break
        browser.answers("", skip="1")
    assert browser.path == "/form/end/"
    assert "You answered 0 of" in browser.page
    assert set(given(form).values()) == {None}
    browser.post("/form/end/")
    assert "Thank you" in browser.page


def test_the_page_saves_by_itself(scene, browser):
    form = preparation(scene)
    browser.enters(link_of(scene, form))
    response = browser.client.post(
        "/form/questions/1/", {"a1": ["My knees"], "s1": "1"}, headers={"X-Teamlet-Save": "1"}
    )
    assert response.json() == {"saved": True, "crisis": False, "sequence": 2}
    response = browser.client.post(
        "/form/questions/1/", {"a1": ["My feet"], "s1": "2"}, headers={"X-Teamlet-Save": "1"}
    )
    assert given(form)[("topics", "patient")] == ["My feet"]
    browser.client.post("/form/questions/1/", {"a1": ["My feet"], "s1": "2"})
    assert Answer.objects.filter(form=form).count() == 2


def test_what_cannot_be_kept_stays_on_the_page_with_the_reason(scene, browser):
    form = preparation(scene)
    browser.enters(link_of(scene, form))
    browser.answers(["a", "b", "c", "d"])
    assert browser.status == 422
    assert "field__error" in browser.page
    assert 'value="c"' in browser.page
    assert given(form) == {}
    response = browser.client.post("/form/questions/1/", {"a1": ["x" * 500]}, headers={"X-Teamlet-Save": "1"})
    assert response.status_code == 422
    assert response.json()["saved"] is False
    assert response.json()["text"]


@pytest.mark.parametrize("value", ["ten", "-1", "1000000000", "11", "٣", "1.5"])
def test_a_number_that_does_not_fit_is_asked_again(scene, browser, value):
    form = preparation(scene, asked={"visit_preparation": ["heavy"]})
    browser.enters(link_of(scene, form))
    browser.answers(value)
    assert browser.status == 422
    assert given(form) == {}


@pytest.mark.parametrize("number", [0, 5, 999])
def test_a_question_that_is_not_asked_leads_to_one_that_is(scene, browser, number):
    form = preparation(scene, asked={"visit_preparation": ["topics", "heavy"]})
    browser.enters(link_of(scene, form))
    browser.post(f"/form/questions/{number}/", {f"a{number}": "x", "score": "27", "total": "0"})
    assert browser.path == "/form/questions/1/"
    assert given(form) == {}


def test_all_questions_on_one_page(scene, browser):
    form = preparation(scene, asked={"visit_preparation": ["topics", "heavy", "worry"]})
    browser.enters(link_of(scene, form))
    browser.get("/form/questions/all/")
    assert browser.page.count("<fieldset") == 3
    browser.post("/form/questions/all/", {"a1": ["My knees"], "s1": "1", "a3": "7", "s3": "1", "a2": "", "s2": "1"})
    assert browser.path == "/form/end/"
    assert "You answered 2 of 3" in browser.page
    assert given(form) == {("topics", "patient"): ["My knees"], ("heavy", "patient"): 7}
    browser.get("/form/questions/all/")
    browser.post("/form/questions/all/", {"a1": [""], "s1": "2", "a3": "7", "s3": "2", "a2": "", "s2": "1"})
    assert given(form)[("topics", "patient")] is None


def test_a_wrong_one_among_all_is_named_and_the_others_are_kept(scene, browser):
    form = preparation(scene, asked={"visit_preparation": ["topics", "heavy"]})
    browser.enters(link_of(scene, form))
    browser.post("/form/questions/all/", {"a1": ["My knees"], "a2": "99"})
    assert browser.status == 422
    assert "field__error" in browser.page
    assert "My knees" in browser.page
    assert given(form) == {("topics", "patient"): ["My knees"]}


def test_another_language_keeps_the_answers(scene, browser):
    form = preparation(scene)
    browser.enters(link_of(scene, form))
    browser.answers(["My knees"])
    browser.post("/form/language/", {"language": "es", "back": "/form/questions/1/"})
    assert browser.path == "/form/questions/1/"
    assert '<html lang="es"' in browser.page
    assert "My knees" in browser.page
    assert "Siguiente" in browser.page
    assert Form.objects.get(pk=form.pk).language == "es"
    browser.answers(["Mis rodillas"])
    assert list(Answer.objects.filter(form=form).order_by("id").values_list("language", flat=True)) == ["en", "es"]


def test_before_the_birth_date_only_the_page_changes_its_language(scene, browser):
    form = preparation(scene)
    browser.get(f"/f/{link_of(scene, form)}/")
    browser.post("/form/language/", {"language": "es", "back": "/form/"})
    assert "Empezar" in browser.page
    browser.post("/form/")
    assert "¿Cuándo nació usted?" in browser.page
    assert "mayo" in browser.page
    assert Form.objects.get(pk=form.pk).language == "en"


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/practice/cedar/", "/form/questions/x/"])
def test_the_switch_of_languages_leads_nowhere_else(scene, browser, back):
    browser.get(f"/f/{link_of(scene, preparation(scene))}/")
    response = browser.client.post("/form/language/", {"language": "es", "back": back})
    assert response["Location"] == "/form/"


def test_questions_that_do_not_exist_in_a_language_say_so(scene):
    form = scene.form("gad_7")
    browser = on_tablet(scene, form)
    browser.answers(options("gad_7", "gad_1")[1])
    browser.post("/form/language/", {"language": "es", "back": "/form/questions/2/"})
    assert "not here in this language" in browser.page
    assert Form.objects.get(pk=form.pk).language == "en"


def test_two_authors_keep_both_under_their_names(scene):
    form = preparation(scene)
    token = link_of(scene, form)
    rosa, daughter = Browser(), Browser()
    rosa.enters(token)
    rosa.answers(["My knees"])
    daughter.enters(token, "caregiver", name="Lucía", relation="daughter")
    assert daughter.path == "/form/questions/1/"
    assert "My knees" not in daughter.page
    daughter.answers(["Her sleep"])
    rows = Answer.objects.filter(form=form).order_by("id")
    assert [(row.author, row.author_name, row.relation, row.value) for row in rows] == [
        ("patient", "", "", ["My knees"]),
        ("caregiver", "Lucía", "daughter", ["Her sleep"]),
    ]


def test_somebody_who_helps_gives_a_name(scene, browser):
    browser.enters(link_of(scene, preparation(scene)), "caregiver")
    assert browser.path == "/form/who/"
    assert "Please write your name." in browser.page


def test_questions_about_mood_are_not_asked_of_somebody_who_helps(scene):
    form = scene.form("visit_preparation", "phq_9", asked={"visit_preparation": ["topics"]})
    browser = on_tablet(scene, form, "caregiver", name="Lucía", relation="daughter")
    browser.answers(["Her sleep"])
    assert browser.path == "/form/end/"
    assert "only for the person the form is about" in browser.page
    browser.post("/form/questions/3/", {"a3": options(NINE, "phq_2")[2], "s3": "1"})
    assert Answer.objects.filter(form=form).count() == 1


def test_the_crisis_lines_stand_ready_on_every_page_with_questions(scene):
    browser = on_tablet(scene, scene.form("phq_9"))
    assert 'id="crisis"' in browser.page
    assert " hidden>" in browser.page.split('id="crisis"')[1].split("<h2")[0] + ">"
    browser.get("/form/questions/9/")
    assert browser.page.count("data-risk>") == 3


@pytest.mark.parametrize(
    ("language", "line"),
    [("en", "Call or text 988, any time. It is free."), ("es", "envíe AYUDA al 988, a cualquier hora. Es gratis.")],
)
def test_an_answer_that_may_mean_danger_shows_the_lines_and_raises_the_alert(scene, language, line):
    form = scene.form("phq_9", language=language)
    browser = on_tablet(scene, form)
    browser.get("/form/questions/9/")
    browser.answers(options(NINE, "phq_9")[1])
    alert = SafetyAlert.objects.get()
    assert alert.patient == scene.patient
    block = browser.page.split('id="crisis"')[1].split("</section>")[0]
    assert "hidden" not in block
    assert line in block
    assert "crisis--tablet" in browser.page
    browser.get("/form/questions/1/")
    assert "hidden" not in browser.page.split('id="crisis"')[1].split("<h2")[0]
    browser.post("/form/end/")
    assert 'id="crisis"' not in browser.page
    assert SafetyAlert.objects.count() == 1


def test_the_page_that_saves_by_itself_is_told_of_danger(scene):
    browser = on_tablet(scene, scene.form("phq_9"))
    response = browser.client.post(
        "/form/questions/9/", {"a9": options(NINE, "phq_9")[2], "s9": "1"}, headers={"X-Teamlet-Save": "1"}
    )
    assert response.json()["crisis"] is True
    assert SafetyAlert.objects.count() == 1


def test_alarming_words_show_the_lines_too(scene, browser):
    form = preparation(scene, asked={"visit_preparation": ["worry"]})
    browser.enters(link_of(scene, form))
    browser.answers("I want to die")
    assert SafetyAlert.objects.count() == 1
    assert browser.path == "/form/end/"
    assert "hidden" not in browser.page.split('id="crisis"')[1].split("<h2")[0]


def test_a_positive_short_form_asks_the_longer_one_on_a_tablet(scene):
    form = scene.form("phq_2")
    browser = on_tablet(scene, form)
    browser.answers(options("phq_2", "phq_1")[3])
    browser.answers(options("phq_2", "phq_2")[2])
    assert Form.objects.get(pk=form.pk).parts == ["phq_2@1", "phq_9@1"]
    assert "Trouble falling" in browser.page
    assert "Question 3 of" in browser.page
    browser.get("/form/questions/1/")
    browser.answers(options("phq_2", "phq_1")[1])
    newest = Answer.objects.filter(form=form, item="phq_1", instrument="phq_9").order_by("sequence").last()
    assert newest.value == options("phq_2", "phq_1")[1]


def test_after_sending_nothing_shows_any_more(scene, browser):
    form = preparation(scene)
    browser.enters(link_of(scene, form))
    browser.answers(["My knees"])
    response = browser.client.post("/form/end/")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert response.cookies["teamlet_form"].value == ""
    browser.get("/form/thanks/")
    for word in ("knees", "Rosa", "Marín"):
        assert word not in browser.page
    for path in ("/form/questions/1/", "/form/end/", "/form/who/", "/form/"):
        browser.get(path)
        assert "This form is closed" in browser.page
        assert "knees" not in browser.page
    browser.post("/form/end/")
    assert Form.objects.filter(state="submitted").count() == 1


def test_markup_in_answers_stays_words(scene, browser):
    form = preparation(scene)
    browser.enters(link_of(scene, form))
    browser.answers(['"><script>alert(1)</script>'])
    browser.get("/form/questions/1/")
    assert "<script>alert" not in browser.page
    browser.get("/form/questions/all/")
    assert "<script>alert" not in browser.page


#: One more on PostgreSQL: a write takes its turn at the chain first.  Beginnings and ends of transactions count.
PAGE, SAVE = 10, 12 + (connection.vendor == "postgresql")


@pytest.mark.parametrize(
    "parts", [("visit_preparation",), ("visit_preparation", "twelve_areas", "social_needs", "help_wanted")]
)
def test_a_page_and_a_save_ask_as_much_of_the_database_for_one_answer_as_for_three(
    scene, browser, django_assert_num_queries, parts
):
    form = scene.form(
        *parts, purpose="visit_preparation", asked={"visit_preparation": ["topics", "worry", "heavy", "questions"]}
    )
    browser.enters(link_of(scene, form))
    with django_assert_num_queries(SAVE):
        browser.client.post("/form/questions/1/", {"a1": ["My knees"], "s1": "1"})
    with django_assert_num_queries(PAGE):
        browser.client.get("/form/questions/1/")
    browser.get("/form/questions/2/")
    browser.answers("nothing")
    browser.answers("3")
    with django_assert_num_queries(SAVE):
        browser.client.post("/form/questions/1/", {"a1": ["My feet"], "s1": "2"})
    with django_assert_num_queries(PAGE):
        browser.client.get("/form/questions/1/")


NAUGHTY = ["\x00", "\ud800", "' OR 1=1 --", "<img src=x onerror=alert(1)>", "a" * 100_000, "9e99"]


@pytest.mark.parametrize("value", NAUGHTY)
def test_whatever_is_sent_is_never_a_server_error(scene, value):
    form = scene.form("visit_preparation", "phq_9", "goal_menu", "body_outline", purpose="visit_preparation")
    browser = on_tablet(scene, form)
    from urllib.parse import urlencode

    for number in range(1, 30):
        sent = {f"a{number}": value, f"s{number}": value[:50], f"star{number}": value[:50]}
        body = urlencode(sent, errors="surrogatepass")
        response = browser.client.post(
            f"/form/questions/{number}/",
            body,
            content_type="application/x-www-form-urlencoded",
            headers={"X-Teamlet-Save": "1"} if number % 2 else {},
        )
        assert response.status_code in {200, 302, 422}, (number, response.status_code)
    for path, field in (("/form/who/", "name"), ("/form/language/", "language"), ("/form/language/", "back")):
        body = urlencode({"who": "caregiver", field: value}, errors="surrogatepass")
        response = browser.client.post(path, body, content_type="application/x-www-form-urlencoded")
        assert response.status_code in {200, 302}


@pytest.mark.parametrize("cookie", ["", "x", "eyJhIjoxfQ:1x:y"])
def test_a_cookie_that_is_not_ours_asks_again_who_answers(scene, browser, cookie):
    browser.enters(link_of(scene, preparation(scene)))
    browser.client.cookies["teamlet_answering"] = cookie
    browser.get("/form/questions/1/")
    assert browser.path == "/form/who/"


def test_who_answers_is_not_carried_to_another_form(scene, browser):
    browser.enters(link_of(scene, preparation(scene)), "caregiver", name="Lucía")
    kept = browser.client.cookies["teamlet_answering"].value
    other = Browser()
    other.get(f"/f/{link_of(scene, preparation(scene))}/")
    other.post("/form/")
    other.born()
    other.client.cookies["teamlet_answering"] = kept
    other.get("/form/questions/1/")
    assert other.path == "/form/who/"
