"""Imports in rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from teamlet.bridges.fhir.models import ImportRun, Quarantined
from teamlet.bridges.fhir.words import REASONS

_COUNTED = ("read", "stored", "unchanged", "skipped")


def run_rows(runs: Iterable[ImportRun]) -> list[dict[str, Any]]:
    """Return one row a run, with its counts by kind of resource."""
    return [
        {
            "began_at": run.began_at,
            "ended_at": run.ended_at,
            "by": run.by,
            "files": run.files,
            "problems": run.problems,
            "kinds": [
                (kind, [int(counts.get(name, 0)) for name in _COUNTED])
                for kind, counts in sorted(run.counts.items())
                if isinstance(counts, dict)
            ],
        }
        for run in runs
    ]


def waiting_rows(rows: Iterable[Quarantined]) -> list[dict[str, Any]]:
    """Return one row a resource in quarantine, with the reason in words."""
    return [
        {
            "kind": row.kind,
            "remote_id": row.remote_id,
            "file": row.file,
            "reason": _(REASONS[row.reason]) if row.reason in REASONS else row.reason,
            "at": row.at,
        }
        for row in rows
    ]
