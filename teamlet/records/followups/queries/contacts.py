"""Every read of contacts: what is due for whom, one contact and the next try."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from teamlet.ground.access.principal import Principal
from teamlet.ground.reasons import Reason
from teamlet.records.followups import rules
from teamlet.records.followups.models import Attempt, Contact, ContactReport, HospitalVisit, SpecialistVisit
from teamlet.records.followups.queries.reaching import how_reached, missed, never_rests
from teamlet.records.followups.queries.told import attempts_of
from teamlet.records.followups.words import AttemptResult, Channel, ContactState, DueState
from teamlet.records.followups.words.hospital import HospitalState
from teamlet.records.followups.words.specialists import SpecialistState
from teamlet.records.plans.models import PlanVersion
from teamlet.records.plans.queries import rows_for_lists
from teamlet.records.practice.models import Practice
from teamlet.records.practice.queries import Scope, holidays, practice_id_of, setting, working_days
from teamlet.records.tasks.models import Task, TaskMove
from teamlet.records.tasks.queries import moved_at_once
from teamlet.records.tasks.words import TaskKind, TaskState

PAGE = 50


@dataclass(frozen=True, slots=True)
class DueRow:
    """One line of ``teamlet followups due``: ids, the owner's name, and where it stands."""

    id: str
    patient: str
    owner: str
    due: date
    window_end: date
    state: DueState


def due_list(scope: Scope, on: date) -> list[DueRow]:
    """Return every open contact of the practice with its state on ``on``, in the order of the list."""
    rows = _in_order(_open(scope)).values_list(
        "oid", "patient__oid", "task__owner__user__name", "due_on", "window_last"
    )
    return [
        DueRow(oid, patient, owner, due, last, rules.due_state(on, due, last).status)
        for oid, patient, owner, due, last in rows
    ]


def worklist(
    scope: Scope,
    *,
    on: date,
    owner_ids: Iterable[int] | None = None,
    state: DueState | None = None,
    limit: int = PAGE,
) -> list[Contact]:
    """Return the first open contacts in the order of the list, with patient, task, owner, words and tries.

    ``row.tries`` is how many tries count.  One query whatever ``limit``.
    """
    rows = _in_order(_asked_for(scope, on, owner_ids, state)).annotate(tries=_tries())
    return list(
        rows.select_related(
            "patient",
            "practice",
            "task__owner__user",
            "goal",
            "plan_version__goal_version__goal",
            "plan_version__plan__patient",
        )[:limit]
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """One open contact as the list shows it: who, their step, how it went last, when it is due, whose it is.

    ``outcome`` and ``confidence_told`` are of the goal's last report, None before the first; ``moved_from`` is
    who had the task before, None when it never moved.  ``owner_id``: of the person, or the pool, that owns the task.
    """

    oid: str
    given: str
    family: str
    language: str
    interpreter: bool
    audience: str
    topic: str
    parts: dict[str, Any]
    step_words: str
    amount_words: str
    when_words: str
    days_words: str
    confidence: int | None
    outcome: str | None
    confidence_told: int | None
    due_on: date
    window_last: date
    tries: int
    owner: str
    owner_id: int
    task_oid: str
    patient_oid: str
    moved_from: str | None
    moved_reason: str | None
    risk: int
    task_last: date
    task_since: datetime
    task_id: int
    #: The day of a visit to another doctor about which somebody is to ask now; None = there is none.
    elsewhere_on: date | None = None
    #: The day home from the hospital or emergency room because of which the contact is due so soon.
    hospital_on: date | None = None

    @property
    def cursor(self) -> tuple[int, date, str, int]:
        """Where the list goes on after this row (keyset, never OFFSET)."""
        return self.risk, self.task_last, self.task_since.isoformat(), self.task_id


def waiting(
    scope: Scope,
    *,
    on: date,
    owner_ids: Iterable[int] | None = None,
    state: DueState | None = None,
    after: tuple[int, date, str, int] | None = None,
    limit: int = PAGE,
) -> list[Waiting]:
    """Return one page of open contacts in the order of the list; one query whatever ``limit``.

    ``after`` is the ``cursor`` of the last row of the page before.
    """
    rows = _asked_for(scope, on, owner_ids, state)
    if after is not None:
        risk, last, since, pk = after
        rows = rows.filter(
            Q(task__risk__lt=risk)
            | Q(task__risk=risk, task__window_last__gt=last)
            | Q(task__risk=risk, task__window_last=last, task__created_at__gt=since)
            | Q(task__risk=risk, task__window_last=last, task__created_at=since, task__id__gt=pk)
        )
    # Both follow from the row itself; asking for its practice again would lead SQLite to a worse index.
    report = ContactReport.objects.filter(contact__goal=OuterRef("goal"), undone_at__isnull=True).order_by("-id")
    move = TaskMove.objects.filter(task=OuterRef("task")).order_by("-id")
    elsewhere = SpecialistVisit.objects.filter(
        patient=OuterRef("patient"), state=SpecialistState.OPEN, task__due_on__lte=on
    ).order_by("-on")
    hospital = HospitalVisit.objects.filter(contact=OuterRef("pk"), state=HospitalState.OPEN).order_by("-on")
    found = _in_order(rows).values_list(
        "oid",
        "patient__given",
        "patient__family",
        "patient__language",
        "patient__interpreter",
        "goal__audience",
        "plan_version__goal_version__topic",
        "plan_version__parts",
        "plan_version__step_words",
        "plan_version__amount_words",
        "plan_version__when_words",
        "plan_version__days_words",
        "plan_version__confidence",
        Subquery(report.values("outcome")[:1]),
        Subquery(report.values("confidence")[:1]),
        "due_on",
        "window_last",
        _tries(),
        "task__owner__called",
        "task__owner_id",
        "task__oid",
        "patient__oid",
        Subquery(move.values("from_owner__called")[:1]),
        Subquery(move.values("reason")[:1]),
        "task__risk",
        "task__window_last",
        "task__created_at",
        "task_id",
        Subquery(elsewhere.values("on")[:1]),
        Subquery(hospital.values("on")[:1]),
    )[:limit]
    return [Waiting(*row) for row in found]


def counts(scope: Scope, *, on: date, owner_ids: Iterable[int] | None = None, cap: int = 1000) -> dict[DueState, int]:
    """Return how many contacts are overdue, due and upcoming, each counted to ``cap`` at most; one query.

    Counted by their tasks, as one index of the tasks answers all of it.
    """
    return counts_with_visits(scope, on=on, owner_ids=owner_ids, cap=cap)[0]


def counts_with_visits(
    scope: Scope, *, on: date, owner_ids: Iterable[int] | None = None, cap: int = 1000
) -> tuple[dict[DueState, int], int]:
    """Return what ``counts`` does and how much care elsewhere somebody is to ask about by now; one query."""
    rows = Task.objects.filter(practice_id=practice_id_of(scope), state=TaskState.OPEN)
    if owner_ids is not None:
        rows = rows.filter(owner_id__in=list(owner_ids))
    contacts = rows.filter(kind=TaskKind.CONTACT)
    each = [contacts.filter(_stands(state, on)) for state in DueState]
    each.append(rows.filter(kind=TaskKind.SPECIALIST_VISIT, due_on__lte=on))
    counted = [_CountOf(every.order_by().values("pk")[:cap]) for every in each]
    *found, visits = Practice.objects.filter(pk=practice_id_of(scope)).values_list(*counted).get()
    return dict(zip(DueState, found, strict=True)), visits


def _stands(state: DueState, on: date) -> Q:
    """Return the condition on a day and window (of a contact or its task) under which it stands so on the day."""
    if state is DueState.OVERDUE:
        return Q(window_last__lt=on, due_on__lt=on)
    if state is DueState.DUE:
        return Q(due_on__lte=on) & (Q(window_last__gte=on) | Q(due_on__gte=on))
    return Q(due_on__gt=on)


class _CountOf(Subquery):
    """How many rows a query has."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def _asked_for(scope: Scope, on: date, owner_ids: Iterable[int] | None, state: DueState | None) -> QuerySet[Contact]:
    """Return the open contacts of these owners that stand so on the day; None asks for all.

    An open contact's task is open and of the same practice: said here so that the tasks' own indexes serve.
    """
    rows = _open(scope).filter(task__practice_id=practice_id_of(scope), task__state=TaskState.OPEN)
    if owner_ids is not None:
        rows = rows.filter(task__owner_id__in=list(owner_ids))
    if state is not None:
        rows = rows.filter(_stands(state, on))
    return rows


def _tries() -> Coalesce:
    """Return how many tries of a contact count."""
    tries = Attempt.objects.filter(contact=OuterRef("pk"), undone_at__isnull=True).order_by().values("contact")
    return Coalesce(Subquery(tries.annotate(many=Count("pk")).values("many")), 0)


def contact(by: Principal, oid: str) -> Contact | None:
    """Return a contact of the practice with everything the guided contact shows, or None."""
    return (
        Contact.objects.filter(practice_id=by.practice_id, oid=oid)
        .select_related(
            "patient",
            "practice",
            "task__owner__user",
            "goal",
            "plan_version__plan__patient",
            "plan_version__goal_version",
        )
        .prefetch_related("plan_version__barriers")
        .first()
    )


def open_contacts_of(scope: Scope, patient_ids: Iterable[int]) -> dict[int, Contact]:
    """Return each patient's next open contact by patient id, with its owner; one query."""
    rows = _open(scope).filter(patient_id__in=list(patient_ids)).select_related("task__owner__user").order_by("-due_on")
    return {row.patient_id: row for row in rows}


def open_contact_of_goal(scope: Scope, goal_id: int) -> Contact | None:
    """Return the goal's open contact with its owner, or None."""
    return _open(scope).filter(goal_id=goal_id).select_related("task__owner__user").order_by("-id").first()


def open_contacts_of_goals(scope: Scope, goal_ids: Iterable[int]) -> dict[int, Contact]:
    """Return each goal's open contact by goal id: its day, way and owner; one query."""
    rows = _open(scope).filter(goal_id__in=list(goal_ids)).select_related("task__owner").order_by("id")
    rows = rows.only("oid", "goal_id", "due_on", "window_last", "channel", "task__owner__oid", "task__owner__called")
    return {row.goal_id: row for row in rows}


def to_say(scope: Scope, patient_id: int, at: datetime) -> list[Reason]:
    """Return what is worth a word about the contacts agreed at the instant ``at``.

    Somebody else has it than the person chosen; it is on a holiday or on a day the practice does not work.
    """
    reasons = [
        Reason(
            "followups.contact_moved",
            {"name": move.to_owner.user.name, "before": move.from_owner.user.name, "why": move.reason},
        )
        for move in moved_at_once(scope, patient_id, at)
    ]
    fresh = Contact.objects.filter(practice_id=practice_id_of(scope), patient_id=patient_id, created_at=at)
    for row in fresh.filter(state=ContactState.OPEN).select_related("practice").order_by("id"):
        closed = holidays(scope, row.due_on, row.due_on)
        odd = rules.odd_day(row.due_on, working_days=working_days(row.practice), holidays=closed)
        reasons += [odd] if odd else []
    return reasons


def next_attempt(contact: Contact, on: date) -> rules.AttemptPlan:
    """Return what the attempts policy says to do next for this contact."""
    zone = ZoneInfo(contact.patient.time_zone or contact.practice.time_zone)
    tries = [
        rules.Attempt(
            on=row.at.astimezone(zone).date(),
            part=rules.day_part(row.at.astimezone(zone).time()),
            channel=Channel(row.channel),
            result=AttemptResult(row.result),
        )
        for row in attempts_of(contact)
    ]
    # A reply that answers the question is a talk: the patient was reached by it.
    tries += [
        rules.Attempt(
            on=row.at.astimezone(zone).date(),
            part=rules.day_part(row.at.astimezone(zone).time()),
            channel=Channel(row.reply.channel),
            result=AttemptResult.REPLIED,
            answers_question=True,
        )
        for row in contact.answers.exclude(answer="call_me").select_related("reply")
    ]
    close, worry = never_rests(contact.practice_id, contact.patient_id)
    return rules.next_attempt(
        tries,
        due_on=contact.due_on,
        on=on,
        close_support=close,
        safety_item_open=worry,
        least_days=setting(contact.practice, "contact_attempts"),
        rest_days=setting(contact.practice, "outreach_pause_days"),
    )


@dataclass(frozen=True, slots=True)
class ListedPlan:
    """A plan that a list may show, with how it went when the patient was last asked (``PlanOutcome`` or empty)."""

    version: PlanVersion
    outcome: str
    sure_then: int | None
    #: Outreach had no answer yet: the visit asks how it went.
    not_reached: bool = False


def listed_plans(by: Principal, patient_ids: Iterable[int]) -> dict[int, ListedPlan]:
    """Return by patient id the plan that a list may show in one line, with the last report; one query."""
    reports = ContactReport.objects.filter(contact__goal_id=OuterRef("plan__goal_id"), undone_at__isnull=True)
    rows = rows_for_lists(by, patient_ids).annotate(
        last_outcome=Subquery(reports.order_by("-id").values("outcome")[:1]),
        last_sure=Subquery(reports.order_by("-id").values("confidence")[:1]),
        **how_reached(OuterRef("plan__goal_id"), ZoneInfo(by.time_zone)),
    )
    return {row.plan.patient_id: ListedPlan(row, row.last_outcome or "", row.last_sure, missed(row)) for row in rows}


def promises_kept(scope: Scope, *, first: date, last: date) -> tuple[int, int]:
    """Return (contacts reached inside their window, all that were promised) for windows that ended on these days.

    Withdrawn contacts and those entered in error were no promises any more and do not count.  One query.
    """
    reached = ContactReport.objects.filter(
        contact=OuterRef("pk"), undone_at__isnull=True, at__date__lte=OuterRef("window_last")
    )
    rows = Contact.objects.filter(
        practice_id=practice_id_of(scope), window_last__gte=first, window_last__lte=last
    ).exclude(state__in=(ContactState.WITHDRAWN, ContactState.ENTERED_IN_ERROR))
    found = rows.annotate(kept=Exists(reached)).aggregate(some=Count("pk", filter=Q(kept=True)), every=Count("pk"))
    return found["some"], found["every"]


def _open(scope: Scope) -> QuerySet[Contact]:
    return Contact.objects.filter(practice_id=practice_id_of(scope), state=ContactState.OPEN)


def _in_order(rows: QuerySet[Contact]) -> QuerySet[Contact]:
    return rows.order_by("-task__risk", "task__window_last", "task__created_at", "task__id")
