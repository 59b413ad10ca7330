"""How it went, as told at a contact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from teamlet.records.followups.actions.agree import ContactSaid
from teamlet.records.followups.actions.worries import Worry
from teamlet.records.followups.words import Channel, ClosingReason
from teamlet.records.plans.actions import PlanSaid
from teamlet.records.plans.words import PlanOutcome


@dataclass(frozen=True, slots=True)
class ContactTold:
    """How it went, as told at a contact.

    ``confidence`` 0-10 or None = not asked.  ``next_step`` is "same", "new", "other_goal" or "none";
    with "new", ``new_plan`` carries the new step.  ``next_contact`` None = no further contact: ``closing`` must
    then say why, with ``ask_again_on`` and ``program`` where that reason needs them.
    """

    channel: Channel
    outcome: PlanOutcome
    worry: Worry | None = None
    times_done: int | None = None
    times_planned: int | None = None
    helped_words: str = ""
    barriers: tuple[str, ...] = ()
    barrier_words: str = ""
    confidence: int | None = None
    next_step: str = "same"
    new_plan: PlanSaid | None = None
    next_contact: ContactSaid | None = None
    closing: ClosingReason | None = None
    ask_again_on: date | None = None
    program: str = ""
    closing_words: str = ""
    minutes: int | None = None
