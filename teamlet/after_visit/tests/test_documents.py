"""The page to take home, its files, and the copy for the electronic record."""

from __future__ import annotations

import io

import pypdf
import pytest

from teamlet.after_visit.tests.conftest import WORDS, plan_said
from teamlet.ground.access.roles import SUPPORT, Role
from teamlet.ground.audit.models import Event
from teamlet.records.documents.actions import enter_in_error, save_support
from teamlet.records.documents.models import EhrCopy, PageGiven, TakeHomePage
from teamlet.records.documents.queries import copy_light, gather_facts
from teamlet.records.documents.words import CopyState, PageVariant
from teamlet.records.plans.actions import GoalSaid
from teamlet.records.plans.words import GateChange, TeachBack
from teamlet.records.practice.models import Save
from teamlet.records.practice.queries import resolve_principal

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


def test_the_pdf_is_one_tagged_page_without_a_name_in_its_address(client_of, saved):
    answer = client_of("nurse").get(f"{HOME}/pages/{saved.page.oid}/my-plan.pdf")
    pdf = pypdf.PdfReader(io.BytesIO(answer.content))
    assert answer["Content-Type"] == "application/pdf"
    assert "Rosa" not in answer["Content-Disposition"]
    assert len(pdf.pages) == 1
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert WORDS in " ".join(pdf.pages[0].extract_text().split())


def test_the_calendar_is_neutral(client_of, saved):
    answer = client_of("nurse").get(f"{HOME}/pages/{saved.page.oid}/my-plan.ics")
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar")
    assert "BEGIN:VEVENT" in text
    assert "Mateo" not in text
    assert "Walk" not in text


def test_reading_a_page_is_recorded(client_of, saved):

    client_of("nurse").get(f"{HOME}/pages/{saved.page.oid}/my-plan.pdf")
    event = Event.objects.latest("id")
    assert (event.verb, event.patient_oid) == ("documents.read_page", saved.page.patient.oid)


@pytest.mark.parametrize("channel", ["paper", "later", "patient_did_not_want", "printer"])
def test_how_the_patient_got_it_is_one_press(client_of, saved, channel):
    nurse = client_of("nurse")
    answer = nurse.post(f"{HOME}/pages/{saved.page.oid}/given/", {"channel": channel})
    assert answer.status_code == 302
    assert PageGiven.objects.get().channel == channel
    assert nurse.post(f"{HOME}/pages/{saved.page.oid}/given/", {"channel": "owl"}).status_code == 404


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"language": "es", "variant": "standard"}, "Caminar 10 minutos después de la cena"),
        ({"language": "en", "variant": "large_print"}, "sheet--large"),
    ],
)
def test_the_same_plan_prints_in_another_form(client_of, saved, values, words):
    nurse = client_of("nurse")
    answer = nurse.post(f"{HOME}/plans/{saved.plan_version.oid}/page/", values, follow=True)
    assert words in answer.content.decode()
    assert TakeHomePage.objects.count() == 2


def test_a_language_we_lack_is_named_and_a_person_chooses(client_of, save, patient):
    patient.language = "vi"
    patient.save()
    version = save().plan_version
    nurse, where = client_of("nurse"), f"{HOME}/plans/{version.oid}/page/"
    shown = nurse.get(where).content.decode()
    assert "not available in Vietnamese" in shown
    assert "checked" not in shown.split("Size")[0]
    assert nurse.post(where, {}).status_code == 409
    answer = nurse.post(where, {"language": "en"}, follow=True)
    assert "reads Vietnamese; this page is in English" in answer.content.decode()


def test_a_long_goal_is_cut_on_the_page_and_says_so(client_of, save):
    words = "I want to keep up with Mateo " * 340
    saved = save(words=words)
    text = client_of("nurse").get(f"{HOME}/pages/{saved.page.oid}/").content.decode()
    assert saved.plan_version.goal_version.words == words
    assert words not in text
    assert "sheet__small" in text


def test_a_newer_page_is_named(client_of, save, saved):

    version = saved.plan_version
    save_support(
        patient=saved.page.patient,
        visit=None,
        goal=version.plan.goal,
        goal_said=GoalSaid(words=WORDS, importance=9),
        plan_said=plan_said(amount_words="5 min"),
        at=version.at.replace(minute=40),
        by=_author(version),
    )
    assert b"A newer page exists" in client_of("nurse").get(f"{HOME}/pages/{saved.page.oid}/").content


def test_a_withdrawn_page_says_so_and_prints_no_more(client_of, saved):
    version = saved.plan_version
    enter_in_error(goal=version.plan.goal, wrong_patient=True, at=version.at, by=_author(version))
    nurse = client_of("nurse")
    text = nurse.get(f"{HOME}/pages/{saved.page.oid}/?print=1").content.decode()
    assert "This page was withdrawn" in text
    assert WORDS not in text
    assert "data-print-now" not in text
    for file in ("my-plan.pdf", "my-plan.ics"):
        assert nurse.get(f"{HOME}/pages/{saved.page.oid}/{file}").status_code == 404


def test_undo_takes_the_page_with_it(client_of, staff, saved, at):

    person = staff("coach", name="Ana Flores", called="Ana")
    Save.objects.update(by=person.user)
    at("2026-11-23T09:25")
    save = Save.objects.get(kind="plans.plan")
    client_of(person).post(f"{HOME}/saves/{save.oid}/undo/")
    saved.page.refresh_from_db()
    assert saved.page.withdrawn_at is not None


@pytest.mark.parametrize("kind", ["progress_note", "care_plan", "after_visit", "banner"])
def test_every_text_is_one_page_away(client_of, saved, kind):
    answer = client_of("nurse").get(f"{HOME}/plans/{saved.plan_version.oid}/copy/?kind={kind}")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert WORDS in text
    assert "not_checked" not in text


def test_the_light_follows_what_somebody_copied(client_of, save, saved):
    nurse, version = client_of("nurse"), saved.plan_version
    assert b"Not copied to the EHR yet" in nurse.get(f"{HOME}/plans/{version.oid}/copy/").content
    answer = nurse.post(f"{HOME}/plans/{version.oid}/copied/", {"kind": "care_plan"})
    assert answer["Location"].endswith("?kind=care_plan")
    assert EhrCopy.objects.get().kind == "care_plan"
    assert copy_light(version).status is CopyState.CURRENT
    assert nurse.post(f"{HOME}/plans/{version.oid}/copied/", {"kind": "poem"}).status_code == 404


def test_said_back_and_changes_are_words_in_the_language_of_the_page(save):

    saved = save(teach_back=TeachBack.CLEAR, gate_change=GateChange.SMALLER, confidence_first=5)
    facts = gather_facts(
        saved.plan_version, language="en", variant=PageVariant.STANDARD, printed_on=saved.plan_version.starts_on
    )
    assert (facts.said_back, facts.sure_change, facts.copy_given) == ("yes, clearly", "a smaller step", "")


def test_a_page_asks_few_questions(client_of, saved, django_assert_max_num_queries):
    nurse = client_of("nurse")
    nurse.get(f"{HOME}/pages/{saved.page.oid}/")
    with django_assert_max_num_queries(34):
        nurse.get(f"{HOME}/pages/{saved.page.oid}/")


def _author(version):

    return resolve_principal(version.by_id, version.plan.practice.key)
