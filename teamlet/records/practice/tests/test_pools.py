"""A pool owns work and is nobody: it cannot sign in, be invited, be away, or count as one of the people."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth import authenticate

from teamlet.ground.access.roles import LICENSED, SUPPORT, Role
from teamlet.ground.reasons import Refused
from teamlet.records.patients.actions import set_clinician
from teamlet.records.practice import queries
from teamlet.records.practice.actions import people, pools, setup
from teamlet.records.practice.models import Membership, PoolSeat
from teamlet.records.practice.permissions import can_own

pytestmark = pytest.mark.django_db


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
def make(practice: Any, office: Any, nora: Any, ana: Any) -> Any:
    def pool(name: str = "Nurse team", roles: Any = (Role.NURSE, Role.COACH), who: Any = None, by: Any = None) -> Any:
        members = [nora.membership, ana.membership] if who is None else [each.membership for each in who]
        return pools.create_pool(practice=practice, name=name, roles=roles, members=members, by=by or office)

    return pool


def test_a_pool_has_a_name_roles_and_people(make: Any, practice: Any, nora: Any, ana: Any) -> None:
    made = make()
    found = queries.pool(practice, made.oid)
    assert found is not None
    assert (found.called, found.user.name, found.is_pool) == ("Nurse team", "Nurse team", True)
    assert queries.roles_of(found) == {Role.NURSE, Role.COACH}
    assert queries.people_in(found) == [ana.membership, nora.membership]
    assert queries.pools(practice) == [found] == queries.pools_with(nora.membership)


def test_its_people_know_that_its_work_is_theirs(make: Any, nora: Any, staff: Any) -> None:
    made = make()
    now = queries.principal_of(nora.membership)
    assert now is not None
    assert now.pools == {made.pk}
    assert now.owner_ids == (nora.membership.pk, made.pk)
    assert staff("clinician").principal.owner_ids == (staff("clinician").membership.pk,)


def test_who_it_is_costs_one_statement_whatever_the_pools(make: Any, nora: Any, django_assert_num_queries: Any) -> None:
    for name in ("Nurse team", "Care management", "Callers"):
        make(name)
    with django_assert_num_queries(1):
        assert len(queries.resolve_principal(nora.user.pk, "cedar").pools) == 3


def test_nobody_signs_in_with_a_pool(make: Any, client: Any) -> None:
    made = make()
    assert queries.principal_of(made) is None
    assert queries.practices_of(made.user_id) == []
    assert not made.user.has_usable_password()
    made.user.set_password("walk after dinner")
    made.user.save()
    assert authenticate(email=made.user.email, username=made.user.email, password="walk after dinner") is None
    client.force_login(made.user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/practice/cedar/").status_code == 302
    assert all(person["name"] != "Nurse team" for group in queries.demo_cast() for person in group["people"])


def test_a_pool_is_among_owners_and_nowhere_among_people(make: Any, practice: Any, nora: Any, ana: Any) -> None:
    made = make()
    everybody = [queries.active_members(practice), queries.members(practice)]
    assert all(made not in rows and nora.membership in rows for rows in everybody)
    assert queries.member(practice, made.oid) is None
    assert queries.active_member(practice, made.oid) is None
    assert queries.owners(practice) == [ana.membership, nora.membership, made]
    assert queries.owners(practice, LICENSED) == [nora.membership, made]
    assert queries.owners(practice, [Role.CARE_MANAGER]) == []
    assert queries.owner(practice, made.oid) == queries.active_owner(practice, made.oid) == made


@pytest.mark.parametrize(
    "act",
    [
        lambda pool, by: people.set_absence(
            membership=pool, first_day=date(2026, 11, 23), last_day=date(2026, 11, 24), by=by
        ),
        lambda pool, by: people.invite_person(
            practice=pool.practice, email=pool.user.email, name="X", roles=[Role.NURSE], by=by
        ),
        lambda pool, by: people.renew_invitation(membership=pool, by=by),
        lambda pool, by: people.allow_new_password(membership=pool, by=by),
        lambda pool, by: people.clear_second_factor(membership=pool, by=by),
        lambda pool, by: people.suspend_membership(membership=pool, by=by),
        lambda pool, by: people.remove_membership(membership=pool, by=by),
        lambda pool, by: people.set_roles(membership=pool, roles=[Role.MANAGER], by=by),
        lambda pool, by: people.set_called(membership=pool, called="X", by=by),
        lambda pool, by: setup.create_team(practice=pool.practice, name="Birch", members=[pool], by=by),
        lambda pool, by: pools.create_pool(
            practice=pool.practice, name="In a pool", roles=[Role.NURSE], members=[pool], by=by
        ),
    ],
    ids=[
        "absence",
        "invited",
        "invitation",
        "password",
        "factor",
        "suspend",
        "remove",
        "roles",
        "called",
        "team",
        "pool",
    ],
)
def test_what_only_people_can_be(make: Any, office: Any, act: Any) -> None:
    with pytest.raises(Refused) as refused:
        act(make(), office)
    assert refused.value.reason.code == "practice.pool_is_nobody"


def test_a_pool_is_nobodys_clinician(make: Any, patient: Any, staff: Any) -> None:
    with pytest.raises(Refused, match="pool_is_nobody"):
        set_clinician(patient=patient, membership=make(), by=staff("nurse").principal)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "  "}, "practice.name_not_usable"),
        ({"name": "ana FLORES"}, "practice.name_taken"),
        ({"roles": ()}, "practice.no_role"),
        ({"roles": (Role.CLINICIAN,)}, "practice.pool_role_of_nobody"),
        ({"roles": (Role.MANAGER,)}, "practice.pool_role_outside_support"),
        ({"who": ()}, "practice.pool_without_people"),
    ],
)
def test_what_a_pool_needs(make: Any, changes: Any, code: str) -> None:
    with pytest.raises(Refused) as refused:
        make(**changes)
    assert refused.value.reason.code == code
    assert not PoolSeat.objects.exists()


def test_a_pool_takes_only_people_of_support_who_work_here(make: Any, staff: Any, neighbor: Any, nora: Any) -> None:
    for person, code in (
        (staff("front-desk"), "practice.pool_person_outside_support"),
        (staff("nurse", state="suspended"), "practice.membership_not_active"),
        (staff("nurse", at=neighbor), "practice.membership_not_active"),
    ):
        with pytest.raises(Refused) as refused:
            make(who=[nora, person], roles=[Role.NURSE])
        assert refused.value.reason.code == code


@pytest.mark.parametrize("role", sorted(SUPPORT))
def test_only_the_office_makes_pools(make: Any, staff: Any, role: Role) -> None:
    with pytest.raises(Refused, match="office_only"):
        make(by=staff(role).principal)


def test_a_pool_changes_and_keeps_its_history(make: Any, office: Any, practice: Any, nora: Any) -> None:
    made = make()
    pools.set_pool(pool=made, name="Nurses", roles=[Role.NURSE], members=[nora.membership], by=office)
    found = queries.pool(practice, made.oid)
    assert found is not None
    assert (found.called, found.user.name) == ("Nurses", "Nurses")
    assert queries.roles_of(found) == {Role.NURSE}
    assert queries.people_in(found) == [nora.membership]
    assert [change.roles for change in queries.changes_of(found)] == [["nurse"], ["coach", "nurse"]]
    pools.set_pool(pool=made, name="Nurses", roles=[Role.NURSE], members=[nora.membership], by=office)
    assert len(queries.changes_of(found)) == 2


def test_a_closed_pool_is_gone_and_its_name_is_free(make: Any, office: Any, practice: Any, nora: Any) -> None:
    made = make()
    pools.close_pool(pool=made, by=office)
    assert queries.pool(practice, made.oid) is None
    assert made not in queries.owners(practice)
    assert not queries.principal_of(nora.membership).pools
    with pytest.raises(Refused, match="membership_move_not_allowed"):
        pools.close_pool(pool=made, by=office)
    with pytest.raises(Refused, match="membership_move_not_allowed"):
        pools.set_pool(pool=made, name="Again", roles=[Role.NURSE], members=[nora.membership], by=office)
    assert make().user.email != made.user.email


def test_a_pool_works_while_one_of_its_people_does(make: Any, office: Any, practice: Any, nora: Any, ana: Any) -> None:
    made = make()
    people.suspend_membership(membership=nora.membership, by=office)
    assert can_own(made)
    people.remove_membership(membership=ana.membership, by=office)
    assert not can_own(made)
    assert made not in queries.owners(practice)
    assert queries.active_owner(practice, made.oid) is None
    people.restore_membership(membership=Membership.objects.get(pk=nora.membership.pk), by=office)
    assert can_own(made)
    assert [seat.member for seat in PoolSeat.objects.all()] == [nora.membership]


def test_whoever_takes_no_part_in_support_any_more_is_in_no_pool(make: Any, office: Any, ana: Any) -> None:
    make()
    people.set_roles(membership=ana.membership, roles=[Role.FRONT_DESK], by=office)
    assert not ana.membership.pool_seats.exists()


def test_a_neighbor_sees_no_pool(make: Any, neighbor: Any) -> None:
    made = make()
    assert queries.pool(neighbor, made.oid) is None
    assert queries.owner(neighbor, made.oid) is None
    assert queries.pools(neighbor) == queries.owners(neighbor) == []
