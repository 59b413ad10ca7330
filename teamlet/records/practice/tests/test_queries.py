"""Who is who in a practice, and what it set."""

from __future__ import annotations

from datetime import date

import pytest

from teamlet.conftest import BEGAN, make_person, make_practice
from teamlet.ground.access.roles import Role
from teamlet.records.practice import queries
from teamlet.records.practice.models import Absence, Holiday
from teamlet.records.practice.words import SETTINGS, MembershipState


def test_a_principal_is_found_in_one_query(staff, practice, django_assert_num_queries):
    ana = staff(Role.COACH, Role.EDUCATOR)
    with django_assert_num_queries(1):
        found = queries.resolve_principal(ana.user.pk, "cedar")
    assert found == ana.principal
    assert found.roles == {Role.COACH, Role.EDUCATOR}
    assert (found.practice_id, found.membership_id, found.time_zone) == (
        practice.pk,
        ana.membership.pk,
        "America/New_York",
    )


@pytest.mark.parametrize("state", [state for state in MembershipState if state != "active"])
def test_only_an_active_membership_has_a_principal(practice, state):
    person = make_person(practice, Role.NURSE, state=state)
    assert queries.resolve_principal(person.user.pk, practice.key) is None
    assert queries.active_members(practice) == []
    assert queries.practices_of(person.user.pk) == []
    assert queries.active_member(practice, person.oid) is None


def test_nobody_has_a_principal_next_door_or_without_a_role(staff, practice, neighbor):
    nurse = staff(Role.NURSE)
    idle = make_person(practice)
    closed = make_person(practice, Role.NURSE, is_active=False)
    assert queries.resolve_principal(nurse.user.pk, neighbor.key) is None
    assert queries.resolve_principal(nurse.user.pk, "no-such-practice") is None
    assert queries.resolve_principal(idle.user.pk, practice.key) is None
    assert queries.resolve_principal(closed.user.pk, practice.key) is None


def test_members_by_role_and_practice(staff, practice, neighbor):
    nurse, coach = staff(Role.NURSE), staff(Role.COACH)
    staff(Role.NURSE, at=neighbor)
    both = staff(Role.NURSE, Role.COACH)
    assert {row.pk for row in queries.active_members(practice, Role.NURSE)} == {
        nurse.membership.pk,
        both.membership.pk,
    }
    assert {row.pk for row in queries.active_members(practice.pk, roles=[Role.NURSE, Role.COACH])} == {
        nurse.membership.pk,
        coach.membership.pk,
        both.membership.pk,
    }
    assert queries.member(practice, nurse.oid) == nurse.membership
    assert queries.member(neighbor, nurse.oid) is None
    assert queries.member(nurse.principal, nurse.oid) == nurse.membership
    assert queries.member_by_email(practice, nurse.user.email.upper()) == nurse.membership


def test_lists_of_people_take_a_fixed_number_of_queries(staff, practice, django_assert_num_queries):
    for role in Role:
        staff(role)
    with django_assert_num_queries(2):
        rows = queries.active_members(practice)
        assert [(row.user.name, queries.roles_of(row)) for row in rows]
    assert len(rows) == len(Role)


def test_the_clock_moves_only_among_demo_practices(practice):
    assert queries.clock_may_be_moved()
    make_practice("real", "Real Practice", is_demo=False)
    assert not queries.clock_may_be_moved()


def test_settings_come_from_the_practice_or_their_default(practice):
    practice.settings = {"undo_minutes": 5}
    practice.save()
    assert queries.setting(practice, "undo_minutes") == 5
    assert queries.setting(practice.pk, "confidence_threshold") == SETTINGS["confidence_threshold"].default
    assert queries.settings_of(practice) == {name: each.default for name, each in SETTINGS.items()} | {
        "undo_minutes": 5
    }
    with pytest.raises(KeyError):
        queries.setting(practice, "no_such_setting")


def test_days(staff, practice, neighbor):
    assert queries.working_days(practice) == {0, 1, 2, 3, 4}
    practice.working_days = [0, 5]
    assert queries.working_days(practice) == {0, 5}
    Holiday.objects.create(practice=practice, day=date(2026, 12, 25), name="Christmas Day")
    Holiday.objects.create(practice=neighbor, day=date(2026, 12, 24), name="Christmas Eve")
    assert queries.holidays(practice) == {date(2026, 12, 25)}
    assert queries.holidays(practice, date(2026, 12, 26)) == frozenset()
    away = staff(Role.COACH).membership
    Absence.objects.create(membership=away, first_day=date(2026, 12, 1), last_day=date(2026, 12, 3), at=BEGAN)
    expected = {date(2026, 11, 30): False, date(2026, 12, 1): True, date(2026, 12, 3): True, date(2026, 12, 4): False}
    assert {on: queries.is_absent(away, on) for on in expected} == expected
    assert {on: queries.absent_on(practice, on) == {away.pk} for on in expected} == expected
    assert queries.absent_on(neighbor, date(2026, 12, 1)) == frozenset()
