"""Safety alerts in words: the bar above every page, the list, one alert."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import get_language, gettext as _, ngettext

from teamlet.content import instruments, red_flags
from teamlet.content.schema import Mode
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.principal import Principal
from teamlet.ground.reasons import Reason
from teamlet.ground.ui.formats import day_words, time_words
from teamlet.ground.ui.frame import Alert
from teamlet.records.followups.queries.replies import DANGER_OF_NOBODY, waiting_with_replies
from teamlet.records.instruments import queries
from teamlet.records.instruments.models import SafetyAlert
from teamlet.records.instruments.permissions import SEES_ALERTS, can_answer_alerts, can_read
from teamlet.records.instruments.words import (
    ALERT_KIND_LABELS,
    ALERT_LEVEL_LABELS,
    ALERT_LINES,
    ALERT_STATE_LABELS,
    ALERT_STEP_LABELS,
    MODE_LABELS,
    AlertKind,
    AlertLevel,
    AlertState,
    AlertStepKind,
    FormState,
)
from teamlet.records.patients.queries import contact_points, patient_name
from teamlet.records.patients.rules import may_see
from teamlet.records.patients.words import PHONES, Sensitivity, Showing, View
from teamlet.records.tasks.words import TaskKind

_KINDS = (
    TaskKind.SAFETY_ALERT,
    TaskKind.RED_FLAG,
    TaskKind.RETURNED_FORM,
    TaskKind.ASK_IN_PERSON,
    TaskKind.LOCKED_LINK,
    TaskKind.OWN_PAGE,
    TaskKind.REPLY,
    TaskKind.SPECIALIST_VISIT,
    TaskKind.BACK_ON_TRACK,
)
#: Alerts that somebody has are named one by one up to this many.
HELD_SHOWN = 3


def bar(by: Principal) -> tuple[Alert, ...]:
    """Return what stands above every page for this person: safety first; no patient's name.

    One statement, a second one while a safety alert is open.
    """
    return tuple(_bar(by)) if by.membership_id is not None else ()


def _bar(by: Principal) -> Iterator[Alert]:
    waiting = waiting_with_replies(by, _KINDS, on=clock.today(by.time_zone))
    safety = [
        about
        for kind, about, owner in waiting
        if kind == TaskKind.SAFETY_ALERT and (by.has(SEES_ALERTS) or owner == by.membership_id)
    ]
    if safety:
        yield from _safety(safety, by)
    if by.is_support:
        yield from _danger_of_nobody([about for kind, about, _owner in waiting if kind == DANGER_OF_NOBODY], by)
    worries = sum(kind == TaskKind.RED_FLAG for kind, _about, _owner in waiting)
    if worries and by.is_licensed:
        text = ngettext(
            "{count} worry waits for a licensed person.", "{count} worries wait for a licensed person.", worries
        )
        yield Alert(text.format(count=worries), _url(by, "after_visit:worries"))
    mine = [kind for kind, _about, owner in waiting if owner in by.owner_ids]
    forms = mine.count(TaskKind.RETURNED_FORM)
    if forms:
        text = ngettext("{count} returned form to read.", "{count} returned forms to read.", forms)
        yield Alert(text.format(count=forms), _url(by, "home:returned"), kind="look")
    replies = mine.count(TaskKind.REPLY)
    if replies and by.is_support:
        text = ngettext("{count} reply to answer.", "{count} replies to answer.", replies)
        yield Alert(text.format(count=replies), _url(by, "after_visit:replies"), kind="look")
    asks = mine.count(TaskKind.ASK_IN_PERSON)
    if asks:
        text = ngettext("{count} patient to ask in person.", "{count} patients to ask in person.", asks)
        yield Alert(text.format(count=asks), _url(by, "home:to_ask"), kind="look")
    own = mine.count(TaskKind.OWN_PAGE)
    if own:
        text = ngettext(
            "{count} patient wrote on their own page.", "{count} things patients wrote on their own pages.", own
        )
        yield Alert(text.format(count=own), _url(by, "chart:own_pages"), kind="look")
    specialists = mine.count(TaskKind.SPECIALIST_VISIT)
    if specialists and by.is_support:
        text = ngettext(
            "{count} patient to ask about care elsewhere.",
            "{count} patients to ask about care elsewhere.",
            specialists,
        )
        yield Alert(text.format(count=specialists), _url(by, "chart:specialists_due"), kind="look")
    slips = mine.count(TaskKind.BACK_ON_TRACK)
    if slips and by.is_support:
        text = ngettext("{count} patient to help back on track.", "{count} patients to help back on track.", slips)
        yield Alert(text.format(count=slips), f"{_url(by, 'panel:slips')}?whose=mine", kind="look")
    locked = mine.count(TaskKind.LOCKED_LINK)
    if locked:
        text = ngettext("{count} link is locked.", "{count} links are locked.", locked)
        yield Alert(text.format(count=locked), _url(by, "home:to_ask"), kind="look")


def _safety(oids: list[str], by: Principal) -> Iterator[Alert]:
    """Say first which alerts nobody has answered, then who has the others and since when."""
    held = queries.holders(by, oids)
    waiting = [oid for oid in oids if oid not in held]
    if waiting:
        text = ngettext("{count} safety alert: look now.", "{count} safety alerts: look now.", len(waiting))
        one = len(waiting) == 1
        url = _url(by, "home:alert", alert=waiting[0]) if one else _url(by, "home:alerts")
        yield Alert(text.format(count=len(waiting)), url)
    shown = sorted(held.values(), key=lambda each: (each.is_licensed, each.since))
    for each in shown[:HELD_SHOWN]:
        yield Alert(
            _held(each, by), _url(by, "home:alert", alert=each.oid), kind="held" if each.is_licensed else "safety"
        )
    more = len(shown) - HELD_SHOWN
    if more > 0:
        text = ngettext("{count} more that somebody has.", "{count} more that somebody has.", more)
        yield Alert(text.format(count=more), _url(by, "home:alerts"), kind="held")


def _danger_of_nobody(oids: list[str], by: Principal) -> Iterator[Alert]:
    """Say that somebody whom nobody here knows wrote words that may mean danger: no patient carries an alert."""
    if not oids:
        return
    text = ngettext(
        "{count} reply may mean danger; nobody here has the number: look now.",
        "{count} replies may mean danger; nobody here has the numbers: look now.",
        len(oids),
    )
    one = len(oids) == 1
    url = _url(by, "after_visit:reply", reply=oids[0]) if one else _url(by, "after_visit:replies")
    yield Alert(text.format(count=len(oids)), url)


def _held(each: queries.Holder, by: Principal) -> str:
    """Say who has the alert since when; without a license nobody decides alone, so somebody licensed is asked for."""
    if each.user_id == by.user_id:
        words = _("You have had a safety alert since {since}.")
    else:
        words = _("{name} has had a safety alert since {since}.")
    said = words.format(name=each.name, since=_since(each.since, by))
    if each.is_licensed:
        return said
    ask = _("A licensed person must join now.") if by.is_licensed else _("A licensed person must join: call one.")
    return f"{said} {ask}"


def _since(at: datetime, by: Principal) -> str:
    language = get_language() or "en"
    local = at.astimezone(ZoneInfo(by.time_zone))
    said = time_words(local.time(), language)
    return said if local.date() == clock.today(by.time_zone) else f"{day_words(local.date(), language)}, {said}"


def _url(by: Principal, name: str, **kwargs: str) -> str:
    return reverse(name, kwargs={"practice": by.practice_key, **kwargs})


def line(row: SafetyAlert) -> dict[str, Any]:
    """Return one alert of the list: who, since when, whose turn, whether anybody answered; never what was said."""
    return {
        "oid": row.oid,
        "name": patient_name(row.patient),
        "birth_date": row.patient.birth_date,
        "at": row.at,
        "state": row.state,
        "state_label": _(ALERT_STATE_LABELS[AlertState(row.state)]),
        "is_open": row.state == AlertState.OPEN,
        "owner": row.owner.called,
        "held_by": row.acknowledged_by.name if row.acknowledged_by is not None else "",
        "held_since": row.acknowledged_at,
        "level": _(ALERT_LEVEL_LABELS[AlertLevel(row.level)]),
        "room": row.visit.room if row.visit is not None else "",
        "mode": _mode(row),
    }


def context(row: SafetyAlert, by: Principal) -> dict[str, Any]:
    """Return the page of one alert.  What was answered stands there only for roles that may read it."""
    points = [point for point in contact_points(by, row.patient) if point.kind in PHONES and point.works]
    return line(row) | {
        "alert": row,
        "patient": row.patient,
        "lines": [_(each) for each in ALERT_LINES],
        "numbers": points,
        "told": list(_told(row, by)),
        "steps": [_step(step) for step in queries.steps_of(row)],
        "until": row.answer_until,
        "may_read_reply": by.is_support,
        "reply": row.where_oid if row.where == "reply" else "",
        "may_answer": can_answer_alerts(by),
        "may_close": by.is_licensed,
        "why_not": Reason("instruments.alert_needs_licensed"),
        "stamp": stamps.make(patient_oid=row.patient.oid),
    }


def _told(row: SafetyAlert, by: Principal) -> Iterator[str]:
    yield _(ALERT_KIND_LABELS[AlertKind(row.kind)])
    if may_see(Sensitivity(row.sensitivity), by.roles, View.CHART).status is not Showing.SHOWN:
        return
    known = {each.code: each for each in red_flags.shipped().symptoms}
    for sign in row.signs:
        if sign in known:
            yield known[sign].staff_label.raw("en")
    answer = row.answer
    if answer is None:
        return
    if answer.form.state == FormState.ENTERED_IN_ERROR:
        yield _("The form was marked as entered in error since. The alert stays until a licensed person closes it.")
    instrument = instruments.load(answer.instrument, answer.version)
    if can_read(by.roles, instrument):
        item = instrument.item(answer.item)
        option = item.option(answer.value) if isinstance(answer.value, str) else None
        said = option.label.raw(answer.language) if option is not None else str(answer.value)
        yield f"{item.text.raw(answer.language)} — {said}"


def _mode(row: SafetyAlert) -> str:
    return _(MODE_LABELS[Mode(row.answer.mode)]) if row.answer is not None else ""


def _step(step: Any) -> dict[str, Any]:
    return {
        "label": _(ALERT_STEP_LABELS[AlertStepKind(step.kind)]),
        "to": step.to.called,
        "by": step.by.name if step.by is not None else "",
        "at": step.at,
    }
