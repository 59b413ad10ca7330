"""A worker's sign of life, and what others conclude from it."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import F

from teamlet.ground.jobs.hold import installation
from teamlet.ground.jobs.models import Heartbeat
from teamlet.ground.jobs.words import STALE_AFTER, WorkerState


@dataclass(frozen=True, slots=True)
class WorkerLooks:
    """How the worker looks from outside; ``seconds`` since its last sign of life, None without any."""

    state: WorkerState
    seconds: int | None


def begin(worker: str) -> Heartbeat:
    """Write the first sign of life of this process, and forget workers that are long gone."""
    now = datetime.now(UTC)
    Heartbeat.objects.filter(beat_at__lt=now - timedelta(days=7)).delete()
    return Heartbeat.objects.create(
        worker=worker, host=socket.gethostname()[:80], pid=os.getpid(), started_at=now, beat_at=now
    )


def beat(worker: str) -> None:
    """Write a sign of life."""
    Heartbeat.objects.filter(worker=worker).update(beat_at=datetime.now(UTC), beats=F("beats") + 1)


def end(worker: str) -> None:
    """Say that this worker stopped as it should."""
    Heartbeat.objects.filter(worker=worker).update(stopped_at=datetime.now(UTC), beat_at=datetime.now(UTC))


def looks() -> WorkerLooks:
    """Say how the newest worker looks."""
    last = Heartbeat.objects.order_by("-beat_at").first()
    if last is None:
        return WorkerLooks(WorkerState.NEVER, None)
    seconds = max(0, int((datetime.now(UTC) - last.beat_at).total_seconds()))
    if last.stopped_at is not None:
        return WorkerLooks(WorkerState.STOPPED, seconds)
    if seconds > STALE_AFTER:
        return WorkerLooks(WorkerState.STALE, seconds)
    return WorkerLooks(WorkerState.HELD if installation().held_since else WorkerState.RUNNING, seconds)
