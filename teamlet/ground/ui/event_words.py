"""Audit events in words: one sentence for the name of each event, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from django.conf import settings
from django.utils.translation import gettext


@cache
def sentences() -> Mapping[str, str]:
    """Return the sentences of all modules named in ``settings.EVENT_WORDS`` by event name, untranslated."""
    found: dict[str, str] = {}
    for module in settings.EVENT_WORDS:
        found.update(import_module(module).EVENTS)
    return found


def say_event(verb: str) -> str:
    """Return what the event says; an event of another version of Teamlet is shown by its name."""
    known = sentences().get(verb)
    return gettext(known) if known is not None else verb
