"""Which format a file has by its content, whatever its name says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from teamlet.bridges.spreadsheets.words import MEGABYTE, MOST_BYTES_OF_BOOK, MOST_BYTES_OF_TEXT

Trouble = tuple[str, dict[str, Any]] | None
Rows = Iterator[tuple[int, list[str], Trouble]]
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_TEXT_SUFFIXES = {".csv", ".txt", ".tsv", ".tab"}
_BOOK_SUFFIXES = {".xlsx", ".xlsm"}


class Refusal(Exception):
    """Nothing of the file is read, for the reason ``code``."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


class Opened(Protocol):
    """A file that can be read: its format, what to say about it, its rows in order."""

    format: str
    notes: list[tuple[str, dict[str, Any]]]

    def rows(self) -> Rows: ...


def opened(path: Path, suffix: str) -> Opened:
    """Return the file ready to be read.  Raises ``Refusal``."""
    suffix = suffix.lower()
    size = path.stat().st_size
    if size == 0:
        raise Refusal("spreadsheets.empty")
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(_OLE):
        _refuse_ole(path, size)
    if start.startswith((_ZIP, b"PK\x05\x06", b"PK\x07\x08")):
        if size > MOST_BYTES_OF_BOOK:
            raise Refusal("spreadsheets.too_large", megabytes=MOST_BYTES_OF_BOOK // MEGABYTE)
        from teamlet.bridges.spreadsheets.reading.workbook import Workbook

        book = Workbook(path)
        if suffix not in _BOOK_SUFFIXES:
            book.notes.insert(0, _wrong_extension(suffix, "Excel (.xlsx)"))
        return book
    if size > MOST_BYTES_OF_TEXT:
        raise Refusal("spreadsheets.too_large", megabytes=MOST_BYTES_OF_TEXT // MEGABYTE)
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith((b"{", b"[")) and suffix not in _TEXT_SUFFIXES:
        from teamlet.bridges.spreadsheets.reading.appointments import Appointments

        return Appointments(path)
    if text.startswith((b"%PDF", b"<", b"{", b"[")):
        raise Refusal("spreadsheets.not_a_table")
    from teamlet.bridges.spreadsheets.reading.delimited import Delimited

    table = Delimited(path.read_bytes())
    if suffix and suffix not in _TEXT_SUFFIXES:
        table.notes.insert(0, _wrong_extension(suffix, "CSV"))
    return table


def _wrong_extension(suffix: str, is_really: str) -> tuple[str, dict[str, Any]]:
    return "spreadsheets.wrong_extension", {"extension": suffix[:12] or "-", "format": is_really}


def _refuse_ole(path: Path, size: int) -> None:
    if size <= MOST_BYTES_OF_TEXT and "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        raise Refusal("spreadsheets.encrypted")
    raise Refusal("spreadsheets.old_excel")
