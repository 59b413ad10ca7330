"""Looking at the words of a message before it is drafted, released or let go on."""

from __future__ import annotations

from collections.abc import Collection

from teamlet.ground.reasons import Reason, Refused
from teamlet.records.outreach.models import Message, Reach
from teamlet.records.outreach.queries.wording import our_links
from teamlet.records.outreach.rules.linter import lint
from teamlet.records.outreach.rules.words import FixedAnswer, Usable
from teamlet.records.outreach.words import Channel


def problem_with(
    body: str,
    *,
    channel: Channel,
    subject: str = "",
    sender: str = "",
    answer: FixedAnswer | None = None,
    never: Collection[str] = (),
    names: Collection[str] = (),
) -> Reason | None:
    """Return the first thing that forbids these words, or None.

    ``names`` of the practice may stand in them, whatever they say ("Cedar Diabetes Center").  A fixed answer to what
    somebody has just written is never kept back: its words were approved as they are.
    """
    if answer is not None:
        return None
    decision = lint(
        body, channel=channel, subject=subject, sender=sender, our_links=our_links(), never=never, names=names
    )
    return decision.reason if decision.status is Usable.NO else None


def problem_of(row: Message) -> Reason | None:
    """Return the first thing that forbids the words of this message as they stand, or None."""
    answer = FixedAnswer(row.fixed_answer) if row.fixed_answer else None
    # Whether it says from whom it is was seen to when it was drafted; the practice may have another name since.
    names = (row.practice.name,)
    return problem_with(row.body, channel=Channel(row.channel), subject=row.subject, answer=answer, names=names)


def check_words(row: Message) -> None:
    """Raise ``Refused`` with the first thing that forbids the words of this message."""
    wrong = problem_of(row)
    if wrong is not None:
        raise Refused(wrong)


def hides_sender(patient_id: int, channel: Channel) -> bool:
    """Whether the patient wants messages of this way not to say from whom they are."""
    return Reach.objects.filter(patient_id=patient_id, channel=channel, hides_sender=True).exists()
