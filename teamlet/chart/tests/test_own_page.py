"""The patient's own page from the team's side: links, answers, the list of what waits, counts that name nobody."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from teamlet.conftest import make_patient
from teamlet.front_door.tests.own_browser import NOON, Own, Phone, make_own
from teamlet.ground.access.roles import Role
from teamlet.records.followups.models import Contact, OwnPageKey, OwnPageLink, OwnPageSaid, Pulse
from teamlet.records.outreach.models import Message
from teamlet.records.patients.actions import set_helper
from teamlet.records.plans.models import PlanVersion
from teamlet.records.practice.actions.saves import undo_save
from teamlet.records.practice.models import Save
from teamlet.records.tasks.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(practice, staff, patient, at):
    at(NOON)
    return make_own(practice, staff, patient)


@pytest.fixture
def coach(own, client_of):
    return client_of(own.coach)


def page(client, own):
    return client.get(f"/practice/cedar/patients/{own.patient.oid}/own-page/").content.decode()


def answer(client, page, said, what, **more):
    form = re.search(rf'action="/practice/cedar/own-pages/{said.oid}/".*?name="stamp" value="([^"]+)"', page, re.DOTALL)
    data = {"stamp": form[1], "answer": what, "back": "page", **more}
    return client.post(f"/practice/cedar/own-pages/{said.oid}/", data, follow=True).content.decode()


def test_a_link_is_shown_once_with_its_code_and_opens_the_page(own, coach):
    url = f"/practice/cedar/patients/{own.patient.oid}/own-page/link/"
    shown = coach.post(url).content.decode()
    address = re.search(r'id="address">http://testserver(/p/[\w-]{43}/)<', shown)[1]
    assert "data:image/svg+xml" in shown
    assert "You need your date of birth" in shown
    assert address not in page(coach, own)
    phone = Phone()
    phone.enters(address)
    assert "Hello, Rosa" in phone.page
    assert "open on 1 phone" in page(coach, own)
    coach.post(f"/practice/cedar/patients/{own.patient.oid}/own-page/end/")
    phone.get("/my/")
    assert "This page is closed here" in phone.page
    assert not OwnPageLink.objects.filter(ended_at=None).exists()
    assert not OwnPageKey.objects.filter(ended_at=None).exists()


def test_a_link_for_a_helper_and_for_nobody_else(own, coach):
    mateo = set_helper(
        patient=own.patient, name="Mateo", relation="grandson", may_join=True, agreed_on=date(2026, 11, 1),
        by=own.coach.principal,
    )  # fmt: skip
    url = f"/practice/cedar/patients/{own.patient.oid}/own-page/link/"
    assert "Make a link for Mateo" in page(coach, own)
    coach.post(url, {"helper": mateo.oid})
    assert OwnPageLink.objects.get().helper_oid == mateo.oid
    assert coach.post(url, {"helper": "zzzzzzzzzzzzzzzz"}).status_code == 404


def test_a_text_goes_only_where_the_patient_agreed(own, coach):
    url = f"/practice/cedar/patients/{own.patient.oid}/own-page/link/"
    refused = coach.post(url, {"text": "yes"}, follow=True).content.decode()
    assert "on its way" not in refused
    assert not Message.objects.exists()
    own.may_be_texted()
    assert "on its way" in coach.post(url, {"text": "yes"}, follow=True).content.decode()
    assert Message.objects.count() == 1


def test_under_eighteen_the_page_says_why_there_is_none(own, coach):
    own.patient.birth_date = date(2015, 1, 1)
    own.patient.save()
    shown = page(coach, own)
    assert "Under 18 there is no page" in shown
    assert "Make a link" not in shown


def test_what_was_marked_and_said_is_seen_and_answered(own, coach):
    phone = own.phone()
    phone.says("/my/day/", day="2026-11-25 done")
    phone.says("/my/sure/", sure="5")
    phone.get("/my/")
    phone.says("/my/write/", words="My shoes hurt")
    shown = page(coach, own)
    assert "1 of 3 days this week, sure 5 of 10" in shown
    assert "My shoes hurt" in shown
    comment = OwnPageSaid.objects.get(kind="comment")
    answered = answer(coach, shown, comment, "seen")
    assert "Answered." in answered
    assert Task.objects.get(pk=comment.task_id).state == "done"
    phone.get(f"/my/said/{comment.oid}/")
    assert "Your team saw this." in phone.page


def test_agreeing_to_a_smaller_step_opens_the_plan_with_it(own, coach):
    phone = own.phone()
    phone.says("/my/sure/", sure="5")
    phone.says("/my/smaller/", change="smaller")
    said = OwnPageSaid.objects.get(kind="smaller")
    shown = answer(coach, page(coach, own), said, "accepted")
    assert "Walk 5 minutes after dinner" in shown
    version = PlanVersion.objects.order_by("-id").first()
    assert (version.number, version.parts["amount"]["number"], version.gate_change) == (2, "5", "smaller")
    assert (version.confidence, version.confidence_asked) == (None, False)
    assert Contact.objects.get(patient=own.patient, state="open").plan_version == version
    phone.get("/my/")
    assert "Walk 5 minutes" in phone.page
    assert not Task.objects.filter(kind="own_page", state="open").exclude(detail__what="sure").exists()
    save = Save.objects.get(kind="plans.plan", about_oid=version.oid)
    undo_save(save=save, at=NOON, by=own.coach.principal)
    phone.get("/my/")
    assert "Walk 10 minutes" in phone.page


def test_fewer_days(own, coach):
    phone = own.phone()
    phone.says("/my/sure/", sure="4")
    phone.says("/my/smaller/", change="fewer_days")
    answer(coach, page(coach, own), OwnPageSaid.objects.get(kind="smaller"), "accepted")
    phone.get("/my/")
    assert "2 days a week" in phone.page


def test_agreeing_to_another_day_moves_the_call(own, coach):
    phone = own.phone()
    phone.get("/my/call/")
    day = re.findall(r'name="day" id="day_\d+" value="([\d-]+)"', phone.page)[-1]
    phone.says("/my/call/", day=day, time="morning")
    said = OwnPageSaid.objects.get()
    before = own.contact
    answer(coach, page(coach, own), said, "accepted")
    moved = own.contact
    assert (moved.due_on.isoformat(), moved.from_time.hour, moved.to_time.hour) == (day, 9, 12)
    assert moved.task.owner_id == before.task.owner_id
    assert moved.pk != before.pk
    phone.get("/my/")
    assert "You asked for" not in phone.page


def test_leaving_it_as_it_was_changes_nothing(own, coach):
    phone = own.phone()
    phone.says("/my/sure/", sure="5")
    phone.says("/my/smaller/", change="smaller")
    said = OwnPageSaid.objects.get(kind="smaller")
    answer(coach, page(coach, own), said, "declined")
    assert PlanVersion.objects.count() == 1
    phone.get(f"/my/said/{said.oid}/")
    assert "left it as it was" in phone.page


def test_the_second_answer_is_told_that_somebody_was_first(own, coach, client_of):
    phone = own.phone()
    phone.says("/my/write/", words="Hello")
    said, nurse = OwnPageSaid.objects.get(), client_of(Role.NURSE)
    mine, theirs = page(coach, own), page(nurse, own)
    answer(coach, mine, said, "seen")
    assert "Somebody answered this already" in answer(nurse, theirs, said, "seen")


def test_a_step_that_changed_meanwhile_is_not_made_smaller(own, coach):
    phone = own.phone()
    phone.says("/my/sure/", sure="5")
    phone.says("/my/smaller/", change="smaller")
    shown = page(coach, own)
    own.agree("Walk with Mateo", step_words="Dance", parts={})
    said = OwnPageSaid.objects.get(kind="smaller")
    PlanVersion.objects.filter(pk=said.plan_version_id).update(number=7)
    assert "The step changed meanwhile" in answer(coach, shown, said, "accepted")
    said.refresh_from_db()
    assert said.answer == ""


def test_the_list_shows_mine_first_and_the_bar_counts_it(own, coach, client_of):
    own.phone().says("/my/off-track/", words="It rains")
    listed = coach.get("/practice/cedar/own-pages/").content.decode()
    assert "It rains" in listed
    assert "patient wrote on their own page" in listed
    assert client_of(Role.FRONT_DESK).get("/practice/cedar/own-pages/").status_code == 404


def test_the_front_desk_makes_links_and_reads_nothing_that_was_said(own, client_of):
    own.phone().says("/my/write/", words="My shoes hurt")
    desk = client_of(Role.FRONT_DESK)
    shown = page(desk, own)
    assert "Make a link" in shown
    assert "shoes" not in shown
    assert "Walk" not in shown
    said = OwnPageSaid.objects.get()
    assert desk.post(f"/practice/cedar/own-pages/{said.oid}/", {"answer": "seen"}).status_code == 404


def test_words_of_danger_lead_to_the_alert(own, coach, client_of):
    own.phone().says("/my/write/", words="I want to die")
    said = OwnPageSaid.objects.get()
    assert f"/practice/cedar/alerts/{said.alert_oid}/" in page(client_of(Role.NURSE), own)


def test_another_practices_words_are_not_there(own, neighbor, neighbor_patient, staff, coach):
    theirs = Own(neighbor, neighbor_patient, staff(Role.COACH, at=neighbor), None)
    phone = Phone()
    phone.knocks(theirs.link())
    phone.born("3", "5", "1961")
    phone.says("/my/write/", words="Theirs")
    said = OwnPageSaid.objects.get()
    assert coach.post(f"/practice/cedar/own-pages/{said.oid}/", {"answer": "seen"}).status_code == 404
    assert "Theirs" not in coach.get("/practice/cedar/own-pages/").content.decode()


@pytest.mark.parametrize(("people", "shown"), [(10, False), (11, True)])
def test_the_two_questions_are_counted_over_eleven_people_or_not_at_all(own, coach, people, shown):
    for number in range(people):
        Pulse.objects.create(
            practice=own.practice, patient=make_patient(own.practice), listened=5 if number else 2, knows_next=4,
            language="en", at=NOON - timedelta(days=3),
        )  # fmt: skip
    listed = coach.get("/practice/cedar/own-pages/").content.decode()
    assert ("10 of 11 people say that we listened" in listed) is shown
    assert ("Fewer than 11 people" in listed) is not shown


def test_one_and_three_rows_take_the_same_statements(own, coach):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for words in (("One",), ("Two", "Three")):
        for each in words:
            phone = own.phone()
            phone.says("/my/write/", words=each)
        for url in ("/practice/cedar/own-pages/", f"/practice/cedar/patients/{own.patient.oid}/own-page/"):
            coach.get(url)
            with CaptureQueriesContext(connection) as seen:
                coach.get(url)
            counts.append(len(seen))
    assert counts[:2] == counts[2:], counts


def test_the_contact_says_what_happened_on_the_page(own, coach):
    url = f"/practice/cedar/contacts/{own.contact.oid}/"
    assert "On their own page" not in coach.get(url).content.decode()
    phone = own.phone()
    phone.says("/my/day/", day="2026-11-25 done")
    phone.says("/my/sure/", sure="5")
    phone.get("/my/call/?none=yes")
    phone.says("/my/call/", none="1")
    shown = coach.get(url).content.decode()
    assert "1 of 3 days this week" in shown
    assert "sure 5 of 10" in shown
    assert "asked on their own page not to be called" in shown
