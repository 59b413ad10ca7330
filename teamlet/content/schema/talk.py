"""Shapes of what is said and chosen: prompts, goal menus, the parts of a step, barriers."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from teamlet.content.schema.safety import FactGroup
from teamlet.content.schema.texts import Base, Content, Text

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
    """A set of topics, offered to everybody or to people with one of ``conditions`` on record.

    ``sensitivity``: the label of a sensitive condition (``mental_health``); such a menu stays off the
    turned screen, lists and prints unless role and view allow it.
    """

    topics: tuple[Topic, ...]
    conditions: tuple[FactGroup, ...] = ()
    sensitivity: str = "none"


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
