"""The page of replies: what waits, one reply, whose it is, what it means, stop, handled; answers beside a contact."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamlet.ground.access.roles import LICENSED, SUPPORT, Role
from teamlet.records.followups.models import Contact, ContactAnswer, ContactReport
from teamlet.records.followups.tests.replying import (  # noqa: F401
    ask_fixture,
    coach_fixture,
    nurse_fixture,
    person_fixture,
    write_fixture,
)
from teamlet.records.instruments.models import SafetyAlert
from teamlet.records.outreach.models import OptOut, Reply
from teamlet.records.patients.models import ContactPoint
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.words import TaskKind

pytestmark = pytest.mark.django_db
HOME = "/practice/cedar"
LIST = f"{HOME}/replies/"


def where(reply, what=""):
    return f"{LIST}{reply.oid}/{what}"


@pytest.fixture
def rosa(person):
    return person()


@pytest.mark.parametrize("role", sorted(SUPPORT))
def test_support_reads_what_waits(role, client_of, rosa, ask, write):
    ask(rosa)
    reply = write("Can I swim instead?")
    client = client_of(role)
    text = client.get(LIST).text
    assert "Can I swim instead?" in text
    assert "Rosa Marín" in text
    page = client.get(where(reply)).text
    for words in ("Own words", "How did your plan go?", "Someone from your team will call you", "Ana has it."):
        assert words in page


@pytest.mark.parametrize("role", sorted(set(Role) - SUPPORT))
def test_nobody_else_does(role, client_of, rosa, write):
    reply = write("Can I swim instead?")
    client = client_of(role)
    assert (client.get(LIST).status_code, client.get(where(reply)).status_code) == (404, 404)


@pytest.mark.parametrize(
    ("what", "data"),
    [
        ("", {"note": "called"}),
        ("whose/", {}),
        ("meaning/", {"kind": "did_it"}),
        ("stop/", {}),
        ("owner/", {}),
    ],
)
def test_the_neighbors_replies_are_not_there(what, data, client_of, neighbor, rosa, write, staff):
    reply = write("Can I swim instead?")
    other = client_of(staff(Role.COACH, at=neighbor))
    assert other.get(f"/practice/juniper/replies/{reply.oid}/").status_code == 404
    assert other.post(f"/practice/juniper/replies/{reply.oid}/{what}", data).status_code == 404
    assert client_of(Role.COACH).post(f"{LIST}no-such-reply/{what}", data).status_code == 404


def test_danger_comes_first_and_its_words_stand_in_no_list(client_of, rosa, write):
    write("Can I swim instead?")
    write("STOP my insulin?", "2026-12-04T10:40")
    write("I want to kill myself", "2026-12-04T10:50")
    text = client_of(Role.NURSE).get(LIST).text
    assert "kill myself" not in text
    assert text.index("Words that may mean danger</span>") < text.index("STOP my insulin?") < text.index("Can I swim")


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(many, client_of, rosa, write):
    client = client_of(Role.COACH)
    client.get(LIST)
    for number in range(many):
        write(f"Question {number}?", f"2026-12-04T1{number}:00")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(LIST).text.count("Question") == many
    assert len([each for each in asked if "outreach_reply" in each["sql"]]) == 3


def test_the_list_has_pages(client_of, rosa, write, monkeypatch):
    monkeypatch.setattr("teamlet.after_visit.presenters.replies.PAGE", 2)
    for number in range(5):
        write(f"Question {number}?", f"2026-12-04T1{number}:00")
    client = client_of(Role.COACH)
    seen, url = [], LIST
    while url:
        text = client.get(url).text
        seen += re.findall(r"Question \d", text)
        found = re.search(r'rel="next" href="([^"]+)"', text)
        url = found[1] if found else ""
    assert seen == [f"Question {number}" for number in range(5)]
    assert client.get(f"{LIST}?after=nonsense").status_code == 200
    assert client.get(f"{LIST}?after=9-99999999999999999999").status_code == 200


def test_looked_after_with_a_note_ends_the_task(client_of, coach, rosa, ask, write):
    ask(rosa)
    reply = write("4")
    client = client_of(coach)
    answer = client.post(where(reply), {"note": "Called her"}, follow=True)
    assert "Looked after. What was done is kept with the reply." in answer.text
    reply.refresh_from_db()
    assert (reply.note, reply.handled_by) == ("Called her", coach.user)
    assert Task.objects.get(kind=TaskKind.REPLY).state == "done"
    assert "Called her" in client.get(where(reply)).text
    assert "Ana Flores" in client.get(f"{LIST}?show=done").text
    assert client.post(where(reply), {"note": "again"}).status_code == 409


def test_the_task_stays_while_another_reply_of_the_patient_waits(client_of, coach, rosa, write):
    first, second = write("Can I swim?"), write("Or run?", "2026-12-04T11:00")
    client = client_of(coach)
    client.post(where(first), {"note": ""})
    assert Task.objects.filter(kind=TaskKind.REPLY, state="open").count() == 1
    client.post(where(second), {"note": ""})
    assert not Task.objects.filter(kind=TaskKind.REPLY, state="open").exists()


@pytest.mark.parametrize("words", ["STOP my insulin?", "chest pain"])
@pytest.mark.parametrize("role", [Role.COACH, Role.NURSE])
def test_only_a_licensed_person_looks_after_words_about_care(words, role, client_of, rosa, write):
    reply = write(words)
    client = client_of(role)
    may = role in LICENSED
    said = "A nurse, clinician or behavioral health person looks after this reply."
    assert (said in client.get(where(reply)).text) is not may
    assert client.post(where(reply), {"note": "x"}).status_code == (302 if may else 409)


def test_whose_it_is_is_asked_and_then_it_lands(client_of, coach, person, ask, write):
    rosa, mateo = person(), person("555.010.3001", given="Mateo", family="Ruiz", plan=False)
    ask(rosa)
    reply = write("1")
    client = client_of(coach)
    page = client.get(where(reply)).text
    assert "2 patients have this number or address" in page
    assert "Rosa Marín" in page
    assert "Mateo Ruiz" in page
    assert client.post(where(reply, "meaning/"), {"kind": "did_it"}).status_code == 409
    assert client.post(where(reply, "whose/"), {"patient": "nobody"}).status_code == 404
    assert client.post(where(reply, "whose/"), {"patient": rosa.oid}).status_code == 302
    reply.refresh_from_db()
    assert (reply.patient, reply.handled_by) == (rosa, coach.user)
    assert ContactAnswer.objects.get().contact.patient == rosa
    assert not Task.objects.filter(kind=TaskKind.REPLY, state="open").exists()
    assert mateo.replies.count() == 0


def test_a_shared_reply_that_was_the_others_waits_for_them(client_of, coach, person, ask, write):
    rosa, mateo = person(), person("555.010.3001", given="Mateo", family="Ruiz", plan=False)
    ask(rosa)
    reply = write("4")
    client_of(coach).post(where(reply, "whose/"), {"patient": mateo.oid})
    reply.refresh_from_db()
    assert (reply.patient, reply.handled_at) == (mateo, None)
    assert not ContactAnswer.objects.exists()
    assert [row.patient for row in Task.objects.filter(kind=TaskKind.REPLY, state="open")] == [mateo]


def test_the_wrong_number_of_one_of_two_is_switched_off_when_a_person_says_whose(client_of, coach, person, ask, write):
    rosa, mateo = person(), person("555.010.3001", given="Mateo", family="Ruiz", plan=False)
    ask(rosa)
    client_of(coach).post(where(write("wrong number"), "whose/"), {"patient": mateo.oid})
    assert [point.patient for point in ContactPoint.objects.filter(works=False)] == [mateo]
    assert Task.objects.get(kind=TaskKind.UPDATE_CONTACT_POINT).patient == mateo


def test_a_person_says_what_it_means(client_of, coach, rosa, ask, write):
    ask(rosa)
    reply = write("we managed some of the walks, not all")
    client = client_of(coach)
    assert client.post(where(reply, "meaning/"), {"kind": "stop"}).status_code == 404
    assert client.post(where(reply, "meaning/"), {"kind": "part_of_it"}).status_code == 302
    assert ContactAnswer.objects.get().answer == "part_of_it"
    assert "Said what it means: Part of it" in client.get(where(reply)).text


def test_stop_messages_is_one_press(client_of, coach, rosa, write):
    reply = write("Who gave you this number, I do not like it")
    client = client_of(coach)
    assert "Stop messages" in client.get(where(reply)).text
    assert client.post(where(reply, "stop/")).status_code == 302
    assert OptOut.objects.get(ended_at=None).address_key == "+15550103001"
    assert "Messages are stopped" in client.get(where(reply)).text


def test_a_reply_is_given_to_somebody_else(client_of, coach, nurse, rosa, write):
    reply = write("Can I swim?")
    client = client_of(coach)
    assert client.post(where(reply, "owner/"), {"owner": "nobody"}).status_code == 422
    assert client.post(where(reply, "owner/"), {"owner": nurse.oid}).status_code == 302
    assert Task.objects.get(kind=TaskKind.REPLY).owner == nurse.membership


def test_the_contact_shows_the_answer_and_takes_it_as_told(client_of, coach, rosa, ask, write, at):
    ask(rosa)
    write("2 part of it")
    contact = Contact.objects.get()
    client = client_of(coach)
    at("2026-12-04T11:00")
    page = client.get(f"{HOME}/contacts/{contact.oid}/").text
    assert "Answered by text message: part of it" in page
    day = re.search(r"next contact ([A-Z][a-z]+) (\d+), 2026\.", page)
    assert re.search(rf"Ana: call, \w+, {day[1]}\w* {day[2]}\.", page)  # the form's sentence says the same day
    assert client.post(f"{HOME}/contacts/{contact.oid}/answer/", {"reply": "older"}).status_code == 409
    reply = Reply.objects.get()
    assert client.post(f"{HOME}/contacts/{contact.oid}/answer/", {"reply": reply.oid}).status_code == 302
    report = ContactReport.objects.get()
    contact.refresh_from_db()
    assert (report.outcome, report.channel, contact.state) == ("partly", "text", "reached")
    assert Contact.objects.filter(follows=contact, state="open").count() == 1


def test_reporting_the_contact_looks_after_the_call_back(client_of, coach, rosa, ask, write, at):
    ask(rosa)
    reply = write("3")
    contact = Contact.objects.get()
    at("2026-12-04T11:00")
    client = client_of(coach)
    assert "Answered by text message: not yet" in client.get(f"{HOME}/contacts/{contact.oid}/").text
    client.post(f"{HOME}/contacts/{contact.oid}/answer/", {"reply": reply.oid})
    reply.refresh_from_db()
    assert reply.handled_by == coach.user
    assert not Task.objects.filter(kind=TaskKind.REPLY, state="open").exists()


def test_a_call_me_is_not_how_it_went(client_of, coach, rosa, ask, write):
    ask(rosa)
    reply = write("4")
    contact = Contact.objects.get()
    client = client_of(coach)
    assert "Take it as told" not in client.get(f"{HOME}/contacts/{contact.oid}/").text
    assert client.post(f"{HOME}/contacts/{contact.oid}/answer/", {"reply": reply.oid}).status_code == 409


def test_the_coachs_morning_counts_answers(client_of, coach, rosa, ask, write, at):
    ask(rosa)
    write("4")
    at("2026-12-04T11:00")
    text = client_of(coach).get(f"{HOME}/?show=answered").text
    assert re.search(r"<strong>1</strong> answered by text", text)
    assert "answered: wants a call" in text
    assert "1 reply to answer." in text


def test_danger_from_a_number_of_nobody_stands_above_every_page(client_of, person, write):
    person("(555) 010-9999")
    reply = write("chest pain")
    assert not SafetyAlert.objects.exists()
    for role in (Role.COACH, Role.NURSE):
        text = client_of(role).get(LIST).text
        assert "1 reply may mean danger; nobody here has the number: look now." in text
        assert where(reply) in text
    assert "Nobody here has this number or address. Call it" in client_of(Role.NURSE).get(where(reply)).text
    client_of(Role.NURSE).post(where(reply), {"note": "called 911 for them"})
    assert "may mean danger" not in client_of(Role.COACH).get(f"{HOME}/contacts/").text


def test_the_alert_leads_to_the_reply(client_of, rosa, write):
    reply = write("chest pain")
    alert = SafetyAlert.objects.get()
    assert where(reply) in client_of(Role.NURSE).get(f"{HOME}/alerts/{alert.oid}/").text


def test_a_megabyte_is_shown_in_parts(client_of, rosa, write):
    reply = write("word " * 200_000 + "the end")
    client = client_of(Role.COACH)
    assert len(client.get(where(reply)).content) < 60_000
    assert "the end" in client.get(f"{where(reply)}?all=1").text
    assert len(client.get(LIST).content) < 60_000
