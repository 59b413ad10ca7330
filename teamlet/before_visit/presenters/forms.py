"""What the pages around a patient's forms show, and what is chosen when one is given out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language, gettext as _, gettext_lazy

from teamlet.content import instruments as content, schema
from teamlet.content.instruments import Instrument
from teamlet.content.schema import Mode
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import SUPPORT
from teamlet.ground.ui import formats
from teamlet.records.instruments import queries
from teamlet.records.instruments.models import Form, TabletBinding
from teamlet.records.instruments.permissions import can_read
from teamlet.records.instruments.rules.keying import printed_code
from teamlet.records.instruments.words import (
    FORM_PURPOSE_LABELS,
    FORM_STATE_LABELS,
    FormPurpose,
    FormState,
    MaySend,
    TabletState,
)
from teamlet.records.library.queries import load_for_as
from teamlet.records.patients.models import Patient
from teamlet.records.plans.queries import current_goal
from teamlet.records.visits.models import PlacedTool, Visit
from teamlet.records.visits.rules.words import TOOL_INSTRUMENTS, Tool

#: Pictures to choose from; anybody who gives out forms may add them.
TOOLS = ("goal_menu", "body_outline")
TABLET_LABELS: dict[TabletState, Any] = {
    TabletState.BOUND: gettext_lazy("Waits for its number"),
    TabletState.OPEN: gettext_lazy("In the patient's hands"),
    TabletState.CURTAIN: gettext_lazy("Covered"),
    TabletState.WIPED: gettext_lazy("Nobody used it for ten minutes"),
    TabletState.ENDED: gettext_lazy("Ended"),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What ``issue_form`` is told."""

    purpose: FormPurpose
    parts: tuple[str, ...]
    asked: Mapping[str, Sequence[str]] = field(default_factory=dict)


def chosen(values: Mapping[str, Any], by: Principal, patient: Patient, *, at: datetime) -> Chosen:
    """Return what to ask: the questions of a preparation that fit this patient, then what was added by hand.

    ``values`` are those of ``GiveOut``.  The bubbles ask for topics, so that the preparation does not ask again.
    """
    added = [*values["tools"], *values.get("more", ())]
    parts, asked = [], {}
    if values["prepare"]:
        standing = current_goal(by, patient.pk)
        found = queries.what_to_ask(
            by,
            patient,
            mode=Mode(values["mode"]),
            at=at,
            language=values["language"],
            has_plan=standing is not None and standing.plan_version is not None,
        )
        for part in found.parts:
            items = [item for item in part.items if not ("goal_menu" in added and item == "topics")]
            instrument = content.by_key(part.key)
            if instrument.id not in added and instrument.rules.leads_to not in added and items:
                parts.append(part.key)
                asked[part.key] = items
    purpose = FormPurpose.VISIT_PREPARATION if values["prepare"] else FormPurpose.ASSESSMENT
    if "goal_menu" in added:  # first of all, as the topics are
        added.remove("goal_menu")
        parts.insert(0, "goal_menu")
    return Chosen(purpose, (*parts, *added), asked)


def chosen_for(tool: PlacedTool, by: Principal, *, at: datetime) -> Chosen:
    """Return what the form of a placed tool asks: on the day of the visit as on a tablet, before it as by link."""
    if tool.tool != Tool.VISIT_PREPARATION:
        return Chosen(FormPurpose.ASSESSMENT, (TOOL_INSTRUMENTS[Tool(tool.tool)],))
    today = at.astimezone(ZoneInfo(by.time_zone)).date()
    values = {
        "prepare": True,
        "tools": [],
        "mode": Mode.TABLET if tool.visit.day <= today else Mode.LINK,
        "language": tool.patient.language or "en",
    }
    return chosen(values, by, tool.patient, at=at)


def more_instruments(by: Principal) -> list[Instrument]:
    """Return the instruments that somebody may add by hand; the front desk adds none that says anything of health."""
    if not by.has(SUPPORT):
        return []
    return [
        each
        for each in content.all_instruments()
        if each.id not in {*TOOLS, "visit_preparation"} and can_read(by.roles, each)
    ]


def title_of(instrument: Instrument) -> str:
    """Return an instrument's name in the reader's language, or in one that it has."""
    language = (get_language() or "en").partition("-")[0]
    title = instrument.rules.title
    return title.raw(language if title.has(language) else title.languages[0])


def visit_words(visit: Visit) -> str:
    day = formats.day_words(visit.day, get_language() or "en")
    return f"{day}, {formats.time_words(visit.starts, get_language() or 'en')}" if visit.starts else day


def last_minute(form: Form) -> datetime:
    """Return the last minute in which the form is open: a form that ends at midnight is good until the day before."""
    return form.expires_at - timedelta(minutes=1)


def line_of(form: Form) -> dict[str, Any]:
    """Return what a list shows of a form: nothing that was answered."""
    return {
        "oid": form.oid,
        "purpose": _(FORM_PURPOSE_LABELS[FormPurpose(form.purpose)]),
        "state": _(FORM_STATE_LABELS[FormState(form.state)]),
        "is_back": form.state == FormState.SUBMITTED,
        "is_running": form.state in queries.RUNNING,
        "at": form.issued_at,
        "until": last_minute(form),
        "by": form.issued_by.name if form.issued_by is not None else "",
        "visit": form.visit,
        "language": dict(settings.LANGUAGES).get(form.language, form.language),
    }


def page_of(form: Form, by: Principal, *, at: datetime) -> dict[str, Any]:
    """Return what the page of one form shows."""
    may = queries.can_be_filled(form, at=at)
    parts = queries.parts_of(form)
    instruments = [part.instrument for part in parts]
    remote = queries.may_send_remotely(form.practice, instruments)
    return {
        "form": form,
        "printed_code": printed_code(form.code),
        "line": line_of(form),
        "may": may,
        "is_running": form.state in queries.RUNNING,
        "parts": [title_of(each) for each in instruments] if by.has(SUPPORT) else [],
        "remote": None if remote.status is MaySend.YES else remote,
        "tablets": [_tablet(binding, at) for binding in queries.bindings_of(form)],
    }


def _tablet(binding: TabletBinding, at: datetime) -> dict[str, Any]:
    state = queries.standing_of(binding, at=at)
    return {
        "state": TABLET_LABELS[state],
        "at": binding.at,
        "by": binding.by.name if binding.by is not None else "",
        "can_resume": state in {TabletState.CURTAIN, TabletState.WIPED, TabletState.ENDED},
        "is_out": state in {TabletState.BOUND, TabletState.OPEN, TabletState.CURTAIN},
    }


def handed(form: Form, address: str) -> dict[str, Any]:
    """Return the link as it is handed over, once: address, QR code, and the words of the sheet in its language."""
    import segno  # loaded when somebody looks at a code, not when the server starts

    language = form.language
    texts = load_for_as(schema.DocumentTexts, form.practice, "front_door", language=language)
    words = {phrase.code: phrase.text for phrase in texts.texts if phrase.code.startswith("print_")}
    day = formats.day_words(formats.civil(last_minute(form), form.practice.time_zone), language)
    return {
        "address": address,
        # Dark on white whatever the theme: cameras need it.
        "picture": segno.make(address, error="m").svg_data_uri(scale=6, border=4, dark="#000", light="#fff"),
        "language": language,
        "words": {code: text.say(language, day=day) for code, text in words.items()},
    }
