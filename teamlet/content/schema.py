"""The shapes of content: what each kind of file holds.

Every structure is frozen.  ``Text`` is one text in several languages; asking for a language it does
not have raises ``NotInLanguage``, so that nothing ever falls back in silence.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

import msgspec

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class NotInLanguage(LookupError):
    """A text was asked for in a language that it does not have; ``language`` names it."""

    def __init__(self, language: str) -> None:
        super().__init__(f"not available in language {language!r}")
        self.language = language


class Text:
    """One text in several languages, with ``{name}`` blanks.  Immutable."""

    __slots__ = ("_words",)
    _words: Mapping[str, str]

    def __init__(self, words: Mapping[str, str]) -> None:
        object.__setattr__(self, "_words", MappingProxyType(dict(words)))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a text does not change")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self._words == other._words

    def __hash__(self) -> int:
        return hash(tuple(sorted(self._words.items())))

    def __repr__(self) -> str:
        return f"Text({dict(self._words)!r})"

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages this text has, in the file's order."""
        return tuple(self._words)

    def has(self, language: str) -> bool:
        """Say whether the text exists in ``language``."""
        return language in self._words

    def raw(self, language: str) -> str:
        """Return the text with its blanks as written.  Raises ``NotInLanguage``."""
        try:
            return self._words[language]
        except KeyError:
            raise NotInLanguage(language) from None

    def say(self, language: str, **values: object) -> str:
        """Return the text with every ``{name}`` filled from ``values``.

        Raises ``NotInLanguage``; raises ``KeyError`` with the blank's name when a value is missing.
        Values are inserted as they are: blanks inside a value are never filled.
        """
        return PLACEHOLDER.sub(lambda blank: str(values[blank[1]]), self.raw(language))

    def placeholders(self, language: str) -> frozenset[str]:
        """Return the names of the blanks in ``language``."""
        return frozenset(PLACEHOLDER.findall(self.raw(language)))


class Base(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all structures share: frozen, keyword-only, unknown keys are an error."""


class Provenance(Base, frozen=True, kw_only=True):
    """Where a content file comes from and who read it."""

    source: str
    author: str
    reviewed_by: str
    reviewed_on: dt.date
    license: str


class Content(Base, frozen=True, kw_only=True):
    """What every content file begins with."""

    id: str
    version: int
    kind: str
    title: Text
    languages: tuple[str, ...]
    provenance: Provenance

    def speaks(self, language: str) -> bool:
        """Say whether the whole content exists in ``language``."""
        return language in self.languages


# --- prompts -------------------------------------------------------------------------------------


class Use(StrEnum):
    """How a prompt is meant: to be said to the patient, or to be kept in mind."""

    SAY = "say"
    KEEP_IN_MIND = "keep_in_mind"


class Part(Base, frozen=True, kw_only=True):
    """A named part of a longer guide (the nine steps of a contact)."""

    code: str
    title: Text


class Prompt(Base, frozen=True, kw_only=True):
    """One thing to say or to keep in mind, optionally only for scores ``from_score``–``to_score``."""

    code: str
    use: Use
    text: Text
    part: str | None = None
    from_score: int | None = None
    to_score: int | None = None

    def fits(self, score: int | None) -> bool:
        """Say whether the prompt is meant for ``score`` (0–10; ``None`` = not asked yet)."""
        if self.from_score is None or self.to_score is None:
            return True
        return score is not None and self.from_score <= score <= self.to_score


class PromptSet(Content, frozen=True, kw_only=True):
    """The prompts beside one step of the strip."""

    step: str
    prompts: tuple[Prompt, ...]
    parts: tuple[Part, ...] = ()

    def for_score(self, score: int | None) -> tuple[Prompt, ...]:
        """Return the prompts for ``score``: those without a band first, as in the file."""
        return tuple(prompt for prompt in self.prompts if prompt.fits(score))

    def of_part(self, code: str) -> tuple[Prompt, ...]:
        """Return the prompts of one part of the guide."""
        return tuple(prompt for prompt in self.prompts if prompt.part == code)


# --- goal menus and the parts of a step ------------------------------------------------------------


class Unit(Base, frozen=True, kw_only=True):
    """A unit of an amount: its words for one and for many, and the spellings that are understood."""

    code: str
    one: Text
    many: Text
    spelled: Mapping[str, tuple[str, ...]]


class When(Base, frozen=True, kw_only=True):
    """A time of day or a cue.  ``key`` (1–9) is its number on the keyboard path."""

    code: str
    phrase: Text
    spelled: Mapping[str, tuple[str, ...]]
    key: int | None = None


class StepParts(Content, frozen=True, kw_only=True):
    """The words every step sentence is put together from."""

    units: tuple[Unit, ...]
    whens: tuple[When, ...]


class MenuStep(Base, frozen=True, kw_only=True):
    """A small thing to do.

    ``sentence`` has the blanks ``{amount}`` or ``{number}`` and ``{unit}`` where an amount belongs;
    ``label`` is the same step without an amount.  ``sentence_many`` replaces ``sentence`` when the
    number is not one.
    """

    code: str
    label: Text
    sentence: Text
    sentence_many: Text | None = None
    units: tuple[str, ...] = ()
    amounts: tuple[float, ...] = ()
    whens: tuple[str, ...] = ()
    days: tuple[int, ...] = (3, 5)


class Topic(Base, frozen=True, kw_only=True):
    """One bubble: a picture name, a label and the small steps it offers."""

    code: str
    picture: str
    label: Text
    steps: tuple[MenuStep, ...]


class GoalMenu(Content, frozen=True, kw_only=True):
    """A set of topics, offered to everybody or to people with one of ``conditions`` (fact groups)."""

    topics: tuple[Topic, ...]
    conditions: tuple[str, ...] = ()


# --- barriers ------------------------------------------------------------------------------------


class Strategy(Base, frozen=True, kw_only=True):
    """One answer to a barrier: “If …, then …”."""

    code: str
    text: Text


class Barrier(Base, frozen=True, kw_only=True):
    """Something that may get in the way.  ``label`` is the patient's wording, ``staff_label`` ours."""

    code: str
    label: Text
    staff_label: Text
    strategies: tuple[Strategy, ...] = ()


class BarrierList(Content, frozen=True, kw_only=True):
    """What may get in the way, with suggested answers."""

    question: Text
    barriers: tuple[Barrier, ...]


# --- facts and word patterns, shared by cautions and red flags ---------------------------------------


class FactGroup(Base, frozen=True, kw_only=True):
    """A group of facts on record.  One hit in any list is enough.

    ``icd10``: beginnings of ICD-10-CM codes.  ``snomed``, ``rxnorm``: whole codes.
    ``condition_words``, ``medicine_words``: words looked for in the label (``stem*``, ``*ending``).
    ``pregnant``: the person is pregnant.  ``bmi_below``: body mass index of an adult (kg/m²).
    ``age_from``/``age_below``: whole years.
    """

    code: str
    label: Text
    icd10: tuple[str, ...] = ()
    icd10_except: tuple[str, ...] = ()
    snomed: tuple[str, ...] = ()
    rxnorm: tuple[str, ...] = ()
    condition_words: tuple[str, ...] = ()
    condition_words_except: tuple[str, ...] = ()
    medicine_words: tuple[str, ...] = ()
    medicine_words_except: tuple[str, ...] = ()
    pregnant: bool = False
    bmi_below: float | None = None
    age_from: int | None = None
    age_below: int | None = None


class Pattern(Base, frozen=True, kw_only=True):
    """Words that mean something, without regular expressions.

    A match is any phrase of ``words`` (``stem*`` matches a beginning, ``#`` any number), and, when
    ``then`` is given, one of its phrases starting at most ``within`` words later.  It does not count
    when a phrase of ``unless_before`` stands in the ``near`` words before it, of ``unless_after`` in
    the ``near`` words after it, of ``denied_by`` directly before it (“no chest pain”), or of ``unless``
    anywhere in the same clause.
    """

    words: tuple[str, ...]
    then: tuple[str, ...] = ()
    within: int = 4
    unless_before: tuple[str, ...] = ()
    unless_after: tuple[str, ...] = ()
    near: int = 3
    denied_by: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    then_own_medicines: bool = False


class WordGroup(Base, frozen=True, kw_only=True):
    """One meaning, as patterns by language.  All languages are always tried."""

    code: str
    patterns: Mapping[str, tuple[Pattern, ...]]


class CautionRule(Base, frozen=True, kw_only=True):
    """The caution is met when one word group is in the text and one fact group is on record.

    Without ``facts`` the words alone are enough.
    """

    words: tuple[str, ...]
    facts: tuple[str, ...] = ()


class Caution(Base, frozen=True, kw_only=True):
    """A step that a licensed person looks at before it starts."""

    code: str
    line: Text
    staff_reason: Text
    rules: tuple[CautionRule, ...]


class CautionList(Content, frozen=True, kw_only=True):
    """Steps that a licensed person looks at before they start."""

    fact_groups: tuple[FactGroup, ...]
    word_groups: tuple[WordGroup, ...]
    cautions: tuple[Caution, ...]


# --- red flags -----------------------------------------------------------------------------------


class Tier(StrEnum):
    """How soon somebody licensed must act, calmest first."""

    NONE = "none"
    SAME_DAY = "same_day"
    WITHIN_HOUR = "within_hour"
    NOW_911 = "now_911"


class Symptom(Base, frozen=True, kw_only=True):
    """A sign to ask for.  Without ``conditions`` everybody is asked."""

    code: str
    tier: Tier
    question: Text
    staff_label: Text
    words: Mapping[str, tuple[Pattern, ...]]
    conditions: tuple[str, ...] = ()


class ReadingRule(Base, frozen=True, kw_only=True):
    """When readings are a red flag.  All limits given must hold (``any_reading`` counts: no averages).

    ``below``/``above`` are strict, ``at_least`` is not.  ``times`` different instants within
    ``within_days`` days (both ends counted, the day of asking is the last).  ``gain_at_least``: rise
    over an earlier reading at most ``within_days`` days older, the later one of the last 7 days.  ``with_symptoms``: one of them named;
    ``without_symptoms``: none of them named.
    """

    code: str
    tier: Tier
    measure: str
    unit: str
    label: Text
    instruction: Text
    below: float | None = None
    above: float | None = None
    at_least: float | None = None
    gain_at_least: float | None = None
    times: int = 1
    within_days: int = 1
    facts: tuple[str, ...] = ()
    with_symptoms: tuple[str, ...] = ()
    without_symptoms: tuple[str, ...] = ()


class Script(Base, frozen=True, kw_only=True):
    """What to say and do in one tier.  ``symptoms``: only when one of these was named."""

    code: str
    tier: Tier
    lines: tuple[Text, ...]
    symptoms: tuple[str, ...] = ()


class RedFlagList(Content, frozen=True, kw_only=True):
    """What is new or worrying, and how soon somebody licensed must act."""

    question: Text
    fact_groups: tuple[FactGroup, ...]
    symptoms: tuple[Symptom, ...]
    readings: tuple[ReadingRule, ...]
    scripts: tuple[Script, ...]


# --- fixed texts and word lists ---------------------------------------------------------------------


class Phrase(Base, frozen=True, kw_only=True):
    """One fixed text.  ``patient``: patients read it, so it must be easy to read."""

    code: str
    text: Text
    patient: bool = True


class DocumentTexts(Content, frozen=True, kw_only=True):
    """The fixed texts of a page, a letter or a calendar entry."""

    texts: tuple[Phrase, ...]

    def in_language(self, language: str) -> dict[str, str]:
        """Return ``{code: text}`` with blanks as written.  Raises ``NotInLanguage``."""
        return {phrase.code: phrase.text.raw(language) for phrase in self.texts}


class Replacement(Base, frozen=True, kw_only=True):
    """A word that patients may not know, and the one to say instead."""

    word: str
    instead: str


class WordLists(Content, frozen=True, kw_only=True):
    """Word lists for the checks of patient texts and the one hint under *step*.

    ``blame``: words that can sound like blame.  ``replace``: glossary.  ``outcome``: words that name
    a result, not a step (a hint only).  ``familiar_long``: long words that everybody knows.
    """

    blame: Mapping[str, tuple[str, ...]]
    replace: Mapping[str, tuple[Replacement, ...]]
    outcome: Mapping[str, tuple[Pattern, ...]]
    familiar_long: Mapping[str, tuple[str, ...]]


#: The kinds of content, by the name of their folder.
KINDS: Mapping[str, type[Content]] = MappingProxyType(
    {
        "prompts": PromptSet,
        "step_parts": StepParts,
        "goal_menus": GoalMenu,
        "barriers": BarrierList,
        "cautions": CautionList,
        "red_flags": RedFlagList,
        "documents": DocumentTexts,
        "word_lists": WordLists,
    }
)
