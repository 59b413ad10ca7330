"""Taking work out of a pool."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from teamlet.ground import clock
from teamlet.ground.access.pages import page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import SUPPORT
from teamlet.ground.reasons import Refused
from teamlet.ground.ui import errors
from teamlet.home.views.start import way_back
from teamlet.records.tasks.actions import take_task
from teamlet.records.tasks.queries import task as task_of


@page(roles=SUPPORT, methods="POST", object="task")
def take(request: StaffRequest, practice: str, task: str) -> HttpResponse:
    """Take a task out of a pool of one's own and return to where they were; undo gives it back."""
    found = task_of(request.principal, task)
    if found is None:
        raise Http404
    try:
        take_task(task=found, at=clock.now(), by=request.principal)
    except Refused as refused:
        return errors.conflict(request, refused.reason)
    messages.success(request, _("Taken. It is yours now."))
    return redirect(way_back(request, practice))
