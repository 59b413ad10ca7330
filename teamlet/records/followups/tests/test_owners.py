"""Who is given a contact: the team's own row first, somebody who is here, and only somebody who may read the goal."""

from __future__ import annotations

from datetime import date

import pytest

from teamlet.ground.access.roles import Role
from teamlet.ground.reasons import Refused
from teamlet.records.followups.actions import ContactSaid, agree_support
from teamlet.records.followups.models import Contact
from teamlet.records.patients.models import Patient
from teamlet.records.plans.actions import GoalSaid, PlanSaid
from teamlet.records.plans.words import FollowUpAnswer, GoalAudience
from teamlet.records.practice.models import Membership, Team
from teamlet.records.tasks import queries
from teamlet.records.tasks.actions import (
    assign_duty,
    change_roles,
    leave_practice,
    move_task,
    move_tasks_of_absent,
    set_duty_and_move,
)
from teamlet.records.tasks.models import Task, TaskMove
from teamlet.records.tasks.words import MUST_NAME, Duty, MoveReason, OwnerFrom

pytestmark = pytest.mark.django_db

MONDAY, TUESDAY = "2026-11-23T09:20", "2026-11-24T09:20"


@pytest.fixture
def office(staff):
    return staff("manager")


@pytest.fixture
def clinician(staff):
    return staff("clinician")


@pytest.fixture
def ana(staff):
    return staff("coach", name="Ana Flores")


@pytest.fixture
def ben(staff):
    return staff("coach", name="Ben Ames")


@pytest.fixture
def team(practice, clinician, ben):
    found = Team.objects.create(practice=practice, name="Blue")
    found.members.add(clinician.membership, ben.membership)
    return found


@pytest.fixture
def agree(patient, staff, at):
    def save(author=None, owner=None, audience=GoalAudience.EVERYONE, cautions=()):
        said = PlanSaid(
            step_words="Walk",
            starts_on=date(2026, 11, 24),
            ends_on=date(2026, 12, 7),
            follow_up=FollowUpAnswer.AGREED,
            cautions=cautions,
        )
        agree_support(
            patient=Patient.objects.get(pk=patient.pk),
            goal_said=GoalSaid(words="Walk with my grandson", audience=audience),
            plan_said=said,
            contact_said=ContactSaid(owner=owner),
            at=at(MONDAY),
            by=(author or staff("medical-assistant")).principal,
        )
        return Contact.objects.get(state="open").task

    return save


def hold(practice, at, office, person, backup=None, team=None):
    assign_duty(
        practice=practice,
        duty=Duty.FOLLOW_UP,
        person=person.membership,
        backup=backup.membership if backup else None,
        team=team,
        at=at(MONDAY),
        by=office.principal,
    )


# --- the team's own row -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("of_the_team", [True, False])
def test_the_care_teams_own_row_comes_before_the_practices(
    of_the_team, practice, patient, clinician, ana, ben, team, office, agree, at
):
    hold(practice, at, office, ana)
    hold(practice, at, office, ben, team=team)
    if of_the_team:
        Patient.objects.filter(pk=patient.pk).update(clinician=clinician.membership)
    assert agree().owner == (ben if of_the_team else ana).membership


def test_an_empty_row_of_the_team_is_nobodys_and_the_backup_takes_it(
    practice, patient, clinician, ana, ben, team, office, agree, at
):
    hold(practice, at, office, ana)
    hold(practice, at, office, ben, backup=clinician, team=team)
    Patient.objects.filter(pk=patient.pk).update(clinician=clinician.membership)
    Membership.objects.filter(pk=ben.membership.pk).update(state="suspended")
    task = agree()
    assert (task.owner, task.owner_from) == (clinician.membership, OwnerFrom.BACKUP)


def test_tasks_of_the_team_move_to_the_teams_new_holder(
    practice, patient, clinician, ana, ben, team, office, agree, at
):
    hold(practice, at, office, ana, team=team)
    Patient.objects.filter(pk=patient.pk).update(clinician=clinician.membership)
    task = agree()
    assert task.owner == ana.membership
    moved = set_duty_and_move(
        practice=practice, duty=Duty.FOLLOW_UP, person=ben.membership, backup=None, team=team, at=at(TUESDAY),
        by=office.principal,
    )  # fmt: skip
    task.refresh_from_db()
    assert (moved, task.owner) == (1, ben.membership)


def test_the_matrix_takes_as_many_questions_for_two_teams_as_for_one(
    practice, patient, clinician, ana, ben, team, office, at, django_assert_num_queries
):
    hold(practice, at, office, ana, team=team)
    other = Team.objects.create(practice=practice, name="Green")
    other.members.add(clinician.membership)
    with django_assert_num_queries(4):
        first = queries.staffing(practice, date(2026, 12, 4))
    hold(practice, at, office, ben, team=other)
    with django_assert_num_queries(4):
        both = queries.staffing(practice, date(2026, 12, 4))
    assert [row.person for row in first.team_rows(clinician.membership.pk)] == [ana.membership.pk]
    assert [row.person for row in both.team_rows(clinician.membership.pk)] == [ana.membership.pk, ben.membership.pk]
    assert both.team_rows(None) == ()


# --- a person chosen who is not here ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("state", "reason"), [("removed", MoveReason.LEFT), ("suspended", MoveReason.SUSPENDED)])
def test_a_chosen_person_who_is_gone_is_named_with_the_reason(state, reason, ana, ben, practice, office, agree, at):
    hold(practice, at, office, ben)
    Membership.objects.filter(pk=ana.membership.pk).update(state=state)
    task = agree(owner=ana.membership)
    assert task.owner == ben.membership
    move = TaskMove.objects.get(task=task)
    assert (move.from_owner, move.to_owner, move.reason) == (ana.membership, ben.membership, reason)
    assert queries.moved_at_once(practice, task.patient_id, at(MONDAY)) == [move]


def test_a_chosen_person_who_is_here_has_it_without_a_move(ana, ben, practice, office, agree, at):
    hold(practice, at, office, ben)
    assert agree(owner=ana.membership).owner == ana.membership
    assert not TaskMove.objects.exists()


# --- a goal kept to a few ---------------------------------------------------------------------------------------------


@pytest.fixture
def psychologist(staff):
    return staff("behavioral-health", name="Vera Cho")


@pytest.fixture
def kept(psychologist, practice, ana, office, agree, at):
    """A contact about a goal of behavioral health, for its author."""
    hold(practice, at, office, ana)
    return agree(author=psychologist, audience=GoalAudience.BEHAVIORAL_HEALTH)


def test_a_goal_kept_to_a_few_is_never_given_to_others(kept, psychologist, ana, agree):
    assert kept.owner == psychologist.membership
    assert kept.backup is None


def test_somebody_chosen_who_may_not_read_it_is_replaced_and_named(psychologist, ana, practice, office, agree, at):
    task = agree(author=psychologist, owner=ana.membership, audience=GoalAudience.BEHAVIORAL_HEALTH)
    assert task.owner == psychologist.membership
    move = TaskMove.objects.get()
    assert (move.from_owner, move.reason) == (ana.membership, MoveReason.MAY_NOT_READ)


def test_when_the_last_reader_leaves_the_manager_names_somebody(kept, psychologist, ana, ben, office, at):
    assert leave_practice(membership=psychologist.membership, at=at(TUESDAY), by=office.principal) == 1
    kept.refresh_from_db()
    assert kept.owner == office.membership
    assert kept.detail[MUST_NAME] is True
    assert kept.owner_from == OwnerFrom.MANAGER
    assert "grandson" not in str(kept.detail)
    assert queries.tasks_to_name(office.principal, office.membership.pk) == [kept]


def test_another_reader_has_it_rather_than_the_manager(kept, psychologist, staff, ana, office, at):
    other = staff("behavioral-health", name="Omar Reyes")
    leave_practice(membership=psychologist.membership, at=at(TUESDAY), by=office.principal)
    kept.refresh_from_db()
    assert kept.owner == other.membership
    assert MUST_NAME not in kept.detail


def test_nobody_is_handed_by_hand_what_they_may_not_read(kept, ana, psychologist, at):
    with pytest.raises(Refused) as refused:
        move_task(task=kept, to=ana.membership, at=at(TUESDAY), by=psychologist.principal)
    assert refused.value.reason.code == "tasks.receiver_may_not_read"
    kept.refresh_from_db()
    assert kept.owner == psychologist.membership


@pytest.mark.parametrize("how", ["role", "day"])
def test_whoever_is_named_has_it(how, practice, kept, psychologist, ana, ben, office, at):
    leave_practice(membership=psychologist.membership, at=at(TUESDAY), by=office.principal)
    when = at("2026-11-25T09:00")
    if how == "role":
        roles = [Role.COACH, Role.BEHAVIORAL_HEALTH]
        change_roles(membership=ben.membership, roles=roles, at=when, by=office.principal)
    else:
        ben.membership.held_roles.create(role=Role.BEHAVIORAL_HEALTH)
        move_tasks_of_absent(practice=practice, on=date(2026, 11, 25), at=when, by=office.principal)
    kept.refresh_from_db()
    assert kept.owner == ben.membership
    assert MUST_NAME not in kept.detail


def test_a_step_to_look_at_goes_to_a_reader_before_a_license(psychologist, ana, staff, office, agree, at):
    nurse = staff("nurse")
    agree(author=psychologist, audience=GoalAudience.BEHAVIORAL_HEALTH, cautions=("chest_pain",))
    caution = Task.objects.get(kind="caution")
    assert caution.owner == psychologist.membership
    leave_practice(membership=psychologist.membership, at=at(TUESDAY), by=office.principal)
    caution.refresh_from_db()
    assert caution.owner == office.membership != nurse.membership
    assert Task.objects.filter(state="open", detail__has_key=MUST_NAME).count() == 2
