"""Taking work out of a pool: from every list where it stands, in one click, with undo."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamlet.conftest import make_patient
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.roles import Role
from teamlet.records.followups.actions import ContactSaid, agree_support
from teamlet.records.followups.models import Contact
from teamlet.records.plans.actions import GoalSaid, PlanSaid
from teamlet.records.plans.words import FollowUpAnswer
from teamlet.records.practice.actions.pools import create_pool
from teamlet.records.tasks.actions import open_task
from teamlet.records.tasks.words import OwnerFrom, TaskKind

pytestmark = pytest.mark.django_db
HOME = "/practice/cedar/"


@pytest.fixture
def nora(staff):
    return staff("nurse", name="Nora Lind")


@pytest.fixture
def ana(staff):
    return staff("coach", name="Ana Flores")


@pytest.fixture
def pool(practice, staff, nora, ana):
    members = [nora.membership, ana.membership]
    by = staff("manager").principal
    return create_pool(practice=practice, name="Nurse team", roles=[Role.NURSE, Role.COACH], members=members, by=by)


@pytest.fixture
def give(patient, pool, staff, at):
    def agreed(who=None):
        plan = PlanSaid(
            step_words="Walk", starts_on=date(2026, 11, 24), ends_on=date(2026, 12, 7), follow_up=FollowUpAnswer.AGREED
        )
        at("2026-11-23T09:20")
        agree_support(
            patient=who or patient,
            goal_said=GoalSaid(words="Walk with my grandson"),
            plan_said=plan,
            contact_said=ContactSaid(owner=pool),
            at=clock.now(),
            by=staff("medical-assistant").principal,
        )
        at("2026-12-04T10:00")
        return Contact.objects.order_by("-id").first()

    return agreed


def task_of(kind, patient, owner, staff):
    return open_task(
        patient=patient, kind=kind, about_oid="about", owner=owner, owner_from=OwnerFrom.MATRIX,
        due_on=date(2026, 12, 4), at=clock.now(), by=staff("manager").principal,
    )  # fmt: skip


@pytest.mark.parametrize("address", ["", "contacts/", "contacts/?of=team", "contacts/?of=everyone", "?as=people"])
def test_it_is_taken_from_a_list(address, give, ana, client_of):
    contact, client = give(), client_of(ana)
    page = client.get(HOME + address).text
    assert "Nurse team" in page
    form = re.search(r'<form[^>]*action="([^"]*/take/[^"]*)"[^>]*>(.*?)</form>', page, re.DOTALL)
    assert form is not None
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[2]))
    answer = client.post(form[1], fields)
    assert answer.status_code == 302
    assert answer["location"].startswith(fields.get("back", HOME))
    contact.task.refresh_from_db()
    assert contact.task.owner == ana.membership
    assert "/take/" not in client.get(HOME + address).text


def test_the_contact_itself_offers_it_and_undo_gives_it_back(give, pool, ana, client_of):
    contact, client = give(), client_of(ana)
    address = f"{HOME}contacts/{contact.oid}/"
    page = client.get(address).text
    assert f"{HOME}take/{contact.task.oid}/" in page
    assert "Nurse team has this contact." in page
    fields = {"stamp": stamps.make(patient_oid=contact.patient.oid), "back": address}
    after = client.post(f"{HOME}take/{contact.task.oid}/", fields, follow=True).text
    assert "Taken. It is yours now." in after
    undo = re.search(r'action="([^"]*/undo/)"', after)
    assert undo is not None
    client.post(undo[1], {"stamp": stamps.make()})
    contact.task.refresh_from_db()
    assert contact.task.owner == pool


def test_others_see_whose_it_is_and_cannot_take_it(give, staff, client_of):
    contact, client = give(), client_of("clinician")
    assert "Nurse team" not in client.get(f"{HOME}contacts/").text
    page = client.get(f"{HOME}contacts/?of=everyone").text
    assert "Nurse team" in page
    assert "/take/" not in page
    assert "/take/" not in client.get(f"{HOME}contacts/{contact.oid}/").text
    answer = client.post(f"{HOME}take/{contact.task.oid}/", {"stamp": stamps.make()})
    assert answer.status_code == 409
    assert "This is not, or no longer, in a pool of yours." in answer.text


def test_whoever_comes_second_is_told(give, ana, nora, client_of):
    contact = give()
    address, first, second = f"{HOME}take/{contact.task.oid}/", client_of(ana), client_of(nora)
    assert first.post(address, {"stamp": stamps.make()}).status_code == 302
    assert second.post(address, {"stamp": stamps.make()}).status_code == 409
    contact.task.refresh_from_db()
    assert contact.task.owner == ana.membership


def test_what_needs_a_license_is_taken_with_one(give, patient, pool, ana, nora, staff, client_of):
    give()
    task = task_of(TaskKind.CAUTION, patient, pool, staff)
    answer = client_of(ana).post(f"{HOME}take/{task.oid}/", {"stamp": stamps.make()})
    assert answer.status_code == 409
    assert "A nurse, clinician or behavioral health person finishes this task." in answer.text
    assert client_of(nora).post(f"{HOME}take/{task.oid}/", {"stamp": stamps.make()}).status_code == 302


def test_a_task_of_the_neighbor_or_of_nobody_is_absent(neighbor_patient, neighbor, staff, ana, pool, client_of):
    theirs = staff("coach", at=neighbor)
    task = open_task(
        patient=neighbor_patient, kind=TaskKind.CONTACT, about_oid="about", owner=theirs.membership,
        owner_from=OwnerFrom.MATRIX, due_on=date(2026, 12, 4), at=clock.now(), by=theirs.principal,
    )  # fmt: skip
    for oid in (task.oid, "no-such-task"):
        assert client_of(ana).post(f"{HOME}take/{oid}/", {"stamp": stamps.make()}).status_code == 404


@pytest.mark.parametrize("role", ["front-desk", "manager", "administrator", "peer"])
def test_only_support_takes_work(give, client_of, role):
    contact = give()
    answer = client_of(role).post(f"{HOME}take/{contact.task.oid}/", {"stamp": stamps.make()})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (TaskKind.REPLY, "1 reply to answer."),
        (TaskKind.OWN_PAGE, "1 patient wrote on their own page."),
        (TaskKind.SPECIALIST_VISIT, "1 patient to ask about care elsewhere."),
        (TaskKind.BACK_ON_TRACK, "1 patient to help back on track."),
    ],
)
def test_the_bar_counts_what_a_pool_has(kind, words, patient, pool, nora, staff, client_of, at):
    at("2026-12-04T10:00")
    task_of(kind, patient, pool, staff)
    assert words in client_of(nora).get(HOME).text
    assert words not in client_of("clinician").get(HOME).text


def test_lists_with_a_pool_ask_as_many_questions_for_three_as_for_one(give, practice, ana, client_of):
    give()
    client = client_of(ana)

    def asked(address):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(HOME + address).text.count("/take/") == many
        return len(queries)

    many = 1
    client.get(HOME + "contacts/")
    one = [asked("contacts/"), asked("?as=people")]
    for given in ("Lena", "Omar"):
        give(make_patient(practice, given=given))
    many = 3
    assert [asked("contacts/"), asked("?as=people")] == one
