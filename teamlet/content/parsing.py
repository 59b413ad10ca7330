"""Reading what is typed for a step: amount, time and days, in English and Spanish.

Nothing typed is ever rejected.  What is understood becomes structured; what is not stays exactly as
it was spoken, with ``understood`` false.  Every function returns for every text and never raises.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from teamlet.content import library, schema

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(1, 8)
LANGUAGES = ("en", "es")
LARGEST = Decimal(100000)


@dataclass(frozen=True, slots=True)
class Amount:
    """How much: ``number`` (above 0, at most 100,000) and a unit code, or only the words ``spoken``."""

    spoken: str
    number: Decimal | None = None
    unit: str | None = None

    @property
    def understood(self) -> bool:
        """Say whether the number was read (the unit may be left to the step)."""
        return self.number is not None


@dataclass(frozen=True, slots=True)
class When:
    """When: the code of a cue, or a clock time ``at`` (``"18:30"``), or only the words ``spoken``."""

    spoken: str
    code: str | None = None
    at: str | None = None

    @property
    def understood(self) -> bool:
        """Say whether a cue or a clock time was read."""
        return self.code is not None or self.at is not None


@dataclass(frozen=True, slots=True)
class Days:
    """How often: any ``count`` of 7 days, or ``named`` weekdays (1 = Monday … 7 = Sunday), or ``spoken``.

    When days are named, ``count`` is how many.
    """

    spoken: str
    count: int | None = None
    named: tuple[int, ...] = ()

    @property
    def understood(self) -> bool:
        """Say whether the days were read."""
        return self.count is not None


@dataclass(frozen=True, slots=True)
class StepWords:
    """What to do: the code of a menu step, or only the words ``spoken``."""

    spoken: str
    code: str | None = None

    @property
    def understood(self) -> bool:
        """Say whether it is a step of a menu."""
        return self.code is not None


def plain(text: str) -> str:
    """Return ``text`` in small letters without accents, spaces made single."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(sign for sign in spread if not unicodedata.combining(sign)).split())


# --- amounts ----------------------------------------------------------------------------------------

_NUMBER_WORDS: Mapping[str, Decimal] = {
    word: Decimal(number)
    for number, words in {
        "0.5": "half|half a|half an|a half|medio|media|un medio",
        "1": "a|an|one|un|una|uno",
        "2": "two|a couple of|a couple|dos|un par de|un par",
        "3": "three|tres",
        "4": "four|cuatro",
        "5": "five|cinco",
        "6": "six|seis",
        "7": "seven|siete",
        "8": "eight|ocho",
        "9": "nine|nueve",
        "10": "ten|diez",
        "12": "twelve|doce",
        "15": "fifteen|quince",
        "20": "twenty|veinte",
        "25": "twenty-five|twenty five|veinticinco",
        "30": "thirty|treinta",
        "40": "forty|cuarenta",
        "45": "forty-five|forty five|cuarenta y cinco",
        "60": "sixty|sesenta",
    }.items()
    for word in words.split("|")
}
_FRACTION_SIGNS = str.maketrans({"½": " 1/2", "¼": " 1/4", "¾": " 3/4"})
_DIGITS = r"(?:[0-9]{1,3}(?:[.,][0-9]{3})+|[0-9]{1,6}(?:[.,][0-9]{1,2})?)"
_NUMBER = re.compile(rf"(?:(?P<whole>{_DIGITS})(?: +(?=[0-9]+/))?)?(?P<part>[1-9]/[2-8])?(?![0-9/.,:])")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:[.,][0-9]{3})+")
_ABOUT = re.compile(r"^(?:about|around|at least|como|unos|unas|por lo menos|al menos) +")


def _number(text: str) -> tuple[Decimal, str] | None:
    match = _NUMBER.match(text)
    if match and match.group():
        number = Decimal(0)
        whole, part = match["whole"], match["part"]
        if whole:
            if _THOUSANDS.fullmatch(whole):
                number = Decimal(re.sub("[.,]", "", whole))
            else:
                number = Decimal(whole.replace(",", "."))
        if part:
            top, bottom = part.split("/")
            if int(top) >= int(bottom):
                return None
            number += (Decimal(top) / Decimal(bottom)).quantize(Decimal("0.001"))
        return number.normalize(), text[match.end() :].strip()
    for word in sorted(_NUMBER_WORDS, key=len, reverse=True):
        if text == word or text.startswith(word + " "):
            return _NUMBER_WORDS[word], text[len(word) :].strip()
    return None


@cache
def _shipped_parts() -> schema.StepParts:
    return library.load_as(schema.StepParts, "everyday")


def parse_amount(text: str, language: str = "en", *, parts: schema.StepParts | None = None) -> Amount:
    """Read an amount such as ``10 min``, ``1/2 cup``, ``media taza``, ``10,000 steps``.

    A number alone is understood without a unit.  Ranges (``10-15 min``) stay as spoken.
    """
    spoken = text.strip()
    lowered = _ABOUT.sub("", plain(text.translate(_FRACTION_SIGNS)))
    found = _number(lowered)
    if found is None or not 0 < found[0] <= LARGEST:
        return Amount(spoken)
    number, rest = found
    if not rest:
        return Amount(spoken, number)
    units = (parts or _shipped_parts()).units
    for spelled_in in _in_order(language):
        for unit in units:
            if rest.rstrip(".") in (plain(word) for word in unit.spelled.get(spelled_in, ())):
                return Amount(spoken, number, unit.code)
    return Amount(spoken)


_BELOW_NOTHING = re.compile(r"[-−–] *[0-9]")
_LONG = re.compile(r"([0-9]{1,9}) *(days?|dias?|weeks?|semanas?|months?|mes(?:es)?|years?|anos?)\b")
_IN_DAYS = {"d": 1, "w": 7, "s": 7, "m": 30, "y": 365, "a": 365}


def is_odd_amount(text: str) -> bool:
    """Whether an amount is likely a slip: below nothing, nothing at all, beyond counting, longer than a year."""
    lowered = _ABOUT.sub("", plain(text.translate(_FRACTION_SIGNS)))
    found, long = _number(lowered), _LONG.match(lowered)
    return bool(
        _BELOW_NOTHING.match(lowered)
        or (found is not None and not 0 < found[0] <= LARGEST)
        or re.match(r"[0-9]{7}", lowered)
        or (long and int(long[1]) * _IN_DAYS[long[2][0]] > _IN_DAYS["y"])
    )


def _in_order(language: str) -> tuple[str, ...]:
    return (language, *(other for other in LANGUAGES if other != language))


# --- when ---------------------------------------------------------------------------------------------

_CLOCK = re.compile(
    r"(?:at +|around +|about +|a +las? +|a +eso +de +las? +)?"
    r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2}))?"
    r" *(?P<half>a\.? ?m\.?|p\.? ?m\.?|(?:de|en|por) la (?:manana|tarde|noche))?"
)


def parse_when(text: str, language: str = "en", *, parts: schema.StepParts | None = None) -> When:
    """Read a time or cue: a key 1–9 (3 = after dinner), words such as ``bedtime``, or ``6:30 pm``.

    A clock time needs *am*/*pm* (or *de la tarde* …) or minutes: a lone digit is a key.
    """
    spoken = text.strip()
    lowered = plain(text).strip(" .")
    whens = (parts or _shipped_parts()).whens
    if lowered.isascii() and lowered.isdigit():
        for when in whens:
            if when.key is not None and lowered == str(when.key):
                return When(spoken, when.code)
        return When(spoken)
    for spelled_in in _in_order(language):
        for when in whens:
            words = {plain(word) for word in when.spelled.get(spelled_in, ())}
            if when.phrase.has(spelled_in):
                words.add(plain(when.phrase.raw(spelled_in)))
            if lowered in words or lowered == when.code:
                return When(spoken, when.code)
    return When(spoken, at=_clock(lowered))


def _clock(text: str) -> str | None:
    match = _CLOCK.fullmatch(text)
    if match is None or (match["half"] is None and match["minute"] is None):
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = (match["half"] or "").replace(".", "").replace(" ", "")
    if half:
        if not 1 <= hour <= 12:
            return None
        evening = half == "pm" or half.endswith(("tarde", "noche"))
        hour = hour % 12 + (12 if evening else 0)
        if half.endswith("noche") and hour == 12:  # "12 de la noche" is midnight
            hour = 0
    elif hour < 13 and hour != 0:
        return None  # "6:30" alone may be morning or evening: it stays as spoken
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None


# --- days ---------------------------------------------------------------------------------------------

_DAY_NAMES: Mapping[str, Mapping[str, int]] = {
    "en": {
        name: day
        for day, names in {
            MONDAY: "m mo mon monday mondays",
            TUESDAY: "t tu tue tues tuesday tuesdays",
            WEDNESDAY: "w we wed weds wednesday wednesdays",
            THURSDAY: "th thu thur thurs thursday thursdays r",
            FRIDAY: "f fr fri friday fridays",
            SATURDAY: "sa sat saturday saturdays",
            SUNDAY: "su sun sunday sundays",
        }.items()
        for name in names.split()
    },
    "es": {
        name: day
        for day, names in {
            MONDAY: "l lu lun lunes",
            TUESDAY: "ma mar martes",
            WEDNESDAY: "mi mie mier miercoles x",
            THURSDAY: "j ju jue jueves",
            FRIDAY: "v vi vie viernes",
            SATURDAY: "s sa sab sabado sabados",
            SUNDAY: "d do dom domingo domingos",
        }.items()
        for name in names.split()
    },
}
_DAY_SETS: Mapping[str, tuple[int, ...]] = {
    "weekdays": (1, 2, 3, 4, 5),
    "on weekdays": (1, 2, 3, 4, 5),
    "work days": (1, 2, 3, 4, 5),
    "entre semana": (1, 2, 3, 4, 5),
    "dias de semana": (1, 2, 3, 4, 5),
    "weekend": (6, 7),
    "weekends": (6, 7),
    "on weekends": (6, 7),
    "on the weekend": (6, 7),
    "fin de semana": (6, 7),
    "fines de semana": (6, 7),
    "los fines de semana": (6, 7),
}
_EVERY_DAY = frozenset(
    "every day|everyday|daily|each day|all days|all week|todos los dias|cada dia|diario|a diario|diariamente".split("|")
)
_COUNT = re.compile(
    r"(?:any +|cualquier(?:es|a)? +)?(?P<count>[a-z]+|[0-9])"
    r"(?: *x| +(?:days?|dias?|times?|ve(?:z|ces)|evenings?|nights?|mornings?|noches?|mananas?|tardes?))?"
    r"(?: *(?:a|per|each|every|/|por|a la|cada|in the) *(?:week|wk|semana))?"
)
_WEEKLY = {
    "once a week": 1,
    "twice a week": 2,
    "once": 1,
    "twice": 2,
    "una vez por semana": 1,
    "una vez a la semana": 1,
}
_JOINERS = frozenset({"and", "y", "e", "on", "los", "el", "&", "+"})
_TWO_MEANINGS = {"en": "s", "es": "m"}
_RUN_TOGETHER = re.compile(r"(?=..)m?t?w?(?:th|r)?f?")
_SPAN = re.compile(r"(?:from +|de +)?(?P<first>[a-z]+) *(?:-|–|to|through|thru|a) *(?P<last>[a-z]+)")


def parse_days(text: str, language: str = "en") -> Days:
    """Read how often: ``3`` (any three days), ``m w f``, ``mon wed``, ``l mi v``, ``every day``.

    What can mean two things (a lone *s* in English, a lone *m* in Spanish) stays as spoken.
    """
    spoken = text.strip()
    lowered = plain(text).strip(" .")
    if lowered in _EVERY_DAY:
        return Days(spoken, 7)
    if lowered in _DAY_SETS:
        return _named(spoken, _DAY_SETS[lowered])
    if lowered in _WEEKLY:
        return Days(spoken, _WEEKLY[lowered])
    counted = _COUNT.fullmatch(lowered)
    if counted:
        count = _small_number(counted["count"])
        if count is not None and 1 <= count <= 7:
            return Days(spoken, count)
    for tried in _in_order(language):
        named = _day_list(lowered, tried)
        if named is not None:
            return _named(spoken, named) if named else Days(spoken)
    return Days(spoken)


def _small_number(word: str) -> int | None:
    if word.isdigit():
        return int(word)
    number = _NUMBER_WORDS.get(word)
    return int(number) if number is not None and number >= 1 and word not in ("a", "an") else None


def _named(spoken: str, days: Iterable[int]) -> Days:
    named = tuple(sorted(set(days)))
    return Days(spoken, len(named), named)


def _day_list(text: str, language: str) -> tuple[int, ...] | None:
    """Return the days named; nothing when a letter can mean two days; ``None`` when it is no list of days."""
    names = _DAY_NAMES.get(language)
    if names is None:
        return None
    span = _SPAN.fullmatch(text)
    if span and span["first"] in names and span["last"] in names:
        first, last = names[span["first"]], names[span["last"]]
        return tuple(range(first, last + 1)) if first < last else ()
    tokens = [token for token in re.split(r"[\s,;/.\-]+", text) if token and token not in _JOINERS]
    if language == "en" and len(tokens) == 1 and _RUN_TOGETHER.fullmatch(tokens[0]):
        tokens = re.findall(r"th|[mtwrf]", tokens[0])
    if not tokens or not all(token in names or token == _TWO_MEANINGS[language] for token in tokens):
        return None
    days: list[int] = []
    for place, token in enumerate(tokens):
        day = _spanish_m(tokens, place) if (language, token) == ("es", "m") else names.get(token)
        if day is None:
            return ()
        days.append(day)
    return tuple(days)


def _spanish_m(tokens: list[str], place: int) -> int | None:
    """*M* is Tuesday or Wednesday: clear only when the other one is named too."""
    if tokens.count("m") == 2:
        return TUESDAY if tokens.index("m") == place else WEDNESDAY
    others = {_DAY_NAMES["es"].get(token) for token in tokens}
    if WEDNESDAY in others and TUESDAY not in others:
        return TUESDAY
    if TUESDAY in others and WEDNESDAY not in others:
        return WEDNESDAY
    return None


# --- the step itself -----------------------------------------------------------------------------------


def parse_step(text: str, language: str = "en", *, menus: Iterable[schema.GoalMenu] | None = None) -> StepWords:
    """Match what was typed with a menu step: its code, or its label in a language of the menus.

    Only a whole label matches (accents and capitals aside); everything else stays as spoken.
    """
    spoken = text.strip()
    lowered = plain(text).rstrip(".")
    steps = _shipped_steps() if menus is None else _steps_of(menus)
    for step in steps:
        if lowered == step.code:
            return StepWords(spoken, step.code)
    for spelled_in in _in_order(language):
        for step in steps:
            if step.label.has(spelled_in) and lowered == plain(step.label.raw(spelled_in)):
                return StepWords(spoken, step.code)
    return StepWords(spoken)


def _steps_of(menus: Iterable[schema.GoalMenu]) -> tuple[schema.MenuStep, ...]:
    return tuple(step for menu in menus for topic in menu.topics for step in topic.steps)


@cache
def _shipped_steps() -> tuple[schema.MenuStep, ...]:
    return _steps_of(library.load_as(schema.GoalMenu, name) for name in library.ids("goal_menus"))
