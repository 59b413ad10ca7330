"""The page to take home, its PDF and calendar file, and the texts for the electronic record."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from teamlet.after_visit.presenters import documents as presenter
from teamlet.after_visit.views.loading import page_or_404, principal_of, version_or_404
from teamlet.ground import clock
from teamlet.ground.access.middleware import show
from teamlet.ground.access.pages import page
from teamlet.ground.access.roles import SUPPORT
from teamlet.ground.reasons import Refused
from teamlet.records.documents import queries
from teamlet.records.documents.actions import copy_for_ehr, give_page, make_page
from teamlet.records.documents.rendering.calendar import render_calendar
from teamlet.records.documents.rendering.typst_page import render_pdf
from teamlet.records.documents.words import GIVEN_CHANNEL_LABELS, CopyKind, GivenChannel, PageVariant


@page(roles=SUPPORT, object="page", event="documents.read_page")
def take_home(request: HttpRequest, practice: str, page: str) -> HttpResponse:
    """Show the page as it prints, with what can be done with it; ``?print=1`` opens the print dialog."""
    found = page_or_404(request, page)
    show(request, found, found.patient)
    prints_now = request.GET.get("print") == "1" and found.withdrawn_at is None
    context = presenter.take_home(principal_of(request), found)
    return render(request, "after_visit/page.jinja", {**context, "prints_now": prints_now})


@page(roles=SUPPORT, object="page", event="documents.read_page")
def take_home_pdf(request: HttpRequest, practice: str, page: str) -> HttpResponse:
    """Return the page as a tagged PDF; a withdrawn page is not there any more."""
    found = page_or_404(request, page)
    if found.withdrawn_at is not None:
        raise Http404
    show(request, found, found.patient)
    rendered = render_pdf(presenter.facts_now(found), queries.texts(found.language, found.practice_id))
    return _file(rendered.pdf, "application/pdf", f"my-plan-{found.oid}.pdf", inline=True)


@page(roles=SUPPORT, object="page", event="documents.read_page")
def take_home_calendar(request: HttpRequest, practice: str, page: str) -> HttpResponse:
    """Return the action days and the contact as a calendar file with neutral titles."""
    found = page_or_404(request, page)
    if found.withdrawn_at is not None:
        raise Http404
    show(request, found, found.patient)
    body = render_calendar(queries.facts_of_page(found), queries.texts(found.language, found.practice_id))
    return _file(body, "text/calendar; charset=utf-8", f"my-plan-{found.oid}.ics", inline=False)


@page(roles=SUPPORT, methods="GET POST", object="version", event="documents.read_plan")
def print_plan(request: HttpRequest, practice: str, version: str) -> HttpResponse:
    """Make a page from a saved plan in the language and size that a person chose; say when we lack the language."""
    found = version_or_404(request, version)
    show(request, found, found.plan.patient)
    reason = None
    if request.method == "POST":
        variant = {size.value: size for size in PageVariant}.get(request.POST.get("variant", ""))
        language = request.POST.get("language") or None
        try:
            made = make_page(
                version=found, language=language, variant=variant, at=clock.now(), by=principal_of(request)
            )
        except Refused as refused:
            reason = refused.reason
        else:
            return redirect("after_visit:page", practice=practice, page=made.oid)
    context = presenter.choose_page(principal_of(request), found, reason)
    return render(request, "after_visit/print.jinja", context, status=409 if reason else 200)


@page(roles=SUPPORT, methods="POST", object="page")
def give(request: HttpRequest, practice: str, page: str) -> HttpResponse:
    """Note how the patient got the page, or why not today."""
    found = page_or_404(request, page)
    channel = {each.value: each for each in GivenChannel}.get(request.POST.get("channel", ""))
    if channel is None:
        raise Http404
    give_page(version=found.plan_version, page=found, channel=channel, at=clock.now(), by=principal_of(request))
    messages.success(request, _("Noted: {answer}.").format(answer=_(GIVEN_CHANNEL_LABELS[channel])))
    return redirect("after_visit:page", practice=practice, page=found.oid)


@page(roles=SUPPORT, object="version", event="documents.read_note")
def note(request: HttpRequest, practice: str, version: str) -> HttpResponse:
    """Show the text for the electronic record, the practice's own first, and who copied which version."""
    found = version_or_404(request, version)
    show(request, found, found.plan.patient)
    kind = _kind(request.GET.get("kind")) or queries.first_kind(found.plan.practice)
    return render(request, "after_visit/note.jinja", presenter.note(principal_of(request), found, kind))


@page(roles=SUPPORT, methods="POST", object="version")
def copied(request: HttpRequest, practice: str, version: str) -> HttpResponse:
    """Record that this person copied a text for the electronic record."""
    found = version_or_404(request, version)
    kind = _kind(request.POST.get("kind"))
    if kind is None:
        raise Http404
    copy_for_ehr(version=found, kind=kind, at=clock.now(), by=principal_of(request))
    messages.success(request, _("Noted: you copied version {number}.").format(number=found.number))
    where = reverse("after_visit:note", kwargs={"practice": practice, "version": found.oid}, query={"kind": kind.value})
    return redirect(where)


def _kind(text: str | None) -> CopyKind | None:
    return {kind.value: kind for kind in CopyKind}.get(text or "")


def _file(body: bytes, content_type: str, name: str, *, inline: bool) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    return response
