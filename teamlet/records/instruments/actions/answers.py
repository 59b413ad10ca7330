"""Saving answers one by one: what may be saved, and the same request again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from teamlet.content.instruments import Instrument
from teamlet.content.schema import Author, Mode
from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.instruments.actions.following import ask_what_follows, raise_where_needed
from teamlet.records.instruments.actions.forms import lock_way
from teamlet.records.instruments.models import Answer, Form, FormAccess, SafetyAlert, TabletBinding
from teamlet.records.instruments.permissions import check_enter
from teamlet.records.instruments.queries.access import may_use
from teamlet.records.instruments.queries.forms import (
    SAVED,
    Given,
    Part,
    answers_by,
    as_given,
    can_be_filled,
    given_in,
    parts_of,
    saved_in,
    that_count,
)
from teamlet.records.instruments.queries.safety import may_send_remotely
from teamlet.records.instruments.rules.answers import accept_answer, clean_value
from teamlet.records.instruments.rules.words import AnswerState
from teamlet.records.instruments.words import AnswerNote, MayFill, MaySend

#: Longest name and relation of somebody who answers for the patient.
NAME_LENGTH, RELATION_LENGTH = 60, 40
#: No page saves one question more often.
MOST_SAVES = 1_000_000


@dataclass(frozen=True, slots=True)
class Said:
    """One answer as it came in.

    ``part`` is a part of the form (``"phq_9@1"``), ``value`` an option's code, a whole number, words or a list of them
    as the item's kind says, None to leave the question out.  ``sequence`` is what the page carried: ``next_sequence``
    when it was made.
    """

    part: str
    item: str
    value: Any
    sequence: int = 1
    author: Author = Author.PATIENT
    author_name: str = ""
    relation: str = ""
    language: str = ""
    #: Only with ``Mode.PAPER``: what was seen on the page beside, or instead of, an answer.
    note: AnswerNote | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of an answer.

    ``form`` and ``given``: the form and the answers that count after it.  ``is_new`` False: it was there already (a
    repeated request).  ``show_crisis``: the page shows the crisis lines at once.  ``alert``: it raised one.
    ``added``: parts that follow from it.
    """

    answer: Answer
    form: Form
    given: tuple[Given, ...]
    is_new: bool
    show_crisis: bool = False
    alert: SafetyAlert | None = None
    added: tuple[str, ...] = field(default_factory=tuple)


@action
def save_answer(
    *, form: Form, said: Said, mode: Mode, access: FormAccess | None = None, at: datetime, by: Principal
) -> Saved:
    """Save one answer: one transaction, the same request again adds nothing.

    With ``access`` a patient answers (link, tablet), without it a member of staff enters (``Mode.STAFF``,
    ``Mode.PAPER``).  An answer that may mean danger, and alarming words in any text, raise a safety alert in the same
    transaction, long before the form is sent back.  Positive short mood questions lead to the longer ones, or outside
    of covered hours and by link to somebody who asks in person.

    Raises ``Refused``, and nothing is saved, when the form is over or not open to this browser or person, the item is
    unknown, hidden or not asked, the value does not fit, the author may not answer, or the way is not allowed.
    """
    form, access = lock_way(form, access)
    check_way(form, mode, access, at, by)
    part = _part(form, said)
    _check_author(part.instrument, said, mode, access, by)
    saved = saved_in(form)
    mine = answers_by(that_count(saved), part.key, said.author, said.author_name)
    said = replace(said, value=clean_value(said.value), note=said.note if mode is Mode.PAPER else None)
    decision = accept_answer(
        part.instrument,
        said.item,
        said.value,
        mine,
        author=said.author,
        mode=mode,
        asked=form.asked.get(part.key),
    )
    if decision.status is AnswerState.NOT_KEPT:
        raise Refused(decision.reason)
    digest = _digest(said)
    known = _known(saved, said, digest)
    if known is not None:
        answer = Answer.objects.get(pk=known.id)
        audit(answer, patient=form.patient, part=part.key, item=said.item, again=True)
        alert = SafetyAlert.objects.filter(answer=answer).first()
        return Saved(answer, form, that_count(saved), is_new=False, show_crisis=alert is not None, alert=alert)
    answer = Answer.objects.create(
        form=form,
        instrument=part.instrument.id,
        version=part.instrument.version,
        item=said.item,
        value=said.value,
        digest=digest,
        sequence=said.sequence,
        author=said.author,
        author_name=said.author_name,
        relation=said.relation,
        mode=mode,
        language=said.language or form.language,
        note=said.note or "",
        by_id=by.user_id,
        at=at,
    )
    if access is not None and access.binding_id is not None:
        TabletBinding.objects.filter(pk=access.binding_id).update(touched=at)
    alert = raise_where_needed(form, part.instrument, answer, at, by)
    after = {**mine, said.item: said.value} if said.value is not None else mine
    followed = ask_what_follows(form, part, after, answer, at, by)
    audit(
        answer,
        patient=form.patient,
        part=part.key,
        item=said.item,
        author=said.author,
        mode=mode,
        sequence=said.sequence,
        added=list(followed.added),
    )
    now = as_given(*(getattr(answer, name) for name in SAVED))
    return Saved(
        answer,
        form,
        given_in(form) if followed.added else that_count([*saved, now]),
        is_new=True,
        show_crisis=alert is not None or followed.show_crisis,
        alert=alert,
        added=followed.added,
    )


def next_sequence(given: Iterable[Given], part: str, item: str) -> int:
    """Return what the page of a question carries, so that a repeated request is known as such."""
    return max((each.sequence for each in given if each.part == part and each.item == item), default=0) + 1


# --- may this be saved? -----------------------------------------------------------------------------------------------


def check_way(form: Form, mode: Mode, access: FormAccess | None, at: datetime, by: Principal) -> None:
    """Raise ``Refused`` unless the locked form is open to this browser, or to this member of staff, in this way."""
    if access is None:
        if by.user_id is None or mode not in {Mode.STAFF, Mode.PAPER}:
            raise Refused(Reason("instruments.access_over"))
        decision = can_be_filled(form, at=at)
    else:
        if mode is not (Mode.LINK if access.link_id is not None else Mode.TABLET):
            raise Refused(Reason("instruments.access_over"))
        decision = may_use(access, at=at)
    if decision.status is MayFill.NO:
        raise Refused(decision.reason)


def _part(form: Form, said: Said) -> Part:
    part = next((each for each in parts_of(form) if each.key == said.part), None)
    if part is None:
        raise Refused(Reason("instruments.part_not_asked"))
    if not part.has(said.item):
        raise Refused(Reason("instruments.item_unknown"))
    return part


def _check_author(instrument: Instrument, said: Said, mode: Mode, access: FormAccess | None, by: Principal) -> None:
    if access is None:
        check_enter(by, instrument)
    elif said.author is Author.STAFF:
        raise Refused(Reason("instruments.author_not_allowed"))
    _check_request(instrument, said)
    if mode is Mode.LINK and instrument.rules.risks:
        decision = may_send_remotely(by.practice_id, [instrument])
        if decision.status is MaySend.NO:
            raise Refused(decision.reason)
    if mode not in instrument.rules.modes:
        raise Refused(Reason("instruments.mode_not_allowed"))
    if said.author not in instrument.rules.authors:
        raise Refused(Reason("instruments.author_not_allowed"))
    named = said.author_name.strip()
    if said.author is Author.CAREGIVER and not named:
        raise Refused(Reason("instruments.author_unnamed"))
    if said.author is not Author.CAREGIVER and (named or said.relation):
        raise Refused(Reason("instruments.author_unnamed"))
    if len(said.author_name) > NAME_LENGTH or len(said.relation) > RELATION_LENGTH:
        raise Refused(Reason("instruments.author_unnamed"))


def _digest(said: Said) -> str:
    noted = said.value if said.note is None else [said.value, said.note]
    return hashlib.sha256(json.dumps(noted, sort_keys=True).encode()).hexdigest()


def _check_request(instrument: Instrument, said: Said) -> None:
    """Raise ``Refused`` for what no page of ours sends: odd names, languages and sequences."""
    try:
        f"{said.author_name}{said.relation}".encode()
    except UnicodeEncodeError:
        raise Refused(Reason("instruments.request_odd")) from None
    odd = "\x00" in said.author_name + said.relation or not 1 <= said.sequence <= MOST_SAVES
    if odd or (said.language and not instrument.speaks(said.language)):
        raise Refused(Reason("instruments.request_odd"))


def _known(saved: Iterable[Given], said: Said, digest: str) -> Given | None:
    """Return the answer that says this already: the same request again, or the one that counts anyway."""
    asked = (said.part, said.item, said.author, said.author_name)
    mine = [each for each in saved if (each.part, each.item, each.author, each.author_name) == asked]
    same = next((each for each in mine if (each.sequence, each.digest) == (said.sequence, digest)), None)
    if same is not None:
        return same
    newest = max(mine, key=lambda each: (each.sequence, each.id), default=None)
    return newest if newest is not None and newest.digest == digest else None
