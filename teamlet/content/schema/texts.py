"""What all content shares: texts in several languages, the header and the provenance.

``Text`` is one text in several languages; asking for a language it does
not have raises ``NotInLanguage``, so that nothing ever falls back in silence.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from types import MappingProxyType

import msgspec

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class NotInLanguage(LookupError):
    """A text was asked for in a language that it does not have; ``language`` names it."""

    def __init__(self, language: str) -> None:
        super().__init__(f"not available in language {language!r}")
        self.language = language


class Text:
    """One text in several languages, with ``{name}`` blanks.  Immutable."""

    __slots__ = ("_words",)
    _words: Mapping[str, str]

    def __init__(self, words: Mapping[str, str]) -> None:
        object.__setattr__(self, "_words", MappingProxyType(dict(words)))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a text does not change")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self._words == other._words

    def __hash__(self) -> int:
        return hash(tuple(sorted(self._words.items())))

    def __repr__(self) -> str:
        return f"Text({dict(self._words)!r})"

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages this text has, in the file's order."""
        return tuple(self._words)

    def has(self, language: str) -> bool:
        """Say whether the text exists in ``language``."""
        return language in self._words

    def raw(self, language: str) -> str:
        """Return the text with its blanks as written.  Raises ``NotInLanguage``."""
        try:
            return self._words[language]
        except KeyError:
            raise NotInLanguage(language) from None

    def say(self, language: str, **values: object) -> str:
        """Return the text with every ``{name}`` filled from ``values``.

        Raises ``NotInLanguage``; raises ``KeyError`` with the blank's name when a value is missing.
        Values are inserted as they are: blanks inside a value are never filled.
        """
        return PLACEHOLDER.sub(lambda blank: str(values[blank[1]]), self.raw(language))

    def placeholders(self, language: str) -> frozenset[str]:
        """Return the names of the blanks in ``language``."""
        return frozenset(PLACEHOLDER.findall(self.raw(language)))


class Base(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all structures share: frozen, keyword-only, unknown keys are an error."""


class Provenance(Base, frozen=True, kw_only=True):
    """Where a content file comes from and who read it."""

    source: str
    author: str
    reviewed_by: str
    reviewed_on: dt.date
    license: str


class Content(Base, frozen=True, kw_only=True):
    """What every content file begins with."""

    id: str
    version: int
    kind: str
    title: Text
    languages: tuple[str, ...]
    provenance: Provenance

    def speaks(self, language: str) -> bool:
        """Say whether the whole content exists in ``language``."""
        return language in self.languages
