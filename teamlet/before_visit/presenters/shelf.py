"""The shelf of hand-outs: texts of ours to print in the patient's language, a poster, tools of others by link."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from teamlet.content import library, schema
from teamlet.ground.access.principal import Principal
from teamlet.records.library.queries import load_for_as
from teamlet.records.visits.rules.words import TOOL_FULL_LABELS, Tool

#: Hand-outs by the tool they are.
SHELF: dict[Tool, str] = {
    Tool.STRESS: "hand_out_stress",
    Tool.PAIN_FATIGUE: "hand_out_pain_fatigue",
    Tool.CAREGIVERS: "hand_out_caregivers",
}


@dataclass(slots=True)
class Section:
    """A part of a hand-out: its heading (may be empty), sentences, and steps."""

    head: str = ""
    texts: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)


def languages() -> list[tuple[str, str]]:
    """Return the languages that hand-outs speak, each by its own name."""
    names = {"en": "English", "es": "Español"}
    return [(code, names.get(code, code)) for code, _name in settings.LANGUAGES]


def hand_outs() -> list[dict[str, str]]:
    """Return what is on the shelf."""
    return [{"code": tool.value, "label": _(TOOL_FULL_LABELS[tool])} for tool in SHELF]


def sheet(by: Principal, content_id: str, language: str) -> dict[str, Any]:
    """Return a hand-out as it is printed: name and parts, in the practice's own version where it has one."""
    words = load_for_as(schema.DocumentTexts, by, content_id)
    spoken = language if words.speaks(language) else "en"
    name, sections = "", [Section()]
    for phrase in words.texts:
        text = phrase.text.raw(spoken)
        if phrase.code == "name":
            name = text
        elif phrase.code.startswith("head_"):
            sections.append(Section(text))
        elif phrase.code.startswith("step_"):
            sections[-1].steps.append(text)
        elif phrase.code.startswith("text_"):
            if sections[-1].steps:
                sections.append(Section())
            sections[-1].texts.append(text)
    return {
        "name": name,
        "sections": [part for part in sections if part.head or part.texts or part.steps],
        "language": spoken,
    }


def outside(language: str) -> list[dict[str, str]]:
    """Return tools of others: what each is for and its address."""
    words = library.load_as(schema.DocumentTexts, "outside_tools").in_language(language)
    return [
        {"text": text, "address": words[code.replace("step_", "address_", 1)]}
        for code, text in words.items()
        if code.startswith("step_")
    ]


def code_for(phone: str) -> str:
    """Return the picture of a code that calls ``phone``, as a data address; empty without a phone."""
    import segno  # loaded when somebody looks at a code, not when the server starts

    digits = "".join(sign for sign in phone if sign.isdigit() or sign == "+")
    return segno.make(f"tel:{digits}", error="m", micro=False).svg_data_uri(scale=6, border=4) if digits else ""
