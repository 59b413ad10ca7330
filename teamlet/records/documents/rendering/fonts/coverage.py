"""Which characters the fonts of this machine can show, read from the fonts' own character tables.

Only consulted when the typesetter reported a character that it could not show; the tables are then read once.
Formats 4 and 12 of the OpenType ``cmap`` table, which every font in use has.
"""

from __future__ import annotations

import bisect
import struct
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from teamlet.records.documents.rendering.fonts import font_folders

_SUFFIXES = frozenset({".ttf", ".otf", ".ttc", ".otc"})


class Coverage:
    """A set of code points kept as sorted, merged ranges."""

    def __init__(self, ranges: list[tuple[int, int]]) -> None:
        merged: list[list[int]] = []
        for first, last in sorted(ranges):
            if merged and first <= merged[-1][1] + 1:
                merged[-1][1] = max(merged[-1][1], last)
            else:
                merged.append([first, last])
        self._firsts = [first for first, _ in merged]
        self._lasts = [last for _, last in merged]

    def __contains__(self, character: str) -> bool:
        point = ord(character)
        at = bisect.bisect_right(self._firsts, point) - 1
        return at >= 0 and point <= self._lasts[at]

    def __bool__(self) -> bool:
        return bool(self._firsts)


@lru_cache(maxsize=1)
def coverage() -> Coverage:
    """Return what the fonts of this machine cover together (the typesetter's own fonts not counted)."""
    ranges: list[tuple[int, int]] = []
    for folder in font_folders():
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() in _SUFFIXES:
                ranges.extend(font_ranges(path))
    return Coverage(ranges)


def font_ranges(path: Path) -> list[tuple[int, int]]:
    """Return the ranges of code points that one font file (its first face) maps; empty for a file that is no font."""
    try:
        with path.open("rb") as file:
            head = file.read(12)
            if head[:4] == b"ttcf":
                file.seek(struct.unpack(">I", file.read(4))[0])
                head = file.read(12)
            for _ in range(struct.unpack(">H", head[4:6])[0]):
                tag, _sum, offset, length = struct.unpack(">4sIII", file.read(16))
                if tag == b"cmap":
                    file.seek(offset)
                    return _table_ranges(file.read(length))
    except (OSError, struct.error):
        return []
    return []


def _table_ranges(table: bytes) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    for at in range(struct.unpack_from(">H", table, 2)[0]):
        offset = struct.unpack_from(">HHI", table, 4 + 8 * at)[2]
        form = struct.unpack_from(">H", table, offset)[0]
        if form == 4:
            ranges.extend(_format_4(table, offset))
        elif form == 12:
            ranges.extend(_format_12(table, offset))
    return ranges


def _format_4(table: bytes, offset: int) -> Iterator[tuple[int, int]]:
    count = struct.unpack_from(">H", table, offset + 6)[0] // 2
    lasts = struct.unpack_from(f">{count}H", table, offset + 14)
    firsts = struct.unpack_from(f">{count}H", table, offset + 16 + 2 * count)
    for first, last in zip(firsts, lasts, strict=True):
        if first != 0xFFFF and first <= last:
            yield first, last


def _format_12(table: bytes, offset: int) -> Iterator[tuple[int, int]]:
    count = struct.unpack_from(">I", table, offset + 12)[0]
    for at in range(count):
        first, last, _glyph = struct.unpack_from(">III", table, offset + 16 + 12 * at)
        yield first, last
