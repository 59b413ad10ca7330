"""What follows from a reply: who looks at it, whether it answers a contact, what is answered by itself.

A reply proves nothing about who wrote it.  It stops messages, answers the question that was just asked of the one
person who has the number, or goes to a person; nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from teamlet.content.schema import Tier
from teamlet.ground.reasons import Reason
from teamlet.records.outreach.rules.replies import ReplyReading, fixed_answer
from teamlet.records.outreach.rules.words import FixedAnswer, ReplyKind
from teamlet.records.outreach.words.replies import WhyWaits

#: What answers the question how it went.
ANSWERS = (ReplyKind.DID_IT, ReplyKind.PART_OF_IT, ReplyKind.NOT_YET, ReplyKind.CALL_ME)
#: After these the owner calls on the same working day.
CALLS_BACK = (ReplyKind.NOT_YET, ReplyKind.CALL_ME)


@dataclass(frozen=True, slots=True)
class ReplyFacts:
    """What is known of the address when the reply comes.

    ``owners``: how many patients have it; ``possible``: how many may have written, those who had it before too.
    ``is_known``: it leads to one person.  ``was_stopped``: it had said stop before.  ``asks_open``: the contact that
    was asked about is open.  ``by_machine``: the sender says so.  ``start_is_late``: a stop came after it.
    """

    is_known: bool
    possible: int
    was_stopped: bool = False
    asks_open: bool = False
    by_machine: bool = False
    start_is_late: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What becomes of a reply.

    ``waits``: why a person looks at it, None = nobody has to.  ``lands``: it is set beside the open contact.
    ``answer``: what goes back by itself, before any limit.  ``reasons``: why it was taken so.
    """

    kind: ReplyKind
    reasons: tuple[Reason, ...]
    waits: WhyWaits | None = None
    lands: bool = False
    answer: FixedAnswer | None = None


def take(reading: ReplyReading, facts: ReplyFacts) -> Taken:
    """Say what becomes of a reply that was read so, from an address of which this is known."""
    kind, reasons = reading.kind, reading.decision.reasons
    if facts.by_machine and kind not in (ReplyKind.DANGER, ReplyKind.STOP):
        return Taken(ReplyKind.AUTOMATIC, (Reason("outreach.reply_by_machine"),))
    if kind in (ReplyKind.AUTOMATIC, ReplyKind.EMPTY):
        return Taken(kind, reasons)
    answer = _answer(reading, facts)
    if kind is ReplyKind.DANGER:
        return Taken(kind, (*reasons, *_whose(facts)), WhyWaits.DANGER, answer=answer)
    lands = kind in ANSWERS and facts.is_known and facts.asks_open and not facts.was_stopped
    return Taken(kind, (*reasons, *_more(kind, facts)), _waits(reading, facts, lands=lands), lands, answer)


def _waits(reading: ReplyReading, facts: ReplyFacts, *, lands: bool) -> WhyWaits | None:
    kind = reading.kind
    if reading.tier is not Tier.NONE:
        return WhyWaits.SAME_DAY
    if kind is ReplyKind.WRONG_NUMBER:
        # Of one person: the task to correct the number is all there is to do.
        return WhyWaits.WHOSE if facts.possible and not facts.is_known else None
    if kind in (ReplyKind.STOP, ReplyKind.START, ReplyKind.HELP):
        return WhyWaits.WORDS if reading.for_a_person or facts.start_is_late else None
    if facts.possible and not facts.is_known:
        return WhyWaits.WHOSE
    if kind in CALLS_BACK and facts.is_known:
        return WhyWaits.CALL_BACK
    if lands and not reading.for_a_person:
        return None
    return WhyWaits.WORDS


def _answer(reading: ReplyReading, facts: ReplyFacts) -> FixedAnswer | None:
    """What goes back: nothing to a stranger, nothing but help and danger after a stop."""
    usual = fixed_answer(reading)
    if facts.by_machine or not facts.possible:
        return None
    if facts.was_stopped and usual not in (FixedAnswer.HELP, FixedAnswer.EMERGENCY, FixedAnswer.STARTED):
        return None
    if usual is FixedAnswer.STARTED:
        return None if facts.start_is_late else usual
    thanks_all = facts.is_known and facts.asks_open and reading.tier is Tier.NONE
    return FixedAnswer.HELP_COMES if usual is FixedAnswer.THANKS and not thanks_all else usual


def _more(kind: ReplyKind, facts: ReplyFacts) -> tuple[Reason, ...]:
    found = list(_whose(facts))
    if facts.was_stopped and kind not in (ReplyKind.STOP, ReplyKind.START, ReplyKind.HELP):
        found.append(Reason("outreach.reply_after_stop"))
    if kind is ReplyKind.START and facts.start_is_late:
        found.append(Reason("followups.reply_start_is_late"))
    if kind in ANSWERS and facts.is_known and not facts.was_stopped:
        found.append(Reason("followups.reply_lands" if facts.asks_open else "followups.reply_no_contact"))
    return tuple(found)


def _whose(facts: ReplyFacts) -> tuple[Reason, ...]:
    if facts.is_known:
        return ()
    if facts.possible:
        return (Reason("outreach.reply_shared", {"count": facts.possible}),)
    return (Reason("outreach.reply_nobody"),)
