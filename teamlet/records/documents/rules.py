"""What makes the copy in the EHR old, where a text is cut, and which page may be printed."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from teamlet.ground.reasons import Decision, Reason
from teamlet.records.documents.words import LANGUAGE_NAMES, CopyKind, CopyState, PrintState

PAGE_LIMIT = 300
#: What keeps its neighbors together, or apart within one word, and shows nothing itself.
JOINERS = frozenset("\u200c\u200d")


@dataclass(frozen=True, slots=True)
class PlanRefs:
    """What a copy says, as references: versions and dates, never a stored flag.

    Two of them are equal exactly when the texts made from them say the same.  ``withdrawn`` is
    true once the goal or the plan was entered in error.
    """

    goal_version: int | str | None = None
    plan_version: int | str | None = None
    importance: int | None = None
    confidence: int | None = None
    barriers: frozenset[int | str] = frozenset()
    contact_on: date | None = None
    contact_owner: int | str | None = None
    outcome: str | None = None
    caution: str | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class CopyMade:
    """A text that somebody copied: its kind, the moment, and what it said."""

    kind: CopyKind
    at: datetime
    refs: PlanRefs


_OLD: tuple[tuple[str, str], ...] = (
    ("withdrawn", "documents.old_withdrawn"),
    ("goal_version", "documents.old_goal"),
    ("plan_version", "documents.old_plan"),
    ("importance", "documents.old_importance"),
    ("confidence", "documents.old_confidence"),
    ("barriers", "documents.old_barriers"),
    ("contact_on", "documents.old_contact"),
    ("contact_owner", "documents.old_owner"),
    ("outcome", "documents.old_outcome"),
    ("caution", "documents.old_caution"),
)


def ehr_copy_state(
    current: PlanRefs, copies: Sequence[CopyMade], *, kind: CopyKind | None = None
) -> Decision[CopyState]:
    """Say whether the EHR still says what the plan says now.

    The copy made last counts, of ``kind`` when given, else of any; copies may come in any order.
    One reason for each thing that changed, the gravest first.  Going back to what was copied, as
    undo does, makes the copy current again.
    """
    made = [copy for copy in copies if kind is None or copy.kind is kind]
    if not made:
        return Decision(CopyState.NEVER_COPIED, (Reason("documents.never_copied"),))
    last = max(made, key=lambda copy: copy.at)
    values = {"kind": last.kind.value, "copied": last.at.isoformat()}
    changed = tuple(
        Reason(code, values) for field, code in _OLD if getattr(current, field) != getattr(last.refs, field)
    )
    if changed:
        return Decision(CopyState.OLD, changed)
    return Decision(CopyState.CURRENT, (Reason("documents.copy_current", values),))


@dataclass(frozen=True, slots=True)
class Cut:
    """A text as a page shows it: ``shown`` is its beginning, unchanged; ``text`` is all of it."""

    text: str
    shown: str
    reason: Reason | None = None

    @property
    def was_cut(self) -> bool:
        """Say whether words are missing on the page."""
        return self.reason is not None


def joins(before: str, letter: str) -> bool:
    """Say whether ``letter`` belongs to the sign that ends with ``before``: accents, joined emoji, syllables."""
    code = ord(letter)
    return (
        unicodedata.category(letter) in ("Mn", "Me", "Mc")
        or letter in JOINERS
        or before in JOINERS
        or 0xFE00 <= code <= 0xFE0F
        or 0x1F3FB <= code <= 0x1F3FF
        or 0xE0020 <= code <= 0xE007F
        or 0x1160 <= code <= 0x11FF  # the vowels and finals of a Hangul syllable
        or (before == "\r" and letter == "\n")
    )


def is_regional(letter: str) -> bool:
    """Say whether ``letter`` is half of a flag."""
    return 0x1F1E6 <= ord(letter) <= 0x1F1FF


def _is_boundary(text: str, at: int) -> bool:
    """Say whether ``text`` may be cut before position ``at`` without splitting a sign."""
    if at <= 0 or at >= len(text):
        return True
    before, letter = text[at - 1], text[at]
    if joins(before, letter):
        return False
    if is_regional(before) and is_regional(letter):
        flags = 0
        while at - 1 - flags >= 0 and is_regional(text[at - 1 - flags]):
            flags += 1
        return flags % 2 == 0
    return True


def cut_for_page(text: str, limit: int = PAGE_LIMIT) -> Cut:
    """Cut ``text`` to at most ``limit`` characters, at a space where there is one.

    ``shown`` is always an unchanged beginning of ``text`` without the space at its end.  A word
    longer than the limit is cut between two signs as people see them (letter with accents, joined
    emoji, flag); a single sign longer than the limit is cut where the limit falls.  Nothing is
    lost: ``text`` keeps every character.  Raises ``ValueError`` for a limit below 1.
    """
    if limit < 1:
        raise ValueError("a page shows at least one character")
    if len(text) <= limit:
        return Cut(text, text)
    at = limit
    while at > 0 and not (_is_boundary(text, at) and text[at].isspace()):
        at -= 1
    if not text[:at].strip():
        at = limit
        while at > 0 and not _is_boundary(text, at):
            at -= 1
        at = at or limit
    shown = text[:at].rstrip()
    if text[len(shown) :].strip() == "":
        return Cut(text, shown)
    return Cut(text, shown, Reason("documents.cut", {"shown": len(shown), "whole": len(text)}))


def language_name(code: str) -> str:
    """Return the English name of a language code such as ``es-MX``, or the code itself."""
    return LANGUAGE_NAMES.get(_base(code), code)


def _base(code: str) -> str:
    return code.strip().replace("_", "-").split("-")[0].casefold()


def may_print(language: str | None, available: Collection[str], *, has_plan: bool = True) -> Decision[PrintState]:
    """Decide whether the page may be printed in ``language`` (a code such as ``es`` or ``es-MX``).

    A language that we lack is named to staff; there is never a silent change to another one.
    """
    if not has_plan:
        return Decision(PrintState.NOTHING_TO_PRINT, (Reason("documents.nothing_to_print"),))
    if language is None or not language.strip():
        return Decision(PrintState.LANGUAGE_MISSING, (Reason("documents.language_not_known"),))
    values = {"language": language_name(language), "code": language}
    if _base(language) in {_base(code) for code in available}:
        return Decision(PrintState.READY, (Reason("documents.print_ready", values),))
    return Decision(PrintState.LANGUAGE_MISSING, (Reason("documents.language_missing", values),))
