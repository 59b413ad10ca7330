"""The tools that were placed on a visit, where a step of it needs them: to give, to open, back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from teamlet.during_visit.presenters.told import page_language
from teamlet.ground.access.principal import Principal
from teamlet.records.instruments.models import Form
from teamlet.records.instruments.queries import form_for, forms_for_visits, has_form
from teamlet.records.instruments.words import FormState
from teamlet.records.visits.models import PlacedTool, Visit
from teamlet.records.visits.queries.preparation import tools_for_visits
from teamlet.records.visits.rules.words import (
    HAND_OUTS,
    TOOL_FULL_LABELS,
    TOOL_PARTS,
    TOOL_STATE_LABELS,
    Tool,
    ToolPart,
    ToolState,
)

#: Bubbles that are marked on this screen in place of paper.
_ON_SCREEN = frozenset({Tool.BUBBLE_SHEET, Tool.PLATE_MENU})


def tools_on(visit: Visit, by: Principal, forms: list[Form] | None = None) -> dict[str, list[dict[str, Any]]]:
    """Return the visit's tools by the part they serve, those not used left out.

    One statement; a second where there are tools and ``forms`` (the visit's, newest first) are not given.
    """
    placed = [row for row in tools_for_visits(by, [visit.pk]).get(visit.pk, ()) if row.state != ToolState.SKIPPED]
    if placed and forms is None:
        forms = forms_for_visits(by, [visit.pk]).get(visit.pk, [])
    found: dict[str, list[dict[str, Any]]] = {part.value: [] for part in ToolPart}
    for row in placed:
        found[TOOL_PARTS.get(Tool(row.tool), ToolPart.AGENDA)].append(_row(row, visit, forms or (), by))
    return found


def _row(row: PlacedTool, visit: Visit, forms: Iterable[Form], by: Principal) -> dict[str, Any]:
    form = form_for(row, forms)
    is_open = row.state in {ToolState.PLACED, ToolState.GIVEN}
    return {
        "oid": row.oid,
        "label": _(TOOL_FULL_LABELS[Tool(row.tool)]),
        "state": row.state,
        "state_label": _(TOOL_STATE_LABELS[ToolState(row.state)]),
        "at": row.ended_at or row.given_at,
        "is_open": is_open,
        "form": form.oid if form is not None else "",
        "is_back": form is not None and form.state == FormState.SUBMITTED,
        "has_form": has_form(row),
        "address": _address(Tool(row.tool), visit, by) if is_open else "",
    }


def _address(tool: Tool, visit: Visit, by: Principal) -> str:
    """Return where a tool opens that is no form of its own, or an empty text."""
    practice = {"practice": by.practice_key}
    if tool in HAND_OUTS:
        address = reverse("before_visit:shelf_hand_out", kwargs=practice | {"handout": tool.value})
        return f"{address}?language={page_language(visit.patient)}"
    if tool is Tool.THREE_QUESTIONS:
        return reverse("before_visit:card", kwargs=practice | {"visit": visit.oid})
    return reverse("during_visit:menu", kwargs=practice | {"visit": visit.oid}) if tool in _ON_SCREEN else ""
