"""Two people saved the same part: both versions, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from teamlet.during_visit.presenters.strip import Strip
from teamlet.records.documents.forms import parts_of, written_out
from teamlet.records.visits.models import Agenda


def path_rows(strip: Strip, mine: Mapping[str, Any], *, language: str) -> list[tuple[str, str, str]]:
    """Return (part, what stands now, what this form says) for goal and step; shortcuts ("3") as what they stand for.

    ``language`` is the one the step is typed in.
    """
    parts = written_out(parts_of(mine, language), language)
    spoken = {"amount": parts.amount, "when": parts.when, "days": parts.days}
    said = {name: part.spoken for name, part in spoken.items() if part is not None}
    standing = strip.standing or (strip.last.standing if strip.last else None)
    goal = standing.goal_version if standing else None
    plan = standing.plan_version if standing else None
    pairs = [
        (_("Goal"), goal.words if goal else "", "goal"),
        (_("Step"), plan.step_words if plan else "", "step"),
        (_("How much"), plan.amount_words if plan else "", "amount"),
        (_("When"), plan.when_words if plan else "", "when"),
        (_("Days"), plan.days_words if plan else "", "days"),
        (_("How sure"), _score(plan.confidence if plan else None), "confidence"),
        (_("How important"), _score(goal.importance if goal else None), "importance"),
        (_("Where"), plan.where_words if plan else "", "where"),
        (_("Who can help"), ", ".join(plan.helpers) if plan else "", "helpers"),
        (_("Answer to what gets in the way"), _strategy(plan), "strategy"),
    ]
    return [(label, theirs, said.get(name, str(mine[name]))) for label, theirs, name in pairs if name in mine]


def agenda_rows(agenda: Agenda | None, mine: list[str]) -> list[tuple[str, str, str]]:
    """Return the topics of both, line by line."""
    theirs = [topic.words for topic in agenda.topics.all()] if agenda else []
    many = max(len(theirs), len(mine))
    return [
        (
            _("Topic %(number)s") % {"number": place + 1},
            theirs[place] if place < len(theirs) else "",
            mine[place] if place < len(mine) else "",
        )
        for place in range(many)
    ]


def who_changed(strip: Strip) -> str:
    """Return who made what stands now, as far as it is known."""
    standing = strip.standing
    version = standing.plan_version if standing and standing.plan_version else None
    if version is not None and version.by is not None:
        return version.by.name
    return ""


def _score(value: int | None) -> str:
    return "" if value is None else str(value)


def _strategy(plan: Any) -> str:
    return next((row.strategy for row in plan.barriers.all() if row.strategy), "") if plan else ""
