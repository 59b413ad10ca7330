"""Shapes of fixed texts and of the word lists for checks."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from teamlet.content.schema.safety import Pattern
from teamlet.content.schema.texts import Base, Content, Text

# --- fixed texts and word lists ---------------------------------------------------------------------


class Phrase(Base, frozen=True, kw_only=True):
    """One fixed text.  ``patient``: patients read it, so it must be easy to read."""

    code: str
    text: Text
    patient: bool = True


class DocumentTexts(Content, frozen=True, kw_only=True):
    """The fixed texts of a page, a letter or a calendar entry."""

    texts: tuple[Phrase, ...]

    def in_language(self, language: str) -> dict[str, str]:
        """Return ``{code: text}`` with blanks as written.  Raises ``NotInLanguage``."""
        return {phrase.code: phrase.text.raw(language) for phrase in self.texts}


class Replacement(Base, frozen=True, kw_only=True):
    """A word that patients may not know, and the one to say instead."""

    word: str
    instead: str


class WordLists(Content, frozen=True, kw_only=True):
    """Word lists for the checks of patient texts and the one hint under *step*.

    ``blame``: words that can sound like blame.  ``replace``: glossary.  ``outcome``: words that name
    a result, not a step (a hint only).  ``familiar_long``: long words that everybody knows.  ``private``: words
    that no message says where somebody else may see it (``stem*``).
    """

    blame: Mapping[str, tuple[str, ...]]
    replace: Mapping[str, tuple[Replacement, ...]]
    outcome: Mapping[str, tuple[Pattern, ...]]
    familiar_long: Mapping[str, tuple[str, ...]]
    private: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
