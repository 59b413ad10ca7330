"""Whoever leaves, is suspended, changes role or is away: their tasks are somebody else's in the same act."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from teamlet.ground.access.roles import Role
from teamlet.ground.reasons import Refused
from teamlet.records.practice.models import Membership
from teamlet.records.tasks import actions
from teamlet.records.tasks.models import Task, TaskMove
from teamlet.records.tasks.words import Duty, MoveReason, OwnerFrom, TaskKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(staff: Any) -> Any:
    return staff("manager").principal


@pytest.fixture
def ana(staff: Any) -> Membership:
    return staff("coach", name="Ana Flores").membership


@pytest.fixture
def ben(staff: Any) -> Membership:
    return staff("coach", name="Ben Ames").membership


@pytest.fixture
def task(patient: Any, ana: Membership, ben: Membership, office: Any, at: Any) -> Task:
    when = at("2026-11-23T09:00")
    return actions.open_task(
        patient=patient,
        kind=TaskKind.CONTACT,
        about_oid="about",
        owner=ana,
        owner_from=OwnerFrom.AUTHOR,
        due_on=date(2026, 12, 4),
        at=when,
        by=office,
    )


def owner_of(task: Task) -> Membership:
    task.refresh_from_db()
    return task.owner


@pytest.mark.parametrize("act", [actions.leave_practice, actions.suspend_person])
def test_whoever_goes_leaves_no_task_behind(act: Any, task: Task, ana: Any, ben: Any, office: Any, at: Any) -> None:
    assert act(membership=ana, at=at("2026-11-24T09:00"), by=office) == 1
    assert owner_of(task) == ben
    move = TaskMove.objects.get()
    assert (move.from_owner, move.to_owner) == (ana, ben)


@pytest.mark.parametrize(("role", "comes_back"), [(Role.MEDICAL_ASSISTANT, True), (Role.FRONT_DESK, False)])
def test_whoever_made_it_takes_it_back_while_they_are_in_support(
    patient: Any, ana: Any, ben: Any, staff: Any, office: Any, at: Any, role: Role, comes_back: bool
) -> None:
    when, author = at("2026-11-23T09:00"), staff(role)
    task = actions.open_task(
        patient=patient, kind=TaskKind.CONTACT, about_oid="theirs", owner=ana, owner_from=OwnerFrom.MATRIX,
        due_on=date(2026, 12, 4), at=when, by=author.principal,
    )  # fmt: skip
    actions.leave_practice(membership=ana, at=when, by=office)
    assert owner_of(task) == (author.membership if comes_back else ben)


def test_a_role_that_cannot_do_it_any_more(task: Task, ana: Any, ben: Any, office: Any, at: Any) -> None:
    when = at("2026-11-24T09:00")
    assert actions.change_roles(membership=ana, roles=[Role.FRONT_DESK], at=when, by=office) == 1
    assert owner_of(task) == ben
    assert TaskMove.objects.get().reason == MoveReason.ROLE_CHANGE


@pytest.mark.parametrize(("last", "moved"), [(date(2026, 12, 3), 0), (date(2026, 12, 4), 1)])
def test_only_what_is_due_while_away_moves(task: Task, ana: Any, office: Any, at: Any, last: date, moved: int) -> None:
    when = at("2026-11-24T09:00")
    _absence, found = actions.set_absence_and_move(
        membership=ana, first_day=date(2026, 12, 1), last_day=last, at=when, by=office
    )
    assert found == moved


def test_a_new_holder_takes_the_open_tasks(task: Task, ana: Any, ben: Any, practice: Any, office: Any, at: Any) -> None:
    when = at("2026-11-24T09:00")
    same = {"practice": practice, "duty": Duty.FOLLOW_UP, "at": when, "by": office}
    assert actions.set_duty_and_move(person=ana, backup=None, **same) == 0
    assert actions.set_duty_and_move(person=ben, backup=None, **same) == 1
    assert owner_of(task) == ben


def test_a_refused_change_moves_nothing(task: Task, ana: Any, staff: Any, at: Any) -> None:
    nurse = staff("nurse").principal
    with pytest.raises(Refused):
        actions.leave_practice(membership=ana, at=at("2026-11-24T09:00"), by=nurse)
    assert owner_of(task) == ana


@pytest.mark.parametrize("who", ["same", "elsewhere", "nobody_may"])
def test_who_may_hold_a_duty(
    ana: Any, practice: Any, neighbor: Any, staff: Any, office: Any, at: Any, who: str
) -> None:
    person = staff("coach", at=neighbor).membership if who == "elsewhere" else ana
    by = staff("nurse").principal if who == "nobody_may" else office
    backup = ana if who == "same" else None
    with pytest.raises(Refused):
        actions.set_duty_and_move(
            practice=practice, duty=Duty.FOLLOW_UP, person=person, backup=backup, at=at("2026-11-24T09:00"), by=by
        )
