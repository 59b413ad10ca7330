"""A reply by text does at once all that follows from it: stop, contact, alert, task, answer; and does it once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections

from teamlet.ground.audit.models import Event
from teamlet.records.followups import queries
from teamlet.records.followups.actions import ContactTold, report_contact, take_reply
from teamlet.records.followups.models import Contact, ContactAnswer
from teamlet.records.followups.queries.replies import answers_of, asked_contact
from teamlet.records.followups.tests.replying import (  # noqa: F401
    PHONE,
    ask_fixture,
    coach_fixture,
    nurse_fixture,
    person_fixture,
    write_fixture,
)
from teamlet.records.followups.words import Channel as By, ClosingReason, ContactState, NextAttempt
from teamlet.records.instruments.models import SafetyAlert
from teamlet.records.library.models import ContentVersion
from teamlet.records.library.queries import shipped_body
from teamlet.records.outreach.models import Message, OptOut, Reply
from teamlet.records.outreach.words import Channel, MessageState
from teamlet.records.patients.models import ContactPoint
from teamlet.records.plans.words import PlanOutcome
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.words import TaskKind

pytestmark = pytest.mark.django_db

#: words, language, kind, whether it waits, how it lands, which answer goes back, stopped
CASES = [
    ("1", "en", "did_it", 0, "did_it", "thanks", False),
    ("1", "es", "did_it", 0, "did_it", "thanks", False),
    ("Lo hice", "es", "did_it", 0, "did_it", "thanks", False),
    ("2 part of it", "en", "part_of_it", 0, "part_of_it", "thanks", False),
    ("Una parte", "es", "part_of_it", 0, "part_of_it", "thanks", False),
    ("3", "en", "not_yet", 3, "not_yet", "help_comes", False),
    ("Todavía no", "es", "not_yet", 3, "not_yet", "help_comes", False),
    ("4", "en", "call_me", 3, "call_me", "help_comes", False),
    ("Llámenme", "es", "call_me", 3, "call_me", "help_comes", False),
    ("STOP", "en", "stop", 0, "", "stopped", True),
    ("ALTO", "es", "stop", 0, "", "stopped", True),
    ("please stop texting me", "en", "stop", 0, "", "stopped", True),
    ("no más mensajes", "es", "stop", 0, "", "stopped", True),
    ("START", "en", "start", 0, "", "started", False),
    ("HELP", "en", "help", 0, "", "help", False),
    ("AYUDA", "es", "help", 0, "", "help", False),
    ("My knee is sore, can I swim instead?", "en", "words", 1, "", "help_comes", False),
    ("¿Puedo nadar?", "es", "words", 1, "", "help_comes", False),
    ("STOP my insulin?", "en", "words", 5, "", "help_comes", False),
    ("I want to kill myself", "en", "danger", 9, "", "emergency", False),
    ("me quiero morir", "es", "danger", 9, "", "emergency", False),
    ("Me duele el pecho", "es", "danger", 9, "", "emergency", False),
    ("wrong number", "en", "wrong_number", 0, "", "", True),
    ("número equivocado", "es", "wrong_number", 0, "", "", True),
    ("I am out of the office until Monday.", "en", "automatic", 0, "", "", False),
    ("", "en", "empty", 0, "", "", False),
]


@pytest.mark.parametrize(("words", "language", "kind", "rank", "lands", "answer", "stopped"), CASES)
def test_a_reply_from_the_only_person_with_the_number(
    words, language, kind, rank, lands, answer, stopped, person, ask, write
):
    patient = person(language=language)
    ask(patient)
    reply = write(words)
    assert (reply.classified_as, reply.rank, reply.patient) == (kind, rank, patient)
    assert [row.answer for row in ContactAnswer.objects.all()] == ([lands] if lands else [])
    sent = Message.objects.exclude(fixed_answer="").values_list("fixed_answer", "language", "state", "patient_id")
    assert list(sent) == ([(answer, language, "queued", patient.pk)] if answer else [])
    assert OptOut.objects.filter(ended_at=None).exists() is stopped
    assert SafetyAlert.objects.filter(patient=patient).exists() is (kind == "danger")
    assert Task.objects.filter(kind=TaskKind.REPLY, state="open").exists() is (rank in {1, 3, 5})
    assert Contact.objects.get().state == ContactState.OPEN  # a person ends the talk
    assert (reply.handled_at is None) is (rank > 0)


@pytest.mark.parametrize(
    ("words", "kind", "rank", "answer", "tasks"),
    [
        ("1", "did_it", 2, "help_comes", 1),
        ("Llámenme", "call_me", 2, "help_comes", 1),
        ("Can I swim?", "words", 2, "help_comes", 1),
        ("STOP my insulin?", "words", 5, "help_comes", 1),
        ("STOP", "stop", 0, "stopped", 0),
        ("wrong number", "wrong_number", 2, "", 1),
        ("chest pain", "danger", 9, "emergency", 0),
    ],
)
def test_two_patients_on_one_phone_and_nobody_guesses(words, kind, rank, answer, tasks, person, ask, write):
    rosa, mateo = person(), person("555-010-3001", given="Mateo", family="Ruiz", plan=False)
    ask(rosa)
    reply = write(words)
    assert (reply.classified_as, reply.rank, reply.patient) == (kind, rank, None)
    assert not ContactAnswer.objects.exists()
    assert list(Message.objects.exclude(fixed_answer="").values_list("fixed_answer", flat=True)) == (
        [answer] if answer else []
    )
    assert Task.objects.filter(kind=TaskKind.REPLY).count() == tasks
    alerted = set(SafetyAlert.objects.values_list("patient_id", flat=True))
    assert alerted == ({rosa.pk, mateo.pk} if kind == "danger" else set())
    # The stop is the number's; which of them has the wrong number on file, a person says.
    assert ContactPoint.objects.filter(works=False).count() == 0
    assert OptOut.objects.exists() is (kind in {"stop", "wrong_number"})


@pytest.mark.parametrize(
    ("words", "kind", "rank"),
    [("1", "did_it", 1), ("hello?", "words", 1), ("STOP", "stop", 0), ("chest pain", "danger", 9), ("4", "call_me", 1)],
)
def test_a_number_that_nobody_has_is_kept_and_stopped_and_never_answered(words, kind, rank, person, write):
    person("(555) 010-9999")
    reply = write(words)
    assert (reply.classified_as, reply.rank, reply.patient, reply.answers) == (kind, rank, None, None)
    assert OptOut.objects.exists() is (kind == "stop")
    assert not Message.objects.exclude(fixed_answer="").exists()
    assert not Task.objects.filter(kind=TaskKind.REPLY).exists()


def test_a_stop_cancels_what_waits_and_is_confirmed_once(person, ask, write, coach, at):
    patient = person()
    ask(patient)
    at("2026-12-04T10:20")
    waiting = Message.objects.create(
        practice=patient.practice,
        patient=patient,
        occurrence="nudge",
        purpose="check_in",
        channel=Channel.TEXT,
        language="en",
        body="x",
        why={},
        state=MessageState.QUEUED,
        address=PHONE,
        address_key="+15550103001",
        send_after=at("2026-12-05T10:00"),
        expires_at=at("2026-12-08T10:00"),
        reference="nudge",
        created_at=at("2026-12-04T10:20"),
    )
    for again in range(3):
        write("STOP" if again else "Stop.", f"2026-12-04T1{again + 1}:00")
    waiting.refresh_from_db()
    assert waiting.state == MessageState.CANCELLED
    assert OptOut.objects.filter(ended_at=None).count() == 1
    assert [row.fixed_answer for row in Message.objects.exclude(fixed_answer="")] == ["stopped"]


@pytest.mark.parametrize(
    ("words", "answer", "rank"),
    [("1", "", 1), ("Can I swim?", "", 1), ("HELP", "help", 0), ("chest pain", "emergency", 9), ("STOP", "", 0)],
)
def test_after_a_stop_a_person_reads_and_only_help_and_danger_are_answered(words, answer, rank, person, ask, write):
    ask(person())
    write("STOP", "2026-12-04T10:20")
    Message.objects.exclude(fixed_answer="").delete()
    reply = write(words)
    assert reply.rank == rank
    assert not ContactAnswer.objects.exists()
    assert [row.fixed_answer for row in Message.objects.exclude(fixed_answer="")] == ([answer] if answer else [])


def test_start_ends_a_stop_unless_a_later_stop_came_first(person, ask, write):
    ask(person())
    write("STOP", "2026-12-04T12:00")
    late = write("START", "2026-12-04T11:00")  # delayed on its way
    assert OptOut.objects.filter(ended_at=None).exists()
    assert late.rank == 1
    write("START", "2026-12-04T13:00")
    assert not OptOut.objects.filter(ended_at=None).exists()


def test_the_same_reply_twice_is_one(person, ask, write):
    ask(person())
    first = write("4", reference="SM1")
    events = Event.objects.count()
    assert write("4", "2026-12-11T10:30", reference="SM1").pk == first.pk  # replayed a week later
    assert Event.objects.count() == events + 1
    assert (Reply.objects.count(), ContactAnswer.objects.count(), Task.objects.filter(kind="reply").count()) == (
        1,
        1,
        1,
    )
    assert Message.objects.exclude(fixed_answer="").count() == 1


def test_replies_without_a_number_of_the_provider_are_known_by_themselves(person, write):
    person()
    assert write("hello", reference="").pk == write("hello", reference="").pk
    assert write("hello", "2026-12-04T10:31", reference="").pk != write("hello", reference="").pk
    long = "x" * 500
    assert write("hi", reference=long).pk == write("hi", reference=long).pk


def test_an_older_answer_after_a_stop_changes_nothing_by_itself(person, ask, write):
    ask(person())
    write("STOP", "2026-12-04T12:00")
    older = write("1", "2026-12-04T11:00")
    assert (older.rank, ContactAnswer.objects.count(), OptOut.objects.filter(ended_at=None).count()) == (1, 0, 1)


@pytest.mark.parametrize("words", ["1", "3", "4"])
def test_answers_after_the_contact_was_made_are_words_for_a_person(words, person, ask, write, coach, at):
    patient = person()
    ask(patient)
    told = ContactTold(
        channel=By.CALL,
        outcome=PlanOutcome.MOSTLY,
        closing=ClosingReason.DECLINED_FOLLOW_UP,
        ask_again_on=at("2027-02-01T10:00").date(),
    )
    report_contact(contact=Contact.objects.get(), told=told, at=at("2026-12-04T10:15"), by=coach.principal)
    reply = write(words)
    assert reply.rank == (3 if words == "4" or words == "3" else 1)
    assert not ContactAnswer.objects.exists()
    assert Message.objects.exclude(fixed_answer="").get().fixed_answer == "help_comes"
    assert "followups.reply_no_contact" in {reason["code"] for reason in reply.reasons}


def test_a_check_in_of_three_weeks_ago_is_not_what_is_answered(person, ask, write):
    ask(person())
    reply = write("1", "2026-12-24T10:30")
    assert (reply.answers, reply.rank) == (None, 1)


def test_the_answer_lands_on_the_contact_that_took_the_place_of_the_one_asked_about(person, ask, write, coach, at):
    from teamlet.records.followups.actions import ContactSaid, reschedule_contact

    patient = person()
    message = ask(patient)
    contact = Contact.objects.get()
    fresh = reschedule_contact(
        contact=contact,
        said=ContactSaid(agreed_on=at("2026-12-09T10:00").date()),
        at=at("2026-12-04T10:10"),
        by=coach.principal,
    )
    write("2")
    assert ContactAnswer.objects.get().contact == fresh
    assert asked_contact(message) == fresh


def test_a_check_in_about_something_else_lands_on_no_contact(person, ask, write):
    message = ask(person())
    Message.objects.filter(pk=message.pk).update(about="followups.specialist")
    assert write("1").rank == 1
    assert not ContactAnswer.objects.exists()


def test_the_callback_is_the_owners_and_due_on_the_same_working_day(person, ask, write, coach):
    ask(person())
    write("3")
    task = Task.objects.get(kind=TaskKind.REPLY)
    assert (task.owner, task.due_on.isoformat()) == (coach.membership, "2026-12-04")
    Task.objects.filter(pk=task.pk).update(state="done")
    write("4", "2026-12-05T10:00")  # a Saturday
    assert Task.objects.get(kind=TaskKind.REPLY, state="open").due_on.isoformat() == "2026-12-07"


def test_words_about_medicines_go_to_somebody_licensed(person, ask, write, nurse):
    ask(person())
    write("STOP my insulin?")
    task = Task.objects.get(kind=TaskKind.REPLY)
    assert (task.owner, task.detail["why"]) == (nurse.membership, "same_day")


def test_an_answer_counts_as_reached_for_the_tries(person, ask, write, at):
    ask(person())
    contact = Contact.objects.get()
    write("4")
    assert queries.next_attempt(contact, at("2026-12-04T11:00").date()).decision.status is NextAttempt.ATTEMPT
    write("2")
    assert queries.next_attempt(contact, at("2026-12-04T11:00").date()).decision.status is NextAttempt.NONE
    answer = answers_of(contact.practice_id, [contact.pk])[contact.pk]
    assert (answer.kind, answer.outcome) == ("part_of_it", PlanOutcome.PARTLY)


def test_a_wrong_number_is_switched_off_and_somebody_is_asked_to_correct_it(person, ask, write):
    patient = person()
    ask(patient)
    write("wrong number")
    assert ContactPoint.objects.get(patient=patient, kind="mobile").works is False
    assert Task.objects.get(kind=TaskKind.UPDATE_CONTACT_POINT).patient == patient
    assert write("4", "2026-12-04T11:00").patient is None  # the number leads to nobody now


@pytest.mark.parametrize(
    "words",
    [
        "a" * 1_000_000,
        "\0" * 10,
        "I did\0 it",
        "👍",
        "🛑",
        "\ud83d",
        "\u202etext",
        "x" * 400 + "\n" + "chest pain",
        "\r\n\t ",
    ],
)
def test_whatever_is_written_is_kept(words, person, ask, write):
    ask(person())
    reply = Reply.objects.get(pk=write(words).pk)
    assert len(reply.words) == len(words)
    assert "\0" not in reply.words
    assert reply.words.count("␀") == words.count("\0")
    assert reply.rank or reply.handled_at


@pytest.mark.parametrize(
    "address", ["", "CEDAR", "12345", "+44 20 7946 0000", "\0", "x" * 5000, "＋１５５５０１０３００１"]
)
def test_whatever_address_wrote(address, person, write):
    person()
    assert write("STOP", address=address).classified_as == "stop"


def test_a_flood_opens_one_task_one_alert_and_few_answers(person, ask, write, at):
    ask(person())
    begin = at("2026-12-04T10:30")
    for number in range(30):
        write(f"Question {number}: can I swim?", begin + timedelta(minutes=number))
        write("chest pain", begin + timedelta(minutes=number, seconds=30))
    assert Task.objects.filter(kind=TaskKind.REPLY).count() == 1
    assert SafetyAlert.objects.count() == 1
    sent = list(Message.objects.exclude(fixed_answer="").values_list("fixed_answer", flat=True))
    assert sorted(set(sent)) == ["emergency", "help_comes"]
    assert (sent.count("emergency"), sent.count("help_comes")) == (1, 3)
    assert Reply.objects.filter(handled_at=None).count() == 60


def test_two_machines_fall_silent(person, ask, write, at):
    ask(person())
    moment = at("2026-12-04T10:30")
    answers = 0
    for number in range(500):
        before = Message.objects.exclude(fixed_answer="").count()
        write(
            "We received your message and will be with you shortly, dear customer!",
            moment + timedelta(minutes=number * 2),
        )
        answers += Message.objects.exclude(fixed_answer="").count() - before
        if number == 60:
            break
    assert answers <= 5
    assert write("1", "2026-12-04T14:00", by_machine=True).classified_as == "automatic"


def test_the_emergency_answer_goes_out_in_the_night(person, ask, write):
    ask(person())
    write("chest pain", "2026-12-05T03:00")
    message = Message.objects.get(fixed_answer="emergency")
    assert (message.state, message.send_after == message.created_at) == (MessageState.QUEUED, True)
    assert "988" in message.body


def test_a_neighbor_with_the_same_number_has_nothing_of_it(person, ask, write, neighbor, neighbor_patient):
    ContactPoint.objects.create(patient=neighbor_patient, kind="mobile", value=PHONE)
    ask(person())
    assert write("4").patient.practice.key == "cedar"
    assert not Task.objects.filter(patient=neighbor_patient).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has one writer at a time")
def test_five_at_once_are_one(person, ask, write, practice, system, at):
    ask(person())
    moment = at("2026-12-04T10:30")
    taken, errors = [], []

    def deliver():
        try:
            taken.append(
                take_reply(
                    practice=practice,
                    channel=Channel.TEXT,
                    provider="fake",
                    provider_reference="SM7",
                    address="+15550103001",
                    words="STOP",
                    at=moment,
                    by=system,
                ).pk
            )
        except Exception as error:  # noqa: BLE001
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=deliver) for _each in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (errors, len(set(taken)), Reply.objects.count(), OptOut.objects.count()) == ([], 1, 1, 1)
    assert connection.vendor == "postgresql"


# --- a practice's own words that cannot go out ------------------------------------------------------------------------


def _own_words(practice, person, code, english):
    """Let the practice have another text in place of a shipped one; "" takes it away."""
    body = shipped_body("documents", "text_messages")
    body["texts"] = [text for text in body["texts"] if english or text["code"] != code]
    for text in body["texts"]:
        if text["code"] == code:
            text["text"] = {"en": english, "es": english}
    ContentVersion.objects.create(
        practice=practice, kind="documents", content_id="text_messages", number=1, body=body, at=practice.created_at,
        by=person.user, approved_at=practice.created_at, approved_by=person.user,
    )  # fmt: skip


@pytest.mark.parametrize("english", ["We call you, {caller}.", "{link}", "", "x" * 161, "🙂" * 90])
@pytest.mark.parametrize(
    ("words", "code", "shipped"),
    [
        ("STOP", "stopped", "You will get no more texts from us."),
        ("HELP", "help", "Cedar Family Practice"),
        ("I want to kill myself", "emergency", "In danger now: 911."),
        ("Can I swim instead?", "reply_help", "Someone from your team will call you."),
    ],
)
def test_a_text_with_a_fault_loses_no_reply(english, words, code, shipped, person, ask, write, practice, nurse):
    """What follows from the reply holds, and the shipped words go out in place of those that cannot."""
    ask(person())
    _own_words(practice, nurse, code, english)
    reply = write(words)
    assert reply.words == words
    assert OptOut.objects.filter(ended_at=None).exists() is (words == "STOP")
    assert SafetyAlert.objects.exists() is (code == "emergency")
    [answer] = Message.objects.exclude(fixed_answer="")
    assert (answer.state, shipped in answer.body) == ("queued", True)
