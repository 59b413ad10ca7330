"""Reads the part of a FHIR R4 Questionnaire that instruments use.

Only what is listed here is understood; anything else in a file is an error, so that nothing a
patient should see is dropped in silence.  Texts carry their translations in the standard extension.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

import msgspec

from teamlet.content.schema.texts import Text

TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
OPTION_PREFIX = "http://hl7.org/fhir/StructureDefinition/questionnaire-optionPrefix"
EXCLUSIVE = "http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive"
MIN_VALUE = "http://hl7.org/fhir/StructureDefinition/minValue"
MAX_VALUE = "http://hl7.org/fhir/StructureDefinition/maxValue"
MAX_OCCURS = "http://hl7.org/fhir/StructureDefinition/questionnaire-maxOccurs"
ITEM_CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
LOINC = "http://loinc.org"

LONGEST_TEXT = 2000


class ItemKind(StrEnum):
    """What sort of answer an item takes.

    ``CHOICE``: the code of one option.  ``MANY``: a list of codes.  ``NUMBER``: a whole number between
    ``low`` and ``high``.  ``TEXT``: words.  ``TEXTS``: up to ``most`` short texts in order.
    """

    CHOICE = "choice"
    MANY = "many"
    NUMBER = "number"
    TEXT = "text"
    TEXTS = "texts"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose.  ``points`` is ``None`` where it is not scored; ``key`` the printed number or letter.

    ``alone``: choosing it rules out the others ("none of these").
    """

    code: str
    label: Text
    points: Decimal | None = None
    key: str = ""
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """An item is shown when the answer to ``item`` is (``=``) or is not (``!=``) ``value``."""

    item: str
    operator: str
    value: object


@dataclass(frozen=True, slots=True)
class Item:
    """One question.  ``stem`` is the sentence that leads in a group of questions; ``number`` is printed before it.

    ``low``/``high`` with ``low_label``/``high_label`` are the ends of a scale; ``most`` answers at most.
    """

    id: str
    kind: ItemKind
    text: Text
    stem: Text | None = None
    group: str = ""
    number: str = ""
    code: str = ""
    options: tuple[Option, ...] = ()
    low: int | None = None
    high: int | None = None
    low_label: Text | None = None
    high_label: Text | None = None
    longest: int = LONGEST_TEXT
    most: int = 1
    conditions: tuple[Condition, ...] = ()
    any_condition: bool = False

    def option(self, code: str) -> Option | None:
        """Return the option with that code, or ``None``."""
        return next((option for option in self.options if option.code == code), None)


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A questionnaire as read: its header and its questions in order."""

    id: str
    version: int
    title: Text
    copyright: str
    codes: tuple[str, ...]
    items: tuple[Item, ...]


class UnreadableError(ValueError):
    """A questionnaire that cannot be used; the message names the item."""


# --- the FHIR shapes ----------------------------------------------------------------------------------


class _Base(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    pass


class _Coding(_Base, frozen=True, kw_only=True):
    system: str
    code: str
    display: str = ""
    extended: _Extended | None = msgspec.field(default=None, name="_display")


class _Concept(_Base, frozen=True, kw_only=True):
    coding: tuple[_Coding, ...]


class _Extension(_Base, frozen=True, kw_only=True):
    url: str
    extension: tuple[_Extension, ...] = ()
    value_code: str | None = None
    value_string: str | None = None
    value_decimal: float | int | None = None
    value_integer: int | None = None
    value_boolean: bool | None = None
    value_codeable_concept: _Concept | None = None


class _Extended(_Base, frozen=True, kw_only=True):
    extension: tuple[_Extension, ...]


class _AnswerOption(_Base, frozen=True, kw_only=True):
    value_coding: _Coding
    extension: tuple[_Extension, ...] = ()


class _EnableWhen(_Base, frozen=True, kw_only=True):
    question: str
    operator: str
    answer_coding: _Coding | None = None
    answer_integer: int | None = None


class _Item(_Base, frozen=True, kw_only=True):
    link_id: str
    type: str
    text: str
    extended: _Extended | None = msgspec.field(default=None, name="_text")
    prefix: str = ""
    code: tuple[_Coding, ...] = ()
    repeats: bool = False
    max_length: int | None = None
    answer_option: tuple[_AnswerOption, ...] = ()
    enable_when: tuple[_EnableWhen, ...] = ()
    enable_behavior: str = ""
    extension: tuple[_Extension, ...] = ()
    item: tuple[_Item, ...] = ()


class _Questionnaire(_Base, frozen=True, kw_only=True):
    resource_type: str
    id: str
    url: str
    version: str
    name: str
    title: str
    extended: _Extended | None = msgspec.field(default=None, name="_title")
    language: str
    status: str
    subject_type: tuple[str, ...]
    date: str
    publisher: str
    copyright: str
    code: tuple[_Coding, ...] = ()
    item: tuple[_Item, ...]


# --- reading ------------------------------------------------------------------------------------------


#: Made when the module is loaded: two threads that make the reader of a shape at the same time end the process.
_QUESTIONNAIRE = msgspec.json.Decoder(_Questionnaire)


def read_questionnaire(raw: bytes) -> Questionnaire:
    """Return the questionnaire.  Raises ``UnreadableError`` for anything that is not understood."""
    try:
        found = _QUESTIONNAIRE.decode(raw)
    except msgspec.DecodeError as error:  # ValidationError is one
        raise UnreadableError(str(error)) from error
    if found.resource_type != "Questionnaire" or not found.version.isdigit():
        raise UnreadableError("a Questionnaire with a whole number as its version is needed")
    language = found.language
    return Questionnaire(
        id=found.id.replace("-", "_"),  # FHIR allows no underscore in an id
        version=int(found.version),
        title=_text(found.title, found.extended, language),
        copyright=found.copyright,
        codes=tuple(coding.code for coding in found.code),
        items=tuple(_items(found.item, language)),
    )


def _text(words: str, extended: _Extended | None, language: str) -> Text:
    spoken = {language: words}
    for each in extended.extension if extended else ():
        values = {part.url: part.value_code or part.value_string for part in each.extension}
        lang, content = values.get("lang"), values.get("content")
        if each.url != TRANSLATION or not lang or not content or lang in spoken:
            raise UnreadableError(f"a translation of “{words}” is not understood")
        spoken[lang] = content
    return Text(spoken)


def _items(items: Sequence[_Item], language: str, stem: Text | None = None, group: str = "") -> Iterator[Item]:
    for item in items:
        if item.type == "group":
            if item.enable_when or item.extension:
                raise UnreadableError(f"{item.link_id}: a group carries no rules of its own")
            yield from _items(item.item, language, _text(item.text, item.extended, language), item.link_id)
        elif item.type == "display":
            raise UnreadableError(f"{item.link_id}: a text alone is not understood")
        else:
            yield _item(item, language, stem, group)


def _item(item: _Item, language: str, stem: Text | None, group: str) -> Item:
    kind = _kind(item)
    extensions = _extensions(item.extension, item.link_id, {MIN_VALUE, MAX_VALUE, MAX_OCCURS})
    ends = dict(_end(child, language) for child in item.item)
    if item.enable_behavior not in ("", "all", "any"):
        raise UnreadableError(f"{item.link_id}: enableBehavior {item.enable_behavior}")
    return Item(
        id=item.link_id,
        kind=kind,
        text=_text(item.text, item.extended, language),
        stem=stem,
        group=group,
        number=item.prefix,
        code=next((coding.code for coding in item.code if coding.system == LOINC), ""),
        options=tuple(_option(option, item.link_id, language) for option in item.answer_option),
        low=_whole(extensions.get(MIN_VALUE)),
        high=_whole(extensions.get(MAX_VALUE)),
        low_label=ends.get("lower"),
        high_label=ends.get("upper"),
        longest=item.max_length or LONGEST_TEXT,
        most=_whole(extensions.get(MAX_OCCURS)) or (len(item.answer_option) if kind is ItemKind.MANY else 1),
        conditions=tuple(_condition(each, item.link_id) for each in item.enable_when),
        any_condition=item.enable_behavior == "any",
    )


def _kind(item: _Item) -> ItemKind:
    kinds: Mapping[tuple[str, bool], ItemKind] = {
        ("choice", False): ItemKind.CHOICE,
        ("choice", True): ItemKind.MANY,
        ("integer", False): ItemKind.NUMBER,
        ("text", False): ItemKind.TEXT,
        ("string", False): ItemKind.TEXT,
        ("string", True): ItemKind.TEXTS,
    }
    try:
        return kinds[item.type, item.repeats]
    except KeyError:
        raise UnreadableError(f"{item.link_id}: type {item.type}, repeats {item.repeats}") from None


def _extensions(extensions: Sequence[_Extension], where: str, known: set[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in extensions:
        values = (each.value_integer, each.value_decimal, each.value_string, each.value_boolean)
        value = next((value for value in values if value is not None), None)
        if each.url not in known or value is None or each.url in found:
            raise UnreadableError(f"{where}: extension {each.url} is not understood")
        found[each.url] = value
    return found


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _end(item: _Item, language: str) -> tuple[str, Text]:
    """Read the label at one end of a scale."""
    for each in item.extension:
        if item.type == "display" and each.url == ITEM_CONTROL and each.value_codeable_concept is not None:
            end = each.value_codeable_concept.coding[0].code
            if end in ("lower", "upper"):
                return end, _text(item.text, item.extended, language)
    raise UnreadableError(f"{item.link_id}: only the two ends of a scale stand under a question")


def _option(option: _AnswerOption, where: str, language: str) -> Option:
    extensions = _extensions(option.extension, where, {ORDINAL, OPTION_PREFIX, EXCLUSIVE})
    coding = option.value_coding
    points = extensions.get(ORDINAL)
    return Option(
        code=coding.code,
        label=_text(coding.display, coding.extended, language),
        points=None if points is None else Decimal(str(points)),
        key=str(extensions.get(OPTION_PREFIX, "")),
        alone=extensions.get(EXCLUSIVE) is True,
    )


def _condition(each: _EnableWhen, where: str) -> Condition:
    value = each.answer_coding.code if each.answer_coding is not None else each.answer_integer
    if each.operator not in ("=", "!=") or value is None:
        raise UnreadableError(f"{where}: only “is” and “is not” a coded or whole answer are understood")
    return Condition(each.question, each.operator, value)
