"""Messages to patients: the lists, one message, what a person decides, and writing one by hand."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.signing import BadSignature
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, ngettext

from teamlet.after_visit.presenters import messages as presenter
from teamlet.bridges.channels.outbox import Outbox
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.middleware import show
from teamlet.ground.access.pages import page
from teamlet.ground.access.principal import system
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import SUPPORT
from teamlet.ground.oids import new_oid
from teamlet.ground.reasons import ChangedMeanwhile, Reason, Refused
from teamlet.ground.ui.reason_words import say
from teamlet.records.followups.actions import take_reply
from teamlet.records.outreach import actions
from teamlet.records.outreach.actions.drafts import edit_draft, release_messages
from teamlet.records.outreach.actions.receipts import record_receipt
from teamlet.records.outreach.forms import WordingForm, WriteBackForm, WriteForm
from teamlet.records.outreach.models import Message
from teamlet.records.outreach.queries import lists, message as message_by_oid
from teamlet.records.outreach.words import Channel, MessageState, Purpose
from teamlet.records.outreach.words.receipts import Receipt
from teamlet.records.patients.queries import patient as patient_by_oid, patient_name
from teamlet.records.practice.queries import practice_of

#: For how long a letter is of use: paper takes its time.
LETTER_USEFUL = timedelta(days=30)


@page(roles=SUPPORT)
def listing(request: StaffRequest, practice: str) -> HttpResponse:
    """Show one list of messages; list, filters and order are codes in the address."""
    return render(request, "after_visit/messages.jinja", presenter.listing(request.principal, request.GET))


@page(roles=SUPPORT, methods="POST")
def release_chosen(request: StaffRequest, practice: str) -> HttpResponse:
    """Release the drafts that were ticked, or all that the page showed; say how many stay and why."""
    by = request.principal
    oids = request.POST.getlist("shown" if request.POST.get("all") else "message")
    said = release_messages(messages=lists.messages_chosen(by, oids), at=clock.now(), by=by)
    if said.queued:
        many = len(said.queued)
        messages.success(request, ngettext("%(num)s released.", "%(num)s released.", many) % {"num": many})
    for reason, many in presenter.chosen_sentence(by, len(said.queued), said.stayed):
        text = ngettext("%(num)s stays here: %(why)s", "%(num)s stay here: %(why)s", many)
        messages.warning(request, text % {"num": many, "why": say(reason)})
    return redirect("after_visit:messages", practice=practice)


@page(roles=SUPPORT, methods="POST")
def release_everything(request: StaffRequest, practice: str) -> HttpResponse:
    """After a restore: let the practice's messages go on."""
    by = request.principal
    many = actions.release_everything(practice=practice_of(by), at=clock.now(), by=by)
    text = ngettext("%(num)s message goes on.", "%(num)s messages go on.", many) % {"num": many}
    messages.success(request, text)
    return redirect("after_visit:messages", practice=practice)


@page(roles=SUPPORT, object="message", event="outreach.read_message")
def one(request: StaffRequest, practice: str, message: str) -> HttpResponse:
    """Show one message exactly as it goes out, whether it may go now, and its history."""
    return _shown(request, message_or_404(request, message))


@page(roles=SUPPORT, methods="POST", object="message", event="outreach.read_message")
def words(request: StaffRequest, practice: str, message: str) -> HttpResponse:
    """Give a draft other words; what is wrong with them stands beside them, and what was typed stays."""
    found, by = message_or_404(request, message), request.principal
    form = WordingForm(request.POST, channel=Channel(found.channel))
    if not form.is_valid():
        return _shown(request, found, form)
    body, subject = form.cleaned_data["body"], form.subject_said
    for wrong in lists.wording_problems(by, found, subject=subject, body=body):
        form.add_error("subject" if wrong.code.startswith("outreach.subject") else "body", say(wrong))
    if form.errors:
        return _shown(request, found, form)
    try:
        edit_draft(message=found, subject=subject, body=body, seen=_seen(request), at=clock.now(), by=by)
    except ChangedMeanwhile:
        now = _("Somebody else changed these words meanwhile. Nothing was overwritten; what stands now is shown above.")
        form.add_error("body", now)
        return _shown(request, message_or_404(request, message), form, status=409)
    messages.success(request, _("Saved. Nothing went out yet."))
    return redirect("after_visit:message", practice=practice, message=found.oid)


@page(roles=SUPPORT, methods="POST", object="message")
def decide(request: StaffRequest, practice: str, message: str) -> HttpResponse:
    """Release, hold on, cancel, send again or treat as sent: one decision of a person about one message."""
    found, by, at = message_or_404(request, message), request.principal, clock.now()
    act = request.POST.get("act", "")
    if act == "release":
        actions.release_message(message=found, at=at, by=by)
        said = _("Released. It goes out when it is due.")
    elif act == "release_held":
        actions.release_held(message=found, at=at, by=by)
        said = _("Let go on. Whether it may go is looked at again before it goes.")
    elif act == "cancel":
        actions.cancel_message(message=found, at=at, by=by)
        said = _("Cancelled. It does not go out.")
    elif act == "send_again":
        actions.send_again(message=found, at=at, by=by)
        said = _("It is sent once more.")
    elif act == "treat_as_sent":
        actions.treat_as_sent(message=found, at=at, by=by)
        said = _("It counts as sent.")
    elif act == "came_back" and found.channel == Channel.LETTER and found.state == MessageState.SENT:
        record_receipt(
            practice=practice_of(by), provider="print", result=Receipt.NEVER, reference=found.reference,
            code="returned", at=at, by=by,
        )  # fmt: skip
        said = _("Noted. The address is not used any more, and somebody is asked to correct it.")
    else:
        raise Http404
    messages.success(request, said)
    return redirect("after_visit:message", practice=practice, message=found.oid)


@page(roles=SUPPORT, methods="POST", object="message", event="outreach.read_message")
def write_back(request: StaffRequest, practice: str, message: str) -> HttpResponse:
    """In a demo: answer a message of the outbox as the patient would; it is taken in like any other reply."""
    found, by = message_or_404(request, message), request.principal
    if not presenter.may_write_back(by, found):
        raise Http404
    form = WriteBackForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, write_back=form)
    reply = take_reply(
        practice=practice_of(by),
        channel=Channel(found.channel),
        provider=Outbox.name,
        provider_reference=new_oid(),
        address=found.address,
        words=form.cleaned_data["words"],
        at=clock.now(),
        by=system(practice_of(by), "outbox"),
    )
    messages.success(request, _("Taken in, as from the patient’s phone."))
    return redirect("after_visit:reply", practice=practice, reply=reply.oid)


@page(roles=SUPPORT, methods="GET POST", object="patient", event="outreach.read_reach")
def write(request: StaffRequest, practice: str, patient: str) -> HttpResponse:
    """Write a message to one patient by hand; it is a draft that is looked at before it goes."""
    by = request.principal
    found = patient_by_oid(by, patient)
    if found is None:
        raise Http404
    show(request, found, found)
    form = WriteForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        values, at = form.cleaned_data, clock.now()
        channel = Channel(values["channel"])
        try:
            made = actions.draft_message(
                patient=found,
                purpose=Purpose(values["purpose"]),
                channel=channel,
                language=found.language,
                subject="" if channel is Channel.TEXT else values["subject"],
                body=values["body"].strip(),
                why=Reason("outreach.written_by_hand"),
                occurrence=f"by-hand/{new_oid()}",
                send_after=at,
                expires_at=at + LETTER_USEFUL if channel is Channel.LETTER else None,
                at=at,
                by=by,
            )
        except Refused as refused:
            on = "subject" if refused.reason.code.startswith("outreach.subject") else "body"
            form.add_error(on, say(refused.reason))
        else:
            return redirect("after_visit:message", practice=practice, message=made.oid)
    way = lists.text_way(by, found)
    context = {
        "patient": found,
        "name": patient_name(found),
        "form": form,
        "text_against": [Reason(code) for code in way.against],
        "stamp": stamps.make(patient_oid=found.oid),
    }
    return render(request, "after_visit/message_new.jinja", context, status=422 if form.errors else 200)


def message_or_404(request: StaffRequest, oid: str) -> Message:
    """Return a message of the practice."""
    found = message_by_oid(request.principal, oid)
    if found is None:
        raise Http404
    return found


def _shown(
    request: StaffRequest,
    found: Message,
    form: WordingForm | None = None,
    status: int | None = None,
    write_back: WriteBackForm | None = None,
) -> HttpResponse:
    show(request, found, found.patient)
    # A form given back keeps the version it had shown, so that it is compared again; a comparison shows the new one.
    seen = _seen(request) if form is not None and status is None else None
    context = presenter.message(request.principal, found, form, seen, write_back)
    is_wrong = form is not None or write_back is not None
    return render(request, "after_visit/message.jinja", context, status=status or (422 if is_wrong else 200))


def _seen(request: StaffRequest) -> int | None:
    try:
        return stamps.read(request.POST.get(stamps.FIELD, "")).seen.get("message")
    except BadSignature:
        return None
