"""Safety cover in words: what is in force, what is missing, and the form's values."""

from __future__ import annotations

from typing import Any

from teamlet.ground.access import stamps
from teamlet.ground.access.principal import Principal
from teamlet.records.instruments import queries
from teamlet.records.instruments.actions import CoverSaid
from teamlet.records.instruments.rules.safety import missing_cover
from teamlet.records.practice.queries import active_member


def initial(by: Principal) -> dict[str, Any]:
    """Return what the form begins with: the naming in force."""
    row = queries.cover(by)
    if row is None:
        return {"days": ["0", "1", "2", "3", "4"], "response_minutes": 15}
    return {
        "responder": row.responder.oid if row.responder else "",
        "backup": row.backup.oid if row.backup else "",
        "on_call": row.on_call.oid if row.on_call else "",
        "days": [str(day) for day in row.days],
        "from_time": row.from_time,
        "to_time": row.to_time,
        "response_minutes": row.response_minutes,
        "text_en": row.texts.get("en", ""),
        "text_es": row.texts.get("es", ""),
    }


def said(by: Principal, values: dict[str, Any]) -> CoverSaid:
    """Return what the form says.  People are those whom the form offered, so they are there."""
    people = {name: active_member(by, values[name]) for name in ("responder", "backup", "on_call")}
    return CoverSaid(
        **people,  # type: ignore[arg-type]
        days=tuple(values["days"]),
        from_time=values["from_time"],
        to_time=values["to_time"],
        response_minutes=values["response_minutes"],
        texts={"en": values["text_en"], "es": values["text_es"]},
    )


def context(by: Principal) -> dict[str, Any]:
    """Return what is in force, what is missing, and the history, newest first."""
    rows = queries.covers(by)
    return {
        "here": "safety_cover",
        "cover": rows[0] if rows else None,
        "missing": missing_cover(queries.cover_facts(rows[0] if rows else None)),
        "has_channels": queries.HAS_CHANNELS,
        "history": rows,
        "stamp": stamps.make(),
    }
