"""Every read of visits: a day's list, the strip's own parts, handoffs waiting, one's own times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from statistics import median

from django.db.models import OuterRef, Prefetch, Q, Subquery

from teamlet.records.practice.queries import Scope, practice_id_of
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.words import TaskKind, TaskState
from teamlet.records.visits.models import Agenda, Handoff, PathTiming, Topic, Visit
from teamlet.records.visits.words import CALLED_OFF, HANDOFF_WAITING, HandoffState, VisitState

#: Fewer people than this and no median is shown (brief.md, honest numbers).
LEAST_PEOPLE = 5


def visit(scope: Scope, oid: str) -> Visit | None:
    """Return the practice's visit with its patient and clinician, or None."""
    return (
        Visit.objects.filter(practice_id=practice_id_of(scope), oid=oid)
        .select_related("patient", "practice", "clinician__user")
        .first()
    )


def visits_on(scope: Scope, day: date) -> list[Visit]:
    """Return a day's visits by time, with patient, clinician and the agenda in force (``visit.topics_today``).

    Those called off are left out.  Three queries whatever the number of visits.
    """
    return visits_between(scope, day, day)


def visits_between(scope: Scope, first: date, last: date, *, called_off: bool = False) -> list[Visit]:
    """Return the visits of the days ``first`` to ``last`` (inclusive) by day and time, as ``visits_on`` does.

    With ``called_off`` also those that were cancelled, moved or not kept.
    """
    left_out = {VisitState.ENTERED_IN_ERROR} | (frozenset() if called_off else CALLED_OFF)
    rows = list(
        Visit.objects.filter(practice_id=practice_id_of(scope), day__gte=first, day__lte=last)
        .exclude(state__in=left_out)
        .select_related("patient", "clinician__user")
        .order_by("day", "starts", "id")
    )
    topics = _topics_in_force([row.pk for row in rows])
    for row in rows:
        row.topics_today = topics.get(row.pk, [])  # type: ignore[attr-defined]
    return rows


def open_visit_of(scope: Scope, patient_id: int, day: date) -> Visit | None:
    """Return the visit that is open for the patient today, if any."""
    return Visit.objects.filter(
        practice_id=practice_id_of(scope), patient_id=patient_id, day=day, state=VisitState.OPEN
    ).first()


def coming_visits_of(scope: Scope, patient_id: int, day: date, limit: int = 5) -> list[Visit]:
    """Return the patient's visits from ``day`` on that still take place, soonest first, with their clinician."""
    rows = Visit.objects.filter(
        practice_id=practice_id_of(scope),
        patient_id=patient_id,
        day__gte=day,
        state__in=[VisitState.PLANNED, VisitState.OPEN],
    )
    return list(rows.select_related("clinician__user").order_by("day", "starts", "id")[:limit])


def agenda(visit: Visit) -> Agenda | None:
    """Return the agenda in force with its topics and author, or None before the first."""
    return (
        Agenda.objects.filter(visit=visit, number=visit.agenda_number)
        .select_related("by")
        .prefetch_related(Prefetch("topics", Topic.objects.order_by("position")))
        .first()
    )


def performers_of(visit: Visit) -> list[str]:
    """Return the names, as patients know them, of everybody who took part, in the order they joined."""
    return list(visit.performers.order_by("joined_at").values_list("membership__called", flat=True))


def handoff(scope: Scope, oid: str) -> Handoff | None:
    """Return the practice's handoff, or None."""
    return (
        Handoff.objects.filter(practice_id=practice_id_of(scope), oid=oid)
        .select_related("visit__patient", "giver", "receiver")
        .first()
    )


def handoffs_waiting_for(membership_id: int) -> list[Handoff]:
    """Return what waits for this person, longest waiting first; one query.

    The handoffs to them, and the booked calls that are theirs now: those carry ``due_on``, the others None there.
    """
    calls = Task.objects.filter(owner_id=membership_id, kind=TaskKind.HANDOFF, state=TaskState.OPEN)
    return list(
        Handoff.objects.filter(
            Q(receiver_id=membership_id, state__in=HANDOFF_WAITING)
            | Q(state=HandoffState.BOOKED, oid__in=calls.values("about_oid"))
        )
        .annotate(due_on=Subquery(calls.filter(about_oid=OuterRef("oid")).values("due_on")[:1]))
        .select_related("visit__patient", "giver", "moved_from")
        .order_by("asked_at")
    )


def may_answer(by_membership: int | None, handoff: Handoff) -> bool:
    """Whether the person may answer the handoff: it waits for them, or the booked call is theirs now."""
    if by_membership is None:
        return False
    if handoff.state != HandoffState.BOOKED:
        return handoff.receiver_id == by_membership
    return Task.objects.filter(
        owner_id=by_membership, kind=TaskKind.HANDOFF, state=TaskState.OPEN, about_oid=handoff.oid
    ).exists()


def handoffs_of(visit: Visit) -> list[Handoff]:
    """Return the visit's handoffs, newest first."""
    return list(visit.handoffs.select_related("giver", "receiver", "moved_from").order_by("-asked_at"))


@dataclass(frozen=True, slots=True)
class PathTimes:
    """Median seconds of the path: of one person, or of a role group of at least five people."""

    paths: int
    active_seconds: int
    wall_seconds: int


def own_times(membership_id: int, since: date) -> PathTimes | None:
    """Return the person's own medians since ``since``, or None without a path.  Shown to nobody else."""
    rows = PathTiming.objects.filter(membership_id=membership_id, at__date__gte=since)
    return _median(list(rows.values_list("active_seconds", "wall_seconds")))


def role_times(scope: Scope, role: str, since: date) -> PathTimes | None:
    """Return a role group's medians, or None when fewer than five people stand behind them."""
    rows = list(
        PathTiming.objects.filter(practice_id=practice_id_of(scope), role=role, at__date__gte=since).values_list(
            "active_seconds", "wall_seconds", "membership_id"
        )
    )
    if len({row[2] for row in rows}) < LEAST_PEOPLE:
        return None
    return _median([row[:2] for row in rows])


def _median(rows: list[tuple[int, int]]) -> PathTimes | None:
    if not rows:
        return None
    return PathTimes(len(rows), round(median(row[0] for row in rows)), round(median(row[1] for row in rows)))


def _topics_in_force(visit_ids: list[int]) -> dict[int, list[Topic]]:
    newest: dict[int, Agenda] = {}
    for row in (
        Agenda.objects.filter(visit_id__in=visit_ids)
        .prefetch_related(Prefetch("topics", Topic.objects.order_by("position")))
        .order_by("number")
    ):
        newest[row.visit_id] = row
    return {visit_id: list(row.topics.all()) for visit_id, row in newest.items()}


def busy_receivers(scope: Scope) -> frozenset[int]:
    """Return the membership ids of everybody who has a handoff waiting or going on now."""
    return frozenset(
        Handoff.objects.filter(practice_id=practice_id_of(scope), state__in=HANDOFF_WAITING).values_list(
            "receiver_id", flat=True
        )
    )
