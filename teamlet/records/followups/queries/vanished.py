"""Nobody vanishes: the check that every open goal has exactly one next contact with an owner, or a coded reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from teamlet.ground.reasons import Decision
from teamlet.records.followups.models import Contact
from teamlet.records.followups.rules.vanished import OPEN_GOALS, GoalFacts, why_without
from teamlet.records.followups.words import ContactState
from teamlet.records.followups.words.vanished import Astray, WithoutContact
from teamlet.records.plans.models import Goal, PlanVersion
from teamlet.records.plans.words import FollowUpAnswer, GoalState, PlanState
from teamlet.records.practice.models import Membership
from teamlet.records.practice.queries import Scope, at_work, practice_id_of
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.words import TaskKind, TaskState

#: ``Contact.closing_reason`` of what a death withdrew: brought back when the death is taken back.
DECEASED = "deceased"


@dataclass(frozen=True, slots=True)
class Vanished:
    """Somebody whom no act may lead here: the goal's and the patient's oid, and what is wrong.  No words of theirs."""

    goal: str
    patient: str
    what: Astray


def vanished(scope: Scope, on: date) -> list[Vanished]:
    """Return everybody who fell through, by goal; empty when all is well.

    Four statements whatever the practice's size; what is well never leaves the database but for open goals
    without a contact.
    """
    practice = practice_id_of(scope)
    found = [*_without_contact(practice, on), *_contacts_astray(practice), *_twice(practice), *_tasks_alone(practice)]
    return sorted(found, key=lambda row: (row.goal, row.what))


def reasons_without(scope: Scope, goal_ids: Iterable[int], on: date) -> dict[int, Decision[WithoutContact | Astray]]:
    """Return by goal id why it has no next contact; goals that have one, or are not open, are absent.  One query."""
    rows = _bare(practice_id_of(scope)).filter(pk__in=list(goal_ids))
    return {pk: why_without(facts, on) for pk, _goal, _patient, facts in _facts(rows)}


def _without_contact(practice: int, on: date) -> list[Vanished]:
    judged = ((goal, patient, why_without(facts, on).status) for _pk, goal, patient, facts in _facts(_bare(practice)))
    return [Vanished(goal, patient, what) for goal, patient, what in judged if isinstance(what, Astray)]


def _contacts_astray(practice: int) -> list[Vanished]:
    """Return the open contacts that nobody here holds, whose task is over, or that should not be."""
    gone = ~at_work("task__owner__")
    ended = ~Q(task__state=TaskState.OPEN)
    strange = ~Q(patient_id=F("goal__patient_id")) | ~Q(task__patient_id=F("patient_id"))
    rows = Contact.objects.filter(practice_id=practice, state=ContactState.OPEN).filter(
        gone | ended | strange | Q(patient__deceased_on__isnull=False)
    )
    found = []
    held = Exists(Membership.objects.filter(at_work(), pk=OuterRef("task__owner_id")))
    for row in rows.select_related("task", "goal__patient", "patient").annotate(is_held=held).order_by("id"):
        if row.task.state != TaskState.OPEN:
            what = Astray.TASK_ENDED
        elif not row.is_held:
            what = Astray.NO_OWNER
        elif row.patient.deceased_on is not None:
            what = Astray.DECEASED
        else:
            what = Astray.OTHER_PATIENT
        found.append(Vanished(row.goal.oid, row.patient.oid, what))
    return found


def _twice(practice: int) -> list[Vanished]:
    """Return the goals with more than one open contact; the database refuses them, a restored copy may not."""
    rows = Contact.objects.filter(practice_id=practice, state=ContactState.OPEN)
    rows_by_goal = rows.values("goal__oid", "goal__patient__oid")
    many = rows_by_goal.annotate(many=Count("pk")).filter(many__gt=1).order_by("goal__oid")
    return [Vanished(row["goal__oid"], row["goal__patient__oid"], Astray.TWO_CONTACTS) for row in many]


def _tasks_alone(practice: int) -> list[Vanished]:
    """Return the open tasks whose contact is not open."""
    rows = Task.objects.filter(practice_id=practice, kind=TaskKind.CONTACT, state=TaskState.OPEN).exclude(
        contact__state=ContactState.OPEN
    )
    return [
        Vanished(goal or "", patient, Astray.TASK_ALONE)
        for goal, patient in rows.order_by("id").values_list("contact__goal__oid", "patient__oid")
    ]


def _bare(practice: int) -> QuerySet[Goal]:
    """Return the open goals of the practice without an open contact."""
    waits = Contact.objects.filter(goal=OuterRef("pk"), state=ContactState.OPEN)
    return Goal.objects.filter(~Exists(waits), practice_id=practice, state__in=list(OPEN_GOALS))


def _facts(rows: QuerySet[Goal]) -> list[tuple[int, str, str, GoalFacts]]:
    # What was withdrawn or entered in error ended nothing: the contact before it says how follow-up stands.
    last = Contact.objects.filter(goal=OuterRef("pk"), state__in=(ContactState.REACHED, ContactState.CLOSED)).order_by(
        "-id"
    )
    plan = PlanVersion.objects.filter(
        plan__goal=OuterRef("pk"), plan__state=PlanState.ACTIVE, number=F("plan__number")
    ).order_by("-id")
    values: Any = rows.order_by("id").values_list(
        "pk",
        "oid",
        "patient__oid",
        "state",
        "patient__deceased_on",
        Subquery(plan.values("follow_up")[:1]),
        Subquery(plan.values("pk")[:1]),
        Subquery(last.values("ask_again_on")[:1]),
        Subquery(last.values("plan_version_id")[:1]),
    )
    return [
        (
            pk,
            oid,
            patient,
            GoalFacts(
                state=GoalState(state),
                follow_up=FollowUpAnswer(follow_up) if follow_up else None,
                ask_again_on=ask_again_on,
                said_since=version is not None and asked is not None and version > asked,
                is_deceased=died is not None,
            ),
        )
        for pk, oid, patient, state, died, follow_up, version, ask_again_on, asked in values
    ]


def due_to_ask_again(scope: Scope, on: date) -> list[tuple[Contact, int]]:
    """Return the latest contact of every open goal whose day to ask again has come, and the plan version to ask about.

    Not for whoever has died or said since that they want no contact.
    """
    named = Contact.objects.filter(goal=OuterRef("pk"), ask_again_on__lte=on)
    living = _bare(practice_id_of(scope)).filter(Exists(named), patient__deceased_on__isnull=True)
    due = [
        pk
        for pk, _goal, _patient, facts in _facts(living)
        if facts.ask_again_on is not None
        and facts.ask_again_on <= on
        and why_without(facts, on).status in {WithoutContact.RESTS, Astray.ASK_AGAIN_PAST}
    ]
    if not due:
        return []
    ended = Contact.objects.filter(goal_id__in=due, state__in=(ContactState.REACHED, ContactState.CLOSED))
    last = {row.goal_id: row for row in ended.select_related("task__owner").order_by("id")}
    versions = PlanVersion.objects.filter(plan__goal_id__in=due, number=F("plan__number")).exclude(
        plan__state__in=(PlanState.WITHDRAWN, PlanState.ENTERED_IN_ERROR)
    )
    newest = dict(versions.order_by("plan_id").values_list("plan__goal_id", "pk"))
    return [(last[pk], newest.get(pk, last[pk].plan_version_id)) for pk in due]


def latest_contact_and_plan(scope: Scope, goal_ids: Iterable[int]) -> list[tuple[Contact | None, PlanVersion]]:
    """Return of each goal that has a plan in force the contact that ended last (None = none did) and the plan.

    The newest goal comes first; two statements.
    """
    practice, goals = practice_id_of(scope), list(goal_ids)
    ended = Contact.objects.filter(
        practice_id=practice, goal_id__in=goals, state__in=(ContactState.REACHED, ContactState.CLOSED)
    )
    last = {row.goal_id: row for row in ended.select_related("task__owner").order_by("id")}
    versions = PlanVersion.objects.filter(
        plan__practice_id=practice, plan__goal_id__in=goals, plan__state=PlanState.ACTIVE, number=F("plan__number")
    )
    rows = versions.select_related("plan").order_by("-plan__goal_id", "-id")
    return [(last.get(row.plan.goal_id), row) for row in rows]


def dead_with_contact(scope: Scope) -> list[Contact]:
    """Return the open contacts of people who have died."""
    rows = Contact.objects.filter(
        practice_id=practice_id_of(scope),
        state=ContactState.OPEN,
        patient__next_due__isnull=False,
        patient__deceased_on__isnull=False,
    )
    return list(rows.order_by("id"))


def has_deceased(scope: Scope) -> bool:
    """Whether a death, or one taken back, is still to be settled."""
    return bool(dead_with_contact(scope) or living_again(scope, DECEASED))


def living_again(scope: Scope, reason: str) -> list[Contact]:
    """Return the contacts withdrawn for this reason whose patient is not marked as deceased any more.

    Only where the goal is still open and nobody agreed on another contact since.
    """
    newer = Contact.objects.filter(goal=OuterRef("goal"), pk__gt=OuterRef("pk"))
    rows = Contact.objects.filter(
        ~Exists(newer),
        practice_id=practice_id_of(scope),
        state=ContactState.WITHDRAWN,
        closing_reason=reason,
        patient__deceased_on__isnull=True,
        goal__state__in=list(OPEN_GOALS),
    )
    return list(rows.select_related("plan_version").order_by("id"))
