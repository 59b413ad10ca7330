"""The words of prompts, menus, letters and cautions: draft, approval, in force, and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.signing import BadSignature
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from teamlet.content import library
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest, count_in
from teamlet.ground.access.roles import OFFICE
from teamlet.ground.reasons import Refused
from teamlet.ground.ui.reason_words import say
from teamlet.office.presenters.content import EDITED_HERE, content_list, editor, theirs_of
from teamlet.records.library import actions, queries
from teamlet.records.library.forms import ContentForm
from teamlet.records.library.permissions import EDITS_CONTENT


@page(roles=EDITS_CONTENT, sensitivity=Sensitivity.STAFF)
def content(request: StaffRequest, practice: str) -> HttpResponse:
    """List all content with the version in force."""
    by = request.principal
    context = {"here": "content", "runs": by.has(OFFICE), "groups": content_list(by)}
    return render(request, "office/content.jinja", context)


@page(roles=EDITS_CONTENT, methods="GET POST", sensitivity=Sensitivity.STAFF)
def content_item(request: StaffRequest, practice: str, kind: str, content_id: str) -> HttpResponse:
    """Show one piece of content as a form; save it as a draft."""
    by = request.principal
    _check_known(kind, content_id)
    made = queries.draft(by, kind, content_id)
    body = made.body if made else queries.body_of(by, kind, content_id)
    form = ContentForm(request.POST or None, body=body, note=made.note if made else "")
    theirs: dict[str, str] = {}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_draft(
                kind=kind,
                id=content_id,
                body=form.made(),
                seen=_seen(request, "content"),
                seen_draft=_seen(request, "draft"),
                note=form.cleaned_data["note"],
                at=clock.now(),
                by=by,
            )
        except Refused as refused:
            form.add_error(None, say(refused.reason))
            theirs, status = theirs_of(form, body), 409
        else:
            messages.success(request, _("Draft saved. What patients see has not changed yet."))
            return redirect("office:content_item", practice=practice, kind=kind, content_id=content_id)
    newest = queries.history(by, kind, content_id, limit=1)
    context = {
        "here": "content",
        "runs": by.has(OFFICE),
        **editor(by, kind, content_id, form, theirs),
        "stamp": stamps.make(
            seen={
                "content": newest[0].number if newest else 0,
                "draft": queries.mark_of(newest[0] if newest else None),
            }
        ),
        "stamps": stamps.make,
    }
    return render(request, "office/content_item.jinja", context, status=status)


@page(roles=EDITS_CONTENT, methods="POST", sensitivity=Sensitivity.STAFF)
def approve(request: StaffRequest, practice: str, kind: str, content_id: str) -> HttpResponse:
    """Put the draft in force."""
    return _act(
        request,
        kind,
        content_id,
        lambda: actions.approve_draft(
            kind=kind,
            id=content_id,
            number=count_in(request.POST.get("number")) or 0,
            at=clock.now(),
            by=request.principal,
        ),
        _("In force from now on."),
    )


@page(roles=EDITS_CONTENT, methods="POST", sensitivity=Sensitivity.STAFF)
def discard(request: StaffRequest, practice: str, kind: str, content_id: str) -> HttpResponse:
    """Throw the draft away."""
    return _act(
        request,
        kind,
        content_id,
        lambda: actions.discard_draft(kind=kind, id=content_id, by=request.principal),
        _("The draft is gone. What was in force stays."),
    )


@page(roles=EDITS_CONTENT, methods="POST", sensitivity=Sensitivity.STAFF)
def bring_back(request: StaffRequest, practice: str, kind: str, content_id: str, number: int) -> HttpResponse:
    """Make an earlier version the draft again; number 0 is the shipped one."""
    _check_known(kind, content_id)
    if number and queries.version(request.principal, kind, content_id, number) is None:
        raise Http404
    return _act(
        request,
        kind,
        content_id,
        lambda: actions.restore_version(kind=kind, id=content_id, number=number, at=clock.now(), by=request.principal),
        _("The earlier version is a draft now. It waits for approval."),
    )


def _act(request: StaffRequest, kind: str, content_id: str, act: Callable[[], Any], done: str) -> HttpResponse:
    _check_known(kind, content_id)
    try:
        act()
    except Refused as refused:
        messages.warning(request, say(refused.reason))
    else:
        messages.success(request, done)
    return redirect("office:content_item", practice=request.principal.practice_key, kind=kind, content_id=content_id)


def _check_known(kind: str, content_id: str) -> None:
    if kind not in EDITED_HERE or content_id not in library.ids(kind):
        raise Http404


def _seen(request: StaffRequest, what: str) -> int:
    try:
        return stamps.read(request.POST.get(stamps.FIELD, "")).seen.get(what, -1)
    except BadSignature:
        return -1
