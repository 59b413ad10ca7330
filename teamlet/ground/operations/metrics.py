"""The figures behind `/metrics`, in Prometheus' text format."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from django.db import DatabaseError, connection
from django.db.models import Count, Sum

from teamlet import __version__
from teamlet.ground.audit.models import Head
from teamlet.ground.jobs.heartbeat import looks
from teamlet.ground.jobs.models import Installation, Job
from teamlet.ground.jobs.words import JobState, WorkerState

_began = time.time()


def exposition() -> str:
    """Return all figures; when the database is away, those that need none and ``teamlet_database_up 0``."""
    lines = list(_of_this_process())
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        lines += ["# TYPE teamlet_database_up gauge", "teamlet_database_up 1", *_of_the_database()]
    except DatabaseError:
        connection.close()
        lines += ["# TYPE teamlet_database_up gauge", "teamlet_database_up 0"]
    return "\n".join(lines) + "\n"


def _of_this_process() -> Iterator[str]:
    yield "# HELP teamlet_info The version that answers."
    yield "# TYPE teamlet_info gauge"
    yield f'teamlet_info{{version="{__version__}"}} 1'
    yield "# HELP teamlet_process_start_time_seconds When the web process that answers began."
    yield "# TYPE teamlet_process_start_time_seconds gauge"
    yield f"teamlet_process_start_time_seconds {_began:.0f}"
    resident = _resident_bytes()
    if resident:
        yield "# HELP teamlet_process_resident_memory_bytes Memory of the web process that answers."
        yield "# TYPE teamlet_process_resident_memory_bytes gauge"
        yield f"teamlet_process_resident_memory_bytes {resident}"


def _resident_bytes() -> int:
    try:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def _of_the_database() -> Iterator[str]:
    seen = looks()
    yield "# HELP teamlet_worker_state 1 for the state the worker is in."
    yield "# TYPE teamlet_worker_state gauge"
    for state in WorkerState:
        yield f'teamlet_worker_state{{state="{state.value}"}} {int(state is seen.state)}'
    if seen.seconds is not None:
        yield "# HELP teamlet_worker_seconds_since_beat Seconds since the worker's last sign of life."
        yield "# TYPE teamlet_worker_seconds_since_beat gauge"
        yield f"teamlet_worker_seconds_since_beat {seen.seconds}"
    counts = dict(
        Job.objects.exclude(state=JobState.DONE)
        .order_by()
        .values_list("state")
        .annotate(many=Count("pk"))
        .values_list("state", "many")
    )
    yield "# HELP teamlet_jobs Background jobs that are not done."
    yield "# TYPE teamlet_jobs gauge"
    for job_state in (JobState.WAITING, JobState.RUNNING, JobState.GIVEN_UP):
        yield f'teamlet_jobs{{state="{job_state.value}"}} {counts.get(job_state.value, 0)}'
    yield "# HELP teamlet_audit_events_total Events in the audit trail."
    yield "# TYPE teamlet_audit_events_total counter"
    yield f"teamlet_audit_events_total {Head.objects.aggregate(events=Sum('count'))['events'] or 0}"
    row = Installation.objects.filter(pk=1).first()
    yield "# HELP teamlet_epoch Grows by one with each restored backup."
    yield "# TYPE teamlet_epoch gauge"
    yield f"teamlet_epoch {row.epoch if row else 1}"
