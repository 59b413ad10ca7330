"""A returned form entered in error: nothing deleted, nothing made from it counts, its safety alert stays."""

from __future__ import annotations

from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamlet.content import instruments
from teamlet.content.schema import Mode
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.models import User
from teamlet.ground.access.roles import Role
from teamlet.ground.audit.models import Event
from teamlet.ground.reasons import Refused
from teamlet.records.instruments import queries
from teamlet.records.instruments.actions import Said, issue_form, save_answer, submit_form
from teamlet.records.instruments.models import Answer, FormChange, SafetyAlert, Score
from teamlet.records.instruments.words import FormPurpose
from teamlet.records.patients.models import HelpWish, Reading
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.words import TaskKind
from teamlet.records.visits.actions import start_visit
from teamlet.records.visits.actions.preparation import place_tool
from teamlet.records.visits.models import PlacedTool
from teamlet.records.visits.rules.words import Tool

pytestmark = pytest.mark.django_db
HOME = "/practice/cedar"


@pytest.fixture
def now(at):
    return at("2026-11-23T11:00")


@pytest.fixture
def by(staff):
    staff(Role.NURSE)
    return staff(Role.MEDICAL_ASSISTANT).principal


def back(patient, by, answers, *, parts=("phq_9",), visit=None):
    """Return a form with these answers that came back just now."""
    at = clock.now()
    form = issue_form(patient=patient, visit=visit, purpose=FormPurpose.SCREENING, parts=parts, at=at, by=by)
    for part, item, value in answers:
        said = Said(part=f"{part}@1", item=item, value=value)
        save_answer(form=form, said=said, mode=Mode.STAFF, at=at, by=by)
    return submit_form(form=form, mode=Mode.STAFF, at=at, by=by)


def phq(points):
    loaded = instruments.load("phq_9")
    return [("phq_9", f"phq_{n}", loaded.item(f"phq_{n}").options[points].code) for n in range(1, 10)]


@pytest.fixture
def form(now, patient, by):
    return back(patient, by, phq(1))


def mark(client, form, why="wrong_patient", practice="cedar"):
    url = f"/practice/{practice}/returned/{form.oid}/in-error/"
    return client.post(url, {"why": why, "stamp": stamps.make(patient_oid=form.patient.oid)})


def test_nothing_is_deleted_and_nothing_counts_any_more(form, patient, practice, by, client_of):
    reading = Reading.objects.get(patient=patient)
    assert not reading.entered_in_error
    assert len(queries.scores_of(practice, patient, "phq_9")) == 1
    assert queries.last_answered(practice, patient)
    answers = Answer.objects.count()
    nurse = client_of(Role.NURSE)
    assert mark(nurse, form)["Location"] == f"{HOME}/returned/{form.oid}/"
    form.refresh_from_db()
    reading.refresh_from_db()
    assert form.state == "in_error"
    assert (reading.entered_in_error, reading.status) == (True, "entered-in-error")
    assert (Answer.objects.count(), Score.objects.count()) == (answers, 1)
    assert queries.scores_of(practice, patient, "phq_9") == []
    assert queries.last_answered(practice, patient) == {}
    assert Task.objects.get(kind=TaskKind.RETURNED_FORM).state == "done"
    assert form.oid not in nurse.get(f"{HOME}/returned/").content.decode()
    change = FormChange.objects.order_by("-id")[0]
    assert (change.from_state, change.to_state, change.reason) == ("submitted", "in_error", "wrong_patient")
    event = Event.objects.get(verb="instruments.enter_form_in_error")
    assert event.about_oid == form.oid


def test_the_page_says_who_when_and_why_and_offers_it_no_more(form, staff, client_of):
    nurse = client_of(staff(Role.NURSE, name="Nia Osei"))
    page = unescape(nurse.get(f"{HOME}/returned/{form.oid}/").content.decode())
    assert "It was keyed in wrongly" in page
    mark(nurse, form, "keyed_wrong")
    page = unescape(nurse.get(f"{HOME}/returned/{form.oid}/").content.decode())
    assert "It was keyed in wrongly. Marked by Nia Osei, Nov 23, 2026, 11:00 am." in page
    assert "in-error/" not in page
    assert "Several days" in page
    assert "I have read it" not in page
    assert "Entered in error" in nurse.get(f"{HOME}/patients/{form.patient.oid}/forms/").content.decode()


def test_the_safety_alert_stays_and_says_so(form, client_of):
    alert = SafetyAlert.objects.get()
    nurse = client_of(Role.NURSE)
    mark(nurse, form)
    alert.refresh_from_db()
    assert (alert.state, alert.task.state) == ("open", "open")
    assert "1 safety alert: look now." in nurse.get(f"{HOME}/alerts/now/").content.decode()
    page = nurse.get(f"{HOME}/alerts/{alert.oid}/").content.decode()
    assert "The form was marked as entered in error since." in page
    assert nurse.post(f"{HOME}/alerts/{alert.oid}/", {"close": "1", "what_was_done": "Wrong chart."}).status_code == 302


def test_an_open_question_about_safety_is_still_asked_in_person(now, patient, by, client_of):
    form = back(patient, by, phq(0)[:8])
    mark(client_of(Role.NURSE), form)
    assert Task.objects.get(kind=TaskKind.ASK_IN_PERSON).state == "open"


def test_an_earlier_form_counts_again(at, form, patient, practice, by, client_of):
    at("2026-11-23T12:00")
    later = back(patient, by, phq(2))
    mark(client_of(Role.NURSE), later)
    (score,) = queries.scores_of(practice, patient, "phq_9")
    assert score.form_id == form.pk


def wants(patient):
    newest = {}
    for row in HelpWish.objects.filter(patient=patient).order_by("said_on", "id"):
        newest[row.topic] = row.wants
    return newest


def test_help_asked_for_in_it_is_taken_back(at, now, patient, by, client_of):
    ask = [("help_wanted", "help", ["medicines"])]
    first = back(patient, by, [("help_wanted", "help", ["nothing"])], parts=("help_wanted",))
    at("2026-11-23T12:00")
    wrong = back(patient, by, ask, parts=("help_wanted",))
    assert wants(patient)["medicines"] is True
    mark(client_of(Role.NURSE), first)
    assert wants(patient)["medicines"] is True
    mark(client_of(Role.NURSE), wrong)
    assert wants(patient)["medicines"] is False


def test_its_tool_is_to_hand_over_again_unless_another_form_is_back(now, patient, by, client_of):
    visit = start_visit(patient=patient, at=clock.now(), by=by)
    place_tool(visit=visit, tool=Tool.HELP_WANTED, at=clock.now(), by=by)
    said = [("help_wanted", "help", ["medicines"])]
    first, second = (back(patient, by, said, parts=("help_wanted",), visit=visit) for _form in range(2))
    tool = PlacedTool.objects.get()
    assert tool.state == "done"
    for form, state in ((first, "done"), (second, "placed")):
        mark(client_of(Role.NURSE), form)
        tool.refresh_from_db()
        assert tool.state == state


def test_only_what_came_back_and_only_once(now, patient, form, by, client_of):
    running = issue_form(patient=patient, purpose=FormPurpose.SCREENING, parts=["phq_9"], at=clock.now(), by=by)
    nurse = client_of(Role.NURSE)
    assert mark(nurse, running).status_code == 409
    assert "in-error/" not in nurse.get(f"{HOME}/returned/{running.oid}/").content.decode()
    assert mark(nurse, form).status_code == 302
    assert mark(nurse, form, "trial").status_code == 409
    with pytest.raises(Refused):
        save_answer(
            form=form, said=Said(part="phq_9@1", item="phq_1", value="x", sequence=9), mode=Mode.STAFF,
            at=clock.now(), by=by,
        )  # fmt: skip
    assert nurse.post(f"{HOME}/returned/{form.oid}/", {}).status_code == 409


@pytest.mark.parametrize(("role", "status"), [(Role.EDUCATOR, 409), (Role.FRONT_DESK, 404), (Role.MANAGER, 404)])
def test_not_by_those_who_may_not_read_it(form, client_of, role, status):
    client = client_of(role)
    assert mark(client, form).status_code == status
    if status == 409:
        assert "in-error/" not in client.get(f"{HOME}/returned/{form.oid}/").content.decode()
    form.refresh_from_db()
    assert form.state == "submitted"


def test_absent_odd_and_next_door(form, staff, neighbor, client_of):
    nurse = client_of(Role.NURSE)
    assert mark(nurse, form, why="dragons").status_code == 404
    assert nurse.post(f"{HOME}/returned/{'z' * 16}/in-error/", {"why": "trial"}).status_code == 404
    stranger = client_of(staff(Role.NURSE, at=neighbor))
    assert mark(stranger, form).status_code == 404
    assert mark(stranger, form, practice="juniper").status_code == 404


def test_the_page_takes_as_many_statements_as_before_and_one_for_who(form, client_of):
    nurse, counts = client_of(Role.NURSE), []
    for _time in range(2):
        nurse.get(f"{HOME}/returned/{form.oid}/")
        with CaptureQueriesContext(connection) as asked:
            nurse.get(f"{HOME}/returned/{form.oid}/")
        counts.append(len(asked))
        if not counts[1:]:
            mark(nurse, form)
            nurse.get(f"{HOME}/")
    assert counts[1] - counts[0] == 1


def test_in_spanish(form, staff, client_of):
    nurse = staff(Role.NURSE, name="Nia Osei")
    User.objects.filter(pk=nurse.user.pk).update(language="es")
    client = client_of(nurse)
    mark(client, form)
    page = client.get(f"{HOME}/returned/{form.oid}/", headers={"Accept-Language": "es"}).content.decode()
    assert "Anotado por error" in page
    assert "Es de otro paciente" in page
