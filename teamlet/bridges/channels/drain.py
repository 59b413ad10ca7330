"""Sends what waits: claim a few in a short transaction, hand each over outside of any, write down what came of it.

Nothing is sent twice: a message is claimed by one worker with a fence, its lease is longer than any call, and before
each call the worker looks at its own clock, and a moment before at the rows: still its own, and nobody said stop.

Nothing leaves the house for a demo practice: what it sends goes to the outbox, whatever is set up; and nothing of a
real practice goes there.

Nothing is lost: whatever was claimed and has no end is found when its lease is over, and its provider is asked.

A lease counts as over when the clock says so *and* the message did not move while this process watched it for as long:
a clock that jumps takes no message from a worker that lives.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from teamlet.bridges.channels import Channel, Listener, NotBegun, Outgoing, Question, Scope, Unknown, Way, channels
from teamlet.bridges.channels.outbox import Outbox
from teamlet.ground import clock
from teamlet.ground.access.principal import Principal, system
from teamlet.records.outreach import actions
from teamlet.records.outreach.actions import Claimed, Said
from teamlet.records.outreach.models import Message
from teamlet.records.outreach.queries import (
    cut_off,
    forgets_stops,
    has_due,
    has_restored,
    may_still_go,
    practices_with_messages,
    to_ask,
)
from teamlet.records.outreach.queries.receipts import is_taken
from teamlet.records.outreach.rules.outcomes import Answer, Rejected, Stopped
from teamlet.records.practice.models import Practice
from teamlet.records.practice.queries import all_practices

log = structlog.get_logger("teamlet.outreach")

#: Seconds for which claimed messages belong to a worker.
LEASE = 120.0
#: So many are claimed at once where the provider can be asked; one where it cannot.
BATCH = 100
#: Seconds of sending after which the rest of a batch is given back, so that a slow provider keeps nobody waiting.
TURN = 4.0
#: Seconds after which a worker looks again whether what it claimed is still its own and nobody said stop.
_LOOK = 0.2
#: So many claims in a row may find only messages that have to wait or may not go any more, before others have a turn.
IN_VAIN = 100
#: Seconds of a turn in which a provider that speaks to us is listened to.
EARS = 0.05
#: What is sent and asked by the clocks of two machines: they may differ by so much.
_CLOCKS = timedelta(minutes=2)
#: Seconds without trying a provider that is away: the first, the second time in a row …
PAUSES = (5.0, 15.0, 60.0, 300.0, 900.0)


@dataclass(slots=True)
class Patience:
    """How a provider was lately: left alone until (monotonic seconds), away so often in a row."""

    until: float = 0.0
    away: int = 0


@dataclass(slots=True)
class Drain:
    """One worker's sending.  ``now`` gives monotonic seconds; ``stopping`` says whether to end after this message."""

    worker: str
    providers: Mapping[Way, Channel] = field(default_factory=channels)
    #: Takes what demo practices send where the provider is a real one.
    outbox: Channel = field(default_factory=Outbox)
    lease: float = LEASE
    batch: int = BATCH
    turn_seconds: float = TURN
    pauses: Sequence[float] = PAUSES
    now: Callable[[], float] = time.monotonic
    stopping: Callable[[], bool] = lambda: False
    _watched: dict[tuple[int, int], float] = field(default_factory=dict)
    _patience: dict[tuple[Way, str], Patience] = field(default_factory=dict)
    _has_begun: bool = False

    def turn(self) -> int:
        """Send for a few seconds at most; return how many messages moved.  0 = nothing to do now."""
        if not self._has_begun:
            self._begin()
            self._has_begun = True
        end = self.now() + self.turn_seconds
        moved = 0
        for practice in practices_with_messages():
            by = system(practice, "worker")
            mine = self._providers_of(practice)
            moved += self._look_for_cut_off(practice, mine, by)
            for way, provider in mine.items():
                if not self._is_patient(way, provider):
                    moved += self._ask(practice, way, provider, end, by)
                in_vain = 0
                while in_vain < IN_VAIN and not self._is_over(end) and not self._is_patient(way, provider):
                    sent = self._send_some(practice, way, provider, end, by)
                    if sent is None:
                        break
                    moved += sent
                    in_vain = 0 if sent else in_vain + 1
        for provider in self.providers.values():
            if isinstance(provider, Listener) and not self.stopping():
                moved += provider.listen(EARS)
        return moved

    def rest(self, seconds: float) -> None:
        """Do nothing for so long, or listen meanwhile where a provider speaks to us: a STOP waits for no turn."""
        deadline = self.now() + seconds
        ears = [provider for provider in self.providers.values() if isinstance(provider, Listener)]
        while not self.stopping() and (left := deadline - self.now()) > 0.0:
            for provider in ears:
                provider.listen(left / len(ears))
            if not ears:
                time.sleep(min(left, 0.1))

    def _providers_of(self, practice: Practice) -> dict[Way, Channel]:
        """Return what sends for a practice: nothing real for a demo, and nothing but real for all others."""
        if practice.is_demo:
            return {way: each if each.is_for_demos else self.outbox for way, each in self.providers.items()}
        return {way: each for way, each in self.providers.items() if not each.is_for_demos}

    def _begin(self) -> None:
        """Bring in what a restored backup does not know, before the first message goes out."""
        for practice in all_practices():
            by = system(practice, "worker")
            if forgets_stops(practice):
                actions.read_stops_again(practice=practice, at=clock.now(), by=by)
            if has_restored(practice):
                actions.hold_restored(practice=practice, at=clock.now(), by=by)

    def _is_over(self, end: float) -> bool:
        return self.stopping() or self.now() >= end

    def _is_patient(self, way: Way, provider: Channel) -> bool:
        return self.now() < self._patience.setdefault((way, provider.name), Patience()).until

    # --- what was cut off ---------------------------------------------------------------------------------------------

    def _look_for_cut_off(self, practice: Practice, mine: Mapping[Way, Channel], by: Principal) -> int:
        at = clock.now()
        now = self.now()
        seen = cut_off(practice, at=at)
        watched = {(each.pk, each.fence): self._watched.get((each.pk, each.fence), now) for each in seen}
        self._watched = watched
        over = [each for each in seen if now - watched[each.pk, each.fence] >= self.lease]
        if not over:
            return 0
        quiet = {way: provider.quiet if provider.can_ask else None for way, provider in mine.items()}
        return actions.find_cut_off(practice=practice, found=over, quiet=quiet, at=at, by=by)

    def _ask(self, practice: Practice, way: Way, provider: Channel, end: float, by: Principal) -> int:
        """Ask the provider about what may have gone out; no transaction is open meanwhile."""
        asked = 0
        for message in to_ask(practice, way, at=clock.now()):
            if self._is_over(end):
                break
            answer = provider.ask(_question(practice, message, provider))
            actions.settle_unknown(message=message, provider=provider.name, answer=answer, at=clock.now(), by=by)
            asked += 1
            if isinstance(answer, Unknown | Rejected):
                self._note(way, provider, answer)
                break
        return asked

    # --- sending ------------------------------------------------------------------------------------------------------

    def _send_some(self, practice: Practice, way: Way, provider: Channel, end: float, by: Principal) -> int | None:
        """Claim some and hand them over; return how many were claimed, or None when nothing is due."""
        at = clock.now()
        if not has_due(practice, way, at=at):
            return None
        # Before the claim: what a pause of this process takes from the lease is taken from our side first.
        until = self.now() + self.lease - provider.longest_call
        claimed = actions.claim_messages(
            practice=practice,
            channel=way,
            worker=self.worker,
            limit=self.batch if provider.can_ask else 1,
            lease=timedelta(seconds=self.lease),
            at=at,
            by=by,
        )
        said: list[Said] = []
        stands: dict[int, str | None] = {}
        looked = -_LOOK
        for number, each in enumerate(claimed):
            if self.now() - looked >= _LOOK:
                looked = self.now()
                stands = may_still_go(practice, {one.pk: one.fence for one in claimed[number:]})
            answer = self._send_one(practice, each, stands[each.pk], way, provider, until, end)
            said.append(Said(each.pk, each.fence, answer))
        if said:
            recorded = actions.record_outcomes(
                practice=practice,
                provider=provider.name,
                said=said,
                can_ask=provider.can_ask,
                quiet=provider.quiet,
                at=clock.now(),
                by=by,
            )
            if recorded.late:
                log.warning("outcomes came too late", messages=len(recorded.late))
        return len(claimed)

    def _send_one(
        self,
        practice: Practice,
        each: Claimed,
        stands: str | None,
        way: Way,
        provider: Channel,
        until: float,
        end: float,
    ) -> Answer:
        """Hand one message over, unless the turn is over, the provider wants to be left alone or it is ours no more."""
        if self._is_over(end) or self._is_patient(way, provider):
            return NotBegun()
        if stands is not None:
            return NotBegun() if stands == "lost" else Stopped(stands)
        outgoing = Outgoing(
            each.address,
            each.subject,
            each.body,
            each.language,
            still_ours=lambda: self.now() < until,
            practice=practice.key,
            sender=practice.text_number,
        )
        answer = provider.send(outgoing, each.reference)
        self._note(way, provider, answer)
        return answer

    def _note(self, way: Way, provider: Channel, answer: object) -> None:
        """Leave a provider alone that is busy or away; one message that is put off keeps nobody else waiting."""
        patience = self._patience.setdefault((way, provider.name), Patience())
        if isinstance(answer, Unknown) or (
            isinstance(answer, Rejected) and not answer.is_permanent and answer.scope is Scope.PROVIDER
        ):
            pause = self.pauses[min(patience.away, len(self.pauses) - 1)]
            patience.away += 1
            if answer.retry_after is not None:
                pause = max(pause, min(answer.retry_after, 3600.0)) if answer.retry_after > 0 else pause
            # One unclear answer says nothing about the next message; several in a row do.
            if patience.away > 1 or not isinstance(answer, Unknown) or answer.retry_after is not None:
                patience.until = self.now() + pause
        else:
            patience.away = 0


def _question(practice: Practice, message: Message, provider: Channel) -> Question:
    went_out = message.went_out or message.released_at or message.created_at
    return Question(
        reference=message.reference,
        address=message.address,
        body=message.body,
        sender=practice.text_number,
        since=went_out - _CLOCKS,
        is_taken=lambda number: is_taken(practice, provider=provider.name, provider_reference=number),
    )
