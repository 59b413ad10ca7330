"""How much each person has, and how it went over weeks: for whoever leads, by name, never ranked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q

from teamlet.records.followups.models import Contact, ContactReport, RegistryRow
from teamlet.records.followups.words import ContactState
from teamlet.records.practice.models import Membership
from teamlet.records.practice.queries import Scope, practice_id_of
from teamlet.records.practice.words import MembershipState
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.words import TaskKind, TaskState


@dataclass(slots=True)
class Load:
    """What one person, or one pool, has: contacts open, due on the day, overdue; what else is open.

    ``weeks``: (kept inside their window, promised) of the contacts whose window ended in each week, oldest first.
    """

    oid: str
    name: str
    is_active: bool
    teams: tuple[str, ...]
    minutes: int
    is_pool: bool
    open: int = 0
    due: int = 0
    overdue: int = 0
    others: int = 0
    weeks: list[tuple[int, int]] = field(default_factory=list)


def load_of_people(scope: Scope, *, on: date, weeks: int = 6) -> list[Load]:
    """Return the load of everybody who has a task or may have one, and of each pool, by name; four statements.

    What a pool has counts for the pool alone.

    The weeks are whole ones, Monday to Sunday, before the one of ``on``.
    """
    practice_id = practice_id_of(scope)
    people = {
        row.pk: Load(
            row.oid,
            row.called,
            row.state == MembershipState.ACTIVE,
            tuple(sorted(team.name for team in row.teams.all())),
            row.protected_minutes,
            row.is_pool,
        )
        for row in Membership.objects.filter(practice_id=practice_id).prefetch_related("teams")
    }
    tasks = Task.objects.filter(practice_id=practice_id, state=TaskState.OPEN).order_by()
    is_contact = Q(kind=TaskKind.CONTACT)
    overdue = is_contact & Q(window_last__lt=on, due_on__lt=on)
    due = is_contact & Q(due_on__lte=on) & (Q(window_last__gte=on) | Q(due_on__gte=on))
    for owner, *counted in tasks.values_list("owner_id").annotate(
        contacts=Count("pk", filter=is_contact),
        due_now=Count("pk", filter=due),
        late=Count("pk", filter=overdue),
        others=Count("pk", filter=~is_contact),
    ):
        load = people[owner]
        load.open, load.due, load.overdue, load.others = counted
    kept = _weeks(practice_id, on, weeks)
    for pk, load in people.items():
        load.weeks = kept.get(pk, [(0, 0)] * weeks)
    shown = [load for load in people.values() if load.open or load.others or any(every for _, every in load.weeks)]
    return sorted(shown, key=lambda load: (load.name.casefold(), load.oid))


def _weeks(practice_id: int, on: date, weeks: int) -> dict[int, list[tuple[int, int]]]:
    monday = on - timedelta(days=on.weekday())
    first = monday - timedelta(weeks=weeks)
    reached = ContactReport.objects.filter(
        contact=OuterRef("pk"), undone_at__isnull=True, at__date__lte=OuterRef("window_last")
    )
    rows = (
        Contact.objects.filter(practice_id=practice_id, window_last__gte=first, window_last__lt=monday)
        .exclude(state__in=(ContactState.WITHDRAWN, ContactState.ENTERED_IN_ERROR))
        .order_by()
        .annotate(was_kept=Exists(reached))
        .values_list("task__owner_id", "window_last")
        .annotate(some=Count("pk", filter=Q(was_kept=True)), every=Count("pk"))
    )
    found: dict[int, list[list[int]]] = defaultdict(lambda: [[0, 0] for _ in range(weeks)])
    for owner, day, some, every in rows:
        week = found[owner][(day - first).days // 7]
        week[0] += some
        week[1] += every
    return {owner: [(some, every) for some, every in kept] for owner, kept in found.items()}


def ownerless(scope: Scope, cap: int = 1_000) -> int:
    """Return how many people with a goal nobody owns, counted to ``cap`` at most; none, or something is wrong."""
    return RegistryRow.objects.filter(practice_id=practice_id_of(scope), is_ownerless=True)[:cap].count()
