"""Setting a page with typst: a fixed template, the words as JSON input, PDF/UA-1 asked for.

No word is ever read as markup.  PDF/UA-1 wants tags, a title, a language and a glyph for every character; a character
that no font can show would refuse the whole document, so it is printed as ``□`` instead and reported.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from teamlet.records.documents.rendering.fonts import font_folders
from teamlet.records.documents.rendering.fonts.coverage import coverage
from teamlet.records.documents.rendering.paper import PLACEHOLDER, is_invisible, set_lines

if TYPE_CHECKING:
    import typst

_PAGES = re.compile(rb"/Type\s*/Pages\s*/Count (\d+)")
_UNSHOWN = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]+)\}")
_MOST_REPAIRS = 24

_making = threading.Lock()
_fonts: list[typst.Fonts] = []
_presses: dict[Path, Press] = {}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished document: the PDF, how many sheets it takes, and the characters that no font could show.

    ``setting`` is the place of the setting that was used.
    """

    pdf: bytes
    pages: int
    missing_glyphs: tuple[str, ...] = ()
    setting: int = 0


@dataclass(frozen=True, slots=True)
class Press:
    """The compiler of one template, for one thread at a time: a compiler for each thread would keep 5 MB in each."""

    compiler: typst.Compiler
    turn: threading.Lock


class PageNotSet(RuntimeError):
    """The typesetter gave no page for these facts; the message is the typesetter's own, without its quotations."""


def typeset(
    template: Path, page: Mapping[str, Any], settings: Sequence[Mapping[str, Any]], *, printed_on: date, most_pages: int
) -> Rendered:
    """Set ``page`` with ``template`` in the first of ``settings`` that takes ``most_pages``, else in the last one.

    The same words and settings give the same bytes.  Safe to call from several threads at once.  Raises
    ``PageNotSet`` when the typesetter could not set the page for another reason than a missing character.
    """
    import typst

    words = json.dumps(_all_set(page), ensure_ascii=False)
    printed = datetime(printed_on.year, printed_on.month, printed_on.day, 12, tzinfo=UTC)
    coming: Iterator[tuple[int, Mapping[str, Any]]] = iter(enumerate(settings))
    place, setting = next(coming)
    missing: list[str] = []
    for attempt in range(_MOST_REPAIRS):
        try:
            pdf = _compile(template, words, setting, printed)
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
        following = next(coming, None) if pages > most_pages else None
        if following is None:
            return Rendered(pdf, pages, tuple(dict.fromkeys(missing)), place)
        place, setting = following
    raise PageNotSet("characters remained that no font can show")


def _compile(template: Path, words: str, setting: Mapping[str, Any], printed: datetime) -> bytes:
    press = _press(template)
    with press.turn:
        result = press.compiler.compile(
            format="pdf",
            pdf_standards="ua-1",
            sys_inputs={"page": words, "sizes": json.dumps(setting)},
            timestamp=int(printed.timestamp()),
        )
    if not isinstance(result, bytes):
        raise PageNotSet("the typesetter gave no document")
    return result


def _press(template: Path) -> Press:
    """Return this process's press for the template, made when it is first used."""
    import typst

    with _making:
        if not _fonts:
            folders = [str(folder) for folder in font_folders()]
            _fonts.append(typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders))
        if template not in _presses:
            compiler = typst.Compiler(str(template), root=str(template.parent), font_paths=_fonts[0])
            _presses[template] = Press(compiler, threading.Lock())
        return _presses[template]


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
