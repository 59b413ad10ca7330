"""Files into entries: bundles, single resources and NDJSON, a piece at a time.

A file of moderate size that is sound is decoded in one go.  Everything else (large, cut off, one bad
entry among good ones) goes through a scanner that only counts brackets: it needs no more memory than
one entry, does not recurse, and loses only the entry that is broken.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec

from teamlet.bridges.fhir.scanning import LARGEST, scan

MEGABYTE = 1 << 20
#: Files up to here are read whole.
WHOLE = 12 * MEGABYTE
#: A piece of a large file: about so many bytes of entries.
PIECE = 4 * MEGABYTE
LONGEST_ID = 120
SUFFIXES = frozenset({".json", ".ndjson", ".jsonl"})
#: Formats that hold records but that we do not read: named, never passed over in silence.
OTHER_FORMATS = frozenset({".xml", ".gz", ".zip", ".7z", ".tar", ".parquet", ".csv", ".hl7"})


@dataclass(slots=True, eq=False)
class Entry:
    """One resource as it came: where from, what, and its bytes.

    ``base`` is the address of its record system, empty where the file names none.
    """

    file: str
    kind: str
    id: str
    url: str
    base: str
    raw: bytes | msgspec.Raw
    hash: str = ""


class _Request(msgspec.Struct, gc=False):
    method: str | None = None
    url: str | None = None


class _BundleEntry(msgspec.Struct, gc=False):
    fullUrl: str | None = None
    resource: msgspec.Raw = msgspec.Raw(b"")
    request: _Request | None = None


class _Bundle(msgspec.Struct):
    resourceType: str
    entry: list[_BundleEntry] | None = None


class _Head(msgspec.Struct, gc=False):
    resourceType: Any = None
    id: Any = None


Note = Callable[..., None]


class _Counted:
    """Passes notes on and remembers that there were any."""

    def __init__(self, note: Note) -> None:
        self.note, self.count = note, 0

    def __call__(self, code: str, **values: Any) -> None:
        self.count += 1
        self.note(code, **values)


_BUNDLE = msgspec.json.Decoder(_Bundle)
_ENTRY = msgspec.json.Decoder(_BundleEntry)
_HEAD = msgspec.json.Decoder(_Head)
_QUICK = re.compile(rb'\s*\{\s*"resourceType"\s*:\s*"([A-Za-z]{1,60})"\s*,\s*"id"\s*:\s*"([^"\\]{1,120})"')
_KIND = re.compile(rb'"resourceType"\s*:\s*"([A-Za-z]{1,60})"')
_ID = re.compile(rb'"id"\s*:\s*"([^"\\]{1,120})"')
_ADDRESS = re.compile(r"(https?://.+)/[A-Z][A-Za-z]+/[^/?#]+")
BAD_JSON = (msgspec.DecodeError, RecursionError, UnicodeDecodeError)


def walk(path: Path) -> Iterator[Path]:
    """Yield the files under ``path`` in a steady order; a file yields itself."""
    if not path.is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders.sort()
        for name in sorted(names):
            if Path(name).suffix.lower() in SUFFIXES | OTHER_FORMATS and not name.startswith("."):
                yield Path(folder, name)


def read_file(path: Path, label: str, note: Note) -> Iterator[list[Entry]]:
    """Yield the file's entries in pieces.

    ``note(code, file=…, kind=…, id=…, **values)`` is told what could not be read; the codes in
    ``UNREAD`` mean that the file was not read to its end.
    """
    if path.suffix.lower() in OTHER_FORMATS:
        note("fhir.not_json", file=label)
        return
    try:
        with path.open("rb") as file:
            start = file.read(4)
            if start[:2] in {b"\xff\xfe", b"\xfe\xff"} or start[:2] == b"\x1f\x8b" or start == b"PK\x03\x04":
                note("fhir.not_utf8" if start[0] >= 0xFE else "fhir.not_json", file=label)
                return
            file.seek(3 if start[:3] == b"\xef\xbb\xbf" else 0)
            counted = _Counted(note)
            found = 0
            for piece in _pieces(file, path, label, counted):
                found += len(piece)
                yield piece
            if not found and not counted.count:
                note("fhir.no_resource", file=label)
    except FileNotFoundError:
        note("fhir.not_there", file=label)
    except OSError:
        note("fhir.unreadable", file=label)


#: Reasons that mean: this file was not read to its end.
UNREAD = frozenset({"fhir.not_there", "fhir.unreadable", "fhir.not_json", "fhir.not_utf8", "fhir.cut_off"})


def _pieces(file: Any, path: Path, label: str, note: Note) -> Iterator[list[Entry]]:
    if path.stat().st_size <= WHOLE and path.suffix.lower() == ".json":
        data = file.read()
        whole = _whole(data, label, note)
        if whole is not None:
            if whole:
                yield whole
            return
        yield from _scanned(iter([data]), label, note)
    elif path.suffix.lower() == ".json":
        yield from _scanned(iter(lambda: file.read(MEGABYTE), b""), label, note)
    else:
        yield from _lines(file, label, note)


def _whole(data: bytes, label: str, note: Note) -> list[Entry] | None:
    """Return the entries of a sound file; None when it has to be scanned."""
    if not data.strip():
        return []
    try:
        bundle = _BUNDLE.decode(data)
    except BAD_JSON:
        return None
    if bundle.resourceType != "Bundle":
        return _value(data, label, note)
    return [made for held in bundle.entry or () if (made := _entry(held, label, note)) is not None]


def _lines(file: Any, label: str, note: Note) -> Iterator[list[Entry]]:
    """Read NDJSON: one resource, or one bundle, on each line."""
    piece: list[Entry] = []
    size = 0
    while line := file.readline(LARGEST + 1):
        if len(line) > LARGEST:
            note(
                "fhir.too_large",
                file=label,
                kind=_guess(_KIND, line),
                id=_guess(_ID, line),
                megabytes=LARGEST // MEGABYTE,
            )
            while line and not line.endswith(b"\n"):
                line = file.readline(MEGABYTE)
            continue
        if not line.strip():
            continue
        size += len(line)
        if not line.endswith(b"\n") and not _is_complete(line):
            note("fhir.cut_off", file=label)
        kind = _QUICK.match(line)
        if (kind is None or kind[1] == b"Bundle") and _is_bundle(line):
            for part in _scanned(iter([line]), label, note):
                piece += part
        else:
            piece += _value(line.strip(), label, note)
        if size >= PIECE:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece


def _is_complete(line: bytes) -> bool:
    try:
        _HEAD.decode(line)
    except BAD_JSON:
        return line.rstrip().endswith(b"}")
    return True


def _is_bundle(line: bytes) -> bool:
    try:
        return _HEAD.decode(line).resourceType == "Bundle"
    except BAD_JSON:
        return False


def _scanned(chunks: Iterator[bytes], label: str, note: Note) -> Iterator[list[Entry]]:
    piece: list[Entry] = []
    size = 0
    for what, data in scan(chunks):
        if what == "entry":
            made = _bundle_entry(data, label, note)
            if made is not None:
                piece.append(made)
        elif what == "value":
            piece += _value(data, label, note)
        elif what == "large":
            note(
                "fhir.too_large",
                file=label,
                kind=_guess(_KIND, data),
                id=_guess(_ID, data),
                megabytes=LARGEST // MEGABYTE,
            )
        elif what == "cut":
            note("fhir.cut_off", file=label)
        else:
            note("fhir.not_json", file=label)
        size += len(data)
        if size >= PIECE:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece


def _value(data: bytes, label: str, note: Note) -> list[Entry]:
    """Return the entry of a resource that stands by itself; none for other JSON."""
    if _QUICK.match(data) is None:
        try:
            kind = _HEAD.decode(data).resourceType
        except msgspec.ValidationError:
            return []
        except BAD_JSON:
            kind = _guess(_KIND, data)
            if not kind:
                note("fhir.bad_json", file=label)
        if not isinstance(kind, str) or not kind:
            return []
    made = _entry(_BundleEntry(resource=msgspec.Raw(data)), label, note)
    return [made] if made is not None else []


def _bundle_entry(data: bytes, label: str, note: Note) -> Entry | None:
    try:
        held = _ENTRY.decode(data)
    except BAD_JSON:
        kind = _guess(_KIND, data)
        if not kind:
            note("fhir.bad_json", file=label)
            return None
        # Its bytes go on: the loader counts it and says what is wrong with it.
        return Entry(label, kind, _guess(_ID, data), "", "", data)
    return _entry(held, label, note)


def _entry(held: _BundleEntry, label: str, note: Note) -> Entry | None:
    raw = held.resource
    url = (held.fullUrl or "").replace("\0", "")
    if len(memoryview(raw)) <= len(b"null"):
        if held.request is not None and held.request.method == "DELETE":
            note("fhir.deletion", file=label, id=(held.request.url or "")[:120])
        return None
    quick = _QUICK.match(memoryview(raw))
    if quick is not None:
        kind, id_ = quick[1].decode(), quick[2].decode(errors="replace")
    else:
        kind, id_ = _head(raw)
        if not kind:
            note("fhir.no_kind", file=label)
            return None
    base = ""
    if url.startswith("http"):
        address = _ADDRESS.fullmatch(url)
        base = address[1][:240] if address else ""
    if not id_:
        id_ = _id_from(url, held.request)
    return Entry(label, kind, id_.replace("\0", ""), url, base, raw)


def _head(raw: bytes | msgspec.Raw) -> tuple[str, str]:
    try:
        head = _HEAD.decode(raw)
    except BAD_JSON:
        return _guess(_KIND, bytes(raw)), _guess(_ID, bytes(raw))
    kind = head.resourceType if isinstance(head.resourceType, str) else ""
    return kind[:60], head.id if isinstance(head.id, str) else ""


def _id_from(url: str, request: _Request | None) -> str:
    """Return the id that a bundle entry gives its resource from outside."""
    if url.startswith("urn:uuid:"):
        return url[9:]
    if url.startswith("http"):
        return url.rsplit("/", 1)[-1]
    asked = (request.url or "") if request is not None else ""
    if asked.count("/") == 1 and "?" not in asked:
        return asked.rsplit("/", 1)[-1]
    return ""


def _guess(pattern: re.Pattern[bytes], data: bytes) -> str:
    found = pattern.search(data)
    return found[1].decode(errors="replace") if found else ""


def hash_of(raw: bytes | msgspec.Raw, version: bytes) -> str:
    """Return the content hash of a resource's bytes, as this version of our mapping reads them."""
    return blake2b(memoryview(raw), digest_size=16, key=version).hexdigest()


_NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")


def without_nul(raw: bytes | msgspec.Raw) -> bytes | msgspec.Raw:
    """Return a resource's bytes without the one character that no text column takes."""
    if b"\\u0000" not in bytes(raw):
        return raw
    return _NUL.sub(rb"\1", bytes(raw))
