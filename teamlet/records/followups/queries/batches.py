"""Batches of messages: where each stands, and what of it is open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Count

from teamlet.records.followups.models import BatchMember, MessageBatch
from teamlet.records.followups.words.batches import BatchState, MemberState
from teamlet.records.outreach.models import Message
from teamlet.records.outreach.words import OPEN_STATES, MessageState
from teamlet.records.practice.models import Practice
from teamlet.records.practice.queries import Scope, practice_id_of


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a batch stands.

    ``members`` counts patients by state, ``reasons`` those left out and ``later`` those who have to wait by code,
    ``messages`` released messages by state.
    """

    members: Counter[MemberState] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    later: Counter[str] = field(default_factory=Counter)
    messages: Counter[MessageState] = field(default_factory=Counter)

    @property
    def looked_at(self) -> int:
        """How many patients were looked at."""
        return sum(self.members.values()) - self.members[MemberState.WAITING]

    @property
    def still_open(self) -> int:
        """How many patients or messages are not finished."""
        waiting = self.members[MemberState.WAITING] + self.members[MemberState.DRAFTED]
        return waiting + sum(self.messages[state] for state in (*OPEN_STATES, MessageState.DRAFT))

    def is_done(self, state: str) -> bool:
        """Whether nothing of a batch in this state is open: released, and every message came to an end."""
        return state == BatchState.RELEASED and self.still_open == 0


def batches(scope: Scope, limit: int = 50) -> list[MessageBatch]:
    """Return the newest batches with who began and released them; one query."""
    rows = MessageBatch.objects.filter(practice_id=practice_id_of(scope)).select_related("created_by", "released_by")
    return list(rows.order_by("-id")[:limit])


def batch(scope: Scope, oid: str) -> MessageBatch | None:
    """Return a batch of the practice, or None."""
    rows = MessageBatch.objects.filter(practice_id=practice_id_of(scope), oid=oid)
    return rows.select_related("practice", "created_by", "released_by").first()


def progress_of(rows: Collection[MessageBatch]) -> dict[int, Progress]:
    """Return where each of these batches stands, by row number; two queries."""
    found = {row.pk: Progress() for row in rows}
    members = BatchMember.objects.filter(batch_id__in=list(found)).order_by()
    for pk, state, reason, many in members.values_list("batch_id", "state", "reason").annotate(many=Count("pk")):
        progress = found[pk]
        progress.members[MemberState(state)] += many
        if reason:
            (progress.reasons if state == MemberState.LEFT_OUT else progress.later)[reason] += many
    released = members.filter(state=MemberState.RELEASED)
    for pk, state, many in released.values_list("batch_id", "message__state").annotate(many=Count("pk")):
        found[pk].messages[MessageState(state)] += many
    return found


def sample_of(row: MessageBatch, many: int = 5) -> list[Message]:
    """Return some messages of a batch as they go out, one of each language first; two queries."""
    drafted = BatchMember.objects.filter(batch=row, message__isnull=False)
    first = drafted.order_by("id").values_list("message_id", flat=True)[:200]
    messages = list(Message.objects.filter(pk__in=list(first)).select_related("patient").order_by("pk"))
    seen: set[str] = set()
    ahead = [each for each in messages if not (each.language in seen or seen.add(each.language))]  # type: ignore[func-returns-value]
    return [*ahead, *(each for each in messages if each not in ahead)][:many]


def wanted_batches(practice: Practice, oids: Collection[str]) -> frozenset[str]:
    """Return those of these batches whose messages are still wanted (``settings.MESSAGES_WANTED``)."""
    rows = MessageBatch.objects.filter(practice=practice, oid__in=list(oids)).exclude(state=BatchState.CANCELLED)
    return frozenset(rows.values_list("oid", flat=True))
