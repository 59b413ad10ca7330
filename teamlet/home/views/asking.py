"""What somebody asks a patient in person because a form left it open, and links that are locked."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from teamlet.ground import clock
from teamlet.ground.access.pages import page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import FINDS_PATIENTS
from teamlet.ground.reasons import Refused
from teamlet.ground.ui import errors
from teamlet.home.presenters import asking as presenter
from teamlet.records.tasks.actions import end_task
from teamlet.records.tasks.words import TaskState


@page(roles=FINDS_PATIENTS)
def to_ask(request: StaffRequest, practice: str) -> HttpResponse:
    """Show whom to ask in person and why, and which links are locked."""
    return render(request, "home/to_ask.jinja", presenter.context(request.principal))


@page(roles=FINDS_PATIENTS, methods="POST", object="task")
def asked(request: StaffRequest, practice: str, task: str) -> HttpResponse:
    """Say that it was asked, or that the patient has a new link."""
    found = presenter.task_for(request.principal, task)
    if found is None:
        raise Http404
    try:
        end_task(task=found, state=TaskState.DONE, reason="asked", at=clock.now(), by=request.principal)
    except Refused as refused:
        return errors.conflict(request, refused.reason)
    messages.success(request, _("Done. It leaves the list."))
    return redirect("home:to_ask", practice=practice)
