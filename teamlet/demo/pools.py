"""A pool of the demo: nurse and care manager share a few contacts."""

from __future__ import annotations

from datetime import datetime

from teamlet.demo.stage import Set
from teamlet.ground.access.roles import Role
from teamlet.records.practice.actions.pools import create_pool
from teamlet.records.tasks.actions import move_task
from teamlet.records.tasks.queries import open_tasks, readers_of_tasks
from teamlet.records.tasks.words import Duty, TaskKind

_CONTACTS = 3


def share_pool(here: Set, *, at: datetime) -> None:
    """Make the nurse team and give it the last few contacts of whoever backs up following up."""
    by = next(here.by(player.login) for player in here.stage.players if Role.MANAGER in player.roles)
    pool = create_pool(
        practice=here.practice,
        name="Nurse team",
        roles=[Role.NURSE, Role.CARE_MANAGER],
        members=[here["nora"], here["carl"]],
        by=by,
    )
    person = here[here.stage.duties[Duty.FOLLOW_UP][1]]
    tasks = list(open_tasks(here.practice, owner_id=person.pk, kinds=[TaskKind.CONTACT]))
    readers = readers_of_tasks(tasks)
    for task in [each for each in tasks if readers[each.pk] is None][-_CONTACTS:]:
        move_task(task=task, to=pool, at=at, by=by)
