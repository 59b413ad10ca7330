"""Work that a pool owns: what names it, who takes it, and where it goes when nobody in it can do it any more."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from teamlet.ground.access.roles import Role
from teamlet.ground.reasons import Refused
from teamlet.records.practice.actions.pools import create_pool
from teamlet.records.practice.actions.saves import undo_save
from teamlet.records.practice.models import Absence, Save
from teamlet.records.practice.queries import pool as pool_of, principal_of
from teamlet.records.tasks import actions, queries, rules
from teamlet.records.tasks.models import Task, TaskMove
from teamlet.records.tasks.rules import MatrixRow, Member, choose_owner, reroute
from teamlet.records.tasks.words import Duty, MoveReason, OwnerFrom, TaskKind

MONDAY = date(2026, 11, 23)
#: 1 and 2 are people, 9 is a pool of nurses.
PEOPLE = (Member(1, frozenset({"nurse"})), Member(2, frozenset({"coach"})))
POOL = Member(9, frozenset({"nurse"}), is_pool=True)


def chosen(pool: Member = POOL, *, backup: int | None = None, **more: Any) -> tuple[Any, str]:
    matrix = [MatrixRow(Duty.FOLLOW_UP, 9, backup)]
    found = choose_owner(Duty.FOLLOW_UP, matrix, None, [], [*PEOPLE, pool], MONDAY, **more)
    return found.owner, found.decision.status.value


@pytest.mark.parametrize(
    ("pool", "more", "owner"),
    [
        (POOL, {}, (9, "matrix")),
        (POOL, {"licensed_only": True}, (9, "matrix")),
        (Member(9, frozenset({"coach"}), is_pool=True), {"licensed_only": True}, (1, "last_resort")),
        (Member(9, frozenset({"nurse"}), active=False, is_pool=True), {}, (1, "same_role")),
        (POOL, {"people_only": True}, (1, "same_role")),
        (POOL, {"people_only": True, "backup": 2}, (2, "backup")),
        (POOL, {"readers": frozenset({2})}, (2, "last_resort")),
        (POOL, {"not_person": 9}, (1, "same_role")),
    ],
    ids=["named", "licensed", "not licensed", "empty", "for people", "backup", "kept to a few", "moves away"],
)
def test_a_pool_takes_what_names_it_when_its_roles_allow(pool: Member, more: Any, owner: Any) -> None:
    assert chosen(pool, **more) == owner


def test_a_pool_takes_nothing_that_does_not_name_it() -> None:
    matrix = [MatrixRow(Duty.FOLLOW_UP, 2, None)]
    away = [rules.Absence(2, MONDAY, MONDAY), rules.Absence(1, MONDAY, MONDAY)]
    found = choose_owner(Duty.FOLLOW_UP, matrix, None, away, [*PEOPLE, POOL], MONDAY)
    assert (found.owner, found.decision.reason.code) == (2, "tasks.owner_all_absent")


@pytest.mark.parametrize("kind", list(TaskKind))
def test_what_moves_to_a_pool_is_what_a_pool_may_have(kind: TaskKind) -> None:
    waiting = [rules.OpenTask("x", 2, Duty.FOLLOW_UP, kind, due=MONDAY)]
    matrix = [MatrixRow(Duty.FOLLOW_UP, 9, None)]
    (move,) = reroute(
        waiting, why=MoveReason.LEFT, person=2, matrix=matrix, absences=[], memberships=[*PEOPLE, POOL], on=MONDAY
    )
    assert move.to_person == (1 if kind in rules.PERSON_KINDS else 9)
    may = rules.may_have(kind, is_pool=True)
    assert (may.status.value == "no") == (kind in rules.PERSON_KINDS)


# --- with a database --------------------------------------------------------------------------------------------------


@pytest.fixture
def office(staff: Any) -> Any:
    return staff("manager").principal


@pytest.fixture
def nora(staff: Any) -> Any:
    return staff("nurse", name="Nora Lind")


@pytest.fixture
def ana(staff: Any) -> Any:
    return staff("coach", name="Ana Flores")


@pytest.fixture
def ben(staff: Any) -> Any:
    return staff("coach", name="Ben Ames")


@pytest.fixture
def pool(practice: Any, office: Any, nora: Any, ana: Any) -> Any:
    members = [nora.membership, ana.membership]
    return create_pool(practice=practice, name="Nurse team", roles=[Role.NURSE, Role.COACH], members=members, by=office)


@pytest.fixture
def when(at: Any) -> Any:
    return at("2026-11-24T09:00")


@pytest.fixture
def give(patient: Any, pool: Any, office: Any, when: Any) -> Any:
    def task(kind: TaskKind = TaskKind.CONTACT, owner: Any = None) -> Task:
        return actions.open_task(
            patient=patient,
            kind=kind,
            about_oid="about",
            owner=owner or pool,
            owner_from=OwnerFrom.MATRIX,
            due_on=date(2026, 12, 4),
            at=when,
            by=office,
        )

    return task


def now(person: Any) -> Any:
    return principal_of(person.membership)


def owner_of(task: Task) -> Any:
    task.refresh_from_db()
    return task.owner


@pytest.mark.django_db
def test_a_member_takes_it_and_undo_gives_it_back(give: Any, pool: Any, ana: Any, when: Any) -> None:
    task = give()
    actions.take_task(task=task, at=when, by=now(ana))
    assert owner_of(task) == ana.membership
    move = TaskMove.objects.get()
    assert (move.from_owner, move.to_owner, move.reason) == (pool, ana.membership, "by_hand")
    undo_save(save=Save.objects.get(), at=when, by=now(ana))
    assert owner_of(task) == pool


@pytest.mark.django_db
def test_who_cannot_take_it(give: Any, ana: Any, ben: Any, nora: Any, when: Any) -> None:
    task, licensed = give(), give(TaskKind.RED_FLAG)
    for person, what, code in ((ben, task, "tasks.pool_not_yours"), (ana, licensed, "tasks.needs_licensed")):
        with pytest.raises(Refused) as refused:
            actions.take_task(task=what, at=when, by=now(person))
        assert refused.value.reason.code == code
    actions.take_task(task=licensed, at=when, by=now(nora))
    actions.take_task(task=task, at=when, by=now(nora))
    with pytest.raises(Refused, match="pool_not_yours"):
        actions.take_task(task=task, at=when, by=now(ana))


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(rules.PERSON_KINDS))
def test_what_belongs_to_one_person_is_not_given_to_a_pool(
    give: Any, pool: Any, ana: Any, office: Any, when: Any, practice: Any, kind: TaskKind
) -> None:
    task = give(kind, owner=ana.membership)
    with pytest.raises(Refused, match="pool_not_for_this"):
        actions.move_task(task=task, to=pool, at=when, by=office)
    for duty in (Duty.FOLLOW_UP, Duty.GATHER_DATA):
        actions.assign_duty(practice=practice, duty=duty, person=pool, backup=None, at=when, by=office)
    choice = queries.owner_for(practice, rules.duty_of(kind), kind=kind, author=None, on=MONDAY)
    assert not choice.owner.is_pool


@pytest.mark.django_db
def test_a_duty_names_a_pool(practice: Any, pool: Any, ana: Any, ben: Any, give: Any, office: Any, when: Any) -> None:
    task = give(owner=ben.membership)
    duty = {"practice": practice, "duty": Duty.FOLLOW_UP, "at": when, "by": office}
    actions.set_duty_and_move(person=ben.membership, backup=None, **duty)
    assert actions.set_duty_and_move(person=pool, backup=ben.membership, **duty) == 0
    choice = queries.owner_for(practice, Duty.FOLLOW_UP, kind=TaskKind.CONTACT, author=None, on=MONDAY)
    assert (choice.owner, choice.backup, choice.owner_from) == (pool, ben.membership, "matrix")
    assert actions.leave_practice(membership=ben.membership, at=when, by=office) == 1
    assert owner_of(task) == pool
    assert actions.set_duty_and_move(person=ana.membership, backup=None, **duty) == 1
    assert owner_of(task) == ana.membership


@pytest.mark.django_db
def test_the_rules_know_a_pool_by_its_people(
    practice: Any, pool: Any, nora: Any, ana: Any, office: Any, when: Any
) -> None:
    def seen() -> Member:
        (found,) = (each for each in queries.staffing(practice, MONDAY).members if each.is_pool)
        return found

    assert seen() == Member(pool.pk, frozenset({"nurse", "coach"}), is_pool=True)
    actions.suspend_person(membership=nora.membership, at=when, by=office)
    assert seen() == Member(pool.pk, frozenset({"coach"}), is_pool=True)
    actions.leave_practice(membership=ana.membership, at=when, by=office)
    assert seen() == Member(pool.pk, frozenset({"coach"}), active=False, is_pool=True)


@pytest.mark.django_db
def test_pools_cost_the_rules_one_statement(
    practice: Any, pool: Any, nora: Any, office: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(4):
        queries.staffing(practice, MONDAY)
    for name in ("Callers", "Second line"):
        create_pool(practice=practice, name=name, roles=[Role.NURSE], members=[nora.membership], by=office)
    with django_assert_num_queries(4):
        queries.staffing(practice, MONDAY)


@pytest.mark.django_db
def test_what_needs_a_license_leaves_a_pool_without_one(
    give: Any, pool: Any, nora: Any, staff: Any, office: Any, when: Any
) -> None:
    doctor = staff("clinician").membership
    licensed = give(TaskKind.CAUTION)
    assert actions.change_roles(membership=nora.membership, roles=[Role.COACH], at=when, by=office) == 1
    assert owner_of(licensed) == doctor


@pytest.mark.django_db
@pytest.mark.parametrize("last", [actions.leave_practice, actions.suspend_person])
def test_when_the_last_of_a_pool_goes_its_work_goes_on(
    last: Any, give: Any, pool: Any, nora: Any, ana: Any, ben: Any, office: Any, when: Any
) -> None:
    task = give()
    assert actions.leave_practice(membership=nora.membership, at=when, by=office) == 0
    assert owner_of(task) == pool
    assert last(membership=ana.membership, at=when, by=office) == 1
    assert owner_of(task) == ben.membership
    assert queries.last_moves(task.practice_id, [task.pk])[task.pk].from_owner == pool


@pytest.mark.django_db
def test_when_nobody_in_a_pool_takes_part_any_more_its_work_goes_on(
    give: Any, nora: Any, ana: Any, ben: Any, office: Any, when: Any
) -> None:
    task = give()
    for person in (nora, ana):
        actions.change_roles(membership=person.membership, roles=[Role.FRONT_DESK], at=when, by=office)
    assert owner_of(task) == ben.membership


@pytest.mark.django_db
def test_an_absence_moves_nothing_of_a_pool(give: Any, pool: Any, nora: Any, ana: Any, office: Any, at: Any) -> None:
    task = give()
    for person in (nora, ana):
        actions.set_absence_and_move(
            membership=person.membership, first_day=date(2026, 11, 24), last_day=date(2026, 12, 31),
            at=at("2026-11-24T09:00"), by=office,
        )  # fmt: skip
    actions.move_tasks_of_absent(practice=pool.practice, on=date(2026, 12, 5), at=at("2026-12-05T09:00"), by=office)
    assert Absence.objects.count() == 2
    assert owner_of(task) == pool


@pytest.mark.django_db
def test_a_closed_pool_leaves_nothing_behind(give: Any, pool: Any, ben: Any, office: Any, when: Any) -> None:
    task = give()
    found = queries.handover_of(pool, MONDAY)
    assert found.contacts == 1
    assert actions.close_pool_and_move(pool=pool, at=when, by=office) == 1
    assert owner_of(task) == found.receivers[0][0]
    assert not owner_of(task).is_pool


@pytest.mark.django_db
def test_a_pool_that_changes_roles_keeps_what_it_can_do(
    give: Any, pool: Any, nora: Any, ana: Any, staff: Any, office: Any, when: Any
) -> None:
    doctor = staff("clinician").membership
    task, licensed = give(), give(TaskKind.CAUTION)

    def change(roles: Any, *members: Any) -> int:
        people = [each.membership for each in members]
        known = pool_of(pool.practice_id, pool.oid)
        return actions.set_pool_and_move(pool=known, name="Team", roles=roles, members=people, at=when, by=office)

    assert change([Role.NURSE], nora) == 0
    assert change([Role.COACH], nora, ana) == 1
    assert (owner_of(task), owner_of(licensed).pk in {doctor.pk, nora.membership.pk}) == (pool, True)


@pytest.mark.django_db
def test_a_task_is_not_given_back_to_a_pool_without_people(
    give: Any, nora: Any, ana: Any, ben: Any, office: Any, when: Any
) -> None:
    task = give()
    actions.move_task(task=task, to=ben.membership, at=when, by=office)
    for person in (nora, ana):
        actions.leave_practice(membership=person.membership, at=when, by=office)
    with pytest.raises(Refused, match="changed_meanwhile"):
        actions.undo_move(about_oid=TaskMove.objects.get().oid, at=when, by=office)
    assert owner_of(task) == ben.membership
