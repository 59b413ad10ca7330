"""What a form on paper says: the questions of one instrument, numbered, on one Letter page.

Plain facts in, plain words out; ``typst_sheet`` prints them.  Nothing in here knows a database.  The code on the page
says nothing about the patient: it only finds the form again when the answers are keyed in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from teamlet.content.instruments import Item, ItemKind
from teamlet.records.documents.rendering.paper import clean
from teamlet.records.documents.rendering.texts import fill

#: A scale of up to so many numbers is printed as a row of boxes, a longer one as a line to write on.
_BOXES = 12
#: Options of one question that stand side by side in a table.
_COLUMNS = 4


class Look(StrEnum):
    """How a question is drawn on paper."""

    MARKS = "marks"
    SCALE = "scale"
    NUMBER = "number"
    LINES = "lines"
    BUBBLES = "bubbles"
    MENU = "menu"


@dataclass(frozen=True, slots=True)
class Mark:
    """One answer to put an X on; ``key`` is what staff key in for it."""

    key: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Dish:
    """One topic of the menu of small steps, with its steps to choose from."""

    label: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One numbered question; ``only_if`` says after which answers it is asked, ``lines`` how many to write on."""

    number: int
    text: str
    look: Look
    stem: str = ""
    only_if: str = ""
    marks: tuple[Mark, ...] = ()
    low_label: str = ""
    high_label: str = ""
    lines: int = 0
    #: The lines are numbered: one short answer on each.
    counted: bool = False
    dishes: tuple[Dish, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One printed page.  Texts that the patient does not have to read (``credit``) are set smaller.

    ``code`` is as printed (``"K7P-4Q2-X"``); empty for the card of questions, which nobody keys in.
    """

    language: str
    title: str
    questions: tuple[Question, ...]
    practice: str
    phone: str
    printed_on: date
    patient_name: str = ""
    visit_day: str = ""
    code: str = ""
    page: int = 1
    pages: int = 1
    how: str = ""
    asks_who: bool = False
    #: It asks about danger: filled in inside the practice, and keyed in before the patient leaves.
    has_risk: bool = False
    credit: str = ""
    more: tuple[str, ...] = field(default_factory=tuple)


def questions_of(items: Sequence[Item], language: str, texts: Mapping[str, str]) -> tuple[Question, ...]:
    """Return an instrument's items as numbered questions in ``language``.

    Raises ``NotInLanguage`` when an item is not written in it.
    """
    numbers = {item.id: number for number, item in enumerate(items, start=1)}
    by_id = {item.id: item for item in items}
    return tuple(_question(item, numbers, by_id, language, texts) for item in items)


def _question(
    item: Item, numbers: Mapping[str, int], by_id: Mapping[str, Item], language: str, texts: Mapping[str, str]
) -> Question:
    look, marks, lines = Look.MARKS, tuple(Mark(o.key, o.label.raw(language)) for o in item.options), 0
    if item.kind is ItemKind.NUMBER and item.low is not None and item.high is not None:
        is_short = item.high - item.low < _BOXES
        look = Look.SCALE if is_short else Look.NUMBER
        marks = tuple(Mark(str(number)) for number in range(item.low, item.high + 1)) if is_short else ()
    elif item.kind is ItemKind.TEXT:
        look, lines = Look.LINES, 1
    elif item.kind is ItemKind.TEXTS:
        look, lines = Look.LINES, item.most
    return Question(
        number=numbers[item.id],
        text=item.text.raw(language),
        look=look,
        stem=item.stem.raw(language) if item.stem is not None else "",
        only_if=_only_if(item, numbers, by_id, texts),
        marks=marks,
        low_label=item.low_label.raw(language) if item.low_label is not None else "",
        high_label=item.high_label.raw(language) if item.high_label is not None else "",
        lines=lines,
        counted=item.kind is ItemKind.TEXTS,
    )


def _only_if(item: Item, numbers: Mapping[str, int], by_id: Mapping[str, Item], texts: Mapping[str, str]) -> str:
    """Say after which printed answers the question is asked; nothing when what it hangs on is not on the page."""
    keys: list[str] = []
    asked: set[str] = set()
    for condition in item.conditions:
        option = by_id[condition.item].option(str(condition.value)) if condition.item in by_id else None
        if option is not None and condition.operator == "=":
            keys.append(option.key)
            asked.add(condition.item)
    if len(asked) != 1:
        return ""
    joined = f" {texts['or']} ".join(part for part in (", ".join(keys[:-1]), keys[-1]) if part)
    return fill(texts, "only_if", keys=joined, number=numbers[asked.pop()])


def compose_sheet(sheet: Sheet, texts: Mapping[str, str]) -> dict[str, Any]:
    """Return every word of the page, ready for the typesetter."""
    return {
        "language": sheet.language,
        "practice": clean(sheet.practice),
        "for_name": fill(texts, "for_name", name=clean(sheet.patient_name)) if sheet.patient_name else "",
        "visit": fill(texts, "visit_on", day=sheet.visit_day) if sheet.visit_day else "",
        "page_of": fill(texts, "page_of", page=sheet.page, pages=sheet.pages) if sheet.pages > 1 else "",
        "code_label": texts["code_label"] if sheet.code else "",
        "code": sheet.code,
        "title": clean(sheet.title),
        "how": sheet.how or texts["how_to_mark"],
        "note": texts["fill_in_here"] if sheet.has_risk else "",
        "who": [texts["who_fills"], texts["who_patient"], texts["who_caregiver"]] if sheet.asks_who else [],
        "blocks": list(_blocks(sheet.questions)),
        "write_number": texts["write_number"],
        "bubble_own": texts["bubble_own"],
        "more": [clean(each) for each in sheet.more],
        "not_safe": texts["not_safe"],
        "give_back": texts["give_back"] if sheet.code else "",
        "call": fill(texts, "call_practice", phone=clean(sheet.phone)),
        "credit": sheet.credit,
    }


def _blocks(questions: Sequence[Question]) -> Iterator[dict[str, Any]]:
    """Return the blocks of the page; a lead-in stands once above all that it leads in."""
    said = ""
    for group in _groups(questions):
        block = _block(group)
        said, block["stem"] = block["stem"], "" if block["stem"] == said else block["stem"]
        yield block


def _groups(questions: Sequence[Question]) -> Iterator[tuple[Question, ...]]:
    """Join neighboring questions with one lead-in and the same answers: they become one table."""
    group: list[Question] = []
    for question in questions:
        if group and not (_fits_table(question) and _shape(group[0]) == _shape(question)):
            yield tuple(group)
            group = []
        group.append(question)
        if not _fits_table(question):
            yield tuple(group)
            group = []
    if group:
        yield tuple(group)


def _fits_table(question: Question) -> bool:
    return question.look is Look.MARKS and len(question.marks) <= _COLUMNS and not question.only_if


def _shape(question: Question) -> tuple[object, ...]:
    return question.stem, question.marks


def _block(group: tuple[Question, ...]) -> dict[str, Any]:
    if len(group) > 1:
        return {
            "look": "table",
            "stem": group[0].stem,
            "marks": [asdict(mark) for mark in group[0].marks],
            "rows": [{"number": each.number, "text": each.text} for each in group],
        }
    question = group[0]
    return {
        "look": question.look.value,
        "number": question.number,
        "text": question.text,
        "stem": question.stem,
        "only_if": question.only_if,
        "marks": [asdict(mark) for mark in question.marks],
        "low_label": question.low_label,
        "high_label": question.high_label,
        "lines": question.lines,
        "counted": question.counted,
        "dishes": [{"label": dish.label, "marks": [asdict(mark) for mark in dish.marks]} for dish in question.dishes],
    }
