"""Schedules that come as files: chosen, columns named, looked through, imported."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from teamlet.before_visit.forms import ColumnsForm, UploadForm
from teamlet.before_visit.presenters import imports as rows
from teamlet.bridges.spreadsheets import actions, queries
from teamlet.bridges.spreadsheets.exporting import as_csv
from teamlet.bridges.spreadsheets.load import lacking, look_through, samples_of, stage, unknown_kinds
from teamlet.bridges.spreadsheets.models import ScheduleImport
from teamlet.bridges.spreadsheets.reading import Unreadable
from teamlet.bridges.spreadsheets.words import ImportState
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import FINDS_PATIENTS, OFFICE
from teamlet.ground.jobs.queue import add
from teamlet.ground.reasons import Refused
from teamlet.ground.ui.reason_words import say

SCHEDULERS = FINDS_PATIENTS | OFFICE
#: Seconds after which the page of a running import looks again.
LOOK_AGAIN = 3


# Not once: reading a file takes seconds in which nobody else should wait for the database; the same file twice is one.
@page(roles=SCHEDULERS, methods="GET POST", sensitivity=Sensitivity.PATIENT, once=False)
def imports(request: StaffRequest, practice: str) -> HttpResponse:
    """List the schedules that came; take another."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        try:
            run = _staged(form.cleaned_data["file"], request)
        except Unreadable as refused:
            form.add_error("file", say(refused.reason))
        else:
            if run.state == ImportState.RUNNING:
                # The same file while its import stands still: it goes on.
                _put_to_work(run, practice, f"schedule/{run.oid}/{run.mark}")
            return redirect("before_visit:import", practice=practice, schedule_import=run.oid)
    context = {
        "form": form,
        "rows": [rows.import_row(run) for run in queries.schedule_imports(request.principal)],
        "waiting": queries.unplaced_count(request.principal),
    }
    return render(request, "before_visit/imports.jinja", context, status=422 if form.errors else 200)


def _staged(upload: UploadedFile, request: StaffRequest) -> ScheduleImport:
    """Read an upload and, where the columns are clear, look it through."""
    with tempfile.NamedTemporaryFile(prefix="teamlet-schedule-", suffix=Path(upload.name or "").suffix[:12]) as kept:
        for piece in upload.chunks():
            kept.write(piece)
        kept.flush()
        run = stage(Path(kept.name), upload.name or "schedule", by=request.principal)
    if run.state == ImportState.STAGED and not lacking(run) and not unknown_kinds(run):
        run = _looked_through(run, request, run.columns, run.date_order, {})
    return run


def _looked_through(
    run: ScheduleImport, request: StaffRequest, chosen: dict[str, int], order: str, kinds: dict[str, str]
) -> ScheduleImport:
    by = request.principal
    run = actions.choose_columns(run=run, columns=chosen, date_order=order, kinds=kinds, at=clock.now(), by=by)
    return look_through(run, by=by)


@page(roles=SCHEDULERS, sensitivity=Sensitivity.PATIENT, object="schedule_import")
def one_import(request: StaffRequest, practice: str, schedule_import: str) -> HttpResponse:
    """Show what an import would do or did, with every problem; while it runs, how far it is."""
    run = _run(request, schedule_import)
    if run.state == ImportState.STAGED:
        return redirect("before_visit:columns", practice=practice, schedule_import=run.oid)
    response = render(request, "before_visit/import.jinja", {**rows.one(run), "stamps": stamps.make})
    if run.state == ImportState.RUNNING:
        response["Refresh"] = str(LOOK_AGAIN)
    return response


@page(roles=SCHEDULERS, methods="GET POST", sensitivity=Sensitivity.PATIENT, object="schedule_import", once=False)
def columns(request: StaffRequest, practice: str, schedule_import: str) -> HttpResponse:
    """Ask what the columns mean; then look the file through."""
    run = _run(request, schedule_import)
    form = _columns_form(run, request)
    if request.method == "POST" and form.is_valid():
        chosen = {target.value: number for target, number in form.chosen().items()}
        try:
            _looked_through(run, request, chosen, form.cleaned_data["date_order"], form.kinds_chosen())
        except Refused as refused:
            messages.warning(request, say(refused))
        return redirect("before_visit:import", practice=practice, schedule_import=run.oid)
    context = {"form": form, "run": rows.import_row(run)}
    return render(request, "before_visit/columns.jinja", context, status=422 if form.errors else 200)


def _columns_form(run: ScheduleImport, request: StaffRequest) -> ColumnsForm:
    return ColumnsForm(
        request.POST or None,
        names=run.names if run.format != "fhir" else [],
        columns=run.columns,
        samples=samples_of(run),
        kinds=unknown_kinds(run),
        initial={"date_order": run.date_order},
    )


@page(roles=SCHEDULERS, methods="POST", sensitivity=Sensitivity.PATIENT, object="schedule_import")
def begin(request: StaffRequest, practice: str, schedule_import: str) -> HttpResponse:
    """Let the import begin; the worker carries it out."""
    run = _run(request, schedule_import)
    try:
        actions.begin_import(run=run, by=request.principal)
    except Refused as refused:
        messages.warning(request, say(refused))
    else:
        _put_to_work(run, practice, f"schedule/{run.oid}")
    return redirect("before_visit:import", practice=practice, schedule_import=run.oid)


def _put_to_work(run: ScheduleImport, practice: str, occurrence: str) -> None:
    arguments: dict[str, Any] = {"practice": practice, "oid": run.oid}
    add("spreadsheets.import_schedule", occurrence=occurrence, arguments=arguments, now=clock.now())


@page(roles=SCHEDULERS, methods="POST", sensitivity=Sensitivity.PATIENT, object="schedule_import")
def withdraw(request: StaffRequest, practice: str, schedule_import: str) -> HttpResponse:
    """Forget a file that was not imported."""
    run = _run(request, schedule_import)
    try:
        actions.withdraw_import(run=run, at=clock.now(), by=request.principal)
        messages.success(request, _("Nothing was imported. The file's lines are deleted."))
    except Refused as refused:
        messages.warning(request, say(refused))
    return redirect("before_visit:imports", practice=practice)


@page(roles=SCHEDULERS, sensitivity=Sensitivity.PATIENT, object="schedule_import")
def problems_file(request: StaffRequest, practice: str, schedule_import: str) -> HttpResponse:
    """Hand out every problem of an import as a file."""
    run = _run(request, schedule_import)
    header = [_("Line"), _("What became of it"), _("Why")]
    table = as_csv(header, rows.problem_table(queries.problems_of(run)))
    response = HttpResponse(table, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="problems.csv"'
    return response


def _run(request: StaffRequest, oid: str) -> ScheduleImport:
    run = queries.schedule_import(request.principal, oid)
    if run is None:
        raise Http404
    return run
