"""Nobody vanishes where pools own contacts: random histories in which pools are made, changed, emptied and closed.

How many: ``TEAMLET_POOL_HISTORIES``, each of 40 acts, the same for the same number; after each act
``queries.vanished`` must be empty, and no open task may be a pool's that cannot have it.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from typing import Any

import pytest
import time_machine
from django.db import transaction

from teamlet.conftest import make_patient
from teamlet.ground.access.roles import LICENSED, SUPPORT
from teamlet.ground.reasons import ChangedMeanwhile, Refused
from teamlet.records.followups import queries
from teamlet.records.practice.actions.pools import create_pool
from teamlet.records.practice.models import Membership
from teamlet.records.practice.queries import active_members, people_in, pools, principal_of, roles_of
from teamlet.records.tasks.actions import (
    close_pool_and_move,
    move_task,
    set_duty_and_move,
    set_pool_and_move,
    take_task,
)
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.rules import LICENSED_KINDS, PERSON_KINDS
from teamlet.records.tasks.words import Duty

from .test_nobody_vanishes import ACTS, BEGAN, Life

pytestmark = pytest.mark.django_db

HISTORIES = int(os.environ.get("TEAMLET_POOL_HISTORIES", "8"))
STEPS = 40
POOL_ACTS = ("make", "change", "shut", "to_pool", "to_pool", "to_pool", "named", "take")


class SharedLife(Life):
    """A practice with pools in which things happen."""

    def _pool(self, n: int) -> Any:
        found = pools(self.practice)
        return found[n % len(found)] if found else None

    def _some(self, n: int, m: int) -> tuple[list[Membership], list[Any]]:
        here = active_members(self.practice, roles=SUPPORT)
        people = [each for number, each in enumerate(here) if (number + n) % (2 + m % 3) == 0]
        roles = sorted({role for each in people for role in roles_of(each) & SUPPORT})
        return people, roles[: 1 + m % 3]

    def make(self, n: int, m: int) -> None:
        people, roles = self._some(n, m)
        create_pool(practice=self.practice, name=f"Pool {n}", roles=roles, members=people, by=self.manager)

    def change(self, n: int, m: int) -> None:
        if (pool := self._pool(n)) is not None:
            people, roles = self._some(m, n)
            set_pool_and_move(pool=pool, name=pool.called, roles=roles, members=people, at=self.now, by=self.manager)

    def shut(self, n: int, m: int) -> None:
        if (pool := self._pool(n)) is not None:
            close_pool_and_move(pool=pool, at=self.now, by=self.manager)

    def to_pool(self, n: int, m: int) -> None:
        pool, contact = self._pool(m), self.contact(n)
        if pool is not None and contact is not None:
            move_task(task=contact.task, to=pool, at=self.now, by=self.actor(n))

    def named(self, n: int, m: int) -> None:
        if (pool := self._pool(n)) is not None:
            set_duty_and_move(
                practice=self.practice, duty=Duty.FOLLOW_UP, person=pool, backup=self.person(m),
                at=self.now, by=self.manager,
            )  # fmt: skip

    def take(self, n: int, m: int) -> None:
        task = self.pick(Task.objects.filter(practice=self.practice, state="open", owner__kind="pool"), n)
        people = people_in(task.owner) if task is not None else []
        by = principal_of(people[m % len(people)]) if people else None
        if by is not None:
            take_task(task=task, at=self.now, by=by)


def wrongly_held(life: SharedLife) -> list[str]:
    """Return the kinds of open tasks that a pool has and cannot have: nobody there, a person's, without a license."""
    found = []
    for task in Task.objects.filter(practice=life.practice, state="open", owner__kind="pool").select_related("owner"):
        people = people_in(task.owner)
        licensed = any(roles_of(each) & LICENSED for each in people)
        if not people or task.kind in PERSON_KINDS or (task.kind in LICENSED_KINDS and not licensed):
            found.append(task.kind)
    return found


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_nobody_vanishes_with_pools(practice, staff, patient, seed):
    life = SharedLife(practice, staff, [patient, make_patient(practice, given="Ida", record_number="cedar-90")])
    chance = random.Random(f"pools-{seed}")
    held: Counter[str] = Counter()
    begin = [("make", 1, 0), ("agree", 0, 0), ("to_pool", 0, 0)]
    acts = begin + [
        (chance.choice(ACTS + POOL_ACTS * 2), chance.randrange(8), chance.randrange(8)) for _ in range(STEPS)
    ]
    life.now = BEGAN
    for name, n, m in acts:
        life.now += BEGAN.resolution
        with time_machine.travel(life.now, tick=False):
            try:
                with transaction.atomic():
                    getattr(life, name)(n, m)
            except (Refused, ChangedMeanwhile):
                life.refused[name] += 1
            else:
                life.done[name] += 1
            astray = queries.vanished(life.practice, life.today)
        assert astray == [], f"{[row.what.value for row in astray]} after {name}({n}, {m})"
        assert wrongly_held(life) == [], f"after {name}({n}, {m})"
        held.update(
            Task.objects.filter(practice=practice, state="open", owner__kind="pool").values_list("kind", flat=True)
        )
    assert held["contact"]


# --- negative control -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("moves", [True, False])
def test_without_moving_what_an_emptied_pool_has_somebody_vanishes(practice, staff, patient, monkeypatch, moves):
    life = SharedLife(practice, staff, [patient])
    life.now = BEGAN
    if not moves:
        monkeypatch.setattr("teamlet.records.tasks.actions.people._move_of_pools", lambda *given, **more: 0)
    with time_machine.travel(life.now, tick=False):
        people, roles = life._some(1, 0)
        life.make(1, 0)
        life.agree(0, 0)
        life.to_pool(0, 0)
        assert roles
        for person in people:
            life.leave([each.membership.pk for each in life.people].index(person.pk), 0)
        astray = [row.what.value for row in queries.vanished(practice, life.today)]
    assert astray == ([] if moves else ["no_owner"])
