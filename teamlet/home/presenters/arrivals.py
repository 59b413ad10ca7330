"""“Arrivals”: who comes when, what to hand over and what to say.  Nothing readable across the counter: no goals, no
conditions, no answers; tools and hand-outs have names that say nothing about anybody's health."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from teamlet.content import library, schema
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.principal import Principal
from teamlet.home.presenters.waiting import messages_waiting
from teamlet.records.documents.rules import language_name
from teamlet.records.followups.queries.bookings import bookings_to_make
from teamlet.records.followups.words import HELP_LABELS, Help
from teamlet.records.instruments.models import Form
from teamlet.records.instruments.queries import forms_for_visits, has_form
from teamlet.records.instruments.words import FormState
from teamlet.records.outreach.queries.lists import Shown
from teamlet.records.patients.models import Patient
from teamlet.records.patients.queries import patient_name
from teamlet.records.tasks.queries import open_tasks
from teamlet.records.tasks.words import TaskKind
from teamlet.records.visits.models import PlacedTool, Visit
from teamlet.records.visits.queries import next_working_day, schedule_on
from teamlet.records.visits.queries.preparation import tools_for_visits
from teamlet.records.visits.rules.words import TOOL_LABELS, Tool, ToolState
from teamlet.records.visits.words import CALLED_OFF, VISIT_STATE_LABELS, VisitState

#: Contact points to correct that fit beside the arrivals.
FIXES = 8
#: Somebody a little late is still in the next hour.
LATE = timedelta(minutes=20)
AN_HOUR = timedelta(hours=1)
_RUNNING = {FormState.ISSUED, FormState.OPENED, FormState.VERIFIED}


def context(by: Principal, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return today's arrivals by time with what to hand over, what is not back for the next working day, who is to be
    booked for a contact, whose number or address needs correcting, and which letters wait; nine queries."""
    today = clock.today(by.time_zone)
    coming = next_working_day(by, today)
    visits, next_visits = (
        [visit for visit in schedule_on(by, day) if visit.state not in CALLED_OFF] for day in (today, coming)
    )
    forms = forms_for_visits(by, [visit.pk for visit in (*visits, *next_visits)])
    tools = tools_for_visits(by, [visit.pk for visit in visits])
    alike = _alike([visit.patient for visit in visits])
    rows = [_arrival(visit, alike, forms.get(visit.pk, ()), tools.get(visit.pk, ())) for visit in visits]
    now = clock.now().astimezone(ZoneInfo(by.time_zone))
    first, last = (now - LATE).time(), (now + AN_HOUR).time()
    waiting = [row for row in rows if row["waits"]]
    soon = [row for row in rows if not (row["here"] or row["waits"]) and first <= (row["starts"] or time.max) <= last]
    return {
        "today": today,
        "coming": coming,
        "arrivals": rows,
        "groups": [
            group
            for group in (
                {"label": _("In the waiting room"), "rows": waiting, "open": True},
                {"label": _("Next hour"), "rows": soon, "open": True},
                {
                    "label": _("The rest of the day"),
                    "rows": [row for row in rows if row not in soon and row not in waiting],
                    "open": not soon and not waiting,
                },
            )
            if group["rows"]
        ],
        "not_back": [_not_back(visit, form) for visit in next_visits for form in _running(forms.get(visit.pk, ()))[:1]],
        "interpreters": [
            {"name": patient_name(visit.patient), "starts": visit.starts, "language": _language(visit.patient)}
            for visit in next_visits
            if visit.patient.interpreter
        ],
        "to_book": [
            {
                "name": patient_name(row.contact.patient),
                "due_on": row.contact.due_on,
                "help": _(HELP_LABELS[Help(row.help)]),
                "language": _language(row.contact.patient) if row.language else "",
            }
            for row in bookings_to_make(by, limit=FIXES)
        ],
        "fixes": [
            {"name": patient_name(task.patient), "patient": task.patient.oid, "since": task.created_at}
            for task in open_tasks(by, kinds=[TaskKind.UPDATE_CONTACT_POINT])[:FIXES]
        ],
        "messages_waiting": messages_waiting(by, (Shown.UNDELIVERED,)),
        "stamps": stamps.make,
    }


def _arrival(visit: Visit, alike: set[int], forms: Sequence[Form], tools: Sequence[PlacedTool]) -> dict[str, Any]:
    person = visit.patient
    placed = [tool for tool in tools if tool.state == ToolState.PLACED]
    running = _running(forms)
    form = running[0] if running else None
    to_say = Tool(placed[0].tool).value if placed else "visit_preparation" if form else "any"
    return {
        "starts": visit.starts,
        "visit": visit.oid,
        "name": patient_name(person),
        "patient": person.oid,
        "birth_date": person.birth_date,
        "is_alike": person.pk in alike,
        "here": visit.state != VisitState.PLANNED,
        "arrived_at": visit.arrived_at,
        "waits": visit.arrived_at is not None and visit.state == VisitState.PLANNED,
        "state": _(VISIT_STATE_LABELS[VisitState(visit.state)]),
        "with": visit.clinician.called if visit.clinician else "",
        "hand_over": ", ".join(_hand_over(person)),
        "tools": [
            {"oid": tool.oid, "label": _(TOOL_LABELS[Tool(tool.tool)]), "has_form": has_form(tool)} for tool in placed
        ],
        "given": [
            {"label": _(TOOL_LABELS[Tool(tool.tool)]), "at": tool.given_at, "who": tool.given_by}
            for tool in tools
            if tool.given_at is not None
        ],
        "form": form.oid if form else "",
        "is_back": any(each.state == FormState.SUBMITTED for each in forms),
        "say": sentence(to_say, person.language),
        "say_language": person.language if person.language in {"en", "es"} else "en",
    }


def sentence(code: str, language: str) -> str:
    """Return the one sentence to say with a tool, in the patient's language where we have it, else in English."""
    words = library.load_as(schema.DocumentTexts, "desk")
    return words.in_language(language if words.speaks(language) else "en")[code]


def _running(forms: Sequence[Form]) -> list[Form]:
    if any(form.state == FormState.SUBMITTED for form in forms):
        return []
    return [form for form in forms if form.state in _RUNNING]


def _not_back(visit: Visit, form: Form) -> dict[str, Any]:
    return {
        "name": patient_name(visit.patient),
        "patient": visit.patient.oid,
        "starts": visit.starts,
        "language": _language(visit.patient),
        "form": form.oid,
    }


def _language(person: Patient) -> str:
    return _(language_name(person.language)) if person.language else _("ask for the language")


def _hand_over(person: Patient) -> list[str]:
    things = [_language(person)]
    if person.large_print:
        things.append(_("large print"))
    if person.interpreter:
        things.append(_("interpreter"))
    return things


def _alike(people: list[Patient]) -> set[int]:
    """Return who of today's people could be taken for another: same birth date, or same sound of the name."""
    births = Counter(person.birth_date for person in people if person.birth_date)
    sounds = Counter(person.sound_key for person in people if person.sound_key)
    return {
        person.pk
        for person in people
        if (person.birth_date is not None and births[person.birth_date] > 1) or sounds[person.sound_key] > 1
    }
