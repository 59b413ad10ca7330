"""The page to take home as a tagged PDF, set by typst."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from teamlet.records.documents.rendering.compose import compose
from teamlet.records.documents.rendering.page import TakeHome
from teamlet.records.documents.rendering.sizes import TIGHTEST, first_density, sizes
from teamlet.records.documents.rendering.typesetting import PageNotSet, Rendered, typeset

__all__ = ["PageNotSet", "Rendered", "render_pdf"]

_TEMPLATE = Path(__file__).with_name("take_home.typ")


def render_pdf(facts: TakeHome, texts: Mapping[str, str]) -> Rendered:
    """Set the page of ``facts`` with a language's fixed ``texts``.

    One Letter page in standard print; large print may take two.  The same facts and texts give the same bytes.
    Safe to call from several threads at once.  Raises ``TextsIncomplete`` when the language lacks a text and
    ``PageNotSet`` when the typesetter could not set the page for another reason than a missing character.
    """
    page = compose(facts, texts)
    settings = [asdict(sizes(page, density)) for density in range(first_density(page), TIGHTEST + 1)]
    most = 2 if page.large_print else 1
    return typeset(_TEMPLATE, page.as_dict(), settings, printed_on=facts.printed_on, most_pages=most)
