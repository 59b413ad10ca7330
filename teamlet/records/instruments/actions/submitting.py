"""Sending a form back, with its scores and who reads it; saying that it was read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from teamlet.content.instruments import Instrument
from teamlet.content.schema import Mode
from teamlet.ground.access.principal import Principal, user_of
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.instruments.actions.answers import check_way
from teamlet.records.instruments.actions.following import part_that_follows
from teamlet.records.instruments.actions.forms import lock_form, lock_way, move_form
from teamlet.records.instruments.actions.routing import open_asking_task, open_reading_task
from teamlet.records.instruments.actions.tools import move_tools
from teamlet.records.instruments.actions.wishes import INSTRUMENT as HELP_WANTED, keep_wishes
from teamlet.records.instruments.models import Form, FormAccess, Score
from teamlet.records.instruments.permissions import can_read, sensitivity_of
from teamlet.records.instruments.queries.forms import Given, Part, answers_by, author_that_counts, given_in, parts_of
from teamlet.records.instruments.rules.answers import unanswered_risks
from teamlet.records.instruments.rules.scoring import score
from teamlet.records.instruments.words import AskWhy, FormState
from teamlet.records.patients.actions.tables import mark_for_populations, mark_for_support
from teamlet.records.patients.models import Reading
from teamlet.records.patients.words import ReadingFrom
from teamlet.records.tasks.actions import end_task
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.words import TaskKind, TaskState
from teamlet.records.visits.rules.words import ToolState


@action
def submit_form(*, form: Form, mode: Mode, access: FormAccess | None = None, at: datetime, by: Principal) -> Form:
    """Send a form back: scores from the saved answers, a named reader, every way in closed.  Twice is the same as once.

    A tool on the visit that it carries is done.  A question about safety that nobody answered becomes a task to ask
    in person.  Raises ``Refused`` when the form is over otherwise, or not open to this browser or person.
    """
    form, access = lock_way(form, access)
    if form.state == FormState.SUBMITTED:
        audit(form, patient=form.patient, again=True)
        return form
    check_way(form, mode, access, at, by)
    given = given_in(form)
    parts = parts_of(form)
    for part in parts:
        if part.instrument.rules.scoring is not None:
            _keep_score(form, part, given, at)
        if part.instrument.id == HELP_WANTED:
            keep_wishes(form, answers_by(given, part.key, *author_that_counts(given, part.key)), at, by)
        if _left_open(part, given):
            open_asking_task(form, part.instrument, AskWhy.RISK_ITEM_UNANSWERED, at, by)
        elif _screen_left_open(form, part, given, mode, at):
            open_asking_task(form, part.instrument, AskWhy.SCREEN_LEFT_OPEN, at, by)
    form.mode = mode
    task = open_reading_task(form, [part.instrument for part in parts], at, by)
    form.reader_id = task.owner_id
    move_form(form, FormState.SUBMITTED, at, by)
    move_tools(form, ToolState.DONE, at, by)
    mark_for_support(form.practice_id, [form.patient_id])
    audit(form, patient=form.patient, mode=mode, answers=len(given), reader=task.owner.oid)
    return form


@action
def read_form(*, form: Form, at: datetime, by: Principal) -> Form:
    """Say that a returned form was read; its task ends.  Reading it again changes nothing.

    Raises ``Refused`` when it was not sent back, and for roles that may read none of its parts.
    """
    form = lock_form(form)
    if form.state != FormState.SUBMITTED:
        raise Refused(Reason("instruments.not_submitted"))
    if not any(can_read(by.roles, part.instrument) for part in parts_of(form)):
        raise Refused(Reason("instruments.role_may_not_read"))
    if form.read_at is None:
        form.read_at, form.read_by_id = at, user_of(by)
        form.save(update_fields=["read_at", "read_by"])
        for task in Task.objects.filter(
            practice=form.practice, kind=TaskKind.RETURNED_FORM, about_oid=form.oid, state=TaskState.OPEN
        ):
            end_task(task=task, state=TaskState.DONE, reason="read", at=at, by=by)
    audit(form, patient=form.patient)
    return form


def _left_open(part: Part, given: Iterable[Given]) -> bool:
    """Whether a question about safety was asked and nobody answered it."""
    answered = {each.item: each.value for each in given if each.part == part.key and each.value is not None}
    return bool(unanswered_risks(part.instrument, answered, asked=[item.id for item in part.items]))


def _screen_left_open(form: Form, part: Part, given: tuple[Given, ...], mode: Mode, at: datetime) -> bool:
    """Whether a screen was begun but not finished, so that nobody knows what follows."""
    if not part.instrument.rules.leads_to:
        return False
    author, name = author_that_counts(given, part.key)
    following = part_that_follows(form, part, answers_by(given, part.key, author, name), author, mode, at)
    return following.decision.reason.code == "instruments.screen_open"


def _keep_score(form: Form, part: Part, given: tuple[Given, ...], at: datetime) -> None:
    """Keep what an answered part adds up to; a total is a reading in the chart as well."""
    author, name = author_that_counts(given, part.key)
    answers = answers_by(given, part.key, author, name)
    if not answers:
        return
    result = score(part.instrument, answers)
    newest = max((each for each in given if each.part == part.key and each.author is author), key=lambda each: each.at)
    label = sensitivity_of(part.instrument)
    scoring = part.instrument.rules.scoring
    row = Score(
        form=form,
        practice=form.practice,
        patient=form.patient,
        instrument=part.instrument.id,
        version=part.instrument.version,
        total=result.total,
        state=result.state,
        band=result.band or "",
        answered=result.answered,
        reasons=[reason.as_dict() for reason in result.reasons],
        author=author,
        author_name=name,
        mode=newest.mode,
        language=newest.language,
        sensitivity=label,
        at=newest.at,
    )
    if result.total is not None and scoring is not None:
        row.reading_source = f"score:{row.oid}"
        Reading.objects.create(
            practice=form.practice,
            patient=form.patient,
            source_id=row.reading_source,
            sensitivity=label,
            code_system="http://loinc.org" if scoring.code else "urn:teamlet:score",
            code=scoring.code or part.instrument.id,
            display=_title(part.instrument),
            category="survey",
            value=result.total,
            unit="{score}",
            at=newest.at,
            day=newest.at.astimezone(ZoneInfo(form.patient.time_zone or form.practice.time_zone)).date(),
            origin=ReadingFrom.QUESTIONNAIRE,
            status="final",
        )
        mark_for_populations(form.practice_id, [form.patient_id])
    row.save()


def _title(instrument: Instrument) -> str:
    return instrument.title.raw("en" if instrument.title.has("en") else instrument.title.languages[0])
