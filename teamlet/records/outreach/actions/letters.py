"""Letters on paper: a batch is claimed as a worker claims texts, printed as often as it takes, and posted once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F

from teamlet.ground.access.principal import Principal, user_of
from teamlet.ground.audit.action import action, audit, goes_on
from teamlet.ground.oids import new_oid
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.outreach.actions.messages import cancel_message
from teamlet.records.outreach.actions.sending import Recorded, Said, claim_messages, record_outcomes
from teamlet.records.outreach.models import BatchLetter, LetterBatch
from teamlet.records.outreach.queries.letters import letters_of
from teamlet.records.outreach.rules.outcomes import Accepted, Answer, NotBegun, Rejected
from teamlet.records.outreach.words import Channel
from teamlet.records.outreach.words.letters import BatchState, Envelope, LetterState, TakeOut
from teamlet.records.practice.queries import practice_of

#: So many letters a batch has at most: a ream of paper in the printer, and minutes at the envelopes.
MOST = 200
#: For so long a batch may lie about; then its letters go to the list of those that may have gone out.
LIES = timedelta(days=14)
#: What the history of a letter names as its provider.
PROVIDER = "print"


@action
def make_batch(*, envelope: Envelope, limit: int = MOST, at: datetime, by: Principal) -> LetterBatch | None:
    """Take letters that wait, longest waiting first, into a batch of their own; None when none may be printed.

    Whether each may go out is asked again: a letter whose address is not complete is held, and one that is of no use
    any more is cancelled, each with its reason.  No letter is in two batches, whoever makes them at the same moment.
    """
    practice = practice_of(by)
    oid = new_oid()
    claimed = claim_messages(
        practice=practice, channel=Channel.LETTER, worker=oid, limit=min(limit, MOST), lease=LIES, at=at, by=by
    )
    row = None
    if claimed:
        row = LetterBatch.objects.create(
            practice=practice, oid=oid, envelope=envelope, created_at=at, created_by_id=user_of(by)
        )
        BatchLetter.objects.bulk_create(
            BatchLetter(practice=practice, batch=row, message_id=each.pk, place=place, fence=each.fence)
            for place, each in enumerate(claimed, start=1)
        )
    audit(row or practice, letters=len(claimed), envelope=envelope)
    return row


@action
@goes_on
def print_batch(*, batch: LetterBatch, at: datetime, by: Principal) -> LetterBatch:
    """Note that the batch is being printed, again when the printer jammed; each letter still goes out once.

    Raises ``Refused`` for a batch that is closed, or in which no letter is left.
    """
    row = _open(batch, by)
    if not BatchLetter.objects.filter(batch=row, state=LetterState.IN).exists():
        raise Refused(Reason("outreach.batch_empty"))
    LetterBatch.objects.filter(pk=row.pk).update(prints=F("prints") + 1, printed_at=at, printed_by_id=user_of(by))
    row.refresh_from_db()
    audit(row, prints=row.prints)
    return row


@action
@goes_on
def post_batch(*, batch: LetterBatch, at: datetime, by: Principal) -> Recorded:
    """Say that the batch was printed and posted: every letter in it counts as sent, with a line in its history.

    What somebody decided about elsewhere meanwhile is not touched, and counted (``late``).  Raises ``Refused`` for a
    batch that is closed, empty or was never printed.
    """
    row = _open(batch, by)
    letters = letters_of(row, [LetterState.IN])
    if not letters:
        raise Refused(Reason("outreach.batch_empty"))
    if not row.prints:
        raise Refused(Reason("outreach.batch_not_printed"))
    recorded = _say(letters, Accepted(f"batch-{row.oid}"), LetterState.POSTED, at, by)
    _close(row, BatchState.POSTED, at, by)
    audit(row, posted=len(letters) - len(recorded.late), late=len(recorded.late), prints=row.prints)
    return recorded


@action
@goes_on
def give_back_batch(*, batch: LetterBatch, at: datetime, by: Principal) -> Recorded:
    """Give the batch up before it was posted: its letters wait to be printed again.  Raises ``Refused`` when closed."""
    row = _open(batch, by)
    letters = letters_of(row, [LetterState.IN])
    recorded = _say(letters, NotBegun(), LetterState.TAKEN_OUT, at, by, why=TakeOut.LATER)
    _close(row, BatchState.GIVEN_BACK, at, by)
    audit(row, given_back=len(letters) - len(recorded.late), late=len(recorded.late))
    return recorded


@action
@goes_on
def take_out_letter(*, letter: BatchLetter, why: TakeOut, at: datetime, by: Principal) -> BatchLetter:
    """Take one letter out of an open batch.

    A wrong address: the letter was not sent, the contact point does not work any more, and somebody is asked to correct
    it.  Later: it waits for the next batch.  Not wanted: it is cancelled.  Raises ``Refused`` for a letter that is not
    in the batch any more, and for a batch that is closed.
    """
    batch = _open(letter.batch, by)
    row = (
        BatchLetter.objects.select_for_update(of=("self",))
        .select_related("message__patient")
        .get(pk=letter.pk, batch=batch)
    )
    if row.state != LetterState.IN:
        raise Refused(Reason("outreach.letter_not_in_batch"))
    answer: Answer = Rejected("address", is_permanent=True) if why is TakeOut.BAD_ADDRESS else NotBegun()
    recorded = _say([row], answer, LetterState.TAKEN_OUT, at, by, why=why)
    if why is TakeOut.NOT_WANTED and not recorded.late:
        cancel_message(message=row.message, at=at, by=by)
    audit(row, patient=row.message.patient, why=why)
    return row


def _open(batch: LetterBatch, by: Principal) -> LetterBatch:
    row = LetterBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk, practice_id=by.practice_id)
    if row.state != BatchState.OPEN:
        raise Refused(Reason("outreach.batch_closed", {"state": row.state}))
    return row


def _close(row: LetterBatch, state: BatchState, at: datetime, by: Principal) -> None:
    row.state, row.closed_at, row.closed_by_id = state, at, by.user_id
    row.save(update_fields=["state", "closed_at", "closed_by"])


def _say(
    letters: list[BatchLetter], answer: Answer, state: LetterState, at: datetime, by: Principal, why: TakeOut | str = ""
) -> Recorded:
    """Write down what came of these letters, by the fences they were claimed with."""
    recorded = record_outcomes(
        practice=practice_of(by),
        provider=PROVIDER,
        said=[Said(each.message_id, each.fence, answer) for each in letters],
        can_ask=False,
        quiet=0.0,
        at=at,
        by=by,
    )
    for each in letters:
        late = each.message_id in recorded.late
        each.state, each.why = LetterState.MOVED if late else state, "" if late else why
        each.moved_at, each.moved_by_id = at, by.user_id
    BatchLetter.objects.bulk_update(letters, ["state", "why", "moved_at", "moved_by"])
    return recorded
