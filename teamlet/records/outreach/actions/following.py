"""Messages follow what they are about: cancelled when it is over, back as drafts when that is undone, moved along."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit, goes_on
from teamlet.ground.reasons import Reason
from teamlet.records.outreach.models import Message
from teamlet.records.outreach.words import MessageState
from teamlet.records.patients.models import Patient

#: States of a message of which nothing has left the house.
UNSENT = (MessageState.DRAFT, MessageState.QUEUED, MessageState.HELD)
_OVER = "outreach.no_longer_wanted"


def has_messages(patient: int, about: tuple[str, str]) -> bool:
    """Whether a message to the patient (by row number) is about this; one statement."""
    return Message.objects.filter(patient_id=patient, about=about[0], about_oid=about[1]).exists()


@action
@goes_on
def suit_messages(
    *, patient: Patient, about: tuple[str, str], wanted: tuple[str, ...] = (), at: datetime, by: Principal
) -> int:
    """Cancel what did not go out about a thing; return how many.

    ``wanted``: beginnings of the occurrences that go on.  Those of them that were cancelled this way before are drafts
    again: undo brings back everything.  What is being sent goes its way.
    """
    rows = Message.objects.filter(patient=patient, about=about[0], about_oid=about[1])
    over, back = [], []
    for row in rows.filter(state__in=(*UNSENT, MessageState.CANCELLED)).order_by("id"):
        goes_on_ = row.occurrence.startswith(wanted) if wanted else False
        if row.state != MessageState.CANCELLED and not goes_on_:
            over.append(row.pk)
        elif row.state == MessageState.CANCELLED and goes_on_ and row.state_reason.get("code") == _OVER:
            back.append(row.pk)
    cancelled = Message.objects.filter(pk__in=over, state__in=UNSENT).update(
        state=MessageState.CANCELLED, state_reason=Reason(_OVER).as_dict(), ended_at=at, fence=F("fence") + 1
    )
    again = Message.objects.filter(pk__in=back, state=MessageState.CANCELLED, expires_at__gt=at).update(
        state=MessageState.DRAFT, state_reason={}, ended_at=None, fence=F("fence") + 1
    )
    audit(about, patient=patient, cancelled=cancelled, again=again)
    return cancelled


@action
@goes_on
def hand_messages_on(
    *, patient: Patient, about: tuple[str, str], to: tuple[str, str], occurrences: str, at: datetime, by: Principal
) -> int:
    """Let messages whose occurrence begins so be about another thing from now on; return how many."""
    moved = Message.objects.filter(
        patient=patient, about=about[0], about_oid=about[1], occurrence__startswith=occurrences
    ).update(about=to[0], about_oid=to[1])
    audit(to, patient=patient, moved=moved)
    return moved
