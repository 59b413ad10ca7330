"""Shape of a population of focus: whom the team looks at before a visit, and by which rule.

A rule is a list of groups that must all hold; of each group one line is enough.  A line with ``unless`` holds
for those of whom it is not true.  So every combination of *and*, *or* and *not* can be written, and read aloud.
"""

from __future__ import annotations

from enum import StrEnum

from teamlet.content.schema.texts import Base, Content, Text


class Route(StrEnum):
    """How a patient comes into a population (domain report, section 5.4)."""

    DIAGNOSIS = "diagnosis"
    CONTROL = "control"
    RISK = "risk"
    REQUEST = "request"
    ASSESSMENT = "assessment"


class LineKind(StrEnum):
    """What one line of a rule looks at."""

    DIAGNOSIS = "diagnosis"
    READING = "reading"
    AGE = "age"
    SEX = "sex"
    LANGUAGE = "language"
    ENCOUNTERS = "encounters"
    WISH = "wish"
    POPULATIONS = "populations"


class Proof(StrEnum):
    """What makes a diagnosis count.

    ``listed``: on the problem list, or diagnosed at two outpatient encounters within 24 months.
    ``visits``: diagnosed at two outpatient encounters, ``apart_days`` apart, whatever the list says.
    ``any``: any active diagnosis.
    """

    LISTED = "listed"
    VISITS = "visits"
    ANY = "any"


class Compare(StrEnum):
    """How a reading is held against a number."""

    ABOVE = "above"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BELOW = "below"


class EncounterKind(StrEnum):
    """Where an encounter took place."""

    OUTPATIENT = "outpatient"
    EMERGENCY = "emergency"
    HOSPITAL = "hospital"


class Line(Base, frozen=True, kw_only=True):
    """One line of a rule; ``kind`` says which of the other fields it uses.

    ``icd10``: beginnings of ICD-10-CM codes ("E11" is E11 and all below it), without those of ``icd10_except``.
    ``snomed``: whole SNOMED CT codes.  ``reading``: a name from ``content.readings``; without ``compare`` any value
    counts.  ``months``: only what happened in the last so many months.  ``times``: at least so many encounters.
    ``at_least``: of so many of ``populations``.  Ages are whole years.
    """

    kind: LineKind
    unless: bool = False
    icd10: tuple[str, ...] = ()
    icd10_except: tuple[str, ...] = ()
    snomed: tuple[str, ...] = ()
    proof: Proof = Proof.LISTED
    apart_days: int | None = None
    reading: str | None = None
    compare: Compare | None = None
    value: float | None = None
    months: int | None = None
    age_from: int | None = None
    age_below: int | None = None
    sex: str | None = None
    spoken: tuple[str, ...] = ()
    encounter: EncounterKind | None = None
    times: int | None = None
    topic: str | None = None
    populations: tuple[str, ...] = ()
    at_least: int | None = None


class LineGroup(Base, frozen=True, kw_only=True):
    """Lines of which one is enough."""

    any_of: tuple[Line, ...]


class Population(Content, frozen=True, kw_only=True):
    """A population of focus: its route, its rule, and the label that keeps it from those who may not read it."""

    route: Route
    about: Text
    in_use: bool = True
    #: A sensitivity label of ``records.patients`` that holds even where nothing labelled is on record.
    sensitivity: str = "none"
    all_of: tuple[LineGroup, ...]
