"""Who may put a draft in force: a second person where there is one."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from teamlet.ground.reasons import Decision, Reason


class Approval(StrEnum):
    """How a draft may be approved by somebody."""

    SECOND = "second"
    OWN = "own"
    NO = "no"


def may_approve(
    person: int, *, author: int | None, editors: Collection[int], licensed: Collection[int], is_safety: bool
) -> Decision[Approval]:
    """Decide whether ``person`` may approve a draft of ``author`` (user numbers).

    ``editors`` are all who may approve in this practice, ``licensed`` those of them with a license.  What decides
    about safety waits for a licensed editor while there is one.  One's own draft may be approved only while
    nobody else could, and is recorded as one's own.
    """
    able = set(licensed) if is_safety and licensed else set(editors)
    if person not in able:
        code = "library.needs_licensed" if is_safety and licensed else "library.may_not_edit"
        return Decision(Approval.NO, (Reason(code),))
    if person != author:
        return Decision(Approval.SECOND, (Reason("library.approved_by_second"),))
    if able - {person}:
        return Decision(Approval.NO, (Reason("library.second_person"),))
    return Decision(Approval.OWN, (Reason("library.approved_by_author"),))
