"""Reasons in words: the sentence of every reason code, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib import import_module

from django.conf import settings
from django.utils.translation import get_language, gettext

from teamlet.ground.reasons import Decision, Reason, Refused
from teamlet.ground.ui import formats

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class UnknownReason(LookupError):
    """A reason code for which no record offers a sentence."""


@cache
def sentences(modules: tuple[str, ...]) -> Mapping[str, str]:
    """Return all sentences of ``modules`` by code.

    Raises ``ValueError`` when two modules explain the same code: one rule, one sentence.
    """
    found: dict[str, str] = {}
    for module in modules:
        words: Mapping[str, str] = import_module(module).REASONS
        twice = found.keys() & words.keys()
        if twice:
            raise ValueError(f"{module} explains again: {', '.join(sorted(twice))}")
        found.update(words)
    return found


def value_words(value: object, language: str) -> object:
    """Return a reason's value as it reads inside a sentence; dates, also ISO texts, become words."""
    if isinstance(value, str) and ISO_DATE.fullmatch(value):
        value = date.fromisoformat(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return formats.day_words(value, language)
    return value


def say(reason: Reason | Decision | Refused) -> str:
    """Return the plain sentence of ``reason`` in the active language.

    A decision says its first reason.  Raises ``UnknownReason`` when no module named in
    ``settings.REASON_WORDS`` has the code, and ``KeyError`` when the sentence needs a value that
    the reason does not carry.
    """
    if isinstance(reason, (Decision, Refused)):
        reason = reason.reason
    known = sentences(tuple(getattr(settings, "REASON_WORDS", ())))
    if reason.code not in known:
        raise UnknownReason(reason.code)
    language = get_language() or settings.LANGUAGE_CODE
    values = {key: value_words(value, language) for key, value in reason.values.items()}
    return gettext(known[reason.code]).format_map(values)
