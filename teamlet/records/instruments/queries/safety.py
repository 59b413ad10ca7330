"""Reading safety: who covers alerts, which wait, how they went."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from teamlet.content.instruments import Instrument
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import LICENSED
from teamlet.ground.reasons import Decision
from teamlet.records.instruments.models import AlertStep, SafetyAlert, SafetyCover
from teamlet.records.instruments.permissions import SEES_ALERTS, can_answer_alerts
from teamlet.records.instruments.rules import safety
from teamlet.records.instruments.words import AlertState, MaySend
from teamlet.records.patients.models import Patient
from teamlet.records.practice.models import MembershipRole, Practice
from teamlet.records.practice.queries import Scope, practice_id_of, practice_of

#: Whether an alert can reach somebody who looks at no screen.  Channels come with "After the visit".
HAS_CHANNELS = False


def cover(scope: Scope) -> SafetyCover | None:
    """Return who answers safety alerts and when, as named last, or None before the first time."""
    rows = SafetyCover.objects.filter(practice_id=practice_id_of(scope))
    return rows.select_related("responder__user", "backup__user", "on_call__user", "by").order_by("-number").first()


def covers(scope: Scope) -> list[SafetyCover]:
    """Return every naming, newest first."""
    rows = SafetyCover.objects.filter(practice_id=practice_id_of(scope))
    return list(rows.select_related("responder", "backup", "on_call", "by").order_by("-number"))


def cover_facts(row: SafetyCover | None) -> safety.CoverFacts | None:
    """Return what the rules ask about a naming; somebody who no longer works here counts as not named."""
    if row is None:
        return None

    def stands(person: object) -> bool:
        return getattr(person, "state", "") == "active"

    return safety.CoverFacts(
        has_responder=stands(row.responder),
        has_backup=stands(row.backup),
        has_on_call=stands(row.on_call),
        days=frozenset(row.days),
        from_time=row.from_time,
        to_time=row.to_time,
        response_minutes=row.response_minutes,
        texts=frozenset(language for language, words in row.texts.items() if words.strip()),
    )


def _in_force(scope: Scope) -> SafetyCover | None:
    """Return the naming in force with what the rules ask of it and nothing more: patients' pages ask each time."""
    said = ("days", "from_time", "to_time", "response_minutes", "texts")
    people = ("responder", "backup", "on_call")
    rows = SafetyCover.objects.filter(practice_id=practice_id_of(scope)).select_related(*people)
    return rows.only(*said, *(f"{person}__state" for person in people)).order_by("-number").first()


def is_covered(scope: Scope, *, at: datetime) -> bool:
    """Whether the practice named everything and ``at`` lies in its covered hours."""
    return _covers(_in_force(scope), practice_of(scope), at)


def _covers(row: SafetyCover | None, practice: Practice, at: datetime) -> bool:
    return safety.is_covered(cover_facts(row), at.astimezone(ZoneInfo(practice.time_zone)))


def has_named_cover(scope: Scope) -> bool:
    """Whether the practice has named everything that covers its alerts."""
    return not safety.missing_cover(cover_facts(_in_force(scope)))


def may_send_remotely(scope: Scope, instruments: Iterable[Instrument]) -> Decision[MaySend]:
    """Decide whether these questions may be answered by link, with every reason against it.

    Questions whose answer may mean danger stay inside the practice until cover is named and an alert can reach
    somebody outside of the product.
    """
    return safety.may_send_remotely(
        bears_risk=any(each.rules.risks for each in instruments),
        cover=cover_facts(_in_force(scope)),
        has_channels=HAS_CHANNELS,
    )


def out_of_hours_text(scope: Scope, language: str, *, at: datetime) -> str:
    """Return the practice's own words for patients outside covered hours; empty inside of them, and without any."""
    row = _in_force(scope)
    if row is None or _covers(row, practice_of(scope), at):
        return ""
    return str(row.texts.get(language, ""))


def _alerts(scope: Scope) -> QuerySet[SafetyAlert]:
    return SafetyAlert.objects.filter(practice_id=practice_id_of(scope)).select_related(
        "patient", "visit", "owner__user", "backup__user", "on_call__user", "answer__form", "acknowledged_by",
        "closed_by", "task",
    )  # fmt: skip


def _open_to(by: Principal) -> QuerySet[SafetyAlert] | None:
    rows = _alerts(by).exclude(state=AlertState.CLOSED)
    if by.has(SEES_ALERTS):
        return rows
    if by.membership_id is None:
        return None
    return rows.filter(Q(owner_id=by.membership_id) | Q(on_call_id=by.membership_id))


def alerts_for(by: Principal) -> list[SafetyAlert]:
    """Return the alerts that wait and that this person should see: everybody in care sees all, others their own.

    Those nobody has answered come first, longest waiting first.
    """
    rows = _open_to(by)
    return list(rows.order_by("-state", "at", "id")) if rows is not None else []


def alert_counts(by: Principal) -> AlertCounts:
    """Return how many alerts wait for this person to see; one statement, for the frame of every page."""
    rows = _open_to(by)
    states = list(rows.values_list("state", flat=True)) if rows is not None else []
    waiting = sum(state == AlertState.OPEN for state in states)
    return AlertCounts(waiting, len(states) - waiting)


@dataclass(frozen=True, slots=True)
class AlertCounts:
    """Alerts that nobody has answered, and those that are answered but not closed."""

    unanswered: int
    answered: int


@dataclass(frozen=True, slots=True)
class Holder:
    """Who takes care of an alert, since when, and whether that person may also close it."""

    oid: str
    user_id: int
    name: str
    since: datetime
    is_licensed: bool


def holders(scope: Scope, oids: Iterable[str]) -> dict[str, Holder]:
    """Return by alert who takes care of it, for those of these alerts that somebody answered; one statement."""
    licensed = MembershipRole.objects.filter(
        membership__user_id=OuterRef("acknowledged_by_id"),
        membership__practice_id=OuterRef("practice_id"),
        role__in=LICENSED,
    )
    rows = SafetyAlert.objects.filter(
        practice_id=practice_id_of(scope), oid__in=list(oids), state=AlertState.ACKNOWLEDGED
    ).annotate(held_by_licensed=Exists(licensed))
    wanted = ("oid", "acknowledged_by_id", "acknowledged_by__name", "acknowledged_at", "held_by_licensed")
    return {row[0]: Holder(*row) for row in rows.order_by("acknowledged_at", "id").values_list(*wanted)}


def alert(by: Principal, oid: str) -> SafetyAlert | None:
    """Return one alert of the practice, closed ones included, or None, also for roles that answer none."""
    return _alerts(by).filter(oid=oid).first() if can_answer_alerts(by) else None


def steps_of(alert: SafetyAlert) -> list[AlertStep]:
    """Return what happened to the alert, oldest first."""
    return list(alert.steps.select_related("to__user", "by").order_by("id"))


def alerts_of(scope: Scope, patient: Patient, *, limit: int = 20) -> list[SafetyAlert]:
    """Return the patient's alerts, newest first."""
    return list(_alerts(scope).filter(patient=patient).order_by("-at", "-id")[:limit])


def has_open_alert(scope: Scope, patient: Patient) -> bool:
    """Whether an alert about the patient is not closed yet."""
    rows = SafetyAlert.objects.filter(practice_id=practice_id_of(scope), patient=patient)
    return rows.exclude(state=AlertState.CLOSED).exists()


def has_late_alerts(scope: Scope, *, at: datetime) -> bool:
    """Whether an alert waits that nobody answered in time; asked by the worker, so that it writes nothing else."""
    rows = SafetyAlert.objects.filter(practice_id=practice_id_of(scope), state=AlertState.OPEN)
    return rows.filter(answer_until__lte=at).exists()
