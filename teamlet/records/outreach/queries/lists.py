"""Lists of messages for people: what waits for a hand, what did not arrive, what went out; and small counts of them."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import IntegerField, Max, Q, QuerySet, Subquery

from teamlet.ground.reasons import Reason
from teamlet.records.outreach.models import Consent, Hold, Message, OptOut, Reach
from teamlet.records.outreach.queries.eligibility import (
    KINDS,
    Judge,
    address_of,
    addresses_of,
    is_for_helper,
    others_have,
)
from teamlet.records.outreach.queries.wording import our_links
from teamlet.records.outreach.rules.addresses import address_key
from teamlet.records.outreach.rules.eligibility import Eligibility
from teamlet.records.outreach.rules.linter import lint
from teamlet.records.outreach.rules.words import FixedAnswer, Moment, Usable
from teamlet.records.outreach.words import Channel, ConsentState, MessageState, Purpose
from teamlet.records.patients.models import ContactPoint, Patient
from teamlet.records.practice.models import Practice
from teamlet.records.practice.queries import Scope, practice_id_of, practice_of

#: Why what a backup brought back is held.
_RESTORED = "outreach.restored"
#: Counts end here: a page says "999+", and the statement stays small.
MOST_COUNTED = 1000
#: Messages that did not arrive are shown and counted for so long.
LATELY = timedelta(days=30)


class Shown(StrEnum):
    """Which list of messages."""

    DRAFTS = "drafts"
    HELD = "held"
    UNKNOWN = "unknown"
    UNDELIVERED = "undelivered"
    WAITING = "waiting"
    SENT = "sent"


STATES: dict[Shown, tuple[MessageState, ...]] = {
    Shown.DRAFTS: (MessageState.DRAFT,),
    Shown.HELD: (MessageState.HELD,),
    Shown.UNKNOWN: (MessageState.UNKNOWN,),
    Shown.UNDELIVERED: (MessageState.REJECTED,),
    Shown.WAITING: (MessageState.QUEUED, MessageState.SENDING),
    Shown.SENT: (MessageState.SENT,),
}


def messages_shown(
    scope: Scope,
    shown: Shown,
    *,
    at: datetime,
    purpose: Purpose | None = None,
    channel: Channel | None = None,
    newest_first: bool = True,
    after: int | None = None,
    limit: int = 50,
) -> list[Message]:
    """Return a page of a list in the order in which the messages were written; ``after`` is the last row before it."""
    rows = _of(scope, shown, at)
    if purpose is not None:
        rows = rows.filter(purpose=purpose)
    if channel is not None:
        rows = rows.filter(channel=channel)
    if after is not None:
        rows = rows.filter(pk__lt=after) if newest_first else rows.filter(pk__gt=after)
    order = "-id" if newest_first else "id"
    return list(
        rows.select_related("patient__merged_into", "point", "released_by", "to_helper").order_by(order)[:limit]
    )


def _of(scope: Scope, shown: Shown, at: datetime, state: MessageState | None = None) -> QuerySet[Message]:
    rows = Message.objects.filter(practice_id=practice_id_of(scope))
    states = (state,) if state is not None else STATES[shown]
    rows = rows.filter(state=states[0]) if len(states) == 1 else rows.filter(state__in=states)
    if shown is Shown.UNDELIVERED:
        rows = rows.filter(ended_at__gte=at - LATELY)
    return rows


class _CountOf(Subquery):
    """How many rows a query has."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def counts_shown(scope: Scope, shown: Sequence[Shown] = tuple(Shown), *, at: datetime) -> dict[Shown, int]:
    """Return how many messages are in each list, each counted to ``MOST_COUNTED`` at most; one statement."""
    return _counted(scope, shown, at)[0]


def counts_for_home(scope: Scope, shown: Sequence[Shown], *, at: datetime) -> tuple[dict[Shown, int], int]:
    """Return ``counts_shown`` and how many letters may be printed now; one statement."""
    letters = Message.objects.filter(
        practice_id=practice_id_of(scope), state=MessageState.QUEUED, channel=Channel.LETTER, send_after__lte=at
    )
    counts, more = _counted(scope, shown, at, letters)
    return counts, more[0]


def _counted(
    scope: Scope, shown: Sequence[Shown], at: datetime, *others: QuerySet[Message]
) -> tuple[dict[Shown, int], list[int]]:
    # State by state, each by its own index: SQLite does not see that an index of one state serves "one of".
    parts = [(each, state) for each in shown for state in STATES[each]]
    queries = [_of(scope, each, at, state) for each, state in parts] + list(others)
    columns = [_CountOf(rows.order_by().values("pk")[:MOST_COUNTED]) for rows in queries]
    found = Practice.objects.filter(pk=practice_id_of(scope)).values_list(*columns).get()
    counts = dict.fromkeys(shown, 0)
    for (each, _state), many in zip(parts, found, strict=False):
        counts[each] = min(counts[each] + many, MOST_COUNTED)
    return counts, list(found[len(parts) :])


def messages_chosen(scope: Scope, oids: Sequence[str]) -> list[Message]:
    """Return the practice's messages with these oids, in the order in which they were written."""
    rows = Message.objects.filter(practice_id=practice_id_of(scope), oid__in=list(oids)[:200])
    return list(rows.select_related("patient__merged_into").order_by("id"))


def messages_of(scope: Scope, patient: Patient, *, after: int | None = None, limit: int = 20) -> list[Message]:
    """Return messages to one patient, newest first."""
    rows = Message.objects.filter(practice_id=practice_id_of(scope), patient=patient)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return list(rows.select_related("released_by").order_by("-id")[:limit])


def address_now(scope: Scope, rows: Sequence[Message]) -> None:
    """Put the address of now on drafts, in memory only: what releasing them would write."""
    drafts = [row for row in rows if row.state == MessageState.DRAFT and not row.fixed_answer]
    points = addresses_of(scope, {(row.patient_id, Channel(row.channel)) for row in drafts if not is_for_helper(row)})
    for row in drafts:
        point = None if is_for_helper(row) else points[row.patient_id, Channel(row.channel)]
        row.point, row.address = point, point.value if point is not None else ""
        if row.to_helper is not None:
            row.address = row.to_helper.phone
        row.address_key = address_key(Channel(row.channel), row.address) if row.address else ""
    shared = others_have(scope, [point for point in points.values() if point is not None]) if drafts else set()
    for row in drafts:
        row.is_shared = row.point_id in shared


def eligible_now(scope: Scope, rows: Sequence[Message], *, at: datetime) -> dict[int, Eligibility]:
    """Return by row number whether each message could go out now and everything that stands against it.

    Drafts are asked with the address of now.  The same number of statements whatever the number of rows.
    """
    address_now(scope, rows)
    judge = Judge(practice_of(scope), rows, at=at)
    return {row.pk: judge.ask(row, Moment.QUEUED) for row in rows}


def open_hold(scope: Scope) -> Hold | None:
    """Return the hold of everything that is in force, with who made it, or None."""
    return Hold.objects.filter(practice_id=practice_id_of(scope), released_at=None).select_related("held_by").first()


def restored_waiting(scope: Scope) -> int:
    """Return how many messages a restored backup brought back that nobody released yet, ``MOST_COUNTED`` at most."""
    rows = Message.objects.filter(
        practice_id=practice_id_of(scope),
        state=MessageState.HELD,
        state_reason__code=_RESTORED,
        asks=0,
    )
    return rows.order_by()[:MOST_COUNTED].count()


# --- what one patient said about messages -----------------------------------------------------------------------------


def consents_of(scope: Scope, patient: Patient) -> list[Consent]:
    """Return everything the patient said about messages, newest first."""
    rows = Consent.objects.filter(practice_id=practice_id_of(scope), patient=patient)
    return list(rows.select_related("by").order_by("-id"))


def consents_version(scope: Scope, patient: Patient) -> int:
    """Return which version of what the patient said stands; 0 = nothing was said yet."""
    rows = Consent.objects.filter(practice_id=practice_id_of(scope), patient=patient)
    return rows.aggregate(newest=Max("pk"))["newest"] or 0


def reaches_of(scope: Scope, patient: Patient) -> dict[Channel, Reach]:
    """Return by way how the patient wants to be reached, where it was said."""
    rows = Reach.objects.filter(practice_id=practice_id_of(scope), patient=patient).select_related(
        "changed_by", "point"
    )
    return {Channel(row.channel): row for row in rows}


def reach_version(reach: Reach | None) -> int:
    """Return which version of what was said about one way this is; 0 = nothing was said yet."""
    return int(reach.changed_at.timestamp() * 1_000_000) if reach is not None else 0


def stops_of(scope: Scope, points: Sequence[ContactPoint]) -> dict[tuple[Channel, str], OptOut]:
    """Return by way and value the stops in force for these contact points."""
    wanted: dict[tuple[Channel, str], tuple[Channel, str]] = {}
    for point in points:
        for channel in _ways_of(point):
            wanted[channel, address_key(channel, point.value)] = (channel, point.value)
    found: dict[tuple[Channel, str], OptOut] = {}
    if not wanted:
        return found
    any_of = Q()
    for way, key in wanted:
        any_of |= Q(channel=way, address_key=key)
    rows = OptOut.objects.filter(any_of, practice_id=practice_id_of(scope), ended_at=None).select_related("by")
    for row in rows:
        found[wanted[Channel(row.channel), row.address_key]] = row
    return found


def _ways_of(point: ContactPoint) -> list[Channel]:
    return [channel for channel, kinds in KINDS.items() if point.kind in kinds]


@dataclass(frozen=True, slots=True)
class TextWay:
    """Whether texts can reach a patient: by which number, or what stands against it (codes of reasons)."""

    number: str
    against: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """Whether nothing stands against it."""
        return not self.against


def text_way(scope: Scope, patient: Patient) -> TextWay:
    """Return whether a text could reach the patient at all, whatever it is about; four statements."""
    reach = Reach.objects.filter(practice_id=practice_id_of(scope), patient=patient, channel=Channel.TEXT).first()
    point = address_of(scope, patient, Channel.TEXT)
    against = []
    if point is None:
        against.append("outreach.no_address")
    elif not point.works:
        against.append("outreach.address_not_working")
    elif stops_of(scope, [point]):
        against.append("outreach.stopped_now")
    if reach is not None and not reach.is_allowed:
        against.append("outreach.asked_not_this_way")
    return TextWay(point.value if point is not None else "", tuple(against))


def consent_table(rows: Sequence[Consent]) -> Mapping[tuple[Purpose, Channel], Consent]:
    """Return the newest word for each purpose and way out of ``rows`` (newest first)."""
    newest: dict[tuple[Purpose, Channel], Consent] = {}
    for row in rows:
        newest.setdefault((Purpose(row.purpose), Channel(row.channel)), row)
    return newest


def has_given(rows: Sequence[Consent], channel: Channel) -> bool:
    """Say whether the patient agrees to anything by this way now."""
    return any(row.state == ConsentState.GIVEN for (_, way), row in consent_table(rows).items() if way is channel)


# --- the words of a draft ---------------------------------------------------------------------------------------------


def wording_version(message: Message) -> int:
    """Return which version of its words a message has."""
    return zlib.crc32(f"{message.subject}\0{message.body}".encode())


def may_be_reworded(message: Message) -> bool:
    """Say whether its words can still be changed: a draft, or on hold and never given to a provider."""
    never_went = message.tries == 0 and message.went_out is None and message.state_reason.get("code") != _RESTORED
    return message.state == MessageState.DRAFT or (message.state == MessageState.HELD and never_went)


def wording_problems(scope: Scope, message: Message, *, subject: str, body: str) -> tuple[Reason, ...]:
    """Return everything that is wrong with these words for this message; nothing when they may go out."""
    channel = Channel(message.channel)
    reach = Reach.objects.filter(
        practice_id=practice_id_of(scope), patient_id=message.patient_id, channel=channel
    ).first()
    found = lint(
        body,
        channel=channel,
        subject=subject,
        answer=FixedAnswer(message.fixed_answer) if message.fixed_answer else None,
        sender="" if reach is not None and reach.hides_sender else practice_of(scope).name,
        our_links=our_links(),
        names=[practice_of(scope).name],
        never=[message.patient.family] if len(message.patient.family) > 1 else [],
    )
    return () if found.status is Usable.YES else found.reasons
