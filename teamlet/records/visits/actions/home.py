"""Writes of readings from home: taken in, looked at, in the chart only once accepted."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from teamlet.content import red_flags
from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import Decision, Reason, Refused
from teamlet.records.patients.models import Patient, Reading
from teamlet.records.patients.queries import caution_facts
from teamlet.records.patients.words import ReadingFrom
from teamlet.records.tasks.actions import end_task, open_task
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.queries import owner_for
from teamlet.records.tasks.words import Duty, TaskKind, TaskState
from teamlet.records.visits.models import HomeReading, Visit
from teamlet.records.visits.rules import home as rules
from teamlet.records.visits.rules.words import HomeKind, HomeState, Plausibility

#: Ranks among all tasks, as of followups.rules.risk_rank.
_RISKS = {red_flags.Tier.NOW_911: 500, red_flags.Tier.WITHIN_HOUR: 300, red_flags.Tier.SAME_DAY: 200}
_NAMES = {
    HomeKind.BLOOD_PRESSURE: ("systolic", "diastolic"),
    HomeKind.GLUCOSE: ("glucose",),
    HomeKind.WEIGHT: ("weight",),
    HomeKind.PEAK_FLOW: ("peak_flow",),
}


def urgency_of(reading: HomeReading, zone: str, on: date) -> Decision[red_flags.Tier]:
    """Return how soon somebody licensed looks at a reading (content.red_flags: any reading counts)."""
    kind = HomeKind(reading.kind)
    values = [
        red_flags.Reading(
            measure=name,
            value=rules.in_kept_unit(kind, value, reading.unit),
            unit=measure.unit,
            at=datetime.combine(reading.day, time(12), tzinfo=ZoneInfo(zone)),
        )
        for name, measure, value in zip(
            _NAMES[kind], rules.MEASURES[kind], (reading.value, reading.second), strict=False
        )
        if value is not None
    ]
    facts = caution_facts(reading.practice_id, reading.patient, on=on)
    return red_flags.route(red_flags.Answers(symptoms=frozenset(), words=""), values, facts, on=on)


@action
def take_home_reading(
    *,
    patient: Patient,
    kind: HomeKind,
    text: str,
    unit: str,
    day: date,
    visit: Visit | None = None,
    at: datetime,
    by: Principal,
) -> HomeReading:
    """Take in what a patient measured at home, as typed ("132/84"); it waits to be looked at, with an owner.

    Raises ``Refused`` when it is no number, has too few or too many, or its day lies ahead.
    """
    typed = rules.numbers(kind, text)
    on = at.astimezone(ZoneInfo(by.time_zone)).date()
    if day > on:
        raise Refused(Reason("visits.home_day_ahead"))
    row = HomeReading.objects.create(
        practice_id=by.practice_id,
        patient=patient,
        visit=visit,
        kind=kind,
        value=typed.first,
        second=typed.second,
        unit=unit,
        day=day,
        plausibility=rules.plausibility(kind, typed, unit).status,
        by_id=by.user_id,
        at=at,
    )
    urgency = urgency_of(row, by.time_zone, on).status
    choice = owner_for(
        by.practice_id, Duty.FOLLOW_UP, kind=TaskKind.READING_REVIEW, author=by.membership_id, on=on, patient=patient
    )
    open_task(
        patient=patient,
        kind=TaskKind.READING_REVIEW,
        about_oid=row.oid,
        owner=choice.owner,
        backup=choice.backup,
        owner_from=choice.owner_from,
        due_on=on,
        risk=_RISKS.get(urgency, 1),
        detail={"kind": kind.value, "plausibility": row.plausibility, "tier": urgency.value},
        at=at,
        by=by,
    )
    audit(row, patient=patient, kind=kind, plausibility=row.plausibility)
    return row


@action
def review_home_reading(*, reading: HomeReading, to: HomeState, at: datetime, by: Principal) -> HomeReading:
    """Accept a reading (from then on it is in the chart, as measured at home), ask again, or mark it as an error.

    Raises ``Refused`` when somebody looked at it already, or a value that cannot be is to be accepted.
    """
    reading = (
        HomeReading.objects.select_for_update(of=("self",))
        .select_related("patient")
        .get(pk=reading.pk, practice_id=by.practice_id)
    )
    if reading.state != HomeState.WAITING:
        if reading.state == to:
            audit(reading, patient=reading.patient, to=to)
            return reading
        raise Refused(Reason("visits.home_ended", {"state": reading.state}))
    if to is HomeState.ACCEPTED and reading.plausibility == Plausibility.IMPOSSIBLE:
        raise Refused(Reason("visits.home_may_not_accept"))
    reading.state, reading.reviewed_at, reading.reviewed_by_id = to, at, by.user_id
    reading.save(update_fields=["state", "reviewed_at", "reviewed_by"])
    if to is HomeState.ACCEPTED:
        _keep_in_chart(reading)
    task = Task.objects.filter(
        practice_id=reading.practice_id, kind=TaskKind.READING_REVIEW, about_oid=reading.oid, state=TaskState.OPEN
    ).first()
    if task is not None:
        end_task(task=task, state=TaskState.DONE, reason=to.value, at=at, by=by)
    audit(reading, patient=reading.patient, to=to)
    return reading


def _keep_in_chart(reading: HomeReading) -> None:
    kind = HomeKind(reading.kind)
    measures = rules.MEASURES[kind]
    panel = f"home:{reading.oid}" if len(measures) > 1 else ""
    Reading.objects.bulk_create(
        Reading(
            practice_id=reading.practice_id,
            patient_id=reading.patient_id,
            source_id=f"home:{reading.oid}:{measure.loinc}",
            code_system="http://loinc.org",
            code=measure.loinc,
            display=measure.display,
            category="vital-signs",
            value=rules.in_kept_unit(kind, value, reading.unit),
            unit="mm[Hg]" if measure.unit == "mmHg" else measure.unit,
            day=reading.day,
            origin=ReadingFrom.HOME,
            panel=panel,
            status="final",
            plausibility="" if reading.plausibility == Plausibility.USUAL else reading.plausibility,
        )
        for measure, value in zip(measures, (reading.value, reading.second), strict=False)
        if value is not None
    )
