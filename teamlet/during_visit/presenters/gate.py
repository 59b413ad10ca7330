"""What the path's form says about how sure the patient is, and what one key changes about the step.

The gate never closes: it opens one line in place, applies the change that was chosen, keeps both answers,
and lets the step stay as it is with one chip.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from teamlet.content.parsing import Amount, Days
from teamlet.content.sentences import StepParts, amount_phrase, days_phrase
from teamlet.ground.reasons import Reason
from teamlet.records.documents.forms import parts_of
from teamlet.records.plans.rules import Step, confidence_gate, rate_again, shrink
from teamlet.records.plans.words import Asks, GateChange, GateStatus, KeepReason

#: Where the focus goes after a change, as names of the form's fields.
FOCUS = {
    Asks.NOTHING: "confidence",
    Asks.AMOUNT: "amount",
    Asks.HELPER: "helpers",
    Asks.WHEN: "when",
    Asks.STRATEGY: "strategy",
    Asks.GOAL: "goal",
    Asks.KEEP_REASON: "keep_reason",
}
CHANGES = {change.value: change for change in GateChange}
KEEPS = frozenset(reason.value for reason in KeepReason)
STAYS_OPEN = {GateStatus.OFFER_CHANGE, GateStatus.KEEP_REASON_NEEDED}


@dataclass(frozen=True, slots=True)
class Gate:
    """Where the talk about how sure stands: open or not, one sentence, and the field to go on in."""

    is_open: bool = False
    reason: Reason | None = None
    focus: str = ""
    first: int | None = None
    applied: bool = False
    keeping: bool = False

    @property
    def holds(self) -> bool:
        """Whether the page asks once more instead of saving."""
        return self.is_open or self.applied


def pass_gate(values: MutableMapping[str, str], *, threshold: int, language: str) -> Gate:
    """Apply the change that was just chosen to ``values`` (the posted fields) and say where the talk stands."""
    sure, first = _number(values.get("confidence")), _number(values.get("confidence_first"))
    chosen = CHANGES.get(values.get("gate_change") or "")
    if chosen is not None and chosen is not GateChange.KEEP:
        return _change(values, chosen, sure if first is None else first, language)
    if values.get("keep_reason") in KEEPS:
        return Gate(first=first)
    if chosen is GateChange.KEEP and sure is not None and sure < threshold:
        return Gate(
            is_open=True, reason=Reason("plans.keep_reason_needed"), focus="keep_reason", first=first, keeping=True
        )
    if sure is None:
        return Gate(first=first)
    applied = CHANGES.get(values.get("gate_applied") or "")
    if first is not None and applied is not None:
        decision = rate_again(first, applied, sure, threshold=threshold)
    else:
        decision = confidence_gate(sure, threshold=threshold)
    still = decision.status in STAYS_OPEN
    return Gate(is_open=still, reason=decision.reason, focus="gate_change" if still else "", first=first)


def score_in(values: Mapping[str, Any]) -> int | None:
    """Return the answer to how sure that ``values`` (posted or filled in) hold now, None without one."""
    said = values.get("confidence")
    return said if isinstance(said, int) else _number(said)


def _change(values: MutableMapping[str, str], change: GateChange, first: int | None, language: str) -> Gate:
    parts = parts_of(values, language)
    proposal = shrink(_step(parts), change)
    if proposal.changed:
        values["amount"] = _amount(parts, proposal.step, language)
        values["days"] = _days(parts, proposal.step, language)
    values["gate_change"] = ""
    values["confidence"] = ""
    if change is GateChange.OTHER_GOAL:
        values["confidence_first"], values["gate_applied"] = "", ""
        return Gate(reason=proposal.reason, focus="goal", applied=True)
    values["gate_applied"] = change.value
    values["confidence_first"] = "" if first is None else str(first)
    return Gate(reason=proposal.reason, focus=FOCUS[proposal.asks], first=first, applied=True)


def _step(parts: StepParts) -> Step:
    amount, days = parts.amount, parts.days
    return Step(
        text=parts.step.spoken,
        amount=amount.number if amount else None,
        unit=(amount.unit if amount else "") or "",
        days_per_week=days.count if days else None,
        weekdays=tuple(day - 1 for day in days.named) if days else (),
    )


def _amount(parts: StepParts, step: Step, language: str) -> str:
    before = parts.amount
    if step.amount is None or before is None or step.amount == before.number:
        return before.spoken if before else ""
    smaller = Amount("", Decimal(step.amount), before.unit)
    return amount_phrase(smaller, language) or str(step.amount)


def _days(parts: StepParts, step: Step, language: str) -> str:
    before = parts.days
    count = before.count if before else None
    if step.days_per_week == count:
        return before.spoken if before else ""
    fewer = Days("", step.days_per_week, tuple(day + 1 for day in step.weekdays))
    return days_phrase(fewer, language) or str(step.days_per_week)


def _number(text: str | None) -> int | None:
    short = text and len(text) <= 2 and text.isascii() and text.isdigit()
    return int(text) if text and short and int(text) <= 10 else None
