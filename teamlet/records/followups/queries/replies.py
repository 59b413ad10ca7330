"""Reads of what patients answered: which contact a message asked about, which answers wait beside contacts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import BigIntegerField, CharField, Value

from teamlet.records.followups.models import Contact, ContactAnswer
from teamlet.records.followups.words import ContactState
from teamlet.records.followups.words.rhythm import ABOUT_CONTACT
from teamlet.records.outreach.models import Message, Reply
from teamlet.records.outreach.rules.words import ReplyKind
from teamlet.records.plans.words import PlanOutcome
from teamlet.records.practice.queries import Scope, practice_id_of
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.words import TaskKind, TaskState

#: How the step went, as the answer to the question tells it; "call me" tells nothing.
OUTCOME_OF: dict[ReplyKind, PlanOutcome] = {
    ReplyKind.DID_IT: PlanOutcome.DONE_AS_PLANNED,
    ReplyKind.PART_OF_IT: PlanOutcome.PARTLY,
    ReplyKind.NOT_YET: PlanOutcome.NOT_STARTED,
}
#: Stands for a task in the frame of every page: words that may mean danger, from an address that nobody has.
DANGER_OF_NOBODY = "danger_of_nobody"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a patient answered by text or email about an open contact."""

    contact_id: int
    kind: ReplyKind
    at: datetime
    channel: str
    reply_oid: str

    @property
    def outcome(self) -> PlanOutcome | None:
        """How the step went, None when they only want a call."""
        return OUTCOME_OF.get(self.kind)


def asked_contact(message: Message | None) -> Contact | None:
    """Return the open contact that a check-in asked about, or the one that took its place; None when none is open."""
    if message is None or message.about != ABOUT_CONTACT:
        return None
    asked = Contact.objects.filter(practice_id=message.practice_id, oid=message.about_oid).first()
    if asked is None or asked.state not in {ContactState.OPEN, ContactState.WITHDRAWN}:
        return None
    rows = Contact.objects.select_related("task__owner", "task__backup", "patient__merged_into")
    return rows.filter(goal_id=asked.goal_id, state=ContactState.OPEN).order_by("-id").first()


def answers_of(scope: Scope, contact_ids: Iterable[int]) -> dict[int, Answer]:
    """Return the newest answer to each contact by contact id; one statement."""
    rows = ContactAnswer.objects.filter(
        contact_id__in=list(contact_ids), contact__practice_id=practice_id_of(scope)
    ).order_by("id")
    return {
        contact: Answer(contact, ReplyKind(answer), at, channel, oid)
        for contact, answer, at, channel, oid in rows.values_list(
            "contact_id", "answer", "at", "reply__channel", "reply__oid"
        )
    }


def answers_to(contact: Contact) -> list[ContactAnswer]:
    """Return what was answered to one contact, oldest first, with the replies."""
    return list(contact.answers.select_related("reply").order_by("id"))


def task_of_reply(row: Reply) -> Task | None:
    """Return the open task about this reply, or about an earlier one of the same patient that it goes with."""
    rows = Task.objects.filter(practice_id=row.practice_id, kind=TaskKind.REPLY, state=TaskState.OPEN)
    rows = rows.select_related("patient", "owner__user")
    own = rows.filter(about_oid=row.oid).first()
    if own is not None or row.patient_id is None:
        return own
    return rows.filter(patient_id=row.patient_id).order_by("id").first()


def waiting_with_replies(
    scope: Scope, kinds: Iterable[TaskKind], cap: int = 300, *, on: date | None = None
) -> list[tuple[str, str, int]]:
    """Return what ``tasks.queries.waiting_of`` returns, and danger from an address of nobody as a kind of its own.

    ``on``: what is to be asked after a visit to a specialist counts from its day on.  One statement, for the frame of
    every page.
    """
    practice = practice_id_of(scope)
    tasks = Task.objects.filter(practice_id=practice, state=TaskState.OPEN, kind__in=list(kinds))
    if on is not None:
        tasks = tasks.exclude(kind=TaskKind.SPECIALIST_VISIT, due_on__gt=on)
    # Nobody's: no patient, so neither alert nor task can carry it.
    replies = Reply.objects.filter(
        practice_id=practice, handled_at__isnull=True, patient__isnull=True, classified_as=ReplyKind.DANGER
    )
    lost = replies.annotate(
        as_kind=Value(DANGER_OF_NOBODY, output_field=CharField()), of=Value(0, output_field=BigIntegerField())
    )
    found = (
        tasks.order_by()
        .values_list("kind", "about_oid", "owner_id", "id")
        .union(lost.order_by().values_list("as_kind", "oid", "of", "id"), all=True)
    )
    rows = sorted(found[:cap], key=lambda row: row[3])
    return [(kind, about, owner) for kind, about, owner, _id in rows]
