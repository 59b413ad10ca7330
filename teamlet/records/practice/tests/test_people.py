"""Inviting, joining, leaving, roles, absences: who may do what to whom, and what it leaves behind."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from teamlet.conftest import BEGAN, PASSWORD, make_person, make_practice
from teamlet.ground import clock
from teamlet.ground.access.models import Session, User
from teamlet.ground.access.principal import system
from teamlet.ground.access.roles import OFFICE, Role
from teamlet.ground.audit.models import Event
from teamlet.ground.reasons import Refused
from teamlet.records.practice import queries
from teamlet.records.practice.actions import people
from teamlet.records.practice.models import Absence, Invitation, MembershipChange

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(staff):
    return staff(Role.MANAGER)


def refusal(code):
    return pytest.raises(Refused, match=f"^{code}$")


def invite(practice, by, email="Ana.Ruiz@Cedar.example ", roles=(Role.COACH,), **more):
    return people.invite_person(practice=practice, email=email, name="Ana  Ruiz", roles=roles, by=by, **more)


def join(invitation, password=PASSWORD):
    return people.take_invitation(invitation=invitation, password=password, by=people.invited_principal(invitation))


def verbs(practice):
    return list(Event.objects.filter(practice_id=practice.pk).order_by("number").values_list("verb", flat=True))


# --- inviting and joining ---------------------------------------------------------------------------------------------


def test_an_invited_person_joins(practice, manager):
    invitation, token = invite(practice, manager.principal)
    membership = invitation.membership
    assert (membership.user.email, membership.user.name, membership.called) == (
        "ana.ruiz@cedar.example",
        "Ana Ruiz",
        "Ana",
    )
    assert membership.state == "invited"
    assert not membership.user.has_usable_password()
    assert len(token) == 43
    assert token not in str(Invitation.objects.values())
    assert queries.open_invitation(token, clock.now()) == invitation
    assert queries.resolve_principal(membership.user_id, practice.key) is None
    assert queries.active_members(practice, Role.COACH) == []
    join(invitation)
    found = queries.resolve_principal(membership.user_id, practice.key)
    assert found.roles == {Role.COACH}
    assert queries.open_invitation(token, clock.now()) is None
    assert list(MembershipChange.objects.order_by("pk").values_list("from_state", "to_state", "roles")) == [
        ("", "invited", ["coach"]),
        ("invited", "active", ["coach"]),
    ]
    assert verbs(practice) == ["practice.invite_person", "practice.take_invitation"]


def test_a_link_works_once(practice, manager):
    invitation, _ = invite(practice, manager.principal)
    join(invitation)
    with refusal("practice.invitation_over"):
        join(invitation, "another long password")
    assert User.objects.get(email="ana.ruiz@cedar.example").check_password(PASSWORD)


@pytest.mark.parametrize(("later", "is_open"), [(timedelta(days=7, seconds=-1), True), (timedelta(days=7), False)])
def test_a_link_works_for_seven_days(practice, manager, at, later, is_open):
    moment = at("2026-11-23T09:00")
    invitation, token = invite(practice, manager.principal)
    at(moment + later)
    assert (queries.open_invitation(token, clock.now()) is not None) == is_open
    if not is_open:
        with refusal("practice.invitation_over"):
            join(invitation)


def test_a_new_link_replaces_the_old_one(practice, manager):
    invitation, old = invite(practice, manager.principal)
    _, new = people.renew_invitation(membership=invitation.membership, by=manager.principal)
    assert queries.open_invitation(old, clock.now()) is None
    assert queries.open_invitation(new, clock.now()) is not None
    with refusal("practice.not_invited"):
        people.renew_invitation(membership=make_person(practice, Role.NURSE).membership, by=manager.principal)


def test_a_link_dies_with_its_membership(practice, manager):
    invitation, token = invite(practice, manager.principal)
    people.remove_membership(membership=invitation.membership, by=manager.principal)
    assert queries.open_invitation(token, clock.now()) is None


def test_the_same_person_is_invited_once(practice, manager):
    invite(practice, manager.principal)
    with refusal("practice.user_taken"):
        invite(practice, manager.principal, email="ana.ruiz@cedar.example")


def test_a_person_who_left_may_be_invited_again_with_other_roles(practice, manager, staff):
    ana = staff(Role.COACH)
    people.remove_membership(membership=ana.membership, by=manager.principal)
    invitation, _ = invite(practice, manager.principal, email=ana.user.email, roles=[Role.EDUCATOR])
    assert invitation.membership.pk == ana.membership.pk
    join(invitation, None)
    assert queries.resolve_principal(ana.user.pk, practice.key).roles == {Role.EDUCATOR}


@pytest.mark.parametrize("email", ["", "ana", "ana@", "@cedar.example", "a b@cedar.example", "ana@cedar.example\nx"])
def test_addresses_that_are_none(practice, manager, email):
    with refusal("practice.email_not_usable"):
        invite(practice, manager.principal, email=email)


def test_somebody_without_a_role_is_not_invited(practice, manager):
    with refusal("practice.no_role"):
        invite(practice, manager.principal, roles=[])
    with pytest.raises(ValueError, match="owner"):
        invite(practice, manager.principal, roles=["owner"])


def test_an_invitation_does_not_take_over_an_account_of_another_practice(practice, neighbor, manager, staff):
    """An office of one practice must not gain the way into another by inviting its people."""
    bea = staff(Role.CLINICIAN, at=neighbor)
    before = bea.user.password
    invitation, _ = invite(practice, manager.principal, email=bea.user.email)
    with refusal("practice.invitation_over"):
        join(invitation, "a password of my choice")
    bea.user.refresh_from_db()
    assert bea.user.password == before
    join(invitation, None)
    assert queries.resolve_principal(bea.user.pk, practice.key).roles == {Role.COACH}
    assert queries.resolve_principal(bea.user.pk, neighbor.key).roles == {Role.CLINICIAN}


def test_an_invitation_of_one_practice_opens_no_other(practice, neighbor, manager, staff):
    invitation, _ = invite(practice, manager.principal)
    other = make_person(neighbor, Role.NURSE, state="invited", password=None)
    with refusal("practice.invitation_over"):
        people.take_invitation(
            invitation=invitation,
            password=PASSWORD,
            by=people.invited_principal(Invitation(membership=other.membership)),
        )
    join(invitation)
    assert queries.practices_of(invitation.membership.user_id) == [practice]


def test_a_forgotten_password_is_replaced_by_the_office_and_ends_sessions(practice, manager, staff, client_of):
    ana = staff(Role.COACH)
    client_of(ana).get("/")
    assert Session.objects.filter(user_id=ana.user.pk).exists()
    invitation, token = people.allow_new_password(membership=ana.membership, by=manager.principal)
    assert queries.open_invitation(token, clock.now()) is not None
    join(invitation, "five rainy afternoons")
    assert User.objects.get(pk=ana.user.pk).check_password("five rainy afternoons")
    assert not Session.objects.filter(user_id=ana.user.pk).exists()


@pytest.mark.parametrize("act", [people.allow_new_password, people.clear_second_factor])
def test_nobody_resets_an_account_that_also_opens_another_practice(practice, neighbor, manager, staff, act):
    from teamlet.records.practice.models import Membership

    ana = staff(Role.COACH)
    second = Membership.objects.create(
        practice=neighbor, user=ana.user, called="Ana", state="suspended", created_at=BEGAN
    )
    with refusal("practice.belongs_elsewhere_too"):
        act(membership=ana.membership, by=manager.principal)
    second.state = "removed"
    second.save()
    act(membership=ana.membership, by=manager.principal)


# --- who may ----------------------------------------------------------------------------------------------------------

CHANGES = {
    "invite": lambda target, by: invite(target.membership.practice, by, email="new@cedar.example"),
    "suspend": lambda target, by: people.suspend_membership(membership=target.membership, by=by),
    "remove": lambda target, by: people.remove_membership(membership=target.membership, by=by),
    "roles": lambda target, by: people.set_roles(membership=target.membership, roles=[Role.NURSE], by=by),
    "password": lambda target, by: people.allow_new_password(membership=target.membership, by=by),
    "factor": lambda target, by: people.clear_second_factor(membership=target.membership, by=by),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("role", list(Role))
def test_only_the_office_changes_people(staff, role, change):
    target, by = staff(Role.COACH, Role.PEER), staff(role).principal
    if role in OFFICE:
        CHANGES[change](target, by)
    else:
        with refusal("practice.office_only"):
            CHANGES[change](target, by)


@pytest.mark.parametrize("change", CHANGES)
def test_the_office_of_a_neighbor_changes_nobody_here(staff, neighbor, change):
    target, by = staff(Role.COACH), staff(Role.MANAGER, at=neighbor).principal
    with refusal("practice.office_only"):
        CHANGES[change](target, by)


@pytest.mark.parametrize("change", [each for each in CHANGES if each != "invite"])
def test_nobody_changes_themselves(staff, change):
    staff(Role.ADMINISTRATOR)
    me = staff(Role.MANAGER)
    with refusal("practice.not_your_own"):
        CHANGES[change](me, me.principal)


@pytest.mark.parametrize("change", ["suspend", "remove", "roles"])
def test_somebody_always_runs_the_practice(practice, staff, change):
    last = staff(Role.MANAGER)
    make_person(practice, Role.ADMINISTRATOR, state="suspended")
    command = system(practice, "command")
    with refusal("practice.last_of_the_office"):
        CHANGES[change](last, command)
    staff(Role.ADMINISTRATOR)
    CHANGES[change](last, command)


# --- states and roles -------------------------------------------------------------------------------------------------


def test_suspended_and_back(practice, manager, staff):
    ana = staff(Role.COACH)
    people.suspend_membership(membership=ana.membership, reason="on leave", by=manager.principal)
    assert queries.resolve_principal(ana.user.pk, practice.key) is None
    people.restore_membership(membership=ana.membership, by=manager.principal)
    assert queries.resolve_principal(ana.user.pk, practice.key).roles == {Role.COACH}
    assert [(row.from_state, row.to_state, row.reason, row.by_id) for row in queries.changes_of(ana.membership)] == [
        ("suspended", "active", "", manager.user.pk),
        ("active", "suspended", "on leave", manager.user.pk),
    ]


@pytest.mark.parametrize("state", ["invited", "suspended", "removed"])
def test_only_the_active_are_suspended(practice, manager, state):
    person = make_person(practice, Role.NURSE, state=state)
    with refusal("practice.membership_move_not_allowed"):
        people.suspend_membership(membership=person.membership, by=manager.principal)


def test_nobody_becomes_active_by_restoring_but_the_suspended(practice, manager):
    """An invited person joins by their own link alone; somebody who left is invited again."""
    for state in ("invited", "removed", "active"):
        person = make_person(practice, Role.NURSE, state=state)
        with refusal("practice.membership_move_not_allowed"):
            people.restore_membership(membership=person.membership, by=manager.principal)
        person.membership.refresh_from_db()
        assert person.membership.state == state


def test_roles_are_replaced_as_a_whole(practice, manager, staff):
    ana = staff(Role.COACH, Role.EDUCATOR)
    people.set_roles(membership=ana.membership, roles=[Role.EDUCATOR, Role.LEAD_COACH], by=manager.principal)
    assert queries.resolve_principal(ana.user.pk, practice.key).roles == {Role.EDUCATOR, Role.LEAD_COACH}
    (change,) = queries.changes_of(ana.membership)
    assert (change.from_state, change.to_state, change.roles) == ("active", "active", ["educator", "lead-coach"])
    with refusal("practice.no_role"):
        people.set_roles(membership=ana.membership, roles=[], by=manager.principal)
    people.set_roles(membership=ana.membership, roles=[Role.EDUCATOR, Role.LEAD_COACH], by=manager.principal)
    assert len(queries.changes_of(ana.membership)) == 1


def test_a_refused_change_leaves_nothing(practice, staff):
    ana, ben = staff(Role.COACH), staff(Role.NURSE)
    with refusal("practice.office_only"):
        people.suspend_membership(membership=ana.membership, by=ben.principal)
    ana.membership.refresh_from_db()
    assert ana.membership.state == "active"
    assert verbs(practice) == []
    assert not MembershipChange.objects.exists()


# --- absences ---------------------------------------------------------------------------------------------------------


def test_everybody_says_when_they_are_away_and_the_office_for_all(practice, manager, staff, neighbor):
    ana, ben = staff(Role.COACH), staff(Role.NURSE)
    first, last = date(2026, 12, 1), date(2026, 12, 3)
    own = people.set_absence(membership=ana.membership, first_day=first, last_day=last, by=ana.principal)
    people.set_absence(membership=ben.membership, first_day=first, last_day=first, by=manager.principal)
    assert queries.absent_on(practice, first) == {ana.membership.pk, ben.membership.pk}
    assert queries.absent_on(practice, last) == {ana.membership.pk}
    with refusal("practice.office_only"):
        people.clear_absence(absence=own, by=ben.principal)
    with refusal("practice.office_only"):
        people.clear_absence(absence=own, by=staff(Role.MANAGER, at=neighbor).principal)
    people.clear_absence(absence=own, by=ana.principal)
    assert queries.absent_on(practice, last) == frozenset()
    assert verbs(practice) == ["practice.set_absence", "practice.set_absence", "practice.clear_absence"]


def test_an_absence_runs_forwards_and_belongs_to_somebody_active(practice, manager, staff):
    with refusal("practice.absence_backwards"):
        people.set_absence(
            membership=staff(Role.COACH).membership,
            first_day=date(2026, 12, 2),
            last_day=date(2026, 12, 1),
            by=manager.principal,
        )
    gone = make_person(practice, Role.NURSE, state="suspended")
    with refusal("practice.membership_not_active"):
        people.set_absence(
            membership=gone.membership, first_day=date(2026, 12, 1), last_day=date(2026, 12, 1), by=manager.principal
        )
    assert not Absence.objects.exists()


# --- commands ---------------------------------------------------------------------------------------------------------


def test_commands_make_active_people_with_a_password(practice, manager):
    made = people.create_person(
        practice=practice,
        email="cole@cedar.example",
        name="Dana Cole",
        called="Dr. Cole",
        roles=[Role.CLINICIAN],
        password=PASSWORD,
        by=system(practice, "command"),
    )
    assert (made.state, made.called, made.user.is_demo) == ("active", "Dr. Cole", True)
    assert made.user.check_password(PASSWORD)
    with refusal("practice.commands_only"):
        people.create_person(
            practice=practice,
            email="x@cedar.example",
            name="X",
            roles=[Role.NURSE],
            password=PASSWORD,
            by=manager.principal,
        )


def test_people_of_a_real_practice_are_no_demo_people(db):
    real = make_practice("oak", "Oak Street Clinic", is_demo=False)
    made = people.create_person(
        practice=real,
        email="cole@oak.example",
        name="Dana Cole",
        roles=[Role.CLINICIAN],
        password=PASSWORD,
        by=system(real, "command"),
    )
    assert made.user.is_demo is False
