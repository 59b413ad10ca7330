"""Pools: owners of work that several people share.  A pool is a membership that nobody signs in with.

These actions know of no tasks: whoever changes or closes a pool that owns work calls the action of ``records.tasks``
that does both in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable

from teamlet.ground import clock
from teamlet.ground.access.models import User
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import SUPPORT, Role
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.practice.models import Membership, MembershipChange, MembershipRole, PoolSeat, Practice
from teamlet.records.practice.permissions import check_active, check_person, check_run_practice
from teamlet.records.practice.queries import roles_of
from teamlet.records.practice.rules import Allowed, may_move
from teamlet.records.practice.words import MembershipKind, MembershipState


@action
def create_pool(
    *, practice: Practice, name: str, roles: Iterable[Role], members: Iterable[Membership], by: Principal
) -> Membership:
    """Make a pool of active people of this practice; patients hear its name as they hear a person's.

    ``roles`` are those of support for which it stands.  Raises ``Refused`` without a name of its own, without a
    person, for a role that none of its people holds, and for everybody but the office.
    """
    check_run_practice(by, practice.pk)
    practice = Practice.objects.select_for_update().get(pk=practice.pk)
    name = _new_name(practice, name)
    people, wanted = _checked(practice, name, members, roles)
    number = Membership.objects.filter(practice=practice, kind=MembershipKind.POOL).count() + 1
    # Never active and without a password: no way of signing in knows this account.  ``invalid`` is nobody's domain.
    user = User.objects.create_user(
        email=f"pool-{number}@{practice.key}.invalid",
        name=name,
        is_active=False,
        is_demo=practice.is_demo,
        language=practice.language,
        created_at=clock.now(),
    )
    pool = Membership.objects.create(
        practice=practice,
        user=user,
        kind=MembershipKind.POOL,
        state=MembershipState.ACTIVE,
        called=name,
        created_at=clock.now(),
    )
    MembershipRole.objects.bulk_create(MembershipRole(membership=pool, role=role.value) for role in sorted(wanted))
    PoolSeat.objects.bulk_create(PoolSeat(pool=pool, member=person) for person in people)
    _keep_change(pool, "", by, wanted)
    audit(pool, roles=sorted(wanted), members=len(people))
    return pool


@action
def set_pool(
    *, pool: Membership, name: str, roles: Iterable[Role], members: Iterable[Membership], by: Principal
) -> Membership:
    """Change a pool's name, roles and people.  Raises ``Refused`` as ``create_pool`` does, and for a closed one."""
    check_run_practice(by, pool.practice_id)
    practice = Practice.objects.select_for_update().get(pk=pool.practice_id)
    pool = _locked(pool)
    _check_open(pool)
    name = _new_name(practice, name, but=pool.pk)
    people, wanted = _checked(practice, name, members, roles)
    before = roles_of(pool)
    pool.called = pool.user.name = name
    pool.save(update_fields=["called"])
    pool.user.save(update_fields=["name"])
    MembershipRole.objects.filter(membership=pool).exclude(role__in=[role.value for role in wanted]).delete()
    MembershipRole.objects.bulk_create(MembershipRole(membership=pool, role=role) for role in sorted(wanted - before))
    PoolSeat.objects.filter(pool=pool).exclude(member__in=people).delete()
    PoolSeat.objects.bulk_create([PoolSeat(pool=pool, member=person) for person in people], ignore_conflicts=True)
    if wanted != before:
        _keep_change(pool, pool.state, by, wanted)
    audit(pool, old=sorted(before), new=sorted(wanted), members=len(people))
    return pool


@action
def close_pool(*, pool: Membership, by: Principal) -> Membership:
    """Let a pool own nothing any more; its name is free again.  Raises ``Refused`` for a closed one."""
    check_run_practice(by, pool.practice_id)
    pool = _locked(pool)
    _check_open(pool)
    before = pool.state
    pool.state = MembershipState.REMOVED
    pool.save(update_fields=["state"])
    PoolSeat.objects.filter(pool=pool).delete()
    _keep_change(pool, before, by, roles_of(pool))
    audit(pool)
    return pool


def _locked(pool: Membership) -> Membership:
    rows = Membership.objects.select_for_update(of=("self",)).select_related("user", "practice")
    return rows.get(pk=pool.pk, kind=MembershipKind.POOL)


def _check_open(pool: Membership) -> None:
    decision = may_move(MembershipState(pool.state), MembershipState.REMOVED)
    if decision.status is Allowed.NO:
        raise Refused(decision.reason)


def _checked(
    practice: Practice, name: str, members: Iterable[Membership], roles: Iterable[Role]
) -> tuple[list[Membership], frozenset[Role]]:
    people, wanted = list(members), frozenset(Role(role) for role in roles)
    if not people:
        raise Refused(Reason("practice.pool_without_people", {"name": name}))
    for person in people:
        if person.practice_id != practice.pk:
            raise Refused(Reason("practice.membership_not_active", {"name": person.called}))
        check_person(person)
        check_active(person)
        if not roles_of(person) & SUPPORT:
            raise Refused(Reason("practice.pool_person_outside_support", {"name": person.called}))
    if not wanted:
        raise Refused(Reason("practice.no_role"))
    if not wanted <= SUPPORT:
        raise Refused(Reason("practice.pool_role_outside_support"))
    held = frozenset[Role]().union(*(roles_of(person) for person in people))
    for role in sorted(wanted - held):
        raise Refused(Reason("practice.pool_role_of_nobody", {"role": role.value}))
    return people, wanted


def _new_name(practice: Practice, name: str, but: int = 0) -> str:
    """Return the name without spaces around it.  Raises ``Refused`` when it is empty or another owner here has it."""
    name = " ".join(name.split())[:60]
    if not name:
        raise Refused(Reason("practice.name_not_usable"))
    others = Membership.objects.filter(practice=practice).exclude(pk=but).exclude(state=MembershipState.REMOVED)
    for called, full in others.values_list("called", "user__name"):
        if name.casefold() in {called.casefold(), full.casefold()}:
            raise Refused(Reason("practice.name_taken", {"name": name}))
    return name


def _keep_change(pool: Membership, before: str, by: Principal, roles: frozenset[Role]) -> None:
    MembershipChange.objects.create(
        membership=pool,
        from_state=before,
        to_state=pool.state,
        roles=sorted(role.value for role in roles),
        by_id=by.user_id,
        at=clock.now(),
    )
