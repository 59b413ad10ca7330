"""Back on track: the list with why and whose, and one line of it with the guide "what changed?"."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language, gettext as _

from teamlet.content import schema
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.principal import Principal
from teamlet.ground.reasons import Reason
from teamlet.ground.ui.formats import date_words
from teamlet.panel.forms import SlipAnswerForm, SlipStartForm
from teamlet.records.documents.queries import step_text
from teamlet.records.documents.rules import language_name
from teamlet.records.followups.models import Contact, Slip
from teamlet.records.followups.queries import open_contacts_of
from teamlet.records.followups.queries.needs import levels_of
from teamlet.records.followups.queries.slips import PAGE, SlipLine, as_reason, open_slip_count, open_slips
from teamlet.records.followups.words.needs import LEVEL_LABELS, Level
from teamlet.records.followups.words.slips import (
    SLIP_RESULT_LABELS,
    WHAT_CHANGED_LABELS,
    SlipResult,
    SlipState,
    WhatChanged,
)
from teamlet.records.library.queries import load_for_as
from teamlet.records.patients import queries as patients
from teamlet.records.patients.words import PHONES
from teamlet.records.plans.models import PlanVersion
from teamlet.records.plans.queries import standing_goals
from teamlet.records.practice.models import Membership

LANGUAGES = ("en", "es")
#: Which of the lines: everybody's, mine, those that nobody has begun.
WHOSE = ("all", "mine", "nobody")


def page(by: Principal, asked: QueryDict) -> dict[str, Any]:
    """Return the list; two statements for the lines and their levels, whatever their number."""
    whose = asked.get("whose", "all")
    whose = whose if whose in WHOSE else "all"
    after = _cursor(asked.get("after", ""))
    lines = open_slips(
        by,
        owners=by.owner_ids if whose == "mine" else None,
        ownerless=whose == "nobody",
        after=after,
        limit=PAGE + 1,
    )
    more, lines = len(lines) > PAGE, lines[:PAGE]
    levels = levels_of(by, [line.patient_id for line in lines])
    here = reverse("panel:slips", kwargs={"practice": by.practice_key})
    return {
        "today": clock.today(by.time_zone),
        "rows": [_row(by, line, levels[line.patient_id]) for line in lines],
        "tabs": [
            {"label": label, "url": f"{here}?whose={code}", "current": whose == code}
            for code, label in (("all", _("Everybody")), ("mine", _("Mine")), ("nobody", _("Without an owner")))
        ],
        "count": open_slip_count(by),
        "next": f"{here}?whose={whose}&after={lines[-1].noticed_on.isoformat()}.{lines[-1].id}" if more else None,
    }


def slip_page(
    by: Principal,
    slip: Slip,
    people: list[Membership],
    *,
    start: SlipStartForm | None = None,
    answer: SlipAnswerForm | None = None,
) -> dict[str, Any]:
    """Return one line with the guide, the patient's numbers, and the two things to do about it."""
    patient = slip.patient
    today = clock.today(by.time_zone)
    contact = open_contacts_of(by, [patient.pk]).get(patient.pk)
    language = patient.language[:2] if patient.language[:2] in LANGUAGES else "en"
    return {
        "slip": slip,
        "patient": patient,
        "name": patients.patient_name(patient),
        "reasons": [in_words(as_reason(each)) for each in slip.reasons],
        "is_open": slip.state == SlipState.OPEN,
        "owner": slip.task.owner.called if slip.task else "",
        "level": _(LEVEL_LABELS[Level(str(levels_of(by, [patient.pk])[patient.pk]))]),
        "numbers": [row for row in patients.contact_points(by, patient) if row.kind in PHONES],
        "language": language,
        "language_name": _(language_name(patient.language)) if patient.language else "",
        "step": _step(by, slip, language),
        "contact": contact,
        "guide": guide(by, language),
        "start_form": start
        or SlipStartForm(people=people, today=today, initial={"owner_oid": _usual(contact, people, by)}),
        "answer_form": answer or SlipAnswerForm(today=today),
        "what_changed": [_(WHAT_CHANGED_LABELS[WhatChanged(code)]) for code in slip.what_changed],
        "result": _(SLIP_RESULT_LABELS[SlipResult(slip.result)]) if slip.result else "",
        "stamps": lambda: stamps.make(patient_oid=patient.oid),
    }


def guide(by: Principal, language: str) -> list[dict[str, Any]]:
    """Return the guide "what changed?" in the patient's language: what to say, what to keep in mind."""
    prompts = load_for_as(schema.PromptSet, by, "what_changed")
    return [
        {
            "title": part.title.say(language),
            "say": [row.text.say(language) for row in prompts.of_part(part.code) if row.use == "say"],
            "mind": [row.text.say(get_language() or "en") for row in prompts.of_part(part.code) if row.use != "say"],
        }
        for part in prompts.parts
    ]


def plan_of(by: Principal, slip: Slip) -> PlanVersion | None:
    """Return the plan about which a contact can be agreed: that of the patient's newest goal, or None."""
    return next((row.plan_version for row in standing_goals(by, [slip.patient_id]) if row.plan_version), None)


def in_words(reason: Reason) -> Reason:
    """Return a reason with its day in the reader's words."""
    day = reason.values.get("day")
    if not day:
        return reason
    words = date_words(date.fromisoformat(str(day)), get_language() or "en")
    return Reason(reason.code, {**reason.values, "day": words})


def _row(by: Principal, line: SlipLine, level: int) -> dict[str, Any]:
    return {
        "url": reverse("panel:slip", kwargs={"practice": by.practice_key, "slip": line.oid}),
        "name": " ".join(part for part in (line.given, line.family) if part) or _("No name"),
        "language": _(language_name(line.language)) if line.language else "",
        "interpreter": line.interpreter,
        "reasons": [in_words(reason) for reason in line.reasons],
        "level": _(LEVEL_LABELS[Level(str(level))]),
        "since": line.noticed_on,
        "owner": line.owner,
        "contact_on": line.contact_on,
    }


def _cursor(text: str) -> tuple[date, int] | None:
    day, _dot, pk = text.partition(".")
    try:
        return (date.fromisoformat(day), int(pk)) if pk.isascii() and pk.isdigit() and len(pk) < 19 else None
    except ValueError:
        return None


def _step(by: Principal, slip: Slip, language: str) -> str:
    version = plan_of(by, slip)
    if version is None:
        return ""
    version.plan.patient = slip.patient
    return step_text(version, language)


def _usual(contact: Contact | None, people: list[Membership], by: Principal) -> str:
    if contact is not None:
        return contact.task.owner.oid
    return next((each.oid for each in people if each.pk == by.membership_id), "")
