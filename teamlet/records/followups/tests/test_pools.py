"""Contacts of a pool: agreed for it, in the lists of its people and of nobody else, counted as the pool's own load."""

from __future__ import annotations

from datetime import date

import pytest

from teamlet.ground import clock
from teamlet.ground.access.roles import Role
from teamlet.ground.reasons import Refused
from teamlet.records.followups import queries
from teamlet.records.followups.actions import ContactSaid, agree_support
from teamlet.records.followups.actions.registry import rebuild_registry
from teamlet.records.followups.models import Contact
from teamlet.records.followups.queries import registry as reading
from teamlet.records.followups.queries.load import contact_loads
from teamlet.records.followups.queries.registry_load import load_of_people
from teamlet.records.followups.queries.vanished import vanished
from teamlet.records.followups.rules.load import PersonLoad, suggest_owner
from teamlet.records.plans.actions import GoalSaid, PlanSaid
from teamlet.records.plans.queries import readers_of
from teamlet.records.plans.words import FollowUpAnswer, GoalAudience
from teamlet.records.practice.actions.pools import create_pool
from teamlet.records.practice.models import Membership, PoolSeat
from teamlet.records.practice.queries import principal_of
from teamlet.records.tasks.actions import leave_practice, move_task, take_task

MONDAY = date(2026, 11, 23)


@pytest.fixture
def office(staff):
    return staff("manager").principal


@pytest.fixture
def nora(staff):
    return staff("nurse", name="Nora Lind")


@pytest.fixture
def ana(staff):
    return staff("coach", name="Ana Flores")


@pytest.fixture
def ben(staff):
    return staff("coach", name="Ben Ames")


@pytest.fixture
def pool(practice, office, nora, ana):
    members = [nora.membership, ana.membership]
    return create_pool(practice=practice, name="Nurse team", roles=[Role.NURSE, Role.COACH], members=members, by=office)


@pytest.fixture
def agree(patient, pool, ben, at):
    def save(audience=GoalAudience.EVERYONE, owner=None, by=None):
        plan = PlanSaid(
            step_words="Walk", starts_on=date(2026, 11, 24), ends_on=date(2026, 12, 7), follow_up=FollowUpAnswer.AGREED
        )
        agree_support(
            patient=patient,
            goal_said=GoalSaid(words="Walk with my grandson", audience=audience),
            plan_said=plan,
            contact_said=ContactSaid(owner=owner or pool),
            at=at("2026-11-23T09:20"),
            by=(by or ben).principal,
        )
        return Contact.objects.get(state="open")

    return save


def now(person):
    return principal_of(person.membership)


pytestmark = pytest.mark.django_db


def test_a_contact_is_agreed_for_a_pool(agree, pool, practice):
    contact = agree()
    assert contact.task.owner == pool
    assert vanished(practice, MONDAY) == []


def test_what_is_kept_to_a_few_is_never_a_pools(agree, pool, nora, ben, office, at):
    contact = agree(audience=GoalAudience.MY_TEAM)
    assert contact.task.owner == ben.membership
    with pytest.raises(Refused, match="receiver_may_not_read"):
        move_task(task=contact.task, to=pool, at=at("2026-11-23T10:00"), by=office)


def test_a_pool_of_behavioral_health_reads_nothing(agree, practice, staff, office):
    bea = staff("behavioral-health")
    made = create_pool(
        practice=practice, name="Mind", roles=[Role.BEHAVIORAL_HEALTH], members=[bea.membership], by=office
    )
    contact = agree(audience=GoalAudience.BEHAVIORAL_HEALTH)
    readers = readers_of(contact.goal)
    assert bea.membership.pk in readers
    assert made.pk not in readers


def test_it_stands_in_the_lists_of_its_people_and_of_nobody_else(agree, nora, ana, ben, staff, at):
    contact = agree()
    on = date(2026, 12, 4)
    for person, many in ((nora, 1), (ana, 1), (ben, 0), (staff("clinician"), 0)):
        by = now(person)
        assert len(queries.worklist(by, on=on, owner_ids=by.owner_ids)) == many
        assert sum(queries.counts(by, on=on, owner_ids=by.owner_ids).values()) == many
    (row,) = queries.waiting(now(nora), on=on, owner_ids=now(nora).owner_ids)
    assert (row.owner, row.owner_id, row.task_oid) == ("Nurse team", contact.task.owner_id, contact.task.oid)
    take_task(task=contact.task, at=at("2026-12-04T10:00"), by=now(ana))
    assert queries.waiting(now(nora), on=on, owner_ids=now(nora).owner_ids) == []
    assert len(queries.waiting(now(ana), on=on, owner_ids=now(ana).owner_ids)) == 1


def test_the_registry_knows_a_pool_as_an_owner(agree, practice, pool, nora, ben, system):
    agree()
    rebuild_registry(practice=practice, by=system)

    def found(person, owner):
        page = reading.registry_page(now(person), reading.Chosen(owner=owner), today=MONDAY)
        return [row.owner for row in page.rows], page.choices.owners

    for order in reading.Order:
        chosen = reading.Chosen(owner=reading.ME, order=order)
        assert len(reading.registry_page(now(nora), chosen, today=MONDAY).rows) == 1
    rows, choices = found(nora, reading.ME)
    assert rows == ["Nurse team"]
    assert (pool.oid, "Nurse team") in choices
    assert found(ben, pool.oid)[0] == ["Nurse team"]
    assert found(ben, reading.ME)[0] == []
    assert found(nora, nora.oid)[0] == []


def test_the_load_of_a_pool_is_a_line_of_its_own(agree, practice, pool, nora, ana, patient):
    contact = agree()
    (line,) = load_of_people(practice, on=MONDAY)
    assert (line.name, line.is_pool, line.open) == ("Nurse team", True, 1)
    loads = contact_loads(practice, [nora.membership, pool], on=contact.due_on, today=MONDAY, patient=patient)
    assert {pk: row.open for pk, row in loads.rows.items()} == {nora.membership.pk: 0, pool.pk: 1}
    assert loads.suggestion.person == nora.membership.pk


@pytest.mark.parametrize(
    ("rows", "person", "order"),
    [
        ([PersonLoad(9, is_pool=True), PersonLoad(1, week=5, open=5)], 1, (1, 9)),
        ([PersonLoad(9, is_pool=True, is_named=True), PersonLoad(1, week=5, open=5)], 9, (9, 1)),
        ([PersonLoad(9, is_pool=True)], None, (9,)),
    ],
)
def test_a_pool_is_suggested_only_when_it_is_named(rows, person, order):
    found = suggest_owner(rows, until=MONDAY)
    assert (found.person, found.order) == (person, order)


def test_nobody_vanishes_with_the_last_of_a_pool(agree, practice, nora, ana, ben, office, at):
    contact = agree()
    at("2026-11-24T09:00")
    for person in (nora, ana):
        leave_practice(membership=person.membership, at=clock.now(), by=office)
        assert vanished(practice, MONDAY) == []
    contact.task.refresh_from_db()
    assert contact.task.owner == ben.membership


def test_a_contact_of_a_pool_without_people_is_found(agree, practice, pool):
    agree()
    PoolSeat.objects.all().delete()
    assert [row.what.value for row in vanished(practice, MONDAY)] == ["no_owner"]
    Membership.objects.filter(pk=pool.pk).update(state="removed")
    assert [row.what.value for row in vanished(practice, MONDAY)] == ["no_owner"]


def test_an_empty_pool_that_was_chosen_is_followed_by_somebody(agree, pool, ben):
    PoolSeat.objects.all().delete()
    contact = agree()
    assert contact.task.owner == ben.membership
    assert contact.task.moves.get().from_owner == pool
