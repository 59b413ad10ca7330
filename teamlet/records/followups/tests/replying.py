"""A patient with a plan and a check-in that went out by text, and a way to let a phone write back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from teamlet.conftest import make_patient
from teamlet.ground.access.roles import Role
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.followups.actions import agree_support, take_reply
from teamlet.records.followups.models import Contact
from teamlet.records.followups.words.rhythm import ABOUT_CONTACT
from teamlet.records.outreach.actions import draft_message, give_consent, release_message
from teamlet.records.outreach.models import Message, Reply
from teamlet.records.outreach.queries.wording import Wording
from teamlet.records.outreach.words import Channel, ConsentHow, MessageState, Purpose
from teamlet.records.patients.models import ContactPoint
from teamlet.records.plans.actions import GoalSaid, PlanSaid
from teamlet.records.plans.words import FollowUpAnswer

PHONE = "(555) 010-3001"
EMAIL = "rosa@example.org"
#: The plan is agreed on a Monday; day 12 is a Saturday.
AGREED, ASKED, ANSWERED = "2026-11-23T09:20", "2026-12-04T10:00", "2026-12-04T10:30"
PLAN = PlanSaid(
    step_words="Walk",
    amount_words="10 minutes",
    when_words="after dinner",
    days_words="any 3 days",
    starts_on=date(2026, 11, 24),
    ends_on=date(2026, 12, 7),
    confidence_asked=True,
    confidence_first=8,
    confidence=8,
    follow_up=FollowUpAnswer.AGREED,
)


@pytest.fixture(name="coach")
def coach_fixture(staff: Any) -> Any:
    """Whose contacts they are."""
    return staff(Role.COACH, name="Ana Flores", called="Ana")


@pytest.fixture(name="nurse")
def nurse_fixture(staff: Any) -> Any:
    """Who is licensed."""
    return staff(Role.NURSE)


@pytest.fixture(name="person")
def person_fixture(practice: Any, coach: Any, nurse: Any, at: Any) -> Callable[..., Any]:
    """Return ``person(phone, language=, plan=True)``: a patient with number, consent and a contact that is the coach's."""

    def make(phone: str = PHONE, *, plan: bool = True, email: str = "", **fields: Any) -> Any:
        moment = at(AGREED)
        patient = make_patient(practice, **fields)
        ContactPoint.objects.create(patient=patient, kind="mobile", value=phone)
        if email:
            ContactPoint.objects.create(patient=patient, kind="email", value=email)
        for channel in (Channel.TEXT, Channel.EMAIL):
            give_consent(
                patient=patient,
                purpose=Purpose.CHECK_IN,
                channel=channel,
                how=ConsentHow.IN_PERSON,
                at=moment,
                by=coach.principal,
            )
        if plan:
            goal = GoalSaid(words="Walk with my grandson", importance=9)
            agree_support(patient=patient, goal_said=goal, plan_said=PLAN, at=moment, by=coach.principal)
        return patient

    return make


@pytest.fixture(name="ask")
def ask_fixture(practice: Any, coach: Any, at: Any) -> Callable[..., Message]:
    """Return ``ask(patient)``: the check-in about their open contact went out by text on December 4 at 10."""

    def send(patient: Any, when: str = ASKED, *, channel: Channel = Channel.TEXT, about: Any = None) -> Message:
        moment = at(when)
        contact = about or Contact.objects.filter(patient=patient).order_by("-id").first()
        language = patient.language[:2]
        said = Wording(practice).render("check_in", language=language, channel=channel)
        message = draft_message(
            patient=patient,
            purpose=Purpose.CHECK_IN,
            channel=channel,
            language=language,
            subject=said.subject,
            body=said.body,
            why=Reason("outreach.approved"),
            occurrence=f"check-in/{channel}/{patient.oid}/{when}",
            send_after=moment,
            about=(ABOUT_CONTACT, contact.oid) if contact is not None else ("", ""),
            at=moment - timedelta(minutes=5),
            by=coach.principal,
        )
        try:
            message = release_message(message=message, at=moment, by=coach.principal)
        except Refused:  # a shared number waits for a person; here one has agreed
            point = ContactPoint.objects.get(patient=patient, kind="mobile")
            Message.objects.filter(pk=message.pk).update(point=point, address=point.value, address_key="+15550103001")
        Message.objects.filter(pk=message.pk).update(state=MessageState.SENT, went_out=moment, ended_at=moment)
        message.refresh_from_db()
        return message

    return send


@pytest.fixture(name="write")
def write_fixture(practice: Any, system: Any, at: Any) -> Callable[..., Reply]:
    """Return ``write(words)``: the phone writes back, on December 4 at 10:30 unless said otherwise."""
    numbers = iter(range(1, 1_000_000))

    def reply(words: str, when: str | datetime = ANSWERED, *, reference: str | None = None, **fields: Any) -> Reply:
        moment = at(when)
        said: dict[str, Any] = {
            "practice": practice,
            "channel": Channel.TEXT,
            "provider": "fake",
            "provider_reference": reference if reference is not None else f"SM{next(numbers):06}",
            "address": "+15550103001",
            "at": moment,
            "by": system,
        }
        return take_reply(words=words, **(said | fields))

    return reply
