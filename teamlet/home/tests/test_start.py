"""Each role's first screen, undo and handoffs."""

from __future__ import annotations

from datetime import date, time

import pytest

from teamlet.conftest import make_patient
from teamlet.ground.access.roles import SUPPORT, Role
from teamlet.home.presenters import homes
from teamlet.records.practice.models import Save
from teamlet.records.visits.actions import TopicSaid, hand_over, plan_visit, save_agenda, start_visit
from teamlet.records.visits.models import Handoff
from teamlet.records.visits.words import TopicFrom, VisitKind

HOME = "/practice/cedar"


@pytest.fixture
def morning(at):
    return at("2026-11-23T09:00")


@pytest.fixture
def visit(practice, patient, staff, morning):
    return start_visit(patient=patient, at=morning, by=staff(Role.MEDICAL_ASSISTANT).principal)


@pytest.mark.parametrize("role", list(Role))
def test_everybody_has_a_first_screen(client_of, practice, role):
    answer = client_of(role).get(f"{HOME}/")
    assert answer.status_code == 200
    assert b"Cedar Family Practice" in answer.content


def test_somebody_with_several_roles_chooses_by_tab(client_of):
    both = client_of(Role.COACH, Role.MANAGER)
    assert "My people" in both.get(f"{HOME}/").content.decode()
    assert "Is it our usual care?" in both.get(f"{HOME}/?as=care").content.decode()
    assert "My people" in both.get(f"{HOME}/?as=arrivals").content.decode()


def test_the_day_begins_with_the_patients_words(client_of, staff, visit, morning):
    by = staff(Role.MEDICAL_ASSISTANT).principal
    topics = [
        TopicSaid("Blood pressure", TopicFrom.CLINICIAN),
        TopicSaid("My knee at night", TopicFrom.PATIENT, starred=True),
    ]
    save_agenda(visit=visit, topics=topics, seen=0, at=morning, by=by)
    text = client_of(Role.MEDICAL_ASSISTANT).get(f"{HOME}/").content.decode()
    assert f"/visits/{visit.oid}/" in text
    assert "My knee at night" in text
    assert "Blood pressure" not in text


def test_the_front_desk_sees_no_words(client_of, staff, visit, morning):
    by = staff(Role.MEDICAL_ASSISTANT).principal
    save_agenda(visit=visit, topics=[TopicSaid("My knee at night", TopicFrom.PATIENT)], seen=0, at=morning, by=by)
    text = client_of(Role.FRONT_DESK).get(f"{HOME}/").content.decode()
    assert "Rosa Marín" in text
    assert "May 3, 1961" in text
    assert "knee" not in text


def test_look_alikes_of_a_day_are_marked(client_of, practice, visit, staff, morning):
    twin = make_patient(practice, given="Rosalía")
    start_visit(patient=twin, at=morning, by=staff(Role.MEDICAL_ASSISTANT).principal)
    assert client_of(Role.FRONT_DESK).get(f"{HOME}/").content.decode().count("check the birth date") == 2


@pytest.mark.parametrize("role", [Role.MEDICAL_ASSISTANT, Role.CLINICIAN, Role.NURSE, Role.FRONT_DESK, Role.MANAGER])
def test_a_first_screen_asks_at_most_nine_questions_of_its_own(
    staff, practice, morning, role, django_assert_max_num_queries
):
    by = staff(role).principal
    home = homes.home_for(by, None)
    for number in range(3):
        patient = make_patient(practice, given=f"Ada{number}")
        plan_visit(
            patient=patient,
            kind=VisitKind.CHRONIC,
            day=date(2026, 11, 23),
            starts=time(10, number),
            clinician=None,
            at=morning,
            by=by,
        )
    with django_assert_max_num_queries(9):
        home.context(by, {})


def test_as_many_questions_for_three_visits_as_for_one(
    client_of, practice, staff, visit, morning, django_assert_num_queries
):
    ma = client_of(Role.MEDICAL_ASSISTANT)
    ma.get(f"{HOME}/")
    with django_assert_num_queries(10):
        ma.get(f"{HOME}/")
    for given in ("Lena", "Omar"):
        start_visit(patient=make_patient(practice, given=given), at=morning, by=staff(Role.MEDICAL_ASSISTANT).principal)
    with django_assert_num_queries(10):
        ma.get(f"{HOME}/")


def test_a_handoff_waits_with_its_minutes_and_is_taken(client_of, staff, visit, at, morning):
    nurse = staff(Role.NURSE)
    hand_over(visit=visit, receiver=nurse.membership, at=morning, by=staff(Role.MEDICAL_ASSISTANT).principal)
    at("2026-11-23T09:07")
    client = client_of(Role.NURSE)
    assert "7 min waiting" in client.get(f"{HOME}/").content.decode()
    handoff = Handoff.objects.get()
    answer = client.post(f"{HOME}/handoffs/{handoff.oid}/", {"answer": "take"})
    assert answer["Location"] == f"{HOME}/visits/{visit.oid}/"
    assert client_of(Role.CLINICIAN).post(f"{HOME}/handoffs/{handoff.oid}/", {}).status_code == 404


def test_undo_takes_back_and_returns_to_where_one_was(client_of, staff, visit, morning, at):
    by = staff(Role.MEDICAL_ASSISTANT).principal
    save_agenda(visit=visit, topics=[TopicSaid("My knee", TopicFrom.PATIENT)], seen=0, at=morning, by=by)
    ma, save = client_of(Role.MEDICAL_ASSISTANT), Save.objects.get()
    assert "Agenda saved at 9:00 am." in ma.get(f"{HOME}/").content.decode()
    assert "Agenda saved at 9:00 am." in ma.get(f"{HOME}/saves/").content.decode()
    answer = ma.post(f"{HOME}/saves/{save.oid}/undo/", {"back": f"{HOME}/saves/"}, follow=True)
    assert "Taken back." in answer.content.decode()
    assert "Agenda saved" not in answer.content.decode()


@pytest.mark.parametrize("back", ["//elsewhere.example/", "https://elsewhere.example/", "/practice/juniper/", ""])
def test_undo_never_leads_elsewhere(client_of, staff, visit, morning, back):
    by = staff(Role.MEDICAL_ASSISTANT).principal
    save_agenda(visit=visit, topics=[TopicSaid("My knee", TopicFrom.PATIENT)], seen=0, at=morning, by=by)
    answer = client_of(Role.MEDICAL_ASSISTANT).post(f"{HOME}/saves/{Save.objects.get().oid}/undo/", {"back": back})
    assert answer["Location"] == f"{HOME}/"


def test_after_ten_minutes_undo_says_why_not(client_of, staff, visit, morning, at):
    by = staff(Role.MEDICAL_ASSISTANT).principal
    save_agenda(visit=visit, topics=[TopicSaid("My knee", TopicFrom.PATIENT)], seen=0, at=morning, by=by)
    at("2026-11-23T09:11")
    ma = client_of(Role.MEDICAL_ASSISTANT)
    assert "Agenda saved" not in ma.get(f"{HOME}/").content.decode()
    answer = ma.post(f"{HOME}/saves/{Save.objects.get().oid}/undo/")
    assert answer.status_code == 409
    assert "older than 10 minutes" in answer.content.decode()


def test_nobody_undoes_what_somebody_else_saved(client_of, staff, visit, morning):
    by = staff(Role.MEDICAL_ASSISTANT).principal
    save_agenda(visit=visit, topics=[TopicSaid("My knee", TopicFrom.PATIENT)], seen=0, at=morning, by=by)
    assert client_of(Role.NURSE).post(f"{HOME}/saves/{Save.objects.get().oid}/undo/").status_code == 404


@pytest.mark.parametrize("role", sorted(SUPPORT))
def test_people_in_support_find_patients_and_contacts(client_of, role):
    text = client_of(role).get(f"{HOME}/").content.decode()
    assert f'href="{HOME}/contacts/"' in text


def test_a_manager_sees_no_share_of_few(client_of):
    text = client_of(Role.MANAGER).get(f"{HOME}/").content.decode()
    assert "too few to show a share" in text
    assert "Parts without an owner" in text


def test_my_people_asks_at_most_twelve_questions_with_somebody_open(
    staff, practice, patient, at, django_assert_max_num_queries
):
    from teamlet.after_visit.tests.conftest import plan_said
    from teamlet.records.documents.actions import save_support
    from teamlet.records.plans.actions import GoalSaid

    by = staff(Role.COACH).principal
    for who in (patient, make_patient(practice, given="Lena"), make_patient(practice, given="Omar")):
        save_support(
            patient=who,
            visit=None,
            goal_said=GoalSaid(words="Dance again"),
            plan_said=plan_said(),
            at=at("2026-11-23T09:00"),
            by=by,
        )
    at("2026-12-04T10:00")
    with django_assert_max_num_queries(12):
        context = homes.home_for(by, None).context(by, {})
    assert [row["count"] for row in context["counts"]] == [3, 0, 0, 0, 0]
    assert context["opened"]["goal"] == "Dance again"


def test_a_page_about_one_patient_offers_no_undo_about_another(practice, staff, client_of, patient):
    from teamlet.conftest import make_patient
    from teamlet.ground import clock
    from teamlet.records.visits.actions import TopicSaid, save_agenda, start_visit

    maya = staff("medical-assistant")
    visit = start_visit(patient=patient, at=clock.now(), by=maya.principal)
    save_agenda(visit=visit, topics=[TopicSaid("my knee")], seen=0, at=clock.now(), by=maya.principal)
    other = make_patient(practice, given="Ofelia", family="Bustamante")
    client = client_of(maya)
    about = client.get(f"/practice/cedar/patients/{patient.oid}/").content.decode()
    about_another = client.get(f"/practice/cedar/patients/{other.oid}/").content.decode()
    about_nobody = client.get("/practice/cedar/").content.decode()
    assert "Agenda saved at" in about
    assert "Agenda saved at" not in about_another
    assert "Rosa Marín: Agenda saved at" in about_nobody
