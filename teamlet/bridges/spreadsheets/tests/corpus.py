"""Bad input made by hand: schedules as they should never come, and what must become of each.

A case names its file, and either why the whole file is refused or exactly which lines carry which problems and how
many lines are read nevertheless.  Codes stand without ``spreadsheets.``.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

HEADER = "MRN,Patient,DOB,Date,Time,Type,Status,Provider"
GOOD = 'cedar-0001,"Marín, Rosa",5/3/1961,11/24/2026,9:20 AM,Follow up,Scheduled,'
LAST = 'cedar-0001,"Marín, Rosa",5/3/1961,11/25/2026,9:40 AM,Follow up,Scheduled,'


@dataclass(frozen=True)
class Case:
    """One file, and what must become of it."""

    name: str
    data: bytes
    suffix: str = ".csv"
    refused: str = ""
    #: Codes by line; a line that is not named has none.
    lines: Mapping[int, Sequence[str]] = field(default_factory=dict)
    #: Lines that say an appointment.
    good: int = 0
    notes: Sequence[str] = ()

    def __str__(self) -> str:
        return self.name


def text(name: str, *rows: str, encoding: str = "utf-8", **more: object) -> Case:
    """Return a case whose file has these rows under the header."""
    return Case(name, "\n".join([HEADER, *rows, ""]).encode(encoding), **more)  # type: ignore[arg-type]


def row(**changes: str) -> str:
    """Return the good row with some cells written otherwise."""
    cells = {
        "mrn": "cedar-0001", "name": '"Marín, Rosa"', "dob": "5/3/1961", "date": "11/24/2026", "time": "9:20 AM",
        "type": "Follow up", "status": "Scheduled", "with": "",
    }  # fmt: skip
    return ",".join((cells | changes).values())


def one(case: str, /, *codes: str, good: bool = True, **changes: str) -> Case:
    """Return a case with one changed row between two good ones; ``codes`` are its problems."""
    middle = row(**({"time": "10:00 AM"} | changes))
    lines = {3: codes} if codes else {}
    return text(case, GOOD, middle, LAST, lines=lines, good=3 if good else 2)


SHEET = f"{HEADER}\n{GOOD}\n{LAST}\n"

LETTERS = [
    Case("utf-8 with its mark", codecs.BOM_UTF8 + SHEET.encode(), good=2),
    Case("utf-16 little end with mark", codecs.BOM_UTF16_LE + SHEET.encode("utf-16-le"), good=2),
    Case("utf-16 big end with mark", codecs.BOM_UTF16_BE + SHEET.encode("utf-16-be"), good=2),
    Case("utf-16 little end without mark", SHEET.encode("utf-16-le"), good=2),
    Case("utf-16 big end without mark", SHEET.encode("utf-16-be"), good=2),
    Case("utf-32 with mark", codecs.BOM_UTF32_LE + SHEET.encode("utf-32-le"), good=2),
    Case("windows letters", SHEET.encode("cp1252"), good=2, notes=["old_letters"]),
    Case("two kinds of letters in one file", f"{HEADER}\n{GOOD}\n".encode() + LAST.encode("cp1252"), good=2, notes=["old_letters"]),
    Case("a byte that no letters have", f"{HEADER}\n{GOOD}\n".encode() + row(mrn="ce\x81dar").encode("latin-1") + b"\n", good=1, lines={3: ["bad_text"]}, notes=["old_letters"]),
    Case("noise", bytes(range(256)) * 40, refused="not_text"),
    Case("zeros", b"\x00" * 5000, refused="not_text"),
    Case("a NUL in a cell", SHEET.encode().replace(b"9:40", b"9:\x0040"), good=1, lines={3: ["bad_text"]}),
]  # fmt: skip

SHAPES = [
    Case("semicolons", SHEET.replace('"Marín, Rosa"', "Marín Rosa").replace(",", ";").encode(), good=2),
    Case("tabs", SHEET.replace('"Marín, Rosa"', "Rosa Marín").replace(",", "\t").encode(), suffix=".tsv", good=2),
    Case("bars", SHEET.replace('"Marín, Rosa"', "Rosa Marín").replace(",", "|").encode(), suffix=".txt", good=2),
    Case("the delimiter named on top", ("sep=;\n" + SHEET.replace('"Marín, Rosa"', "Rosa M").replace(",", ";")).encode(), good=2),
    Case("line ends of Windows", SHEET.replace("\n", "\r\n").encode(), good=2),
    Case("line ends of old Macs", SHEET.replace("\n", "\r").encode(), good=2),
    Case("line ends of all kinds", SHEET.replace("\n", "\r\n", 1).replace("\n", "\r", 2).encode(), good=2, lines={}),
    Case("no line end at the end", SHEET.strip().encode(), good=2),
    Case("blank lines between", SHEET.replace("\n", "\n\n\n").encode(), good=2),
    Case("lines of delimiters only", f"{HEADER}\n,,,,,,,\n{GOOD}\n,,,\n".encode(), good=1),
    Case("blanks around every cell", SHEET.replace(",", " , ").replace('"Marín , Rosa"', '"Marín, Rosa"').replace(' "', '"').encode(), good=2),
    text("a line break in a quoted cell", row(name='"Marín,\nRosa"'), LAST, good=2),
    text("a Windows line break in a quoted cell", row(name='"Marín,\r\nRosa"'), LAST, good=2),
    text("doubled marks in a quoted cell", row(name='"Marín ""Rosie"", Rosa"'), LAST, good=2),
    text("a mark inside a bare cell", row(name='Rosa 5" Marín'), LAST, good=2),
    text("a mark opened and never closed", GOOD, row(name='"Marín, Rosa'), *[LAST.replace("9:40", f"{hour}:00") for hour in range(1, 10)], good=10, lines={3: ["quote_open"]}),
    text("a mark opened on the last line", GOOD, row(name='"Marín'), good=1, lines={3: ["quote_open"]}),
    text("a mark opened on every line", *['x,"y,z' for _ in range(3)], good=0, lines={2: ["quote_open"], 3: ["quote_open"], 4: ["quote_open"]}),
    text("a cell of a million letters", GOOD, row(type="x" * 1_000_000), LAST, good=2, lines={3: ["cell_too_long"]}),
    text("a quoted cell of a million letters", GOOD, row(type='"' + "x" * 1_000_000 + '"'), LAST, good=2, lines={3: ["cell_too_long"]}),
    text("a cell one letter too long", GOOD, row(type="x" * 2001), LAST, good=2, lines={3: ["cell_too_long"]}),
    text("too many cells", GOOD, row() + ",1,2,3", LAST, good=2, lines={3: ["too_many_cells"]}),
    text("too few cells", GOOD, "cedar-0001", LAST, good=2, lines={3: ["date_missing"]}),
    text("cut off in the middle of a line", GOOD, 'cedar-0001,"Marín, Ro', good=1, lines={3: ["quote_open"]}),
    Case("five thousand columns", ",".join(f"c{n}" for n in range(5000)).encode() + b"\n1\n", refused="too_many_columns"),
    Case("two hundred columns", (HEADER + "".join(f",c{n}" for n in range(192)) + "\n" + GOOD + "\n").encode(), good=1),
    Case("no header", f"{GOOD}\n{LAST}\n".encode(), refused="no_header"),
    Case("a header and nothing else", f"{HEADER}\n".encode(), refused="no_rows"),
    Case("nothing at all", b"", refused="empty"),
    Case("blanks only", b" \n \n", refused="empty"),
    Case("one word", b"hello", refused="no_header"),
    text("the header again in the middle", GOOD, HEADER, LAST, good=2, lines={3: ["header_again"]}),
    Case("a title above the header", f"Cedar Family Practice\nSchedule\n\n{SHEET}".encode(), good=2, notes=["header_below"]),
    Case("columns in another order", b"Time,Date,MRN\n9:20 AM,11/24/2026,cedar-0001\n", good=1),
    Case("columns that nobody needs", b"MRN,Insurance,Date,Time,Color\ncedar-0001,x,11/24/2026,9:20 AM,blue\n", good=1),
    Case("a column twice", b"MRN,Date,Date,Time\ncedar-0001,11/24/2026,,9:20 AM\n", good=1, notes=["column_twice"]),
    Case("Spanish names", "Expediente,Apellidos,Nombre,Fecha de nacimiento,Fecha,Hora,Tipo de cita,Estado\ncedar-0001,Marín,Rosa,3/5/1961,24/11/2026,9:20,Seguimiento,Programada\n".encode(), good=1),
    Case("names in capitals with signs", b"PATIENT_ID;APPT-DATE;APPT TIME\ncedar-0001;11/24/2026;9:20 AM\n", good=1),
    Case("names in one word", b"MedicalRecordNumber,AppointmentDate,AppointmentTime\ncedar-0001,11/24/2026,9:20 AM\n", good=1),
    Case("too many rows", (HEADER + "\n" + (GOOD + "\n") * 50_001).encode(), refused="too_many_rows"),
    Case("more than twenty megabytes", HEADER.encode() + b"\n" + b"x" * (21 << 20), refused="too_large"),
    Case("an HTML table called csv", b"<table><tr><td>MRN</td></tr></table>", refused="not_a_table"),
    Case("a PDF called csv", b"%PDF-1.7\n%\xe2\xe3", refused="not_a_table"),
    Case("JSON called csv", b'{"resourceType": "Appointment"}', refused="not_a_table"),
    Case("CSV called xlsx", SHEET.encode(), suffix=".xlsx", good=2, notes=["wrong_extension"]),
    Case("CSV without a name", SHEET.encode(), suffix="", good=2),
]  # fmt: skip

CELLS = [
    one("a date in ISO", date="2026-11-24"),
    one("a date with dashes", date="11-24-2026"),
    one("a date with a year of two digits", date="11/24/26"),
    one("a date with a weekday", date='"Tue, 11/24/2026"'),
    one("a date in words", date='"November 24, 2026"'),
    one("a date in Spanish words", date="24 de noviembre de 2026"),
    one("a date with a midnight", date="11/24/2026 00:00:00"),
    one("a date with its time in one cell", date="11/24/2026 10:00", time=""),
    one("a date that does not exist", "date_unreadable", good=False, date="2/30/2026"),
    one("the thirteenth month", "date_unreadable", good=False, date="13/13/2026"),
    one("no date", "date_missing", good=False, date=""),
    one("a word for a date", "date_unreadable", good=False, date="tomorrow"),
    one("a date that lost its format", "date_number", good=False, date="46350"),
    one("a date of 1904 that lost its format", "date_number", good=False, date="44888"),
    one("a date in the year 9999", "date_far", good=False, date="12/31/9999"),
    one("a date in the year 0001", "date_far", good=False, date="0001-01-01"),
    one("a date four years back", "date_far", good=False, date="11/24/2022"),
    one("digits of another script", date="٢٠٢٦-١١-٢٤"),
    one("a time with 24 hours", time="14:20"),
    one("a time without a colon", time="1420"),
    one("a time with points", time="2:20 p. m."),
    one("a time in the Spanish way", time="14h20"),
    one("noon", time="noon"),
    one("a time that lost its format", time="0.4166667"),
    one("no time", "time_missing", time=""),
    one("an hour alone", "time_unreadable", good=False, time="9"),
    one("twenty-five o'clock", "time_unreadable", good=False, time="25:00"),
    one("thirteen in the afternoon", "time_unreadable", good=False, time="13:00 PM"),
    one("a word for a time", "time_unreadable", good=False, time="morning"),
    one("a time the clock skips", "time_skipped", good=False, date="3/14/2027", time="2:30 AM"),
    one("a time the clock shows twice", "time_twice", date="11/7/2027", time="1:30 AM"),
    one("an unknown kind", "kind_unknown", type="Zorp"),
    one("an unknown state", "status_unknown", status="Zorp"),
    one("an impossible birth date", "birth_date_unreadable", dob="31/31/1961"),
    one("a birth date to come", "birth_date_unreadable", dob="5/3/2061"),
    one("nobody named", "nobody_named", good=False, mrn="", name=""),
    one("a formula for a name", name="=HYPERLINK(\"http://x\")"),
    one("a formula for a number", mrn="=1+1"),
    one("a command for a number", mrn="@SUM(A1)"),
    one("letters from right to left with marks", name='"\u202easoR \u202cMarín, Rosa"'),
    one("joiners inside the number", mrn="cedar\u200b-0001"),
    one("a mark of direction in the date", date="\u200e11/24/2026"),
    one("a hard blank in the time", time="10:00\u00a0AM"),
    one("a number with a sign for an unknown letter", "bad_text", good=False, mrn="ced\ufffdar"),
    text("the same line twice", GOOD, GOOD, LAST, good=2, lines={3: ["came_twice"]}),
    text("the same visit twice with other words", GOOD, row(type="Annual"), LAST, good=2, lines={3: ["came_twice_otherwise"]}),
    text("one bad row at the end of many", *[row(time=f"{8 + n // 60}:{n % 60:02}", date="12/1/2026") for n in range(400)], row(date="?"), good=400, lines={402: ["date_unreadable"]}),
    Case("dates with the day first, seen from the column", b"MRN,Fecha,Hora\ncedar-0001,24/11/2026,9:20\ncedar-0001,01/12/2026,9:20\n", good=2),
    Case("dates of both orders", b"MRN,Date,Time\ncedar-0001,24/11/2026,9:20\ncedar-0001,11/25/2026,9:20\n", good=1, lines={2: ["date_unreadable"]}),
    Case("length in many ways", b"MRN,Date,Time,Duration\nc,11/24/2026,9:20,20\nc,11/24/2026,9:40,20 min\nc,11/24/2026,10:20,0:30\nc,11/24/2026,11:20,long\n", good=4, lines={5: ["minutes_unreadable"]}),
]  # fmt: skip

TEXTS = [*LETTERS, *SHAPES, *CELLS]
