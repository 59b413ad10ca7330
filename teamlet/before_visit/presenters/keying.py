"""Keying in what stands on paper: one line per question, saved as if the patient had answered on a page."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from teamlet.before_visit.presenters.paper import BUBBLES, MENU, printed_items, words_of
from teamlet.content.instruments import Item, ItemKind
from teamlet.content.schema import Author, Mode
from teamlet.ground.access import stamps
from teamlet.ground.access.principal import Principal
from teamlet.ground.reasons import Reason, Refused
from teamlet.ground.ui.reason_words import say
from teamlet.records.documents.rendering.sheet import questions_of
from teamlet.records.instruments import actions, queries
from teamlet.records.instruments.actions import Said, next_sequence, save_answer
from teamlet.records.instruments.models import Form
from teamlet.records.instruments.permissions import can_enter, can_read
from teamlet.records.instruments.queries import Given, Part
from teamlet.records.instruments.rules.keying import keys_of, printed_code, read_code, read_keys
from teamlet.records.instruments.words import (
    ALERT_LINES,
    ANSWER_NOTE_LABELS,
    AlertState,
    AnswerNote,
    MayFill,
)
from teamlet.records.patients.queries import patient_name

#: Longest line that is read at all; a question's own limit is shorter.
_LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Who:
    """Whose words stand on the page: the patient's, or those of somebody who helps."""

    author: Author = Author.PATIENT
    name: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One question of the page as it is keyed in.

    ``was`` is what stood in the line when the page was made: a line that nobody touched changes nothing.
    """

    name: str
    part: Part
    item: Item
    number: int
    text: str
    hint: str
    was: str = ""
    typed: str = ""
    said: str = ""
    error: Reason | None = None

    @property
    def was_name(self) -> str:
        """The name of the hidden field that carries ``was``."""
        return f"was_{self.name}"

    @property
    def is_long(self) -> bool:
        """Whether words are expected, and not only a sign or two."""
        return self.item.kind in (ItemKind.TEXT, ItemKind.TEXTS)


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of the lines: how many were saved, what could not be, and what follows."""

    saved: int = 0
    errors: Mapping[str, Reason] = field(default_factory=dict)
    added: tuple[str, ...] = ()


# --- finding the form -----------------------------------------------------------------------------------------


def find(by: Principal, typed: str, *, patient_oid: str = "") -> tuple[Form | None, Reason | None]:
    """Return the practice's form with that printed code, or why there is none.

    A form of another practice is as unknown as one that never was.  ``patient_oid``: whose form it has to be.
    """
    read = read_code(typed)
    if read.reason is not None:
        return None, read.reason
    form = queries.form_by_code(by, read.code)
    if form is None:
        return None, Reason("instruments.code_unknown")
    if patient_oid and form.patient.oid != patient_oid:
        return None, Reason("instruments.code_of_other")
    return form, None


# --- the page -------------------------------------------------------------------------------------------------


def author_of(form: Form, data: Mapping[str, Any] | None = None) -> Who:
    """Return whose words are keyed in: as the page says, else as the last page of this form said."""
    if data is not None:
        if data.get("who") == Author.CAREGIVER:
            return Who(Author.CAREGIVER, str(data.get("who_name", "")).strip(), str(data.get("relation", "")).strip())
        return Who()
    last = next((each for each in reversed(queries.given_in(form)) if each.mode == Mode.PAPER), None)
    return Who(last.author, last.author_name, last.relation) if last is not None else Who()


def lines_of(by: Principal, form: Form, who: Who) -> list[Line]:
    """Return every question that this person may key in, with what is there already (where they may read it)."""
    given = queries.given_in(form)
    texts = words_of(form.practice)[form.language]
    return [
        line
        for place, part in enumerate(queries.parts_of(form))
        if can_enter(by, part.instrument)
        for line in _lines_of_part(by, form, place, part, given, who, texts)
    ]


def _lines_of_part(
    by: Principal,
    form: Form,
    place: int,
    part: Part,
    given: tuple[Given, ...],
    who: Who,
    texts: Mapping[str, str],
) -> list[Line]:
    mine = {
        each.item: each
        for each in given
        if (each.part, each.author, each.author_name) == (part.key, who.author, who.name)
    }
    items = printed_items(part)
    printed = questions_of(items, form.language, texts)
    found = []
    for question, item in zip(printed, items, strict=True):
        answer = mine.get(item.id) if can_read(by.roles, part.instrument) else None
        unreadable = answer is not None and answer.note == AnswerNote.UNREADABLE
        typed = keys_of(item, answer.value, unreadable=unreadable) if answer is not None else ""
        found.append(
            Line(
                name=f"k{place}_{question.number}",
                part=part,
                item=item,
                number=question.number,
                text=f"{question.only_if} {question.text}".strip(),
                hint=_hint(part, item, form.language),
                was=typed,
                typed=typed,
                said=_read_back(item, answer, form.language) if answer is not None else "",
            )
        )
    return found


def _hint(part: Part, item: Item, language: str) -> str:
    """Say what can be typed: the printed signs with their words."""
    if item.options:
        return " · ".join(f"{option.key} {option.label.raw(language)}" for option in item.options)
    if item.kind is ItemKind.NUMBER:
        scoring = part.instrument.rules.scoring
        both = scoring is not None and scoring.neighboring_marks and item.id in scoring.items
        numbers = f"{item.low}–{item.high}"
        return _("{numbers} · two marks side by side: 4 5").format(numbers=numbers) if both else numbers
    looks = (part.instrument.id, item.id)
    if looks == BUBBLES:
        return _("Numbers, a star after the starred one: 3*, 7, other: knees")
    if looks == MENU:
        return _("The number, or other: and the words")
    return _("Words, one after the other with ; between") if item.kind is ItemKind.TEXTS else _("Words")


def _read_back(item: Item, answer: Given, language: str) -> str:
    if answer.note == AnswerNote.UNREADABLE:
        return _(ANSWER_NOTE_LABELS[AnswerNote.UNREADABLE])
    if answer.value is None:
        return _("left open")
    said = []
    for value in answer.value if isinstance(answer.value, list) else [answer.value]:
        option = item.option(value) if isinstance(value, str) else None
        said.append(option.label.raw(language) if option is not None else str(value))
    return " · ".join(said)


def context(
    by: Principal, form: Form, who: Who, lines: list[Line], *, at: datetime, kept: Kept | None = None
) -> dict[str, Any]:
    """Return the page: the lines by sheet, who wrote, what is wrong, and what whoever sees an alert does."""
    may = queries.can_be_filled(form, at=at)
    parts = queries.parts_of(form)
    open_alerts = [
        alert
        for alert in queries.alerts_of(by, form.patient)
        if alert.where_oid == form.oid and alert.state != AlertState.CLOSED
    ]
    errors = [line for line in lines if line.error is not None]
    return {
        "form": form,
        "patient": form.patient,
        "name": patient_name(form.patient),
        "code": printed_code(form.code),
        "language": form.language,
        "is_open": may.status is MayFill.YES,
        "why_closed": say(may.reason) if may.status is not MayFill.YES else "",
        "sheets": [
            {
                "title": _title(part, form.language),
                "lines": [line for line in lines if line.part.key == part.key],
                "may_enter": can_enter(by, part.instrument),
                "may_read": can_read(by.roles, part.instrument),
                "has_risk": bool(part.instrument.rules.risks),
            }
            for part in parts
        ],
        "who": who,
        "may_help": any(Author.CAREGIVER in part.instrument.rules.authors for part in parts),
        "is_urgent": any(part.instrument.rules.risks for part in parts),
        "has_answers": any(line.said for line in lines),
        "errors": errors,
        "saved": kept.saved if kept is not None else 0,
        "alerts": open_alerts,
        "alert_lines": [_(line) for line in ALERT_LINES],
        "stamp": stamps.make(patient_oid=form.patient.oid),
    }


def _title(part: Part, language: str) -> str:
    return part.instrument.title.raw(language)


# --- saving ---------------------------------------------------------------------------------------------------


def keep(by: Principal, form: Form, who: Who, data: Mapping[str, Any], *, at: datetime) -> tuple[Kept, list[Line]]:
    """Save every line that was touched, each as one answer; return what became of them, and the lines as they are now.

    A line that cannot be kept stays as it was typed, with the reason beside it; all others are saved.  The same page
    sent again adds nothing.  What two instruments share is kept for both, unless both lines were touched.
    """
    menus = _menus(form, at)
    before = lines_of(by, form, who)
    typed = {line.name: str(data.get(line.name, ""))[:_LONGEST] for line in before}
    touched = [line for line in before if typed[line.name].strip() != str(data.get(line.was_name, "")).strip()]
    own = {(line.part.key, line.item.id) for line in touched}
    saved, errors, added = 0, dict[str, Reason](), list[str]()
    for line in touched:
        menu = menus.get((line.part.instrument.id, line.item.id))
        keyed = read_keys(line.part.instrument, line.item, typed[line.name], menu=menu)
        if keyed.reason is not None:
            errors[line.name] = keyed.reason
            continue
        note = AnswerNote.UNREADABLE if keyed.unreadable else None
        said = [(line.part.key, line.item.id, keyed.value, note)]
        said += [(line.part.key, item, words, None) for item, words in keyed.more.items()]
        try:
            for part, item, value, seen in said:
                result = _save(by, form, who, part, item, value, seen, at=at)
                saved += result.is_new
                added.extend(result.added)
            form = queries.form(by, form.oid) or form
            for part in _sharing(form, who, line, own):
                _save(by, form, who, part, line.item.id, keyed.value, note, at=at)
        except Refused as refused:
            errors[line.name] = refused.reason
    lines = [
        replace(line, typed=typed[line.name], error=errors[line.name]) if line.name in errors else line
        for line in lines_of(by, form, who)
    ]
    return Kept(saved, errors, tuple(added)), lines


def _sharing(form: Form, who: Who, line: Line, own: Collection[tuple[str, str]]) -> list[str]:
    """Return the other parts of the form that ask the same question and whose own line says nothing else."""
    return [
        part.key
        for part in queries.parts_of(form)
        if part.key != line.part.key
        and part.has(line.item.id)
        and who.author in part.instrument.rules.authors
        and (part.key, line.item.id) not in own
    ]


def _save(
    by: Principal, form: Form, who: Who, part: str, item: str, value: Any, note: AnswerNote | None, *, at: datetime
) -> actions.Saved:
    said = Said(
        part=part,
        item=item,
        value=value,
        sequence=next_sequence(queries.given_in(form), part, item),
        author=who.author,
        author_name=who.name,
        relation=who.relation,
        language=form.language,
        note=note,
    )
    return save_answer(form=form, said=said, mode=Mode.PAPER, at=at, by=by)


def _menus(form: Form, at: datetime) -> dict[tuple[str, str], dict[str, str]]:
    """Return what the printed numbers of bubbles and small steps stand for, in the form's language and page order."""
    if not any(part.instrument.id == BUBBLES[0] for part in queries.parts_of(form)):
        return {}
    language = form.language
    # Those of the page in its order; a page that was printed earlier may have offered others.
    topics = dict.fromkeys([*queries.offered_topics(form, at=at), *queries.all_numbered(form)])
    return {
        BUBBLES: {each.number: each.topic.label.raw(language) for each in topics},
        MENU: {each.steps[step.code]: step.label.raw(language) for each in topics for step in each.topic.steps},
    }
