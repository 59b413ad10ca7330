"""Which fixed texts the page, the calendar and the notes need, and dates and hours said in them.

A language is one flat mapping of these keys.  It comes from the reviewed content files; nothing is translated and
no word of a patient page stands in this code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time

_PLACE = re.compile(r"\{([a-z_]+)\}")

_CONTACT = frozenset({"caller", "when", "phone", "practice"})
#: The named places that a note format may use.
NOTE_FIELDS = frozenset(
    {
        "patient",
        "practice",
        "phone",
        "version",
        "replaces",
        "date",
        "goal",
        "importance",
        "step",
        "gloss",
        "how_much",
        "when",
        "days",
        "start",
        "barriers",
        "helpers",
        "sure",
        "said_back",
        "caution",
        "contact",
        "contact_short",
        "copy",
        "made_by",
    }
)

#: Every key with the places its text may name.
TEXT_KEYS: Mapping[str, frozenset[str]] = {
    "document_title": frozenset(),
    "for_name": frozenset({"name"}),
    "goal_heading": frozenset(),
    "step_heading": frozenset(),
    "step_gloss_label": frozenset(),
    "how_much_label": frozenset(),
    "when_label": frozenset(),
    "days_label": frozenset(),
    "start_label": frozenset(),
    "tick_days": frozenset(),
    "barriers_heading": frozenset(),
    "answer_label": frozenset(),
    "helpers_heading": frozenset(),
    "sure_heading": frozenset(),
    "sure_value": frozenset({"score"}),
    "sure_scale": frozenset(),
    "caution_line": frozenset(),
    "contact_heading": frozenset(),
    "contact_call": _CONTACT,
    "contact_text": _CONTACT,
    "contact_email": _CONTACT,
    "contact_letter": _CONTACT,
    "contact_visit": _CONTACT,
    "contact_video": _CONTACT,
    "contact_relay": _CONTACT,
    "contact_in_person": _CONTACT,
    "contact_save_number": frozenset(),
    "contact_declined": _CONTACT,
    "contact_not_set": _CONTACT,
    "when_day": frozenset({"date"}),
    "when_window": frozenset({"date", "window"}),
    "call_heading": frozenset(),
    "call_line": frozenset({"phone"}),
    "emergency_heading": frozenset(),
    "emergency_line": frozenset(),
    "crisis_line": frozenset(),
    "version_line": frozenset({"version", "date"}),
    "replaces_line": frozenset({"version"}),
    "superseded_line": frozenset({"version"}),
    "cut_note": frozenset({"practice"}),
    "date_line": frozenset({"weekday", "month", "day"}),
    "date_with_year": frozenset({"month", "day", "year"}),
    "window_morning": frozenset({"from", "to"}),
    "window_afternoon": frozenset({"from", "to"}),
    "window_evening": frozenset({"from", "to"}),
    "window_across": frozenset({"from", "from_part", "to", "to_part"}),
    "part_morning": frozenset(),
    "part_afternoon": frozenset(),
    "part_evening": frozenset(),
    "calendar_step": frozenset(),
    "calendar_call": frozenset(),
    "calendar_contact": frozenset(),
    "format_progress_note": NOTE_FIELDS,
    "format_care_plan": NOTE_FIELDS,
    "format_after_visit": NOTE_FIELDS,
    "format_banner": NOTE_FIELDS,
    "note_sure": frozenset({"score"}),
    "note_sure_changed": frozenset({"first", "score", "change"}),
    "note_sure_changed_plain": frozenset({"first", "score"}),
    "note_sure_not_asked": frozenset(),
    "note_contact_short": frozenset({"caller", "date"}),
    "note_contact_declined": frozenset(),
    "note_contact_not_set": frozenset(),
    "note_barrier": frozenset({"barrier", "answer"}),
    **{f"weekday_{number}": frozenset() for number in range(1, 8)},
    **{f"weekday_short_{number}": frozenset() for number in range(1, 8)},
    **{f"month_{number}": frozenset() for number in range(1, 13)},
}


class TextsIncomplete(ValueError):
    """The fixed texts of a language miss something; ``problems`` says what, one plain sentence each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def text_problems(texts: Mapping[str, str]) -> tuple[str, ...]:
    """Say what is missing from ``texts``: absent or empty keys, and places that nothing fills."""
    problems = []
    for key, places in TEXT_KEYS.items():
        text = texts.get(key, "")
        if not text.strip():
            problems.append(f"{key}: no text")
            continue
        problems.extend(f"{key}: nothing fills {{{place}}}" for place in sorted(set(_PLACE.findall(text)) - places))
    return tuple(problems)


def fill(texts: Mapping[str, str], key: str, /, **values: object) -> str:
    """Return the text of ``key`` with its places filled; a value is never read as a pattern.

    Raises ``TextsIncomplete`` when the key has no text or names a place without a value.
    """
    text = texts.get(key, "")
    if not text.strip():
        raise TextsIncomplete((f"{key}: no text",))
    unknown = sorted(set(_PLACE.findall(text)) - values.keys())
    if unknown:
        raise TextsIncomplete(tuple(f"{key}: nothing fills {{{place}}}" for place in unknown))
    return _PLACE.sub(lambda match: str(values[match.group(1)]), text)


def say_date(texts: Mapping[str, str], day: date) -> str:
    """Return a day with its weekday, as in ``Friday, November 27`` or ``viernes 27 de noviembre``."""
    return fill(
        texts,
        "date_line",
        weekday=texts.get(f"weekday_{day.isoweekday()}", ""),
        month=texts.get(f"month_{day.month}", ""),
        day=day.day,
    )


def say_date_with_year(texts: Mapping[str, str], day: date) -> str:
    """Return a day with its year, as in ``November 21, 2026`` or ``21 de noviembre de 2026``."""
    return fill(texts, "date_with_year", month=texts.get(f"month_{day.month}", ""), day=day.day, year=day.year)


def _part_of_day(clock: time, *, ends: bool) -> str:
    """Name the part of the day; noon and six o'clock end the part before them."""
    minutes = clock.hour * 60 + clock.minute - (1 if ends else 0)
    return "morning" if minutes < 12 * 60 else "afternoon" if minutes < 18 * 60 else "evening"


def _twelve_hours(clock: time) -> str:
    hour = clock.hour % 12 or 12
    return f"{hour}:{clock.minute:02d}" if clock.minute else str(hour)


def say_window(texts: Mapping[str, str], opens: time, closes: time) -> str:
    """Return a window on the twelve-hour clock, as in ``9–12`` or ``9 a 12 de la mañana``."""
    begin, end = _part_of_day(opens, ends=False), _part_of_day(closes, ends=True)
    hours = {"from": _twelve_hours(opens), "to": _twelve_hours(closes)}
    if begin == end:
        return fill(texts, f"window_{begin}", **hours)
    parts = {"from_part": texts.get(f"part_{begin}", ""), "to_part": texts.get(f"part_{end}", "")}
    return fill(texts, "window_across", **hours, **parts)


def say_when(texts: Mapping[str, str], day: date, opens: time | None, closes: time | None) -> str:
    """Return the day, and the window when there is one, in the form that fits inside a contact sentence."""
    if opens is None or closes is None:
        return fill(texts, "when_day", date=say_date(texts, day))
    return fill(texts, "when_window", date=say_date(texts, day), window=say_window(texts, opens, closes))
