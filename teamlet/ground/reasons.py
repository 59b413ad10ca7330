"""Decisions and their reasons: what every rule of the product returns.

A rule never returns a bare yes or no.  It returns a ``Decision`` whose reasons carry a *code* and
*values*; the edge (page, command, audit reader, card) turns them into a sentence in the reader's
language.  Audit keeps the code and the values, never the sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Generic, TypeVar


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a rule decided as it did.

    ``code`` is a stable dotted name such as ``"plans.confidence_below_threshold"``; ``values`` are
    the plain facts (numbers, ISO dates, codes) its sentence needs.
    """

    code: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))

    def __hash__(self) -> int:
        return hash((self.code, tuple(sorted((key, str(value)) for key, value in self.values.items()))))

    def as_dict(self) -> dict[str, object]:
        """Return ``{"code": …, "values": {…}}``, ready for JSON."""
        return {"code": self.code, "values": dict(self.values)}


StatusT = TypeVar("StatusT", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Decision(Generic[StatusT]):
    """The answer of a rule: a status of the rule's own enum, with at least one reason."""

    status: StatusT
    reasons: tuple[Reason, ...]

    def __post_init__(self) -> None:
        if not self.reasons:
            raise ValueError("a decision needs a reason")

    @property
    def reason(self) -> Reason:
        """The first reason: the one sentence shown where there is room for one."""
        return self.reasons[0]


class Refused(Exception):
    """An action may not happen now; ``reason`` says why in a form the edge can render."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


def N_(message: str) -> str:  # noqa: N802  (the customary name that message extraction looks for)
    """Mark ``message`` for translation without translating it now."""
    return message


class ChangedMeanwhile(Refused):
    """Somebody else saved this section since the form was opened; nothing was overwritten.

    ``section`` is the part's name ("agenda", "goal", "plan"), for the comparison that the page shows.
    """

    def __init__(self, section: str) -> None:
        super().__init__(Reason("visits.changed_meanwhile", {"section": section}))
        self.section = section
