"""Pools in the office: made, changed and closed, with their work moved along."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamlet.ground.access.roles import Role
from teamlet.records.practice.actions.pools import create_pool
from teamlet.records.practice.models import Membership
from teamlet.records.practice.queries import people_in, pool as pool_of, roles_of
from teamlet.records.tasks.actions import open_task
from teamlet.records.tasks.models import DutyAssignment, Task
from teamlet.records.tasks.words import OwnerFrom, TaskKind

pytestmark = pytest.mark.django_db
OFFICE = "/practice/cedar/office/"
POOLS = OFFICE + "people/pools/"


@pytest.fixture
def manager(client_of: Any) -> Any:
    return client_of("manager")


@pytest.fixture
def nora(staff: Any) -> Membership:
    return staff("nurse", name="Nora Lind", called="Nora").membership


@pytest.fixture
def ana(staff: Any) -> Membership:
    return staff("coach", name="Ana Flores", called="Ana").membership


@pytest.fixture
def pool(practice: Any, staff: Any, nora: Membership, ana: Membership) -> Membership:
    by = staff("manager").principal
    return create_pool(practice=practice, name="Nurse team", roles=[Role.NURSE, Role.COACH], members=[nora, ana], by=by)


@pytest.fixture
def task(patient: Any, pool: Membership, staff: Any, at: Any) -> Task:
    return open_task(
        patient=patient,
        kind=TaskKind.CONTACT,
        about_oid="about",
        owner=pool,
        owner_from=OwnerFrom.MATRIX,
        due_on=date(2026, 12, 4),
        at=at("2026-11-23T09:00"),
        by=staff("manager").principal,
    )


def said(nora: Membership, *more: Membership, **changes: Any) -> dict[str, Any]:
    return {"name": "Nurse team", "roles": ["nurse"], "members": [nora.oid, *(each.oid for each in more)]} | changes


def test_a_pool_is_made_and_listed(manager: Any, nora: Membership, ana: Membership) -> None:
    answer = manager.post(POOLS, said(nora, ana))
    assert (answer.status_code, answer["location"]) == (302, POOLS)
    for address in (POOLS, OFFICE + "people/"):
        text = manager.get(address).text
        assert "Nurse team" in text
        assert "Ana, Nora" in text
    everybody = manager.get(OFFICE + "people/").text.split('id="pools"', 1)[0]
    assert "Nurse team" not in everybody


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"name": ""}, "Please fill this in."),
        ({"name": "Nora Lind"}, "Nora Lind is there already. Choose another name."),
        ({"roles": ["nurse", "clinician"]}, "Nobody of these is clinician."),
        ({"roles": ["manager"]}, "manager"),
        ({"members": []}, "Please"),
    ],
)
def test_what_is_wrong_stands_beside_the_field(
    manager: Any, nora: Membership, changes: dict[str, Any], error: str
) -> None:
    answer = manager.post(POOLS, said(nora, **{"name": "Callers"} | changes))
    assert answer.status_code == 422
    assert error in answer.text
    assert f'value="{nora.oid}"' in answer.text
    assert changes.get("name", "Callers") in answer.text
    assert not Membership.objects.filter(kind="pool").exists()


def test_a_pool_is_changed(manager: Any, pool: Membership, nora: Membership) -> None:
    address = f"{POOLS}{pool.oid}/"
    assert 'value="Nurse team"' in manager.get(address).text
    assert manager.post(address, said(nora, name="Nurses")).status_code == 302
    found = pool_of(pool.practice_id, pool.oid)
    assert found is not None
    assert (found.called, roles_of(found), people_in(found)) == ("Nurses", {Role.NURSE}, [nora])
    answer = manager.post(address, said(nora, name="Ana Flores"))
    assert answer.status_code == 422
    assert 'value="Ana Flores"' in answer.text


def test_a_pool_is_closed_and_its_work_goes_to_somebody(manager: Any, pool: Membership, task: Task) -> None:
    page = manager.get(f"{POOLS}{pool.oid}/").text
    assert "1 open contact" in page
    answer = manager.post(f"{POOLS}{pool.oid}/close/", follow=True)
    assert "Nurse team is closed. 1 task moved." in answer.text
    task.refresh_from_db()
    assert f"{task.owner.user.name} (1)" in page
    assert manager.get(f"{POOLS}{pool.oid}/").status_code == 404


def test_a_pool_is_no_person_of_the_office(manager: Any, pool: Membership) -> None:
    assert manager.get(f"{OFFICE}people/{pool.oid}/").status_code == 404
    for part in ("roles", "suspend", "remove", "new-link", "restore", "called", "second-factor"):
        assert manager.post(f"{OFFICE}people/{pool.oid}/{part}/", {"roles": ["manager"]}).status_code == 404
    assert Membership.objects.get(pk=pool.pk).state == "active"
    assert roles_of(Membership.objects.get(pk=pool.pk)) == {Role.NURSE, Role.COACH}
    assert "Nurse team" not in manager.get(OFFICE + "absences/").text
    assert "Nurse team" not in manager.get(OFFICE + "call-times/").text


def test_a_duty_is_held_by_a_pool(manager: Any, pool: Membership) -> None:
    answer = manager.post(OFFICE + "duties/follow_up/", {"follow_up-person": pool.oid, "follow_up-backup": ""})
    assert answer.status_code == 302
    assert DutyAssignment.objects.get().person == pool
    text = manager.get(OFFICE + "duties/").text
    assert "Nurse team" in text


def test_whoever_is_alone_in_a_pool_is_told(manager: Any, practice: Any, staff: Any, nora: Membership) -> None:
    create_pool(practice=practice, name="Callers", roles=[Role.NURSE], members=[nora], by=staff("manager").principal)
    assert "Alone in Callers" in manager.get(f"{OFFICE}people/{nora.oid}/").text


@pytest.mark.parametrize("role", ["nurse", "clinician", "coach", "front-desk"])
def test_only_the_office_opens_pools(client_of: Any, pool: Membership, role: str) -> None:
    client = client_of(role)
    for address in (POOLS, f"{POOLS}{pool.oid}/"):
        assert client.get(address).status_code == 404
    assert client.post(f"{POOLS}{pool.oid}/close/").status_code == 404


def test_the_neighbors_pool_is_absent(manager: Any, staff: Any, neighbor: Any) -> None:
    theirs = staff("nurse", at=neighbor).membership
    by = staff("manager", at=neighbor).principal
    made = create_pool(practice=neighbor, name="Across", roles=[Role.NURSE], members=[theirs], by=by)
    assert manager.get(f"{POOLS}{made.oid}/").status_code == 404
    assert manager.post(f"{POOLS}{made.oid}/close/").status_code == 404
    assert "Across" not in manager.get(POOLS).text
    assert manager.post(POOLS, said(theirs)).status_code == 422
    assert not Membership.objects.filter(kind="pool", practice__key="cedar").exists()


def test_the_list_asks_as_many_questions_for_three_as_for_one(
    manager: Any, practice: Any, staff: Any, pool: Membership, nora: Membership
) -> None:
    def asked(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert manager.get(address).status_code == 200
        return len(queries)

    manager.get(POOLS)
    one = asked(POOLS), asked(OFFICE + "people/")
    for name in ("Callers", "Second line"):
        create_pool(practice=practice, name=name, roles=[Role.NURSE], members=[nora], by=staff("manager").principal)
    assert (asked(POOLS), asked(OFFICE + "people/")) == one
