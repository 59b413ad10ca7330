"""The process that reads a file: held by its limits, and whatever becomes of it a plain reason comes back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest

from teamlet.bridges.spreadsheets import reading
from teamlet.bridges.spreadsheets.exporting import as_csv, as_workbook, quoted
from teamlet.bridges.spreadsheets.matching import Staff
from teamlet.bridges.spreadsheets.reading import Unreadable, open_table
from teamlet.bridges.spreadsheets.tests.corpus import SHEET
from teamlet.bridges.spreadsheets.tests.workbooks import SOUND, far_cell


@pytest.fixture
def put(tmp_path) -> Callable:
    def go(data: bytes, name: str = "schedule.csv"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return go


def why(path) -> str:
    with pytest.raises(Unreadable) as refused, open_table(path, path.name) as table:
        list(table.lines)
    return refused.value.reason.code


def test_a_sound_file_comes_back_line_by_line(put):
    path = put(SHEET.encode())
    with open_table(path, path.name) as table:
        lines = list(table.lines)
    assert (table.format, [line.number for line in lines]) == ("csv", [1, 2, 3])
    assert lines[1].cells[:2] == ("cedar-0001", "Marín, Rosa")


@pytest.mark.skipif(sys.platform != "linux", reason="limits as Linux keeps them")
def test_a_workbook_that_needs_more_memory_than_allowed_is_refused(put):
    """One cell in the last row and column: a library that makes room for all cells between would need gigabytes."""
    assert why(put(far_cell("XFD1048576")(), "far.xlsx")) in {"spreadsheets.too_heavy", "spreadsheets.damaged"}


def test_a_file_that_takes_too_long_is_refused(put, monkeypatch):
    monkeypatch.setattr(reading, "WALL_SECONDS", 0.01)
    assert why(put(SHEET.encode() * 500)) == "spreadsheets.too_heavy"


def test_a_reader_that_dies_midway_is_noticed(put):
    """Rows that came before are not taken for the whole file."""
    path = put(SHEET.encode() * 20_000)
    with pytest.raises(Unreadable, match="too_heavy"):
        read_and_kill(path)


def read_and_kill(path) -> None:
    with open_table(path, path.name) as table:
        for number, _line in enumerate(table.lines):
            if number == 5:
                for child in children_of(os.getpid()):
                    os.kill(child, signal.SIGKILL)


def children_of(parent: int) -> list[int]:
    """Return our own reading processes only."""
    import psutil

    return [
        child.pid
        for child in psutil.Process(parent).children()
        if "spreadsheets.reading.child" in " ".join(child.cmdline())
    ]


def test_the_reader_can_write_no_file_and_knows_nothing_of_the_database(tmp_path, put):
    code = f"""
import sys
from teamlet.bridges.spreadsheets.reading import child
child._limit()
print(sorted(name for name in sys.modules if name.split(".")[0] in {{"django", "psycopg", "python_calamine"}}), flush=True)
import pathlib
pathlib.Path({str(tmp_path / "x")!r}).write_text("x" * 10)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]"
    assert done.returncode != 0
    assert (tmp_path / "x").read_bytes() == b""


def test_no_process_is_left_behind(put):
    path = put(SOUND(), "a.xlsx")
    with open_table(path, path.name) as table:
        next(table.lines)
    assert children_of(os.getpid()) == []


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("Rosa", "Rosa"), ("", ""), ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"), ("\r=1", "'\r=1"), (" =1", "' =1"), ("\ufeff=1", "'\ufeff=1"), ("＝1", "'＝1"),
        ("a=1", "a=1"), ("555-0101", "555-0101"), ("'=1", "'=1"),
    ],
)  # fmt: skip
def test_nothing_that_leaves_is_a_formula(text, then):
    assert quoted(text) == then
    assert as_csv(["A"], [[text]]).startswith(b"\xef\xbb\xbfA\r\n")


def test_a_workbook_of_hard_texts_can_be_read_again(put):
    texts = ["=1+1", "http://x.example", "0042", "1E5", "Ñandú", "😀", "a" * 3000, "{=A1}"]
    path = put(as_workbook("A/B:[x]", ["Say"], [[text] for text in texts]), "out.xlsx")
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["Say", *texts]


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("James Cole", 1), ("Dr. Cole", 1), ("Cole, James", 1), ("COLE, JAMES MD", 1), ("j.cole@cedar.example", 1),
        ("Cole", 1), ("Ana", 2), ("Vega", None), ("Dra. Vega", None), ("Ana Vega", 2), ("Luis Vega", 3), ("", None), ("Nobody", None),
    ],
)  # fmt: skip
def test_staff_are_found_by_what_schedules_call_them(said, who):
    people = [
        (1, "James Cole", "Dr. Cole", "j.cole@cedar.example"),
        (2, "Ana Vega", "Ana", "ana@cedar.example"),
        (3, "Luis Vega", "Luis", "luis@cedar.example"),
    ]
    assert Staff(people).find(said) == who
