"""Letters on paper: what waits to be printed, batches, and the letters in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from teamlet.ground.jobs.hold import installation
from teamlet.records.outreach.models import BatchLetter, LetterBatch, Message
from teamlet.records.outreach.queries.lists import MOST_COUNTED
from teamlet.records.outreach.words import Channel, MessageState
from teamlet.records.outreach.words.letters import BatchState, Envelope, LetterState
from teamlet.records.practice.queries import Scope, practice_id_of


def letters_waiting(scope: Scope, *, at: datetime, limit: int = 50) -> list[Message]:
    """Return released letters that may be printed now, longest waiting first."""
    rows = _waiting(scope, at).select_related("patient").order_by("send_after", "id")
    return list(rows[:limit])


def count_waiting(scope: Scope, *, at: datetime) -> int:
    """Return how many letters may be printed now, ``MOST_COUNTED`` at most."""
    return _waiting(scope, at).order_by()[:MOST_COUNTED].count()


def _waiting(scope: Scope, at: datetime) -> QuerySet[Message]:
    return Message.objects.filter(
        practice_id=practice_id_of(scope),
        channel=Channel.LETTER,
        state=MessageState.QUEUED,
        send_after__lte=at,
        epoch=installation().epoch,
    )


def letters_held(scope: Scope, *, limit: int = 50) -> list[Message]:
    """Return letters that wait for a person, longest waiting first: most of them need another address."""
    rows = Message.objects.filter(
        practice_id=practice_id_of(scope), state=MessageState.HELD, channel=Channel.LETTER
    ).select_related("patient__merged_into", "point")
    return list(rows.order_by("id")[:limit])


def batch(scope: Scope, oid: str) -> LetterBatch | None:
    """Return the practice's batch with this oid, or None."""
    rows = LetterBatch.objects.filter(practice_id=practice_id_of(scope), oid=oid)
    return rows.select_related("practice", "created_by", "printed_by", "closed_by").first()


def batches(scope: Scope, *, limit: int = 20) -> list[LetterBatch]:
    """Return the newest batches with how many letters each has (``size``) and how many of them were ``posted``."""
    rows = LetterBatch.objects.filter(practice_id=practice_id_of(scope)).select_related("created_by", "closed_by")
    counted = rows.annotate(
        size=Count("letters", filter=Q(letters__state=LetterState.IN)),
        posted=Count("letters", filter=Q(letters__state=LetterState.POSTED)),
    )
    return list(counted.order_by("-id")[:limit])


def count_open_batches(scope: Scope) -> int:
    """Return how many of the newest batches are neither posted nor given back."""
    rows = LetterBatch.objects.filter(practice_id=practice_id_of(scope)).order_by("-id").values_list("state", flat=True)
    return sum(state == BatchState.OPEN for state in rows[:50])


def last_envelope(scope: Scope) -> Envelope:
    """Return the envelope that the practice chose last."""
    row = LetterBatch.objects.filter(practice_id=practice_id_of(scope)).order_by("-id").values_list("envelope").first()
    return Envelope(row[0]) if row is not None else Envelope.LEFT_WINDOW


def letters_of(batch: LetterBatch, states: Sequence[LetterState] = tuple(LetterState)) -> list[BatchLetter]:
    """Return the letters of a batch in the order in which they are printed."""
    rows = BatchLetter.objects.filter(batch=batch, state__in=states)
    return list(rows.select_related("message__patient", "moved_by").order_by("place"))


def batch_letter(scope: Scope, oid: str) -> BatchLetter | None:
    """Return a letter's place in a batch of the practice, or None."""
    rows = BatchLetter.objects.filter(practice_id=practice_id_of(scope), oid=oid)
    return rows.select_related("batch", "message__patient").first()
