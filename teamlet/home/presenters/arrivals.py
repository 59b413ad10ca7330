"""“Arrivals”: who comes when and what to hand over.  No goals, no conditions, nothing readable across the counter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from teamlet.ground import clock
from teamlet.ground.access.principal import Principal
from teamlet.records.documents.rules import language_name
from teamlet.records.patients.models import Patient
from teamlet.records.patients.queries import patient_name
from teamlet.records.tasks.queries import open_tasks
from teamlet.records.tasks.words import TaskKind
from teamlet.records.visits.models import Visit
from teamlet.records.visits.queries import visits_on
from teamlet.records.visits.words import VISIT_STATE_LABELS, VisitState

#: Contact points to correct that fit beside the arrivals.
FIXES = 8


def context(by: Principal, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return today's arrivals by time, and whose number or address needs correcting; four queries."""
    today = clock.today(by.time_zone)
    visits = visits_on(by, today)
    alike = _alike([visit.patient for visit in visits])
    return {
        "today": today,
        "arrivals": [_arrival(visit, alike) for visit in visits],
        "fixes": [
            {"name": patient_name(task.patient), "patient": task.patient.oid, "since": task.created_at}
            for task in open_tasks(by, kinds=[TaskKind.UPDATE_CONTACT_POINT])[:FIXES]
        ],
    }


def _arrival(visit: Visit, alike: set[int]) -> dict[str, Any]:
    person = visit.patient
    return {
        "starts": visit.starts,
        "name": patient_name(person),
        "patient": person.oid,
        "birth_date": person.birth_date,
        "is_alike": person.pk in alike,
        "here": visit.state != VisitState.PLANNED,
        "state": _(VISIT_STATE_LABELS[VisitState(visit.state)]),
        "with": visit.clinician.called if visit.clinician else "",
        "hand_over": ", ".join(_hand_over(person)),
    }


def _hand_over(person: Patient) -> list[str]:
    things = [_(language_name(person.language)) if person.language else _("ask for the language")]
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
