"""Lines of the registry as if the worker had written them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from teamlet.conftest import make_patient
from teamlet.records.followups.actions import agree_support
from teamlet.records.followups.models import RegistryPopulation, RegistryRow
from teamlet.records.followups.rules.registry import NEVER, NO_DAY, place
from teamlet.records.followups.words.registry import Standing
from teamlet.records.plans.actions import GoalSaid, PlanSaid
from teamlet.records.plans.words import FollowUpAnswer

TODAY = date(2026, 11, 24)


@pytest.fixture
def listed(practice: Any) -> Callable[..., RegistryRow]:
    """Return ``listed(number, **fields)``: a patient with a line of their own."""

    def made(number: int, *, where: Any = None, **changes: Any) -> RegistryRow:
        where = where or practice
        populations = changes.pop("populations", [])
        given, family = changes.pop("name", (f"Pat{number}", "Rivers"))
        who = make_patient(where, given=given, family=family, record_number=f"r{number}", name_key=f"pat{number:03}")
        values: dict[str, Any] = {
            "practice": where,
            "name_key": who.name_key,
            "language": "en",
            "standing": Standing.NO_GOAL,
            "reason": "followups.stands_population",
            "due_on": NO_DAY,
            "ends_on": NO_DAY,
            "last_on": NEVER,
        } | changes
        values["place"] = place(values.get("risk", 2), values["ends_on"], datetime(2026, 11, 1, tzinfo=UTC))
        row = RegistryRow.objects.create(
            patient=who, populations=[[code, labels, {"en": code}] for code, labels in populations], **values
        )
        for code, labels in populations:
            RegistryPopulation.objects.create(
                practice=where, patient=row, population=code, labels=labels, title={"en": code}, place=row.place
            )
        return row

    return made


@pytest.fixture
def overdue() -> dict[str, Any]:
    """What a line says whose contact is overdue."""
    return {
        "standing": Standing.CONTACT,
        "reason": "followups.stands_contact",
        "due_on": TODAY - timedelta(days=6),
        "ends_on": TODAY - timedelta(days=2),
    }


@pytest.fixture
def save(patient: Any, staff: Any, at: Any) -> Callable[..., Any]:
    """Return ``save(words=, **plan)``: goal, plan and contact of the patient, agreed by a coach this morning."""

    def saved(words: str = "Keep up with Mateo at the park", **changes: Any) -> Any:
        values: dict[str, Any] = {
            "step_words": "walk",
            "starts_on": TODAY,
            "ends_on": TODAY + timedelta(days=13),
            "confidence_asked": True,
            "follow_up": FollowUpAnswer.AGREED,
        }
        return agree_support(
            patient=patient,
            goal_said=GoalSaid(words=words),
            plan_said=PlanSaid(**(values | changes)),
            at=at("2026-11-24T09:20"),
            by=staff("coach").principal,
        )

    return saved
