"""The words of replies: what came of each, who looked at it, and what is answered by itself."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from teamlet.ground.reasons import N_


class ReplyStepKind(StrEnum):
    """What happened to a reply after it came."""

    #: A person said whose it is.
    WHOSE = "whose"
    #: A person said what it means.
    TAKEN_AS = "taken_as"
    STOPPED = "stopped"
    #: It was set beside the contact that it answers.
    LANDED = "landed"
    HANDLED = "handled"


class WhyWaits(StrEnum):
    """Why a person looks at a reply, most urgent last; the numbers of ``RANKS`` order the list."""

    WORDS = "words"
    CALL_BACK = "call_back"
    WHOSE = "whose"
    SAME_DAY = "same_day"
    DANGER = "danger"


#: First key of the list of replies that wait; higher comes first.
RANKS: dict[WhyWaits, int] = {
    WhyWaits.WORDS: 1,
    WhyWaits.WHOSE: 2,
    WhyWaits.CALL_BACK: 3,
    WhyWaits.SAME_DAY: 5,
    WhyWaits.DANGER: 9,
}

REPLY_STEP_LABELS: dict[ReplyStepKind, str] = {
    ReplyStepKind.WHOSE: N_("Said whose it is"),
    ReplyStepKind.TAKEN_AS: N_("Said what it means"),
    ReplyStepKind.STOPPED: N_("Stopped messages"),
    ReplyStepKind.LANDED: N_("Set beside the contact"),
    ReplyStepKind.HANDLED: N_("Looked after"),
}

REASONS: dict[str, str] = {
    # what is answered by itself
    "outreach.answer_goes": N_("This is answered at once."),
    "outreach.answer_none": N_("Nothing is answered by itself."),
    "outreach.answer_machine": N_("Nothing is answered, because a machine wrote."),
    "outreach.answer_recent": N_("The same was answered at {at}; once in {minutes} minutes is enough."),
    "outreach.answer_limit": N_("{most} answers by themselves a day are the most to one address."),
    "outreach.answer_to_reply": N_("It answers what somebody wrote just now."),
    # whose a reply is
    "outreach.reply_shared": N_("{count} patients have this number or address; a person says whose reply it is."),
    "outreach.reply_nobody": N_("Nobody here has this number or address."),
    "outreach.reply_after_stop": N_("This number or address had said stop before, so a person reads the reply."),
    "outreach.reply_by_machine": N_("Its sender says that a machine wrote it."),
    "outreach.reply_not_possible": N_("Choose one of the people who have this number or address."),
    # what may be done with one
    "outreach.reply_handled": N_("This reply was looked after already."),
    "outreach.reply_needs_licensed": N_("A nurse, clinician or behavioral health person looks after this reply."),
    "outreach.reply_needs_whose": N_("Say first whose reply it is."),
    "outreach.reply_may_handle": N_("This person may look after the reply."),
}

EVENTS: dict[str, str] = {
    "outreach.store_reply": N_("Kept a reply."),
    "outreach.answer_reply": N_("Answered a reply with a fixed text."),
    "outreach.name_sender": N_("Said whose a reply is."),
    "outreach.mark_handled": N_("Looked after a reply."),
    "outreach.switch_off_address": N_("Switched a number or address off, because a reply says that it is wrong."),
}

VALUES: dict[str, dict[str, Mapping[Any, str]]] = {}
