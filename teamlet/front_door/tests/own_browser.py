"""A patient, the step that was agreed with them, and phones that open their own page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.test import Client

from teamlet.content import library, schema
from teamlet.content.parsing import parse_amount, parse_days, parse_step, parse_when
from teamlet.content.sentences import StepParts
from teamlet.ground.access.roles import Role
from teamlet.records.followups.actions import agree_support, open_own_page
from teamlet.records.followups.models import Contact
from teamlet.records.outreach.actions import give_consent
from teamlet.records.outreach.words import Channel, ConsentHow, Purpose
from teamlet.records.patients.models import ContactPoint
from teamlet.records.plans.actions import GoalSaid, PlanSaid
from teamlet.records.plans.rules import parts_as_columns
from teamlet.records.plans.words import FollowUpAnswer

#: A Wednesday at noon in New York; the step began the day before.
NOON = datetime(2026, 11, 25, 17, 0, tzinfo=UTC)
BEGAN = date(2026, 11, 24)
PARTS = parts_as_columns(
    StepParts(parse_step("Walk"), parse_amount("10 min"), parse_when("after dinner"), parse_days("3"))
)
#: A topic of a menu whose goals stand on no list and on no page.
SENSITIVE = next(
    menu.topics[0].code
    for menu in (library.load_as(schema.GoalMenu, each) for each in library.ids("goal_menus"))
    if menu.sensitivity != "none"
)


@dataclass
class Phone:
    """A browser of the patient or of a helper."""

    client: Client = field(default_factory=Client)
    page: str = ""
    path: str = ""
    status: int = 0
    response: Any = None

    def get(self, path: str, **more: Any) -> Any:
        return self._took(self.client.get(path, follow=True, **more), path)

    def post(self, path: str, data: Any = None, **more: Any) -> Any:
        return self._took(self.client.post(path, data or {}, follow=True, **more), path)

    def _took(self, response: Any, path: str) -> Any:
        self.response, self.page, self.status = response, response.content.decode(), response.status_code
        self.path = response.redirect_chain[-1][0] if response.redirect_chain else path
        return response

    def knocks(self, address: str) -> None:
        self.get(address)
        self.post("/my/start/")

    def born(self, month: str = "5", day: str = "3", year: str = "1961") -> Any:
        return self.post("/my/birth-date/", {"born_month": month, "born_day": day, "born_year": year})

    def enters(self, address: str) -> None:
        self.knocks(address)
        self.born()

    @property
    def stamp(self) -> str:
        """The stamp of the first form of the page."""
        return re.search(r'name="stamp" value="([^"]+)"', self.page)[1]

    def says(self, path: str, **data: Any) -> Any:
        """Send one of the page's forms as it stands on the page now."""
        return self.post(path, {"stamp": self.stamp, **data})


@dataclass
class Own:
    """The patient with everything around them."""

    practice: Any
    patient: Any
    coach: Any
    version: Any

    def link(self, **more: Any) -> str:
        return open_own_page(patient=self.patient, at=NOON, by=self.coach.principal, **more)

    def phone(self, **more: Any) -> Phone:
        phone = Phone()
        phone.enters(self.link(**more))
        return phone

    @property
    def contact(self) -> Contact:
        return Contact.objects.get(patient=self.patient, state="open")

    def agree(self, words: str = "Walk with Mateo", **changes: Any) -> Any:
        goal = changes.pop("goal", {})
        values: dict[str, Any] = {
            "step_words": "Walk",
            "amount_words": "10 minutes",
            "when_words": "after dinner",
            "days_words": "any 3 days",
            "parts": PARTS,
            "starts_on": BEGAN,
            "ends_on": BEGAN + timedelta(days=13),
            "confidence_asked": True,
            "confidence_first": 8,
            "confidence": 8,
            "follow_up": FollowUpAnswer.AGREED,
        }
        return agree_support(
            patient=self.patient,
            goal_said=GoalSaid(words=words, importance=9, **goal),
            plan_said=PlanSaid(**(values | changes)),
            at=NOON - timedelta(days=1),
            by=self.coach.principal,
        )

    def may_be_texted(self, phone: str = "(555) 010-3001") -> None:
        ContactPoint.objects.create(patient=self.patient, kind="mobile", value=phone)
        give_consent(
            patient=self.patient,
            purpose=Purpose.PLAN_COPY,
            channel=Channel.TEXT,
            how=ConsentHow.IN_PERSON,
            at=NOON - timedelta(days=3),
            by=self.coach.principal,
        )


def make_own(practice: Any, staff: Any, patient: Any) -> Own:
    """Agree on a goal and a step with the patient."""
    staff(Role.NURSE)
    own = Own(practice, patient, staff(Role.COACH), None)
    own.version = own.agree()
    return own
