"""What a contact needs besides its form: the load of people, days that fit, who is on the line, English words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from teamlet.content import schema
from teamlet.content.schema.texts import NotInLanguage
from teamlet.ground.access import stamps
from teamlet.ground.access.principal import Principal
from teamlet.ground.ui.forms import PlainForm
from teamlet.ground.ui.reason_words import say
from teamlet.records.documents.queries import step_text
from teamlet.records.documents.rules import language_name
from teamlet.records.followups import forms
from teamlet.records.followups.models import Booking, Contact
from teamlet.records.followups.queries.bookings import bookings_made, bookings_of, bookings_to_make
from teamlet.records.followups.queries.load import Loads, contact_loads, day_suggestions
from teamlet.records.followups.rules.bookings import booking_look, needed_help
from teamlet.records.followups.words import (
    BOOKING_STATE_LABELS,
    HELP_LABELS,
    BookingState,
    Channel,
    ContactState,
    Help,
)
from teamlet.records.library.queries import load_for_as
from teamlet.records.patients.queries import patient_name
from teamlet.records.practice.models import Membership

#: So many people are shown with what they have to do; the others are in the choice.
PEOPLE = 5


def calls(contact: Contact, people: Sequence[Membership], *, by: Principal, today: date) -> dict[str, Any]:
    """Return what the page of an open contact shows about load, days and who is on the line; twelve queries."""
    if contact.state != ContactState.OPEN:
        return {"loads": None, "fits": [], "on_the_line": None, "in_english": english_beside(contact, by.name)}
    loads = contact_loads(contact.practice, people, on=max(today, contact.due_on), today=today, patient=contact.patient)
    return {
        "loads": _loads(loads, people),
        "fits": fitting_days(contact, today),
        "on_the_line": _on_the_line(contact),
        "in_english": english_beside(contact, by.name),
    }


def name_with_load(form: PlainForm, loads: Any, people: Sequence[Membership]) -> PlainForm:
    """Let the choice of an owner say beside each name what they have to do; the suggested one first."""
    if loads is not None:
        names = {person.pk: person for person in people}
        form.offer("owner", [(names[pk].oid, loads["labels"][pk]) for pk in loads["order"]])
    return form


def fitting_days(contact: Contact, today: date) -> list[dict[str, Any]]:
    """Return the days of the contact's window that fit best from today on; none when the window is over."""
    convenient = (contact.from_time, contact.to_time) if contact.from_time and contact.to_time else None
    found = day_suggestions(
        contact.practice,
        contact.task.owner,
        first=max(contact.window_first, today),
        last=contact.window_last,
        aim=max(contact.due_on, today),
        convenient=convenient,
    )
    return [
        {
            "on": day.on,
            "is_agreed": day.on == contact.due_on,
            "window": (day.from_time, day.to_time) if day.from_time and day.to_time else None,
            "why": " ".join(say(reason) for reason in day.reasons),
        }
        for day in found
    ]


def english_beside(contact: Contact, caller: str) -> dict[str, list[str]]:
    """Return by step the English of what is said in another language; empty where English is spoken already."""
    if contact.patient.language[:2] != "es":
        return {}
    prompts = load_for_as(schema.PromptSet, contact.practice_id, "contact_guide")
    blanks = {
        "patient": patient_name(contact.patient),
        "goal": contact.plan_version.goal_version.words,
        "step": step_text(contact.plan_version, "en"),
        "caller": caller,
    }
    return {
        part.code: [row.text.say("en", **blanks) for row in prompts.of_part(part.code) if row.use == "say"]
        for part in prompts.parts
    }


def bookings_page(by: Principal) -> dict[str, Any]:
    """Return what is to be booked and what is booked, the soonest contact first; two queries."""
    return {
        "to_make": [booking_row(row) for row in bookings_to_make(by)],
        "made": [booking_row(row) for row in bookings_made(by)],
        "stamps": stamps.make,
    }


def booking_row(booking: Booking, form: forms.BookingForm | None = None) -> dict[str, Any]:
    """Return one booking as a list shows it: who, for which day, in which language; no word about health."""
    contact, state = booking.contact, BookingState(booking.state)
    initial = {
        "booked_on": booking.booked_on or contact.due_on,
        "booked_from": booking.booked_from or contact.from_time,
    }
    look = booking_look(state, due_on=contact.due_on, booked_on=booking.booked_on, was_on=booking.was_on)
    return {
        "oid": booking.oid,
        "help": _(HELP_LABELS[Help(booking.help)]),
        "language": _(language_name(booking.language)) if booking.language else "",
        "state": state.value,
        "state_label": _(BOOKING_STATE_LABELS[state]),
        "booked_on": booking.booked_on,
        "booked_from": booking.booked_from,
        "reference": booking.reference,
        "name": patient_name(contact.patient),
        "due_on": contact.due_on,
        "window": (contact.from_time, contact.to_time) if contact.from_time and contact.to_time else None,
        "caller": contact.task.owner.called,
        "owner": booking.task.owner.called if booking.task is not None else "",
        "look": [say(reason) for reason in look],
        "form": form
        or forms.BookingForm(auto_id=f"b{booking.oid}_%s", initial={**initial, "reference": booking.reference}),
    }


def _loads(loads: Loads, people: Sequence[Membership]) -> dict[str, Any]:
    names = {person.pk: person for person in people}
    suggested = loads.suggestion.person
    rows = [
        {"name": names[pk].user.name, "load": loads.rows[pk], "is_suggested": pk == suggested}
        for pk in loads.suggestion.order[:PEOPLE]
    ]
    return {
        "rows": rows,
        "until": loads.until,
        "order": loads.suggestion.order,
        "labels": {pk: forms.owner_words(names[pk], loads.rows[pk]) for pk in loads.suggestion.order},
        "suggested": names[suggested].user.name if suggested is not None else "",
        "why": " ".join(say(reason) for reason in loads.suggestion.reasons),
    }


def _on_the_line(contact: Contact) -> dict[str, Any] | None:
    """Return who must be on the line and how booking them stands; None where nobody must."""
    patient, caller = contact.patient, contact.task.owner
    bookings = bookings_of(contact)
    for booking in bookings:
        booking.contact = contact
    rows = [booking_row(booking) for booking in bookings]
    wanted = needed_help(
        interpreter=patient.interpreter,
        language=patient.language,
        spoken=caller.languages,
        channel=Channel(contact.channel),
    )
    known = {booking.help for booking in bookings}
    missing = [{"kind": each.value, "label": _(HELP_LABELS[each])} for each in wanted if each.value not in known]
    if not rows and not wanted and not patient.interpreter:
        return None
    speaks = patient.interpreter and Help.INTERPRETER not in wanted
    language = language_name(patient.language) if patient.language else ""
    return {
        "rows": rows,
        "missing": missing,
        "speaks": _("{name} speaks {language}; no interpreter is needed with them.").format(
            name=caller.called, language=_(language)
        )
        if speaks and language
        else "",
        "say": [_line(contact, each) for each in (wanted or (Help.INTERPRETER,))] if not speaks else [],
    }


def _line(contact: Contact, kind: Help) -> dict[str, str]:
    """Return what to say about whoever helps on the line, in the patient's language where we have it."""
    texts = load_for_as(schema.DocumentTexts, contact.practice_id, "on_the_line")
    language = contact.patient.language[:2]
    try:
        return {"language": language, "words": texts.in_language(language)[kind.value]}
    except (NotInLanguage, KeyError):
        return {"language": "en", "words": texts.in_language("en")[kind.value]}
