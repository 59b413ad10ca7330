"""Tools placed on a visit follow their forms: given out with the form, to hand over again when it is taken back, done
when it comes back."""

from __future__ import annotations

from datetime import datetime

from teamlet.ground.access.principal import Principal
from teamlet.records.instruments.models import Form
from teamlet.records.instruments.queries.tools import carries, form_for
from teamlet.records.visits.actions.preparation import move_tool
from teamlet.records.visits.queries.preparation import tools_for_visits
from teamlet.records.visits.rules.words import ToolState

_FROM: dict[ToolState, frozenset[ToolState]] = {
    ToolState.GIVEN: frozenset({ToolState.PLACED}),
    ToolState.PLACED: frozenset({ToolState.GIVEN, ToolState.DONE}),
    ToolState.DONE: frozenset({ToolState.PLACED, ToolState.GIVEN}),
}


def move_tools(form: Form, to: ToolState, at: datetime, by: Principal) -> None:
    """Move the tools that the form carries, in the caller's transaction; one statement where there are none.

    A tool is to hand over again only where no other form of the visit is out or back for it.
    """
    if form.visit_id is None:
        return
    for tool in tools_for_visits(form.practice_id, [form.visit_id]).get(form.visit_id, ()):
        if tool.state not in _FROM[to] or not carries(form, tool):
            continue
        others = Form.objects.filter(visit_id=form.visit_id).exclude(pk=form.pk).order_by("-issued_at", "-id")
        if to is not ToolState.PLACED or form_for(tool, others) is None:
            move_tool(tool=tool, to=to, at=at, by=by)
