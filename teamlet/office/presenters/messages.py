"""The rhythm of messages for editing, and the kinds of messages with their texts as they go out."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from teamlet.ground.access.principal import Principal
from teamlet.ground.reasons import Refused
from teamlet.ground.ui.reason_words import say
from teamlet.records.followups.queries import rhythm as queries
from teamlet.records.followups.words.needs import LEVEL_LABELS, Level
from teamlet.records.outreach.actions.checking import problem_with
from teamlet.records.outreach.queries.wording import Wording
from teamlet.records.outreach.rules.lengths import measure
from teamlet.records.outreach.rules.rhythm import LEVELS, USUAL_RHYTHM
from teamlet.records.outreach.rules.words import BEAT_LABELS
from teamlet.records.outreach.words import CHANNEL_LABELS, PURPOSE_LABELS, Channel, Purpose
from teamlet.records.practice.queries import practice_of

#: The texts of each kind of message that goes out by itself.
TEXTS: dict[Purpose, tuple[str, ...]] = {
    Purpose.PLAN_COPY: ("plan_copy",),
    Purpose.REMINDER: ("nudge", "reminder", "helper_prompt"),
    Purpose.CHECK_IN: ("check_in", "specialist_check_in"),
    Purpose.VISIT_PREPARATION: ("visit_preparation",),
    Purpose.CLASS: ("class",),
}
WAYS = (Channel.TEXT, Channel.EMAIL)
LANGUAGES = (("en", "English"), ("es", "Español"))
#: Places of the rhythm that stand apart from the levels.
OTHERS = ("specialist", "helper", "reminder", "preparation_1", "preparation_2")


def level_rows(form: Any) -> list[dict[str, Any]]:
    """Return the levels of need with the fields of their beats, and what is wrong with a level as a whole."""
    return [
        {
            "label": _(LEVEL_LABELS[Level(str(level))]),
            "number": level,
            "wrong": form.wrong.get(f"level_{level}", []),
            "beats": [_fields(form, f"level_{level}_{slot.beat.code}") for slot in USUAL_RHYTHM.levels[level]],
        }
        for level in LEVELS
    ]


def other_rows(form: Any) -> list[dict[str, Any]]:
    """Return what goes out around contacts and visits, with its fields."""
    says = {
        "specialist": _("days after the visit"),
        "helper": _("days after the plan, to somebody of the family; both agreed"),
        "reminder": _("day before a call"),
        "preparation_1": _("days before the visit"),
        "preparation_2": _("days before the visit, while nothing was answered"),
    }
    return [_fields(form, place) | {"says": says[place]} for place in OTHERS]


def _fields(form: Any, place: str) -> dict[str, Any]:
    named = {
        name: form[f"{place}__{name}"]
        for name in ("on", "day", "first", "last", "at")
        if f"{place}__{name}" in form.fields
    }
    slot = USUAL_RHYTHM.places()[place]
    return {"place": place, "label": _(BEAT_LABELS[slot.beat.code]), "first": None, "last": None, "day": None} | named


def history_rows(by: Principal) -> list[dict[str, Any]]:
    """Return the versions of the rhythm, newest first; the last line is what was shipped."""
    return [
        {"number": row.number, "by": row.by.name if row.by else "", "at": row.at, "restores": row.restores}
        for row in queries.rhythm_history(by)
    ]


def kind_rows(by: Principal, on: date) -> list[dict[str, Any]]:
    """Return the kinds of messages: for each way whether they go out unseen and by whose word, and the texts."""
    words = Wording(practice_of(by))
    held = {(row.purpose, row.channel): row for row in queries.approvals_in_force(by)}
    return [
        {
            "purpose": purpose.value,
            "label": _(PURPOSE_LABELS[purpose]),
            "ways": [
                {"channel": way.value, "label": _(CHANNEL_LABELS[way]), "approval": held.get((purpose, way))}
                for way in WAYS
            ],
            "texts": [_text(words, code, on) for code in codes],
        }
        for purpose, codes in TEXTS.items()
    ]


def _text(words: Wording, code: str, on: date) -> dict[str, Any]:
    labels = {"nudge": "nudge", "reminder": "contact_reminder", "helper_prompt": "helper"}
    label = BEAT_LABELS.get(labels.get(code, code))
    return {
        "code": code,
        "label": _(label) if label else _(PURPOSE_LABELS[Purpose(code)]),
        "samples": [_sample(words, code, language, name, on) for language, name in LANGUAGES],
    }


def _sample(words: Wording, code: str, language: str, name: str, on: date) -> dict[str, Any]:
    try:
        body = words.sample(code, language=language, channel=Channel.TEXT, on=on).body
    except Refused as refused:
        return {"language": language, "name": name, "body": "", "wrong": say(refused), "length": 0}
    wrong = problem_with(body, channel=Channel.TEXT, sender=words.practice.name)
    return {
        "language": language,
        "name": name,
        "body": body,
        "wrong": say(wrong) if wrong else "",
        "length": measure(body).units,
    }


def ended_rows(by: Principal) -> list[dict[str, Any]]:
    """Return the standing approvals that ended, newest first."""
    return [
        {
            "label": _(PURPOSE_LABELS[Purpose(row.purpose)]),
            "way": _(CHANNEL_LABELS[Channel(row.channel)]),
            "row": row,
        }
        for row in queries.approvals_ended(by)
    ]
