"""How sure, how important, and what to talk about next.

The threshold of 7 of 10 is the working threshold of the action-planning tradition (Lorig; Gutnick
et al., J Clin Outcomes Manag 2014); for importance it is a product default.  Both are settings of
the practice.
"""

from __future__ import annotations

from teamlet.ground.reasons import Decision, Reason
from teamlet.records.plans.words import GateChange, GateStatus, KeepReason, ScoreBand, TalkNext

DEFAULT_THRESHOLD = 7


def _checked(score: int | None) -> int | None:
    """Return ``score``; raise ``ValueError`` unless it is a whole number from 0 to 10."""
    if score is None:
        return None
    if isinstance(score, bool) or not isinstance(score, int) or not 0 <= score <= 10:
        raise ValueError("a ruler goes from 0 to 10 in whole numbers")
    return score


def score_band(score: int) -> ScoreBand:
    """Return the band of a 0-10 answer that chooses the prompt: 0-3, 4-6, 7-8 or 9-10."""
    checked = _checked(score)
    if checked is None:
        raise ValueError("no answer has no band")
    if checked <= 3:
        return ScoreBand.LOW
    if checked <= 6:
        return ScoreBand.MIDDLE
    return ScoreBand.HIGH if checked <= 8 else ScoreBand.TOP


def confidence_gate(score: int | None, *, threshold: int = DEFAULT_THRESHOLD) -> Decision[GateStatus]:
    """Decide what follows the first answer to *how sure*, 0-10 or ``None`` when not asked.

    Never closes the way: below ``threshold`` a change is offered, and keeping the step stays
    possible with one chip (see ``rate_again``).  Raises ``ValueError`` outside 0-10.
    """
    answer = _checked(score)
    if answer is None:
        return Decision(GateStatus.NOT_ASKED, (Reason("plans.how_sure_not_asked"),))
    values = {"score": answer, "threshold": threshold}
    if answer >= threshold:
        return Decision(GateStatus.PROCEED, (Reason("plans.how_sure_enough", values),))
    code = "plans.how_sure_low" if answer <= 3 else "plans.how_sure_below"
    return Decision(GateStatus.OFFER_CHANGE, (Reason(code, values),))


def rate_again(
    first: int | None,
    change: GateChange | None,
    final: int | None,
    keep_reason: KeepReason | None = None,
    threshold: int = DEFAULT_THRESHOLD,
) -> Decision[GateStatus]:
    """Decide where the talk stands after a change was tried.

    ``first`` and ``final`` are both kept, whatever is decided.  A step may be kept below the
    threshold, before or after a change, once ``keep_reason`` names the chip.
    """
    before, after = _checked(first), _checked(final)
    if before is None:
        return confidence_gate(None, threshold=threshold)
    if before >= threshold or change is None:
        return confidence_gate(before, threshold=threshold)
    if change is GateChange.OTHER_GOAL:
        return Decision(GateStatus.OTHER_GOAL, (Reason("plans.other_goal_chosen"),))
    if after is not None and after >= threshold:
        return Decision(GateStatus.PROCEED, (Reason("plans.how_sure_rose", {"first": before, "final": after}),))
    now = before if after is None else after
    if keep_reason is not None:
        return Decision(GateStatus.KEPT, (Reason("plans.kept", {"score": now, "why": keep_reason.value}),))
    if change is GateChange.KEEP:
        return Decision(GateStatus.KEEP_REASON_NEEDED, (Reason("plans.keep_reason_needed"),))
    if after is None:
        return Decision(GateStatus.RATE_AGAIN, (Reason("plans.rate_again"),))
    return Decision(
        GateStatus.OFFER_CHANGE,
        (Reason("plans.how_sure_still_below", {"first": before, "final": after, "threshold": threshold}),),
    )


def importance_step(
    importance: int | None,
    confidence: int | None,
    *,
    threshold: int = DEFAULT_THRESHOLD,
    importance_threshold: int | None = None,
) -> Decision[TalkNext]:
    """Say what helps most to talk about next, from both rulers.

    What matters but is not sure needs work on what gets in the way; what is sure but matters less
    needs a talk about values and information; where both are low another goal, or later, is a
    fair answer.  The patient is never given a name for it.
    """
    matters, sure = _checked(importance), _checked(confidence)
    if matters is None:
        return Decision(TalkNext.ASK_IMPORTANCE, (Reason("plans.importance_not_asked"),))
    if sure is None:
        return Decision(TalkNext.ASK_HOW_SURE, (Reason("plans.how_sure_not_asked"),))
    values = {"importance": matters, "confidence": sure}
    does_matter = matters >= (threshold if importance_threshold is None else importance_threshold)
    is_sure = sure >= threshold
    if does_matter and is_sure:
        return Decision(TalkNext.GO_ON, (Reason("plans.go_on", values),))
    if does_matter:
        return Decision(TalkNext.WHAT_GETS_IN_THE_WAY, (Reason("plans.talk_barriers", values),))
    if is_sure:
        return Decision(TalkNext.WHAT_MATTERS, (Reason("plans.talk_values", values),))
    return Decision(TalkNext.OTHER_GOAL_OR_LATER, (Reason("plans.talk_other_goal", values),))
