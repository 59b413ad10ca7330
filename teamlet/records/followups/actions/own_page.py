"""What is said on a patient's own page, the tasks that come of it, and what the team answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from teamlet.content.parsing import Amount, Days
from teamlet.content.readings import WISH_TOPICS
from teamlet.content.sentences import amount_phrase, days_phrase
from teamlet.ground.access import tries
from teamlet.ground.access.principal import Principal, user_of
from teamlet.ground.audit.action import action, audit, goes_on
from teamlet.ground.reasons import ChangedMeanwhile, Reason, Refused
from teamlet.records.followups.actions.agree import ContactSaid
from teamlet.records.followups.actions.cautions import open_caution_task
from teamlet.records.followups.actions.moving import reschedule_contact
from teamlet.records.followups.models import Contact, OwnPageSaid, Pulse
from teamlet.records.followups.queries.own_page import OwnStep, OwnVisitor, answer_day, days_for_call, own_step
from teamlet.records.followups.words import Channel, ContactState
from teamlet.records.followups.words.own_page import LONGEST_WORDS, PATIENT_ONLY, THEMES, TIMES, OwnAnswer, OwnSaid
from teamlet.records.instruments.actions.safety import Alarm, raise_safety_alert
from teamlet.records.instruments.rules.safety import signs_in
from teamlet.records.instruments.words import AlertKind
from teamlet.records.outreach.actions import stop_address
from teamlet.records.outreach.queries.eligibility import possible_points
from teamlet.records.outreach.rules.addresses import address_key
from teamlet.records.outreach.words import Channel as Way, StopSource
from teamlet.records.patients.actions.populations import store_wish
from teamlet.records.patients.models import Patient
from teamlet.records.patients.words import Sensitivity
from teamlet.records.plans.actions import agree_plan
from teamlet.records.plans.actions.plans import said_by
from teamlet.records.plans.actions.scores import store_score
from teamlet.records.plans.models import PlanVersion
from teamlet.records.plans.queries import readers_of
from teamlet.records.plans.rules import Step, shrink
from teamlet.records.plans.words import GateChange
from teamlet.records.practice.actions.saves import keep_save
from teamlet.records.tasks.actions import end_task, open_task
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.queries import owner_for
from teamlet.records.tasks.words import Duty, OwnerFrom, TaskKind, TaskState

#: Off track stands beside a step that waits for a look; everything else behind it.
_RISK_OFF_TRACK, _RISK_LOW = 101, 5
#: Said anew, these take the place of what the patient said before and nobody answered.
_NEWEST_COUNTS = frozenset({OwnSaid.SURE, OwnSaid.SMALLER, OwnSaid.CHANGE, OwnSaid.NO_CALL})
#: So many things a day are taken from one patient's page; words that alarm always are.
_A_DAY, _MOST = 86_400, 60


@dataclass(frozen=True, slots=True)
class OwnSay:
    """One thing said on the page.  ``form_key`` is the one-time key of the form; ``plan_seen`` the version it showed.

    ``values``: SURE ``score`` 0-10; SMALLER ``change`` ("smaller" or "fewer_days"); CHANGE ``day`` (ISO) and ``time``
    (a key of ``TIMES`` or empty); WISH ``topics`` (of ``content.readings.WISH_TOPICS``).
    """

    kind: OwnSaid
    form_key: str
    language: str
    words: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    plan_seen: int | None = None


@action
def say_on_own_page(*, visitor: OwnVisitor, say: OwnSay, at: datetime, by: Principal) -> OwnPageSaid:
    """Keep what was said with everything that follows at once: a safety alert, a task for the owner, a stop.

    The same form again returns what it said before.  Raises ``Refused`` when the page is not open, for what only the
    patient says, when the step that the form showed is replaced, and for what cannot be (see ``OwnSay``).
    """
    if not visitor.may_see:
        raise Refused(visitor.may.reason)
    patient = (
        Patient.objects.select_for_update(of=("self",))
        .select_related("merged_into", "practice")
        .get(pk=visitor.patient.pk, practice_id=by.practice_id)
    )
    known = OwnPageSaid.objects.filter(patient=patient, form_key=say.form_key).first()
    if known is not None:
        audit(known, patient=patient, again=True)
        return known
    if visitor.helper is not None and say.kind in PATIENT_ONLY:
        raise Refused(Reason("followups.own_page_not_for_helpers"))
    words = say.words.strip()[:LONGEST_WORDS]
    signs = signs_in(words) if words else ()
    if not signs and not tries.take(f"own-said:{patient.oid}", limit=_MOST, seconds=_A_DAY):
        raise Refused(Reason("followups.own_page_enough"))
    step = own_step(visitor.practice, patient, today=visitor.today(at))
    values = _checked(say, words, step, visitor, at)
    said = OwnPageSaid(
        practice=visitor.practice,
        patient=patient,
        kind=say.kind,
        form_key=say.form_key,
        plan_version=step.version if step is not None else None,
        contact=step.contact if step is not None else None,
        words=words,
        values=values,
        author_name=visitor.helper.name if visitor.helper is not None else "",
        relation=visitor.helper.relation if visitor.helper is not None else "",
        language=say.language,
        at=at,
    )
    if signs:
        said.alert_oid = _alarm(said, signs, at, by)
    _store_at_once(said, at, by)
    if _needs_answer(said, step.threshold if step is not None else 0):
        said.task = _task_for(said, at, by)
    said.save(force_insert=True)
    if said.task is not None and say.kind in _NEWEST_COUNTS:
        _newest_counts(said, at)
    audit(
        said,
        patient=patient,
        kind=say.kind,
        helper=bool(said.author_name),
        alert=said.alert_oid,
        task=said.task.oid if said.task is not None else "",
    )
    return said


@action
@goes_on
def answer_own_said(*, said: OwnPageSaid, answer: OwnAnswer, at: datetime, by: Principal) -> OwnPageSaid:
    """Answer what was said: seen, or a proposal agreed to or left as it was; the last answer ends the task.

    Agreeing to a smaller step writes the next version of the plan with it; agreeing to another day moves the contact.
    Raises ``Refused`` for roles outside of support and where the step or contact is another by now,
    ``ChangedMeanwhile`` when somebody answered before.
    """
    if not by.is_support:
        raise Refused(Reason("followups.own_page_role"))
    rows = OwnPageSaid.objects.select_for_update(of=("self",)).select_related(
        "patient__merged_into", "contact__task__owner", "plan_version__plan__patient", "plan_version__goal_version"
    )
    row = rows.get(pk=said.pk, practice_id=by.practice_id)
    if row.answer:
        raise ChangedMeanwhile("own_page")
    if answer is OwnAnswer.ACCEPTED and row.kind == OwnSaid.SMALLER:
        _make_smaller(row, at, by)
    elif answer is OwnAnswer.ACCEPTED and row.kind == OwnSaid.CHANGE:
        _move_call(row, at, by)
    elif answer is OwnAnswer.ACCEPTED:
        answer = OwnAnswer.SEEN
    row.answer, row.answered_at, row.answered_by_id = answer, at, user_of(by)
    row.save(update_fields=["answer", "answered_at", "answered_by"])
    if row.task_id is not None and not OwnPageSaid.objects.filter(task_id=row.task_id, answer="").exists():
        task = Task.objects.get(pk=row.task_id)
        if task.state == TaskState.OPEN:
            end_task(task=task, state=TaskState.DONE, reason=answer, at=at, by=by)
    audit(row, patient=row.patient, kind=row.kind, answer=answer)
    return row


@action
def keep_pulse(
    *, visitor: OwnVisitor, listened: int | None, knows_next: int | None, language: str, at: datetime, by: Principal
) -> Pulse:
    """Keep the answers to the two questions about the practice, 1-5 each; both None = passed over.

    Raises ``Refused`` when the page is not open, or for a helper.
    """
    if not visitor.may_see:
        raise Refused(visitor.may.reason)
    if visitor.helper is not None:
        raise Refused(Reason("followups.own_page_not_for_helpers"))
    pulse = Pulse.objects.create(
        practice=visitor.practice,
        patient=visitor.patient,
        listened=listened,
        knows_next=knows_next,
        language=language,
        at=at,
    )
    # What was answered stays out of the trail: it is shown to nobody as one person's.
    audit(("followups.pulse", ""), patient=visitor.patient)
    return pulse


# --- parts ------------------------------------------------------------------------------------------------------------


def smaller_values(version: PlanVersion, change: GateChange) -> dict[str, Any] | None:
    """Return the step after a change as values (amount and unit, days), None when it does not get smaller so."""
    amount, week = version.parts.get("amount") or {}, version.parts.get("days") or {}
    number = Decimal(amount["number"]) if amount.get("number") else None
    named = tuple(day - 1 for day in week.get("named") or ())
    proposal = shrink(Step(version.step_words, number, amount.get("unit") or "", week.get("count"), named), change)
    if not proposal.changed:
        return None
    if change is GateChange.SMALLER and proposal.step.amount is not None:
        return {"change": change.value, "amount": str(proposal.step.amount), "unit": amount.get("unit")}
    days = [day + 1 for day in proposal.step.weekdays]
    return {"change": change.value, "days": proposal.step.days_per_week, "named": days}


def _checked(say: OwnSay, words: str, step: OwnStep | None, visitor: OwnVisitor, at: datetime) -> dict[str, Any]:
    """Return the values as they are kept.  Raises ``Refused`` for what was not offered."""
    if say.plan_seen is not None and (step is None or step.version.pk != say.plan_seen):
        raise Refused(Reason("plans.step_changed"))
    given = say.values
    if say.kind is OwnSaid.SURE:
        score = given.get("score")
        if not isinstance(score, int) or not 0 <= score <= 10 or step is None:
            raise Refused(Reason("followups.own_page_empty"))
        return {"score": score}
    if say.kind is OwnSaid.SMALLER:
        change = given.get("change")
        values = None
        if step is not None and change in {GateChange.SMALLER, GateChange.FEWER_DAYS}:
            values = smaller_values(step.version, GateChange(change))
        if values is None:
            raise Refused(Reason("followups.own_page_same_step"))
        return values
    if say.kind in {OwnSaid.CHANGE, OwnSaid.NO_CALL}:
        if step is None or step.contact is None:
            raise Refused(Reason("followups.own_page_no_contact"))
        if say.kind is OwnSaid.NO_CALL:
            return {}
        offered = {day.isoformat() for day in days_for_call(step.contact, visitor.practice, today=visitor.today(at))}
        if given.get("day") not in offered or given.get("time", "") not in {"", *TIMES}:
            raise Refused(Reason("followups.own_page_other_day"))
        return {"day": given["day"], "time": given.get("time", "")}
    if say.kind is OwnSaid.WISH:
        topics = [topic for topic in WISH_TOPICS if topic in set(given.get("topics", ()))]
        if not topics:
            raise Refused(Reason("followups.own_page_empty"))
        return {"topics": topics}
    if say.kind is OwnSaid.COMMENT and not words:
        raise Refused(Reason("followups.own_page_empty"))
    return {}


def _alarm(said: OwnPageSaid, signs: tuple[str, ...], at: datetime, by: Principal) -> str:
    label = Sensitivity.NONE
    if "hurt_by_someone" in signs:
        label = Sensitivity.VIOLENCE
    elif "self_harm_thoughts" in signs:
        label = Sensitivity.MENTAL_HEALTH
    alarm = Alarm(kind=AlertKind.WORDS, where="own_page", where_oid=said.oid, signs=signs, sensitivity=label)
    return raise_safety_alert(patient=said.patient, alarm=alarm, at=at, by=by).oid


def _store_at_once(said: OwnPageSaid, at: datetime, by: Principal) -> None:
    """What counts from this moment on, whoever reads it: how sure, help wanted, no more messages."""
    if said.kind == OwnSaid.SURE:
        store_score(said.patient, "confidence", said.values["score"], f"own:{said.oid}", at, by)
    elif said.kind == OwnSaid.WISH:
        day = at.astimezone(ZoneInfo(said.patient.time_zone or said.practice.time_zone)).date()
        for topic in said.values["topics"]:
            store_wish(said.patient, topic, wants=True, said_on=day, source="own_page", at=at, by=by)
    elif said.kind == OwnSaid.STOP:
        said.values = {"stopped": _stop_everything(said.patient, at, by)}


def _stop_everything(patient: Patient, at: datetime, by: Principal) -> int:
    stopped = 0
    for way in (Way.TEXT, Way.EMAIL):
        points = possible_points(by, [patient.pk], way).get(patient.pk, [])
        for key in sorted({address_key(way, point.value) for point in points} - {""}):
            stop_address(practice=patient.practice, channel=way, address=key, source=StopSource.OWN_PAGE, at=at, by=by)
            stopped += 1
    return stopped


def _needs_answer(said: OwnPageSaid, threshold: int) -> bool:
    if said.kind == OwnSaid.SURE:
        return int(said.values["score"]) < threshold
    return said.kind != OwnSaid.STOP


def _task_for(said: OwnPageSaid, at: datetime, by: Principal) -> Task:
    """Open the task of the owner for what was said; what belongs to an open one of the same theme joins it."""
    theme = THEMES[OwnSaid(said.kind)]
    rows = Task.objects.filter(practice=said.practice, patient=said.patient, kind=TaskKind.OWN_PAGE)
    known = rows.filter(state=TaskState.OPEN, detail__what=theme).first()
    if known is not None:
        return known
    due = answer_day(said.practice, at=at)
    goal = said.plan_version.plan.goal if said.plan_version is not None else None
    readers = readers_of(goal) if goal is not None else None
    values: dict[str, Any] = {"due_on": due, "detail": {"what": theme}}
    standing = said.contact.task if said.contact is not None else None
    if standing is not None and (readers is None or standing.owner_id in readers):
        choice = owner_for(
            said.practice, Duty.FOLLOW_UP, kind=TaskKind.OWN_PAGE, author=standing.owner_id, on=due,
            patient=said.patient, among=frozenset({standing.owner_id}),
        )  # fmt: skip
        if not choice.must_name:
            values |= {"owner": choice.owner, "backup": choice.backup, "owner_from": OwnerFrom(choice.owner_from)}
    if "owner" not in values:
        choice = owner_for(
            said.practice, Duty.FOLLOW_UP, kind=TaskKind.OWN_PAGE, author=None, on=due, patient=said.patient,
            among=readers,
        )  # fmt: skip
        values |= {
            "owner": choice.owner,
            "backup": choice.backup,
            "owner_from": choice.owner_from,
            "must_name": choice.must_name,
        }
    return open_task(
        patient=said.patient,
        kind=TaskKind.OWN_PAGE,
        about_oid=said.oid,
        risk=_RISK_OFF_TRACK if said.kind == OwnSaid.OFF_TRACK else _RISK_LOW,
        at=at,
        by=by,
        **values,
    )


def _newest_counts(said: OwnPageSaid, at: datetime) -> None:
    """What the patient said before of the same kind needs no answer any more."""
    earlier = OwnPageSaid.objects.filter(
        patient=said.patient, kind=said.kind, answer="", author_name=said.author_name, task__isnull=False
    )
    earlier.exclude(pk=said.pk).update(answer=OwnAnswer.SEEN, answered_at=at)


def _make_smaller(row: OwnPageSaid, at: datetime, by: Principal) -> None:
    version = row.plan_version
    if version is None:
        raise Refused(Reason("plans.step_changed"))
    plan = version.plan
    if plan.number != version.number or plan.state != "active":
        raise Refused(Reason("plans.step_changed"))
    values, before = row.values, said_by(version)
    language = version.plan.patient.language[:2] if version.plan.patient.language[:2] in {"en", "es"} else "en"
    parts = dict(before.parts)
    if "amount" in values:
        amount = Amount("", Decimal(values["amount"]), values["unit"])
        words = amount_phrase(amount, language) or values["amount"]
        parts["amount"] = {"number": values["amount"], "unit": values["unit"]}
        after = replace(before, parts=parts, amount_words=words, gate_change=GateChange.SMALLER)
    else:
        days = Days("", values["days"], tuple(values["named"]))
        parts["days"] = {"count": values["days"], "named": list(values["named"])}
        after = replace(
            before, parts=parts, days_words=days_phrase(days, language) or "", gate_change=GateChange.FEWER_DAYS
        )
    # How sure the patient is of the smaller step is not asked yet.
    after = replace(after, confidence=None, confidence_first=version.confidence, confidence_asked=False)
    made = agree_plan(goal_version=version.goal_version, said=after, at=at, by=by)
    Contact.objects.filter(goal_id=plan.goal_id, state=ContactState.OPEN).update(plan_version=made)
    if made.cautions:
        open_caution_task(made, at, by)
    keep_save(kind="plans.plan", about_oid=made.oid, patient_oid=row.patient.oid, at=at, by=by)


def _move_call(row: OwnPageSaid, at: datetime, by: Principal) -> None:
    contact = row.contact
    if contact is None or contact.state != ContactState.OPEN:
        raise Refused(Reason("followups.own_page_no_contact"))
    first, last = TIMES.get(row.values["time"], (None, None))
    reschedule_contact(
        contact=contact,
        said=ContactSaid(
            agreed_on=date.fromisoformat(row.values["day"]),
            from_time=time(first) if first is not None else contact.from_time,
            to_time=time(last) if last is not None else contact.to_time,
            channel=Channel(contact.channel),
            phone=contact.phone,
            owner=contact.task.owner,
        ),
        at=at,
        by=by,
    )
