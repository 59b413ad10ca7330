"""The welcome letter and the page about the team, from the practice's own people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from teamlet.content.schema import DocumentTexts
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import Role
from teamlet.ground.ui.formats import initials
from teamlet.records.documents.rendering.welcome import TeamMember, Welcome, compose_welcome
from teamlet.records.library.queries import load_for_as
from teamlet.records.practice.models import Membership
from teamlet.records.practice.queries import active_members, practice_of

#: Whom patients meet, in the order of the page, and which sentence says what they do.
SHOWN: dict[Role, str] = {
    Role.CLINICIAN: "role_clinician",
    Role.NURSE: "role_nurse",
    Role.MEDICAL_ASSISTANT: "role_medical_assistant",
    Role.COACH: "role_coach",
    Role.LEAD_COACH: "role_coach",
    Role.BEHAVIORAL_HEALTH: "role_behavioral_health",
    Role.CARE_MANAGER: "role_care_manager",
    Role.EDUCATOR: "role_educator",
    Role.FRONT_DESK: "role_front_desk",
    Role.MANAGER: "role_manager",
    Role.PEER: "role_peer",
}
_ORDER = list(SHOWN)


def texts_in(by: Principal, language: str) -> Mapping[str, str]:
    """Return the fixed texts, the practice's own where it has them."""
    return load_for_as(DocumentTexts, by, "welcome", language=language).in_language(language)


def facts(by: Principal, language: str, *, on: date) -> Welcome:
    """Return what both pages say; who is invited, away for good, or meets no patients is not on them."""
    practice = practice_of(by)
    texts = texts_in(by, language)
    people = [(roles, row) for row in active_members(by) if (roles := _roles(row))]
    people.sort(key=lambda each: (_ORDER.index(each[0][0]), each[1].called))
    return Welcome(
        language=language,
        practice=practice.name,
        phone=practice.phone,
        address=practice.address,
        printed_on=on,
        team=tuple(_person(roles, row, texts) for roles, row in people),
    )


def context(by: Principal, language: str, *, on: date) -> dict[str, Any]:
    """Return the words of both pages for the screen."""
    return {
        "words": compose_welcome(facts(by, language, on=on), texts_in(by, language)),
        "language": language,
        "languages": (("en", "English"), ("es", "Español")),
    }


def _roles(row: Membership) -> list[Role]:
    held = {held.role for held in row.held_roles.all()}
    return [role for role in SHOWN if role.value in held]


def _person(roles: list[Role], row: Membership, texts: Mapping[str, str]) -> TeamMember:
    sentences = dict.fromkeys(texts[SHOWN[role]] for role in roles)
    return TeamMember(
        name=row.called,
        initials=initials(row.user.name),
        roles=tuple(sentences),
        languages=tuple(texts[f"language_{code}"] for code in row.languages if f"language_{code}" in texts),
    )
