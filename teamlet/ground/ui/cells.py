"""Cells of a table that carry the name of their column, for screens too narrow for a row of headings."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString

_CELL = re.compile(r"<(t[dh])(?=[\s>])")


def named_cells(cells: str, shown: Collection[str], columns: Sequence[str]) -> str:
    """Return the cells of one row, each that stands in a column of ``shown`` with its name as ``data-name``.

    The heading of the row (``th``) gets none.  A row with more or fewer cells than ``columns`` comes back as it was:
    a wrong name would be worse than none.  Text in ``cells`` is escaped, so that ``<td`` is always a cell.
    """
    if len(_CELL.findall(cells)) != len(columns):
        return cells
    names = iter(columns)

    def _named(found: re.Match[str]) -> str:
        name = next(names)
        return f'<td data-name="{escape(name)}"' if found[1] == "td" and name in shown else found[0]

    # Safe as before: the cells were escaped, and so is each name.
    return SafeString(_CELL.sub(_named, str(cells)))
