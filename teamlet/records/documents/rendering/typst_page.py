"""The page to take home as a tagged PDF, set by typst.

The template is a fixed file and the words travel as JSON input, so that no word is ever read as markup.  The document
asks for PDF/UA-1: tags, title, language, text for every glyph.  A character that no font can show would refuse the
whole document; it is printed as ``□`` instead and reported, so that staff can be told.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from teamlet.records.documents.rendering.compose import compose
from teamlet.records.documents.rendering.fonts import font_folders
from teamlet.records.documents.rendering.fonts.coverage import coverage
from teamlet.records.documents.rendering.page import TakeHome
from teamlet.records.documents.rendering.paper import PLACEHOLDER, is_invisible, set_lines
from teamlet.records.documents.rendering.sizes import TIGHTEST, Sizes, first_density, sizes

if TYPE_CHECKING:
    import typst

_TEMPLATE = Path(__file__).with_name("take_home.typ")
_PAGES = re.compile(rb"/Type\s*/Pages\s*/Count (\d+)")
_UNSHOWN = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]+)\}")
_QUOTED = re.compile(r"\".*\"|`.*`|'.*'", re.DOTALL)
_MOST_REPAIRS = 24

_own = threading.local()
_fonts_lock = threading.Lock()
_fonts: list[typst.Fonts] = []


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished page: the PDF, how many sheets it takes, and the characters that no font could show."""

    pdf: bytes
    pages: int
    missing_glyphs: tuple[str, ...] = ()


class PageNotSet(RuntimeError):
    """The typesetter gave no page for these facts; the message is the typesetter's own, without its quotations."""


def render_pdf(facts: TakeHome, texts: Mapping[str, str]) -> Rendered:
    """Set the page of ``facts`` with a language's fixed ``texts``.

    One Letter page in standard print; large print may take two.  The same facts and texts give the same bytes.
    Safe to call from several threads at once.  Raises ``TextsIncomplete`` when the language lacks a text and
    ``PageNotSet`` when the typesetter could not set the page for another reason than a missing character.
    """
    import typst

    page = compose(facts, texts)
    words = json.dumps(_all_set(page.as_dict()), ensure_ascii=False)
    printed = datetime(facts.printed_on.year, facts.printed_on.month, facts.printed_on.day, 12, tzinfo=UTC)
    density = first_density(page)
    missing: list[str] = []
    for attempt in range(_MOST_REPAIRS):
        try:
            pdf = _compile(words, sizes(page, density), printed)
        except typst.TypstError as error:
            unshown = _unshown_characters(str(error))
            if not unshown:
                raise PageNotSet(str(error)) from error
            if attempt == 0:
                unshown |= _uncovered(words)
            elif attempt == _MOST_REPAIRS - 2:
                unshown |= {character for character in words if ord(character) > 0x24F}
            unshown -= {PLACEHOLDER}
            missing.extend(sorted(each for each in unshown if each in words and not is_invisible(each)))
            words = _replace(words, unshown)
            continue
        pages = _page_count(pdf)
        if pages <= (2 if page.large_print else 1) or density == TIGHTEST:
            return Rendered(pdf, pages, tuple(dict.fromkeys(missing)))
        density += 1
    raise PageNotSet("characters remained that no font can show")


def _compile(words: str, size: Sizes, printed: datetime) -> bytes:
    result = _compiler().compile(
        format="pdf",
        pdf_standards="ua-1",
        sys_inputs={"page": words, "sizes": json.dumps(asdict(size))},
        timestamp=int(printed.timestamp()),
    )
    if not isinstance(result, bytes):
        raise PageNotSet("the typesetter gave no document")
    return result


def _compiler() -> typst.Compiler:
    """Return this thread's compiler: one compiler may not be used by two threads at a time."""
    import typst

    if not hasattr(_own, "compiler"):
        with _fonts_lock:
            if not _fonts:
                folders = [str(folder) for folder in font_folders()]
                _fonts.append(typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders))
        _own.compiler = typst.Compiler(str(_TEMPLATE), root=str(_TEMPLATE.parent), font_paths=_fonts[0])
    compiler: typst.Compiler = _own.compiler
    return compiler


def _all_set(value: object) -> object:
    """Return ``value`` with the line breaks of every text in it set."""
    if isinstance(value, str):
        return set_lines(value)
    if isinstance(value, Mapping):
        return {key: _all_set(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_all_set(inner) for inner in value]
    return value


def _unshown_characters(message: str) -> set[str]:
    """Read from the typesetter's message which characters it could not show."""
    found: set[str] = set()
    for quoted in _UNSHOWN.findall(message):
        text = _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), quoted)
        found.update(character for character in text if ord(character) > 0x7E)
    return found


def _uncovered(words: str) -> set[str]:
    """Return the characters beyond Latin that none of the machine's fonts covers."""
    known = coverage()
    beyond = {character for character in words if ord(character) > 0x24F and not is_invisible(character)}
    return {character for character in beyond if character not in known} if known else set()


def _replace(words: str, unshown: set[str]) -> str:
    return words.translate({ord(character): "" if is_invisible(character) else PLACEHOLDER for character in unshown})


def _page_count(pdf: bytes) -> int:
    found = _PAGES.search(pdf)
    if found is None:
        raise PageNotSet("the document has no pages")
    return int(found.group(1))
