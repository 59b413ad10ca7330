"""Taking a form that came back out of use: entered in error."""

from __future__ import annotations

from datetime import datetime

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.instruments.actions.forms import lock_form, move_form
from teamlet.records.instruments.actions.tools import move_tools
from teamlet.records.instruments.actions.wishes import take_wishes_back
from teamlet.records.instruments.models import Form
from teamlet.records.instruments.permissions import can_read
from teamlet.records.instruments.queries.forms import parts_of
from teamlet.records.instruments.words import FormState, InErrorWhy
from teamlet.records.patients.actions.tables import mark_for_populations, mark_for_support
from teamlet.records.patients.models import Reading
from teamlet.records.tasks.actions import end_task
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.words import TaskKind, TaskState
from teamlet.records.visits.rules.words import ToolState


@action
def enter_form_in_error(*, form: Form, why: InErrorWhy, at: datetime, by: Principal) -> Form:
    """Mark a returned form as entered in error: nothing is deleted, and nothing made from it counts any more.

    Its readings are entered in error, its scores and answers are left out of trends and of "asked before", help that
    was asked for in it is taken back, its reader has nothing to read, and a tool of the visit is to hand over again.
    A safety alert and a task to ask in person stay: only a person closes them.

    Raises ``Refused`` for a form that did not come back, and for roles that may not read all of its parts.
    """
    form = lock_form(form)
    if not all(can_read(by.roles, part.instrument) for part in parts_of(form)):
        raise Refused(Reason("instruments.role_may_not_read"))
    move_form(form, FormState.ENTERED_IN_ERROR, at, by, why.value)
    sources = list(form.scores.exclude(reading_source="").values_list("reading_source", flat=True))
    marked = Reading.objects.filter(practice=form.practice, patient=form.patient, source_id__in=sources).update(
        entered_in_error=True, status="entered-in-error"
    )
    if marked:
        mark_for_populations(form.practice_id, [form.patient_id])
    mark_for_support(form.practice_id, [form.patient_id])
    take_wishes_back(form, at, by)
    move_tools(form, ToolState.PLACED, at, by)
    for task in Task.objects.filter(
        practice=form.practice, kind=TaskKind.RETURNED_FORM, about_oid=form.oid, state=TaskState.OPEN
    ):
        end_task(task=task, state=TaskState.DONE, reason="in_error", at=at, by=by)
    audit(form, patient=form.patient, why=why, readings=marked)
    return form
