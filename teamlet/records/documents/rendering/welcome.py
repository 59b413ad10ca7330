"""The welcome letter and the page about the team: plain facts in, plain words and a tagged PDF out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from teamlet.records.documents.rendering.paper import clean
from teamlet.records.documents.rendering.texts import fill
from teamlet.records.documents.rendering.typesetting import Rendered, typeset

_TEMPLATE = Path(__file__).with_name("welcome.typ")
#: From roomy to tight; what a patient reads never falls below 12 points.
_SETTINGS = tuple(
    {"body": body, "gap": gap} for body, gap in ((15, 22), (14, 18), (13.5, 15), (13, 12), (12.5, 9), (12, 7))
)
_CALLS = ("call_text", "emergency", "crisis")


@dataclass(frozen=True, slots=True)
class TeamMember:
    """One person as patients read about them; ``roles`` are whole sentences, ``languages`` words."""

    name: str
    initials: str
    roles: tuple[str, ...]
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Welcome:
    """What the letter and the page know: the practice and its people, nothing about any patient."""

    language: str
    practice: str
    phone: str
    address: str
    printed_on: date
    team: tuple[TeamMember, ...]


def compose_welcome(facts: Welcome, texts: Mapping[str, str]) -> dict[str, Any]:
    """Return every word of both pages.  Raises ``TextsIncomplete`` when a text is missing."""
    practice, phone = clean(facts.practice), clean(facts.phone)
    sections = (("before", "before_"), ("plan", ""), ("after", ""), ("language", ""))
    return {
        "language": facts.language,
        "practice": practice,
        "place": " · ".join(each for each in (practice, phone, clean(facts.address)) if each),
        "title": fill(texts, "letter_title", practice=practice),
        "glad": texts["letter_glad"],
        "sections": [
            {
                "title": texts[f"{name}_title"],
                "text": "" if listed else texts[f"{name}_text"],
                "items": [texts[f"{listed}{number}"] for number in range(1, 5)] if listed else [],
            }
            for name, listed in sections
        ],
        "call_title": texts["call_title"],
        "calls": [fill(texts, code, phone=phone) if code == "call_text" else texts[code] for code in _CALLS],
        "closing": fill(texts, "closing", practice=practice),
        "team_title": texts["team_title"],
        "team_text": texts["team_text"],
        "team_head": [texts["team_name"], texts["team_role"], texts["team_languages"]],
        "team": [
            {
                "name": clean(each.name),
                "initials": clean(each.initials),
                "roles": each.roles,
                "languages": each.languages,
            }
            for each in facts.team
        ],
    }


def render_welcome(facts: Welcome, texts: Mapping[str, str], *, parts: Sequence[str] = ("letter", "team")) -> Rendered:
    """Set the letter and the page about the team, each on a page of its own (a large team takes more).

    ``parts``: which of the two, in order.
    """
    page = {**compose_welcome(facts, texts), "parts": list(parts)}
    return typeset(_TEMPLATE, page, _SETTINGS, printed_on=facts.printed_on, most_pages=len(parts))
