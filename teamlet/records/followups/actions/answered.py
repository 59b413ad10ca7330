"""Replies that are looked after: each with its task, and those that a contact's report answers."""

from __future__ import annotations

from datetime import datetime

from teamlet.ground.access.principal import Principal
from teamlet.records.followups.models import Contact
from teamlet.records.followups.queries.replies import task_of_reply
from teamlet.records.outreach.actions.replies import mark_handled
from teamlet.records.outreach.models import Reply
from teamlet.records.outreach.queries.replies import others_waiting
from teamlet.records.outreach.words.replies import RANKS, WhyWaits
from teamlet.records.tasks.actions import end_task
from teamlet.records.tasks.words import TaskState


def settle_reply(reply: Reply, note: str, at: datetime, by: Principal) -> Reply:
    """Look after one reply; its task ends unless another reply of the patient waits."""
    row = mark_handled(reply=reply, note=note, at=at, by=by)
    task = task_of_reply(row)
    if task is not None and not others_waiting(row):
        end_task(task=task, state=TaskState.DONE, reason="handled", at=at, by=by)
    return row


def settle_answers(contact: Contact, at: datetime, by: Principal) -> None:
    """Look after the replies that answered a contact which is reached or closed now; urgent ones go on waiting."""
    if by.user_id is None:
        return
    rows = Reply.objects.filter(
        contact_answers__contact=contact, handled_at__isnull=True, rank__lte=RANKS[WhyWaits.CALL_BACK]
    )
    for row in {each.pk: each for each in rows.select_related("patient")}.values():
        settle_reply(row, "", at, by)
