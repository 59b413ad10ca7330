"""Cutting a stream of JSON into entries by counting brackets: flat in memory, never recursive."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

#: The largest single entry that is read, in bytes.
LARGEST = 8 << 20

_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*("?)|[{}\[\]]', re.DOTALL)
_REST = re.compile(rb'[^"\\]*(?:\\.[^"\\]*)*("?)', re.DOTALL)
_COLON = re.compile(rb"\s*:")
_LOOK_AHEAD = 64


def scan(chunks: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
    """Cut a stream of JSON into ``("entry", bytes)`` of bundles and ``("value", bytes)`` of other top-level objects.

    ``("large", head)`` stands for one larger than ``LARGEST``, ``("cut", b"")`` for an end in the middle,
    ``("bad", b"")`` for brackets that close what was never opened, or text that is no JSON.
    """
    scanner = _Scanner()
    for chunk in chunks:
        yield from scanner.feed(chunk, last=False)
    yield from scanner.feed(b"", last=True)


class _Scanner:
    """Bracket counting over a buffer that holds what is not finished yet."""

    def __init__(self) -> None:
        self.buffer = b""
        self.at = 0
        self.depth = 0
        self.start = -1  # where the value or entry being held begins; -1 = nothing is held
        self.is_bundle = False
        self.in_entries = False
        self.key = b""
        self.is_text = False  # inside a text too long to hold
        self.is_bad = False

    def feed(self, chunk: bytes, *, last: bool) -> Iterator[tuple[str, bytes]]:
        if self.start >= 0 and len(self.buffer) - self.start > LARGEST:
            yield "large", self.buffer[self.start : self.start + 4096]
            self.start = -1
        held = self.start if self.start >= 0 else self.at
        self.buffer = self.buffer[held:] + chunk
        self.at -= held
        self.start = min(self.start, 0)
        if self.is_text or (self.start < 0 and len(self.buffer) > LARGEST):
            self._pass_text()
        position = self.at
        for token in _TOKEN.finditer(self.buffer, self.at):
            first = self.buffer[token.start()]
            if first == 0x22:
                if not token[1]:
                    position = token.start()
                    break
                if self.depth == 1:
                    if not last and len(self.buffer) - token.end() < _LOOK_AHEAD:
                        position = token.start()
                        break
                    if _COLON.match(self.buffer, token.end()):
                        self.key = token[0]
            elif first in b"{[":
                self._open(first, token.start())
            else:
                yield from self._close(token.end())
            position = token.end()
            if self.depth == 0 and first not in b"}]":
                self.is_bad = True
        self.at = position
        if last:
            if self.depth > 0 or self.is_text:
                yield "cut", b""
            elif self.is_bad or self.buffer[position:].strip(b" \t\r\n\0"):
                yield "bad", b""

    def _pass_text(self) -> None:
        """Drop a text that is longer than any entry we read, up to its end or the buffer's."""
        text = (_REST if self.is_text else _TOKEN).match(self.buffer, self.at)
        if text is None or (not self.is_text and self.buffer[self.at] != 0x22):
            return
        self.is_text = not text[1]
        self.buffer, self.at = self.buffer[text.end() :], 0

    def _open(self, first: int, at: int) -> None:
        if self.depth == 0:
            self.start, self.is_bundle, self.in_entries, self.key = at, False, False, b""
        elif self.depth == 1 and first == 0x5B and self.key == b'"entry"':
            self.is_bundle = self.in_entries = True
            self.start = -1
        elif self.depth == 2 and self.in_entries:
            self.start = at
        self.depth += 1

    def _close(self, end: int) -> Iterator[tuple[str, bytes]]:
        if self.depth == 0:
            self.is_bad = True
            return
        self.depth -= 1
        if self.depth == 2 and self.in_entries:
            if self.start >= 0:
                yield "entry", self.buffer[self.start : end]
            self.start = -1
        elif self.depth == 1 and self.in_entries:
            self.in_entries = False
        elif self.depth == 0:
            if not self.is_bundle and self.start >= 0:
                yield "value", self.buffer[self.start : end]
            self.start = -1
