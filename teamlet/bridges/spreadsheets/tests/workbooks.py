"""Workbooks as they should never come: built here, most of them by taking a sound one apart and putting it back wrong."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import xlsxwriter

from teamlet.bridges.spreadsheets.tests.corpus import Case

HEADER = ["MRN", "Patient", "DOB", "Date", "Time", "Type", "Status"]
ROW: list[Any] = [
    "cedar-0001",
    "Marín, Rosa",
    date(1961, 5, 3),
    date(2026, 11, 24),
    time(9, 20),
    "Follow up",
    "Scheduled",
]
NEXT: list[Any] = [*ROW[:3], date(2026, 11, 25), *ROW[4:]]
#: Cells have no zone.
AT_NINE = datetime.fromisoformat("2026-11-24T09:20")
AT_MIDNIGHT = datetime.fromisoformat("2026-11-24")
Parts = dict[str, bytes]


@dataclass(frozen=True)
class Book(Case):
    """A case whose bytes are made when they are needed."""

    make: Callable[[], bytes] = bytes

    def __str__(self) -> str:
        return f"workbook: {self.name}"


def built(case: Case) -> bytes:
    """Return the bytes of a case."""
    return case.make() if isinstance(case, Book) else case.data


def book(name: str, make: Callable[[], bytes], **more: Any) -> Book:
    """Return a case of a workbook."""
    return Book(name, b"", **({"suffix": ".xlsx"} | more), make=make)


# --- sound ones -------------------------------------------------------------------------------------------------------


def written(fill: Callable[[Any, Any], None], **options: Any) -> bytes:
    """Return a workbook of one sheet that ``fill(book, sheet)`` fills."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, **options})
    fill(made, made.add_worksheet("Schedule"))
    made.close()
    return out.getvalue()


def rows(*lines: list[Any], header: list[str] | None = None, start: int = 0, **options: Any) -> bytes:
    """Return a workbook with these rows under the header."""

    def fill(made: Any, sheet: Any) -> None:
        put(made, sheet, [header or HEADER, *lines], start)

    return written(fill, **options)


def put(made: Any, sheet: Any, lines: list[list[Any]], start: int = 0) -> None:
    """Write rows with dates as dates and times as times."""
    day, clock = made.add_format({"num_format": "m/d/yyyy"}), made.add_format({"num_format": "h:mm AM/PM"})
    for number, line in enumerate(lines, start):
        for column, cell in enumerate(line):
            if isinstance(cell, (datetime, date)):
                sheet.write_datetime(number, column, cell, day)
            elif isinstance(cell, time):
                sheet.write_datetime(number, column, cell, clock)
            elif isinstance(cell, str):
                sheet.write_string(number, column, cell)
            elif cell is not None:
                sheet.write(number, column, cell)


def changed(place: int, cell: Any) -> list[Any]:
    """Return the good row with one cell written otherwise."""
    line = list(NEXT)
    line[place] = cell
    return line


# --- taken apart ------------------------------------------------------------------------------------------------------


def parts_of(data: bytes) -> Parts:
    """Return the parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Parts, *more: tuple[str, bytes]) -> bytes:
    """Return the parts as an archive; ``more`` may name one again."""
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # zipfile warns of a name that comes twice: that is meant
        for name, data in [*parts.items(), *more]:
            archive.writestr(name, data)
    return out.getvalue()


def with_part(name: str, data: bytes) -> Callable[[], bytes]:
    """Return a sound workbook with a part added or replaced."""
    return lambda: packed(parts_of(SOUND()) | {name: data})


def without_part(name: str) -> Callable[[], bytes]:
    """Return a sound workbook that lacks a part."""
    return lambda: packed({key: data for key, data in parts_of(SOUND()).items() if key != name})


def replaced(name: str, old: bytes, new: bytes) -> Callable[[], bytes]:
    """Return a sound workbook in which the text of a part was changed."""

    def make() -> bytes:
        parts = parts_of(SOUND())
        assert old in parts[name]
        return packed(parts | {name: parts[name].replace(old, new)})

    return make


def SOUND() -> bytes:  # noqa: N802
    """Return a workbook with nothing wrong."""
    return rows(ROW, NEXT)


def cut(share: float) -> Callable[[], bytes]:
    """Return the first part of a sound workbook."""
    return lambda: SOUND()[: int(len(SOUND()) * share)]


def flipped(place: float) -> Callable[[], bytes]:
    """Return a sound workbook with sixteen bytes turned around inside the compressed sheet."""

    def make() -> bytes:
        data = bytearray(SOUND())
        at = data.index(b"xl/worksheets/sheet1.xml") + 40 + int(place * 200)
        for each in range(at, at + 16):
            data[each] ^= 0xFF
        return bytes(data)

    return make


def encrypted_flag() -> bytes:
    data = bytearray(SOUND())
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    return bytes(data)


def lying_about_size() -> bytes:
    """A bomb whose directory says that it is small."""
    data = bytearray(bomb(60 << 20)())
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        struct.pack_into("<I", data, at + 24, 100)
        at += 4
    return bytes(data)


def bomb(size: int, name: str = "xl/media/image1.xml") -> Callable[[], bytes]:
    return lambda: packed(parts_of(SOUND()), (name, b"\0" * size))


def bomb_of_strings() -> bytes:
    one = b"<si><t>" + b"A" * 1000 + b"</t></si>"
    parts = parts_of(SOUND())
    return packed(
        parts
        | {
            "xl/sharedStrings.xml": b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            + one * 170_000
            + b"</sst>"
        }
    )


def many_sheets(count: int) -> Callable[[], bytes]:
    def make() -> bytes:
        out = io.BytesIO()
        made = xlsxwriter.Workbook(out, {"in_memory": True})
        for number in range(count):
            put(made, made.add_worksheet(f"S{number}"), [HEADER, ROW] if number == 0 else [["x"]])
        made.close()
        return out.getvalue()

    return make


def second_sheet_holds_it() -> bytes:
    def fill(made: Any, sheet: Any) -> None:
        sheet.write_string(0, 0, "Read me first")
        put(made, made.add_worksheet("Data"), [HEADER, ROW, NEXT])

    return written(fill)


def hidden_sheet_first() -> bytes:
    def fill(made: Any, sheet: Any) -> None:
        put(made, sheet, [HEADER, ROW, NEXT, changed(3, date(2026, 11, 26))])
        other = made.add_worksheet("Shown")
        put(made, other, [HEADER, ROW])
        other.activate()
        other.set_first_sheet()
        sheet.hide()

    return written(fill)


def hidden_rows() -> bytes:
    def fill(made: Any, sheet: Any) -> None:
        put(made, sheet, [HEADER, ROW, NEXT])
        sheet.set_row(1, None, None, {"hidden": True})

    return written(fill)


def merged() -> bytes:
    def fill(made: Any, sheet: Any) -> None:
        put(made, sheet, [HEADER, ROW, NEXT])
        sheet.merge_range(1, 3, 2, 3, "", made.add_format({"num_format": "m/d/yyyy"}))
        sheet.write_datetime(1, 3, AT_MIDNIGHT, made.add_format({"num_format": "m/d/yyyy"}))

    return written(fill)


def formulas(value: Any) -> Callable[[], bytes]:
    def make() -> bytes:
        def fill(made: Any, sheet: Any) -> None:
            put(made, sheet, [HEADER, ROW, NEXT])
            sheet.write_formula(2, 0, '=CONCATENATE("cedar","-0001")', None, value)

        return written(fill)

    return make


def linked() -> bytes:
    def fill(made: Any, sheet: Any) -> None:
        put(made, sheet, [HEADER, ROW, NEXT])
        sheet.write_url(1, 1, "external:http://192.0.2.1/evil.xlsx", None, "Marín, Rosa")
        sheet.write_formula(2, 5, "='[http://192.0.2.1/x.xlsx]S'!A1", None, "Follow up")

    return written(fill)


def far_cell(address: str) -> Callable[[], bytes]:
    """Return a workbook with one cell at the end of the sheet: millions of empty cells lie between."""
    return replaced(
        "xl/worksheets/sheet1.xml",
        b"</sheetData>",
        f'<row r="{address[3:]}"><c r="{address}" t="str"><v>x</v></c></row></sheetData>'.encode(),
    )


def deep_xml() -> bytes:
    return packed(parts_of(SOUND()) | {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData>" + b"<row>" * 100_000})


def many_styles() -> bytes:
    parts = parts_of(SOUND())
    styles = parts["xl/styles.xml"].replace(b"</cellXfs>", b'<xf numFmtId="0" fontId="0"/>' * 66_000 + b"</cellXfs>")
    return packed(parts | {"xl/styles.xml": styles})


def zipped(*inside: tuple[str, bytes]) -> Callable[[], bytes]:
    return lambda: packed({}, *inside)


def tall(count: int) -> Callable[[], bytes]:
    return lambda: rows(
        *([["c", "", None, date(2026, 11, 24), time(9, 20)]] * count), header=HEADER[:5], constant_memory=False
    )


_DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><sst>&b;</sst>'
_OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst><si><t>&a;</t></si></sst>'
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
_ODS = zipped(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", b"<x/>"))

BOOKS = [
    book("sound", SOUND, good=2),
    book("dates counted from 1904", lambda: rows(ROW, NEXT, date_1904=True), good=2),
    book("dates as texts", lambda: rows(ROW, changed(3, "11/25/2026")), good=2),
    book("dates as numbers without a format", lambda: rows(ROW, changed(3, 46350)), good=1, lines={3: ["date_number"]}),
    book("times as texts", lambda: rows(ROW, changed(4, "9:20 AM")), good=2),
    book("times as fractions without a format", lambda: rows(ROW, changed(4, 0.388888888)), good=2),
    book("a date with its time in one cell", lambda: rows(["cedar-0001", AT_NINE], header=["MRN", "Appointment Date Time"]), good=1),
    book("a number for a record number", lambda: rows(changed(0, 42), ROW), good=2),
    book("a long number for a record number", lambda: rows(changed(0, 123456789012345), ROW), good=2),
    book("a huge number for a record number", lambda: rows(changed(0, 1.5e22), ROW), good=2),
    book("true for a record number", lambda: rows(changed(0, True), ROW), good=2),
    book("an error for a date", replaced("xl/worksheets/sheet1.xml", b'<c r="D2" s="1"><v>46350</v></c>', b'<c r="D2" t="e"><v>#REF!</v></c>'), good=1, lines={2: ["date_missing"]}),
    book("a negative date", lambda: rows(ROW, changed(3, -5)), good=1, lines={3: ["date_number"]}),
    book("a formula with its value", formulas("cedar-0001"), good=2),
    book("a formula without a value", formulas(""), good=2),
    book("a text that looks like a formula", lambda: rows(ROW, changed(1, "=cmd|' /C calc'!A0")), good=2),
    book("cells that belong together", merged, good=1, lines={3: ["date_missing"]}),
    book("hidden rows", hidden_rows, good=2),
    book("links to elsewhere", linked, good=2),
    book("a title above the header", lambda: rows(ROW, NEXT, start=5), good=2),
    book("a title and blank rows", lambda: written(lambda made, sheet: (sheet.write(0, 0, "October"), put(made, sheet, [HEADER, ROW], 4))), good=1, notes=["header_below"]),
    book("the schedule on the second sheet", second_sheet_holds_it, good=2, notes=["other_sheets"]),
    book("a hidden sheet before it", hidden_sheet_first, good=1),
    book("nothing on the sheet", lambda: written(lambda _made, _sheet: None), refused="empty"),
    book("a header only", rows, refused="no_rows"),
    book("no header", lambda: written(lambda made, sheet: put(made, sheet, [ROW, NEXT])), refused="no_header"),
    book("a header in Spanish", lambda: rows(["cedar-0001", date(2026, 11, 24), time(9, 20)], header=["Expediente", "Fecha", "Hora"]), good=1),
    book("a cell of thirty thousand letters", lambda: rows(ROW, changed(5, "x" * 30_000)), good=1, lines={3: ["cell_too_long"]}),
    book("five thousand columns", lambda: rows(["1"] * 5000, header=[f"c{n}" for n in range(5000)]), refused="too_many_columns"),
    book("marks of direction and joiners", lambda: rows(changed(0, "\u200fcedar\u200d-0001"), ROW), good=2),
    book("sixty sheets", many_sheets(60), good=1, notes=["other_sheets"]),
    book("sixty-one sheets", many_sheets(61), refused="too_many_sheets"),
    book("macros", with_part("xl/vbaProject.bin", _OLE), suffix=".xlsm", good=2, notes=["macros"]),
    book("an embedded workbook", with_part("xl/embeddings/inner.xlsx", b"PK\x03\x04" + b"x" * 2000), good=2),
    book("a password", lambda: _OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 400, refused="encrypted"),
    book("a password on the archive", encrypted_flag, refused="encrypted"),
    book("old Excel", lambda: _OLE + "Workbook".encode("utf-16-le") + b"\0" * 400, suffix=".xls", refused="old_excel"),
    book("old Excel called xlsx", lambda: _OLE + b"\0" * 400, refused="old_excel"),
    book("OpenDocument", _ODS, suffix=".ods", refused="open_document"),
    book("OpenDocument called xlsx", _ODS, refused="open_document"),
    book("a binary workbook", lambda: packed({"[Content_Types].xml": b"<x/>", "xl/workbook.bin": b"\x83\x01\x00"}), suffix=".xlsb", refused="binary_workbook"),
    book("a workbook called csv", SOUND, suffix=".csv", good=2, notes=["wrong_extension"]),
    book("a workbook without a name", SOUND, suffix="", good=2, notes=["wrong_extension"]),
    book("a web page called xlsx", lambda: b"<html><table><tr><td>MRN</td></tr></table></html>", refused="not_a_table"),
    book("a Word document", zipped(("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")), refused="archive"),
    book("an archive of texts", zipped(("schedule.csv", b"MRN,Date\n1,2\n")), suffix=".zip", refused="archive"),
    book("a workbook in an archive", lambda: packed({}, ("schedule.xlsx", SOUND())), refused="archive"),
    book("an archive of nothing", lambda: b"PK\x05\x06" + b"\0" * 18, refused="archive"),
    book("cut after a tenth", cut(0.1), refused="damaged"),
    book("cut in the middle", cut(0.5), refused="damaged"),
    book("cut at the directory", cut(0.95), refused="damaged"),
    book("bytes turned early in the sheet", flipped(0.1), refused="damaged"),
    book("bytes turned late in the sheet", flipped(0.9), refused="damaged"),
    book("a bomb of one part", bomb(60 << 20), refused="bomb"),
    book("a bomb that says it is small", lying_about_size, refused="damaged"),
    book("a bomb of texts", bomb_of_strings, refused="bomb"),
    book("a bomb larger than all limits", bomb(200 << 20, "xl/media/image1.bin"), refused="bomb"),
    book("definitions that grow", with_part("xl/sharedStrings.xml", _DOCTYPE), refused="entities"),
    book("definitions that read a file", with_part("xl/sharedStrings.xml", _OUTSIDE), refused="entities"),
    book("definitions in UTF-16", with_part("xl/sharedStrings.xml", _DOCTYPE.decode().encode("utf-16-le")), refused="entities"),
    book("a part twice", lambda: packed(parts_of(SOUND()), ("xl/worksheets/sheet1.xml", b"<worksheet/>")), refused="odd_archive"),
    book("a part twice in other letters", lambda: packed(parts_of(SOUND()), ("XL/Worksheets/Sheet1.xml", b"<worksheet/>")), refused="odd_archive"),
    book("a part whose name leads out", lambda: packed(parts_of(SOUND()), ("../../etc/cron.d/x", b"x")), refused="odd_archive"),
    book("a part whose name is absolute", lambda: packed(parts_of(SOUND()), ("/etc/x", b"x")), refused="odd_archive"),
    book("a part whose name has a drive", lambda: packed(parts_of(SOUND()), ("C:\\x", b"x")), refused="odd_archive"),
    book("a thousand parts too many", lambda: packed(parts_of(SOUND()), *[(f"xl/media/{n}.png", b"x") for n in range(1000)]), refused="too_many_sheets"),
    book("no content types", without_part("[Content_Types].xml"), refused="archive"),
    book("no sheet behind the name", without_part("xl/worksheets/sheet1.xml"), refused="damaged"),
    book("no shared texts", without_part("xl/sharedStrings.xml"), refused="damaged"),
    book("a sheet that is no XML", with_part("xl/worksheets/sheet1.xml", b"\x00\x01\x02" * 500), refused="damaged"),
    book("a sheet that never ends", deep_xml, refused="damaged"),
    book("sixty-six thousand styles", many_styles, refused="bomb"),
    book("a text that is not there", replaced("xl/worksheets/sheet1.xml", b'<c r="A2" t="s"><v>7</v>', b'<c r="A2" t="s"><v>9999</v>'), refused="damaged"),
    book("more rows than a schedule has", tall(50_001), refused="too_many_rows"),
]  # fmt: skip
