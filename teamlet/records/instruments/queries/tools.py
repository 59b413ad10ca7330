"""Which form belongs to a tool that was placed on a visit: the one that asks what the tool asks."""

from __future__ import annotations

from collections.abc import Iterable

from teamlet.records.instruments.models import Form
from teamlet.records.instruments.queries.forms import RUNNING
from teamlet.records.instruments.words import FormPurpose, FormState
from teamlet.records.visits.models import PlacedTool
from teamlet.records.visits.rules.words import TOOL_INSTRUMENTS, Tool


def has_form(tool: PlacedTool) -> bool:
    """Whether a form can be given out for the tool; the others are things to hand over."""
    return tool.tool in TOOL_INSTRUMENTS


def carries(form: Form, tool: PlacedTool) -> bool:
    """Whether the form, of the tool's visit, asks what the tool asks."""
    if form.visit_id != tool.visit_id or not has_form(tool):
        return False
    if tool.tool == Tool.VISIT_PREPARATION and form.purpose == FormPurpose.VISIT_PREPARATION:
        return True
    return TOOL_INSTRUMENTS[Tool(tool.tool)] in {key.partition("@")[0] for key in form.parts}


def form_for(tool: PlacedTool, forms: Iterable[Form]) -> Form | None:
    """Return the one of these forms (newest first) that is out or back for the tool, or None.

    One that is back comes before one that is out.
    """
    found = [form for form in forms if carries(form, tool)]
    back = (form for form in found if form.state == FormState.SUBMITTED)
    out = (form for form in found if form.state in RUNNING)
    return next(back, None) or next(out, None)
