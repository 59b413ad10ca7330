"""Changes of people that take their open tasks along: one act, and no task is left without an owner.

Each calls the action of ``practice`` that changes the person, then moves the tasks the person can no
longer do; either both happen or neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import LICENSED, Role
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.practice.actions.people import (
    remove_membership,
    set_absence,
    set_roles,
    suspend_membership,
)
from teamlet.records.practice.actions.pools import close_pool, set_pool
from teamlet.records.practice.models import Absence, Membership, Practice, Team
from teamlet.records.practice.permissions import check_active, check_run_practice
from teamlet.records.practice.queries import people_in, pool as practice_pool, pools_with, roles_of
from teamlet.records.tasks.actions.tasks import assign_duty, move_tasks_of, offer_again
from teamlet.records.tasks.models import DutyAssignment
from teamlet.records.tasks.words import Duty, MoveReason


@action
def leave_practice(*, membership: Membership, reason: str = "", at: datetime, by: Principal) -> int:
    """Close the practice to a person who left and give their tasks to others; return how many moved.

    Raises ``Refused`` as ``remove_membership`` does.
    """
    pools, was_licensed = pools_with(membership), bool(roles_of(membership) & LICENSED)
    closed = remove_membership(membership=membership, reason=reason, by=by)
    moved = move_tasks_of(membership=closed, reason=MoveReason.LEFT, on=_day(at, by), at=at, by=by)
    moved += _move_of_pools(pools, was_licensed=was_licensed, at=at, by=by)
    audit(closed, moved=moved)
    return moved


@action
def suspend_person(*, membership: Membership, reason: str = "", at: datetime, by: Principal) -> int:
    """Close the practice to a person for now and give their tasks to others; return how many moved.

    Raises ``Refused`` as ``suspend_membership`` does.
    """
    pools, was_licensed = pools_with(membership), bool(roles_of(membership) & LICENSED)
    closed = suspend_membership(membership=membership, reason=reason, by=by)
    moved = move_tasks_of(membership=closed, reason=MoveReason.SUSPENDED, on=_day(at, by), at=at, by=by)
    moved += _move_of_pools(pools, was_licensed=was_licensed, at=at, by=by)
    audit(closed, moved=moved)
    return moved


@action
def change_roles(*, membership: Membership, roles: Iterable[Role], at: datetime, by: Principal) -> int:
    """Give a person exactly these roles, and what they can no longer do to others; return how many tasks moved.

    Raises ``Refused`` as ``set_roles`` does.
    """
    pools, was_licensed = pools_with(membership), bool(roles_of(membership) & LICENSED)
    changed = set_roles(membership=membership, roles=roles, by=by)
    moved = move_tasks_of(membership=changed, reason=MoveReason.ROLE_CHANGE, on=_day(at, by), at=at, by=by)
    moved += offer_again(practice=changed.practice, on=_day(at, by), at=at, by=by)
    moved += _move_of_pools(pools, was_licensed=was_licensed, at=at, by=by)
    audit(changed, moved=moved)
    return moved


@action
def set_pool_and_move(
    *,
    pool: Membership,
    name: str,
    roles: Iterable[Role],
    members: Iterable[Membership],
    at: datetime,
    by: Principal,
) -> int:
    """Change a pool and give what it can no longer do to others; return how many tasks moved.

    Raises ``Refused`` as ``set_pool`` does.
    """
    before = roles_of(pool)
    changed = set_pool(pool=pool, name=name, roles=roles, members=members, by=by)
    moved = 0
    if roles_of(Membership.objects.get(pk=changed.pk)) != before:
        moved = move_tasks_of(membership=changed, reason=MoveReason.ROLE_CHANGE, on=_day(at, by), at=at, by=by)
    audit(changed, moved=moved)
    return moved


@action
def close_pool_and_move(*, pool: Membership, at: datetime, by: Principal) -> int:
    """Close a pool and give its tasks to others, as those of a person who leaves; return how many moved.

    Raises ``Refused`` as ``close_pool`` does.
    """
    closed = close_pool(pool=pool, by=by)
    moved = move_tasks_of(membership=closed, reason=MoveReason.LEFT, on=_day(at, by), at=at, by=by)
    audit(closed, moved=moved)
    return moved


def _move_of_pools(pools: Iterable[Membership], *, was_licensed: bool, at: datetime, by: Principal) -> int:
    """Give the tasks of pools that nobody works in now to others, and what needs a license nobody there has now.

    ``pools`` as they were before somebody left them or changed role; ``was_licensed``: whether that person was.
    """
    moved = 0
    for before in pools:
        pool = practice_pool(before.practice_id, before.oid)
        if pool is None:
            continue
        people = people_in(pool)
        if not people:
            moved += move_tasks_of(membership=pool, reason=MoveReason.LEFT, on=_day(at, by), at=at, by=by)
        elif was_licensed and roles_of(pool) & LICENSED and not any(roles_of(each) & LICENSED for each in people):
            moved += move_tasks_of(membership=pool, reason=MoveReason.ROLE_CHANGE, on=_day(at, by), at=at, by=by)
    return moved


@action
def set_absence_and_move(
    *, membership: Membership, first_day: date, last_day: date, at: datetime, by: Principal
) -> tuple[Absence, int]:
    """Say when a person is away and give what is due then to others; return the absence and how many tasks moved.

    Raises ``Refused`` as ``set_absence`` does.
    """
    absence = set_absence(membership=membership, first_day=first_day, last_day=last_day, by=by)
    moved = move_tasks_of(membership=membership, reason=MoveReason.ABSENT, on=_day(at, by), at=at, by=by)
    audit(absence, moved=moved)
    return absence, moved


@action
def set_duty_and_move(
    *,
    practice: Practice,
    duty: Duty,
    person: Membership | None,
    backup: Membership | None,
    team: Team | None = None,
    at: datetime,
    by: Principal,
) -> int:
    """Say who holds a duty; open tasks of whoever held it until now go to its new holder.  Return how many moved.

    Raises ``Refused`` unless both people are active here, when backup and holder are the same person, and for
    everybody but the practice's office.
    """
    check_run_practice(by, practice.pk)
    for one in filter(None, (person, backup)):
        if one.practice_id != practice.pk:
            raise Refused(Reason("practice.membership_not_active", {"name": one.called}))
        check_active(one)
    if person is not None and person == backup:
        raise Refused(Reason("tasks.backup_is_holder", {"name": person.called}))
    before = (
        DutyAssignment.objects.filter(practice=practice, duty=duty, team=team)
        .select_related("person")
        .values_list("person_id", "backup_id")
        .first()
    ) or (None, None)
    row = assign_duty(practice=practice, duty=duty, person=person, backup=backup, team=team, at=at, by=by)
    moved = 0
    for gone in sorted({number for number in before if number} - {row.person_id, row.backup_id}):
        former = Membership.objects.get(pk=gone)
        moved += move_tasks_of(membership=former, reason=MoveReason.ROLE_CHANGE, on=_day(at, by), at=at, by=by)
    audit(("tasks.duty", duty.value), moved=moved)
    return moved


def _day(at: datetime, by: Principal) -> date:
    return at.astimezone(ZoneInfo(by.time_zone)).date()
