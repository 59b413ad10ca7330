"""Forms on paper as one tagged PDF: every sheet on its own Letter page, set as large as it fits."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from teamlet.records.documents.rendering.sheet import Sheet, compose_sheet
from teamlet.records.documents.rendering.typesetting import Rendered, typeset

_TEMPLATE = Path(__file__).with_name("sheet.typ")


@dataclass(frozen=True, slots=True)
class SheetSizes:
    """Sizes of one setting in points; ``leading`` in ems.  ``line`` is the room above a line to write on.

    ``inline``: the ends of a scale stand in its row.
    """

    body: float
    small: float
    gap: float
    line: float
    box: float
    leading: float
    margin: float
    inline: bool = False


#: From roomy to tight.  What a patient reads never falls below 14 points.
SETTINGS = (
    SheetSizes(body=20, small=13, gap=26, line=34, box=25, leading=0.6, margin=50),
    SheetSizes(body=18, small=12, gap=20, line=30, box=23, leading=0.58, margin=46),
    SheetSizes(body=17, small=12, gap=17, line=28, box=21, leading=0.56, margin=44),
    SheetSizes(body=16, small=11, gap=14, line=26, box=20, leading=0.54, margin=42),
    SheetSizes(body=15, small=11, gap=11, line=25, box=19, leading=0.5, margin=40),
    SheetSizes(body=14.5, small=10.5, gap=8.5, line=24, box=18, leading=0.46, margin=36),
    SheetSizes(body=14, small=10, gap=6.5, line=22, box=17, leading=0.4, margin=34),
    SheetSizes(body=14, small=10, gap=4, line=20, box=16, leading=0.34, margin=30, inline=True),
    SheetSizes(body=14, small=10, gap=3.5, line=19, box=15, leading=0.3, margin=28, inline=True),
)


def render_sheets(sheets: Sequence[Sheet], texts: Mapping[str, Mapping[str, str]], *, title: str) -> Rendered:
    """Set ``sheets``, each on one page of its own, with the fixed ``texts`` of their languages.

    ``Rendered.pages`` is more than ``len(sheets)`` when even the tightest setting takes two pages.  The same sheets
    give the same bytes.  Raises ``ValueError`` without sheets, ``PageNotSet`` as ``typeset`` does.
    """
    if not sheets:
        raise ValueError("nothing to print")
    first = sheets[0]
    composed = [compose_sheet(sheet, texts[sheet.language]) for sheet in sheets]
    places = [_place(json.dumps(_shape(page), sort_keys=True)) for page in composed]
    return typeset(
        _TEMPLATE,
        {"title": title, "author": first.practice, "language": first.language, "sheets": composed},
        [{"sheets": [asdict(SETTINGS[place]) for place in places]}],
        printed_on=first.printed_on,
        most_pages=len(sheets),
    )


def size_of(sheet: Sheet, texts: Mapping[str, str]) -> SheetSizes:
    """Return the sizes in which ``sheet`` is printed."""
    return SETTINGS[_place(json.dumps(_shape(compose_sheet(sheet, texts)), sort_keys=True))]


def _shape(page: Mapping[str, Any]) -> dict[str, Any]:
    """Return the page with the longest name and place that it is sure to hold: its size must not hang on a name."""
    wide = "n" * 34
    return {**page, "for_name": wide if page["for_name"] else "", "practice": wide}


@lru_cache(maxsize=512)
def _place(page: str) -> int:
    """Return the roomiest setting in which this page is one page, found by setting it."""
    words = json.loads(page)
    rendered = typeset(
        _TEMPLATE,
        {"title": words["title"], "author": "", "language": words["language"], "sheets": [words]},
        [{"sheets": [asdict(setting)]} for setting in SETTINGS],
        printed_on=date(2026, 1, 1),
        most_pages=1,
    )
    return rendered.setting
