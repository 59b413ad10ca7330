"""Writing agreements of many patients at once: rows as the ordinary actions leave them, one audit event per batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection, models

from teamlet.demo.agreements import Agreements, Due
from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit
from teamlet.records.followups.models import Contact, ContactChange, ContactReport
from teamlet.records.followups.rules import risk_rank
from teamlet.records.followups.words import Channel, ContactState
from teamlet.records.plans.models import (
    ActionPlan,
    Goal,
    GoalChange,
    GoalVersion,
    PlanChange,
    PlanPerformer,
    PlanVersion,
)
from teamlet.records.plans.words import FollowUpAnswer, GoalState, PlanOutcome, PlanState, TeachBack
from teamlet.records.practice.models import Membership, Practice
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.words import OwnerFrom, TaskKind, TaskState
from teamlet.records.visits.models import Visit, VisitChange
from teamlet.records.visits.words import VisitKind, VisitState

#: Out of a hundred patients: how many agreed on a goal in the last nine weeks.
WITH_A_GOAL = 35
#: How many of the contacts that came due took place.
KEPT = 0.96
_OUTCOMES = (
    (PlanOutcome.DONE_AS_PLANNED, 30),
    (PlanOutcome.MOSTLY, 32),
    (PlanOutcome.PARTLY, 22),
    (PlanOutcome.TRIED_CHANGED, 8),
    (PlanOutcome.NOT_STARTED, 8),
)


@dataclass(frozen=True, slots=True)
class Whom:
    """A patient of the crowd: row number and language (``"en"`` or ``"es"``)."""

    pk: int
    language: str


@dataclass(frozen=True, slots=True)
class Team:
    """Who wrote the agreements and who follows up, as memberships with their users."""

    author: Membership
    clinician: Membership
    owners: tuple[Membership, ...]


@dataclass(slots=True)
class _Sheaf:
    rows: dict[type[models.Model], list[Any]] = field(default_factory=dict)

    def add(self, row: Any) -> Any:
        self.rows.setdefault(type(row), []).append(row)
        return row

    def store(self) -> dict[str, int]:
        """Store everything, in an order in which each row finds what it names."""
        for kind in _ORDER:
            rows = self.rows.get(kind, [])
            if kind is Contact:
                rows = _stored_in_turn(rows)
            kind.objects.bulk_create(rows, batch_size=2_000)  # type: ignore[attr-defined]
        return {kind._meta.label_lower: len(rows) for kind, rows in self.rows.items()}


_ORDER: tuple[type[models.Model], ...] = (
    Visit, VisitChange, Goal, GoalVersion, GoalChange, ActionPlan, PlanVersion, PlanChange, PlanPerformer, Task,
    Contact, ContactReport, ContactChange,
)  # fmt: skip


def _stored_in_turn(contacts: list[Contact]) -> list[Contact]:
    """Store contacts that others follow, the earlier first; return the last of each line, not stored yet."""
    followed = {id(row.follows) for row in contacts if row.follows is not None}
    last = [row for row in contacts if id(row) not in followed]
    earlier = [row for row in contacts if id(row) in followed]
    while earlier:
        ready = [row for row in earlier if row.follows is None or row.follows.pk]
        Contact.objects.bulk_create(ready, batch_size=2_000)
        earlier = [row for row in earlier if not row.pk]
    return last


@action
def store_agreements(
    *, people: Sequence[Whom], agreements: Agreements, team: Team, noon: datetime, by: Principal
) -> int:
    """Give about a third of ``people`` a goal with plan and contact; return how many.

    ``noon`` is an instant of today from which past instants are counted back.  The rows are those that
    the actions write; ``keep_next_dues`` then brings the patients' own column up to date.
    """
    rng, sheaf = agreements.rng, _Sheaf()
    count = 0
    for whom in people:
        if rng.randrange(100) < WITH_A_GOAL:
            _agree(whom, agreements, team, noon, by, sheaf)
            count += 1
    audit(("demo.batch", str(len(people))), counts=sheaf.store())
    return count


@action
def begin_crowd(*, practice: Practice, patients: int, seed: int, as_of: date, by: Principal) -> None:
    """Note that the demo is being filled in several transactions, so that an interrupted one can go on."""
    audit(("demo.crowd", practice.key), patients=patients, seed=seed, as_of=as_of.isoformat())


@action
def finish_crowd(*, practice: Practice, by: Principal) -> None:
    """Note that the demo is complete."""
    audit(("demo.crowd", practice.key))


@action
def store_visits(*, people: Sequence[int], days: Sequence[date], team: Team, at: datetime, by: Principal) -> None:
    """Put ``people`` on the lists of ``days`` in turn, one visit each, every twenty minutes from eight on."""
    visits = [
        Visit(
            practice_id=by.practice_id, patient_id=pk, kind=VisitKind.CHRONIC if n % 3 else VisitKind.ACUTE,
            day=days[n % len(days)], starts=time(8 + n // len(days) % 27 // 3, n // len(days) % 3 * 20),
            clinician=team.clinician, created_at=at,
        )
        for n, pk in enumerate(people)
    ]  # fmt: skip
    Visit.objects.bulk_create(visits)
    VisitChange.objects.bulk_create(VisitChange(visit=row, to_state=VisitState.PLANNED, at=at) for row in visits)
    audit(("demo.batch", str(len(visits))), visits=len(visits))


@action
def keep_next_dues(*, by: Principal) -> None:
    """Bring every patient's ``next_due`` of the practice in line with the open contacts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE patients_patient SET next_due = (SELECT MIN(due_on) FROM tasks_task WHERE patient_id ="
            " patients_patient.id AND kind = 'contact' AND state = 'open') WHERE practice_id = %s AND id IN"
            " (SELECT patient_id FROM tasks_task WHERE practice_id = %s AND kind = 'contact')",
            [by.practice_id, by.practice_id],
        )
    audit(("demo.batch", "next_due"))


def _agree(whom: Whom, agreements: Agreements, team: Team, noon: datetime, by: Principal, sheaf: _Sheaf) -> None:
    rng, step = agreements.rng, agreements.step(whom.language)
    ago = rng.randrange(1, 62)
    at = noon - timedelta(days=ago, minutes=rng.randrange(0, 240))
    made = agreements.today - timedelta(days=ago)
    sure = rng.choice((5, 6, 7, 7, 8, 8, 8, 9, 10))
    author = team.author.user_id
    visit = sheaf.add(
        Visit(
            practice_id=by.practice_id, patient_id=whom.pk, kind=VisitKind.CHRONIC, state=VisitState.FINISHED, day=made,
            starts=at.time().replace(second=0, microsecond=0), clinician=team.clinician, opened_at=at,
            opened_by_id=author, created_at=at,
        )
    )  # fmt: skip
    for before, after in (("", "planned"), ("planned", "open"), ("open", "finished")):
        sheaf.add(VisitChange(visit=visit, from_state=before, to_state=after, by_id=author, at=at))
    goal = sheaf.add(
        Goal(
            practice_id=by.practice_id, patient_id=whom.pk, number=1, created_at=at, created_by_id=author,
            state=GoalState.AGREED,
        )
    )  # fmt: skip
    goal_version = sheaf.add(
        GoalVersion(
            goal=goal, number=1, visit=visit, words=agreements.goal(whom.language), topic=step.topic,
            importance=rng.randrange(6, 11), by_id=author, at=at,
        )
    )  # fmt: skip
    sheaf.add(GoalChange(goal=goal, from_state="draft", to_state=GoalState.AGREED, by_id=author, at=at))
    plan = sheaf.add(
        ActionPlan(goal=goal, practice_id=by.practice_id, patient_id=whom.pk, number=1, created_at=at)
    )  # fmt: skip
    version = sheaf.add(
        PlanVersion(
            plan=plan, number=1, goal_version=goal_version, visit=visit, step_words=step.words,
            amount_words=step.amount, when_words=step.when, days_words=step.days, parts=step.parts,
            starts_on=made + timedelta(days=1), ends_on=made + timedelta(days=14), confidence_asked=True,
            confidence_first=sure, confidence=sure, keep_reason="wants_to_try" if sure < 7 else "",
            gate_change="keep" if sure < 7 else "", no_barrier_expected=True, teach_back=TeachBack.CLEAR,
            follow_up=FollowUpAnswer.AGREED, by_id=author, at=at,
        )
    )  # fmt: skip
    sheaf.add(PlanChange(plan=plan, to_state=PlanState.ACTIVE, by_id=author, at=at))
    sheaf.add(PlanPerformer(plan_version=version, membership=team.author))
    owner = team.owners[rng.randrange(len(team.owners))]
    due = agreements.due_after(made)
    contact = _contact(version, goal, due, owner, at, by, sheaf)
    while due.on < agreements.today and rng.random() < KEPT:
        told = min(due.on + timedelta(days=rng.randrange(0, 3)), agreements.today - timedelta(days=1))
        contact, due = _report(contact, told, owner, agreements, by, sheaf)


def _contact(
    version: PlanVersion, goal: Goal, due: Due, owner: Membership, at: datetime, by: Principal, sheaf: _Sheaf,
    follows: Contact | None = None,
) -> Contact:  # fmt: skip
    contact = Contact(
        practice_id=by.practice_id, patient_id=goal.patient_id, goal=goal, plan_version=version, due_on=due.on,
        window_first=due.first, window_last=due.last, created_at=at, follows=follows,
        state=ContactState.OPEN,
    )  # fmt: skip
    contact.task = sheaf.add(
        Task(
            practice_id=by.practice_id, patient_id=goal.patient_id, kind=TaskKind.CONTACT, about_oid=contact.oid,
            owner=owner, owner_from=OwnerFrom.MATRIX, due_on=due.on, window_first=due.first, window_last=due.last,
            risk=risk_rank(), state=TaskState.OPEN, detail={"channel": Channel.CALL},
            created_at=at,
        )
    )  # fmt: skip
    sheaf.add(contact)
    sheaf.add(ContactChange(contact=contact, to_state=ContactState.OPEN, at=at))
    return contact


def _report(
    contact: Contact, told: date, owner: Membership, agreements: Agreements, by: Principal, sheaf: _Sheaf
) -> tuple[Contact, Due]:
    """Report ``contact`` as reached on ``told``; return the next one and when it is due."""
    rng, goal = agreements.rng, contact.goal
    outcome = rng.choices([which for which, _ in _OUTCOMES], [weight for _, weight in _OUTCOMES])[0]
    sure = rng.choice((5, 6, 7, 8, 8, 9))
    at = contact.created_at + timedelta(days=(told - contact.created_at.date()).days)
    sheaf.add(
        ContactReport(
            contact=contact, at=at, by_id=owner.user_id, channel=Channel.CALL, outcome=outcome, times_planned=6,
            times_done={"done_as_planned": 6, "mostly": 5, "partly": 3}.get(outcome), confidence=sure,
            next_step="same", minutes=rng.randrange(4, 11),
        )
    )  # fmt: skip
    contact.state, contact.task.state = ContactState.REACHED, TaskState.DONE
    contact.task.ended_at, contact.task.ended_by_id, contact.task.end_reason = at, owner.user_id, outcome.value
    if goal.state == GoalState.AGREED:
        goal.state = GoalState.FOLLOWED
        sheaf.add(GoalChange(goal=goal, from_state="agreed", to_state=GoalState.FOLLOWED, by_id=owner.user_id, at=at))
    sheaf.add(
        ContactChange(
            contact=contact, from_state="open", to_state=ContactState.REACHED, reason=outcome, by_id=owner.user_id,
            at=at,
        )
    )  # fmt: skip
    following = agreements.next_after(told, outcome, sure)
    return _contact(contact.plan_version, goal, following, owner, at, by, sheaf, follows=contact), following
