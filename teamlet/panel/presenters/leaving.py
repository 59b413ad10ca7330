"""Lists that leave the screen: as a file, on paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from teamlet.bridges.spreadsheets.exporting import as_csv, as_workbook, quoted
from teamlet.ground import clock
from teamlet.ground.access.principal import Principal
from teamlet.ground.ui.formats import initials
from teamlet.panel.presenters import choice
from teamlet.panel.presenters.registry import lines
from teamlet.records.followups.queries.registry import every_row

#: Lines of a file, and of a print, at most.
MOST = 10_000
MOST_PRINTED = 200
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def file_of(by: Principal, asked: Mapping[str, str], kind: str) -> tuple[bytes, int, str]:
    """Return a list as a file of this kind, how many lines it has, and the codes of its choice.

    Every cell is text that no spreadsheet carries out.  Raises ``choice.Unknown`` as the list does.
    """
    today = clock.today(by.time_zone)
    chosen, columns = choice.read(asked), choice.columns_of(asked)
    rows = lines(by, list(every_row(by, chosen, today=today, most=MOST)), today)
    labels = choice.column_labels()
    header = [_("Patient"), _("Born"), *(labels[name] for name in columns)]
    table = [[row["name"], row["born"], *(_cell(row, name) for name in columns)] for row in rows]
    query = choice.address(by, chosen, columns).partition("?")[2]
    if kind == "csv":
        return as_csv(header, table), len(table), query
    # Text already; quoted all the same, for whoever saves it as CSV later.
    safe = [[quoted("" if cell is None else str(cell)) for cell in row] for row in table]
    return as_workbook(_("Registry"), header, safe), len(table), query


def printed(by: Principal, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return a list for paper: initials and days only, nothing that tells a stranger who or why."""
    today = clock.today(by.time_zone)
    chosen = choice.read(asked)
    rows = list(every_row(by, chosen, today=today, most=MOST_PRINTED + 1))
    told = lines(by, rows[:MOST_PRINTED], today)
    for row in told:
        row["initials"] = initials(row["name"])
    return {
        "today": today,
        "rows": told,
        "is_cut": len(rows) > MOST_PRINTED,
        "most": MOST_PRINTED,
        "back": choice.address(by, chosen),
        "query": choice.address(by, chosen).partition("?")[2],
    }


def _cell(row: Mapping[str, Any], column: str) -> object:
    if column == "state":
        return "; ".join([row["standing"], *row["looks"]])
    if column == "goal":
        return row["goal"]
    if column in {"due", "last"}:
        return row[column].isoformat() if row[column] else ""
    if column == "window":
        return row["ends"].isoformat() if row["ends"] else ""
    if column == "sure":
        sure = [str(each) for each in (row["sure_first"], row["sure_last"]) if each is not None]
        return " → ".join(sure)
    if column == "level":
        return row["level_label"]
    if column == "populations":
        return "; ".join(row["populations"])
    return row[column]
