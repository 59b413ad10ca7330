"""A plan saved by the two-minute path, with its contact and its page."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from teamlet.content.parsing import parse_amount, parse_days, parse_step, parse_when
from teamlet.content.sentences import StepParts
from teamlet.records.documents.actions import save_support
from teamlet.records.plans.actions import GoalSaid, PlanSaid
from teamlet.records.plans.rules import parts_as_columns
from teamlet.records.plans.words import FollowUpAnswer

WORDS = "Keep up with Mateo at the park"


def plan_said(**changes: Any) -> PlanSaid:
    """Return a step of menu parts, agreed with a contact."""
    parts = StepParts(parse_step("walk"), parse_amount("10 min"), parse_when("3"), parse_days("3"))
    values: dict[str, Any] = {
        "step_words": "walk",
        "amount_words": "10 min",
        "when_words": "3",
        "days_words": "3",
        "parts": parts_as_columns(parts),
        "starts_on": date(2026, 11, 24),
        "ends_on": date(2026, 12, 7),
        "confidence_asked": True,
        "confidence_first": 8,
        "confidence": 8,
        "follow_up": FollowUpAnswer.AGREED,
    }
    return PlanSaid(**(values | changes))


@pytest.fixture
def save(patient, staff, at):
    """Return ``save(patient=, when=, by=, **plan)``: the path saved, at 9:20 on November 23."""

    def saved(who=None, *, when="2026-11-23T09:20", by=None, words=WORDS, **changes):
        return save_support(
            patient=who or patient,
            visit=None,
            goal_said=GoalSaid(words=words, importance=9),
            plan_said=plan_said(**changes),
            at=at(when),
            by=by or staff("coach", name="Ana Flores", called="Ana").principal,
        )

    return saved


@pytest.fixture
def saved(save):
    """The path saved for the patient by the coach, who will also call."""
    return save()
