"""What patients wrote back: what waits, one reply, and what a person does with it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from teamlet.after_visit.presenters import replies as presenter
from teamlet.after_visit.views.loading import contact_or_404
from teamlet.ground import clock
from teamlet.ground.access.middleware import show
from teamlet.ground.access.pages import page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import SUPPORT
from teamlet.ground.reasons import Refused
from teamlet.ground.ui import errors
from teamlet.ground.ui.reason_words import say
from teamlet.records.followups import actions, forms
from teamlet.records.followups.rules.replies import ANSWERS
from teamlet.records.outreach.models import Reply
from teamlet.records.outreach.queries.replies import reply as find
from teamlet.records.outreach.rules.words import ReplyKind
from teamlet.records.tasks.actions import move_task


@page(roles=SUPPORT)
def replies(request: StaffRequest, practice: str) -> HttpResponse:
    """Show the replies that wait for a person, most urgent first; or those that were looked after."""
    return render(request, "after_visit/replies.jinja", presenter.replies_page(request.principal, request.GET))


@page(roles=SUPPORT, methods="GET POST", object="reply", event="followups.read_reply")
def reply(request: StaffRequest, practice: str, reply: str) -> HttpResponse:
    """Show a reply with its words, what it was taken for and why; a POST says that one looked after it."""
    found = _found(request, reply)
    form = forms.ReplyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.handle_reply(reply=found, note=form.cleaned_data["note"], at=clock.now(), by=request.principal)
        except Refused as refused:
            return errors.conflict(request, refused.reason)
        messages.success(request, _("Looked after. What was done is kept with the reply."))
        return redirect("after_visit:replies", practice=practice)
    context = presenter.reply_page(found, request.principal, whole="all" in request.GET, form=form)
    return render(request, "after_visit/reply.jinja", context, status=422 if form.errors else 200)


@page(roles=SUPPORT, methods="POST", object="reply")
def whose(request: StaffRequest, practice: str, reply: str) -> HttpResponse:
    """Say whose a reply is, of those who have the number or address."""
    found = _found(request, reply)
    person = presenter.possible(found).get(request.POST.get("patient", ""))
    if person is None:
        raise Http404
    try:
        actions.say_whose(reply=found, patient=person, at=clock.now(), by=request.principal)
    except Refused as refused:
        return errors.conflict(request, refused.reason)
    return redirect("after_visit:reply", practice=practice, reply=found.oid)


@page(roles=SUPPORT, methods="POST", object="reply")
def meaning(request: StaffRequest, practice: str, reply: str) -> HttpResponse:
    """Say that a reply answers how it went, 1 to 4."""
    found = _found(request, reply)
    kind = {each.value: each for each in ANSWERS}.get(request.POST.get("kind", ""))
    if kind is None:
        raise Http404
    try:
        actions.take_reply_as(reply=found, kind=ReplyKind(kind), at=clock.now(), by=request.principal)
    except Refused as refused:
        return errors.conflict(request, refused.reason)
    return redirect("after_visit:reply", practice=practice, reply=found.oid)


@page(roles=SUPPORT, methods="POST", object="reply")
def stop(request: StaffRequest, practice: str, reply: str) -> HttpResponse:
    """Stop messages to the number or address that wrote."""
    found = _found(request, reply)
    try:
        actions.stop_by_hand(reply=found, at=clock.now(), by=request.principal)
    except Refused as refused:
        return errors.conflict(request, refused.reason)
    messages.success(request, _("No more messages go to this number or address."))
    return redirect("after_visit:reply", practice=practice, reply=found.oid)


@page(roles=SUPPORT, methods="POST", object="reply")
def give_to(request: StaffRequest, practice: str, reply: str) -> HttpResponse:
    """Give the task of a reply to somebody else."""
    found, by = _found(request, reply), request.principal
    form = forms.OwnerForm(request.POST, owners=presenter.owners(by))
    task = presenter.task_of(found)
    if task is None:
        return errors.conflict(request, presenter.NO_TASK)
    if form.is_valid():
        to = form.owners[form.cleaned_data["owner"]]
        try:
            move_task(task=task, to=to, at=clock.now(), by=by)
        except Refused as refused:
            form.add_error("owner", say(refused.reason))
        else:
            messages.success(request, _("{name} has it now.").format(name=to.user.name))
            return redirect("after_visit:replies", practice=practice)
    context = presenter.reply_page(found, by, whole=False, form=forms.ReplyForm(), owner_form=form)
    return render(request, "after_visit/reply.jinja", context, status=422)


@page(roles=SUPPORT, methods="POST", object="contact")
def accept(request: StaffRequest, practice: str, contact: str) -> HttpResponse:
    """Take what the patient answered by text or email as how the contact went."""
    found, by = contact_or_404(request, contact), request.principal
    try:
        actions.accept_answer(contact=found, seen=request.POST.get("reply", ""), at=clock.now(), by=by)
    except Refused as refused:
        return errors.conflict(request, refused.reason)
    messages.success(request, _("Taken as told. The next contact is set."))
    return redirect("after_visit:worklist", practice=practice)


def _found(request: StaffRequest, oid: str) -> Reply:
    """Return a reply of the practice, and say whose record is shown when it leads to one person."""
    found = find(request.principal, oid)
    if found is None:
        raise Http404
    if found.patient is not None:
        show(request, found, found.patient)
    return found
