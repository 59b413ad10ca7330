"""An .xlsx workbook: looked over as an archive before a library opens it; values only, nothing is ever run."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from teamlet.bridges.spreadsheets.columns import header_row
from teamlet.bridges.spreadsheets.reading.formats import Refusal, Rows
from teamlet.bridges.spreadsheets.words import MOST_PARTS, MOST_RATIO, MOST_SHEETS, MOST_UNPACKED

_SMALL = 1 << 20
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class Workbook:
    """The sheet of a workbook that holds the schedule."""

    format = "xlsx"

    def __init__(self, path: Path) -> None:
        self.notes: list[tuple[str, dict[str, Any]]] = []
        try:
            with zipfile.ZipFile(path) as archive:
                self._look_over(archive)
        except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, UnicodeDecodeError) as problem:
            raise Refusal("spreadsheets.damaged") from problem
        self.table = self._sheet(path)

    def _look_over(self, archive: zipfile.ZipFile) -> None:
        parts = archive.infolist()
        names = [part.filename for part in parts]
        if len(parts) > MOST_PARTS:
            raise Refusal("spreadsheets.too_many_sheets", most=MOST_SHEETS)
        if any(part.flag_bits & 1 for part in parts):
            raise Refusal("spreadsheets.encrypted")
        if "mimetype" in names and b"opendocument" in archive.read("mimetype")[:200]:
            raise Refusal("spreadsheets.open_document")
        if "xl/workbook.bin" in names:
            raise Refusal("spreadsheets.binary_workbook")
        if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
            raise Refusal("spreadsheets.archive")
        if len({name.casefold() for name in names}) != len(names) or any(_leads_out(name) for name in names):
            raise Refusal("spreadsheets.odd_archive")
        self._unpack(archive, parts)
        if any(name.startswith("xl/vbaProject") for name in names):
            self.notes.append(("spreadsheets.macros", {}))

    def _unpack(self, archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
        """Unpack every part once without keeping it: what an archive says about its own size proves nothing."""
        whole = 0
        for part in parts:
            size, before = 0, b""
            is_text = part.filename.endswith((".xml", ".rels", ".vml"))
            with archive.open(part) as stream:
                while piece := stream.read(1 << 16):
                    size += len(piece)
                    whole += len(piece)
                    if whole > MOST_UNPACKED or (size > _SMALL and size > MOST_RATIO * max(1, part.compress_size)):
                        raise Refusal("spreadsheets.bomb")
                    if is_text and _ENTITIES.search((before + piece).replace(b"\x00", b"")):
                        raise Refusal("spreadsheets.entities")
                    before = piece[-16:]

    def _sheet(self, path: Path) -> list[list[Any]]:
        """Return the first sheet that has a header, else the first that has anything."""
        from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

        book = CalamineWorkbook.from_path(str(path))
        sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        if len(sheets) > MOST_SHEETS:
            raise Refusal("spreadsheets.too_many_sheets", most=MOST_SHEETS)
        visible = [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
        kept: list[list[Any]] = []
        name = ""
        for each in visible:
            table = book.get_sheet_by_name(each).to_python(skip_empty_area=False)
            if not table:
                continue
            top = [[_text(cell) for cell in row] for row in table[:40] if any(cell != "" for cell in row)]
            if header_row(top) is not None:
                kept, name = table, each
                break
            if not kept:
                kept, name = table, each
        if len(visible) > 1 and kept:
            self.notes.append(("spreadsheets.other_sheets", {"sheet": name[:60], "count": len(visible)}))
        return kept

    def rows(self) -> Rows:
        """Yield row number and cells as texts."""
        for number, row in enumerate(self.table, 1):
            yield number, [_text(cell) for cell in row], None


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name


def _text(cell: Any) -> str:
    """Return a cell as a person would write it down: dates in ISO, whole numbers without a point."""
    if isinstance(cell, str):
        return cell.replace("\x00", "")
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        cell = cell.replace(microsecond=0) + timedelta(seconds=round(cell.microsecond / 1e6))
        return cell.isoformat()
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        seconds = int(cell.total_seconds())
        return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}:00"
    return str(cell)
