"""The rest of the record: what other systems say, each value with its age and where it comes from."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.utils.translation import get_language, gettext as _, ngettext

from teamlet.chart.presenters.person import header
from teamlet.content import instruments, library, schema
from teamlet.ground import clock
from teamlet.ground.access.principal import Principal
from teamlet.ground.reasons import N_
from teamlet.records.patients import queries
from teamlet.records.patients.models import Patient
from teamlet.records.patients.queries import ReadingFact
from teamlet.records.patients.words import READING_FROM_LABELS, ReadingFrom

#: Units as people write them, for codes of UCUM that nobody reads aloud.
UNITS = {
    "mm[Hg]": "mmHg",
    "[lb_av]": "lb",
    "[in_i]": "in",
    "[degF]": "°F",
    "Cel": "°C",
    "{score}": "",
    "1": "",
    "kg/m2": "kg/m²",
    "mL/min/{1.73_m2}": "mL/min/1.73 m²",
    "10*3/uL": "×10³/µL",
    "10*6/uL": "×10⁶/µL",
}


#: What this product measures itself, by the code it is stored with, and its unit.
OWN_READINGS = {"confidence": N_("How sure"), "importance": N_("How important")}
OF_TEN = "of 10"


def record(by: Principal, patient: Patient) -> dict[str, Any]:
    """Return everything the record page shows."""
    today = clock.today(by.time_zone)
    facts = queries.chart_facts(by, patient, by.roles)
    return {
        "who": header(by, patient, today, "record"),
        "facts": facts,
        "readings": [
            (row, name(row), value(row), origin(row), row.plausibility == "impossible") for row in facts.readings.rows
        ],
        "today": today,
        "age": lambda day: age_words((today - day).days),
    }


def name(row: ReadingFact) -> str:
    """Return what was read, in the reader's language where it was measured by us."""
    if row.code in OWN_READINGS and row.origin == ReadingFrom.PRACTICE:
        return _(OWN_READINGS[row.code])
    if row.origin == ReadingFrom.QUESTIONNAIRE:
        title = _titles().get(row.display)
        language = (get_language() or "en")[:2]
        return title.raw(language) if title is not None and title.has(language) else row.display
    return row.display


@cache
def _titles() -> dict[str, schema.Text]:
    """Return the titles of the forms we ship by their English words, which readings are stored with."""
    forms = (instruments.load(id_) for id_ in library.ids("instruments"))
    return {form.title.raw("en"): form.title for form in forms if form.title.has("en")}


def value(row: ReadingFact) -> str:
    """Return a reading as text: number and unit, or its words."""
    if row.value is None:
        return row.text or "—"
    unit = _("of 10") if row.unit == OF_TEN else UNITS.get(row.unit, row.unit)
    return f"{row.comparator}{_plain(row)} {unit}".strip()


def origin(row: ReadingFact) -> str:
    """Return where a reading comes from, in words."""
    return _(READING_FROM_LABELS[ReadingFrom(row.origin)]) if row.origin in set(ReadingFrom) else row.origin


def age_words(days: int) -> str:
    """Return how old something is: "today", "12 days ago", "3 months ago", "4 years ago"."""
    if days <= 0:
        return _("today")
    if days < 60:
        return ngettext("{count} day ago", "{count} days ago", days).format(count=days)
    if days < 730:
        months = days // 30
        return ngettext("{count} month ago", "{count} months ago", months).format(count=months)
    years = days // 365
    return ngettext("{count} year ago", "{count} years ago", years).format(count=years)


def _plain(row: ReadingFact) -> str:
    text = f"{row.value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
