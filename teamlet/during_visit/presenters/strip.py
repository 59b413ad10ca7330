"""The strip of one visit: what everybody in it sees, put together from the records."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from teamlet.during_visit.presenters.told import page_language
from teamlet.ground import clock
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import SUPPORT, Role
from teamlet.ground.reasons import Decision, Reason
from teamlet.records.documents import queries as documents
from teamlet.records.followups import queries as followups
from teamlet.records.followups.models import Contact, ContactReport
from teamlet.records.patients import queries as patients
from teamlet.records.patients.models import Patient
from teamlet.records.patients.rules import age_on
from teamlet.records.plans import queries as plans
from teamlet.records.plans.models import GoalVersion, NotToday, PlanVersion
from teamlet.records.plans.queries import Standing
from teamlet.records.plans.rules import Completeness, PlanFacts, completeness, next_hint, still_open
from teamlet.records.plans.words import (
    OPEN_PART_LABELS,
    FollowUpAnswer,
    GoalAcceptance,
    GoalSource,
    GoalState,
    OpenPart,
    TeachBack,
)
from teamlet.records.practice import queries as practice_queries
from teamlet.records.practice.models import Membership
from teamlet.records.visits import queries as visits
from teamlet.records.visits.models import Agenda, Handoff, Topic, Visit
from teamlet.records.visits.rules import time_for_plan
from teamlet.records.visits.words import TimeLeft, TopicFrom, VisitState


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody the patient can be handed to; ``free`` = no handoff waits for them now."""

    member: Membership
    free: bool


@dataclass(frozen=True, slots=True)
class LastTime:
    """The goal before this visit and how it went."""

    standing: Standing
    step: str
    report: ContactReport | None


@dataclass(frozen=True, slots=True)
class Strip:
    """Everything the page of a visit shows besides its forms."""

    visit: Visit
    patient: Patient
    name: str
    age: int | None
    alike: tuple[Any, ...]
    agenda: Agenda | None
    topics: tuple[Topic, ...]
    standing: Standing | None
    suggestion: Standing | None
    last: LastTime | None
    not_today: NotToday | None
    ask_again: NotToday | None
    contact: Contact | None
    handoffs: list[Handoff]
    performers: list[str]
    facts: PlanFacts | None
    completeness: Completeness | None
    hint: Reason | None
    open_parts: tuple[str, ...]
    step: str = ""
    page_oid: str = ""
    light: Decision[Any] | None = None
    steps: list[dict[str, str]] = field(default_factory=list)

    @property
    def goal(self) -> GoalVersion | None:
        """The goal said in this visit, or None."""
        return self.standing.goal_version if self.standing else None

    @property
    def plan(self) -> PlanVersion | None:
        """The step agreed in this visit, or None."""
        return self.standing.plan_version if self.standing else None

    @property
    def starred(self) -> Topic | None:
        """The topic that matters most today: the starred one, else the patient's first."""
        own = [topic for topic in self.topics if topic.topic_from in {TopicFrom.PATIENT, TopicFrom.FAMILY}]
        return next((topic for topic in self.topics if topic.starred), own[0] if own else None)


def strip_of(visit: Visit, today: date, by: Principal) -> Strip:
    """Put the strip of a visit together."""
    patient = visit.patient
    agenda = visits.agenda(visit)
    topics = tuple(agenda.topics.all()) if agenda else ()
    goals = plans.standing_goals(by, [patient.pk], states=[*plans.CURRENT, GoalState.SUSTAINING, GoalState.ACHIEVED])
    standing = next((one for one in goals if _of_this_visit(one, visit) and not _suggested(one)), None)
    suggestion = next((one for one in goals if _suggested(one)), None)
    earlier = next((one for one in goals if one is not standing and one is not suggestion), None)
    not_today = plans.not_today_of(visit)
    version = standing.plan_version if standing else None
    if version is not None and version.visit_id != visit.pk:
        version = None
    if version is not None:
        version.plan.patient = patient
    shown = standing
    if standing is not None and version is None:
        shown = Standing(standing.goal, standing.goal_version)
    contact = followups.open_contact_of_goal(by, standing.goal.pk) if standing and version else None
    facts = facts_of(shown.goal_version, version) if shown and version else None
    strip = Strip(
        visit=visit,
        patient=patient,
        name=patients.patient_name(patient),
        age=_age(patient, today),
        alike=patients.look_alikes_of(by, patient),
        agenda=agenda,
        topics=topics,
        standing=shown,
        suggestion=suggestion,
        last=_last_time(earlier or (standing if standing and version is None else None), patient, by),
        not_today=not_today,
        ask_again=_ask_again(patient, goals, by) if not_today is None and standing is None else None,
        contact=contact,
        handoffs=visits.handoffs_of(visit),
        performers=visits.performers_of(visit),
        facts=facts,
        completeness=completeness(facts) if facts else None,
        hint=next_hint(facts) if facts else None,
        open_parts=open_parts(facts) if facts else (),
        step=documents.step_text(version, page_language(patient)) if version else "",
        page_oid=_page_of(version, by) if version else "",
        light=documents.copy_light(version) if version else None,
    )
    strip.steps.extend(_steps(strip))
    return strip


def facts_of(words: GoalVersion, version: PlanVersion) -> PlanFacts:
    """Return what is known of a saved goal and step, for completeness and hints."""
    days = version.parts.get("days") or {}
    barriers = list(version.barriers.all())
    source = GoalSource(words.source)
    if source is GoalSource.SUGGESTED and words.acceptance == GoalAcceptance.AGREE:
        source = GoalSource.JOINT
    return PlanFacts(
        step=version.step_words,
        goal_source=source,
        has_amount=bool(version.amount_words),
        has_when=bool(version.when_words),
        days_per_week=days.get("count") or (1 if version.days_words else None),
        has_where=bool(version.where_words),
        has_helper=bool(version.helpers),
        start_on=version.starts_on,
        length_days=(version.ends_on - version.starts_on).days + 1,
        barriers=len(barriers),
        barriers_answered=sum(1 for row in barriers if row.strategy),
        no_barrier_expected=version.no_barrier_expected,
        confidence=version.confidence,
        follow_up=FollowUpAnswer(version.follow_up),
        importance=words.importance,
        said_back=TeachBack(version.teach_back),
        copy_answered=documents.copy_answered(version),
    )


def open_parts(facts: PlanFacts) -> tuple[str, ...]:
    """Return the short names of what is still open, in the order in which it is asked."""
    return tuple(_(OPEN_PART_LABELS[OpenPart(str(reason.values["part"]))]) for reason in still_open(facts))


def receivers(visit: Visit, today: date, by: Principal) -> list[Receiver]:
    """Return who can take the patient over: free people of one's own team first, then the others who are here."""
    away, busy, mates = (
        practice_queries.absent_on(by, today),
        visits.busy_receivers(by),
        plans.teammates_of(by),
    )
    order = {Role.MEDICAL_ASSISTANT: 0, Role.COACH: 1, Role.NURSE: 2}
    people = [
        person
        for person in practice_queries.active_members(by, roles=SUPPORT)
        if person.pk != by.membership_id and person.pk not in away
    ]

    def rank(person: Membership) -> tuple[bool, bool, int, str]:
        place = min((order.get(role, 3) for role in practice_queries.roles_of(person)), default=3)
        return person.pk in busy, person.user_id not in mates, place, person.called

    return [Receiver(person, person.pk not in busy) for person in sorted(people, key=rank)]


def time_left(strip: Strip) -> Reason | None:
    """Return the line that protects the plan, when its time has come and nothing stands for it yet."""
    if strip.plan is not None or strip.not_today is not None or strip.visit.state != VisitState.OPEN:
        return None
    decision = time_for_plan(strip.visit.opened_at, strip.visit.minutes, clock.now())
    return None if decision.status is TimeLeft.ENOUGH else decision.reason


def _steps(strip: Strip) -> list[dict[str, str]]:
    goal, plan, rests = strip.goal, strip.plan, strip.not_today is not None
    first_open = "now" if not rests else "not_today"
    how_sure = ""
    if plan is not None and plan.confidence is not None:
        how_sure = _("%(score)s of 10") % {"score": plan.confidence}
        if plan.confidence_first is not None and plan.confidence_first != plan.confidence:
            how_sure = _("%(first)s, then %(score)s of 10") % {"first": plan.confidence_first, "score": plan.confidence}
    contact_state, contact_detail = "open", ""
    if plan is not None and plan.follow_up != FollowUpAnswer.NOT_ASKED:
        contact_state = "done"
        contact_detail = strip.contact.task.owner.called if strip.contact else _("no contact wanted")
    caution = strip.standing is not None and strip.standing.must_wait
    return [
        {
            "name": _("Agenda"),
            "state": "done" if strip.topics else "open",
            "detail": strip.starred.words[:80] if strip.starred else "",
            "href": "#agenda",
        },
        {
            "name": _("Goal"),
            "state": "done" if goal else first_open,
            "detail": goal.words[:80] if goal else "",
            "href": "#goal",
        },
        {
            "name": _("Plan"),
            "state": "look" if caution else "done" if plan else "now" if goal and not rests else "open",
            "detail": strip.step[:80],
            "href": "#plan",
        },
        {"name": _("How sure"), "state": "done" if how_sure else "open", "detail": how_sure, "href": "#sure"},
        {"name": _("Next contact"), "state": contact_state, "detail": contact_detail, "href": "#contact"},
    ]


def _of_this_visit(one: Standing, visit: Visit) -> bool:
    said_here = one.goal_version.visit_id == visit.pk
    return said_here or (one.plan_version is not None and one.plan_version.visit_id == visit.pk)


def _suggested(one: Standing) -> bool:
    return one.goal.state == GoalState.DRAFT


def _ask_again(patient: Patient, goals: list[Standing], by: Principal) -> NotToday | None:
    """Return the last "not today", unless a goal or step was agreed after it."""
    last = plans.last_not_today(by, patient.pk)
    if last is None:
        return None
    agreed = [one.plan_version or one.goal_version for one in goals if not _suggested(one)]
    return None if any(version.at > last.at for version in agreed) else last


def _last_time(one: Standing | None, patient: Patient, by: Principal) -> LastTime | None:
    if one is None or one.plan_version is None:
        return None
    report = followups.last_report_of(by, [one.goal.pk]).get(one.goal.pk)
    one.plan_version.plan.patient = patient
    return LastTime(one, documents.step_text(one.plan_version, page_language(patient)), report)


def _page_of(version: PlanVersion, by: Principal) -> str:
    pages = documents.pages_of(by, version.plan.patient_id)
    return next((page.oid for page in pages if page.plan_version.plan_id == version.plan_id), "")


def _age(patient: Patient, today: date) -> int | None:
    if patient.birth_date is None or patient.birth_date > today:
        return None
    return age_on(patient.birth_date, today)
