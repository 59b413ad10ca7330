"""The background worker: what it does, and the loop that does it.

Jobs are few: the audit anchor each minute, re-routing the tasks of absent people when a practice's day begins, who is
in which population (each night, and within a minute of a change), a look at the database each night.  One loop, no
threads; several workers may run at once (``ground.jobs``).
"""

from __future__ import annotations

import secrets
import signal
import time as clocks
from datetime import time as civil, timedelta
from types import FrameType

import structlog
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from teamlet.bridges.channels.drain import Drain
from teamlet.ground import clock
from teamlet.ground.access.principal import system
from teamlet.ground.access.sessions import clear_expired
from teamlet.ground.access.tries import forget_old
from teamlet.ground.audit.anchors import append_anchors
from teamlet.ground.jobs import heartbeat
from teamlet.ground.jobs.hold import installation, is_held
from teamlet.ground.jobs.queue import LostLease, Queue, Work, forget_done
from teamlet.ground.jobs.schedule import Recurring, daily, every, put_due
from teamlet.ground.operations.halt import Halt
from teamlet.ground.operations.integrity import look_for_damage
from teamlet.ground.operations.schema import require_current
from teamlet.ground.operations.sizes import learn_sizes
from teamlet.records.practice.queries import all_practices, clock_may_be_moved, practice_by_key, practice_of

log = structlog.get_logger("teamlet.worker")

#: Seconds between two looks for something to do.
PAUSE = 1.0
_BEAT = 5.0
_GUARD = 60.0


def anchor() -> None:
    """Append the audit anchors."""
    append_anchors()


def begin_day(practice: str) -> None:
    """Move what is due of people who are absent today, ask those again whose day has come, look for the vanished."""
    from teamlet.records.followups.actions import ask_again, ask_for_missing
    from teamlet.records.followups.queries import vanished
    from teamlet.records.tasks.actions import move_tasks_of_absent

    found = practice_by_key(practice)
    if found is None:
        return
    on, at, by = clock.today(found.time_zone), clock.now(), system(found, "worker")
    move_tasks_of_absent(practice=found, on=on, at=at, by=by)
    ask_again(practice=found, on=on, at=at, by=by)
    ask_for_missing(practice=found, on=on, at=at, by=by)
    astray = vanished(found, on)
    if astray:
        log.error("follow-up without an owner", practice=practice, goals=[(row.goal, row.what.value) for row in astray])


def settle_deceased(practice: str) -> None:
    """Withdraw the contacts of people who have died, bring back those of people who have not after all.

    Where their day to ask again came meanwhile, they are asked.
    """
    from teamlet.records.followups.actions import ask_again, settle_deceased as settle
    from teamlet.records.followups.queries import due_to_ask_again, has_deceased

    found = practice_by_key(practice)
    if found is None:
        return
    on, at, by = clock.today(found.time_zone), clock.now(), system(found, "worker")
    if has_deceased(found):
        settle(practice=found, at=at, by=by)
    if due_to_ask_again(found, on):
        ask_again(practice=found, on=on, at=at, by=by)


def import_schedule(practice: str, oid: str) -> None:
    """Carry the import of a schedule on to its end."""
    from teamlet.bridges.spreadsheets.load import carry_out_by_name

    carry_out_by_name(oid, practice)


def pass_alerts_on(practice: str) -> None:
    """Pass safety alerts that nobody answered in time to the next person."""
    from teamlet.records.instruments.actions import escalate_alerts
    from teamlet.records.instruments.queries import has_late_alerts

    found = practice_by_key(practice)
    if found is not None and has_late_alerts(found, at=clock.now()):
        escalate_alerts(practice=found, at=clock.now(), by=system(found, "worker"))


def end_forms(practice: str) -> None:
    """End forms that are over, take those of cancelled visits back, forget tablets that nobody used."""
    from teamlet.records.instruments.actions import expire_forms
    from teamlet.records.instruments.queries import has_forms_to_end

    found = practice_by_key(practice)
    if found is not None and has_forms_to_end(found, at=clock.now()):
        expire_forms(practice=found, at=clock.now(), by=system(found, "worker"))


def refresh_populations(practice: str) -> None:
    """Bring everybody's populations up to today: the months of a rule move on though no data came."""
    from teamlet.records.patients.actions.populations import refresh_populations as refresh

    found = practice_by_key(practice)
    if found is not None:
        refresh(practice=found, on=clock.today(found.time_zone), by=system(found, "worker"))


def look_at_changed() -> None:
    """Look again at the populations of patients whose data changed: after an import, after a save."""
    from teamlet.records.patients.actions.populations import refresh_marked
    from teamlet.records.patients.queries.populations import practices_with_checks

    for pk in practices_with_checks():
        found = practice_of(pk)
        refresh_marked(practice=found, on=clock.today(found.time_zone), by=system(found, "worker"))
    look_at_support()


def look_at_support() -> None:
    """Look again at the level of need and the slips of patients whose data changed."""
    from teamlet.records.followups.actions.support import refresh_support_marked
    from teamlet.records.followups.queries.needs import practices_with_support_checks

    for pk in practices_with_support_checks():
        found = practice_of(pk)
        refresh_support_marked(practice=found, at=clock.now(), by=system(found, "worker"))


def refresh_support(practice: str) -> None:
    """Bring everybody's level of need and the list "Back on track" up to today: days pass though no data came."""
    from teamlet.records.followups.actions.support import refresh_support as refresh

    found = practice_by_key(practice)
    if found is not None:
        refresh(practice=found, at=clock.now(), by=system(found, "worker"))


def keep_registries() -> None:
    """Write the registry's lines anew of whoever something changed."""
    from teamlet.records.followups.actions.registry import keep_registry
    from teamlet.records.followups.queries.registry_lines import waits

    for practice in all_practices():
        while waits(practice):
            keep_registry(practice=practice, by=system(practice, "worker"))


def carry_batch(practice: str, batch: str) -> None:
    """Carry a batch of messages on: prepare it, or release it as the person who did."""
    from teamlet.records.followups.actions.batches import prepare_part, release_part
    from teamlet.records.followups.queries.batches import batch as batch_by_oid
    from teamlet.records.practice.queries import resolve_principal

    found = practice_by_key(practice)
    row = batch_by_oid(found, batch) if found is not None else None
    if found is None or row is None:
        return
    while prepare_part(batch=row, at=clock.now(), by=system(found, "worker")):
        pass
    person = resolve_principal(row.released_by_id, practice) if row.released_by_id else None
    while person is not None and release_part(batch=row, at=clock.now(), by=person):
        pass


def read_mail() -> None:
    """Take in what came into the mailbox of replies and returned mail."""
    from teamlet.bridges.channels.email.mailbox import read_mailbox

    read_mailbox()


def look_after_database() -> None:
    """Look for damage; forget what is over (sessions, drafts, tries, jobs of a week ago); learn the tables' sizes."""
    look_for_damage()
    clear_expired()
    forget_old()
    forget_done(clock.now() - timedelta(days=7))
    learn_sizes()


def draft_messages(practice: str) -> None:
    """Draft the messages that are due by the rhythm, and release what a standing approval covers."""
    from teamlet.records.followups.actions.rhythm import draft_due
    from teamlet.records.followups.queries.rhythm import has_messages_to_draft, kinds_to_release
    from teamlet.records.outreach.actions import release_approved

    found = practice_by_key(practice)
    if found is None:
        return
    by = system(found, "worker")
    while has_messages_to_draft(found, at=clock.now()):
        draft_due(practice=found, at=clock.now(), by=by)
    while kinds := kinds_to_release(found):
        for purpose, channel in kinds:
            release_approved(purpose=purpose, channel=channel, at=clock.now(), by=by)


def draft_preparations(practice: str) -> None:
    """Draft what asks for the forms of coming visits."""
    from teamlet.records.followups.actions.preparation import draft_preparations as draft

    found = practice_by_key(practice)
    if found is None:
        return
    by, after = system(found, "worker"), 0
    while after := draft(practice=found, after=after, at=clock.now(), by=by):
        log.debug("more forms to look at", after=after)


def close_days(practice: str) -> None:
    """Give what was not done for the visits of days that are over to its owners."""
    from teamlet.records.visits.actions.preparation import close_days as close

    found = practice_by_key(practice)
    if found is not None:
        close(practice=found, on=clock.today(found.time_zone), at=clock.now(), by=system(found, "worker"))


KINDS = {
    "audit.anchor": Work(anchor, in_transaction=False),
    "tasks.begin_day": Work(begin_day),
    "followups.settle_deceased": Work(settle_deceased),
    "visits.close_days": Work(close_days),
    "followups.draft_messages": Work(draft_messages, in_transaction=False),
    "followups.draft_preparations": Work(draft_preparations, in_transaction=False),
    "instruments.pass_alerts_on": Work(pass_alerts_on),
    "instruments.end_forms": Work(end_forms),
    "spreadsheets.import_schedule": Work(import_schedule, in_transaction=False),
    "patients.refresh_populations": Work(refresh_populations, in_transaction=False),
    "followups.refresh_support": Work(refresh_support, in_transaction=False),
    "patients.look_at_changed": Work(look_at_changed, in_transaction=False),
    "followups.keep_registries": Work(keep_registries, in_transaction=False),
    "followups.carry_batch": Work(carry_batch, in_transaction=False),
    "mail.read": Work(read_mail, in_transaction=False),
    "operations.look_after_database": Work(look_after_database, in_transaction=False),
}


def recurring() -> list[Recurring]:
    """Return all that recurs here: some once, some for each practice in its own civil time."""
    return [
        Recurring("audit.anchor", "audit.anchor", every(60)),
        Recurring("patients.look_at_changed", "patients.look_at_changed", every(60)),
        Recurring("followups.keep_registries", "followups.keep_registries", every(20)),
        Recurring("operations.look_after_database", "operations.look_after_database", daily(civil(3, 10), "UTC")),
        *([Recurring("mail.read", "mail.read", every(30))] if settings.MAILBOX else []),
        *(
            Recurring(f"{kind}/{practice.key}", kind, following, {"practice": practice.key})
            for practice in all_practices()
            for kind, following in (
                ("tasks.begin_day", daily(civil(0, 1), practice.time_zone)),
                ("visits.close_days", daily(civil(0, 5), practice.time_zone)),
                ("followups.draft_messages", every(120)),
                ("followups.draft_preparations", every(900)),
                ("followups.settle_deceased", every(300)),
                ("instruments.pass_alerts_on", every(30)),
                ("instruments.end_forms", every(300)),
                ("patients.refresh_populations", daily(civil(1, 30), practice.time_zone)),
                ("followups.refresh_support", daily(civil(2, 10), practice.time_zone)),
            )
        ),
    ]


class Worker:
    """The loop; ``stop`` may be called by a signal at any time."""

    def __init__(self) -> None:
        self.name = secrets.token_hex(8)
        self.queue = Queue(self.name, KINDS)
        self.stopping = False
        self.drain = Drain(self.name, stopping=lambda: self.stopping)
        self.epoch = installation().epoch_key

    def stop(self, number: int = 0, frame: FrameType | None = None) -> None:
        """Stop after what is being done now."""
        self.stopping = True

    def turn(self) -> int:
        """Put what is due in the queue and do all that waits; return how many jobs were done."""
        if is_held():
            return 0
        put_due(recurring(), clock.now())
        done = 0
        while not self.stopping:
            job = self.queue.claim(clock.now())
            if job is None:
                break
            done += self.queue.carry_out(job, clock.now())
        return done + self.drain.turn()

    def guard(self) -> None:
        """Raise ``Halt`` when this worker may not go on: a newer schema, a restored database, a moved clock."""
        require_current()
        if installation().epoch_key != self.epoch:
            raise Halt("A backup was restored: start the worker again.")
        if clock.moved_start() is not None and not clock_may_be_moved():
            raise Halt("TEAMLET_NOW moves the clock of demo practices only, and this installation has a real one now.")

    def run(self) -> None:
        """Work until told to stop.  A database that is away is waited for."""
        heartbeat.begin(self.name)
        log.info("worker started", worker=self.name, held=is_held())
        beat_at = guard_at = clocks.monotonic()
        while not self.stopping:
            try:
                close_old_connections()
                now = clocks.monotonic()
                if now - beat_at >= _BEAT:
                    heartbeat.beat(self.name)
                    beat_at = now
                if now - guard_at >= _GUARD:
                    self.guard()
                    guard_at = now
                busy = self.turn() > 0
            except (DatabaseError, LostLease) as error:
                log.error("database away, waiting", exc_info=error)
                connection.close()
                busy = False
                self._pause(5.0)
            if not busy:
                self._rest()
        self._end()

    def _rest(self) -> None:
        """Wait for something to do; who writes to us meanwhile is heard, also while nothing may be sent."""
        try:
            self.drain.rest(PAUSE)
        except DatabaseError as error:
            log.error("database away, waiting", exc_info=error)
            connection.close()
            self._pause(PAUSE)

    def _pause(self, seconds: float) -> None:
        deadline = clocks.monotonic() + seconds
        while not self.stopping and clocks.monotonic() < deadline:
            clocks.sleep(0.1)

    def _end(self) -> None:
        try:
            append_anchors()
            heartbeat.end(self.name)
        except (DatabaseError, OSError) as error:
            log.error("not ended in order", exc_info=error)
        log.info("worker stopped", worker=self.name)


def work(*, once: bool = False) -> None:
    """Work until SIGTERM or SIGINT; with ``once`` do what is due now and end."""
    worker = Worker()
    if once:
        worker.turn()
        append_anchors()
        return
    signal.signal(signal.SIGTERM, worker.stop)
    signal.signal(signal.SIGINT, worker.stop)
    worker.run()
