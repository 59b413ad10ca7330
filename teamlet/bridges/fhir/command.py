"""What ``teamlet import fhir`` runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from teamlet.bridges.fhir.load import import_paths


def run(
    paths: Sequence[str | Path],
    practice: str,
    json: bool = False,
    progress: Callable[[int, int, int], None] | None = None,
) -> tuple[int, dict[str, object]]:
    """Import ``paths`` into the practice with this key; return the exit code and the report.

    0 = every file was read to its end (whatever was skipped in them), 2 = one could not be.  Raises
    ``load.NoSuchPractice``.
    """
    report = import_paths(paths, practice, progress=progress)
    return (2 if report.unread else 0), report.as_dict()
