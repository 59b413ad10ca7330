"""Text with delimiters: its letters, its delimiter, its lines; a quotation mark left open costs one line only."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from typing import Any

from teamlet.bridges.spreadsheets.columns import LOOKED_AT, meaning_of
from teamlet.bridges.spreadsheets.reading.formats import Refusal, Rows, Trouble
from teamlet.bridges.spreadsheets.words import LONGEST_CELL

_DELIMITERS = (",", ";", "\t", "|")
#: A quoted cell may hold line breaks, but no more than these; beyond that its quotation mark was left open.
_MOST_LINES_IN_A_CELL = 25
_MOST_LETTERS_IN_A_ROW = 200 * LONGEST_CELL
_BREAK = re.compile(r"\r\n|\n|\r")
#: Longest first: the mark of UTF-16 begins that of UTF-32.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Delimited:
    """A file of lines with cells."""

    format = "csv"

    def __init__(self, data: bytes) -> None:
        self.notes: list[tuple[str, dict[str, Any]]] = []
        self.lines = _BREAK.split(self._letters(data))
        self.first = 1
        if self.lines and re.fullmatch(r"sep=.", self.lines[0].strip().lower()):
            # Excel's own way to name the delimiter.
            self.delimiter = self.lines.pop(0).strip()[4]
            self.first = 2
        else:
            self.delimiter = _delimiter(self.lines)
        csv.field_size_limit(10 * LONGEST_CELL)

    def _letters(self, data: bytes) -> str:
        for mark, name in _MARKS:
            if data.startswith(mark):
                return data[len(mark) :].decode(name, "replace")
        sample = data[:4000]
        if sample.count(0) > len(sample) // 4:
            even, odd = sample[0::2].count(0), sample[1::2].count(0)
            if min(even, odd) * 10 < max(even, odd):
                return data.decode("utf-16-le" if odd > even else "utf-16-be", "replace")
            raise Refusal("spreadsheets.not_text")
        if sum(byte < 9 or 13 < byte < 27 for byte in sample) > len(sample) // 20 + 2:
            raise Refusal("spreadsheets.not_text")
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            self.notes.append(("spreadsheets.old_letters", {}))
            # Files put together from two sources: each line in its own letters.
            return "\n".join(_line_in_its_letters(line) for line in re.split(rb"\r\n|\n|\r", data))

    def rows(self) -> Rows:
        """Yield line number, cells and trouble of each row."""
        number = 0
        while number < len(self.lines):
            taken, cells, trouble = self._row(number)
            yield self.first + number, cells, trouble
            number += taken

    def _row(self, number: int) -> tuple[int, list[str], Trouble]:
        line = self.lines[number]
        if '"' not in line:
            return 1, *_checked(line.split(self.delimiter))
        taken = self._lines_of_row(number)
        if taken == 0:
            return 1, [], ("spreadsheets.quote_open", {})
        text = "\n".join(self.lines[number : number + taken])
        try:
            cells = next(csv.reader(_kept(text), delimiter=self.delimiter), [])
        except csv.Error:
            return taken, [], ("spreadsheets.cell_too_long", {"most": LONGEST_CELL})
        return taken, *_checked(cells)

    def _lines_of_row(self, number: int) -> int:
        """Return over how many lines the row goes, 0 when a quotation mark is never closed."""
        is_open = False
        letters = 0
        for taken, line in enumerate(self.lines[number : number + _MOST_LINES_IN_A_CELL], 1):
            if taken > 1 and not self._closes_well(line):
                # The mark that would close the cell opens another: the first was never closed.
                return 0
            is_open = self._is_open_after(line, is_open=is_open)
            letters += len(line)
            if not is_open:
                return taken
            if letters > _MOST_LETTERS_IN_A_ROW:
                return 0
        return 0

    def _closes_well(self, line: str) -> bool:
        """Whether the first single mark on a line that goes on with a cell stands at the end of that cell."""
        at = 0
        while (at := line.find('"', at)) >= 0:
            if line[at + 1 : at + 2] == '"':
                at += 2
                continue
            rest = line[at + 1 :].lstrip(" ")
            return not rest or rest.startswith(self.delimiter)
        return True

    def _is_open_after(self, line: str, *, is_open: bool) -> bool:
        """Whether a quoted cell is still open at the end of the line; a mark inside a bare cell is a letter."""
        at, length = 0, len(line)
        starts_cell = not is_open
        while at < length:
            if is_open:
                at = line.find('"', at)
                if at < 0:
                    return True
                if line[at + 1 : at + 2] == '"':
                    at += 2
                    continue
                is_open, starts_cell = False, False
                at += 1
            elif starts_cell and line[at] == '"':
                is_open = True
                at += 1
            else:
                at = line.find(self.delimiter, at)
                if at < 0:
                    return False
                at += 1
                starts_cell = True
        return is_open


def _kept(text: str) -> Iterator[str]:
    """Yield lines with their ends, as the reader of cells wants them."""
    yield from text.splitlines(keepends=True)


def _checked(cells: list[str]) -> tuple[list[str], Trouble]:
    for cell in cells:
        if "\x00" in cell or "\ufffd" in cell:
            said = re.sub(r"[^\w .,/-]", "□", cell)[:40]
            return [part.replace("\x00", "") for part in cells], ("spreadsheets.bad_text", {"said": said})
    return cells, None


def _line_in_its_letters(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def _delimiter(lines: list[str]) -> str:
    """Return the delimiter under which the first lines name the most columns, else the one they use most evenly."""
    top = [line for line in lines[:LOOKED_AT] if line.strip()]

    def known(delimiter: str) -> tuple[int, int]:
        names = max(
            (sum(meaning_of(cell.strip(' "')) is not None for cell in line.split(delimiter)) for line in top), default=0
        )
        counts = [line.count(delimiter) for line in top]
        return names, min(counts, default=0)

    return max(_DELIMITERS, key=known)
