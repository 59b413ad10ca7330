"""Which answers are kept, which questions are shown after them, and which mean danger."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from teamlet.content.instruments import Condition, Instrument, Item, ItemKind
from teamlet.content.schema import Author, Highlight, Mode
from teamlet.ground.reasons import Decision, Reason
from teamlet.records.instruments.rules.words import AnswerState, Risk

Answers = Mapping[str, object]


# --- skip logic -----------------------------------------------------------------------------------------


def is_shown(instrument: Instrument, item: str, answers: Answers) -> bool:
    """Say whether the question is shown after ``answers``.

    A question that hangs on one that is hidden itself is hidden.  Raises ``LookupError`` for an item that this
    version does not have.
    """
    found = instrument.item(item)
    if not found.conditions:
        return True
    met = (_is_met(instrument, condition, answers) for condition in found.conditions)
    return any(met) if found.any_condition else all(met)


def _is_met(instrument: Instrument, condition: Condition, answers: Answers) -> bool:
    given = answers.get(condition.item)
    if given is None or not is_shown(instrument, condition.item, answers):
        return False
    same = condition.value in given if isinstance(given, list | tuple) else given == condition.value
    return same is (condition.operator == "=")


def shown_items(instrument: Instrument, answers: Answers, *, among: Collection[str] | None = None) -> tuple[Item, ...]:
    """Return the questions shown after ``answers``, in order; only those of ``among`` where it is given."""
    return tuple(
        item
        for item in instrument.items
        if (among is None or item.id in among) and is_shown(instrument, item.id, answers)
    )


def shown_answers(instrument: Instrument, answers: Answers) -> dict[str, object]:
    """Return the answers that count: those to questions that are shown (an earlier answer may have changed)."""
    return {
        item.id: answers[item.id]
        for item in instrument.items
        if answers.get(item.id) is not None and is_shown(instrument, item.id, answers)
    }


# --- one answer -----------------------------------------------------------------------------------------


def accept_answer(
    instrument: Instrument,
    item: str,
    value: object,
    answers: Answers,
    *,
    author: Author = Author.PATIENT,
    mode: Mode | None = None,
    asked: Collection[str] | None = None,
) -> Decision[AnswerState]:
    """Decide whether one answer is kept, with the plain reason where it is not.  Never raises.

    ``value``: the code of an option, a list of codes, a whole number, words, or a list of short words, as
    the item's kind says; ``None`` and empty are a skipped question.  On a scale with a rule for it, the
    numbers marked may be a list (paper).  ``answers`` are the author's others so far; ``asked`` the items
    of this form.  A score sent along is not an item and is turned away like any unknown one.
    """
    if not isinstance(item, str) or not instrument.has(item):
        return _no("item_not_in_version", item=str(item)[:60])
    if asked is not None and item not in asked:
        return _no("item_not_asked")
    is_staff = author is Author.STAFF or mode in (Mode.STAFF, Mode.PAPER)
    if item in instrument.rules.staff_items and not is_staff:
        return _no("item_for_staff")
    if clean_value(value) is None:
        return Decision(AnswerState.SKIPPED, (Reason("instruments.answer_skipped"),))
    if not is_shown(instrument, item, answers):
        return _no("item_hidden")
    found = instrument.item(item)
    wrong = _wrong(instrument, found, value)
    return Decision(AnswerState.NOT_KEPT, (wrong,)) if wrong else _KEPT


_KEPT = Decision(AnswerState.KEPT, (Reason("instruments.answer_kept"),))


def clean_value(value: object) -> object:
    """Return an answer as it is kept: words without blanks around them, lists without empty entries.

    Nothing at all becomes ``None``.
    """
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, list | tuple):
        kept = [each for each in map(clean_value, value) if each is not None]
        return kept or None
    return value


def _no(code: str, /, **values: object) -> Decision[AnswerState]:
    return Decision(AnswerState.NOT_KEPT, (Reason(f"instruments.{code}", values),))


def _wrong(instrument: Instrument, item: Item, value: object) -> Reason | None:
    if item.kind is ItemKind.CHOICE:
        good = isinstance(value, str) and item.option(value) is not None
        return None if good else Reason("instruments.choose_one")
    if item.kind is ItemKind.MANY:
        return _wrong_many(item, value)
    if item.kind is ItemKind.NUMBER:
        return _wrong_number(instrument, item, value)
    if item.kind is ItemKind.TEXTS:
        if not isinstance(value, list | tuple):
            return Reason("instruments.words_needed")
        if len(value) > item.most:
            return Reason("instruments.choose_at_most", {"most": item.most})
        return next((wrong for wrong in (_wrong_words(item, each) for each in value) if wrong), None)
    return _wrong_words(item, value)


def _wrong_many(item: Item, value: object) -> Reason | None:
    if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
        return Reason("instruments.choose_some")
    chosen = [item.option(each) for each in value]
    if None in chosen or len(set(value)) != len(value):
        return Reason("instruments.choose_some")
    if len(chosen) > item.most:
        return Reason("instruments.choose_at_most", {"most": item.most})
    if len(chosen) > 1 and any(option is not None and option.alone for option in chosen):
        return Reason("instruments.choose_alone")
    return None


def _wrong_number(instrument: Instrument, item: Item, value: object) -> Reason | None:
    scoring = instrument.rules.scoring
    may_mark = scoring is not None and scoring.neighboring_marks and item.id in scoring.items
    marks: Sequence[object] = value if may_mark and isinstance(value, list | tuple) else [value]
    low, high = item.low, item.high
    for mark in marks:
        is_whole = isinstance(mark, int) and not isinstance(mark, bool)
        if not is_whole or low is None or high is None or not low <= mark <= high:  # type: ignore[operator]
            return Reason("instruments.number_needed", {"low": low, "high": high})
    return None


def _wrong_words(item: Item, value: object) -> Reason | None:
    if not isinstance(value, str) or "\x00" in value or not _is_text(value):
        return Reason("instruments.words_needed")
    if len(value) > item.longest:
        return Reason("instruments.words_too_long", {"longest": item.longest})
    return None


def _is_text(value: str) -> bool:
    """Say whether the words can be stored: half of a surrogate pair cannot."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


# --- danger ---------------------------------------------------------------------------------------------


def risk_of(instrument: Instrument, item: str, value: object) -> Decision[Risk]:
    """Decide whether one answer is a safety event, at the moment it is saved.

    Item 9 of the PHQ-9 from “several days” is one, whatever the total.  A zero is never read as “no
    risk”.  Unknown items and values are no event here: ``accept_answer`` turns them away.
    """
    for risk in instrument.rules.risks:
        if risk.item == item:
            points = instrument.points(item, value)
            if points is not None and points >= risk.at_least:
                return Decision(Risk.EVENT, (Reason("instruments.risk_answer", {"item": item}),))
            return Decision(Risk.NO_EVENT, (Reason("instruments.risk_not_named", {"item": item}),))
    return Decision(Risk.NO_EVENT, (Reason("instruments.risk_not_asked"),))


def unanswered_risks(
    instrument: Instrument, answers: Answers, *, asked: Collection[str] | None = None
) -> tuple[Reason, ...]:
    """Return one reason for every question about danger that was asked and left open: ask it in person."""
    return tuple(
        Reason("instruments.risk_unanswered", {"item": risk.item})
        for risk in instrument.rules.risks
        if (asked is None or risk.item in asked) and instrument.points(risk.item, answers.get(risk.item)) is None
    )


# --- what staff see first ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Highlighted:
    """An answer that staff see first; ``highlight.label`` says why in the reader's language."""

    highlight: Highlight
    value: object


def highlights(instrument: Instrument, answers: Answers) -> tuple[Highlighted, ...]:
    """Return the answers that staff see first, in the order of the rules."""
    counted = shown_answers(instrument, answers)
    return tuple(
        Highlighted(each, counted[each.item])
        for each in instrument.rules.highlights
        if each.item in counted and _stands_out(each, counted[each.item])
    )


def _stands_out(rule: Highlight, value: object) -> bool:
    if rule.any_of:
        chosen = value if isinstance(value, list | tuple) else [value]
        return any(each in rule.any_of for each in chosen)
    if rule.at_least is None and rule.below is None:
        return True
    if not isinstance(value, int) or isinstance(value, bool):
        return False
    return (rule.at_least is None or value >= rule.at_least) and (rule.below is None or value < rule.below)
