"""The patient's own page: who stands before it, what it shows, and what staff see of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q

from teamlet.ground import clock
from teamlet.ground.access.links import is_token, token_hash
from teamlet.ground.access.principal import Principal
from teamlet.ground.jobs.hold import epoch_key
from teamlet.ground.reasons import Decision
from teamlet.records.followups.models import Contact, ContactReport, OwnPageKey, OwnPageLink, OwnPageSaid, Pulse
from teamlet.records.followups.rules import own_page as rules
from teamlet.records.followups.words import ContactState
from teamlet.records.followups.words.own_page import FEWEST_SHOWN, OwnAccess, OwnSaid
from teamlet.records.patients.models import Helper, Patient
from teamlet.records.patients.rules import staff_entry_only
from teamlet.records.patients.words import EntryMode
from teamlet.records.plans.models import PlanVersion, Tick
from teamlet.records.plans.permissions import can_read_goal
from teamlet.records.plans.queries import caution_of, may_show_on_lists, rows_for_lists, teammates_of, ticks_of
from teamlet.records.plans.rules.ticks import week_of
from teamlet.records.plans.words import CautionDecision, GoalAudience
from teamlet.records.practice.models import Practice
from teamlet.records.practice.queries import Scope, holidays, practice_id_of, setting, working_days

_PATIENT = ("patient__merged_into", "practice")
#: Answers of 4 and 5 say yes.
_YES = 4


@dataclass(frozen=True, slots=True)
class OwnVisitor:
    """A phone with a key: whose page it opens, who looks at it, and whether it may be shown now.

    ``helper`` is None for the patient.
    """

    key: OwnPageKey
    link: OwnPageLink
    patient: Patient
    practice: Practice
    helper: Helper | None
    principal: Principal
    may: Decision[OwnAccess]

    @property
    def may_see(self) -> bool:
        """Whether anything of the patient may be shown."""
        return self.may.status is OwnAccess.YES

    def today(self, at: datetime) -> date:
        """Return the civil day where the patient is."""
        return at.astimezone(ZoneInfo(self.patient.time_zone or self.practice.time_zone)).date()


def acting_on_own_page(practice: Practice, *, helper: bool = False, request_id: str = "") -> Principal:
    """Return as whom somebody acts on a patient's own page: without a role, in this practice only."""
    return Principal(
        practice_id=practice.pk,
        practice_key=practice.key,
        name="own page, helper" if helper else "own page",
        time_zone=practice.time_zone,
        request_id=request_id,
        practice_name=practice.name,
        practice_phone=practice.phone,
    )


def own_link_by_token(token: str) -> OwnPageLink | None:
    """Return the link that an address names, or None, whether it opens anything or not.  Reads only."""
    if not is_token(token):
        return None
    return OwnPageLink.objects.filter(token_hash=token_hash(token)).select_related(*_PATIENT).first()


def own_link_by_door(door: str | None) -> OwnPageLink | None:
    """Return the link whose door a browser holds (``ground.access.links.door_of``), or None, as above."""
    if not door:
        return None
    return OwnPageLink.objects.filter(oid=door).select_related(*_PATIENT).first()


def own_link_by_key(key: str) -> OwnPageLink | None:
    """Return the link that a phone's key once came from, over or not: for asking for a new one."""
    if not is_token(key):
        return None
    return OwnPageLink.objects.filter(keys__key_hash=token_hash(key)).select_related(*_PATIENT).first()


def opens(link: OwnPageLink, *, at: datetime) -> bool:
    """Whether a link still leads to the question for the birth date."""
    stands = link.ended_at is None and link.epoch == epoch_key() and at < link.expires_at
    return stands and may_open(link.patient, helper_of(link), of_helper=bool(link.helper_oid), at=at)


def may_open(patient: Patient, helper: Helper | None, *, of_helper: bool, at: datetime) -> bool:
    """Whether there is a page for this patient, or (``of_helper``) for this person who helps."""
    return decide_own_page(patient, helper, of_helper=of_helper, at=at).status is OwnAccess.YES


def decide_own_page(patient: Patient, helper: Helper | None, *, of_helper: bool, at: datetime) -> Decision[OwnAccess]:
    """Decide it with the one reason against it."""
    day = at.astimezone(ZoneInfo(patient.practice.time_zone)).date()
    entry = staff_entry_only(patient.birth_date, day).status
    return rules.may_open(
        rules.OwnPageFacts(
            is_adult=None if patient.birth_date is None else entry is EntryMode.ANYBODY,
            is_merged=patient.merged_into_id is not None,
            is_deceased=patient.deceased_on is not None,
            is_active=patient.is_active,
            helper_agreed=(helper is not None and helper.may_join and helper.agreed_on is not None)
            if of_helper
            else None,
        )
    )


def helper_of(link: OwnPageLink) -> Helper | None:
    """Return the helper whose link it is, None when it is the patient's own or the person takes part no more."""
    if not link.helper_oid:
        return None
    return Helper.objects.filter(oid=link.helper_oid, patient_id=link.patient_id).first()


def own_visitor(key: str, *, at: datetime, request_id: str = "") -> OwnVisitor | None:
    """Return who stands before a page with this key (``ground.access.links.key_of``), or None: nobody does."""
    if not is_token(key):
        return None
    rows = OwnPageKey.objects.select_related("link__patient__merged_into", "link__patient__practice", "link__practice")
    found = rows.filter(key_hash=token_hash(key), ended_at=None, until__gt=at, link__ended_at=None).first()
    if found is None or found.link.epoch != epoch_key():
        return None
    link = found.link
    helper = helper_of(link)
    return OwnVisitor(
        key=found,
        link=link,
        patient=link.patient,
        practice=link.practice,
        helper=helper,
        principal=acting_on_own_page(link.practice, helper=bool(link.helper_oid), request_id=request_id),
        may=decide_own_page(link.patient, helper, of_helper=bool(link.helper_oid), at=at),
    )


# --- what the page shows ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OwnStep:
    """The newest step that may stand on the page, with its week, and what was said about it.

    ``sure`` is the patient's last answer on the page, else the one at which the step was agreed.
    """

    version: PlanVersion
    days: tuple[date, ...]
    ticks: dict[date, Tick]
    must_wait: bool
    sure: int | None
    threshold: int
    contact: Contact | None


def own_step(practice: Practice, patient: Patient, *, today: date) -> OwnStep | None:
    """Return what the page is about, None without a step that may be shown.

    Goals that are kept to a few, and those that grew from a sensitive menu, are never shown here.
    """
    version = shown_version(practice, patient)
    if version is None:
        return None
    days = week_of(version.starts_on, version.ends_on, today)
    said = OwnPageSaid.objects.filter(patient=patient, kind=OwnSaid.SURE, plan_version__plan=version.plan_id)
    last = said.order_by("-id").values_list("values__score", flat=True).first()
    contacts = Contact.objects.filter(practice=practice, goal_id=version.plan.goal_id)
    return OwnStep(
        version=version,
        days=days,
        ticks=ticks_of(version, days[0], days[-1]),
        must_wait=caution_of(version) in {CautionDecision.OPEN, CautionDecision.DO_NOT_START},
        sure=int(last) if last is not None else version.confidence,
        threshold=setting(practice, "confidence_threshold"),
        contact=contacts.filter(state=ContactState.OPEN).select_related("task__owner").order_by("-id").first(),
    )


def shown_version(practice: Practice, patient: Patient) -> PlanVersion | None:
    """Return the plan version in force that the patient's own page shows: the newest that may stand there."""
    rows = rows_for_lists(acting_on_own_page(practice), [patient.pk])
    rows = rows.order_by("-plan__goal_id", "-id").prefetch_related("caution_reviews")
    return next((row for row in rows if may_show_on_lists(row)), None)


def days_for_call(contact: Contact, practice: Practice, *, today: date) -> tuple[date, ...]:
    """Return the days to which the patient may ask to move a contact."""
    closed = holidays(practice, today)
    return rules.offered_days(contact.window_first, contact.window_last, today, working_days(practice), closed)


def answer_day(practice: Practice, *, at: datetime) -> date:
    """Return the day by which somebody answers what is said at ``at``."""
    local = at.astimezone(ZoneInfo(practice.time_zone))
    return rules.answer_day(local, working_days(practice), holidays(practice, local.date()))


def waiting_proposals(patient: Patient) -> dict[OwnSaid, OwnPageSaid]:
    """Return the newest thing of each kind that the patient said and nobody answered yet."""
    rows = OwnPageSaid.objects.filter(patient=patient, answer="", task__isnull=False).order_by("id")
    return {OwnSaid(row.kind): row for row in rows}


def said_here(practice: Practice, visitor: OwnVisitor, oid: str) -> OwnPageSaid | None:
    """Return what this very person said on the page, or None: one's own words only, not a helper's or patient's."""
    rows = OwnPageSaid.objects.filter(practice=practice, patient=visitor.patient, oid=oid)
    return rows.filter(author_name=visitor.helper.name if visitor.helper is not None else "").first()


def wants_pulse(patient: Patient, *, at: datetime) -> bool:
    """Whether the page asks the two questions about the practice now."""
    reached = ContactReport.objects.filter(contact__patient=patient, undone_at=None).aggregate(at=Max("at"))["at"]
    if reached is None:
        return False
    asked = Pulse.objects.filter(patient=patient).aggregate(at=Max("at"))["at"]
    return rules.asks_pulse(reached, asked, at)


# --- what staff see ---------------------------------------------------------------------------------------------------


def own_links_of(patient: Patient) -> list[OwnPageLink]:
    """Return the links to a patient's page that are not over, newest first, each with its phones (``open_keys``)."""
    rows = OwnPageLink.objects.filter(patient=patient, ended_at=None).select_related("by")
    return list(rows.annotate(open_keys=Count("keys", filter=Q(keys__ended_at=None))).order_by("-id")[:20])


_SAID = ("patient", "task__owner", "answered_by", "contact", "plan_version__plan__goal")


def own_said_of(by: Principal, patient: Patient, limit: int = 50) -> list[OwnPageSaid]:
    """Return what was said on a patient's page, newest first; about a goal kept to a few only to those who read it."""
    rows = OwnPageSaid.objects.filter(practice_id=by.practice_id, patient=patient)
    return _readable(by, rows.select_related(*_SAID).order_by("-id")[:limit])


def own_said(by: Principal, oid: str) -> OwnPageSaid | None:
    """Return one thing that was said in the practice, None when absent or not for this reader."""
    rows = OwnPageSaid.objects.filter(practice_id=by.practice_id, oid=oid).select_related(*_SAID)
    return next(iter(_readable(by, rows)), None)


def waiting_own_said(by: Principal, limit: int = 100) -> list[OwnPageSaid]:
    """Return what waits for an answer in the practice: what is urgent, then what is due first, on top."""
    rows = OwnPageSaid.objects.filter(practice_id=by.practice_id, answer="", task__state="open").select_related(*_SAID)
    return _readable(by, rows.order_by("-task__risk", "task__due_on", "id")[:limit])


def _readable(by: Principal, rows: Iterable[OwnPageSaid]) -> list[OwnPageSaid]:
    found = list(rows)
    goals = {row.pk: row.plan_version.plan.goal for row in found if row.plan_version is not None}
    kept = any(goal.audience != GoalAudience.EVERYONE for goal in goals.values())
    mates = teammates_of(by) if kept else frozenset()
    return [
        row
        for row in found
        if row.pk not in goals
        or can_read_goal(goals[row.pk].audience, goals[row.pk].created_by_id, by=by, teammates=mates)
    ]


@dataclass(frozen=True, slots=True)
class OwnLine:
    """What somebody did and said on the page about a step: days marked this week, how sure, and when."""

    marked: int
    planned: int | None
    sure: int | None
    said: tuple[OwnPageSaid, ...]


def own_line(scope: Scope, version: PlanVersion, *, today: date) -> OwnLine | None:
    """Return what the owner of a contact sees of the page about its step, None when nothing happened there."""
    days = week_of(version.starts_on, version.ends_on, today)
    ticks = ticks_of(version, days[0], days[-1])
    rows = OwnPageSaid.objects.filter(
        Q(plan_version__plan=version.plan_id) | Q(answer="", task__isnull=False),
        practice_id=practice_id_of(scope),
        patient_id=version.plan.patient_id,
    ).select_related("task__owner")
    said = list(rows.order_by("-id")[:20])
    if not ticks and not said:
        return None
    sure = next((row.values.get("score") for row in said if row.kind == OwnSaid.SURE), None)
    week = version.parts.get("days") or {}
    waiting = tuple(row for row in said if not row.answer and row.task_id is not None)
    return OwnLine(len(ticks), week.get("count"), sure, waiting)


@dataclass(frozen=True, slots=True)
class PulseCounts:
    """How many answered the two questions about the practice, and how many said yes (4 or 5 of 5)."""

    people: int
    listened: int
    knows_next: int


def pulse_counts(scope: Scope, *, since: datetime) -> PulseCounts | None:
    """Return the counts since then, None when fewer than eleven people answered both: then nobody sees a number."""
    rows = Pulse.objects.filter(practice_id=practice_id_of(scope), at__gte=since)
    rows = rows.exclude(listened=None).exclude(knows_next=None)
    found = rows.aggregate(
        people=Count("patient", distinct=True),
        listened=Count("patient", distinct=True, filter=Q(listened__gte=_YES)),
        knows_next=Count("patient", distinct=True, filter=Q(knows_next__gte=_YES)),
    )
    return PulseCounts(**found) if found["people"] >= FEWEST_SHOWN else None


def links_still_wanted(practice: Practice, oids: Iterable[str]) -> frozenset[str]:
    """Return those of these links that a message may still bring (``settings.MESSAGES_WANTED``)."""
    rows = OwnPageLink.objects.filter(practice=practice, oid__in=list(oids), ended_at=None, expires_at__gt=clock.now())
    return frozenset(rows.values_list("oid", flat=True))
