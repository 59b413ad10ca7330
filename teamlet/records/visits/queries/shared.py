"""Reads of what was shared in visits: lines of a visit, what was explained twice, care that is open."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q

from teamlet.content.teaching import CareList
from teamlet.records.patients.models import Patient, Reading
from teamlet.records.patients.rules import IN_CHART
from teamlet.records.patients.words import Sensitivity
from teamlet.records.practice.queries import Scope, practice_id_of
from teamlet.records.visits import rules
from teamlet.records.visits.models import Feelings, Shared, Topic, Visit, VisitGuest
from teamlet.records.visits.words import LOOK_BACK_VISITS, SaidBack, SharedKind, TopicPlace, VisitState


def shared_in(visit: Visit) -> list[Shared]:
    """Return what was shared in the visit, oldest first."""
    return list(visit.shared.filter(undone_at__isnull=True).order_by("id"))


def is_introduced(patient: Patient) -> bool:
    """Whether the support and the patient's part in it were introduced, in any visit."""
    return Shared.objects.filter(patient=patient, kind=SharedKind.INTRODUCTION, undone_at__isnull=True).exists()


def guests_of(visit: Visit) -> list[VisitGuest]:
    """Return who takes part for the patient."""
    return list(visit.guests.filter(undone_at__isnull=True).order_by("id"))


def feelings_of(visit: Visit, roles: Collection[str]) -> tuple[bool, Feelings | None]:
    """Return (whether it was asked, the answer); the answer only for roles that may read mental health items."""
    row = visit.feelings.filter(undone_at__isnull=True).order_by("-id").first()
    may_read = bool(set(roles) & IN_CHART[Sensitivity.MENTAL_HEALTH])
    return row is not None, row if may_read else None


@dataclass(frozen=True, slots=True)
class ExplainedTwice:
    """How often a topic needed a second explanation in a practice, of how often it was said back."""

    code: str
    again: int
    checked: int


def explained_twice(scope: Scope, since: datetime) -> list[ExplainedTwice]:
    """Return the topics and skills that needed a second explanation, most often first; no patient, no staff."""
    rows = (
        Shared.objects.filter(
            practice_id=practice_id_of(scope),
            kind__in=[SharedKind.TOPIC, SharedKind.SKILL],
            undone_at__isnull=True,
            at__gte=since,
        )
        .values("code")
        .annotate(
            again=Count("id", filter=Q(result=SaidBack.AGAIN)),
            checked=Count("id", filter=~Q(result__in=["", SaidBack.NOT_CHECKED])),
        )
        .filter(again__gt=0)
        .order_by("-again", "code")
    )
    return [ExplainedTwice(row["code"], row["again"], row["checked"]) for row in rows]


def care_dates(patient: Patient, lists: Iterable[CareList]) -> dict[str, date]:
    """Return by LOINC code the last day on which the chart has a value, for the codes of these lists; one query."""
    codes = {code for each in lists for part in each.parts for code in part.codes}
    if not codes:
        return {}
    rows = Reading.objects.filter(patient=patient, code__in=codes, entered_in_error=False)
    return dict(rows.values_list("code").annotate(last=Max("day")).order_by())


def care_of(patient: Patient, lists: Iterable[CareList], on: date) -> list[tuple[CareList, list[rules.CareState]]]:
    """Return the care to expect with what the chart knows of each part: the patient's list and the team's in one."""
    known = tuple(lists)
    dates = care_dates(patient, known)
    return [(each, [rules.care_state(part, dates, on) for part in each.parts]) for each in known]


def left_for_later(visit: Visit) -> list[Topic]:
    """Return what the patient's last visits left for later and no visit took up since; two queries."""
    earlier = (
        Visit.objects.filter(patient_id=visit.patient_id, day__lte=visit.day)
        .exclude(pk=visit.pk)
        .exclude(state=VisitState.ENTERED_IN_ERROR)
        .filter(agenda_number__gt=0)
        .order_by("-day", "-id")
        .values_list("pk", "agenda_number")[:LOOK_BACK_VISITS]
    )
    in_force = Q()
    for pk, number in earlier:
        in_force |= Q(agenda__visit_id=pk, agenda__number=number)
    if not in_force:
        return []
    rows = Topic.objects.filter(in_force).select_related("agenda__visit").order_by("-agenda__visit__day", "position")
    taken: set[str] = set()
    left: list[Topic] = []
    for topic in rows:
        if topic.words not in taken and topic.place == TopicPlace.LATER:
            left.append(topic)
        taken.add(topic.words)
    return left
