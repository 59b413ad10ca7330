"""Texts for the record, made from one saved plan: progress note, care plan, after-visit text, one-line banner.

Patients read them, so they are written for the patient to read.  The practice may use its own format: plain text with
named fields such as ``{goal}``; the default formats come with the language's texts.  The result is plain text without
control characters, safe to paste, and always says the plan's version and date.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from teamlet.ground.reasons import Reason
from teamlet.records.documents.rendering.compose import contact_sentence
from teamlet.records.documents.rendering.page import TakeHome
from teamlet.records.documents.rendering.paper import clean
from teamlet.records.documents.rendering.texts import NOTE_FIELDS, fill, say_date, say_date_with_year
from teamlet.records.documents.rules import cut_for_page
from teamlet.records.documents.words import CopyKind
from teamlet.records.plans.words import FollowUpAnswer

#: The longest format that a practice may write, in characters.
LONGEST_FORMAT = 4000
#: Fields without which a copy could not be told from another.
NEEDED_FIELDS = ("goal", "step", "version", "date")

_BANNER_WORDS = 120
_PLACE = re.compile(r"\{\{|\}\}|\{([a-z_]+)\}")
_BRACE = re.compile(r"[{}]")
_ANY_PLACE = re.compile(r"\{([^{}]*)\}")
#: Word beginnings that say something unkind about a person (English and Spanish).
_UNKIND = re.compile(
    r"\b(?:motivati|motivaci|desmotiva|unmotivat|fail|fracas|refus|rehus|non-?complian|noncomplian|complian|incumpl)\w*",
    re.IGNORECASE,
)
_TYPOGRAPHY = str.maketrans(
    {
        "\u2013": "-",
        "\u2014": "-",
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2026": "...",
        "\u00a0": " ",
    }
)


def progress_note(facts: TakeHome, texts: Mapping[str, str], note_format: str | None = None) -> str:
    """Return the text for the visit's progress note."""
    return render_note(CopyKind.PROGRESS_NOTE, facts, texts, note_format)


def care_plan(facts: TakeHome, texts: Mapping[str, str], note_format: str | None = None) -> str:
    """Return the text for the record's care plan."""
    return render_note(CopyKind.CARE_PLAN, facts, texts, note_format)


def after_visit(facts: TakeHome, texts: Mapping[str, str], note_format: str | None = None) -> str:
    """Return the text for the after-visit summary; ``texts`` are those of the patient's language."""
    return render_note(CopyKind.AFTER_VISIT, facts, texts, note_format)


def banner(facts: TakeHome, texts: Mapping[str, str], note_format: str | None = None) -> str:
    """Return one line; goal and step are cut to fit it, with three dots."""
    return render_note(CopyKind.BANNER, facts, texts, note_format)


def render_note(kind: CopyKind, facts: TakeHome, texts: Mapping[str, str], note_format: str | None = None) -> str:
    """Return the text of ``kind`` in the practice's format, or in the default one when ``note_format`` is ``None``.

    A line whose fields are all empty is left out.  A value is never read as a format.  Raises ``ValueError`` for a
    format that ``format_problems`` would refuse, and ``TextsIncomplete`` when the language lacks a text.
    """
    if note_format is None:
        wanted = fill(texts, f"format_{kind}", **{name: f"{{{name}}}" for name in NOTE_FIELDS})
    else:
        problems = format_problems(kind, note_format)
        if problems:
            raise ValueError(", ".join(problem.code for problem in problems))
        wanted = note_format
    values = note_fields(kind, facts, texts)
    lines = [_fill_line(line, values) for line in wanted.splitlines()]
    return "\n".join(line for line in lines if line is not None).strip("\n")


def format_problems(kind: CopyKind, note_format: str) -> tuple[Reason, ...]:
    """Say why a practice's own format cannot be used for ``kind``; empty when it can."""
    if not note_format.strip():
        return (Reason("documents.format_empty"),)
    problems = []
    if len(note_format) > LONGEST_FORMAT:
        problems.append(
            Reason("documents.format_too_long", {"length": len(note_format), "limit": LONGEST_FORMAT}),
        )
    if kind is CopyKind.BANNER and len(note_format.strip().splitlines()) > 1:
        problems.append(Reason("documents.format_one_line"))
    bare = note_format.replace("{{", "").replace("}}", "")
    named = set(_ANY_PLACE.findall(bare))
    problems += [
        Reason("documents.format_unknown_field", {"field": f"{{{field}}}"}) for field in sorted(named - NOTE_FIELDS)
    ]
    problems += [
        Reason("documents.format_loose_brace", {"line": number})
        for number, line in enumerate(bare.splitlines(), start=1)
        if _BRACE.search(_ANY_PLACE.sub("", line))
    ]
    problems += [
        Reason("documents.format_lacks_field", {"field": f"{{{field}}}"})
        for field in NEEDED_FIELDS
        if field not in named
    ]
    words = dict.fromkeys(match.group(0).lower() for match in _UNKIND.finditer(_PLACE.sub(" ", note_format)))
    problems += [Reason("documents.format_word_to_avoid", {"word": word}) for word in words]
    return tuple(problems)


def note_fields(kind: CopyKind, facts: TakeHome, texts: Mapping[str, str]) -> dict[str, str]:
    """Return every field of a note with its value; an empty value means that nothing is known.

    The patient's words stand in quotation marks, in full (cut only in the banner).
    """
    short = kind is CopyKind.BANNER
    step = facts.step
    spoken = step.as_spoken
    saved_on = facts.saved_at.astimezone(facts.practice.zone).date()
    return {
        "patient": clean(facts.patient_name),
        "practice": clean(facts.practice.name),
        "phone": clean(facts.practice.phone),
        "version": str(facts.version),
        "replaces": str(facts.replaces_version or ""),
        "date": _plain(say_date_with_year(texts, saved_on)),
        "goal": _quoted(facts.goal.text, short=short),
        "importance": _score(facts.importance, texts),
        "step": _quoted(spoken.text, short=short) if spoken else _shortened(_plain(step.sentence), short=short),
        "gloss": _plain(step.gloss) if spoken else "",
        "how_much": _plain(step.how_much),
        "when": _plain(step.when),
        "days": _plain(step.days),
        "start": _plain(say_date(texts, facts.start_on)) if facts.start_on else "",
        "barriers": _barriers(facts, texts),
        "helpers": "; ".join(filter(None, (clean(helper).rstrip(".") for helper in facts.helpers))),
        "sure": _score(facts.how_sure, texts) if short and facts.how_sure is not None else _sure(facts, texts),
        "said_back": _plain(facts.said_back),
        "caution": _plain(fill(texts, "caution_line")) if facts.caution_open else "",
        "contact": _contact(kind, facts, texts),
        "contact_short": _contact_short(facts, texts),
        "copy": _plain(facts.copy_given),
        "made_by": clean(facts.made_by),
    }


def _fill_line(line: str, values: Mapping[str, str]) -> str | None:
    """Return a line of a format with its fields filled, or ``None`` when it names fields and all of them are empty."""
    named = [match.group(1) for match in _PLACE.finditer(line) if match.group(1)]
    if named and not any(values[field] for field in named):
        return None
    filled = _PLACE.sub(lambda match: values[match.group(1)] if match.group(1) else match.group(0)[0], line)
    return "".join(character for character in filled.replace("\t", "    ") if character.isprintable()).rstrip()


def _plain(text: str) -> str:
    """Return our own words with plain punctuation, for records that know no other."""
    return clean(text).translate(_TYPOGRAPHY)


def _shortened(text: str, *, short: bool) -> str:
    if not short:
        return text
    cut = cut_for_page(text, _BANNER_WORDS)
    return f"{cut.shown}..." if cut.was_cut else cut.shown


def _quoted(text: str, *, short: bool) -> str:
    words = clean(text)
    return f'"{_shortened(words, short=short)}"' if words else ""


def _score(score: int | None, texts: Mapping[str, str]) -> str:
    return "" if score is None else fill(texts, "note_sure", score=score)


def _sure(facts: TakeHome, texts: Mapping[str, str]) -> str:
    score, first = facts.how_sure, facts.sure_at_first
    if score is None:
        return fill(texts, "note_sure_not_asked")
    if first is None or (first == score and not facts.sure_change):
        return _score(score, texts)
    if facts.sure_change:
        return fill(texts, "note_sure_changed", first=first, score=score, change=_plain(facts.sure_change))
    return fill(texts, "note_sure_changed_plain", first=first, score=score)


def _barriers(facts: TakeHome, texts: Mapping[str, str]) -> str:
    parts = []
    for barrier in facts.barriers:
        text, answer = clean(barrier.text).rstrip("."), clean(barrier.answer).rstrip(".")
        if text and answer:
            parts.append(fill(texts, "note_barrier", barrier=text, answer=answer))
        elif text or answer:
            parts.append(text or answer)
    return "; ".join(parts)


def _contact(kind: CopyKind, facts: TakeHome, texts: Mapping[str, str]) -> str:
    answer = facts.contact.answer
    if answer is FollowUpAnswer.AGREED or kind is CopyKind.AFTER_VISIT:
        practice = facts.practice
        return _plain(contact_sentence(facts.contact, clean(practice.name), clean(practice.phone), texts))
    return _not_agreed(answer, texts)


def _contact_short(facts: TakeHome, texts: Mapping[str, str]) -> str:
    contact = facts.contact
    if contact.answer is FollowUpAnswer.AGREED and contact.on is not None:
        date = say_date(texts, contact.on)
        return _plain(fill(texts, "note_contact_short", caller=clean(contact.caller), date=date))
    return _not_agreed(contact.answer, texts)


def _not_agreed(answer: FollowUpAnswer, texts: Mapping[str, str]) -> str:
    declined = answer is FollowUpAnswer.DECLINED
    return _plain(fill(texts, "note_contact_declined" if declined else "note_contact_not_set"))
