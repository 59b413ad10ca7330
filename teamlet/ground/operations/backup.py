"""A backup: one sealed file with the database, the documents, the audit anchors and the keys but its own."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any, BinaryIO, cast

from django.conf import settings

from teamlet import __version__
from teamlet.ground.operations import tables
from teamlet.ground.operations.halt import Halt
from teamlet.ground.operations.keys import NAME as KEY_NAME, backup_key, fingerprint, key_path
from teamlet.ground.operations.sealed import MAGIC, Sealer, Unsealer

_MANIFEST = "manifest.json"
_WORK = ".sealing-"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was written and read again."""

    path: Path
    size: int
    counts: dict[str, int]
    documents: int
    engine: str
    fingerprint: str
    key: Path

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(self.counts.values())


def write_backup(path: Path) -> Backup:
    """Write a verified backup of the running installation to ``path``.

    ``path`` appears complete or not at all; an earlier backup there is replaced.  Raises ``Halt`` when
    something else lies there, when it cannot be written, or when reading it again shows other contents.
    """
    home = Path(settings.HOME)
    path = path.absolute()
    _require_place(path)
    key = backup_key(home, make=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with work_place(home) as place:
            contents = tables.copy_out(place)
            members = [*_files_below(place), *_kept_files(home)]
            contents |= {
                "format": 1,
                "teamlet": __version__,
                "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "documents": sum(name.startswith("documents/") for name, _ in members),
            }
            with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                _write(file, key, contents, members)
                file.flush()
                os.fsync(file.fileno())
        with work_place(home) as place:
            if unpack(partial, key, place) != contents:
                raise Halt("The backup does not read as it was written. It was not kept.")
        partial.replace(path)
        _sync_folder(path.parent)
    except (OSError, sqlite3.Error) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise Halt(f"The backup could not be written to {path}: {why}.") from error
    finally:
        partial.unlink(missing_ok=True)
    return Backup(
        path,
        path.stat().st_size,
        contents["counts"],
        contents["documents"],
        contents["engine"],
        fingerprint(key),
        key_path(home),
    )


def automatic_path(why: str) -> Path:
    """Return a new path in ``TEAMLET_HOME/backups`` for a backup made before something risky."""
    folder = Path(settings.HOME) / "backups"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    at = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    for number in range(1, 100):
        path = folder / f"{why}-{at}{'' if number == 1 else f'-{number}'}.backup"
        if not path.exists():
            return path
    raise Halt(f"There is no free name for a backup in {folder}.")


def unpack(path: Path, key: bytes, place: Path) -> dict[str, Any]:
    """Unpack a backup into the empty folder ``place``, read it to its end, check it; return its manifest.

    Raises ``Halt`` for a wrong key, a cut or changed file, or contents that are not what the manifest says.
    """
    documents = 0
    with path.open("rb") as file:
        plain = io.BufferedReader(Unsealer(file, key), 1 << 20)
        with gzip.GzipFile(fileobj=plain, mode="rb") as packed:
            with tarfile.open(fileobj=cast("IO[bytes]", packed), mode="r|") as archive:
                for member in archive:
                    name = PurePosixPath(member.name)
                    if not member.isfile() or name.is_absolute() or ".." in name.parts:
                        raise Halt("The backup holds something that is no plain file. Nothing was done.")
                    target = place / name
                    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                    source = archive.extractfile(member)
                    if source is None:
                        raise Halt("The backup cannot be read. Nothing was done.")
                    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                        shutil.copyfileobj(source, out, 1 << 20)
                    documents += name.parts[0] == "documents"
            # Only the true end shows that nothing is missing.
            while packed.read(1 << 20):
                pass
        while plain.read(1 << 20):
            pass
    try:
        manifest: dict[str, Any] = json.loads((place / _MANIFEST).read_text())
    except (OSError, ValueError) as error:
        raise Halt("The backup does not say what it holds. Nothing was done.") from error
    if manifest.get("format") != 1:
        raise Halt("This backup was made by a newer Teamlet. Install that version first.")
    if manifest["documents"] != documents:
        raise Halt("The backup does not hold the documents that it names. Nothing was done.")
    tables.check_copy(place, manifest)
    return manifest


@contextmanager
def work_place(home: Path) -> Iterator[Path]:
    """Give a folder in HOME that only we can read, and remove it; also remove what a crash left a day ago."""
    home.mkdir(parents=True, exist_ok=True)
    for old in home.glob(f"{_WORK}*"):
        if time.time() - old.stat().st_mtime > 86_400:
            shutil.rmtree(old, ignore_errors=True)
    place = Path(tempfile.mkdtemp(prefix=_WORK, dir=home))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _require_place(path: Path) -> None:
    if not path.parent.is_dir():
        raise Halt(f"There is no folder {path.parent}.")
    if path.is_dir():
        raise Halt(f"{path} is a folder; name a file.")
    if path.exists() and path.stat().st_size:
        with path.open("rb") as file:
            if file.read(len(MAGIC)) != MAGIC:
                raise Halt(f"{path} is there already and is no backup; it is not overwritten.")


def _files_below(folder: Path) -> list[tuple[str, Path]]:
    return [
        (path.relative_to(folder).as_posix(), path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    ]


def _kept_files(home: Path) -> list[tuple[str, Path]]:
    """Return what a backup holds beside the database, as (name in the backup, path)."""
    found = [(f"documents/{name}", path) for name, path in _files_below(Path(settings.MEDIA_ROOT))]
    anchors = home / "audit" / "anchors.jsonl"
    if anchors.is_file():
        found.append(("audit/anchors.jsonl", anchors))
    found += [
        (f"keys/{name}", path)
        for name, path in _files_below(home / "keys")
        if name != KEY_NAME and ".before-" not in name
    ]
    return found


def _write(file: BinaryIO, key: bytes, contents: dict[str, Any], members: list[tuple[str, Path]]) -> None:
    sealer = Sealer(file, key)
    with (
        sealer,
        gzip.GzipFile(fileobj=cast("IO[bytes]", sealer), mode="wb", compresslevel=3, filename="", mtime=0) as packed,
        tarfile.open(fileobj=cast("IO[bytes]", packed), mode="w|", format=tarfile.PAX_FORMAT) as archive,
    ):
        manifest = json.dumps(contents, sort_keys=True).encode()
        entry = tarfile.TarInfo(_MANIFEST)
        entry.size = len(manifest)
        archive.addfile(entry, io.BytesIO(manifest))
        for name, path in members:
            with path.open("rb") as source:
                entry = tarfile.TarInfo(name)
                entry.size = os.fstat(source.fileno()).st_size
                entry.mode = 0o600
                archive.addfile(entry, source)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
