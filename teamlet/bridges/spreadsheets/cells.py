"""One cell into a value: dates, times, lengths, kinds, states.  Pure, and never a guess between two readings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time
from functools import lru_cache

from teamlet.bridges.spreadsheets.columns import plain
from teamlet.bridges.spreadsheets.words import DateOrder
from teamlet.records.visits.words import AppointmentStatus, VisitKind

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january ene enero", "feb february febrero", "mar march marzo", "apr april abr abril",
            "may mayo", "jun june junio", "jul july julio", "aug august ago agosto",
            "sep sept september septiembre setiembre", "oct october octubre", "nov november noviembre",
            "dec december dic diciembre",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = re.compile(
    r"^(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
    r"|lun|mar|mie|jue|vie|sab|dom|lunes|martes|miercoles|jueves|viernes|sabado|domingo)\b[ ,.]*"
)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_PACKED = re.compile(r"(20\d\d|19\d\d)(\d\d)(\d\d)")
_PARTS = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th|º|°)?[ -/.]*(?:de |of )?([a-z]+)[ -/.,]*(?:de |del )?(\d{4}|\d{2})")
_MONTH_DAY = re.compile(r"([a-z]+)[ -/.]*(\d{1,2})(?:st|nd|rd|th)?[ -/.,]+(?:de |del )?(\d{4}|\d{2})")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h ]\s?(\d{2}))?(?:[:.](\d{2})(?:\.\d+)?)?\s?h?(?:rs|oras)?\.?\s?(am|pm|a|p)?")
_CLOCK_PACKED = re.compile(r"(\d{1,2})(\d{2})\s?h?(?:rs|oras)?\s?(am|pm|a|p)?")
_CLOCK_AT_THE_END = re.compile(
    r"[ T,]+(?:at |a las |a la |@ ?)?(\d{1,2}[:.h]\d{2}.*|\d{1,2} ?[aApP]\.? ?[mM].*|noon|mediod[ií]a)$"
)
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?[eE][+-]?\d+")
_LONGEST_VISIT = 16 * 60
_CENTURY = 2000


def clean(text: str) -> str:
    """Return a cell's text without hidden signs (direction marks, joiners, control characters) and outer blanks."""
    if text.isascii() and text.isprintable():
        return text.strip()
    kept = "".join(
        " " if letter.isspace() else letter
        for letter in unicodedata.normalize("NFC", text)
        if letter.isspace() or unicodedata.category(letter) not in {"Cf", "Cc", "Cs", "Co", "Cn"}
    )
    return " ".join(kept.split())


def _plain(text: str) -> str:
    """Return text as patterns need it: small letters without accents, digits of any script as 0-9."""
    opened = unicodedata.normalize("NFKD", text.casefold())
    return "".join(
        str(unicodedata.digit(letter)) if letter.isdigit() and not letter.isascii() else letter
        for letter in opened
        if not unicodedata.combining(letter)
    ).strip()


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(text: str, latest: int) -> int:
    """Return a year of two digits in full, not after ``latest``."""
    year = int(text)
    if len(text) == 4:
        return year
    return year + _CENTURY if year + _CENTURY <= latest else year + _CENTURY - 100


@lru_cache(maxsize=20_000)
def day_of(text: str, order: DateOrder, latest: int) -> date | None:
    """Return the civil date that ``text`` writes, or None.  A year of two digits is not after ``latest``.

    A date whose parts fit one order only is still read in ``order``: 13/4 with the month first is no date.
    """
    said = _WEEKDAYS.sub("", _plain(text))
    said = re.sub(r"[t ]+0?0:00(:00)?(\.0+)?z?$", "", said).strip(" ,")
    if match := _ISO.fullmatch(said) or _PACKED.fullmatch(said):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _PARTS.fullmatch(said):
        first, second = int(match[1]), int(match[2])
        month, day = (first, second) if order is DateOrder.MONTH_FIRST else (second, first)
        return _date(_year(match[3], latest), month, day)
    if (match := _DAY_MONTH.fullmatch(said)) and match[2] in _MONTHS:
        return _date(_year(match[3], latest), _MONTHS[match[2]], int(match[1]))
    if (match := _MONTH_DAY.fullmatch(said)) and match[1] in _MONTHS:
        return _date(_year(match[3], latest), _MONTHS[match[1]], int(match[2]))
    return None


def is_number(text: str) -> bool:
    """Whether a cell that should be a date is a bare number: a date that lost its format."""
    return _NUMBER.fullmatch(_plain(text)) is not None


def is_shortened(text: str) -> bool:
    """Whether a number was written as 1.2E+05: its last digits are lost."""
    return _SHORTENED.fullmatch(text.strip()) is not None


@lru_cache(maxsize=20_000)
def time_of(text: str) -> time | None:
    """Return the time of day that ``text`` writes ("9:20", "920", "9.20 pm", "14h30", "mediodía"), or None."""
    said = re.sub(r"\b([ap])\s?\.?\s?m\b\.?", r"\1m", _plain(text)).strip()
    if said in {"noon", "mediodia", "12 noon"}:
        return time(12)
    if re.fullmatch(r"0\.\d+", said):
        # A clock time that lost its format: the fraction of a day.
        minutes = round(float(said) * 24 * 60)
        return time(minutes // 60, minutes % 60) if minutes < 24 * 60 else None
    match = _CLOCK.fullmatch(said)
    if match:
        hour, minute, half = int(match[1]), int(match[2] or 0), match[4]
        if match[2] is None and half is None and "h" not in said:
            return None  # "9" alone says nothing about the half of the day
    elif match := _CLOCK_PACKED.fullmatch(said):
        hour, minute, half = int(match[1]), int(match[2]), match[3]
    else:
        return None
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def split_moment(text: str) -> tuple[str, str]:
    """Divide a cell with a date and a time into both; the second is empty when there is no time."""
    said = clean(text)
    if match := re.fullmatch(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)", said):
        return match[1], match[2]
    match = _CLOCK_AT_THE_END.search(said)
    return (said[: match.start()].strip(), match[1]) if match else (said, "")


def instant_of(text: str) -> datetime | None:
    """Return the instant of a text that carries its offset ("2026-12-01T14:20:00Z"), None of any other."""
    said = text.strip()
    if len(said) < 17 or not (said.endswith(("Z", "z")) or re.search(r"[+-]\d\d:?\d\d$", said)):
        return None
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def minutes_of(text: str) -> int | None:
    """Return a length in minutes ("20", "20 min", "0:20", "00:20:00", "1 h", "1.5 h"), or None."""
    said = _plain(text)
    if match := re.fullmatch(r"(\d{1,3})(?:\.0+)?\s*(?:m|min|mins|minutes|minutos|')?\.?", said):
        minutes = int(match[1])
    elif match := re.fullmatch(r"(\d{1,2}):(\d{2})(?::00)?", said):
        minutes = int(match[1]) * 60 + int(match[2])
    elif match := re.fullmatch(r"(\d{1,2}(?:\.\d+)?)\s*(?:h|hr|hrs|hour|hours|hora|horas)\.?", said):
        minutes = round(float(match[1]) * 60)
    else:
        return None
    return minutes if 0 < minutes <= _LONGEST_VISIT else None


def order_of(texts: Iterable[str]) -> tuple[DateOrder, str]:
    """Return in which order a column writes its dates, and an example that only this order allows (else empty).

    Where every date fits both orders, or some fit only one and some only the other, the month comes first.
    """
    month_first = day_first = ""
    for text in texts:
        match = _PARTS.fullmatch(_WEEKDAYS.sub("", _plain(text)).split(" ")[0])
        if match is None:
            continue
        if int(match[1]) > 12 >= int(match[2]):
            day_first = day_first or text
        elif int(match[2]) > 12 >= int(match[1]):
            month_first = month_first or text
    if day_first and not month_first:
        return DateOrder.DAY_FIRST, day_first
    return DateOrder.MONTH_FIRST, month_first


def _rules(words: dict[str, str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return rules that find one of the words, separated by bars, at the beginning of a word."""
    spelled = {value: "|".join(part.strip() for part in line.split("|")) for value, line in words.items()}
    return tuple((value, re.compile(rf"\b(?:{line})")) for value, line in spelled.items())


#: In this order: a nurse's blood pressure control is a nurse visit.
_KINDS = _rules(
    {
        VisitKind.WALK_IN: r"walk ?in|sin cita|drop in",
        VisitKind.GROUP: r"group|grup|class\b|clase|shared|taller|workshop",
        VisitKind.VIDEO: r"video|telehealth|telemed|telesalud|televisit|virtual",
        VisitKind.PHONE: r"phone|telephone|tele\b|telef|llamada|call\b",
        VisitKind.NURSE: r"nurse|rn\b|lpn\b|enfermer|ma visit|injection|shot|vaccin|vacun|inyec|bp check|lab only",
        VisitKind.ANNUAL: r"annual|anual|physical|wellness|awv|preventi|chequeo|well visit",
        VisitKind.ACUTE: r"acute|agud|sick|urgent|urgen|same day|mismo dia|problem visit|enfermo",
        VisitKind.CHRONIC: r"""
            chronic|cronic|follow ?up|f u\b|fu\b|seguimiento|control\b|diabet|dm\b|dm2|htn|hypertens|hipertens|copd
            |asthma|asma|heart failure|recheck|established|est pt|return|revision|care management|planned care""",
    }
)
#: In this order: "rescheduled" holds "scheduled", "no show" comes before all.
_STATUSES = _rules(
    {
        AppointmentStatus.NO_SHOW: r"""
            no ?show|ns\b|did not (?:come|attend|keep)|dna\b|missed|no asist|no (?:se )?present|no vino|inasist
            |falt""",
        AppointmentStatus.RESCHEDULED: r"resched|rebook|moved|reprog|reagend|cambiad",
        AppointmentStatus.CANCELLED: r"cancel|cxl|canc\b|called off|entered in error|deleted|void|anulad|left without",
        AppointmentStatus.DONE: r"""
            complet|done|fulfilled|checked ?out|check out|finished|closed|seen|atendid|terminad|finaliz|realizad""",
        AppointmentStatus.ARRIVED: r"""
            arriv|checked ?in|check in|here|roomed|in room|in progress|llego|presente|en sala|registrad|en consulta""",
        AppointmentStatus.BOOKED: r"""
            book|sched|confirm|pend|active|open|new|reminded|left message|unconfirmed|agend|program|activ|por confirmar
            |ok\b""",
    }
)


@lru_cache(maxsize=4096)
def kind_of(text: str) -> VisitKind | None:
    """Return the kind of visit that a schedule's words name, or None."""
    said = plain(text)
    if said in list(VisitKind):
        return VisitKind(said)
    found = next((kind for kind, rule in _KINDS if rule.search(said)), None)
    return VisitKind(found) if found is not None else None


@lru_cache(maxsize=4096)
def status_of(text: str) -> AppointmentStatus | None:
    """Return the state that a schedule's word names, or None.  No word at all means booked."""
    said = plain(text)
    if not said:
        return AppointmentStatus.BOOKED
    found = next((status for status, rule in _STATUSES if rule.search(said)), None)
    return AppointmentStatus(found) if found is not None else None


def names_of(name: str) -> tuple[str, str]:
    """Divide a name in one cell into given and family name: at the comma, else before the last word."""
    family, comma, given = name.partition(",")
    if comma:
        return given.strip(), family.strip()
    words = name.split()
    return " ".join(words[:-1]), words[-1] if words else ""
