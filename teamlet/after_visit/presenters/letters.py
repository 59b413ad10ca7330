"""Letters to print: what waits, the batches, and a batch as it goes to the printer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from teamlet.bridges.channels.letter import Letter, Rendered, Sender, render_letters, unshown
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import SUPPORT
from teamlet.ground.reasons import Reason
from teamlet.ground.ui import formats
from teamlet.records.documents.rules import language_name
from teamlet.records.followups.models import Contact
from teamlet.records.outreach.forms import BatchForm
from teamlet.records.outreach.models import BatchLetter, LetterBatch, Message
from teamlet.records.outreach.queries import address_of, letters as queries
from teamlet.records.outreach.queries.lists import MOST_COUNTED
from teamlet.records.outreach.rules.letters import address_lines, is_complete
from teamlet.records.outreach.words import Channel
from teamlet.records.outreach.words.letters import (
    BATCH_STATE_LABELS,
    ENVELOPE_LABELS,
    LETTER_STATE_LABELS,
    TAKE_OUT_LABELS,
    BatchState,
    Envelope,
    LetterState,
    TakeOut,
)
from teamlet.records.patients.queries import patient_name
from teamlet.records.practice.models import Practice
from teamlet.records.practice.queries import practice_of


def letters(by: Principal, form: BatchForm | None = None) -> dict[str, Any]:
    """Return what waits to be printed, what is held, and the newest batches."""
    at = clock.now()
    waiting = queries.letters_waiting(by, at=at)
    held = queries.letters_held(by)
    many = queries.count_waiting(by, at=at)
    return {
        "waiting": [
            {
                "name": patient_name(row.patient),
                "lines": ", ".join(address_lines(row.address)) or row.address,
                "language": _(language_name(row.language)),
                "since": row.send_after,
                "url": _message_address(by, row),
            }
            for row in waiting
        ],
        "many": f"{MOST_COUNTED - 1}+" if many >= MOST_COUNTED else str(many),
        "held": [
            {
                "name": patient_name(row.patient),
                "reason": Reason(str(row.state_reason["code"]), row.state_reason.get("values") or {})
                if row.state_reason.get("code")
                else None,
                "url": _message_address(by, row),
                "reach": reverse("chart:messages", kwargs={"practice": by.practice_key, "patient": row.patient.oid}),
            }
            for row in held
        ],
        "batches": [
            {
                "oid": row.oid,
                "at": row.created_at,
                "who": row.created_by.name if row.created_by is not None else "",
                "many": row.size if row.state == BatchState.OPEN else row.posted,  # type: ignore[attr-defined]  # annotated
                "state": row.state,
                "state_label": _(BATCH_STATE_LABELS[BatchState(row.state)]),
                "prints": row.prints,
            }
            for row in queries.batches(by)
        ],
        "form": form or BatchForm(initial={"envelope": queries.last_envelope(by).value, "limit": 50}),
        "sees_messages": by.has(SUPPORT),
        "lacks_address": not is_complete(practice_of(by).address),
        "envelopes": [(each.value, _(label)) for each, label in ENVELOPE_LABELS.items() if each is not Envelope.PLAIN],
        "stamp": stamps.make(),
    }


def batch(by: Principal, row: LetterBatch) -> dict[str, Any]:
    """Return a batch with its letters, in the order in which they come out of the printer."""
    rows = queries.letters_of(row)
    inside = [each for each in rows if each.state == LetterState.IN]
    return {
        "batch": row,
        "is_open": row.state == BatchState.OPEN,
        "state_label": _(BATCH_STATE_LABELS[BatchState(row.state)]),
        "envelope": _(ENVELOPE_LABELS[Envelope(row.envelope)]),
        "letters": [
            {
                "oid": each.oid,
                "place": each.place,
                "name": patient_name(each.message.patient),
                "lines": address_lines(each.message.address),
                "language": _(language_name(each.message.language)),
                "state": each.state,
                "state_label": _(LETTER_STATE_LABELS[LetterState(each.state)]),
                "why": _(TAKE_OUT_LABELS[TakeOut(each.why)]) if each.why else "",
                "url": _message_address(by, each.message),
            }
            for each in rows
        ],
        "many": len(inside),
        "posted": sum(each.state == LetterState.POSTED for each in rows),
        "unshown": unshown([_letter(each.message, None) for each in inside]),
        "reasons": [(each.value, _(label)) for each, label in TAKE_OUT_LABELS.items()],
        "printed_by": row.printed_by.name if row.printed_by is not None else "",
        "closed_by": row.closed_by.name if row.closed_by is not None else "",
        "sees_messages": by.has(SUPPORT),
        "stamp": stamps.make(),
        "stamps": stamps.make,
    }


def batch_pdf(by: Principal, row: LetterBatch, *, two_sided: bool) -> Rendered | None:
    """Return the letters of the batch as one PDF, None when none is left in it."""
    states = [LetterState.POSTED] if row.state == BatchState.POSTED else [LetterState.IN]
    rows: list[BatchLetter] = queries.letters_of(row, states)
    if not rows:
        return None
    day = row.created_at.astimezone(ZoneInfo(row.practice.time_zone)).date()
    return render_letters(
        [_letter(each.message, day) for each in rows],
        sender(row.practice),
        Envelope(row.envelope),
        title=_("Letters"),
        printed_on=day,
        two_sided=two_sided,
    )


def test_sheet(by: Principal, envelope: Envelope, at: datetime) -> Rendered:
    """Return one sheet with a made-up address and the windows drawn, to try with the practice's own envelopes."""
    practice = practice_of(by)
    day = at.astimezone(ZoneInfo(practice.time_zone)).date()
    lines = ("12 Elm Street", "Apartment 4", "Millbrook, NY 12500")
    text = _(
        "Print this sheet at 100 percent, fold it in three at the marks on the left and put it into an envelope.\n\n"
        "Slide it to every corner: the whole address has to stay in the window, and nothing else may show."
    )
    sample = Letter("Maria Example", lines, "en", _("Test sheet"), text, "")
    return render_letters([sample], sender(practice), envelope, title=_("Test sheet"), printed_on=day, frames=True)


def sender(practice: Practice) -> Sender:
    """Return the practice as it stands on its letters."""
    lines = address_lines(practice.address)
    return Sender(practice.name, lines or tuple(filter(None, [practice.address])), practice.phone)


def may_be_sent(by: Principal, contact: Contact) -> Reason | None:
    """Return why the letter of a contact cannot go with those to print, or None."""
    point = address_of(by, contact.patient, Channel.LETTER)
    if point is None:
        return Reason("outreach.no_address")
    if not point.works:
        return Reason("outreach.address_not_working")
    return None if is_complete(point.value) else Reason("outreach.address_not_complete")


def _letter(row: Message, day: date | None) -> Letter:
    patient = row.patient
    return Letter(
        name=patient_name(patient),
        lines=address_lines(row.address),
        language=row.language,
        subject=row.subject,
        body=row.body,
        dated=formats.day_words(day, row.language, year=True) if day is not None else "",
        large_print=patient.large_print,
    )


def _message_address(by: Principal, row: Message) -> str:
    return reverse("after_visit:message", kwargs={"practice": by.practice_key, "message": row.oid})
