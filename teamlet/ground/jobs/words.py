"""Words of the background: where a job stands, how long a lease holds, when a failed job is tried again."""

from __future__ import annotations

from enum import StrEnum


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    GIVEN_UP = "given-up"


class WorkerState(StrEnum):
    """What the pages and ``/health/ready`` say about the worker."""

    RUNNING = "running"
    HELD = "held"
    STALE = "stale"
    STOPPED = "stopped"
    NEVER = "never"


#: Seconds for which a claimed job belongs to its worker without a sign of life.
LEASE = 60
#: Seconds after which a worker without a heartbeat counts as stale.
STALE_AFTER = 30
#: Seconds to wait before the second, third … try; after the last one the job is given up and shown.
BACKOFF = (5, 30, 120, 600, 3600)
REASONS: dict[str, str] = {}
