"""The words of the page, in reading order: the PDF and the printable HTML page are made from the same ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from teamlet.records.documents.rendering.page import Barrier, Contact, Spoken, Step, TakeHome
from teamlet.records.documents.rendering.paper import clean
from teamlet.records.documents.rendering.texts import fill, say_date, say_date_with_year, say_when
from teamlet.records.documents.rules import PAGE_LIMIT, cut_for_page
from teamlet.records.followups.words import Channel
from teamlet.records.plans.words import FollowUpAnswer

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*\Z")
_NAME_LIMIT = 80
_ADDRESS_LIMIT = 120
_SIDE_LIMIT = 160
_WORD_LIMIT = 40
#: The most barriers and helpers that one page lists.
LISTED = 6

#: Languages written from right to left (ISO 639 codes).
_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
#: Channels whose number the patient is asked to save.
_FROM_A_NUMBER = frozenset({Channel.CALL, Channel.TEXT, Channel.RELAY})


@dataclass(frozen=True, slots=True)
class Words:
    """Words on the page: cleaned, cut to fit, in ``language``; ``cut`` tells that more is kept in the record."""

    text: str
    language: str
    cut: bool = False
    right_to_left: bool = False


@dataclass(frozen=True, slots=True)
class Labeled:
    """A small question with its short answer."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What may get in the way, with the patient's answer (empty when there is none)."""

    text: str
    label: str
    answer: str


@dataclass(frozen=True, slots=True)
class Day:
    """One circle to tick: the weekday's short name, and whether the patient named this day."""

    label: str
    named: bool


@dataclass(frozen=True, slots=True)
class PageText:
    """Everything the page says, ready to print.  Empty strings and tuples mean: leave this part out."""

    language: str
    title: str
    practice: str
    practice_line: str
    for_name: str
    superseded: str
    goal_heading: str
    goal: Words
    goal_cut: str
    step_heading: str
    step: Words
    step_is_spoken: bool
    step_cut: str
    gloss_label: str
    gloss: str
    caution: str
    details: tuple[Labeled, ...]
    days: tuple[Day, ...]
    tick_days: str
    barriers_heading: str
    barriers: tuple[Answered, ...]
    helpers_heading: str
    helpers: tuple[str, ...]
    sure_heading: str
    sure: int | None
    sure_value: str
    sure_scale: str
    questions_heading: str
    questions: tuple[Labeled, ...]
    contact_heading: str
    contact: str
    contact_note: str
    call_heading: str
    call: str
    emergency_heading: str
    emergency: str
    crisis: str
    version: str
    large_print: bool

    def as_dict(self) -> dict[str, object]:
        """Return plain values, ready for JSON."""
        return asdict(self)


def compose(facts: TakeHome, texts: Mapping[str, str]) -> PageText:
    """Turn the facts of a saved plan and a language's fixed texts into the words of the page.

    Goal, step and the team's note are cut at ``PAGE_LIMIT`` characters with a line that says where the full
    words are.  Raises ``TextsIncomplete`` when the language lacks a text that this page needs.
    """
    practice = _line(facts.practice.name, _NAME_LIMIT)
    phone = _line(facts.practice.phone, _WORD_LIMIT)
    goal = _words(facts.goal, facts.language)
    step, spoken = _step_words(facts.step, facts.language)
    cut_note = fill(texts, "cut_note", practice=practice) if goal.cut or step.cut else ""
    gloss = _line(facts.step.gloss, PAGE_LIMIT) if spoken else ""
    barriers = _barriers(facts.barriers, texts)
    helpers = tuple(filter(None, (_line(helper, _SIDE_LIMIT) for helper in facts.helpers[:LISTED])))
    questions = _questions(facts)
    contact, contact_note = _contact(facts.contact, practice, phone, texts)
    return PageText(
        language=facts.language,
        title=fill(texts, "document_title"),
        practice=practice,
        practice_line=" · ".join(filter(None, (practice, phone, _line(facts.practice.address, _ADDRESS_LIMIT)))),
        for_name=fill(texts, "for_name", name=_line(facts.patient_name, _NAME_LIMIT)),
        superseded=fill(texts, "superseded_line", version=facts.superseded_by) if facts.superseded_by else "",
        goal_heading=fill(texts, "goal_heading"),
        goal=goal,
        goal_cut=cut_note if goal.cut else "",
        step_heading=fill(texts, "step_heading"),
        step=step,
        step_is_spoken=spoken,
        step_cut=cut_note if step.cut else "",
        gloss_label=fill(texts, "step_gloss_label") if gloss else "",
        gloss=gloss,
        caution=fill(texts, "caution_line") if facts.caution_open else "",
        details=_details(facts, texts),
        days=_days(facts, texts),
        tick_days=fill(texts, "tick_days"),
        barriers_heading=fill(texts, "barriers_heading") if barriers else "",
        barriers=barriers,
        helpers_heading=fill(texts, "helpers_heading") if helpers else "",
        helpers=helpers,
        sure_heading=fill(texts, "sure_heading") if facts.how_sure is not None else "",
        sure=facts.how_sure,
        sure_value=fill(texts, "sure_value", score=facts.how_sure) if facts.how_sure is not None else "",
        sure_scale=fill(texts, "sure_scale") if facts.how_sure is not None else "",
        questions_heading=_line(facts.questions_heading, _SIDE_LIMIT) if questions else "",
        questions=questions,
        contact_heading=fill(texts, "contact_heading"),
        contact=contact,
        contact_note=contact_note,
        call_heading=fill(texts, "call_heading"),
        call=fill(texts, "call_line", phone=phone),
        emergency_heading=fill(texts, "emergency_heading"),
        emergency=fill(texts, "emergency_line"),
        crisis=fill(texts, "crisis_line"),
        version=_version(facts, texts),
        large_print=facts.large_print,
    )


def _line(text: str, limit: int) -> str:
    """Return ``text`` clean and at most ``limit`` characters; three dots show that it was cut."""
    cut = cut_for_page(clean(text), limit)
    return f"{cut.shown}…" if cut.was_cut else cut.shown


def _words(spoken: Spoken, page_language: str) -> Words:
    cut = cut_for_page(clean(spoken.text))
    language = (_LANGUAGE.match(spoken.language) and spoken.language.split("-")[0].lower()) or page_language
    return Words(cut.shown, language, cut.was_cut, language in _RIGHT_TO_LEFT)


def _step_words(step: Step, page_language: str) -> tuple[Words, bool]:
    if step.as_spoken is not None:
        return _words(step.as_spoken, page_language), True
    return _words(Spoken(step.sentence), page_language), False


def _details(facts: TakeHome, texts: Mapping[str, str]) -> tuple[Labeled, ...]:
    step = facts.step
    rows = [
        ("how_much_label", _line(step.how_much, _WORD_LIMIT)),
        ("when_label", _line(step.when, _WORD_LIMIT)),
        ("days_label", _line(step.days, _WORD_LIMIT)),
        ("start_label", say_date(texts, facts.start_on) if facts.start_on else ""),
    ]
    return tuple(Labeled(fill(texts, key), text) for key, text in rows if text)


def _days(facts: TakeHome, texts: Mapping[str, str]) -> tuple[Day, ...]:
    first = facts.start_on.isoweekday() if facts.start_on else 1
    order = [(first - 1 + offset) % 7 + 1 for offset in range(7)]
    named = facts.step.weekdays if len(facts.step.weekdays) < 7 else frozenset()
    return tuple(Day(fill(texts, f"weekday_short_{day}"), day in named) for day in order)


def _barriers(barriers: tuple[Barrier, ...], texts: Mapping[str, str]) -> tuple[Answered, ...]:
    listed = []
    for barrier in barriers[:LISTED]:
        text, answer = _line(barrier.text, _SIDE_LIMIT), _line(barrier.answer, _SIDE_LIMIT)
        if text or answer:
            listed.append(Answered(text, fill(texts, "answer_label") if answer else "", answer))
    return tuple(listed)


def _questions(facts: TakeHome) -> tuple[Labeled, ...]:
    rows = (
        (_line(asked.question, _SIDE_LIMIT), _line(asked.answer, _SIDE_LIMIT)) for asked in facts.questions[:LISTED]
    )
    return tuple(Labeled(question, answer) for question, answer in rows if question and answer)


def contact_sentence(contact: Contact, practice: str, practice_phone: str, texts: Mapping[str, str]) -> str:
    """Say the next contact in one sentence of the language: agreed, declined, or not set yet."""
    phone = _line(contact.phone, _WORD_LIMIT) or practice_phone
    caller = _line(contact.caller, _NAME_LIMIT)
    if contact.answer is FollowUpAnswer.AGREED and contact.on is not None:
        key, when = f"contact_{contact.channel}", say_when(texts, contact.on, contact.opens, contact.closes)
    elif contact.answer is FollowUpAnswer.DECLINED:
        key, when, phone = "contact_declined", "", practice_phone
    else:
        key, when, phone = "contact_not_set", "", practice_phone
    return fill(texts, key, caller=caller, when=when, phone=phone, practice=practice)


def _contact(contact: Contact, practice: str, phone: str, texts: Mapping[str, str]) -> tuple[str, str]:
    sentence = contact_sentence(contact, practice, phone, texts)
    saves = contact.answer is FollowUpAnswer.AGREED and contact.channel in _FROM_A_NUMBER
    return sentence, fill(texts, "contact_save_number") if saves else ""


def _version(facts: TakeHome, texts: Mapping[str, str]) -> str:
    printed = say_date_with_year(texts, facts.printed_on)
    lines = [fill(texts, "version_line", version=facts.version, date=printed)]
    if facts.replaces_version:
        lines.append(fill(texts, "replaces_line", version=facts.replaces_version))
    return " ".join(lines)
