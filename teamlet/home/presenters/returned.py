"""Returned forms in words: the list that waits, and one form's answers as one reader may see them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language, gettext as _

from teamlet.content.instruments import Instrument, Item
from teamlet.content.schema import Author, Mode, Text
from teamlet.ground.access import stamps
from teamlet.ground.access.principal import Principal
from teamlet.ground.reasons import Reason
from teamlet.records.instruments import queries
from teamlet.records.instruments.models import Form, Score
from teamlet.records.instruments.queries import Given, ReadPart
from teamlet.records.instruments.rules.answers import highlights
from teamlet.records.instruments.words import (
    AUTHOR_LABELS,
    FORM_PURPOSE_LABELS,
    FORM_STATE_LABELS,
    IN_ERROR_WHY_LABELS,
    MODE_LABELS,
    FormPurpose,
    FormState,
    InErrorWhy,
)
from teamlet.records.patients.queries import patient_name


def waiting(by: Principal) -> dict[str, Any]:
    """Return the forms that nobody has read: this person's own, and those that others read."""
    rows = queries.returned_forms(by)
    mine = [_line(row) for row in rows if row.reader_id == by.membership_id]
    return {"mine": mine, "others": [_line(row) for row in rows if row.reader_id != by.membership_id]}


def _line(row: Form) -> dict[str, Any]:
    return {
        "oid": row.oid,
        "name": patient_name(row.patient),
        "birth_date": row.patient.birth_date,
        "purpose": _(FORM_PURPOSE_LABELS[FormPurpose(row.purpose)]),
        "mode": _(MODE_LABELS[Mode(row.mode)]) if row.mode else "",
        "at": row.ended_at,
        "visit": row.visit,
        "reader": row.reader.called if row.reader is not None else "",
    }


def context(form: Form, by: Principal) -> dict[str, Any]:
    """Return one form: answers as they were given, in the order they were asked, and scores with their meaning."""
    parts = queries.read_parts(by, form)
    return {
        "form": form,
        "line": _line(form),
        "patient": form.patient,
        "name": patient_name(form.patient),
        "state": _(FORM_STATE_LABELS[FormState(form.state)]),
        "parts": [_part(part) for part in parts],
        "may_read": form.state == FormState.SUBMITTED and form.read_at is None,
        "may_mark": form.state == FormState.SUBMITTED and not any(part.withheld for part in parts),
        "why_in_error": [(why.value, _(label)) for why, label in IN_ERROR_WHY_LABELS.items()],
        "in_error": _in_error(form),
        "stamp": stamps.make(patient_oid=form.patient.oid),
    }


def _in_error(form: Form) -> dict[str, Any] | None:
    """Return who took the form out of use, when and why, or None where it counts."""
    if form.state != FormState.ENTERED_IN_ERROR:
        return None
    change = queries.changes_of(form)[-1]
    return {
        "why": _(IN_ERROR_WHY_LABELS[InErrorWhy(change.reason)]),
        "by": change.by.name if change.by is not None else "",
        "at": change.at,
    }


def _part(read: ReadPart) -> dict[str, Any]:
    instrument = read.part.instrument
    flagged = _flagged(instrument, read.given)
    return {
        "title": _say(instrument.title),
        "credit": instrument.rules.rights.credit,
        "withheld": read.withheld,
        "asks_about_danger": bool(instrument.risk_items),
        "rows": [
            _row(item, given, flagged) for item in read.part.items for given in read.given if given.item == item.id
        ],
        "open": [
            _say(item.text)
            for item in read.part.items
            if not read.withheld and not any(given.item == item.id and given.value is not None for given in read.given)
        ],
        "score": _score(instrument, read.score) if read.score is not None else None,
    }


def _flagged(instrument: Instrument, given: tuple[Given, ...]) -> dict[tuple[str, str, str], str]:
    """Return why an answer stands out, by item and author."""
    found: dict[tuple[str, str, str], str] = {}
    for author, name in {(each.author, each.author_name) for each in given}:
        answers = {each.item: each.value for each in given if (each.author, each.author_name) == (author, name)}
        for each in highlights(instrument, answers):
            found[each.highlight.item, author.value, name] = _say(each.highlight.label)
    return found


def _row(item: Item, given: Given, flagged: dict[tuple[str, str, str], str]) -> dict[str, Any]:
    who = _(AUTHOR_LABELS[Author(given.author)])
    if given.author_name:
        who = f"{given.author_name} ({given.relation or who})"
    return {
        "question": _say(item.text),
        "words": _value(item, given),
        "language": given.language,
        "who": who,
        "mode": _(MODE_LABELS[Mode(given.mode)]),
        "at": given.at,
        "flag": flagged.get((item.id, given.author.value, given.author_name), ""),
    }


def _value(item: Item, given: Given) -> str:
    if given.value is None:
        return _("left out")
    values = given.value if isinstance(given.value, list) else [given.value]
    said = []
    for value in values:
        option = item.option(value) if isinstance(value, str) else None
        said.append(_say(option.label, given.language) if option is not None else str(value))
    return ", ".join(said)


def _score(instrument: Instrument, score: Score) -> dict[str, Any]:
    scoring = instrument.rules.scoring
    bands = scoring.bands if scoring is not None else ()
    band = next((each for each in bands if each.code == score.band), None)
    return {
        "total": f"{score.total.normalize():f}" if score.total is not None else None,
        "high": f"{scoring.high:g}" if scoring is not None else "",
        "band": _say(band.label) if band is not None else "",
        "attention": band is not None and band.attention,
        "reasons": [Reason(each["code"], each["values"]) for each in score.reasons],
    }


def _say(text: Text, language: str = "") -> str:
    wanted = language or (get_language() or "en").partition("-")[0]
    return text.raw(wanted if text.has(wanted) else text.languages[0])
