"""What is explained, shown and given in a visit: lists over the texts of ``documents/teaching``.  Pure.

The texts are content and can be changed there; which of them is a topic, a skill or care to expect stands here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from teamlet.content import library, schema

#: The file that the texts come from.
TEXTS = "teaching"


@dataclass(frozen=True, slots=True)
class Care:
    """One part of good care for a condition; ``codes`` (LOINC) and ``days`` where the chart tells when it was done."""

    code: str
    codes: tuple[str, ...] = ()
    days: int = 0


@dataclass(frozen=True, slots=True)
class CareList:
    """The care to expect with a condition; ``conditions`` are beginnings of ICD-10-CM codes and SNOMED CT codes."""

    code: str
    conditions: tuple[str, ...]
    parts: tuple[Care, ...]


_A1C = ("4548-4", "4549-2", "17855-8", "17856-6", "96595-4", "59261-8")
_KIDNEY = ("9318-7", "14959-1", "33914-3", "48642-3", "62238-1", "98979-8", "2160-0", "38483-4")
_PRESSURE = ("85354-9", "8480-6", "8462-4")
_YEAR, _HALF = 365, 183

CARE = (
    CareList(
        "care_diabetes",
        ("E10", "E11", "E13", "44054006", "46635009", "73211009"),
        (
            Care("care_diabetes_a1c", _A1C, _HALF),
            Care("care_diabetes_kidney", _KIDNEY, _YEAR),
            Care("care_diabetes_pressure", _PRESSURE, _YEAR),
            Care("care_diabetes_eyes"),
            Care("care_diabetes_feet"),
            Care("care_diabetes_class"),
        ),
    ),
    CareList(
        "care_hypertension",
        ("I10", "I11", "I12", "I13", "I15", "38341003", "59621000"),
        (
            Care("care_hypertension_pressure", _PRESSURE, _YEAR),
            Care("care_hypertension_kidney", _KIDNEY, _YEAR),
            Care("care_hypertension_home"),
        ),
    ),
    CareList(
        "care_lungs",
        ("J44", "J45", "195967001", "13645005", "233678006"),
        (Care("care_lungs_inhaler"), Care("care_lungs_plan"), Care("care_lungs_flu")),
    ),
    CareList(
        "care_heart",
        ("I50", "84114007", "88805009", "42343007"),
        (Care("care_heart_weight"), Care("care_heart_kidney", _KIDNEY, _HALF), Care("care_heart_medicines")),
    ),
)


@lru_cache(maxsize=4)
def _codes(beginning: str) -> tuple[str, ...]:
    texts = library.load_as(schema.DocumentTexts, TEXTS).texts
    return tuple(row.code for row in texts if row.code.startswith(beginning) and not row.code[-1].isdigit())


def topics() -> tuple[str, ...]:
    """Return the codes of what may be explained."""
    return _codes("topic_")


def skills() -> tuple[str, ...]:
    """Return the codes of skills that are shown and shown back."""
    return _codes("skill_")


def aids() -> tuple[str, ...]:
    """Return the codes of pictures and decision aids."""
    return _codes("aid_")


def words(language: str) -> dict[str, str]:
    """Return every text by code, in ``language`` where we have it, else in English."""
    content = library.load_as(schema.DocumentTexts, TEXTS)
    return content.in_language(language if language in content.languages else "en")


def steps_of(skill: str, said: dict[str, str]) -> tuple[str, ...]:
    """Return the steps of a skill out of ``words``, in order."""
    return tuple(text for code, text in said.items() if code.startswith(f"{skill}_") and code[-1].isdigit())


def care_for(conditions: set[str]) -> tuple[CareList, ...]:
    """Return the lists of care to expect for these condition codes (ICD-10-CM or SNOMED CT)."""
    return tuple(
        each for each in CARE if any(code.startswith(beginning) for code in conditions for beginning in each.conditions)
    )
