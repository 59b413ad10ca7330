"""The queue of background jobs: claim with a lease and a fence, finish once, try again with growing pauses."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from django.db import IntegrityError, transaction
from django.db.models import F

from teamlet.ground.jobs.hold import is_held
from teamlet.ground.jobs.models import Job
from teamlet.ground.jobs.words import BACKOFF, LEASE, JobState
from teamlet.ground.operations.logs import places

log = structlog.get_logger("teamlet.jobs")


class LostLease(Exception):
    """Another worker took the job over; what this one did for it is rolled back."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a kind of job does.

    ``run`` takes the job's arguments as keywords.  With ``in_transaction`` its effects and the job's end are one
    commit: exactly once.  Without, it may run again after a crash, so it must not mind (it only looks, or writes
    the same again).
    """

    run: Callable[..., None]
    in_transaction: bool = True


def add(kind: str, *, occurrence: str, now: datetime, arguments: dict[str, object] | None = None) -> bool:
    """Put a job in the queue; return False when this occurrence is there already."""
    try:
        with transaction.atomic():
            Job.objects.create(
                kind=kind, occurrence=occurrence, arguments=arguments or {}, run_after=now, created_at=now
            )
    except IntegrityError:
        return False
    return True


class Queue:
    """One worker's view of the queue.  ``clock`` gives monotonic seconds and measures other workers' leases."""

    def __init__(self, worker: str, kinds: Mapping[str, Work], *, clock: Callable[[], float] = time.monotonic) -> None:
        self.worker = worker
        self.kinds = kinds
        self._clock = clock
        self._watched: dict[int, tuple[tuple[int, int], float]] = {}

    def claim(self, now: datetime) -> Job | None:
        """Take the next waiting job, or one whose worker gave no sign of life for a lease; None when held or idle."""
        if is_held():
            return None
        waiting = (
            Job.objects.filter(state=JobState.WAITING, run_after__lte=now, kind__in=list(self.kinds))
            .order_by("run_after", "id")
            .first()
        )
        return self._take(waiting or self._abandoned())

    def _take(self, job: Job | None) -> Job | None:
        """Make the job ours, unless somebody was quicker (compare-and-set on its fence)."""
        if job is None:
            return None
        won = Job.objects.filter(pk=job.pk, fence=job.fence, renewals=job.renewals, state=job.state).update(
            state=JobState.RUNNING, fence=F("fence") + 1, tries=F("tries") + 1, worker=self.worker
        )
        if not won:
            return None
        job.refresh_from_db()
        return job

    def _abandoned(self) -> Job | None:
        """Return a running job that has not moved for a lease *while we watched*; no wall clock is asked."""
        now = self._clock()
        running = list(Job.objects.filter(state=JobState.RUNNING).exclude(worker=self.worker).order_by("id"))
        watched: dict[int, tuple[tuple[int, int], float]] = {}
        over = None
        for job in running:
            mark = (job.fence, job.renewals)
            seen = self._watched.get(job.pk)
            since = seen[1] if seen is not None and seen[0] == mark else now
            watched[job.pk] = (mark, since)
            if over is None and now - since >= LEASE:
                over = job
        self._watched = watched
        return over

    def renew(self, job: Job) -> None:
        """Give a sign of life for a job that takes long.  Raises ``LostLease`` when it is ours no more."""
        if not Job.objects.filter(pk=job.pk, fence=job.fence, state=JobState.RUNNING).update(
            renewals=F("renewals") + 1
        ):
            raise LostLease

    def carry_out(self, job: Job, now: datetime) -> bool:
        """Do a claimed job and end it; return whether it is done.

        An error puts it back with a growing pause, after the last try it is given up.  A lost lease
        leaves no effect of ours.
        """
        work = self.kinds[job.kind]
        try:
            if work.in_transaction:
                with transaction.atomic():
                    work.run(**job.arguments)
                    self._end(job)
            else:
                work.run(**job.arguments)
                self._end(job)
        except LostLease:
            log.warning("job was taken over", job=job.pk, kind=job.kind)
            return False
        except Exception as error:  # noqa: BLE001  (whatever a job does, the worker lives on)
            self._put_back(job, error, now)
            return False
        return True

    def _end(self, job: Job) -> None:
        ended = Job.objects.filter(pk=job.pk, fence=job.fence, state=JobState.RUNNING).update(
            state=JobState.DONE, ended_at=datetime.now(UTC), last_error=""
        )
        if not ended:
            raise LostLease

    def _put_back(self, job: Job, error: Exception, now: datetime) -> None:
        where = places(error)
        said = f"{type(error).__name__} {where[-1] if where else ''}"[:200]
        log.error("job did not work", job=job.pk, kind=job.kind, tries=job.tries, exc_info=error)
        last = job.tries > len(BACKOFF)
        Job.objects.filter(pk=job.pk, fence=job.fence, state=JobState.RUNNING).update(
            state=JobState.GIVEN_UP if last else JobState.WAITING,
            run_after=now + timedelta(seconds=BACKOFF[min(job.tries, len(BACKOFF)) - 1]),
            last_error=said,
            ended_at=datetime.now(UTC) if last else None,
        )


def forget_done(before: datetime) -> int:
    """Delete jobs that were done before ``before``; given-up ones stay.  Return how many."""
    return Job.objects.filter(state=JobState.DONE, ended_at__lt=before).delete()[0]
