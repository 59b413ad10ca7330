"""The shipped content, loaded once per process.

    load("prompts", "importance")                      the newest version
    load("documents", "take_home", 1, language="es")   that version, and only if it speaks Spanish
    all_files()                                        every file, with its hash

A practice's own versions have the same shapes: ``validate`` tells what is wrong with one beside its
field, ``parse_content`` makes it into the same structures.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from teamlet.content import schema
from teamlet.content.checking import Problem, convert, problem, validate

__all__ = [
    "ContentError",
    "ContentFile",
    "Problem",
    "all_files",
    "ids",
    "load",
    "load_as",
    "parse_content",
    "read_file",
    "validate",
    "validate_edit",
    "versions",
]

FOLDER = Path(__file__).resolve().parent
_NAME = re.compile(r"(?P<id>[a-z0-9][a-z0-9_.]*?)\.v(?P<version>[1-9][0-9]*)\.toml")

ContentT = TypeVar("ContentT", bound=schema.Content)


class ContentError(ValueError):
    """Content that cannot be used; ``where`` names the file, ``problems`` what is wrong in it."""

    def __init__(self, where: str, problems: Iterable[Problem]) -> None:
        self.where = where
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{where}: {each}" for each in self.problems))


@dataclass(frozen=True, slots=True)
class ContentFile:
    """One file: ``name`` relative to the content folder, SHA-256 of its bytes, and what it holds."""

    name: str
    sha256: str
    content: schema.Content


def parse_content(kind: str, mapping: Mapping[str, Any], *, where: str = "content") -> schema.Content:
    """Return ``mapping`` as content of ``kind``.  Raises ``ContentError`` naming every problem."""
    problems = validate(kind, mapping)
    if problems:
        raise ContentError(where, problems)
    return convert(kind, mapping)


#: Blanks that are filled in every text of a piece of content, whatever the shipped text uses.
_ALWAYS_FILLED = {"text_messages": frozenset({"practice", "phone"})}


def validate_edit(kind: str, mapping: Mapping[str, Any]) -> list[Problem]:
    """Return everything that is wrong with a practice's own version; empty when it may come into force.

    Beside its shape: a blank that the shipped text has not is filled by nobody.  Never raises.
    """
    problems = validate(kind, mapping)
    if problems or schema.KINDS[kind] is not schema.DocumentTexts or not versions(kind, str(mapping["id"])):
        return problems
    made, shipped = convert(kind, mapping), load(kind, str(mapping["id"]))
    if isinstance(made, schema.DocumentTexts) and isinstance(shipped, schema.DocumentTexts):
        problems.extend(_unfilled(made, shipped))
    return problems


def _unfilled(made: schema.DocumentTexts, shipped: schema.DocumentTexts) -> Iterator[Problem]:
    known = {phrase.code: phrase.text for phrase in shipped.texts}
    for place, phrase in enumerate(made.texts):
        was = known.get(phrase.code)
        if was is None:
            continue
        filled = frozenset().union(_ALWAYS_FILLED.get(made.id, ()), *(was.placeholders(each) for each in was.languages))
        group = ", ".join(f"{{{blank}}}" for blank in sorted(filled)) or "–"
        for language in phrase.text.languages:
            for blank in sorted(phrase.text.placeholders(language) - filled):
                yield problem(f"texts[{place}].text.{language}", "blank_unknown", blank=f"{{{blank}}}", group=group)


def read_file(path: Path, *, folder: Path = FOLDER) -> ContentFile:
    """Read one content file.  Raises ``ContentError`` naming file and key; ``OSError`` when absent."""
    name = path.relative_to(folder).as_posix()
    raw = path.read_bytes()
    try:
        mapping = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentError(name, [problem("file", "not_toml", detail=str(error))]) from error
    content = parse_content(path.parent.name, mapping, where=name)
    expected = f"{content.id}.v{content.version}.toml"
    if path.name != expected:
        raise ContentError(name, [problem("id", "name_differs", expected=expected)])
    return ContentFile(name, hashlib.sha256(raw).hexdigest(), content)


@cache
def all_files() -> tuple[ContentFile, ...]:
    """Return every shipped file, ordered by name.  Raises ``ContentError`` at the first bad one."""
    paths = sorted(path for kind in schema.KINDS for path in (FOLDER / kind).glob("*.toml"))
    return tuple(read_file(path) for path in paths)


@cache
def versions(kind: str, id: str) -> tuple[int, ...]:  # noqa: A002  (the word of the files)
    """Return the versions shipped of one piece of content, oldest first; empty when there is none."""
    names = (_NAME.fullmatch(path.name) for path in (FOLDER / kind).glob("*.toml"))
    return tuple(sorted(int(name["version"]) for name in names if name and name["id"] == id))


@cache
def ids(kind: str) -> tuple[str, ...]:
    """Return the ids shipped of one kind, in alphabetical order."""
    names = (_NAME.fullmatch(path.name) for path in (FOLDER / kind).glob("*.toml"))
    return tuple(sorted({name["id"] for name in names if name}))


@cache
def _file(kind: str, id: str, version: int) -> ContentFile:  # noqa: A002
    return read_file(FOLDER / kind / f"{id}.v{version}.toml")


def file_of(kind: str, id: str, version: int | None = None) -> ContentFile:  # noqa: A002
    """Return one file with its hash, newest version unless told.  Raises ``LookupError``."""
    shipped = versions(kind, id) if kind in schema.KINDS else ()
    if not shipped or (version is not None and version not in shipped):
        raise LookupError(f"no content {kind}/{id} version {version or 'any'}")
    return _file(kind, id, shipped[-1] if version is None else version)


def load(
    kind: str,
    id: str,  # noqa: A002
    version: int | None = None,
    *,
    language: str | None = None,
) -> schema.Content:
    """Return one piece of content, its newest version unless ``version`` is given.

    Raises ``LookupError`` when there is none, ``schema.NotInLanguage`` (a ``LookupError`` too) when
    ``language`` is given and the content does not speak it, ``ContentError`` when the file is bad.
    """
    content = file_of(kind, id, version).content
    if language is not None and not content.speaks(language):
        raise schema.NotInLanguage(language)
    return content


def load_as(
    shape: type[ContentT],
    id: str,  # noqa: A002
    version: int | None = None,
    *,
    language: str | None = None,
) -> ContentT:
    """Like ``load``, typed: ``load_as(schema.GoalMenu, "generic")``."""
    kind = next(name for name, known in schema.KINDS.items() if known is shape)
    content = load(kind, id, version, language=language)
    if not isinstance(content, shape):  # the folder's name is its shape, so this cannot be
        raise TypeError(kind)
    return content
