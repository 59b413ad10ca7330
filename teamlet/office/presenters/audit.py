"""Audit events in rows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from teamlet.ground.audit.models import Event
from teamlet.ground.ui.event_words import say_event


def event_rows(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Return one row an event: what was done as a sentence, then codes, counts and ids as they were recorded."""
    return [
        {
            "number": row.number,
            "at": row.at,
            "actor": row.actor,
            "said": say_event(row.verb),
            "verb": row.verb,
            "about": row.about,
            "patient": row.patient_oid,
            "detail": _shown(row.detail),
        }
        for row in events
    ]


def _shown(detail: str) -> str:
    try:
        values = json.loads(detail or "{}")
    except ValueError:
        return detail
    if not isinstance(values, dict):
        return str(values)
    return ", ".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in values.items())
