"""Pools: owners of work that several people share; nobody signs in with one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, ngettext

from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import OFFICE, SUPPORT
from teamlet.ground.reasons import Refused
from teamlet.ground.ui.reason_words import say
from teamlet.office.forms import PoolForm
from teamlet.office.presenters.people import handover, pool_rows
from teamlet.records.practice import queries
from teamlet.records.practice.actions.pools import create_pool
from teamlet.records.practice.models import Membership
from teamlet.records.tasks.actions import close_pool_and_move, set_pool_and_move


@page(roles=OFFICE, methods="GET POST", sensitivity=Sensitivity.STAFF)
def pools(request: StaffRequest, practice: str) -> HttpResponse:
    """Show the pools; make one."""
    by = request.principal
    form = PoolForm(request.POST or None, people=_people(request))
    if request.method == "POST" and form.is_valid():
        try:
            create_pool(practice=queries.practice_of(by), **form.said(), by=by)
        except Refused as refused:
            form.add_error(_field(refused), say(refused.reason))
        else:
            return _done(request, _("Saved."), 0)
    context = {"here": "people", "pools": pool_rows(queries.pools(by)), "form": form, "stamp": stamps.make()}
    return render(request, "office/pools.jinja", context, status=422 if form.errors else 200)


@page(roles=OFFICE, methods="GET POST", sensitivity=Sensitivity.STAFF, object="pool")
def pool(request: StaffRequest, practice: str, pool: str) -> HttpResponse:
    """Change a pool; what it can no longer do goes to others."""
    found = _pool_or_404(request, pool)
    form = PoolForm.of(found, _people(request), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            moved = set_pool_and_move(pool=found, **form.said(), at=clock.now(), by=request.principal)
        except Refused as refused:
            form.add_error(_field(refused), say(refused.reason))
        else:
            return _done(request, _("Saved."), moved)
    context = {
        "here": "people",
        "pool": found,
        "form": form,
        "handover": handover(request.principal, found),
        "stamps": stamps.make,
    }
    return render(request, "office/pool.jinja", context, status=422 if form.errors else 200)


@page(roles=OFFICE, methods="POST", sensitivity=Sensitivity.STAFF, object="pool")
def close_pool(request: StaffRequest, practice: str, pool: str) -> HttpResponse:
    """Close a pool; its work goes to others, as that of a person who leaves."""
    found = _pool_or_404(request, pool)
    moved = close_pool_and_move(pool=found, at=clock.now(), by=request.principal)
    return _done(request, _("%(pool)s is closed.") % {"pool": found.called}, moved)


def _pool_or_404(request: StaffRequest, oid: str) -> Membership:
    found = queries.pool(request.principal, oid)
    if found is None:
        raise Http404
    return found


def _people(request: StaffRequest) -> list[Membership]:
    return queries.active_members(request.principal, roles=SUPPORT)


def _field(refused: Refused) -> str:
    """Return the field that the reason is about."""
    code = refused.reason.code
    if code in {"practice.name_not_usable", "practice.name_taken"}:
        return "name"
    return "roles" if "role" in code else "members"


def _done(request: StaffRequest, done: str, moved: int) -> HttpResponse:
    if moved:
        done += " " + ngettext("{count} task moved.", "{count} tasks moved.", moved).format(count=moved)
    messages.success(request, done)
    return redirect("office:pools", practice=request.principal.practice_key)
