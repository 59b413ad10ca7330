"""Who works here: inviting, roles, suspending, leaving.  Open tasks go to others in the same act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import OFFICE, ROLE_LABELS, Role
from teamlet.ground.reasons import Refused
from teamlet.ground.ui.reason_words import say
from teamlet.office.forms import CalledForm, InviteForm, ReasonForm, RolesForm
from teamlet.office.presenters.people import person_page, pool_rows, staff_rows
from teamlet.records.practice import queries
from teamlet.records.practice.actions import people as actions
from teamlet.records.practice.models import Membership
from teamlet.records.practice.words import MembershipState
from teamlet.records.tasks.actions import change_roles, leave_practice, suspend_person


@page(roles=OFFICE, sensitivity=Sensitivity.STAFF)
def people(request: StaffRequest, practice: str) -> HttpResponse:
    """List everybody who works or worked here."""
    rows = staff_rows(queries.members(request.principal, list(MembershipState)))
    pools = pool_rows(queries.pools(request.principal))
    return render(request, "office/people.jinja", {"here": "people", "rows": rows, "pools": pools})


@page(roles=OFFICE, methods="GET POST", sensitivity=Sensitivity.STAFF, once=False)
def invite(request: StaffRequest, practice: str) -> HttpResponse:
    """Invite somebody; the link is shown once, here."""
    by = request.principal
    form = InviteForm(request.POST or None, sites=queries.sites(by))
    link = ""
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        site = queries.site(by, values["site"]) if values["site"] else None
        try:
            _invitation, token = actions.invite_person(
                practice=queries.practice_of(by),
                email=values["email"],
                name=values["name"],
                called=values["called"],
                roles=form.chosen(),
                site=site,
                by=by,
            )
        except Refused as refused:
            form.add_error("email", say(refused.reason))
        else:
            link = _link(request, token)
    context = {"here": "people", "form": form, "link": link, "name": form.data.get("name", "")}
    return render(request, "office/invite.jinja", context, status=422 if form.errors else 200)


@page(roles=OFFICE, sensitivity=Sensitivity.STAFF, object="member")
def person(request: StaffRequest, practice: str, member: str) -> HttpResponse:
    """Show one person with everything that can be changed about their place here."""
    return _person_page(request, _member_or_404(request, member))


@page(roles=OFFICE, methods="POST", sensitivity=Sensitivity.STAFF, object="member", step_up=True)
def roles(request: StaffRequest, practice: str, member: str) -> HttpResponse:
    """Change what somebody does here."""
    found = _member_or_404(request, member)
    form = RolesForm(request.POST)
    return _act(
        request,
        found,
        {"roles": form},
        lambda: change_roles(membership=found, roles=form.chosen(), at=clock.now(), by=request.principal),
        _("Roles saved. %(who)s signs in again.") % {"who": found.called},
    )


@page(roles=OFFICE, methods="POST", sensitivity=Sensitivity.STAFF, object="member")
def called(request: StaffRequest, practice: str, member: str) -> HttpResponse:
    """Change the name that patients hear."""
    found = _member_or_404(request, member)
    form = CalledForm(request.POST)
    return _act(
        request,
        found,
        {"called": form},
        lambda: actions.set_called(
            membership=found,
            called=form.cleaned_data["called"],
            languages=form.cleaned_data["languages"],
            by=request.principal,
        ),
        _("Saved."),
    )


@page(roles=OFFICE, methods="POST", sensitivity=Sensitivity.STAFF, object="member", step_up=True)
def suspend(request: StaffRequest, practice: str, member: str) -> HttpResponse:
    """Close the practice to somebody for now."""
    return _close(request, member, "suspend", suspend_person, _("%(who)s cannot open anything here for now."))


@page(roles=OFFICE, methods="POST", sensitivity=Sensitivity.STAFF, object="member")
def restore(request: StaffRequest, practice: str, member: str) -> HttpResponse:
    """Open the practice again to somebody who was suspended."""
    found = _member_or_404(request, member)
    return _act(
        request,
        found,
        {},
        lambda: actions.restore_membership(membership=found, by=request.principal),
        _("%(who)s works here again.") % {"who": found.called},
    )


@page(roles=OFFICE, methods="POST", sensitivity=Sensitivity.STAFF, object="member", step_up=True)
def remove(request: StaffRequest, practice: str, member: str) -> HttpResponse:
    """Close the practice to somebody who left."""
    return _close(request, member, "remove", leave_practice, _("%(who)s no longer works here."))


@page(roles=OFFICE, methods="POST", sensitivity=Sensitivity.STAFF, object="member", once=False, step_up=True)
def new_link(request: StaffRequest, practice: str, member: str) -> HttpResponse:
    """Make a new link: to join for the invited, to set a password for the active; shown once, here."""
    found = _member_or_404(request, member)
    make = actions.renew_invitation if found.state == MembershipState.INVITED else actions.allow_new_password
    try:
        _invitation, token = make(membership=found, by=request.principal)
    except Refused as refused:
        messages.warning(request, say(refused.reason))
        return _back(request, found)
    return _person_page(request, found, link=_link(request, token))


@page(roles=OFFICE, methods="POST", sensitivity=Sensitivity.STAFF, object="member", step_up=True)
def drop_second_factor(request: StaffRequest, practice: str, member: str) -> HttpResponse:
    """Remove a lost authenticator; the next sign-in sets up a new one."""
    found = _member_or_404(request, member)
    return _act(
        request,
        found,
        {},
        lambda: actions.clear_second_factor(membership=found, by=request.principal),
        _("Removed. The next sign-in sets up a new one."),
    )


def _close(request: StaffRequest, oid: str, part: str, act: Callable[..., int], done: str) -> HttpResponse:
    """Let ``act`` close the practice to this person, for the reason that the form of this part names."""
    found = _member_or_404(request, oid)
    form = ReasonForm(request.POST)
    return _act(
        request,
        found,
        {part: form},
        lambda: act(membership=found, reason=form.cleaned_data["reason"], at=clock.now(), by=request.principal),
        done % {"who": found.called},
    )


def _act(
    request: StaffRequest, member: Membership, forms: dict[str, Any], act: Callable[[], Any], done: str
) -> HttpResponse:
    """Carry out ``act`` when the form is good; say what was done and how many tasks moved."""
    if all(form.is_valid() for form in forms.values()):
        try:
            moved = act()
        except Refused as refused:
            messages.warning(request, say(refused.reason))
            return _back(request, member)
        if isinstance(moved, int) and moved:
            done += " " + ngettext("{count} task moved.", "{count} tasks moved.", moved).format(count=moved)
        messages.success(request, done)
        return _back(request, member)
    return _person_page(request, member, bound=forms)


def _person_page(
    request: StaffRequest, member: Membership, *, link: str = "", bound: dict[str, Any] | None = None
) -> HttpResponse:
    held = [row.role for row in member.held_roles.all()]
    forms = {
        "roles": RolesForm(initial={"roles": held}),
        "called": CalledForm(initial={"called": member.called, "languages": member.languages}),
        "suspend": ReasonForm(auto_id="suspend_%s"),
        "remove": ReasonForm(auto_id="remove_%s"),
    } | (bound or {})
    context = {
        "here": "people",
        **person_page(request.principal, member),
        "forms": forms,
        "link": link,
        "stamps": stamps.make,
        "role_names": [_(ROLE_LABELS[Role(role)]) for role in held],
    }
    return render(request, "office/person.jinja", context, status=422 if bound else 200)


def _back(request: StaffRequest, member: Membership) -> HttpResponse:
    return redirect("office:person", practice=request.principal.practice_key, member=member.oid)


def _link(request: StaffRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("open_invitation", args=[token]))


def _member_or_404(request: StaffRequest, oid: str) -> Membership:
    found = queries.member(request.principal, oid)
    if found is None:
        raise Http404
    return found
