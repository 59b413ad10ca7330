"""One line about a plan, as lists may show it."""

from __future__ import annotations

from functools import lru_cache

from teamlet.content import library, schema
from teamlet.records.documents.queries import step_text
from teamlet.records.plans.models import PlanVersion


def shown_on_lists(version: PlanVersion) -> bool:
    """Whether a list may show the goal's words: what grew from a sensitive menu stays in the chart."""
    return version.goal_version.topic not in _sensitive_topics()


def goal_line(version: PlanVersion) -> str:
    """Return the goal in the patient's words."""
    return version.goal_version.words


def step_line(version: PlanVersion) -> str:
    """Return the step as one line, in the language of staff when its parts exist there, else as spoken."""
    return step_text(version, "en")


@lru_cache(maxsize=1)
def _sensitive_topics() -> frozenset[str]:
    menus = (library.load_as(schema.GoalMenu, menu) for menu in library.ids("goal_menus"))
    return frozenset(topic.code for menu in menus if menu.sensitivity != "none" for topic in menu.topics)
