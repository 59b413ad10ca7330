"""One line about a plan, as lists may show it."""

from __future__ import annotations

from teamlet.records.documents.queries import step_text
from teamlet.records.plans.models import PlanVersion
from teamlet.records.plans.queries import may_show_on_lists


def goal_line(version: PlanVersion | None) -> str:
    """Return the goal in the patient's words, empty when it is not for lists."""
    return version.goal_version.words if version is not None and may_show_on_lists(version) else ""


def step_line(version: PlanVersion | None) -> str:
    """Return the step as one line in the reader's language, else as spoken; empty as above."""
    return step_text(version) if version is not None and may_show_on_lists(version) else ""
