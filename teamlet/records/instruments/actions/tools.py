"""Tools placed on a visit follow their forms: given out with the form, to hand over again when it is taken back, done
when it comes back."""

from __future__ import annotations

from datetime import datetime

from teamlet.ground.access.principal import Principal
from teamlet.records.instruments.models import Form
from teamlet.records.instruments.queries.tools import carries
from teamlet.records.visits.actions.preparation import move_tool
from teamlet.records.visits.queries.preparation import tools_for_visits
from teamlet.records.visits.rules.words import ToolState

_FROM: dict[ToolState, frozenset[ToolState]] = {
    ToolState.GIVEN: frozenset({ToolState.PLACED}),
    ToolState.PLACED: frozenset({ToolState.GIVEN}),
    ToolState.DONE: frozenset({ToolState.PLACED, ToolState.GIVEN}),
}


def move_tools(form: Form, to: ToolState, at: datetime, by: Principal) -> None:
    """Move the tools that the form carries, in the caller's transaction; one statement where there are none."""
    if form.visit_id is None:
        return
    for tool in tools_for_visits(form.practice_id, [form.visit_id]).get(form.visit_id, ()):
        if tool.state in _FROM[to] and carries(form, tool):
            move_tool(tool=tool, to=to, at=at, by=by)
