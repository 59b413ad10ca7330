"""Letters to print: batches made, printed, posted or given back; single letters taken out."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, ngettext

from teamlet.after_visit.presenters import guide, letters as presenter
from teamlet.after_visit.views.loading import contact_or_404
from teamlet.ground import clock
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import FINDS_PATIENTS, SUPPORT
from teamlet.ground.reasons import Reason
from teamlet.ground.ui import errors
from teamlet.records.followups.actions.letters import queue_letter
from teamlet.records.outreach.actions import letters as actions
from teamlet.records.outreach.forms import BatchForm
from teamlet.records.outreach.models import LetterBatch
from teamlet.records.outreach.queries import letters as queries
from teamlet.records.outreach.words.letters import Envelope, TakeOut


@page(roles=FINDS_PATIENTS, methods="GET POST", sensitivity=Sensitivity.PATIENT)
def letters(request: StaffRequest, practice: str) -> HttpResponse:
    """Show what waits to be printed and the batches; make a new one."""
    by = request.principal
    form = BatchForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        made = actions.make_batch(envelope=form.chosen, limit=form.cleaned_data["limit"], at=clock.now(), by=by)
        if made is not None:
            return redirect("after_visit:letter_batch", practice=practice, letter_batch=made.oid)
        messages.warning(request, _("No letter may be printed now. Those that need another address are listed below."))
        return redirect("after_visit:letters", practice=practice)
    context = presenter.letters(by, form)
    return render(request, "after_visit/letters.jinja", context, status=422 if form is not None else 200)


@page(roles=FINDS_PATIENTS, sensitivity=Sensitivity.PATIENT)
def test_sheet(request: StaffRequest, practice: str) -> HttpResponse:
    """Return a sheet to try with the practice's own envelopes."""
    envelope = next((each for each in Envelope if each == request.GET.get("envelope")), Envelope.LEFT_WINDOW)
    rendered = presenter.test_sheet(request.principal, envelope, clock.now())
    return _pdf(rendered.pdf, "test-sheet.pdf")


@page(roles=FINDS_PATIENTS, sensitivity=Sensitivity.PATIENT, object="letter_batch")
def batch(request: StaffRequest, practice: str, letter_batch: str) -> HttpResponse:
    """Show a batch: print it, say that it was posted, take letters out, or give it back."""
    found = batch_or_404(request, letter_batch)
    return render(request, "after_visit/letter_batch.jinja", presenter.batch(request.principal, found))


@page(roles=FINDS_PATIENTS, sensitivity=Sensitivity.PATIENT, object="letter_batch")
def batch_pdf(request: StaffRequest, practice: str, letter_batch: str) -> HttpResponse:
    """Return the letters of a batch as one tagged PDF; ``?sides=two`` begins every letter on a front side."""
    found = batch_or_404(request, letter_batch)
    rendered = presenter.batch_pdf(request.principal, found, two_sided=request.GET.get("sides") == "two")
    if rendered is None:
        return errors.conflict(request, Reason("outreach.batch_empty"))
    return _pdf(rendered.pdf, f"letters-{found.oid}.pdf")


@page(roles=FINDS_PATIENTS, methods="POST", sensitivity=Sensitivity.PATIENT, object="letter_batch")
def print_batch(request: StaffRequest, practice: str, letter_batch: str) -> HttpResponse:
    """Note that the batch is printed, or printed again, and lead to its PDF."""
    found = batch_or_404(request, letter_batch)
    actions.print_batch(batch=found, at=clock.now(), by=request.principal)
    response = redirect("after_visit:letter_pdf", practice=practice, letter_batch=found.oid)
    if request.POST.get("sides") == "two":
        response["Location"] += "?sides=two"
    return response


@page(roles=FINDS_PATIENTS, methods="POST", sensitivity=Sensitivity.PATIENT, object="letter_batch")
def post_batch(request: StaffRequest, practice: str, letter_batch: str) -> HttpResponse:
    """Say that the batch was printed and posted."""
    found = batch_or_404(request, letter_batch)
    recorded = actions.post_batch(batch=found, at=clock.now(), by=request.principal)
    many = sum(recorded.states.values())
    text = ngettext("Posted: %(num)s letter.", "Posted: %(num)s letters.", many) % {"num": many}
    messages.success(request, text)
    if recorded.late:
        messages.warning(request, _("Some were decided about elsewhere meanwhile; look at them in the list."))
    return redirect("after_visit:letter_batch", practice=practice, letter_batch=found.oid)


@page(roles=FINDS_PATIENTS, methods="POST", sensitivity=Sensitivity.PATIENT, object="letter_batch")
def give_back(request: StaffRequest, practice: str, letter_batch: str) -> HttpResponse:
    """Give the batch up: its letters wait to be printed again."""
    found = batch_or_404(request, letter_batch)
    actions.give_back_batch(batch=found, at=clock.now(), by=request.principal)
    messages.success(request, _("Given back. Its letters wait for the next batch."))
    return redirect("after_visit:letters", practice=practice)


@page(roles=FINDS_PATIENTS, methods="POST", sensitivity=Sensitivity.PATIENT, object="batch_letter")
def take_out(request: StaffRequest, practice: str, batch_letter: str) -> HttpResponse:
    """Take one letter out of its batch, with the reason."""
    found = queries.batch_letter(request.principal, batch_letter)
    why = next((each for each in TakeOut if each == request.POST.get("why")), None)
    if found is None or why is None:
        raise Http404
    actions.take_out_letter(letter=found, why=why, at=clock.now(), by=request.principal)
    if why is TakeOut.BAD_ADDRESS:
        messages.success(request, _("Taken out. The address is not used any more; somebody is asked to correct it."))
    else:
        messages.success(request, _("Taken out."))
    return redirect("after_visit:letter_batch", practice=practice, letter_batch=found.batch.oid)


@page(roles=SUPPORT, methods="POST", object="contact")
def queue(request: StaffRequest, practice: str, contact: str) -> HttpResponse:
    """Put the letter of a contact with those to print, and note it as a try."""
    found = contact_or_404(request, contact)
    said = guide.letter(found)
    queue_letter(
        contact=found,
        subject=said["subject"],
        body="\n\n".join([*said["paragraphs"], said["closing"]]),
        language=guide.written_language(found),
        at=clock.now(),
        by=request.principal,
    )
    messages.success(request, _("The letter waits with those to print. It is noted as a try."))
    return redirect("after_visit:contact", practice=practice, contact=found.oid)


def batch_or_404(request: StaffRequest, oid: str) -> LetterBatch:
    """Return a batch of the practice."""
    found = queries.batch(request.principal, oid)
    if found is None:
        raise Http404
    return found


def _pdf(body: bytes, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
