"""A step in parts, as columns keep it and as sentences need it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from teamlet.content.parsing import Amount, Days, StepWords, When
from teamlet.content.sentences import StepParts


def parts_as_columns(parts: StepParts) -> dict[str, Any]:
    """Return what was understood of a step as plain JSON values; spoken words are columns of their own."""
    kept: dict[str, Any] = {}
    if parts.step.code is not None:
        kept["step"] = parts.step.code
    if parts.amount is not None and parts.amount.number is not None:
        kept["amount"] = {"number": str(parts.amount.number), "unit": parts.amount.unit}
    if parts.when is not None and parts.when.understood:
        kept["when"] = {"code": parts.when.code, "at": parts.when.at}
    if parts.days is not None and parts.days.understood:
        kept["days"] = {"count": parts.days.count, "named": list(parts.days.named)}
    return kept


def parts_from_columns(
    kept: Mapping[str, Any], *, step: str, amount: str = "", when: str = "", days: str = ""
) -> StepParts:
    """Return a step's parts from ``kept`` (``parts_as_columns``) and the words it was spoken in."""
    number, cue, week = kept.get("amount"), kept.get("when"), kept.get("days")
    return StepParts(
        step=StepWords(step, kept.get("step")),
        amount=Amount(amount, Decimal(number["number"]), number["unit"]) if number else Amount(amount),
        when=When(when, cue["code"], cue["at"]) if cue else When(when),
        days=Days(days, week["count"], tuple(week["named"])) if week else Days(days),
    )
