"""The action pattern: one transaction, one audit event of its own, ``by`` always named."""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

from django.db import transaction

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.chain import Entry, append, take_turn
from teamlet.ground.reasons import Refused

P = ParamSpec("P")
R = TypeVar("R")


class _Frame:
    """What one running action says; ``entries`` are the events of all actions of one outermost action, in order."""

    __slots__ = ("entries", "entry", "goes_on")

    def __init__(self, outer: _Frame | None, *, goes_on: bool) -> None:
        self.entry: dict[str, Any] | None = None
        self.entries: list[Entry] = outer.entries if outer is not None else []
        self.goes_on: bool = goes_on or (outer is not None and outer.goes_on)


_frame: ContextVar[_Frame | None] = ContextVar("action_frame", default=None)


class ActionError(RuntimeError):
    """An action broke the pattern: no ``audit(...)`` call, two of them, or one outside an action."""


def goes_on(function: Callable[P, R]) -> Callable[P, R]:
    """Let an action go on with what was begun under a record that is joined to another by now.

    Put below ``@action``.  A promised contact is still made, a worry still answered and a task still somebody's;
    everything else under such a record is refused (``audit``).
    """
    function.goes_on = True  # type: ignore[attr-defined]
    return function


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Make ``function(*, …, by)`` an action.

    The body runs in one transaction, which takes its turn at the practice's chain before the body locks anything,
    and calls ``audit(...)`` exactly once, for an event named ``<record>.<function>``.  An action called by an action
    is part of it: its event is written with the others when the outermost body ends, and when it fails everything
    does, whoever catches its exception.  Raises ``ActionError`` when the body breaks the pattern.
    """
    record = function.__module__.removeprefix("teamlet.").split(".actions")[0].rsplit(".", 1)[-1]
    verb = f"{record}.{function.__name__}"
    goes_with_it = getattr(function, "goes_on", False)

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        by = kwargs.get("by")
        if not isinstance(by, Principal):
            raise ActionError(f"{verb} needs by=Principal")
        outer = _frame.get()
        frame = _Frame(outer, goes_on=goes_with_it)
        token = _frame.set(frame)
        try:
            with transaction.atomic(savepoint=outer is None):
                if outer is None:
                    take_turn(by.practice_id)
                result = function(*args, **kwargs)
                if frame.entry is None:
                    raise ActionError(f"{verb} recorded nothing")
                frame.entries.append(_entry(verb, by, frame.entry))
                if outer is None:
                    append(*frame.entries)
        finally:
            _frame.reset(token)
        return result

    run.is_action = True  # type: ignore[attr-defined]
    return run


def audit(about: Any, *, patient: Any = None, **detail: Any) -> None:
    """Say what this action's event is about: a model row with ``oid`` (or a pair of words), and its patient.

    ``detail`` takes codes, counts and ids; never the patient's words.  Raises ``ActionError`` when
    called twice in one action or outside of one.  This is the door of all writing about a patient: raises ``Refused``
    with ``patient.joined`` (a reason, or None) when the record is joined to another, unless the action ``goes_on``.
    """
    frame = _frame.get()
    if frame is None:
        raise ActionError("audit() belongs inside an action")
    if frame.entry is not None:
        raise ActionError("an action writes one event of its own")
    joined = None if patient is None or frame.goes_on else getattr(patient, "joined", None)
    if joined is not None:
        raise Refused(joined)
    kind, oid = about if isinstance(about, tuple) else (about._meta.label_lower, str(getattr(about, "oid", about.pk)))
    frame.entry = {"about": kind, "about_oid": oid, "patient_oid": patient.oid if patient else "", "detail": detail}


def record_read(verb: str, *, about: str, about_oid: str, patient_oid: str, by: Principal) -> None:
    """Commit the event of a page that showed a patient, before its body is sent."""
    with transaction.atomic():
        append(_entry(verb, by, {"about": about, "about_oid": about_oid, "patient_oid": patient_oid, "detail": {}}))


def _entry(verb: str, by: Principal, said: dict[str, Any]) -> Entry:
    return Entry(
        practice_id=by.practice_id,
        verb=verb,
        actor=by.name,
        user_id=by.user_id,
        membership_id=by.membership_id,
        request_id=by.request_id,
        **said,
    )
