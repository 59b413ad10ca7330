"""The worklist, the guided contact, tries, another day, another owner, and the end of follow-up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from teamlet.after_visit.presenters import contacts as presenter, guide, worklist as lists
from teamlet.after_visit.presenters.letters import may_be_sent
from teamlet.after_visit.views.loading import contact_or_404, principal_of
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.middleware import show
from teamlet.ground.access.pages import page
from teamlet.ground.access.roles import SUPPORT
from teamlet.ground.reasons import ChangedMeanwhile, Refused
from teamlet.ground.ui.reason_words import say
from teamlet.records.followups import actions, forms, queries
from teamlet.records.followups.models import Contact
from teamlet.records.followups.rules import ClosingFacts
from teamlet.records.followups.words import AttemptResult, Channel, ClosingReason
from teamlet.records.plans.words import PlanOutcome
from teamlet.records.tasks.actions import move_task


@page(roles=SUPPORT)
def worklist(request: HttpRequest, practice: str) -> HttpResponse:
    """Show contacts due, overdue and coming up in the order of the list; filters are codes in the address."""
    return render(request, "after_visit/worklist.jinja", lists.worklist_page(principal_of(request), request.GET))


@page(roles=SUPPORT, methods="GET POST", object="contact", event="followups.read_contact")
def contact(request: HttpRequest, practice: str, contact: str) -> HttpResponse:
    """Guide through a contact and save what was told; somebody else's earlier save is shown beside what was typed."""
    found, by = contact_or_404(request, contact), principal_of(request)
    show(request, found, found.patient)
    talk = presenter.Talk(found, by)
    form = talk.form(request.POST if request.method == "POST" else None)
    plan_seen = presenter.plan_seen(request.POST, found)
    if form.is_bound and form.is_valid():
        try:
            at = clock.now()
            report = actions.report_contact(contact=found, told=talk.told(form), plan_seen=plan_seen, at=at, by=by)
        except ChangedMeanwhile as changed:
            return _compare(request, found, form, changed.section)
        except Refused as refused:
            form.add_error(presenter.field_of(refused.reason), say(refused.reason))
        else:
            _say_what_is_odd(request, found, at)
            return redirect(presenter.after_save(report, by))
    context = presenter.contact_page(talk, form, plan_seen=plan_seen)
    return render(request, "after_visit/contact.jinja", context, status=422 if form.errors else 200)


@page(roles=SUPPORT, object="contact")
def proposal(request: HttpRequest, practice: str, contact: str) -> HttpResponse:
    """Return the sentence about the next contact for what is chosen in the form so far."""
    found = contact_or_404(request, contact)
    sentence = presenter.Talk(found, principal_of(request)).sentence(request.GET)
    return render(request, "after_visit/proposal.jinja", {"sentence": sentence})


@page(roles=SUPPORT, methods="POST", object="contact")
def attempt(request: HttpRequest, practice: str, contact: str) -> HttpResponse:
    """Record one try; what to do next is shown on the contact's page."""
    found, by = contact_or_404(request, contact), principal_of(request)
    form = forms.AttemptForm(request.POST)
    if not form.is_valid():
        return _again(request, found, attempt_form=form)
    channel, result = Channel(form.cleaned_data["channel"]), AttemptResult(form.cleaned_data["result"])
    try:
        actions.record_attempt(contact=found, channel=channel, result=result, at=clock.now(), by=by)
    except ChangedMeanwhile:
        return _compare(request, found, form)
    return redirect("after_visit:contact", practice=practice, contact=found.oid)


@page(roles=SUPPORT, methods="POST", object="contact")
def reschedule(request: HttpRequest, practice: str, contact: str) -> HttpResponse:
    """Agree on another day, time, channel or owner."""
    found, by = contact_or_404(request, contact), principal_of(request)
    form = forms.MoveForm(request.POST, owners=presenter.owners(by))
    if form.is_valid():
        at = clock.now()
        try:
            fresh = actions.reschedule_contact(contact=found, said=form.contact_said(), at=at, by=by)
        except ChangedMeanwhile:
            return _compare(request, found, form)
        except Refused as refused:
            form.add_error("agreed_on", say(refused.reason))
        else:
            _say_what_is_odd(request, found, at)
            return redirect("after_visit:contact", practice=practice, contact=fresh.oid)
    return _again(request, found, move_form=form)


@page(roles=SUPPORT, methods="POST", object="contact")
def close(request: HttpRequest, practice: str, contact: str) -> HttpResponse:
    """End follow-up with a coded reason; what that reason misses is named beside its field."""
    found, by = contact_or_404(request, contact), principal_of(request)
    form = forms.CloseForm(request.POST)
    if form.is_valid():
        reason = ClosingReason(form.cleaned_data["reason"])
        facts = _closing_facts(found, form.cleaned_data, by)
        for missing in presenter.closing_problems(reason, facts):
            form.add_error(presenter.field_of(missing, closing=True), say(missing))
    if form.is_valid():
        try:
            actions.close_contact(contact=found, reason=reason, facts=facts, at=clock.now(), by=by)
        except ChangedMeanwhile:
            return _compare(request, found, form)
        messages.success(request, _("Follow-up ended. The reason is kept with the goal."))
        return redirect("after_visit:worklist", practice=practice)
    return _again(request, found, close_form=form)


@page(roles=SUPPORT, methods="POST", object="contact")
def give_to(request: HttpRequest, practice: str, contact: str) -> HttpResponse:
    """Give the contact to another active person; the list shows from whom it came and why."""
    found, by = contact_or_404(request, contact), principal_of(request)
    form = forms.OwnerForm(request.POST, owners=presenter.owners(by))
    if form.is_valid():
        to = form.owners[form.cleaned_data["owner"]]
        try:
            move_task(task=found.task, to=to, at=clock.now(), by=by)
        except Refused as refused:
            form.add_error("owner", say(refused.reason))
        else:
            messages.success(request, _("{name} has it now.").format(name=to.user.name))
            return redirect("after_visit:worklist", practice=practice)
    return _again(request, found, owner_form=form)


@page(roles=SUPPORT, object="contact", event="followups.read_letter")
def letter(request: HttpRequest, practice: str, contact: str) -> HttpResponse:
    """Show the letter "we are here" in the patient's language, ready to print."""
    found = contact_or_404(request, contact)
    show(request, found, found.patient)
    context = {**guide.letter(found), "why_not_print": may_be_sent(principal_of(request), found)}
    context["stamp"] = stamps.make(patient_oid=found.patient.oid)
    return render(request, "after_visit/letter.jinja", context)


def _closing_facts(found: Contact, values: dict[str, Any], by: Any) -> ClosingFacts:
    return presenter.closing_facts(
        found,
        last_status=PlanOutcome(values["last_status"]) if values["last_status"] else None,
        ask_again_on=values["ask_again_on"],
        program=values["program"],
        by=by,
    )


def _say_what_is_odd(request: HttpRequest, found: Contact, at: datetime) -> None:
    """Say after a save that somebody else has the next contact, or that it is on a holiday or a day off."""
    for reason in queries.to_say(principal_of(request), found.patient_id, at):
        messages.warning(request, say(reason))


def _again(request: HttpRequest, found: Contact, **shown: Any) -> HttpResponse:
    """Show the contact's page again with the form that needs a look, everything typed kept."""
    show(request, found, found.patient)
    talk = presenter.Talk(found, principal_of(request))
    context = presenter.contact_page(talk, talk.form(None), **shown)
    return render(request, "after_visit/contact.jinja", context, status=422)


def _compare(request: HttpRequest, found: Contact, form: Any, section: str = "contact") -> HttpResponse:
    """Show what somebody else recorded meanwhile beside what was typed, 409."""
    show(request, found, found.patient)
    context = presenter.comparison(found, form, principal_of(request), section)
    return render(request, "after_visit/changed.jinja", context, status=409)
