"""Cells of a table that carry the name of their column, for screens too narrow for a row of headings."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from django.utils.html import format_html

_CELL = re.compile(r"<(t[dh])(?=[\s>])")


def named_cells(cells: str, shown: Collection[str], columns: Sequence[str]) -> str:
    """Return the cells of one row, each that stands in a column of ``shown`` with its name as ``data-name``.

    The heading of the row (``th``) gets none.  A row with more or fewer cells than ``columns`` comes back as it was:
    a wrong name would be worse than none.  ``cells`` is safe text as a template makes it, and stays so: its own text is
    escaped, so that ``<td`` is always a cell.
    """
    if len(_CELL.findall(cells)) != len(columns):
        return cells
    named, done = cells[:0], 0
    for cell, name in zip(_CELL.finditer(cells), columns, strict=True):
        if cell[1] == "td" and name in shown:
            named += cells[done : cell.end()] + format_html(' data-name="{}"', name)
            done = cell.end()
    return named + cells[done:]
