"""The sentence of a step, put together from menu parts that exist in every language of the page.

    step_sentence(parts, "en")  ->  "Walk 10 minutes after dinner, 3 days a week"
    step_sentence(parts, "es")  ->  "Caminar 10 minutos después de la cena, 3 días a la semana"

A part that exists only as free text cannot be put into another language: then the answer is ``None``
and the page prints what was spoken, with a gloss of the team marked as such.  Nothing is translated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TypeGuard, TypeVar

from teamlet.content import library, schema
from teamlet.content.parsing import Amount, Days, StepWords, When

_FRACTIONS: Mapping[Decimal, str] = {
    Decimal("0.5"): "1/2",
    Decimal("0.25"): "1/4",
    Decimal("0.75"): "3/4",
    Decimal("0.333"): "1/3",
    Decimal("0.667"): "2/3",
}
_WEEKDAYS: Mapping[str, tuple[str, ...]] = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábados", "domingos"),
}
_EVERY_DAY = {"en": "every day", "es": "todos los días"}
_WEEKDAYS_ALL = {"en": "Monday to Friday", "es": "de lunes a viernes"}
_AND = {"en": " and ", "es": " y "}


@dataclass(frozen=True, slots=True)
class StepParts:
    """The four parts of a step.  A part left open is ``None`` and is simply not said."""

    step: StepWords
    amount: Amount | None = None
    when: When | None = None
    days: Days | None = None

    @property
    def understood(self) -> bool:
        """Say whether no part exists only as free text."""
        parts = (self.step, self.amount, self.when, self.days)
        return all(part.understood for part in parts if part is not None and part.spoken)


PartT = TypeVar("PartT", StepWords, Amount, When, Days)


def _said(part: PartT | None) -> TypeGuard[PartT]:
    return part is not None and (bool(part.spoken) or part.understood)


@dataclass(frozen=True, slots=True)
class Words:
    """The content a sentence is made from: all menu steps by code, and the words of the parts."""

    steps: Mapping[str, schema.MenuStep]
    units: Mapping[str, schema.Unit]
    whens: Mapping[str, schema.When]

    @classmethod
    def of(cls, menus: Iterable[schema.GoalMenu], parts: schema.StepParts) -> Words:
        """Gather the words of ``menus`` and ``parts`` (a practice's own versions, for example)."""
        return cls(
            {step.code: step for menu in menus for topic in menu.topics for step in topic.steps},
            {unit.code: unit for unit in parts.units},
            {when.code: when for when in parts.whens},
        )


@cache
def shipped_words() -> Words:
    """Return the words of the newest shipped content."""
    menus = [library.load_as(schema.GoalMenu, name) for name in library.ids("goal_menus")]
    return Words.of(menus, library.load_as(schema.StepParts, "everyday"))


def step_sentence(parts: StepParts, language: str, *, words: Words | None = None) -> str | None:
    """Return the step as one sentence in ``language``, without a full stop.

    ``None`` when a part exists only as free text, when the unit does not belong to the step, or when
    some words do not exist in ``language``: never a guess, never another language.
    """
    known = words or shipped_words()
    try:
        verb = _verb(parts, language, known)
        if verb is None or not parts.understood:
            return None
        when = when_phrase(parts.when, language, words=known) if _said(parts.when) else ""
        days = days_phrase(parts.days, language) if _said(parts.days) else ""
    except schema.NotInLanguage:
        return None
    if when is None or days is None:
        return None
    sentence = f"{verb} {when}" if when else verb
    return f"{sentence}, {days}" if days else sentence


def spoken_sentence(parts: StepParts, language: str, *, words: Words | None = None) -> str:
    """Return the step in the words it was spoken in; ``language`` is the language of those words.

    Parts that were understood are written out (``10 min`` becomes ``10 minutes``), the others stay
    letter for letter.  For the page when ``step_sentence`` is ``None``.
    """
    known = words or shipped_words()
    whole = step_sentence(parts, language, words=known)
    if whole is not None:
        return whole
    said: list[str] = []
    amount = when = days = None
    try:
        amount = amount_phrase(parts.amount, language, words=known) if parts.amount else None
        when = when_phrase(parts.when, language, words=known) if parts.when else None
        days = days_phrase(parts.days, language) if parts.days else None
    except schema.NotInLanguage:
        pass
    said.append(parts.step.spoken)
    said.append(amount or (parts.amount.spoken if parts.amount else ""))
    said.append(when or (parts.when.spoken if parts.when else ""))
    sentence = " ".join(part for part in said if part)
    last = days or (parts.days.spoken if parts.days else "")
    return ", ".join(part for part in (sentence, last) if part)


def amount_phrase(amount: Amount, language: str, *, words: Words | None = None) -> str | None:
    """Return ``10 minutes``; ``None`` without number or unit.  Raises ``NotInLanguage``."""
    unit = (words or shipped_words()).units.get(amount.unit or "")
    if amount.number is None or unit is None:
        return None
    return f"{number_text(amount.number)} {_unit_text(amount.number, unit, language)}"


def when_phrase(when: When, language: str, *, words: Words | None = None) -> str | None:
    """Return ``after dinner`` or ``at 6:30 pm``; ``None`` when not understood.  Raises ``NotInLanguage``."""
    if when.at is not None:
        return _clock_text(when.at, language)
    cue = (words or shipped_words()).whens.get(when.code or "")
    return cue.phrase.say(language) if cue else None


def days_phrase(days: Days, language: str) -> str | None:
    """Return ``3 days a week`` or ``on Monday and Friday``; ``None`` when not understood.

    Raises ``NotInLanguage`` outside English and Spanish.
    """
    if language not in _WEEKDAYS:
        raise schema.NotInLanguage(language)
    if days.count is None or not 1 <= days.count <= 7:
        return None
    if days.count == 7:
        return _EVERY_DAY[language]
    if days.named == (1, 2, 3, 4, 5):
        return _WEEKDAYS_ALL[language]
    if days.named:
        return _named_days(days.named, language)
    if language == "es":
        return "1 día a la semana" if days.count == 1 else f"{days.count} días a la semana"
    return "1 day a week" if days.count == 1 else f"{days.count} days a week"


def number_text(number: Decimal) -> str:
    """Return a number as people in the US write it: ``10``, ``1/2``, ``1 1/2``, ``10,000``."""
    whole, part = int(number), number - int(number)
    if not part:
        return f"{whole:,}" if whole >= 10000 else str(whole)
    fraction = _FRACTIONS.get(part.quantize(Decimal("0.001")).normalize())
    if fraction is None:
        return f"{number.normalize():f}"
    return f"{whole} {fraction}" if whole else fraction


def _verb(parts: StepParts, language: str, known: Words) -> str | None:
    step = known.steps.get(parts.step.code or "")
    if step is None:
        return None
    amount = parts.amount
    if not _said(amount):
        return step.label.say(language)
    code = amount.unit or (step.units[0] if len(step.units) == 1 else None)
    if amount.number is None or code not in step.units:
        return None
    unit = known.units[code]
    one = amount.number <= 1
    sentence = step.sentence if one or step.sentence_many is None else step.sentence_many
    number, unit_words = number_text(amount.number), _unit_text(amount.number, unit, language)
    return sentence.say(language, number=number, unit=unit_words, amount=f"{number} {unit_words}")


def _unit_text(number: Decimal, unit: schema.Unit, language: str) -> str:
    return (unit.one if number <= 1 else unit.many).say(language)


def _named_days(days: tuple[int, ...], language: str) -> str:
    names = [_WEEKDAYS[language][day - 1] for day in days]
    joined = names[0] if len(names) == 1 else ", ".join(names[:-1]) + _AND[language] + names[-1]
    if language == "en":
        return f"on {joined}"
    return f"los {joined}"


def _clock_text(at: str, language: str) -> str:
    hour, minute = (int(part) for part in at.split(":"))
    twelve = hour % 12 or 12
    clock = f"{twelve}:{minute:02d}" if minute else str(twelve)
    if language == "en":
        return f"at {clock} {'am' if hour < 12 else 'pm'}"
    if language == "es":
        part = "de la mañana" if hour < 12 else "de la tarde" if hour < 19 else "de la noche"
        return f"a {'la' if twelve == 1 else 'las'} {clock} {part}"
    raise schema.NotInLanguage(language)
