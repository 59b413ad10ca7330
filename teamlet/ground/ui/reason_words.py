"""Reasons in words: the sentence of every reason code, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext

from teamlet.ground.reasons import Decision, Reason, Refused
from teamlet.ground.ui import formats

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
ISO_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
ISO_MINUTE = re.compile(rf"{ISO_DATE.pattern} {ISO_TIME.pattern}")


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


@cache
def labels(modules: tuple[str, ...]) -> Mapping[str, Mapping[str, Mapping[Any, str]]]:
    """Return by reason code which of its values are codes, with the words for them, from ``modules``."""
    found: dict[str, Mapping[str, Mapping[Any, str]]] = {}
    for module in modules:
        found.update(getattr(import_module(module), "VALUES", {}))
    return found


def _labelled(value: object, table: Mapping[Any, str] | None) -> object:
    """Return the translated word for a code as it reads inside a sentence, other values as they are."""
    if table is None or not isinstance(value, str) or value not in table:
        return value
    word = gettext(table[value])
    return word[:1].lower() + word[1:]


def value_words(value: object, language: str) -> object:
    """Return a reason's value as it reads inside a sentence; dates, also ISO texts, become words.

    "2026-12-01 08:00" and "08:00" are by somebody's clock; whose, the sentence says.
    """
    if isinstance(value, str) and ISO_DATE.fullmatch(value):
        value = date.fromisoformat(value)
    elif isinstance(value, str) and ISO_TIME.fullmatch(value):
        return formats.time_words(time.fromisoformat(value), language)
    elif isinstance(value, str) and ISO_MINUTE.fullmatch(value):
        at = datetime.fromisoformat(value)
        return f"{formats.day_words(at.date(), language)}, {formats.time_words(at.time(), language)}"
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
    modules = tuple(getattr(settings, "REASON_WORDS", ()))
    known = sentences(modules)
    if reason.code not in known:
        raise UnknownReason(reason.code)
    language = get_language() or settings.LANGUAGE_CODE
    tables = labels(modules).get(reason.code, {})
    values = {key: value_words(_labelled(value, tables.get(key)), language) for key, value in reason.values.items()}
    return gettext(known[reason.code]).format_map(values)
