"""What an import writes in the bridge's own tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from teamlet.bridges.fhir.models import ImportRun, LookAlikePair, Quarantined, Source
from teamlet.ground import clock
from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit
from teamlet.records.patients.actions.tables import Table, moment_for_database, update_rows, write_rows

_LINKS = Table(
    "fhir_link",
    ("source_id", "kind", "remote_id", "hash", "patient_id", "target_id", "updated_at", "run_id"),
    ("source_id", "kind", "remote_id"),
)
_MEDICINES = Table(
    "fhir_remotemedicine", ("source_id", "remote_id", "code_system", "code", "display"), ("source_id", "remote_id")
)
_QUARANTINE = Table(
    "fhir_quarantined",
    ("practice_id", "source_id", "run_id", "file", "kind", "remote_id", "hash", "reason", "raw", "at"),
    ("source_id", "kind", "remote_id", "hash"),
    is_updated=False,
)
_PAIRS = Table(
    "fhir_lookalikepair",
    ("practice_id", "first_id", "second_id", "likeness", "run_id", "at"),
    ("first_id", "second_id"),
    is_updated=False,
)


def open_run(practice_id: int, by: Principal) -> ImportRun:
    """Return the row of an import that begins now.  Its one audit event is ``finish_import``'s."""
    return ImportRun.objects.create(practice_id=practice_id, by=by.name[:120], began_at=clock.now())


def source_of(practice_id: int, base: str) -> Source:
    """Return the record system with this address, remembered from now on."""
    return Source.objects.get_or_create(practice_id=practice_id, base=base[:240])[0]


def keep_links(rows: Iterable[Sequence[Any]]) -> None:
    """Write links inside the caller's transaction; columns as in ``_LINKS``, instants ready for the database."""
    write_rows(_LINKS, rows)


def keep_medicines(rows: Iterable[Sequence[Any]]) -> None:
    """Write the medicines that prescriptions point at."""
    write_rows(_MEDICINES, rows)


def quarantine(rows: Sequence[Sequence[Any]], practice_id: int, run: ImportRun, at: datetime) -> None:
    """Keep resources that nobody could be found for: (source, file, kind, id, hash, reason code, raw text)."""
    moment = moment_for_database(at)
    once = {(row[0], row[2], row[3], row[4]): row for row in rows}
    write_rows(_QUARANTINE, ((practice_id, row[0], run.pk, *row[1:], moment) for row in once.values()))


def place_quarantined(keys: Sequence[tuple[int, str, str]], practice_id: int, at: datetime) -> None:
    """Mark what was quarantined and has now been stored: (source, kind, id)."""
    if keys and Quarantined.objects.filter(practice_id=practice_id, placed_at=None).exists():
        moment = moment_for_database(at)
        update_rows(
            "UPDATE fhir_quarantined SET placed_at = %s"
            " WHERE source_id = %s AND kind = %s AND remote_id = %s AND placed_at IS NULL",
            [(moment, *key) for key in keys],
        )


def keep_pairs(pairs: Iterable[tuple[int, int, str]], practice_id: int, run: ImportRun, at: datetime) -> int:
    """Queue pairs of patients who are easily confused (first < second); return how many are new."""
    moment = moment_for_database(at)
    before = LookAlikePair.objects.filter(practice_id=practice_id).count()
    write_rows(_PAIRS, ((practice_id, *pair, run.pk, moment) for pair in sorted(set(pairs))))
    return LookAlikePair.objects.filter(practice_id=practice_id).count() - before


@action
def finish_import(
    *, run: ImportRun, counts: dict[str, dict[str, int]], problems: int, files: int, digest: str, by: Principal
) -> ImportRun:
    """Close the import with its counts: the one event of an import that changed nothing.

    ``digest`` is the hash over the content hashes of everything read.
    """
    run.ended_at = clock.now()
    run.counts, run.problems, run.files = counts, problems, files
    run.save(update_fields=["ended_at", "counts", "problems", "files"])
    audit(("import", run.oid), counts=counts, problems=problems, files=files, sha256=digest)
    return run
