"""The import itself: files in, batches of rows out, one transaction for some twenty-five bundles.

Resources are counted as they come.  What is known with the same content hash is passed over without
being decoded.  What names a patient, an encounter or a professional who has not come yet waits for
the second pass, in a file beside memory, so that the order of files and lines does not matter.
"""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from django.db import connection

from teamlet.bridges.fhir import actions
from teamlet.bridges.fhir.batches import Loader
from teamlet.bridges.fhir.kinds import FIRST
from teamlet.bridges.fhir.reading import UNREAD, Entry, read_file, walk
from teamlet.bridges.fhir.report import Report
from teamlet.ground import clock
from teamlet.ground.access.principal import Principal, system
from teamlet.records.practice.queries import practice_by_key

Progress = Callable[[int, int, int], None]

#: A batch ends when it holds one of these.
MOST_ENTRIES = 6_000
MOST_BYTES = 8 << 20
MOST_FILES = 25


class NoSuchPractice(Exception):
    """There is no practice with the key that was given."""


def import_paths(
    paths: Sequence[str | Path], practice_key: str, *, progress: Progress | None = None, by: Principal | None = None
) -> Report:
    """Import the FHIR R4 files at ``paths`` (folders are walked) into a practice and report what became of them.

    ``progress(files_done, files, resources_read)`` is called after each batch.  Without ``by`` the system
    acts.  Never raises for anything in the files; raises ``NoSuchPractice`` for an unknown key.
    """
    practice = practice_by_key(practice_key)
    if practice is None:
        raise NoSuchPractice(practice_key)
    began = time.monotonic()
    by = by or system(practice, "import")
    run = actions.open_run(practice.pk, by)
    report = Report()
    unread: set[str] = set()
    digest = sha256()

    def note(code: str, *, file: str, **values: Any) -> None:
        if code in UNREAD:
            unread.add(file)
        report.problem(code, file=file, **values)

    files = _files(paths)
    with tempfile.TemporaryFile(prefix="teamlet-import-") as later:
        loader = Loader(practice, run, report, by, clock.today(practice.time_zone), later, digest)
        with _room_to_work():
            for entries, done in _batches(files, note):
                loader.place(entries)
                if progress is not None:
                    progress(done, len(files), loader.read)
            loader.is_last_pass = True
            for entries in _waiting(later):
                loader.place(entries)
                if progress is not None:
                    progress(len(files), len(files), loader.read)
    report.unread = len(unread)
    actions.finish_import(
        run=run,
        counts=report.resources,
        problems=report.problems_total,
        files=len(files),
        digest=digest.hexdigest(),
        by=by,
    )
    report.seconds = time.monotonic() - began
    return report


@contextmanager
def _room_to_work() -> Iterator[None]:
    """Spare the collector the search for cycles in what is decoded (there are none), and give SQLite room for pages."""
    was_on = gc.isenabled()
    gc.disable()
    if connection.vendor == "sqlite":
        _pages("-16000")
    try:
        yield
    finally:
        if connection.vendor == "sqlite":
            _pages("-2000")
        if was_on:
            gc.enable()


def _pages(size: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA cache_size = {size}")


def _files(paths: Sequence[str | Path]) -> list[tuple[Path, str]]:
    """Return (path, name for the report), those that others lean on first."""
    found: dict[Path, str] = {}
    taken: set[str] = set()
    for given in paths:
        root = Path(given)
        for path in walk(root):
            if path in found:
                continue
            label = path.name if path == root else str(path.relative_to(root))
            label = (str(path) if label in taken else label).encode(errors="replace").decode()
            taken.add(label)
            found[path] = label

    def rank(item: tuple[Path, str]) -> int:
        name = item[0].name.lower()
        return next((number for number, word in enumerate(FIRST) if name.startswith(word)), len(FIRST))

    return sorted(found.items(), key=rank)


def _batches(files: Sequence[tuple[Path, str]], note: Callable[..., None]) -> Iterator[tuple[list[Entry], int]]:
    batch: list[Entry] = []
    size = held = 0
    for done, (path, label) in enumerate(files, 1):
        for piece in read_file(path, label, note):
            batch += piece
            size += sum(len(memoryview(entry.raw)) for entry in piece)
            if len(batch) >= MOST_ENTRIES or size >= MOST_BYTES:
                yield batch, done - 1
                batch, size, held = [], 0, 0
        held += 1
        if held >= MOST_FILES and batch:
            yield batch, done
            batch, size, held = [], 0, 0
    if batch:
        yield batch, len(files)


def _waiting(later: Any) -> Iterator[list[Entry]]:
    """Yield in batches what had to wait, as the loader wrote it: a line of words, a line of the resource's length."""
    later.seek(0)
    batch: list[Entry] = []
    size = 0
    while line := later.readline():
        file, kind, id_, url, base, hash_, length = msgspec.json.decode(line)
        batch.append(Entry(file, kind, id_, url, base, later.read(length), hash_))
        size += length
        if len(batch) >= MOST_ENTRIES or size >= MOST_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
