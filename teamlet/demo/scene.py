"""What a course of the demo plays with: one patient, the people around them, and the acts in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from teamlet.content import cautions
from teamlet.content.parsing import parse_amount, parse_days, parse_step, parse_when
from teamlet.content.sentences import StepParts
from teamlet.demo.lives import Life, Wish
from teamlet.demo.stage import Set
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import Role
from teamlet.records.documents.actions import copy_for_ehr, give_page, save_support
from teamlet.records.documents.actions.support import Saved
from teamlet.records.documents.words import CopyKind, GivenChannel
from teamlet.records.followups.actions import ContactSaid
from teamlet.records.followups.models import Contact
from teamlet.records.followups.words import Channel, ContactState
from teamlet.records.patients.models import Patient
from teamlet.records.patients.queries import caution_facts
from teamlet.records.plans.actions import BarrierSaid, GoalSaid, PlanSaid
from teamlet.records.plans.models import Goal, PlanVersion
from teamlet.records.plans.rules import parts_as_columns
from teamlet.records.plans.words import (
    FollowUpAnswer,
    GateChange,
    GoalAudience,
    KeepReason,
    TeachBack,
)
from teamlet.records.practice.models import Membership
from teamlet.records.visits.actions import (
    TopicSaid,
    finish_visit,
    open_visit,
    plan_visit,
    record_timing,
    save_agenda,
)
from teamlet.records.visits.models import Visit
from teamlet.records.visits.words import TopicFrom, TopicPlace, VisitKind

#: Languages that our parsers read; free text in another stays as it was spoken.
_READ = ("en", "es")


class Scene:
    """One patient's place in the demo: ``moment`` tells when, ``by`` tells who, the rest does it."""

    def __init__(self, here: Set, patient: Patient, life: Life, today: date, latest: datetime, number: int) -> None:
        self.here, self.patient, self.life, self.today = here, patient, life, today
        self.latest, self.number = latest, number
        self.zone = ZoneInfo(here.stage.time_zone)
        self.at = latest

    # --- who and when ----------------------------------------------------------------------------------------------

    def moment(self, days_ago: int, clock: str = "") -> datetime:
        """Return the instant ``clock`` o'clock so many days before today and play from there; never after now."""
        hour = clock or f"{8 + self.number % 8:02}:{self.number * 7 % 6}0"
        day = self.today - timedelta(days=days_ago)
        at = datetime.combine(day, time.fromisoformat(hour), tzinfo=self.zone)
        self.at = min(at, self.latest) if days_ago >= 0 else at
        return self.at

    def day(self, ahead: int) -> date:
        """Return the civil day so many days after today."""
        return self.today + timedelta(days=ahead)

    def one(self, role: Role) -> Membership:
        """Return the member with this role who speaks the patient's language, else the first with the role."""
        players = [player for player in self.here.stage.players if role in player.roles]
        spoken = [player for player in players if player.language == self.life.language]
        if not players:
            return self.one(Role.NURSE)
        return self.here[(spoken or players)[0].login]

    def by(self, role: Role) -> Principal:
        """Return that member as who acts."""
        login = next(login for login, member in self.here.people.items() if member.pk == self.one(role).pk)
        return self.here.by(login)

    # --- a visit ---------------------------------------------------------------------------------------------------

    def visit(self, topics: Sequence[str] = (), *, kind: VisitKind = VisitKind.CHRONIC, room: str = "") -> Visit:
        """Begin a visit now, with its agenda in the patient's words."""
        assistant = self.by(Role.MEDICAL_ASSISTANT)
        local = self.at.astimezone(self.zone)
        visit = plan_visit(
            patient=self.patient, kind=kind, day=local.date(), starts=local.time().replace(second=0),
            clinician=self.one(Role.CLINICIAN), room=room, at=self.at - timedelta(days=7),
            by=self.by(Role.FRONT_DESK),
        )  # fmt: skip
        visit = open_visit(visit=visit, at=self.at, by=assistant)
        self.agenda(visit, topics or self.life.topics)
        return visit

    def agenda(self, visit: Visit, topics: Sequence[str], *, family: bool = False) -> None:
        """Save the agenda: the patient's topics, the first one starred, and the team's own."""
        said = [
            TopicSaid(words, TopicFrom.FAMILY if family else TopicFrom.PATIENT, TopicPlace.TODAY, n == 0)
            for n, words in enumerate(topics)
        ]
        if self.number % 3 == 0:
            said.append(TopicSaid("Flu shot", TopicFrom.TEAM))
        if self.number % 4 == 0:
            said.append(TopicSaid("Look at last labs", TopicFrom.CLINICIAN, TopicPlace.LATER))
        if said:
            visit.refresh_from_db()
            save_agenda(visit=visit, topics=said, seen=visit.agenda_number, at=self.at,
                        by=self.by(Role.MEDICAL_ASSISTANT))  # fmt: skip

    def leave(self, visit: Visit) -> None:
        """End the visit 24 minutes later and note how long the path took."""
        at = min(self.at + timedelta(minutes=24), max(self.latest, self.at))
        active = 78 + self.number * 13 % 55
        record_timing(
            visit=visit, role=Role.MEDICAL_ASSISTANT.value, active_seconds=active, wall_seconds=active * 3,
            interactions=11 + self.number % 5, at=at, by=self.by(Role.MEDICAL_ASSISTANT),
        )  # fmt: skip
        finish_visit(visit=visit, at=at, by=self.by(Role.CLINICIAN))

    # --- goal, plan, contact -----------------------------------------------------------------------------------------

    def goal_said(self, wish: Wish, **changes: object) -> GoalSaid:
        """Return the wish as a goal that was said."""
        said = GoalSaid(
            words=wish.words, topic=wish.topic, importance=wish.importance,
            audience=GoalAudience(self.life.how.get("audience", "everyone")),
        )  # fmt: skip
        return replace(said, **changes)  # type: ignore[arg-type]

    def plan_said(self, wish: Wish, **changes: object) -> PlanSaid:
        """Return the wish as a plan that was agreed now: parts read from what was typed, cautions looked at."""
        language = self.life.language if self.life.language in _READ else "en"
        parts = StepParts(
            parse_step(wish.step, language),
            parse_amount(wish.amount, language) if wish.amount else None,
            parse_when(wish.when, language) if wish.when else None,
            parse_days(wish.days, language) if wish.days else None,
        )
        today = self.at.astimezone(self.zone).date()
        said_of_it = f"{wish.step} {wish.amount} {wish.when}, {wish.days}"
        met = cautions.met_cautions(said_of_it, caution_facts(self.here.practice, self.patient, on=today), on=today)
        said = PlanSaid(
            step_words=wish.step, amount_words=wish.amount, when_words=wish.when, days_words=wish.days,
            where_words=wish.where, parts=parts_as_columns(parts), helpers=(wish.helper,) if wish.helper else (),
            barriers=(BarrierSaid(wish.barrier, "", wish.answer),) if wish.barrier else (),
            no_barrier_expected=not wish.barrier, starts_on=today + timedelta(days=1),
            ends_on=today + timedelta(days=14), confidence_asked=wish.sure is not None, confidence_first=wish.sure,
            confidence=wish.sure, teach_back=TeachBack.CLEAR if self.number % 3 else TeachBack.AGAIN,
            follow_up=FollowUpAnswer.AGREED, cautions=tuple(caution.code for caution in met),
        )  # fmt: skip
        if "gate" in self.life.how:
            change, reason, first = self.life.how["gate"]
            changes = {
                "gate_change": GateChange(change),
                "keep_reason": KeepReason(reason) if reason else None,
                "confidence_first": first,
            } | changes
        return replace(said, **changes)  # type: ignore[arg-type]

    def contact_said(self, due: int | None, channel: str = "call", owner: Membership | None = None) -> ContactSaid:
        """Return the contact as agreed: ``due`` days after today, between two and four in the afternoon."""
        return ContactSaid(
            agreed_on=None if due is None else self.day(due), from_time=time(14), to_time=time(16),
            channel=Channel(channel), phone="" if channel == "email" else f"(555) 010-{3000 + self.number}",
            owner=owner or self.follower(),
        )  # fmt: skip

    def follower(self) -> Membership | None:
        """Return who asks this patient how it went, where it is not simply whoever holds the duty."""
        logins = {"depression": "bea", "heart_failure": "carl", "copd": "carl"}
        login = next((logins[ail] for ail in self.life.ails if ail in logins), "")
        login = login or ("ben" if self.life.language == "es" else "")
        return self.here.people.get(login)

    def agree(
        self, visit: Visit | None, wish: Wish, *, due: int | None, channel: str = "call", fresh: bool = False,
        goal: Goal | None = None, goal_changes: dict[str, object] | None = None, **changes: object,
    ) -> Saved:  # fmt: skip
        """Save goal, plan, contact and page as the path does, and note how the page was given."""
        by = self.by(Role.MEDICAL_ASSISTANT)
        saved = save_support(
            patient=self.patient, visit=visit, goal_said=self.goal_said(wish, **(goal_changes or {})),
            plan_said=self.plan_said(wish, **changes), contact_said=self.contact_said(due, channel), goal=goal,
            performers=(self.one(Role.CLINICIAN).pk,), fresh=fresh, at=self.at, by=by,
        )  # fmt: skip
        if saved.page is not None:
            channels = (GivenChannel.PAPER, GivenChannel.PAPER, GivenChannel.PAPER, GivenChannel.EMAIL_LINK,
                        GivenChannel.PATIENT_DID_NOT_WANT, GivenChannel.TEXT_LINK, GivenChannel.PAPER,
                        GivenChannel.PRINTER, GivenChannel.LATER)  # fmt: skip
            give_page(version=saved.plan_version, page=saved.page, channel=channels[self.number % 9], at=self.at, by=by)
        return saved

    def copy(self, version: PlanVersion, kind: CopyKind = CopyKind.PROGRESS_NOTE) -> None:
        """Copy the plan's text for the electronic record."""
        copy_for_ehr(version=version, kind=kind, at=self.at, by=self.by(Role.MEDICAL_ASSISTANT))

    def contact(self) -> Contact:
        """Return the patient's open contact."""
        return Contact.objects.filter(patient=self.patient, state=ContactState.OPEN).latest("id")

    def goal(self) -> Goal:
        """Return the patient's newest goal."""
        return Goal.objects.filter(patient=self.patient).latest("id")
