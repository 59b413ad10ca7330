"""What one may say at each step, in the patient's language where we have it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext as _

from teamlet.content import schema
from teamlet.during_visit.presenters.strip import Strip
from teamlet.during_visit.presenters.told import Told, page_language
from teamlet.ground.ui import formats
from teamlet.records.library.queries import Shelf
from teamlet.records.patients.models import Patient


@dataclass(frozen=True, slots=True)
class Beside:
    """The prompts beside one step; ``fields`` are the form's fields that open them.

    ``say`` is in ``language``, the patient's where we have it; ``keep_in_mind`` in that of whoever reads it.
    """

    code: str
    title: str
    fields: str
    language: str
    say: tuple[str, ...]
    keep_in_mind: tuple[str, ...]


def prompts_for(patient: Patient, strip: Strip, told: Told) -> list[Beside]:
    """Return the prompts of every step, those by score for the score that was given."""
    language = page_language(patient)
    plan, goal = strip.plan, strip.goal
    sure = plan.confidence if plan is not None else None
    importance = goal.importance if goal is not None else None
    contact = told.contact
    values = {
        "caller": contact.caller,
        "phone": strip.visit.practice.phone,
        "goal": goal.words if goal else "",
        "step": strip.step,
    }
    shelves: list[tuple[str, str, str, int | None]] = [
        ("agenda", _("What to talk about"), "topic-0-words", None),
        ("goal", _("Goal and step"), "goal step amount when days", None),
        ("importance", _("How important"), "importance", importance),
        ("confidence", _("How sure"), "confidence gate_change keep_reason", sure),
        ("barriers", _("What may get in the way"), "barriers strategy barrier_words", None),
        ("helpers", _("Who can help"), "helpers where", None),
        ("contact_agreement", _("When we talk next"), "follow_up agreed_on", None),
        ("teach_back", _("Said it back"), "teach_back", None),
        ("not_today", _("Not today"), "reason", None),
    ]
    found, own = [], Shelf(strip.visit.practice_id)
    for code, title, fields, score in shelves:
        known = own.load_as(schema.PromptSet, code)
        spoken = language if language in known.languages else "en"
        when = formats.day_words(contact.on, spoken) if contact.on else ""
        say, mind = _lines(known, known.for_score(score), spoken, score, values | {"when": when})
        found.append(Beside(code, title, fields, spoken, say, mind))
    return found


def _lines(
    known: schema.PromptSet,
    prompts: tuple[schema.Prompt, ...],
    language: str,
    score: int | None,
    values: dict[str, Any],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    blanks = dict(values)
    if score is not None:
        blanks |= {"score": score, "score_down": max(0, score - 2), "score_up": min(10, score + 1)}
    say: list[str] = []
    mind: list[str] = []
    reads = staff_language(known)
    for prompt in prompts:
        aloud = prompt.use == "say"
        text = _filled(prompt.text, language if aloud else reads, blanks)
        if text:
            (say if aloud else mind).append(text)
    return tuple(say), tuple(mind)


def staff_language(known: schema.PromptSet) -> str:
    """Return the language of whoever reads the page, where the prompts exist in it, else English."""
    language = (get_language() or "en")[:2]
    return language if language in known.languages else "en"


def band_of(practice_id: int, patient: Patient, score: int | None) -> Beside | None:
    """Return what one may say to this answer to how sure, and only to it; None while none was given."""
    if score is None:
        return None
    known = Shelf(practice_id).load_as(schema.PromptSet, "confidence")
    language = page_language(patient)
    spoken = language if language in known.languages else "en"
    banded = tuple(prompt for prompt in known.for_score(score) if not prompt.fits(None))
    say, mind = _lines(known, banded, spoken, score, {})
    return Beside("confidence", "", "", spoken, say, mind)


def _filled(text: schema.Text, language: str, values: dict[str, Any]) -> str:
    """Return the prompt, or nothing when something it names is not known yet."""
    try:
        said = text.say(language, **values)
    except (KeyError, schema.NotInLanguage):
        return ""
    raw = text.raw(language)
    empty = any(f"{{{name}}}" in raw and not str(value) for name, value in values.items())
    return "" if empty else said
