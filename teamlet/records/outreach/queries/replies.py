"""Every read of replies: whose an address is, what a reply answers, what waits for a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Length, Substr

from teamlet.records.outreach.models import Delivery, Message, Reply, ReplyStep
from teamlet.records.outreach.queries.eligibility import KINDS
from teamlet.records.outreach.rules.addresses import address_key
from teamlet.records.outreach.rules.answering import LOOK_BACK, Answered
from teamlet.records.outreach.rules.words import FixedAnswer, ReplyKind
from teamlet.records.outreach.words import WENT_OUT, Channel, MessageState, Purpose
from teamlet.records.patients.models import ContactPoint, Patient
from teamlet.records.practice.models import Practice
from teamlet.records.practice.queries import Scope, practice_id_of

#: For how long after it went out a check-in is what a reply answers.
ANSWERS_FOR = timedelta(days=14)
#: For how long a message shows that an address may belong to its patient.
_WRITTEN_TO = timedelta(days=90)
#: Digits at the end of a phone number by which rows are found before they are compared as a whole.
_TAIL = 4
PAGE = 50
#: So much of a reply stands in a line of the list.
SHOWN = 300


@dataclass(frozen=True, slots=True)
class Sender:
    """Who may have written from an address: those who have it, and those who had it or were written to there."""

    owners: tuple[Patient, ...]
    possible: tuple[Patient, ...]

    @property
    def only(self) -> Patient | None:
        """The one person who has the address, or None: nobody guesses."""
        return self.owners[0] if len(self.owners) == 1 else None


def sender_of(scope: Scope, channel: Channel, key: str, *, at: datetime, answers: Message | None = None) -> Sender:
    """Return who may have written from the address ``key`` (as ``address_key`` writes it); three statements.

    ``answers``: the message that it says to answer; its patient may have written from another address.
    """
    if not key:
        return Sender((), ())
    points = points_with(scope, channel, key)
    owners = {point.patient_id for point in points if point.works}
    written = Message.objects.filter(
        practice_id=practice_id_of(scope), channel=channel, address_key=key, created_at__gte=at - _WRITTEN_TO
    )
    numbers = {point.patient_id for point in points} | set(
        written.values_list("patient_id", flat=True).distinct()[:PAGE]
    )
    if answers is not None:
        numbers.add(answers.patient_id)
    found = Patient.objects.filter(pk__in=numbers).select_related("merged_into").order_by("family", "given", "id")
    people: dict[int, Patient] = {}
    having: set[int] = set()
    for row in found:
        kept = row.merged_into or row
        people.setdefault(kept.pk, kept)
        if row.pk in owners:
            having.add(kept.pk)
    return Sender(tuple(row for pk, row in people.items() if pk in having), tuple(people.values()))


def points_with(scope: Scope, channel: Channel, key: str) -> list[ContactPoint]:
    """Return the contact points of the practice's patients whose number or address is ``key``; one statement."""
    if not key:
        return []
    rows = ContactPoint.objects.filter(patient__practice_id=practice_id_of(scope), kind__in=KINDS[channel])
    if channel is Channel.TEXT:
        rows = rows.filter(value__contains=key[-_TAIL:])
    else:
        rows = rows.filter(value__icontains=key.partition("@")[0] or key)
    return [row for row in rows.select_related("patient").order_by("id") if address_key(channel, row.value) == key]


def answered_message(scope: Scope, channel: Channel, key: str, *, at: datetime, reference: str = "") -> Message | None:
    """Return the newest check-in that went to this address within ``ANSWERS_FOR`` before ``at``, or None.

    With ``reference`` (an e-mail names what it answers) the message of that reference, whatever it was for, when it
    went, and to which address: people write back from another one than they are written to.
    """
    rows = Message.objects.filter(practice_id=practice_id_of(scope), channel=channel, fixed_answer="")
    rows = rows.filter(state__in=WENT_OUT).select_related("patient__merged_into")
    if reference:
        named = rows.filter(reference=reference).first()
        if named is not None:
            return named
    if not key:
        return None
    rows = rows.filter(address_key=key)
    sent = rows.filter(purpose=Purpose.CHECK_IN, to_helper=None, went_out__lte=at, went_out__gt=at - ANSWERS_FOR)
    return sent.order_by("-went_out", "-id").first()


def practices_of_mail(references: Iterable[str], key: str) -> tuple[list[Practice], str]:
    """Return whose mail it is that came in, and which of the references is ours: for the worker and commands only.

    Those whose message has one of these references; else those who wrote to the address ``key`` or have a patient with
    it; else the only one that is there.  Nobody when several could be meant and nothing tells.
    """
    for each in references:
        found = Message.objects.filter(reference=each).select_related("practice").first()
        if found is None:
            line = Delivery.objects.filter(reference=each).select_related("message__practice").first()
            found = line.message if line is not None else None
        if found is not None:
            return [found.practice], found.reference
    practices = list(Practice.objects.order_by("key"))
    if key:
        written = Message.objects.filter(channel=Channel.EMAIL, address_key=key)
        mine = [each for each in practices if written.filter(practice=each).exists()]
        mine = mine or [each for each in practices if points_with(each, Channel.EMAIL, key)]
        if mine:
            return mine, ""
    return (practices if len(practices) == 1 else []), ""


def answered_lately(scope: Scope, channel: Channel, key: str, *, at: datetime) -> list[Answered]:
    """Return the fixed answers to this address in the 24 hours before ``at``; one statement."""
    rows = Message.objects.filter(
        practice_id=practice_id_of(scope), channel=channel, address_key=key, created_at__gt=at - LOOK_BACK
    ).exclude(fixed_answer="")
    rows = rows.exclude(state__in=[MessageState.DRAFT, MessageState.CANCELLED])
    return [Answered(FixedAnswer(answer), when) for answer, when in rows.values_list("fixed_answer", "created_at")]


def known_reply(scope: Scope, provider: str, provider_reference: str) -> Reply | None:
    """Return the reply that this provider gave under this number, or None."""
    rows = Reply.objects.filter(
        practice_id=practice_id_of(scope), provider=provider, provider_reference=provider_reference
    )
    return rows.first()


def reply(scope: Scope, oid: str) -> Reply | None:
    """Return the practice's reply with this oid and who it leads to, or None."""
    rows = Reply.objects.filter(practice_id=practice_id_of(scope), oid=oid)
    return rows.select_related("patient", "answers__patient", "handled_by", "practice").first()


def answer_to(row: Reply) -> Message | None:
    """Return the fixed answer that went back by itself, or None."""
    return Message.objects.filter(practice_id=row.practice_id, occurrence=f"answer/{row.oid}").first()


def steps_of(row: Reply) -> list[ReplyStep]:
    """Return what was done with a reply, oldest first."""
    return list(row.steps.select_related("by").order_by("id"))


def replies_that_wait(
    scope: Scope,
    *,
    after: tuple[int, int] | None = None,
    kinds: Iterable[ReplyKind] | None = None,
    limit: int = PAGE,
) -> list[Reply]:
    """Return replies that wait for a person: most urgent first, then longest waiting; words cut to what a line shows.

    ``after`` is rank and row number of the last one of the page before.  One statement.
    """
    rows = _waiting(scope)
    if kinds is not None:
        rows = rows.filter(classified_as__in=list(kinds))
    if after is not None:
        rank, pk = after
        rows = rows.filter(Q(rank__lt=rank) | Q(rank=rank, id__gt=pk))
    return list(_lines(rows).order_by("-rank", "id")[:limit])


def replies_handled(scope: Scope, *, before: int | None = None, limit: int = PAGE) -> list[Reply]:
    """Return replies that wait no more, newest first; ``before`` is the row number of the last one shown."""
    rows = Reply.objects.filter(practice_id=practice_id_of(scope), handled_at__isnull=False)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(_lines(rows).select_related("handled_by").order_by("-id")[:limit])


def _lines(rows: QuerySet[Reply]) -> QuerySet[Reply]:
    """Return rows as a line needs them: ``head`` is the beginning of what may be a megabyte of words."""
    cut = Substr(F("words"), 1, SHOWN)
    return rows.defer("words", "note").select_related("patient").annotate(head=cut, length=Length("words"))


def count_waiting(scope: Scope, *, cap: int = 1000) -> int:
    """Return how many replies wait for a person, counted to ``cap`` at most."""
    return _waiting(scope).order_by()[:cap].count()


def others_waiting(row: Reply) -> bool:
    """Whether another reply of the same patient waits for a person."""
    if row.patient is None:
        return False
    return _waiting(row.practice_id).filter(patient=row.patient).exclude(pk=row.pk).exists()


def _waiting(scope: Scope) -> QuerySet[Reply]:
    return Reply.objects.filter(practice_id=practice_id_of(scope), handled_at__isnull=True)
