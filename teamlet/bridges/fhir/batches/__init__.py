"""Batches of entries: what is known, what changed, whose it is, and the rows it becomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from teamlet.bridges.fhir.batches.one import OneBatch
from teamlet.bridges.fhir.models import ImportRun
from teamlet.bridges.fhir.reading import Entry
from teamlet.bridges.fhir.references import Key, References
from teamlet.bridges.fhir.report import Report
from teamlet.ground.access.principal import Principal
from teamlet.records.practice.models import Practice


class Loader:
    """Carries an import from batch to batch."""

    def __init__(
        self, practice: Practice, run: ImportRun, report: Report, by: Principal, today: date, later: Any, digest: Any
    ) -> None:
        self.practice, self.run, self.report, self.by, self.today = practice, run, report, by, today
        self.later, self.digest = later, digest
        self.is_last_pass = False
        self.read = 0
        self.references = References(practice.pk)
        #: One bit for each link seen unchanged in this run.
        self.seen = bytearray()
        #: Patients whose resource was refused in this run, by the files it stood in.
        self.refused: dict[Key, set[str]] = {}

    def place(self, entries: Sequence[Entry]) -> None:
        """Store one batch in one transaction."""
        batch = OneBatch(self, entries)
        try:
            with transaction.atomic():
                batch.work()
        finally:
            # The collector rests during an import: the batch and the place that leads back to it part here.
            del batch.place
        self.references.end_batch()

    def count_read(self, entries: Sequence[Entry]) -> None:
        """Count what a batch brings, and take it into the import's hash."""
        self.read += len(entries)
        for kind, count in Counter(entry.kind for entry in entries).items():
            self.report.count(kind, "read", count)
        self.digest.update("".join(entry.hash for entry in entries).encode())

    def mark_seen(self, number: int) -> None:
        """Remember that the link with this row number was met in this run."""
        place = number >> 3
        if place >= len(self.seen):
            self.seen.extend(bytes(place + 65_536 - len(self.seen)))
        self.seen[place] |= 1 << (number & 7)

    def was_seen(self, number: int) -> bool:
        """Whether the link was met in this run before."""
        place = number >> 3
        return place < len(self.seen) and bool(self.seen[place] >> (number & 7) & 1)
