"""Dates and times as people of the practice say them, in English and Spanish.

Everything here is pure: the language and the zone are arguments.  Civil dates pass through unchanged;
instants must be aware and are first moved into the zone.  A language without a table reads as English.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

MONTHS: dict[str, tuple[str, ...]] = {
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "es": (
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ),
}
SHORT_MONTHS: dict[str, tuple[str, ...]] = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "es": ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
}
WEEKDAYS: dict[str, tuple[str, ...]] = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
SHORT_WEEKDAYS: dict[str, tuple[str, ...]] = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "es": ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
}
WEEKDAY_CODES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

NOON = 12
EVENING = 19


def table_language(language: str) -> str:
    """Return the language whose tables serve ``language``: ``"es"`` for any Spanish, else ``"en"``."""
    return "es" if language.lower().startswith("es") else "en"


def zone_of(zone: str | tzinfo) -> tzinfo:
    """Return ``zone`` as time zone; a text is an IANA name such as ``"America/Chicago"``."""
    return ZoneInfo(zone) if isinstance(zone, str) else zone


def civil(value: date | datetime, zone: str | tzinfo) -> date:
    """Return the civil date of ``value`` in ``zone``.

    Raises ``ValueError`` for an instant without a zone: nobody knows which day that is.
    """
    if isinstance(value, datetime):
        return local(value, zone).date()
    return value


def local(value: datetime, zone: str | tzinfo) -> datetime:
    """Return the instant ``value`` as wall clock of ``zone``; ``ValueError`` when it is naive."""
    if value.tzinfo is None:
        raise ValueError("an instant on a page needs a zone")
    return value.astimezone(zone_of(zone))


def day_words(on: date, language: str, *, year: bool = False) -> str:
    """Return ``on`` in full: "Tuesday, December 1" or "martes 1 de diciembre"; ``year`` adds the year."""
    key = table_language(language)
    weekday, month = WEEKDAYS[key][on.weekday()], MONTHS[key][on.month - 1]
    if key == "es":
        return f"{weekday} {on.day} de {month}" + (f" de {on.year}" if year else "")
    return f"{weekday}, {month} {on.day}" + (f", {on.year}" if year else "")


def date_words(on: date, language: str) -> str:
    """Return ``on`` short and with its year, for dense lists: "Dec 1, 2026" or "1 dic 2026"."""
    key = table_language(language)
    month = SHORT_MONTHS[key][on.month - 1]
    return f"{on.day} {month} {on.year}" if key == "es" else f"{month} {on.day}, {on.year}"


def _clock(at: time) -> str:
    hour = at.hour % NOON or NOON
    return f"{hour}:{at.minute:02d}" if at.minute else str(hour)


def time_words(at: time, language: str) -> str:
    """Return a wall-clock time: "9:20 am" or "9:20 a. m."."""
    morning = at.hour < NOON
    hour = at.hour % NOON or NOON
    suffix = ("a. m." if morning else "p. m.") if table_language(language) == "es" else ("am" if morning else "pm")
    return f"{hour}:{at.minute:02d} {suffix}"


def window_words(start: time, end: time, language: str) -> str:
    """Return a span of one day: "9–12", "1–4 pm", "9 a 12 de la mañana", "1 a 4 de la tarde"."""
    ends_by_noon = (end.hour, end.minute) <= (NOON, 0)
    starts_after = start.hour >= NOON
    first, last = _clock(start), _clock(end)
    if table_language(language) == "es":
        part = "de la mañana" if ends_by_noon else "de la tarde" if end.hour <= EVENING else "de la noche"
        if ends_by_noon or starts_after:
            return f"{first} a {last} {part}"
        return f"{first} de la mañana a {last} {part}"
    if ends_by_noon:
        return f"{first}–{last}" if end.hour == NOON else f"{first}–{last} am"
    return f"{first}–{last} pm" if starts_after else f"{first} am–{last} pm"


def ago_words(value: datetime, now: datetime, language: str) -> str:
    """Return how long ago ``value`` was: "just now", "12 minutes ago", "hace 3 horas", "yesterday".

    Both instants are aware.  Older than six days reads as a date; the future reads as "just now".
    """
    spanish = table_language(language) == "es"
    passed = now - value
    minutes = int(passed / timedelta(minutes=1))
    if minutes < 1:
        return "ahora mismo" if spanish else "just now"
    hours, days = minutes // 60, passed.days
    if hours < 1:
        number, one, many = minutes, ("minuto", "minute"), ("minutos", "minutes")
    elif days < 1:
        number, one, many = hours, ("hora", "hour"), ("horas", "hours")
    elif days < 7:
        number, one, many = days, ("día", "day"), ("días", "days")
    else:
        return date_words(value.date(), language)
    word = (one if number == 1 else many)[0 if spanish else 1]
    return f"hace {number} {word}" if spanish else f"{number} {word} ago"


def initials(name: str) -> str:
    """Return up to two initials of ``name`` ("Rosa María Márquez" → "RM"); "?" for an empty name."""
    parts = [part for part in name.split() if part and part[0].isalpha()]
    if not parts:
        return "?"
    first, last = parts[0][0], parts[-1][0] if len(parts) > 1 else ""
    return (first + last).upper()
