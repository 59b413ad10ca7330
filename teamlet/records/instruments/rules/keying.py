"""Answers on paper: the code that finds the form again, and what staff type for the marks they see.

One line per question: ``2`` for the mark in box 2, ``3, 7, other: knees`` for several and the patient's own words,
``4 5`` for two neighboring marks on a scale, ``?`` for a mark that nobody can read, nothing for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from teamlet.content.instruments import Instrument, Item, ItemKind, Option
from teamlet.ground.reasons import Reason

#: Signs of a code: none that is easily taken for another.  Their number is a prime, as the check needs.
CODE_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
CODE_LENGTH = 6
#: What is typed for an answer that nobody can read.
UNREADABLE = "?"

_APART = re.compile(r"[,;/\s]+")
_MARKS_APART = re.compile(r"[,;/&+\s–-]+")
_OWN_WORDS = frozenset({"other", "own", "otro", "otra", "mío", "mio", "propio"})


# --- the code -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CodeRead:
    """A code as it was typed: the form's own code, or why it cannot be one."""

    code: str = ""
    reason: Reason | None = None


def check_sign(code: str) -> str:
    """Return the sign that tells a mistyped code: any one wrong sign and any two that changed places."""
    total = sum((place + 2) * CODE_SIGNS.index(sign) for place, sign in enumerate(code))
    return CODE_SIGNS[-total % len(CODE_SIGNS)]


def printed_code(code: str) -> str:
    """Return a form's code as it is printed: ``k7p4q2`` is ``K7P-4Q2-X``.  Nothing in it says whose form it is."""
    return f"{code[:3]}-{code[3:]}-{check_sign(code)}".upper()


def read_code(typed: str) -> CodeRead:
    """Return the code that was typed, however it was spaced.  Never raises."""
    signs = [sign for sign in typed.lower() if not (sign.isspace() or sign in "-–—.·_")]
    strange = next((sign for sign in signs if sign not in CODE_SIGNS), None)
    if strange is not None:
        return CodeRead(reason=Reason("instruments.code_sign", {"sign": strange.upper()}))
    if len(signs) != CODE_LENGTH + 1:
        return CodeRead(reason=Reason("instruments.code_length", {"example": printed_code("k7p4q2")}))
    code = "".join(signs[:CODE_LENGTH])
    if check_sign(code) != signs[-1]:
        return CodeRead(reason=Reason("instruments.code_mistyped"))
    return CodeRead(code)


# --- one line -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Keyed:
    """What one typed line says.

    ``value`` as ``accept_answer`` takes it, None for an open question; ``unreadable`` when there is a mark that
    nobody can read.  ``more`` are words for the question that follows an answer such as *other*.  With a ``reason``
    nothing of it counts.
    """

    value: object = None
    unreadable: bool = False
    more: Mapping[str, str] = field(default_factory=dict)
    reason: Reason | None = None


def read_keys(instrument: Instrument, item: Item, typed: str, *, menu: Mapping[str, str] | None = None) -> Keyed:
    """Return what ``typed`` says to ``item``: exactly the value that the same marks give on a page.  Never raises.

    ``menu``: the numbered choices printed for a question that takes words, in the order of the page.
    """
    line = typed.strip()
    if not line:
        return Keyed()
    if line == UNREADABLE:
        return Keyed(unreadable=True)
    if item.kind is ItemKind.CHOICE:
        option = _option(item, line)
        return Keyed(option.code) if option is not None else Keyed(reason=_not_one(item, line))
    if item.kind is ItemKind.MANY:
        return _many(instrument, item, line)
    if item.kind is ItemKind.NUMBER:
        return _number(instrument, item, line)
    if item.kind is ItemKind.TEXTS:
        return _texts(line, menu)
    return Keyed(_text(line, menu)) if menu else Keyed(line)


def keys_of(item: Item, value: object, *, unreadable: bool = False) -> str:
    """Return what would be typed for an answer that is there already."""
    if value is None:
        return UNREADABLE if unreadable else ""
    values: Sequence[object] = value if isinstance(value, list | tuple) else [value]
    if item.kind in (ItemKind.CHOICE, ItemKind.MANY):
        found = [item.option(each) for each in values if isinstance(each, str)]
        return ", ".join(option.key for option in found if option is not None)
    if item.kind is ItemKind.TEXTS and len(values) > 1:
        return "; ".join([f"{values[0]}*", *map(str, values[1:])])
    return " ".join(str(each) for each in values)


def _option(item: Item, word: str) -> Option | None:
    """Return the option with that printed key, or with that code or label written out."""
    plain = word.strip().casefold()
    for option in item.options:
        if plain == option.key.casefold():
            return option
    for option in item.options:
        if plain == option.code.casefold() or plain in {each.casefold() for each in _labels(option)}:
            return option
    return next((option for option in item.options if option.code == "other" and plain in _OWN_WORDS), None)


def _labels(option: Option) -> Iterator[str]:
    for language in option.label.languages:
        yield option.label.raw(language)


def _not_one(item: Item, line: str) -> Reason:
    words = [word for word in _APART.split(line) if word]
    if len(words) > 1 and all(_option(item, word) for word in words):
        return Reason("instruments.keyed_one_only")
    return _unknown(item, line)


def _unknown(item: Item, word: str) -> Reason:
    keys = ", ".join(option.key for option in item.options)
    return Reason("instruments.keyed_not_an_answer", {"typed": word[:20], "keys": keys})


def _many(instrument: Instrument, item: Item, line: str) -> Keyed:
    marks, colon, words = line.partition(":")
    whole = _option(item, marks)
    chosen: list[Option] = []
    for word in [marks] if whole is not None else [word for word in _APART.split(marks) if word]:
        option = _option(item, word)
        if option is None:
            return Keyed(reason=_unknown(item, word))
        chosen.append(option)
    codes = {option.code for option in chosen}
    value = [option.code for option in item.options if option.code in codes]
    if not colon or not words.strip():
        return Keyed(value or None)
    follow = _words_after(instrument, item, chosen[-1]) if chosen else None
    if follow is None:
        return Keyed(reason=Reason("instruments.keyed_words_unexpected"))
    return Keyed(value, more={follow.id: words.strip()})


def _words_after(instrument: Instrument, item: Item, option: Option) -> Item | None:
    """Return the question in words that this answer opens (*Something else* → *What else?*)."""
    for each in instrument.items:
        if each.kind is ItemKind.TEXT and any(
            (condition.item, condition.operator, condition.value) == (item.id, "=", option.code)
            for condition in each.conditions
        ):
            return each
    return None


def _number(instrument: Instrument, item: Item, line: str) -> Keyed:
    marks = [mark for mark in _MARKS_APART.split(line) if mark]
    if not marks or not all(mark.isascii() and mark.isdigit() and len(mark) <= 9 for mark in marks):
        return Keyed(reason=Reason("instruments.keyed_number"))
    numbers = sorted({int(mark) for mark in marks})
    if len(numbers) == 1:
        return Keyed(numbers[0])
    scoring = instrument.rules.scoring
    if scoring is None or not scoring.neighboring_marks or item.id not in scoring.items:
        return Keyed(reason=Reason("instruments.keyed_one_only"))
    return Keyed(numbers)


def _texts(line: str, menu: Mapping[str, str] | None) -> Keyed:
    """Read several short words; a star puts one first, numbers stand for what is printed beside them."""
    if menu is None:
        return _ordered([(word, word) for word in line.split(";")], {})
    marks, own, words = _own_words(line)
    found: list[tuple[str, str]] = []
    by_label = {label.casefold(): label for label in menu.values()}
    for mark in [each for each in re.split(r"[,;]", marks) if each.strip()]:
        bare = mark.replace("*", "").strip()
        label = menu.get(bare) or by_label.get(bare.casefold())
        if label is None and bare.isdigit():
            return Keyed(reason=Reason("instruments.keyed_not_on_page", {"number": bare}))
        found.append((label or bare, mark))
    if own:
        found.extend((word, word) for word in words.split(";"))
    return _ordered(found, {label: place for place, label in enumerate(menu.values())})


def _ordered(found: Sequence[tuple[str, str]], places: Mapping[str, int]) -> Keyed:
    words = [(text.replace("*", "").strip(), "*" in mark) for text, mark in found]
    kept = [(text, starred) for text, starred in words if text]
    in_order = sorted(kept, key=lambda each: (not each[1], places.get(each[0], len(places))))
    return Keyed(list(dict.fromkeys(text for text, _ in in_order)) or None)


def _own_words(line: str) -> tuple[str, bool, str]:
    """Split ``3, 7, other: knees`` into the marks and the patient's own words."""
    for match in re.finditer(r"(?:^|[,;\s])\s*(\w+)\s*:", line):
        if match.group(1).casefold() in _OWN_WORDS:
            return line[: match.start()], True, line[match.end() :]
    return line, False, ""


def _text(line: str, menu: Mapping[str, str]) -> str:
    if line in menu:
        return menu[line]
    marks, own, words = _own_words(line)
    return words.strip() if own and not marks.strip() else line
