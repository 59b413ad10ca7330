"""Shapes of the safety lists: facts on record, word patterns, cautions, red flags."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from teamlet.content.schema.texts import Base, Content, Text

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
    over an earlier reading at most ``within_days`` days older, the later one of the last 7 days.
    ``with_symptoms``: one of them named; ``without_symptoms``: none of them named.
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
