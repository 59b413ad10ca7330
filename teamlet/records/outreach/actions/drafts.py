"""What a person does with messages before they go out: other words for a draft, several released at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from teamlet.ground.access.principal import Principal, user_of
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import ChangedMeanwhile, Reason, Refused
from teamlet.records.outreach.actions.checking import problem_of
from teamlet.records.outreach.actions.messages import _queue as queue, locked, planned, put_addresses
from teamlet.records.outreach.models import Message
from teamlet.records.outreach.queries.eligibility import Judge, is_for_helper
from teamlet.records.outreach.queries.lists import may_be_reworded, wording_problems, wording_version
from teamlet.records.outreach.rules.words import Moment
from teamlet.records.outreach.words import Channel, MaySend, MessageState
from teamlet.records.practice.queries import practice_of


@dataclass(slots=True)
class Released:
    """What came of releasing several: the oids of those that wait to be sent now, and why the others stayed."""

    queued: list[str] = field(default_factory=list)
    stayed: list[tuple[str, Reason]] = field(default_factory=list)


@action
def edit_draft(
    *, message: Message, subject: str, body: str, seen: int | None = None, at: datetime, by: Principal
) -> Message:
    """Give a draft, or a message on hold that never went out, other words.

    Raises ``Refused`` with the first thing that is wrong with them, and for a message that is no draft any more;
    ``ChangedMeanwhile`` when its words are not those of the version ``seen``.
    """
    user_of(by)
    row = locked(message, by)
    if not may_be_reworded(row):
        values = {"from_state": row.state, "to_state": MessageState.DRAFT.value}
        raise Refused(Reason("outreach.may_not_move", values))
    if seen is not None and seen != wording_version(row):
        raise ChangedMeanwhile("message")
    wrong = wording_problems(by, row, subject=subject, body=body)
    if wrong:
        raise Refused(wrong[0])
    row.subject, row.body = subject.strip()[:200], body.strip()
    row.save(update_fields=["subject", "body"])
    audit(row, patient=row.patient, channel=row.channel)
    return row


@action
def release_messages(*, messages: Sequence[Message], at: datetime, by: Principal) -> Released:
    """Release every draft of these that may go out, when it is due; the others stay drafts, each with its reason.

    Raises ``Refused`` when none was chosen.
    """
    if not messages:
        raise Refused(Reason("outreach.nothing_chosen"))
    user_of(by)
    rows = list(
        Message.objects.select_for_update(of=("self",))
        .select_related("patient__merged_into", "to_helper")
        .filter(pk__in=[each.pk for each in messages], practice_id=by.practice_id)
        .order_by("id")
    )
    drafts = [row for row in rows if row.state == MessageState.DRAFT]
    put_addresses(drafts, by)
    judge, waiting = Judge(practice_of(by), drafts, at=at), planned(drafts)
    queued: dict[int, list[datetime]] = {}
    said = Released()
    for row in rows:
        if row.state != MessageState.DRAFT:
            values = {"from_state": row.state, "to_state": MessageState.QUEUED.value}
            said.stayed.append((row.oid, Reason("outreach.may_not_move", values)))
            continue
        eligible = judge.ask(row, Moment.QUEUED, planned=(*waiting[row.pk], *queued.get(row.patient_id, [])))
        why_not = row.patient.joined or problem_of(row)
        if why_not is None and eligible.decision.status in {MaySend.NO, MaySend.HOLD}:
            why_not = eligible.decision.reason
        if why_not is not None:
            said.stayed.append((row.oid, why_not))
            continue
        queue(row, Reason("outreach.released"), eligible.not_before, at, by)
        row.save()
        said.queued.append(row.oid)
        if not is_for_helper(row) and row.channel != Channel.LETTER:
            queued.setdefault(row.patient_id, []).append(row.send_after)
    audit(practice_of(by), released=len(said.queued), stayed=len(said.stayed))
    return said
