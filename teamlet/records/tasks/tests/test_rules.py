"""Whose task it is, and where it goes when that person cannot do it: never nobody's."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from teamlet.ground.access.roles import LICENSED, Role
from teamlet.records.tasks.rules import (
    Absence,
    MatrixRow,
    Member,
    OpenTask,
    OwnerChoice,
    choose_owner,
    may_finish,
    may_move,
    may_take,
    reroute,
    row_for,
)
from teamlet.records.tasks.words import (
    REASONS,
    TASK_TRANSITIONS,
    Duty,
    MayTake,
    MoveReason,
    OwnerFrom,
    TaskKind,
    TaskState,
)

ON = date(2026, 12, 3)
CALL = Duty.FOLLOW_UP
ANA, BEN, CARMEN, DREW, EVE, FRANK = 1, 2, 3, 4, 5, 6


def member(person: int, *roles: Role, active: bool = True) -> Member:
    return Member(person, frozenset(roles), active)


TEAM = [
    member(ANA, Role.COACH),
    member(BEN, Role.MEDICAL_ASSISTANT),
    member(CARMEN, Role.NURSE),
    member(DREW, Role.COACH),
    member(EVE, Role.MANAGER),
    member(FRANK, Role.FRONT_DESK),
]
MATRIX = [MatrixRow(CALL, ANA, BEN)]


def away(*people: int) -> list[Absence]:
    return [Absence(person, ON - timedelta(days=1), ON + timedelta(days=1)) for person in people]


def without(*people: int) -> list[Member]:
    return [member for member in TEAM if member.person not in people]


def codes(choice: OwnerChoice) -> list[str]:
    for reason in choice.decision.reasons:
        assert "{" not in REASONS[reason.code].format(**reason.values)
    return [reason.code.removeprefix("tasks.") for reason in choice.decision.reasons]


@pytest.mark.parametrize(
    ("matrix", "author", "absent", "members", "owner", "where", "reasons"),
    [
        (MATRIX, CARMEN, [], TEAM, ANA, OwnerFrom.MATRIX, ["owner_matrix"]),
        (MATRIX, CARMEN, away(ANA), TEAM, BEN, OwnerFrom.BACKUP, ["owner_backup", "person_absent"]),
        (MATRIX, CARMEN, away(ANA, BEN), TEAM, CARMEN, OwnerFrom.AUTHOR,
         ["owner_author", "person_absent", "person_absent"]),
        (MATRIX, CARMEN, [], without(ANA), BEN, OwnerFrom.BACKUP, ["owner_backup", "person_not_active"]),
        (MATRIX, CARMEN, [], [*without(ANA), member(ANA, Role.COACH, active=False)], BEN, OwnerFrom.BACKUP,
         ["owner_backup", "person_not_active"]),
        ([], CARMEN, [], TEAM, CARMEN, OwnerFrom.AUTHOR, ["owner_author", "nobody_named", "no_backup"]),
        ([MatrixRow(CALL)], CARMEN, [], TEAM, CARMEN, OwnerFrom.AUTHOR, ["owner_author", "nobody_named", "no_backup"]),
        ([MatrixRow(CALL, ANA)], CARMEN, away(ANA), TEAM, CARMEN, OwnerFrom.AUTHOR,
         ["owner_author", "person_absent", "no_backup"]),
        ([MatrixRow(Duty.MAKE_PLAN, ANA, BEN)], CARMEN, [], TEAM, CARMEN, OwnerFrom.AUTHOR,
         ["owner_author", "nobody_named", "no_backup"]),
        ([MatrixRow(CALL, ANA)], None, away(ANA), TEAM, DREW, OwnerFrom.SAME_ROLE,
         ["owner_same_role", "person_absent", "no_backup"]),
        ([], None, [], TEAM, ANA, OwnerFrom.LAST_RESORT, ["owner_anybody", "nobody_named", "no_backup"]),
        ([], None, [], [member(EVE, Role.MANAGER), member(FRANK, Role.FRONT_DESK)], EVE, OwnerFrom.MANAGER,
         ["owner_manager", "nobody_named", "no_backup"]),
        ([], None, [], [member(FRANK, Role.FRONT_DESK)], FRANK, OwnerFrom.LAST_RESORT,
         ["owner_anybody", "nobody_named", "no_backup"]),
        (MATRIX, CARMEN, away(ANA, BEN, CARMEN, DREW, EVE, FRANK), TEAM, ANA, OwnerFrom.LAST_RESORT,
         ["owner_all_absent", "person_absent", "person_absent", "person_absent"]),
        ([], CARMEN, [], [], CARMEN, OwnerFrom.LAST_RESORT,
         ["owner_all_absent", "nobody_named", "no_backup", "person_not_active"]),
    ],
)  # fmt: skip
def test_owner_table(
    matrix: list[MatrixRow],
    author: int | None,
    absent: list[Absence],
    members: list[Member],
    owner: int,
    where: OwnerFrom,
    reasons: list[str],
) -> None:
    choice = choose_owner(CALL, matrix, author, absent, members, ON)
    assert (choice.owner, choice.decision.status) == (owner, where)
    assert codes(choice) == reasons


@pytest.mark.parametrize(
    ("first", "last", "owner"),
    [
        (ON, ON, BEN),
        (ON - timedelta(days=9), ON, BEN),
        (ON, ON + timedelta(days=9), BEN),
        (ON - timedelta(days=9), ON - timedelta(days=1), ANA),
        (ON + timedelta(days=1), ON + timedelta(days=9), ANA),
    ],
)
def test_both_ends_of_an_absence_count(first: date, last: date, owner: int) -> None:
    assert choose_owner(CALL, MATRIX, CARMEN, [Absence(ANA, first, last)], TEAM, ON).owner == owner


def test_the_longest_absence_is_named() -> None:
    gaps = [Absence(ANA, ON, ON), Absence(ANA, ON, ON + timedelta(days=5))]
    choice = choose_owner(CALL, MATRIX, CARMEN, gaps, TEAM, ON)
    assert choice.decision.reasons[1].values["until"] == "2026-12-08"


def test_the_row_that_holds_on_the_day() -> None:
    old = MatrixRow(CALL, ANA, None, None, date(2026, 11, 30))
    new = MatrixRow(CALL, BEN, None, date(2026, 12, 1), None)
    assert row_for(CALL, [old, new], date(2026, 11, 30)).person == ANA
    assert row_for(CALL, [old, new], date(2026, 12, 1)).person == BEN
    always = MatrixRow(CALL, CARMEN)
    assert row_for(CALL, [always, new], ON).person == BEN
    assert row_for(CALL, [MatrixRow(CALL, DREW), always], ON).person == DREW


def test_a_licensed_task_goes_to_a_licensed_person() -> None:
    choice = choose_owner(CALL, MATRIX, BEN, [], TEAM, ON, licensed_only=True)
    assert choice.owner == CARMEN
    assert codes(choice)[:2] == ["owner_licensed", "person_not_licensed"]
    absent = choose_owner(CALL, MATRIX, BEN, away(CARMEN), TEAM, ON, licensed_only=True)
    assert absent.owner == CARMEN
    none = choose_owner(CALL, MATRIX, BEN, [], without(CARMEN), ON, licensed_only=True)
    assert none.owner == ANA
    assert codes(none)[0] == "owner_not_licensed"


@pytest.mark.parametrize(("staff", "owner"), [([], BEN), ([member(ANA, Role.COACH, active=False)], BEN)])
def test_when_nobody_is_active_it_stays_with_somebody_named(staff: list[Member], owner: int) -> None:
    assert choose_owner(CALL, MATRIX, None, [], staff, ON, not_person=ANA).owner == owner
    assert choose_owner(CALL, [MatrixRow(CALL, ANA)], None, [], staff, ON, not_person=ANA).owner == ANA


def test_a_practice_without_people_says_so() -> None:
    with pytest.raises(LookupError):
        choose_owner(CALL, [], None, [], [], ON)


people = st.integers(1, 6)
members = st.lists(
    st.builds(Member, people, st.frozensets(st.sampled_from([str(role) for role in Role]), max_size=3), st.booleans()),
    min_size=1,
    max_size=6,
    unique_by=lambda one: one.person,
)
matrices = st.lists(
    st.builds(
        MatrixRow,
        st.sampled_from(Duty),
        st.none() | people,
        st.none() | people,
        st.none() | st.dates(ON - timedelta(days=9), ON + timedelta(days=9)),
        st.none() | st.dates(ON - timedelta(days=9), ON + timedelta(days=9)),
    ),
    max_size=5,
)
absences = st.lists(
    st.builds(
        lambda person, first, length: Absence(person, first, first + timedelta(days=length)),
        people,
        st.dates(ON - timedelta(days=5), ON + timedelta(days=5)),
        st.integers(0, 9),
    ),
    max_size=5,
)


@given(st.sampled_from(Duty), matrices, st.none() | people, absences, members, st.booleans())
def test_never_nobody(
    duty: Duty, matrix: list[MatrixRow], author: int | None, gaps: list[Absence], staff: list[Member], licensed: bool
) -> None:
    choice = choose_owner(duty, matrix, author, gaps, staff, ON, licensed_only=licensed)
    codes(choice)
    active = {one.person for one in staff if one.active}
    here = {
        person for person in active if not any(gap.person == person and gap.first <= ON <= gap.last for gap in gaps)
    }
    able = {one.person for one in staff if one.person in here and (not licensed or one.roles & LICENSED)}
    if able:
        assert choice.owner in able
    elif active:
        assert choice.owner in active
    assert choose_owner(duty, matrix, author, gaps, list(reversed(staff)), ON, licensed_only=licensed) == choice


def task(number: int, owner: int | None = ANA, kind: TaskKind = TaskKind.CONTACT, due: date | None = ON) -> OpenTask:
    return OpenTask(number, owner, CALL, kind, CARMEN, due)


def moved(tasks: list[OpenTask], why: MoveReason, person: int = ANA, **options: object) -> dict[int | str, int | str]:
    facts: dict[str, object] = {"matrix": MATRIX, "absences": [], "memberships": TEAM, "on": ON} | options
    moves = reroute(tasks, why=why, person=person, **facts)  # type: ignore[arg-type]
    for move in moves:
        assert move.reasons[0].code == f"tasks.moved_{why.value}"
        assert all("{" not in REASONS[reason.code].format(**reason.values) for reason in move.reasons)
    return {move.task: move.to_person for move in moves}


def test_a_leavers_tasks_all_move() -> None:
    tasks = [task(1), task(2, due=None), task(3, due=ON + timedelta(days=300)), task(4, owner=BEN)]
    assert moved(tasks, MoveReason.LEFT, memberships=without(ANA)) == {1: BEN, 2: BEN, 3: BEN}
    assert moved(tasks, MoveReason.SUSPENDED, memberships=without(ANA)) == {1: BEN, 2: BEN, 3: BEN}


def test_an_absent_persons_tasks_move_only_for_the_time() -> None:
    later = ON + timedelta(days=2)
    tasks = [task(1), task(2, due=later), task(3, due=ON - timedelta(days=30)), task(4, due=None)]
    assert moved(tasks, MoveReason.ABSENT, absences=away(ANA)) == {1: BEN, 3: BEN, 4: BEN}


def test_a_new_role_moves_what_the_matrix_gives_to_others() -> None:
    tasks = [task(1)]
    assert moved(tasks, MoveReason.ROLE_CHANGE) == {}
    assert moved(tasks, MoveReason.ROLE_CHANGE, matrix=[MatrixRow(CALL, DREW, ANA)]) == {}
    assert moved(tasks, MoveReason.ROLE_CHANGE, matrix=[MatrixRow(CALL, DREW, BEN)]) == {1: DREW}


def test_with_an_empty_matrix_a_new_role_keeps_its_tasks_while_it_is_a_care_role() -> None:
    tasks = [task(1)]
    assert moved(tasks, MoveReason.ROLE_CHANGE, matrix=[]) == {}
    at_the_desk = [*without(ANA), member(ANA, Role.FRONT_DESK)]
    assert moved(tasks, MoveReason.ROLE_CHANGE, matrix=[], memberships=at_the_desk) == {1: CARMEN}
    not_here = [*without(ANA), member(ANA, Role.COACH, active=False)]
    assert moved(tasks, MoveReason.ROLE_CHANGE, memberships=not_here) == {1: BEN}
    assert moved(tasks, MoveReason.ROLE_CHANGE, memberships=without(ANA)) == {1: BEN}


def test_a_nurse_who_became_a_coach_hands_on_red_flags() -> None:
    tasks = [task(1, kind=TaskKind.RED_FLAG), task(2)]
    matrix = [MatrixRow(CALL, ANA, None)]
    assert moved(tasks, MoveReason.ROLE_CHANGE, matrix=matrix) == {1: CARMEN}


def test_a_red_flag_moves_to_a_licensed_person() -> None:
    tasks = [task(1, owner=CARMEN, kind=TaskKind.RED_FLAG)]
    nurses = [*TEAM, member(7, Role.CLINICIAN)]
    assert moved(tasks, MoveReason.ABSENT, CARMEN, absences=away(CARMEN), memberships=nurses) == {1: 7}


def test_a_task_of_nobody_gets_an_owner() -> None:
    assert moved([task(1, owner=None)], MoveReason.ABSENT, BEN) == {1: ANA}


@given(
    st.lists(
        st.builds(
            OpenTask,
            st.integers(1, 999),
            st.none() | people,
            st.sampled_from(Duty),
            st.sampled_from(TaskKind),
            st.none() | people,
            st.none() | st.dates(ON - timedelta(days=5), ON + timedelta(days=15)),
        ),
        max_size=12,
        unique_by=lambda one: one.id,
    ),
    st.sampled_from(MoveReason),
    people,
    matrices,
    absences,
    members,
)
def test_rerouting_leaves_no_task_unowned(
    tasks: list[OpenTask],
    why: MoveReason,
    person: int,
    matrix: list[MatrixRow],
    gaps: list[Absence],
    staff: list[Member],
) -> None:
    moves = reroute(tasks, why=why, person=person, matrix=matrix, absences=gaps, memberships=staff, on=ON)
    owners: dict[int | str, int | str | None] = {one.id: one.owner for one in tasks}
    for move in moves:
        assert owners[move.task] == move.from_person != move.to_person
        owners[move.task] = move.to_person
    assert None not in owners.values()
    others = {one.person for one in staff if one.active and one.person != person}
    if why in (MoveReason.LEFT, MoveReason.SUSPENDED) and others:
        assert person not in owners.values()


@pytest.mark.parametrize(("person", "may"), [(ANA, True), (99, False)])
def test_a_task_is_handed_to_members_only(person: int, may: bool) -> None:
    assert may_take(person, TEAM).status is (MayTake.YES if may else MayTake.NO)
    assert may_take(person, [member(person, Role.COACH, active=False)]).status is MayTake.NO


@pytest.mark.parametrize("kind", TaskKind)
@pytest.mark.parametrize("role", Role)
def test_who_finishes_what(kind: TaskKind, role: Role) -> None:
    may = kind not in (TaskKind.CAUTION, TaskKind.RED_FLAG, TaskKind.SAFETY_ALERT) or role in LICENSED
    decision = may_finish(kind, [role])
    assert decision.status is (MayTake.YES if may else MayTake.NO)
    assert may_finish(kind, [str(role)]).status is decision.status


def test_task_moves_are_those_of_the_dictionary() -> None:
    for state in TaskState:
        for to in TaskState:
            assert may_move(state, to).status is (MayTake.YES if to in TASK_TRANSITIONS[state] else MayTake.NO)
