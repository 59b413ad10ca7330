"""Safety alerts on staff pages: the bar above every page, the list, answering, closing; the list of returned forms."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamlet.content import instruments
from teamlet.content.schema import Mode
from teamlet.ground.access.roles import Role
from teamlet.ground.audit.models import Event
from teamlet.records.instruments.actions import Said, issue_form, save_answer, submit_form
from teamlet.records.instruments.models import SafetyAlert
from teamlet.records.instruments.words import AlertState, FormPurpose
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.words import TaskKind

pytestmark = pytest.mark.django_db
HOME = "/practice/cedar"


def answer(item, points):
    return instruments.load("phq_9").item(item).options[points].code


@pytest.fixture
def now(at):
    return at("2026-11-23T11:00")


@pytest.fixture
def form(patient, staff, now):
    staff(Role.NURSE)
    return issue_form(
        patient=patient,
        purpose=FormPurpose.SCREENING,
        parts=["phq_9"],
        at=now,
        by=staff(Role.MEDICAL_ASSISTANT).principal,
    )


@pytest.fixture
def alert(form, staff, now):
    said = Said(part="phq_9@1", item="phq_9", value=answer("phq_9", 2))
    by = staff(Role.MEDICAL_ASSISTANT).principal
    return save_answer(form=form, said=said, mode=Mode.STAFF, at=now, by=by).alert


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.NURSE, True),
        (Role.MEDICAL_ASSISTANT, True),
        (Role.COACH, True),
        (Role.FRONT_DESK, False),
        (Role.MANAGER, False),
        (Role.ADVISOR, False),
    ],
)
def test_the_bar_stands_above_every_page_of_those_in_care(client_of, alert, role, sees):
    client = client_of(role)
    text = client.get(f"{HOME}/").content.decode()
    assert ("1 safety alert: look now." in text) is sees
    assert (f"{HOME}/alerts/{alert.oid}/" in text) is sees
    bar = client.get(f"{HOME}/alerts/now/", headers={"X-Teamlet-Poll": "1"})
    assert ("1 safety alert" in bar.content.decode()) is sees
    assert "Rosa" not in bar.content.decode()


def test_the_bar_asked_again_is_sent_only_when_it_changed(client_of, form, staff, now):
    client = client_of(Role.NURSE)
    first = client.get(f"{HOME}/alerts/now/")
    assert first.status_code == 200
    same = client.get(f"{HOME}/alerts/now/", headers={"If-None-Match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    said = Said(part="phq_9@1", item="phq_9", value=answer("phq_9", 1))
    save_answer(form=form, said=said, mode=Mode.STAFF, at=now, by=staff(Role.MEDICAL_ASSISTANT).principal)
    changed = client.get(f"{HOME}/alerts/now/", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert "1 safety alert" in changed.content.decode()


@pytest.mark.parametrize(
    ("taker", "reader", "said"),
    [
        (Role.NURSE, Role.CLINICIAN, "Nia Osei has had a safety alert since 11:00 am."),
        (Role.NURSE, Role.MEDICAL_ASSISTANT, "Nia Osei has had a safety alert since 11:00 am."),
        (Role.NURSE, Role.NURSE, "You have had a safety alert since 11:00 am."),
        (
            Role.COACH,
            Role.NURSE,
            "Nia Osei has had a safety alert since 11:00 am. A licensed person must join now.",
        ),
        (
            Role.COACH,
            Role.COACH,
            "You have had a safety alert since 11:00 am. A licensed person must join: call one.",
        ),
    ],
)
def test_the_bar_says_who_has_it_and_since_when(client_of, staff, alert, taker, reader, said):
    person = staff(taker, name="Nia Osei")
    watching = client_of(person if taker == reader else reader)
    before = watching.get(f"{HOME}/alerts/now/")
    assert client_of(person).post(f"{HOME}/alerts/{alert.oid}/", {}).status_code == 302
    bar = watching.get(f"{HOME}/alerts/now/", headers={"If-None-Match": before["ETag"]})
    assert bar.status_code == 200
    text = " ".join(bar.content.decode().split())
    assert f">{said}</a>" in text
    assert "look now" not in text
    assert f"{HOME}/alerts/{alert.oid}/" in text
    assert ("alert--held" in text) is (taker == Role.NURSE)
    assert ("alert--safety" in text) is (taker != Role.NURSE)


def test_the_bar_in_spanish(client_of, staff, alert):
    from teamlet.ground.access.models import User

    nurse = staff(Role.NURSE, name="Nia Osei")
    client_of(nurse).post(f"{HOME}/alerts/{alert.oid}/", {})
    reader = staff(Role.CLINICIAN)
    User.objects.filter(pk=reader.user.pk).update(language="es")
    text = client_of(reader).get(f"{HOME}/alerts/now/", headers={"Accept-Language": "es"}).content.decode()
    assert "Desde 11:00 a. m. Nia Osei tiene una alerta de seguridad." in text


def test_what_nobody_has_comes_first_and_many_that_are_held_are_counted(client_of, staff, patient, form, alert, now):
    by, nurse = staff(Role.MEDICAL_ASSISTANT).principal, client_of(staff(Role.NURSE, name="Nia Osei"))
    reader = client_of(Role.CLINICIAN)
    reader.get(f"{HOME}/alerts/now/")
    counts = []
    for number in range(5):
        nurse.post(f"{HOME}/alerts/{SafetyAlert.objects.order_by('-id')[0].oid}/", {})
        more = issue_form(patient=patient, purpose=FormPurpose.SCREENING, parts=["phq_9"], at=now, by=by)
        said = Said(part="phq_9@1", item="phq_9", value=answer("phq_9", 1))
        save_answer(form=more, said=said, mode=Mode.STAFF, at=now, by=by)
        with CaptureQueriesContext(connection) as asked:
            text = reader.get(f"{HOME}/alerts/now/").content.decode()
        counts.append(len(asked))
        assert text.index("1 safety alert: look now.") < text.index("Nia Osei has had")
        assert text.count("Nia Osei has had a safety alert") == min(number + 1, 3)
    assert "2 more that somebody has." in text
    assert len(set(counts)) == 1


def test_the_list_and_the_alert_name_who_has_it(client_of, staff, alert):
    nurse = client_of(staff(Role.NURSE, name="Nia Osei"))
    nurse.post(f"{HOME}/alerts/{alert.oid}/", {})
    assert "has it since 11:00 am" in nurse.get(f"{HOME}/alerts/").content.decode()
    page = nurse.get(f"{HOME}/alerts/{alert.oid}/").content.decode()
    assert "Nia Osei has taken care of it since 11:00 am." in page
    assert "It is the turn of" not in page


def test_whoever_opens_it_reads_four_lines_and_the_reading_is_recorded(client_of, alert):
    text = client_of(Role.MEDICAL_ASSISTANT).get(f"{HOME}/alerts/{alert.oid}/").content.decode()
    for line in (
        "Stay with the patient.",
        "Call the clinician now.",
        "Do not leave the person alone.",
        "Do not decide alone.",
    ):
        assert line in text
    assert Event.objects.filter(verb="instruments.read_alert", about_oid=alert.oid).count() == 1


def test_it_is_answered_by_anybody_in_care_and_closed_by_a_licensed_person_only(client_of, alert):
    url = f"{HOME}/alerts/{alert.oid}/"
    helper, nurse = client_of(Role.MEDICAL_ASSISTANT), client_of(Role.NURSE)
    assert helper.post(url, {}).status_code == 302
    alert.refresh_from_db()
    assert alert.state == AlertState.ACKNOWLEDGED
    assert helper.post(url, {"close": "1", "what_was_done": "Talked."}).status_code == 409
    empty = nurse.post(url, {"close": "1", "what_was_done": " "})
    assert empty.status_code == 422
    assert nurse.post(url, {"close": "1", "what_was_done": "Safety plan made."}).status_code == 302
    alert.refresh_from_db()
    assert (alert.state, alert.what_was_done) == (AlertState.CLOSED, "Safety plan made.")
    assert "No alert waits" in nurse.get(f"{HOME}/alerts/").content.decode()
    assert "Safety plan made." in nurse.get(url).content.decode()
    assert nurse.post(url, {"close": "1", "what_was_done": "Again."}).status_code == 409


def test_as_many_questions_for_three_alerts_as_for_one(
    client_of, alert, form, staff, patient, now, django_assert_num_queries
):
    nurse = client_of(Role.NURSE)
    nurse.get(f"{HOME}/alerts/")
    with django_assert_num_queries(6):
        nurse.get(f"{HOME}/alerts/")
    for _ in range(2):
        by = staff(Role.MEDICAL_ASSISTANT).principal
        more = issue_form(patient=patient, purpose=FormPurpose.SCREENING, parts=["phq_9"], at=now, by=by)
        said = Said(part="phq_9@1", item="phq_9", value=answer("phq_9", 1))
        save_answer(form=more, said=said, mode=Mode.STAFF, at=now, by=by)
    assert SafetyAlert.objects.count() == 3
    with django_assert_num_queries(6):
        nurse.get(f"{HOME}/alerts/")


@pytest.mark.parametrize("page", ["alerts/{alert}/", "returned/{form}/"])
def test_the_neighbor_finds_nothing(client_of, staff, neighbor, alert, form, page):
    url = f"{HOME}/{page.format(alert=alert.oid, form=form.oid)}"
    stranger = client_of(staff(Role.NURSE, at=neighbor))
    assert stranger.get(url).status_code == 404
    other = url.replace("/cedar/", "/juniper/")
    assert stranger.get(other).status_code == 404
    assert client_of(Role.NURSE).get(f"{HOME}/{page.format(alert='z' * 16, form='z' * 16)}").status_code == 404


def test_a_returned_form_is_read_by_whoever_may(client_of, form, staff, now):
    by = staff(Role.MEDICAL_ASSISTANT).principal
    for number in range(1, 10):
        item = f"phq_{number}"
        save_answer(
            form=form,
            said=Said(part="phq_9@1", item=item, value=answer(item, 1 if number < 9 else 0)),
            mode=Mode.STAFF,
            at=now,
            by=by,
        )
    submit_form(form=form, mode=Mode.STAFF, at=now, by=by)
    reader = client_of(Role.NURSE)
    assert "Rosa Marín" in reader.get(f"{HOME}/returned/").content.decode()
    url = f"{HOME}/returned/{form.oid}/"
    text = reader.get(url).content.decode()
    assert "Several days" in text
    assert "Mild" in text
    withheld = client_of(Role.EDUCATOR).get(url).content.decode()
    assert "Your role does not read these answers." in withheld
    assert "Several days" not in withheld
    assert "Mild" not in withheld
    assert client_of(Role.EDUCATOR).post(url, {}).status_code == 409
    assert client_of(Role.FRONT_DESK).get(url).status_code == 404
    assert reader.post(url, {}).status_code == 302
    form.refresh_from_db()
    assert form.read_by == staff(Role.NURSE).user
    assert "All forms are read" in reader.get(f"{HOME}/returned/").content.decode()


def test_what_was_left_open_is_asked_in_person_by_those_who_may_know(client_of, form, staff, now):
    by = staff(Role.MEDICAL_ASSISTANT).principal
    submit_form(form=form, mode=Mode.STAFF, at=now, by=by)
    url = f"{HOME}/to-ask/"
    text = client_of(Role.NURSE).get(url).content.decode()
    assert "Rosa Marín" in text
    assert "The question about safety was left open." in text
    desk = client_of(Role.FRONT_DESK)
    assert "Rosa Marín" not in desk.get(url).content.decode()
    task = Task.objects.get(kind=TaskKind.ASK_IN_PERSON)
    assert desk.post(f"{url}{task.oid}/", {}).status_code == 404
    assert client_of(Role.NURSE).post(f"{url}{task.oid}/", {}).status_code == 302
    task.refresh_from_db()
    assert task.state == "done"
    assert client_of(Role.NURSE).post(f"{url}{task.oid}/", {}).status_code == 409


def test_its_owner_is_told_above_every_page(client_of, form, staff, now):
    submit_form(form=form, mode=Mode.STAFF, at=now, by=staff(Role.MEDICAL_ASSISTANT).principal)
    owner = Task.objects.get(kind=TaskKind.ASK_IN_PERSON).owner
    role = next(role for role in (Role.NURSE, Role.MEDICAL_ASSISTANT) if staff(role).membership == owner)
    assert "1 patient to ask in person." in client_of(role).get(f"{HOME}/alerts/now/").content.decode()
