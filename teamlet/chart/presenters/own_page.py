"""The patient's own page as staff see it: its links, what was marked and said there, what waits for an answer."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext as _

from teamlet.chart.presenters.person import header
from teamlet.content import schema
from teamlet.content.parsing import Amount, Days
from teamlet.content.readings import WISH_TOPICS
from teamlet.content.sentences import amount_phrase, days_phrase
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import SUPPORT
from teamlet.ground.ui import formats
from teamlet.records.documents.queries import step_text
from teamlet.records.followups.models import OwnPageLink, OwnPageSaid
from teamlet.records.followups.queries.own_page import (
    decide_own_page,
    own_line,
    own_links_of,
    own_said_of,
    pulse_counts,
    shown_version,
    waiting_own_said,
)
from teamlet.records.followups.words.own_page import (
    OPEN_FOR,
    OWN_ANSWER_LABELS,
    OWN_SAID_LABELS,
    TIMES,
    OwnAccess,
    OwnAnswer,
    OwnSaid,
)
from teamlet.records.library.queries import load_for_as
from teamlet.records.patients.models import Helper, Patient
from teamlet.records.patients.queries import helpers, patient_name
from teamlet.records.patients.rules import may_see
from teamlet.records.patients.words import Sensitivity, Showing, View
from teamlet.records.practice.queries import practice_of

#: The two questions about the practice are counted over so many days.
_PULSE_DAYS = 365
#: What can be agreed to with one click, beside saying that it was seen.
_AGREED_AT_ONCE = frozenset({OwnSaid.SMALLER, OwnSaid.CHANGE})


def own_page(by: Principal, patient: Patient, *, at: datetime, **shown: Any) -> dict[str, Any]:
    """Return the page about one patient's own page; the front desk sees the links only."""
    today = clock.today(by.time_zone)
    practice = practice_of(by)
    known = {helper.oid: helper for helper in helpers(by, patient)}
    decision = decide_own_page(patient, None, of_helper=False, at=at)
    version = shown_version(practice, patient) if by.has(SUPPORT) else None
    return {
        "who": header(by, patient, today, "own_page"),
        "why_not": None if decision.status is OwnAccess.YES else decision.reason,
        "links": [_link(row, known) for row in own_links_of(patient)],
        "helpers": [row for row in known.values() if row.may_join and row.agreed_on is not None],
        "supports": by.has(SUPPORT),
        "step": step_text(version) if version is not None else "",
        "line": line_words(by, version, today) if version is not None else "",
        "said": [said_row(row, by) for row in own_said_of(by, patient)] if by.has(SUPPORT) else [],
        "stamp": stamps.make(patient_oid=patient.oid),
        "stamps": lambda: stamps.make(patient_oid=patient.oid),
        "handed": None,
        **shown,
    }


def own_pages(by: Principal, *, at: datetime) -> dict[str, Any]:
    """Return everything that waits for an answer, one's own first, and the counts of the two questions."""
    rows = waiting_own_said(by)
    return {
        "mine": _by_patient([row for row in rows if _is_mine(row, by)], by),
        "others": _by_patient([row for row in rows if not _is_mine(row, by)], by),
        "pulse": pulse_counts(by, since=at - timedelta(days=_PULSE_DAYS)),
    }


def line_words(by: Principal, version: Any, today: date) -> str:
    """Return "2 of 3 days this week, sure 5", or an empty text when nothing was marked or said."""
    line = own_line(by, version, today=today)
    if line is None:
        return ""
    said = (
        _("{marked} of {planned} days this week").format(marked=line.marked, planned=line.planned)
        if line.planned
        else _("{marked} days this week").format(marked=line.marked)
    )
    return said if line.sure is None else _("{days}, sure {score} of 10").format(days=said, score=line.sure)


def said_row(row: OwnPageSaid, by: Principal) -> dict[str, Any]:
    """Return one thing that was said in words, with what can be answered."""
    kind = OwnSaid(row.kind)
    is_open = not row.answer and row.task is not None
    alarming = bool(row.alert_oid)
    labels = (Sensitivity.MENTAL_HEALTH, Sensitivity.VIOLENCE) if alarming else ()
    may_read = all(may_see(label, by.roles, View.CHART).status is Showing.SHOWN for label in labels)
    return {
        "oid": row.oid,
        "kind": _(OWN_SAID_LABELS[kind]),
        "is_off_track": kind is OwnSaid.OFF_TRACK,
        "words": row.words if may_read else "",
        "hidden": bool(row.words) and not may_read,
        "language": row.language,
        "what": what(row),
        "author": f"{row.author_name}, {row.relation}" if row.relation else row.author_name,
        "at": row.at,
        "alert": row.alert_oid,
        "is_open": is_open,
        "owner": row.task.owner.called if row.task is not None else "",
        "due_on": row.task.due_on if is_open and row.task is not None else None,
        "agrees": is_open and kind in _AGREED_AT_ONCE,
        "agree": _("Yes, take the smaller step") if kind is OwnSaid.SMALLER else _("Yes, move the call"),
        "contact": row.contact.oid if row.contact is not None and row.contact.state == "open" else "",
        "answer": _(OWN_ANSWER_LABELS[OwnAnswer(row.answer)]) if row.answer else "",
        "answered_by": row.answered_by.name if row.answered_by is not None else "",
        "stamp": stamps.make(patient_oid=row.patient.oid),
    }


def what(row: OwnPageSaid) -> str:
    """Return what was said in values as words: "5 of 10", "Tuesday, December 1, 9–12", "5 minutes"."""
    language = (get_language() or "en")[:2]
    values = row.values
    match OwnSaid(row.kind):
        case OwnSaid.SURE:
            return _("{score} of 10").format(score=values["score"])
        case OwnSaid.SMALLER if "amount" in values:
            amount = Amount("", Decimal(values["amount"]), values["unit"])
            return _phrase(amount_phrase, amount, language) or str(values["amount"])
        case OwnSaid.SMALLER:
            return _phrase(days_phrase, Days("", values["days"], tuple(values["named"])), language)
        case OwnSaid.CHANGE:
            day = formats.day_words(date.fromisoformat(values["day"]), language)
            hours = TIMES.get(values["time"])
            return f"{day}, {formats.window_words(time(hours[0]), time(hours[1]), language)}" if hours else day
        case OwnSaid.WISH:
            return ", ".join(_(WISH_TOPICS[topic]) for topic in values["topics"] if topic in WISH_TOPICS)
        case _:
            return ""


def handed(patient: Patient, helper: Helper | None, address: str, *, at: datetime) -> dict[str, Any]:
    """Return the link as it is handed over, once: address, QR code, and the words of the sheet in its language."""
    import segno  # loaded when somebody looks at a code, not when the server starts

    spoken = patient.language[:2].lower()
    language = spoken if spoken in {"en", "es"} else "en"
    texts = load_for_as(schema.DocumentTexts, patient.practice_id, "own_page", language=language)
    words = {phrase.code: phrase.text for phrase in texts.texts if phrase.code.startswith("print_")}
    last = formats.civil(at + OPEN_FOR - timedelta(days=1), patient.practice.time_zone)
    return {
        "address": address,
        # Dark on white whatever the theme: cameras need it.
        "picture": segno.make(address, error="m").svg_data_uri(scale=6, border=4, dark="#000", light="#fff"),
        "language": language,
        "for": helper.name if helper is not None else "",
        "words": {code: text.say(language, day=formats.day_words(last, language)) for code, text in words.items()},
    }


def _phrase(say: Any, part: Any, language: str) -> str:
    try:
        return say(part, language) or ""
    except schema.NotInLanguage:
        return say(part, "en") or ""


def _is_mine(row: OwnPageSaid, by: Principal) -> bool:
    return row.task is not None and row.task.owner_id in by.owner_ids


def _by_patient(rows: list[OwnPageSaid], by: Principal) -> list[dict[str, Any]]:
    """Return each patient once, where the first of their things stands in the order of the list."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        whose = {"patient": row.patient.oid, "name": patient_name(row.patient), "birth_date": row.patient.birth_date}
        found.setdefault(row.patient.oid, {**whose, "said": []})["said"].append(said_row(row, by))
    return list(found.values())


def _link(row: OwnPageLink, known: dict[str, Helper]) -> dict[str, Any]:
    helper = known.get(row.helper_oid)
    return {
        "whose": helper.name if helper is not None else "",
        "is_helpers": bool(row.helper_oid),
        "at": row.at,
        "by": row.by.name if row.by is not None else _("Asked for on the phone, or sent by itself"),
        "until": row.expires_at,
        "phones": row.open_keys,  # type: ignore[attr-defined]
        "locked": not row.tries_left,
    }
