"""The instruments: the questions (FHIR R4 Questionnaire) joined with their rules, loaded once per process.

    load("phq_9")                   the newest version
    load("phq_9", 1)                that version; old answers stay readable with the rules they had
    by_key("phq_9@1")               the same, from the reference that forms and answers store
    with_rules(instrument, rules)   the same questions under a practice's own rules

Validated wording is never changed here and never translated by us: a language that an instrument does
not have is not available, and nothing falls back to another one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache

from teamlet.content import library, schema
from teamlet.content.checking import Problem, problem
from teamlet.content.questionnaire import (
    Condition,
    Item,
    ItemKind,
    Option,
    Questionnaire,
    UnreadableError,
    read_questionnaire,
)

__all__ = [
    "Condition",
    "Instrument",
    "Item",
    "ItemKind",
    "Option",
    "all_instruments",
    "by_key",
    "ids",
    "join",
    "load",
    "questionnaire_files",
    "with_rules",
]

KIND = "instruments"


@dataclass(frozen=True, slots=True)
class Instrument:
    """One version of an instrument.  ``sha256`` is that of the questionnaire's file."""

    id: str
    version: int
    title: schema.Text
    items: tuple[Item, ...]
    rules: schema.InstrumentRules
    sha256: str
    _places: dict[str, Item] = field(repr=False, compare=False, hash=False, default_factory=dict)
    _points: dict[str, dict[object, Decimal]] = field(repr=False, compare=False, hash=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._places.update((item.id, item) for item in self.items)
        self._points.update((item.id, _points_of(item)) for item in self.items)

    @property
    def key(self) -> str:
        """The reference that forms and answers store: ``phq_9@1``."""
        return f"{self.id}@{self.version}"

    @property
    def risk_items(self) -> frozenset[str]:
        """The items whose answer may mean danger."""
        return frozenset(risk.item for risk in self.rules.risks)

    def has(self, item: str) -> bool:
        """Say whether this version has the item."""
        return item in self._places

    def item(self, item: str) -> Item:
        """Return one item.  Raises ``LookupError`` when this version has none of that id."""
        try:
            return self._places[item]
        except KeyError:
            raise LookupError(f"{self.key} has no item {item}") from None

    def points(self, item: str, value: object) -> Decimal | None:
        """Return the points of an answer: those of the option chosen, or the number itself on a scale.

        ``None`` when the value is no single scored answer of that item.  Never raises.
        """
        if type(value) is not str and type(value) is not int:  # True would be taken for 1
            return None
        known = self._points.get(item)
        return None if known is None else known.get(value)

    def speaks(self, language: str) -> bool:
        """Say whether the wording exists in ``language``."""
        return language in self.rules.asked_in


def _points_of(item: Item) -> dict[object, Decimal]:
    if item.kind is ItemKind.NUMBER and item.low is not None and item.high is not None:
        return {number: Decimal(number) for number in range(item.low, item.high + 1)}
    return {option.code: option.points for option in item.options if option.points is not None}


def join(questionnaire: Questionnaire, rules: schema.InstrumentRules, *, sha256: str = "") -> Instrument:
    """Return the instrument.  Raises ``library.ContentError`` naming everything that does not fit together."""
    problems = list(_problems(questionnaire, rules))
    if problems:
        raise library.ContentError(f"{KIND}/{rules.id}.v{rules.version}", problems)
    return Instrument(
        id=rules.id,
        version=rules.version,
        title=questionnaire.title,
        items=questionnaire.items,
        rules=rules,
        sha256=sha256,
    )


def with_rules(instrument: Instrument, rules: schema.InstrumentRules) -> Instrument:
    """Return the same questions under other rules (a practice's own cut-offs, intervals, places).

    The scoring of a validated instrument stays its publisher's.  Raises ``library.ContentError``.
    """
    if instrument.rules.rights.validated and (
        rules.scoring != instrument.rules.scoring
        or rules.risks != instrument.rules.risks
        or rules.rights != instrument.rules.rights
        or rules.asked_in != instrument.rules.asked_in
    ):
        raise library.ContentError(f"{KIND}/{rules.id}", [problem("scoring", "instrument_fixed", name=rules.id)])
    questions = Questionnaire(instrument.id, rules.version, instrument.title, "", (), instrument.items)
    return replace(join(questions, rules, sha256=instrument.sha256), version=instrument.version, _places={}, _points={})


@cache
def ids() -> tuple[str, ...]:
    """Return the ids shipped, in alphabetical order."""
    return library.ids(KIND)


@cache
def load(id: str, version: int | None = None, *, language: str | None = None) -> Instrument:  # noqa: A002
    """Return one instrument, its newest version unless told.

    Raises ``LookupError`` when there is none, ``schema.NotInLanguage`` when ``language`` is given and the
    wording does not exist in it, ``library.ContentError`` when its files do not fit together.
    """
    file = library.file_of(KIND, id, version)
    rules = file.content
    if not isinstance(rules, schema.InstrumentRules):
        raise TypeError(file.name)
    path = library.FOLDER / file.name.replace(".toml", ".json")
    raw = path.read_bytes()
    try:
        questionnaire = read_questionnaire(raw)
    except UnreadableError as error:
        unreadable = problem("questions", "questions_unreadable", detail=str(error))
        raise library.ContentError(path.name, [unreadable]) from error
    if language is not None and language not in rules.asked_in:
        raise schema.NotInLanguage(language)
    return join(questionnaire, rules, sha256=hashlib.sha256(raw).hexdigest())


def by_key(key: str) -> Instrument:
    """Return the instrument of a stored reference (``phq_9@1``).  Raises ``LookupError``."""
    name, _, version = key.partition("@")
    if not version.isdecimal():
        raise LookupError(f"{key} names no version of an instrument")
    return load(name, int(version))


@cache
def all_instruments() -> tuple[Instrument, ...]:
    """Return the newest version of every instrument."""
    return tuple(load(name) for name in ids())


def questionnaire_files() -> tuple[tuple[str, str], ...]:
    """Return name and SHA-256 of every questionnaire file, ordered by name."""
    return tuple(
        (path.relative_to(library.FOLDER).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest())
        for path in sorted((library.FOLDER / KIND).glob("*.json"))
    )


# --- do the two halves fit? -----------------------------------------------------------------------------


def _problems(questionnaire: Questionnaire, rules: schema.InstrumentRules) -> Iterator[Problem]:
    expected, found = f"{rules.id} {rules.version}", f"{questionnaire.id} {questionnaire.version}"
    if expected != found:
        yield problem("id", "questions_differ", found=found, expected=expected)
    yield from _items(questionnaire, rules)
    yield from _named_items(questionnaire, rules)
    if rules.scoring is not None:
        yield from _scoring(questionnaire, rules.scoring)


def _items(questionnaire: Questionnaire, rules: schema.InstrumentRules) -> Iterator[Problem]:
    seen: dict[str, Item] = {}
    for item in questionnaire.items:
        if item.id in seen:
            yield problem(f"items.{item.id}", "code_twice", code=item.id)
        if item.kind in (ItemKind.CHOICE, ItemKind.MANY):
            codes = [option.code for option in item.options]
            if len(codes) < 2 or len(set(codes)) != len(codes):
                yield problem(f"items.{item.id}", "options_unclear", item=item.id)
        elif item.options:
            yield problem(f"items.{item.id}", "options_unclear", item=item.id)
        if item.kind is ItemKind.NUMBER and (item.low is None or item.high is None or item.low >= item.high):
            yield problem(f"items.{item.id}", "item_range_missing", item=item.id)
        for condition in item.conditions:
            other = seen.get(condition.item)
            if other is None:
                yield problem(f"items.{item.id}", "code_unknown", code=condition.item, group=", ".join(seen))
            elif other.options and other.option(str(condition.value)) is None:
                codes = [option.code for option in other.options]
                yield problem(f"items.{item.id}", "code_unknown", code=condition.value, group=", ".join(codes))
        seen[item.id] = item
        for text in _texts(item):
            yield from _languages(item.id, text, rules)
    yield from _languages("title", questionnaire.title, rules)


def _texts(item: Item) -> Iterator[schema.Text]:
    for text in (item.text, item.stem, item.low_label, item.high_label, *(option.label for option in item.options)):
        if text is not None:
            yield text


def _languages(key: str, text: schema.Text, rules: schema.InstrumentRules) -> Iterator[Problem]:
    for language in rules.asked_in:
        if not text.has(language):
            yield problem(f"items.{key}", "language_missing", language=language)
    for language in text.languages:
        if language not in rules.asked_in:
            yield problem(f"items.{key}", "language_unlisted", language=language)


def _named_items(questionnaire: Questionnaire, rules: schema.InstrumentRules) -> Iterator[Problem]:
    known = {item.id for item in questionnaire.items}
    named = [
        *((f"risks[{place}].item", risk.item) for place, risk in enumerate(rules.risks)),
        *((f"asked[{place}].item", asked.item) for place, asked in enumerate(rules.asked)),
        *((f"highlights[{place}].item", each.item) for place, each in enumerate(rules.highlights)),
        *((f"areas[{place}].item", area.item) for place, area in enumerate(rules.areas)),
        *((f"staff_items[{place}]", item) for place, item in enumerate(rules.staff_items)),
        *((("priorities_item", rules.priorities_item),) if rules.priorities_item else ()),
    ]
    for key, item in named:
        if item not in known:
            yield problem(key, "code_unknown", code=item, group=", ".join(sorted(known)))
    if rules.asked:
        for item in sorted(known - {asked.item for asked in rules.asked}):
            yield problem("asked", "item_without_place", item=item)


def _scoring(questionnaire: Questionnaire, scoring: schema.Scoring) -> Iterator[Problem]:
    items = {item.id: item for item in questionnaire.items}
    lowest: list[Decimal] = []
    highest: list[Decimal] = []
    for name in scoring.items:
        item = items.get(name)
        if item is None:
            yield problem("scoring.items", "code_unknown", code=name, group=", ".join(items))
            continue
        points = [option.points for option in item.options]
        if item.kind is ItemKind.NUMBER and item.low is not None and item.high is not None:
            points = [Decimal(item.low), Decimal(item.high)]
        given = [each for each in points if each is not None]
        if not given or len(given) != len(points):
            yield problem("scoring.items", "points_missing", item=name)
            continue
        lowest.append(min(given))
        highest.append(max(given))
    if not lowest or len(lowest) != len(scoring.items):
        return
    shares = Decimal(len(lowest) if scoring.method is schema.Method.MEAN else 1)
    low, high = sum(lowest, Decimal()) / shares, sum(highest, Decimal()) / shares
    if (low, high) != (Decimal(str(scoring.low)), Decimal(str(scoring.high))):
        yield problem("scoring.low", "total_range", low=f"{low.normalize():f}", high=f"{high.normalize():f}")
