"""People of the practice: links shown once, roles, suspending and leaving with the tasks moved along."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamlet.records.practice.models import Absence, Invitation, Membership
from teamlet.records.practice.queries import roles_of
from teamlet.records.tasks.actions import open_task
from teamlet.records.tasks.models import DutyAssignment, Task
from teamlet.records.tasks.words import Duty, OwnerFrom, TaskKind

pytestmark = pytest.mark.django_db
PEOPLE = "/practice/cedar/office/people/"


@pytest.fixture
def manager(client_of: Any) -> Any:
    return client_of("manager")


@pytest.fixture
def ana(staff: Any) -> Membership:
    return staff("coach", name="Ana Flores", called="Ana").membership


@pytest.fixture
def task(patient: Any, ana: Membership, staff: Any, at: Any) -> Task:
    staff("coach", name="Ben Ames")
    return open_task(
        patient=patient,
        kind=TaskKind.CONTACT,
        about_oid="about",
        owner=ana,
        owner_from=OwnerFrom.AUTHOR,
        due_on=date(2026, 12, 4),
        at=at("2026-11-23T09:00"),
        by=staff("manager").principal,
    )


NEW = {"name": "Cora Diaz", "called": "Cora", "email": "cora@example.org", "roles": ["coach", "educator"], "site": ""}


def test_an_invitation_shows_its_link_once(manager: Any) -> None:
    answer = manager.post(PEOPLE + "invite/", NEW)
    assert answer.status_code == 200
    link = answer.text.split('<code id="link">', 1)[1].split("<", 1)[0]
    assert "/invitation/" in link
    assert Invitation.objects.count() == 1
    listed = manager.get(PEOPLE).text
    assert "Cora Diaz" in listed
    assert link not in listed
    assert "Invited, not here yet" in listed


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"email": "not an address"}, "Enter a valid email address."),
        ({"roles": []}, "Please fill this in."),
        ({"name": ""}, "Please fill this in."),
    ],
)
def test_what_is_wrong_with_an_invitation(manager: Any, changes: dict[str, Any], error: str) -> None:
    answer = manager.post(PEOPLE + "invite/", NEW | changes)
    assert answer.status_code == 422
    assert error in answer.text or "Please choose one." in answer.text
    assert 'value="Cora"' in answer.text
    assert not Invitation.objects.exists()


def test_inviting_somebody_twice_is_said(manager: Any) -> None:
    manager.post(PEOPLE + "invite/", NEW)
    answer = manager.post(PEOPLE + "invite/", NEW)
    assert answer.status_code == 422
    assert "already belongs to this practice" in answer.text


@pytest.mark.parametrize(("act", "state"), [("suspend/", "suspended"), ("remove/", "removed")])
def test_closing_moves_the_tasks_and_says_so(manager: Any, ana: Any, task: Task, act: str, state: str) -> None:
    answer = manager.post(f"{PEOPLE}{ana.oid}/{act}", {"reason": "moved away"}, follow=True)
    assert "1 task moved." in answer.text
    assert "moved away" in answer.text
    ana.refresh_from_db()
    task.refresh_from_db()
    assert (ana.state, task.owner.user.name) == (state, "Ben Ames")


def test_back_again(manager: Any, ana: Any) -> None:
    manager.post(f"{PEOPLE}{ana.oid}/suspend/", {"reason": ""})
    assert "Works here again" in manager.get(f"{PEOPLE}{ana.oid}/").text
    manager.post(f"{PEOPLE}{ana.oid}/restore/")
    ana.refresh_from_db()
    assert ana.state == "active"


def test_changing_roles(manager: Any, ana: Any, task: Task) -> None:
    answer = manager.post(f"{PEOPLE}{ana.oid}/roles/", {"roles": ["front-desk"]}, follow=True)
    assert "1 task moved." in answer.text
    assert roles_of(Membership.objects.get(pk=ana.pk)) == {"front-desk"}
    assert manager.post(f"{PEOPLE}{ana.oid}/roles/", {"roles": []}).status_code == 422


def test_nobody_changes_their_own_roles(manager: Any, staff: Any) -> None:
    own = staff("manager").membership
    page = f"{PEOPLE}{own.oid}/"
    assert "Save the roles" not in manager.get(page).text
    answer = manager.post(page + "roles/", {"roles": ["coach"]}, follow=True)
    assert "You cannot change your own roles" in answer.text
    assert roles_of(Membership.objects.get(pk=own.pk)) == {"manager"}


def test_a_link_for_a_new_password(manager: Any, ana: Any) -> None:
    answer = manager.post(f"{PEOPLE}{ana.oid}/new-link/")
    assert '<code id="link">' in answer.text
    assert Invitation.objects.get().is_reset


def test_people_of_the_neighbor_are_not_found(manager: Any, staff: Any, neighbor: Any) -> None:
    other = staff("coach", at=neighbor).oid
    assert manager.get(f"{PEOPLE}{other}/").status_code == 404
    for act in ("roles/", "called/", "suspend/", "restore/", "remove/", "new-link/", "second-factor/"):
        assert manager.post(f"{PEOPLE}{other}/{act}", {}).status_code == 404, act


def test_the_list_asks_the_same_for_one_and_for_three(manager: Any, staff: Any) -> None:
    counts = []
    manager.get(PEOPLE)
    for number in range(2):
        with CaptureQueriesContext(connection) as taken:
            manager.get(PEOPLE)
        counts.append(len(taken))
        staff("coach", name=f"Coach {number}")
        staff("nurse", name=f"Nurse {number}")
    assert counts[0] == counts[1]


AWAY = {
    "first_day_month": "12",
    "first_day_day": "1",
    "first_day_year": "2026",
    "last_day_month": "12",
    "last_day_day": "4",
    "last_day_year": "2026",
}


def test_an_absence_moves_what_is_due_then(manager: Any, ana: Any, task: Task) -> None:
    page = "/practice/cedar/office/absences/"
    answer = manager.post(page, AWAY | {"member": ana.oid}, follow=True)
    assert "Saved. 1 task moved." in answer.text
    absence = Absence.objects.get()
    assert "Ana Flores" in answer.text
    assert manager.post(f"{page}{absence.oid}/").status_code == 302
    assert not Absence.objects.exists()


def test_an_absence_that_ends_before_it_begins(manager: Any, ana: Any, at: Any) -> None:
    at("2026-11-23T09:00")
    answer = manager.post("/practice/cedar/office/absences/", AWAY | {"member": ana.oid, "first_day_day": "9"})
    assert answer.status_code == 422
    assert "The last day comes before the first day." in answer.text


def test_a_duty_without_an_owner_is_named_until_somebody_holds_it(manager: Any, ana: Any, task: Task) -> None:
    page = "/practice/cedar/office/duties/"
    assert "Without an owner" in manager.get(page).text
    assert "duties without an owner" in manager.get("/practice/cedar/office/").text
    ben = Membership.objects.get(user__name="Ben Ames")
    for person, backup in ((ana, ""), (ben, ana.oid)):
        values = {"follow_up-person": person.oid, "follow_up-backup": backup}
        assert manager.post(page + "follow_up/", values)["Location"] == page
    row = DutyAssignment.objects.get(duty=Duty.FOLLOW_UP)
    assert (row.person, row.backup) == (ben, ana)


def test_a_backup_for_oneself_is_said_beside_the_box(manager: Any, ana: Any) -> None:
    values = {"follow_up-person": ana.oid, "follow_up-backup": ana.oid}
    answer = manager.post("/practice/cedar/office/duties/follow_up/", values)
    assert answer.status_code == 422
    assert "cannot be the backup for their own duty" in answer.text
    assert manager.post("/practice/cedar/office/duties/dance/", values).status_code == 404
