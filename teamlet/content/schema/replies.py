"""Shape of what patients may write back."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from teamlet.content.schema.safety import Pattern
from teamlet.content.schema.texts import Base, Content


class ReplyMeaning(Base, frozen=True, kw_only=True):
    """One meaning of a reply, in every language.

    ``whole``: the reply is just this, polite words and signs aside.  ``clause``: one clause of it is just
    this.  ``said``: patterns found anywhere.  ``misspelled``: words whose slips of the finger count too.
    """

    code: str
    whole: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    clause: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    said: Mapping[str, tuple[Pattern, ...]] = msgspec.field(default_factory=dict)
    misspelled: tuple[str, ...] = ()


class ReplyWords(Content, frozen=True, kw_only=True):
    """What patients may write back, and what it means.

    ``polite``: words that change nothing ("please").  ``signatures``: beginnings of lines that a phone adds;
    ``quotations``: of lines after which somebody else's words follow.
    """

    polite: Mapping[str, tuple[str, ...]]
    signatures: Mapping[str, tuple[str, ...]]
    quotations: Mapping[str, tuple[str, ...]]
    meanings: tuple[ReplyMeaning, ...]

    def meaning(self, code: str) -> ReplyMeaning:
        """Return one meaning.  Raises ``LookupError`` when there is none of that code."""
        for each in self.meanings:
            if each.code == code:
                return each
        raise LookupError(code)
